"""How the numbers depend on who counts the patrols, who reports the attacks, and which counts are complete."""

from analysis.questions.denominators.numbers import find_doubtful_numbers, list_counts
from analysis.questions.denominators.shares import (
    WITH_DOUBTFUL,
    compute_shares_by_denominator,
    compute_shares_by_sources,
)
