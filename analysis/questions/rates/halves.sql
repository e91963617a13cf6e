-- One row, or none unless at least two exposed patrols of known day ran on different chosen days: start and end, the first
-- and last chosen day with rates, and half, the day by which half of the exposed patrols had run (at the latest the day
-- before the last patrol).
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
