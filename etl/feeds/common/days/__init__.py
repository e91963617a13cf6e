"""Reads dates as people write them, in many languages and notations, a whole column at a time."""
