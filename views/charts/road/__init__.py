"""The figures of the Road page."""
