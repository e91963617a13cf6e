-- One row for each kind and word for it in the good incidents of staged files, with the number of rows: the commonest first.
SELECT kind, trim(kind_detail), count(*)
FROM read_parquet([{parts}], union_by_name = true) WHERE fate IS NULL
GROUP BY ALL ORDER BY count(*) DESC, 2, 1
