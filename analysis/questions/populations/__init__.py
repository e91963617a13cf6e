"""The records that a number counts. A number is the count of a population on some days, and its records are that population."""

from analysis.questions.populations.of_rows import (
    find_announced_populations,
    find_block_populations,
    find_corridor_attack_populations,
    find_denominator_populations,
    find_exposed_populations,
    find_hindrance_populations,
    find_lag_populations,
    find_period_populations,
    find_quiet_populations,
    find_source_populations,
    find_window_populations,
)
from analysis.questions.populations.population import (
    Population,
    list_newest_population,
    list_population,
    read_population_in_batches,
)
