-- One row, or none if the chosen days hold fewer than two exposed patrols of known day on different days: start and end, the
-- first and the last day of those that have rates, and half, the day by which half of the exposed patrols had run (at the latest the
-- day before that of the last).
WITH complete AS (
    SELECT min("from") AS "from", max(through) AS through FROM complete_rates($feed, $corridor, $participants)
    WHERE "from" <= $to_day AND through >= $from_day
),
run AS (
    SELECT date, ordinal, max(ordinal) OVER () AS patrols, max(date) OVER () AS last
    FROM patrols_in_order($feed, $corridor, $participants, $exposure, $reached_km, $from_day, $to_day)
)
SELECT greatest($from_day, complete."from") AS start, least($to_day, complete.through) AS "end", max(date) AS half
FROM run, complete
WHERE date < last AND (ordinal <= patrols // 2 OR ordinal = 1)
GROUP BY ALL
