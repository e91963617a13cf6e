"""The printed page."""
