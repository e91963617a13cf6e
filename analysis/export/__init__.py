"""Files for readers: CSV, JSON, Parquet, XLSX, bundles, their citations, and what must not be republished."""
