"""Sections of the page Add: ways in, and the steps from a file to a release."""
