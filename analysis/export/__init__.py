"""Files for readers: CSV, JSON, Parquet, XLSX, bundles, their citation, and what may not be passed on."""
