"""Reads the words, numbers, days and sentences of a report, whatever it is about."""
