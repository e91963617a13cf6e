"""Decisions of editors: entries that are only ever added, and the records with these entries applied."""
