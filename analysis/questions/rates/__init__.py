"""Rates of some days or blocks of patrols, and the intervals between attacks."""

from analysis.questions.rates.between_attacks import list_days_between_attacks, list_patrols_between_attacks
from analysis.questions.rates.blocks import choose_block_size, compute_rates_by_block
from analysis.questions.rates.days import compute_rates_of_days, count_corridor_attacks, find_halves

__all__ = [
    "choose_block_size",
    "compute_rates_by_block",
    "compute_rates_of_days",
    "count_corridor_attacks",
    "find_halves",
    "list_days_between_attacks",
    "list_patrols_between_attacks",
]
