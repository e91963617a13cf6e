"""Where a lake is stored: a folder on a disk, or S3-compatible object storage."""
