-- Column at fault: period_start
SELECT exposure_id AS record, period_start || ' is counted in ' || before AS detail
FROM (
    SELECT *, max(period_end) OVER so_far AS counted_through, last_value(exposure_id) OVER so_far AS before
    FROM exposure
    WINDOW so_far AS (PARTITION BY feed, corridor, counted_by ORDER BY period_start, exposure_id
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
) WHERE period_start <= counted_through
