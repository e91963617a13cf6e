-- Column at fault: field
SELECT concat_ws(' / ', "table", record_id) AS record, field AS detail
FROM claims
WHERE NOT EXISTS (
    FROM duckdb_columns() AS columns
    WHERE columns.schema_name = current_schema()
      AND columns.table_name = claims."table" AND columns.column_name = claims.field
)
