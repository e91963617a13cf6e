-- One row, or none if no chosen patrol was attacked up to the as-of day: the last attack on one of them on a known day
-- (incident_id, last_attack; an attack tied to no patrol counts), the days since, the patrols of known day on later days,
-- and those that may have run later. The days and patrols since are empty unless all patrols, and all attacks on them, are
-- held up to the as-of day.
WITH last AS (
    SELECT incident_id, date AS last_attack
    FROM attacks_on_exposed
    WHERE feed = $feed AND corridor = $corridor AND date_precision = 'day' AND date <= $to_day
      AND is_counted($verifications, $sources, verification, source_choices) AND is_on_chosen(patrol_id, $feed, $corridor, $participants)
    ORDER BY date DESC, incident_id DESC LIMIT 1
),
run AS (FROM patrols_run($feed, $corridor, $participants)),
complete AS (FROM complete_rates($feed, $corridor, $participants) WHERE "from" <= (SELECT last_attack FROM last) AND through >= $to_day)
SELECT incident_id, last_attack,
    CASE WHEN EXISTS (FROM complete) THEN $to_day - last_attack END AS days_since,
    CASE WHEN EXISTS (FROM complete) THEN
        (SELECT count(*)::INTEGER FROM run WHERE date_precision = 'day' AND date > last_attack AND date <= $to_day)
    END AS patrols_since,
    (SELECT count(*)::INTEGER FROM run WHERE date_precision <> 'day' AND coalesce(date_end, $to_day) > last_attack
        AND coalesce(date, $to_day) <= $to_day) AS patrols_since_without_day
FROM last
