"""What happened to patrols beside attacks: obstructed, stopped, cut short."""

import pyarrow as pa

from analysis.answer import declare_answer
from analysis.exposure import EVERY_PATROL, Exposure
from analysis.question import Queries
from analysis.release import Release
from analysis.selection import Selection
from analysis.statistics.interval_columns import append_shares, pair_columns

QUERIES = Queries(__file__)
OUTCOMES_OF_PATROLS = declare_answer(
    "outcome patrols of share low high",
    meanings={
        "outcome": "attacked; obstructed: turned back, with a protest, a block or another incident on it that is no attack; "
        "stopped_by_an_attack: attacked and turned back; cut_short_otherwise: turned back, neither attacked nor obstructed as far as "
        "recorded. A patrol may stand in several.",
        "patrols": "Patrols of known day, of those exposed, to which it happened. Empty where they are not completely held.",
        "of": "All of these patrols.",
        "share": "patrols / of.",
    },
)


def count_outcomes(release: Release, selection: Selection, exposure: Exposure = EVERY_PATROL) -> pa.Table:
    """Count the patrols attacked and, beside them, those obstructed, with their shares and exact 95 % intervals.

    Columns: outcome, patrols, of, share, low, high.
    """
    table = QUERIES.ask("outcomes_of_patrols", release, selection, **exposure.parameters())
    return append_shares(table, pair_columns(table, "patrols", "of"))
