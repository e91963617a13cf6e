-- One row for each gap that touches the chosen days: more than $gap_rule_days days between two consecutive patrols of known
-- day, or from the last one to the as-of day. start and end are the days of those patrols (for the last gap, end is empty
-- and is_open true); covered_through (the day up to which it is known, if coverage ends before the as-of day), begins_before
-- (the chosen days), days, patrols_that_may_split (those without a known day that may have run inside) and their numbers,
-- announced (the overlapping suspensions announced by the as-of day; empty: none) and their first days (announced_from).
-- Gaps exist only within complete coverage: the last gap of each span is open.
WITH complete AS (FROM complete_patrols($feed, $corridor, $participants)),
run AS (FROM patrols_run($feed, $corridor, $participants)),
days AS (
    SELECT DISTINCT date AS start, complete.through
    FROM run, complete
    WHERE date_precision = 'day' AND date BETWEEN complete."from" AND least($to_day, complete.through)
),
pairs AS (
    SELECT start, through, lead(start) OVER (PARTITION BY through ORDER BY start) AS "end",
        coalesce("end", least($to_day, through)) AS until
    FROM days
),
gaps AS (
    SELECT *,
        coalesce((SELECT list({patrol_id: patrol_id, number: number} ORDER BY patrol_id) FROM run
            WHERE date_precision <> 'day' AND coalesce(date_end > start, true) AND coalesce(date < until, true)), []) AS may_split,
        coalesce((SELECT list({suspension_id: suspension_id, start: suspension.start} ORDER BY suspension_id) FROM suspensions AS suspension
            WHERE feed = $feed AND corridor = $corridor AND suspension.start < until
              AND coalesce(suspension."end" > pairs.start, true)
              AND coalesce(announced_on <= $to_day, true)), []) AS suspensions
    FROM pairs WHERE until - start > $gap_rule_days AND until >= $from_day
)
SELECT start, "end", "end" IS NULL AS is_open,
    CASE WHEN "end" IS NULL AND through < $to_day THEN through END AS covered_through, start < $from_day AS begins_before, until - start AS days,
    list_transform(may_split, lambda patrol: patrol.patrol_id) AS patrols_that_may_split,
    list_transform(may_split, lambda patrol: patrol.number) AS numbers,
    list_transform(suspensions, lambda suspension: suspension.suspension_id) AS announced,
    list_transform(suspensions, lambda suspension: suspension.start) AS announced_from
FROM gaps
ORDER BY start
