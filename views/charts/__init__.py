"""Figures: take tables and return Plotly figures."""
