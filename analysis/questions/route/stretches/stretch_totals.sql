-- One row, with which the stretches of $stretch_km are compared: patrols, those counted; patrols_of_unknown_reach, how many
-- of these; attacks on patrols counted; attacks_not_placed, how many of these have a place that is not known precisely
-- enough, or a patrol of unknown reach; recorded, the recorded attacks on the corridor; recorded_not_placed, how many of
-- these. The first four are empty if no rate exists.
WITH ran AS (
    SELECT count(*)::INTEGER AS patrols,
        count(*) FILTER (patrol_id NOT IN (SELECT patrol_id FROM reaches))::INTEGER AS patrols_of_unknown_reach
    FROM patrols_counted($feed, $corridor, $participants, $from_day, $to_day)
),
counted_attacks AS (
    SELECT count(*)::INTEGER AS attacks,
        count(*) FILTER (NOT (is_placed(km, geo_precision, $stretch_km) AND is_within_reach(patrol_id)))::INTEGER
            AS attacks_not_placed
    FROM attacks_counted($feed, $corridor, $participants, $verifications, $sources, $count_by, $from_day, $to_day)
),
every AS (
    SELECT count_sum(attacks, true) AS recorded, count_sum(attacks, NOT is_placed(km, geo_precision, $stretch_km)) AS recorded_not_placed
    FROM corridor_attacks_placed($feed, $corridor, $verifications, $sources, $count_by, 'all', $from_day, $to_day)
),
held AS (
    SELECT count(*) > 0 AS is_held
    FROM complete_rates($feed, $corridor, $participants) WHERE "from" <= $to_day AND through >= $from_day
)
SELECT CASE WHEN is_held THEN patrols END AS patrols,
    CASE WHEN is_held THEN patrols_of_unknown_reach END AS patrols_of_unknown_reach,
    CASE WHEN is_held THEN attacks END AS attacks,
    CASE WHEN is_held THEN attacks_not_placed END AS attacks_not_placed,
    recorded, recorded_not_placed
FROM ran, counted_attacks, every, held
