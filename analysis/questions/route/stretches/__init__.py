"""Stretches of a corridor: how often each was driven, and what happened on it."""

from analysis.questions.route.stretches.by_stretch import (
    choose_cell_grain,
    compute_stretches,
    count_attacks_by_stretch,
    count_patrols_by_stretch,
    count_stretch_totals,
    count_unplaced,
)
from analysis.questions.route.stretches.lengths import (
    LENGTHS_KM,
    choose_stretch_length,
    compute_stretch_length,
    list_edges,
)
from analysis.questions.route.stretches.stretch_populations import find_stretch_populations, find_total_populations

__all__ = [
    "LENGTHS_KM",
    "choose_cell_grain",
    "choose_stretch_length",
    "compute_stretch_length",
    "compute_stretches",
    "count_attacks_by_stretch",
    "count_patrols_by_stretch",
    "count_stretch_totals",
    "count_unplaced",
    "find_stretch_populations",
    "find_total_populations",
    "list_edges",
]
