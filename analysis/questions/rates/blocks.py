"""Rates of blocks of consecutive patrols."""

import math

import pyarrow as pa

from analysis.answer import declare_answer
from analysis.exposure import EVERY_PATROL, Exposure
from analysis.question import Queries
from analysis.release import Release
from analysis.selection import Selection
from analysis.statistics.interval_columns import append_rates_of_exposure

QUERIES = Queries(__file__)
LEAST_PATROLS = 10
MOST_BLOCKS = 40
RATES_BY_BLOCK = declare_answer(
    "block first_ordinal last_ordinal start end patrols attacked attacks kilometres share low high rate rate_low rate_high"
)


def compute_rates_by_block(
    release: Release, selection: Selection, block: int, exposure: Exposure = EVERY_PATROL
) -> pa.Table:
    """Compute both rates of each block of `block` exposed patrols, counted back from the last.

    Columns: block, first_ordinal, last_ordinal, start, end, patrols, attacked, attacks, kilometres; share, low, high; rate,
    rate_low, rate_high.
    """
    table = QUERIES.ask("rates_by_block", release, selection, block=block, **exposure.list_parameters())
    return append_rates_of_exposure(table, exposure)


def choose_block_size(patrols: int) -> int:
    """Return the number of patrols per block: ten, or more if that would make more than forty blocks."""
    return max(LEAST_PATROLS, math.ceil(patrols / MOST_BLOCKS))
