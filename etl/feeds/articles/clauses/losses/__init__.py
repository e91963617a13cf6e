"""Losses that a report gives: people killed and wounded, their sides, and vehicles."""
