"""Patrols, attacks and rates for each day, ISO week or month of the chosen days."""

from analysis.questions.periods.by_period import (
    choose_share_grain,
    compute_rates_by_period,
    compute_series,
    compute_share_by_period,
    count_attacks_by_period,
    count_corridor_attacks_by_period,
    count_patrols_by_period,
    pick_attacks,
)
