"""Reads logs of patrols that say which were attacked: finds the column, its answers and the attacks."""
