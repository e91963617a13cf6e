-- One row for each corridor of a row with one of some fates.
SELECT DISTINCT corridor FROM read_parquet($path) WHERE corridor IS NOT NULL AND list_contains($fates, fate) ORDER BY 1
