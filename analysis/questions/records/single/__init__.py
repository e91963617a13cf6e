"""A single record with everything known about it."""
