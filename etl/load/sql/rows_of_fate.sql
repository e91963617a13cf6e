-- One row for each row of a dry run with one fate, in the order of its file.
SELECT file, sheet, line, reason AS why, "table", date, date_end, what, place, corridor
FROM read_parquet($path) WHERE fate = $fate ORDER BY file NULLS LAST, line NULLS LAST LIMIT $most
