"""The form of a corridor: its line, drawn, pasted or dropped, and the known incidents on it."""
