"""A corridor: its line, drawn, pasted or dropped, and the known incidents on it."""
