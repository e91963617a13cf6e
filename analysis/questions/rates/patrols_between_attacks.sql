-- One row for each attacked patrol among the exposed patrols of known day of the chosen days, in running order, and one for
-- the patrols since the last: interval (numbered from 1), patrol_id and date (empty for the patrols since), is_open (whether
-- it is the row of those since), quiet (the patrols that ran without an attack since the previous attacked one, or since the
-- first of the chosen days), first_ordinal and last_ordinal of these in the order of all patrols. No row if no patrol ran.
-- No interval spans days that are not covered: each span of days with rates, except the last, ends with an open interval
-- whose date is the last day of the span.
WITH run AS (
    SELECT patrol_id, date, ordinal, held_from, patrol_id IN (FROM patrols_attacked($feed, $corridor, $verifications, $sources)) AS attacked
    FROM patrols_in_order($feed, $corridor, $participants, $exposure, $reached_km, $from_day, $to_day)
),
ends AS (
    SELECT patrol_id, date, ordinal, held_from, false AS is_open FROM run WHERE attacked
    UNION ALL
    SELECT NULL, CASE WHEN held_from < (SELECT max(held_from) FROM run) THEN any_value(through) END, max(ordinal) + 1, held_from, true
    FROM run JOIN complete_rates($feed, $corridor, $participants) AS held ON held_from = held."from"
    GROUP BY held_from
),
begun AS (SELECT held_from, min(ordinal) AS first_of_span FROM run GROUP BY held_from)
SELECT row_number() OVER (ORDER BY held_from, ordinal)::INTEGER AS interval, patrol_id, date, is_open,
    (ordinal - first_ordinal)::INTEGER AS quiet, first_ordinal, (ordinal - 1)::INTEGER AS last_ordinal
FROM (
    SELECT *, coalesce(lag(ordinal) OVER (PARTITION BY held_from ORDER BY ordinal) + 1, first_of_span)::INTEGER AS first_ordinal
    FROM ends JOIN begun USING (held_from)
)
ORDER BY interval
