"""The figures of the Map page."""
