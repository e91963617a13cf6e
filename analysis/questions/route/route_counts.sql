-- One row: counts of the records that ran or happened, or may have, in the chosen days: patrols, patrols_of_unknown_reach,
-- patrols_without_days (their possible days are unknown); incidents (at the chosen targets), incidents_without_km, and
-- incidents_placed_widely (with a kilometre, but known no more precisely than their district).
WITH ran AS (
    SELECT count(*)::INTEGER AS patrols,
        count(*) FILTER (patrol_id NOT IN (SELECT patrol_id FROM reaches))::INTEGER AS patrols_of_unknown_reach,
        count(*) FILTER (date IS NULL OR date_end IS NULL)::INTEGER AS patrols_without_days
    FROM patrols_run($feed, $corridor, $participants)
    WHERE coalesce(date, $from_day) <= $to_day AND coalesce(date_end, $to_day) >= $from_day
),
counted_attacks AS (
    SELECT count_sum(incidents, true) AS incidents,
        count_sum(incidents, km IS NULL) AS incidents_without_km,
        count_sum(incidents, km IS NOT NULL AND radius_km(geo_precision) IS NULL) AS incidents_placed_widely
    FROM incidents_placed($feed, $corridor, 'all', $from_day, $to_day)
    WHERE ($target = 'any' OR target = $target)
      AND coalesce(date, $from_day) <= $to_day AND coalesce(date_end, $to_day) >= $from_day
)
FROM ran, counted_attacks
