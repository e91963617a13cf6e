"""The commands of `patrolwatch.py`: each reads its arguments, calls etl and analysis, and prints what happened."""
