"""Sections of the pages. Each shows one subject of a view with its figure, sentences and numbers."""
