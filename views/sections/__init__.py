"""Sections of the pages: each shows one subject of a view, with its figure, sentences and numbers."""
