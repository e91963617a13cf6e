"""Losses in a report: people killed and wounded, their sides, and vehicles."""
