"""Text files: delimited cells, and JSON lists."""
