-- One row, or none if the chosen days have fewer than two counts: start and end, the first and last day that counts fill,
-- and half, the last day of the count by which half of the exposure had passed (at the latest the last count but one).
WITH held AS (
    SELECT period_end, sum(count) OVER (ORDER BY period_start) AS passed, sum(count) OVER () AS total,
        min(period_start) OVER () AS start, max(period_end) OVER () AS "end", row_number() OVER (ORDER BY period_start) AS ordinal
    FROM exposure_counted($feed, $corridor, $from_day, $to_day)
)
SELECT start, "end", max(period_end) AS half FROM held
WHERE period_end < "end" AND (2 * passed <= total OR ordinal = 1)
GROUP BY ALL
