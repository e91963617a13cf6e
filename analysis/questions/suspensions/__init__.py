"""Announcements compared with observations, and what happened before, during and after a suspension."""

from analysis.questions.suspensions.observed import compare_announced, compare_windows
