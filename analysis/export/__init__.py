"""Files for readers: CSV, JSON, Parquet, XLSX, bundles and their citation."""
