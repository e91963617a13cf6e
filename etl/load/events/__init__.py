"""Turns rows into events: each event gets an id, and rows about the same event are combined."""
