"""What editors decide on records: entries that are only ever added, and records as they stand by them."""
