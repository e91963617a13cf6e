"""Sections of the page Add: what can be added, and the steps from a file to a release."""
