"""Rows become events: each has its id, and rows that tell one event are one."""
