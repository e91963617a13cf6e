"""Runs loads in a separate process, and previews what a load would do with each row."""
