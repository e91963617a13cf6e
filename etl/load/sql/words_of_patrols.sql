-- One row for each word by which the good patrols of staged files are patrols, with the number of rows: the commonest first.
SELECT 'patrol', trim(extra_record_word), count(*)
FROM read_parquet([{parts}], union_by_name = true) WHERE fate IS NULL
GROUP BY ALL ORDER BY count(*) DESC, 2
