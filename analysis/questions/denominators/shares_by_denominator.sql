-- One row for each way to count the patrols: patrols_by (known_day: patrols of known day in the chosen days, as in the
-- headline; any_day: also those that may have run in them on an unknown day; otherwise the count whose numbers are used),
-- is_party (whether a party counts), patrols, attacked (by confirmed and coded attacks), attacked_with_doubtful (also by
-- disputed and unconfirmed ones), the patrol_id with the highest number, and how it was counted: lowest, highest, from_first
-- and numbers_left_out (see totals_of_counts).
-- A count numbers the joint patrols, so counts are included only for joint patrols, and for days that begin no later than
-- the complete days that contain the last one. No row if nothing is complete.
WITH held AS (FROM complete_rates($feed, $corridor, $participants) WHERE "from" <= $to_day AND through >= $from_day),
sure AS (FROM patrols_attacked($feed, $corridor, $sure, $sources)),
doubtful AS (FROM patrols_attacked($feed, $corridor, $doubtful, $sources)),
run AS (
    SELECT patrol_id, patrol_id IN (FROM sure) AS attacked, patrol_id IN (FROM doubtful) AS attacked_with_doubtful
    FROM patrols_run($feed, $corridor, $participants)
),
chosen AS (
    SELECT run.*, day_known
    FROM run JOIN (
        SELECT patrol_id, true AS day_known FROM patrols_counted($feed, $corridor, $participants, $from_day, $to_day)
        UNION ALL
        SELECT patrol_id, false FROM patrols_without_day($feed, $corridor, $participants, $from_day, $to_day)
    ) USING (patrol_id)
),
totals AS (
    FROM totals_of_counts($feed, $corridor, $to_day) WHERE $participants = 'joint' AND $from_day <= held_from
),
so_far AS (
    SELECT counted_by, count(*) FILTER (patrol_id IN (FROM sure)) AS attacked,
        count(*) FILTER (patrol_id IN (FROM doubtful)) AS attacked_with_doubtful
    FROM patrols_of_counts($feed, $corridor, $to_day) GROUP BY counted_by
)
SELECT patrols_by, is_party, patrols::INTEGER AS patrols, attacked::INTEGER AS attacked,
    attacked_with_doubtful::INTEGER AS attacked_with_doubtful, patrol_id, lowest, highest, from_first, numbers_left_out
FROM (
    SELECT 1 AS place, 'known_day' AS patrols_by, false AS is_party, count(*) AS patrols, count(*) FILTER (attacked) AS attacked,
        count(*) FILTER (attacked_with_doubtful) AS attacked_with_doubtful, NULL AS patrol_id,
        NULL::INTEGER AS lowest, NULL::INTEGER AS highest, NULL::BOOLEAN AS from_first, NULL::INTEGER AS numbers_left_out
    FROM chosen WHERE day_known
    UNION ALL
    SELECT 2, 'any_day', false, count(*), count(*) FILTER (attacked), count(*) FILTER (attacked_with_doubtful), NULL,
        NULL, NULL, NULL, NULL FROM chosen
    UNION ALL
    SELECT CASE WHEN own THEN 3 ELSE 4 END, counted_by,
        list_contains((SELECT parties FROM corridors WHERE corridor = $corridor), counted_by), total,
        attacked, attacked_with_doubtful, patrol_id, lowest, highest, from_first, numbers_left_out
    FROM totals JOIN so_far USING (counted_by)
) AS ways
WHERE EXISTS (FROM held)
ORDER BY place, patrols DESC, patrols_by
