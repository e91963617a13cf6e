"""The server: who may use it, and the data at its addresses."""
