"""Rates of days or blocks of patrols by the chosen exposure; trends, hindrances, and intervals between attacks."""

from analysis.questions.rates.between_attacks import list_days_between_attacks, list_patrols_between_attacks
from analysis.questions.rates.blocks import choose_block_size, compute_rates_by_block
from analysis.questions.rates.counted import CountedRates, collect_counted_rates
from analysis.questions.rates.days import compute_rates_of_days, count_corridor_attacks, find_halves
from analysis.questions.rates.exposed import find_place, find_usual_kilometre, list_reaches_of_one_origin
from analysis.questions.rates.hindrances import count_hindrances
from analysis.questions.rates.trends import compute_trends
