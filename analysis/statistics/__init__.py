"""Intervals and comparisons. Functions of numbers only."""
