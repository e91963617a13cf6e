"""Sections of the Records page."""
