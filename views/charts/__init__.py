"""Figures: a table in, a Plotly figure out."""
