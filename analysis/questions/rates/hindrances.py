"""What happened to patrols besides attacks: obstructed, cut short."""

import pyarrow as pa

from analysis.answer import declare_answer
from analysis.exposure import EVERY_PATROL, Exposure
from analysis.question import Queries
from analysis.release import Release
from analysis.selection import Selection
from analysis.statistics.interval_columns import append_shares, pair_columns

QUERIES = Queries(__file__)
HINDRANCES = declare_answer(
    "hindrance patrols of share low high",
    meanings={
        "hindrance": "attacked; obstructed: turned back, with a protest, a roadblock or another incident on it other than an attack; "
        "attacked_and_cut_short: attacked and turned back; cut_short_otherwise: turned back, neither attacked nor obstructed as far as "
        "recorded. A patrol may be in several rows.",
        "patrols": "Exposed patrols of known day to which it happened. Empty if not all of them are held.",
        "of": "All of these patrols.",
        "share": "patrols / of.",
    },
)


def count_hindrances(release: Release, selection: Selection, exposure: Exposure = EVERY_PATROL) -> pa.Table:
    """Count the patrols attacked and, separately, those obstructed, with shares and exact 95 % intervals.

    Columns: hindrance, patrols, of, share, low, high.
    """
    table = QUERIES.ask("hindrances", release, selection, **exposure.list_parameters())
    return append_shares(table, pair_columns(table, "patrols", "of"))
