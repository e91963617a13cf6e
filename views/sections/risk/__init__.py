"""Sections of the Risk page."""
