"""Rows become events: each has its id, and rows about one event become one."""
