-- One row for each corridor of a row that a load adds, changes or withdraws.
SELECT DISTINCT corridor FROM read_parquet($path)
WHERE corridor IS NOT NULL AND fate IN ('loaded', 'changed', 'withdrawn') ORDER BY 1
