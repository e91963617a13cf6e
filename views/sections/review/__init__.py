"""Sections of the Review page."""
