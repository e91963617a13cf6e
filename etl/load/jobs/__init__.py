"""A load in a process of its own, and what it would make of each row: for a person who looks before it is published."""
