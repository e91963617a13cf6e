-- One row for each count in the chosen days whose days are also filled by counts of another counter: start, end, counted_by
-- and count, the other_counter, its other_count on the same days, and difference (count / other_count - 1). The other
-- counter is the one that the corridor names, if it is one of the two; otherwise they are in the order of their names.
WITH stated AS (
    SELECT period_start, period_end, counted_by, count, counted_by = own_count AS own
    FROM exposure_held JOIN corridors USING (corridor)
    WHERE feed = $feed AND corridor = $corridor AND period_start >= $from_day AND period_end <= $to_day
),
filled AS (
    SELECT one.period_start AS start, one.period_end AS "end", one.counted_by, one.own, one.count,
        other.counted_by AS other_counter, other.own AS other_own, sum(other.count)::BIGINT AS other_count, count(*) AS parts
    FROM stated AS one JOIN stated AS other ON other.counted_by <> one.counted_by
        AND other.period_start >= one.period_start AND other.period_end <= one.period_end
    GROUP BY ALL
    HAVING sum(other.period_end - other.period_start + 1) = one.period_end - one.period_start + 1
),
turned AS (
    SELECT start, "end", counted_by, count, other_counter, other_count FROM filled
    WHERE NOT own AND (other_own OR counted_by < other_counter OR parts > 1)
    UNION ALL
    SELECT start, "end", other_counter, other_count, counted_by, count FROM filled WHERE own AND parts > 1
)
SELECT *, CASE WHEN other_count > 0 THEN count / other_count - 1 END AS difference
FROM turned ORDER BY start, "end", counted_by
