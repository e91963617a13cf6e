-- One row for each unreadable text of a column in the good records of staged files, with the number of its rows.
SELECT cell."column", cell.reason, cell."text", count(*)
FROM (
    SELECT unnest(faults) AS cell
    FROM read_parquet([{parts}], union_by_name = true) WHERE fate IS NULL AND faults IS NOT NULL
)
GROUP BY ALL ORDER BY cell."column", cell.reason, count(*) DESC, cell."text"
