"""Sections of the Road page."""
