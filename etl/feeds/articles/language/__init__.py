"""What words, numbers, days and sentences of a report say, whatever it is about."""
