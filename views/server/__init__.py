"""The server: who may ask it, and the data at its addresses."""
