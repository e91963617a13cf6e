"""Stretches of a corridor: how often each was driven, and what happened on it."""
