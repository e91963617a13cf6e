"""Decisions of editors: entries that are only ever added, and the records after these entries are applied."""
