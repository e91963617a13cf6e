-- One row for each way to count the patrols: patrols_by (known_day: of known day in the chosen days, as in the headline; any_day:
-- with those that may have run in them on an unknown day; else the count whose highest number is taken), is_party (whether a
-- party counts), patrols, attacked (by confirmed and coded attacks), attacked_with_doubtful (by disputed and unconfirmed
-- ones too), and the patrol_id that carries the number. A count numbers the joint patrols from the first one on, so counts
-- stand here only for joint patrols and for days that begin with complete coverage, or before, and end within it. No row
-- where nothing is complete.
WITH held AS (FROM complete_rates($feed, $corridor, $participants) WHERE "from" <= $to_day AND through >= $from_day),
sure AS (FROM patrols_attacked($feed, $corridor, $sure, $sources)),
doubtful AS (FROM patrols_attacked($feed, $corridor, $doubtful, $sources)),
run AS (
    SELECT patrol_id, date_end, patrol_id IN (FROM sure) AS attacked, patrol_id IN (FROM doubtful) AS attacked_with_doubtful
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
    SELECT counted_by, own, max(number) AS patrols, arg_max(patrol_id, number) AS patrol_id
    FROM numbers JOIN run USING (patrol_id)
    WHERE run.date_end <= $to_day AND $participants = 'joint'
    GROUP BY counted_by, own
)
SELECT patrols_by, is_party, patrols::INTEGER AS patrols, attacked::INTEGER AS attacked,
    attacked_with_doubtful::INTEGER AS attacked_with_doubtful, patrol_id
FROM held, (
    SELECT 1 AS place, 'known_day' AS patrols_by, false AS is_party, count(*) AS patrols, count(*) FILTER (attacked) AS attacked,
        count(*) FILTER (attacked_with_doubtful) AS attacked_with_doubtful, NULL AS patrol_id
    FROM chosen WHERE day_known
    UNION ALL
    SELECT 2, 'any_day', false, count(*), count(*) FILTER (attacked), count(*) FILTER (attacked_with_doubtful), NULL FROM chosen
    UNION ALL
    SELECT CASE WHEN own THEN 3 ELSE 4 END, counted_by,
        list_contains((SELECT parties FROM corridors WHERE corridor = $corridor), counted_by), totals.patrols,
        so_far.attacked, so_far.attacked_with_doubtful, totals.patrol_id
    FROM totals, (
        SELECT count(*) FILTER (attacked) AS attacked, count(*) FILTER (attacked_with_doubtful) AS attacked_with_doubtful
        FROM run WHERE date_end <= $to_day
    ) AS so_far, held
    WHERE $from_day <= held."from" AND $to_day <= held.through
) AS ways
ORDER BY place, patrols DESC, patrols_by
