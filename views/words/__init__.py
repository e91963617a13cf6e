"""Sentences for readers, one module a page."""
