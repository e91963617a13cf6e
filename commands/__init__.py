"""The commands of `patrolwatch.py`. Each reads its arguments, calls etl and analysis, and prints the result."""
