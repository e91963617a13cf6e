"""A load in a separate process, and what it would do with each row: for a preview before it is published."""
