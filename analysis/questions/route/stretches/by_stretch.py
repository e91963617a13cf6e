"""Patrols and attacks by stretch, of all chosen days or by period."""

from typing import Any

import pyarrow as pa

from analysis.answer import declare_answer
from analysis.question import Queries
from analysis.questions.route.route import find_ends
from analysis.questions.route.stretches.lengths import compute_stretch_length, list_edges
from analysis.release import Release
from analysis.selection import Selection
from analysis.statistics.interval_columns import append_rates, pair_columns

QUERIES = Queries(__file__)
# The longest spans with about sixty periods of the grain. Longer ones use months.
MOST_DAYS = {"day": 60, "week": 420}
ON_A_STRETCH = {
    "cell": "Number of the sum.",
    "stretch": "Number of the stretch, from the first end of the corridor.",
    "km_from": "First kilometre of the stretch, which is part of it. In km.",
    "km_to": "Last kilometre of the stretch, which is part of the next one except at the end of the corridor. In km.",
    "patrols": "Patrols of known day and reach that drove the stretch, even if they turned back there.",
    "attacks": "Attacks placed on the stretch; beside a rate, only those on the patrols.",
    "on_targets": "How many of the attacks were on patrols.",
    "recorded": "Recorded attacks on any target that are placed on it; there may have been others.",
}
STRETCHES = declare_answer(
    "stretch km_from km_to patrols attacks recorded patrols_of_unknown_reach attacks_of_unknown_reach "
    "attacks_in_all patrols_least patrols_most rate rate_low rate_high rate_least rate_most",
    meanings=ON_A_STRETCH
    | {
        "patrols_of_unknown_reach": "Patrols of known day and unknown reach: each may have driven the stretch.",
        "attacks_of_unknown_reach": "Attacks on these patrols that are placed on the stretch; rate does not count them.",
        "attacks_in_all": "Attacks placed on the stretch, on patrols of known reach and of unknown reach.",
        "patrols_least": "Patrols that drove the stretch if, of those of unknown reach, only those attacked there did.",
        "patrols_most": "Patrols that drove the stretch if all of unknown reach did.",
        "rate_least": "Attacks per patrol if every patrol of unknown reach drove the stretch.",
        "rate_most": "Attacks per patrol if, of the patrols of unknown reach, only those attacked there drove it.",
    },
)
STRETCH_TOTALS = declare_answer(
    "total patrols patrols_of_unknown_reach attacks attacks_not_placed recorded recorded_not_placed",
    meanings={
        "total": "What is summed.",
        "patrols_of_unknown_reach": "Patrols of known day and unknown reach; they count for no stretch.",
        "attacks_not_placed": "Attacks on patrols whose place is not known precisely enough for a stretch.",
        "recorded": "Attacks recorded on the corridor, on any target; there may have been others.",
        "recorded_not_placed": "How many of them have a place that is not known precisely enough for a stretch.",
    },
)
PATROL_CELLS = declare_answer("cell stretch start end km_from km_to patrols", meanings=ON_A_STRETCH)
ATTACK_CELLS = declare_answer("cell stretch start end km_from km_to attacks on_targets", meanings=ON_A_STRETCH)


def compute_stretches(release: Release, selection: Selection, length_km: float) -> pa.Table:
    """Compute the attacks on patrols per patrol that drove each stretch, with exact 95 % intervals.

    Columns: stretch, km_from, km_to, patrols, attacks, recorded, patrols_of_unknown_reach, attacks_of_unknown_reach,
    attacks_in_all, patrols_least, patrols_most; rate, rate_low, rate_high, which are empty if no patrol is known to have driven
    the stretch ("no rate"); rate_least and rate_most, the attacks per patrol if every patrol of unknown reach drove the stretch,
    and if only those attacked there did. All five are empty if an attack is on no known stretch, since it may have been on any.
    """
    table = _ask("stretches", release, selection, length_km)
    has_all = count_unplaced(table.to_pylist(), {"attacks": table["attacks_on_any"][0].as_py()}) == 0
    table = table.drop_columns("attacks_on_any")
    table = append_rates(table, pair_columns(table, "attacks", "patrols"))
    for name, driven_by in (("rate_least", "patrols_most"), ("rate_most", "patrols_least")):
        rates = [row["attacks_in_all"] / row[driven_by] if row[driven_by] else None for row in table.to_pylist()]
        table = table.append_column(name, pa.array(rates, pa.float64()))
    if not has_all:
        for name in ("rate", "rate_low", "rate_high", "rate_least", "rate_most"):
            place = table.schema.get_field_index(name)
            table = table.set_column(place, name, pa.nulls(table.num_rows, pa.float64()))
    return table


def count_unplaced(rows: list[dict[str, Any]], totals: dict[str, Any]) -> int:
    """Count the attacks on patrols that are on no known stretch, whether the reach is known or not."""
    return (totals["attacks"] or 0) - sum(row["attacks_in_all"] or 0 for row in rows)


def count_stretch_totals(release: Release, selection: Selection, length_km: float) -> dict[str, Any]:
    """Count the totals that the stretches are compared with.

    Keys: patrols, patrols_of_unknown_reach, attacks, attacks_not_placed, recorded, recorded_not_placed.
    """
    row: dict[str, Any]
    (row,) = _ask("stretch_totals", release, selection, length_km).to_pylist()
    return row


def count_attacks_by_stretch(release: Release, selection: Selection, length_km: float) -> pa.Table:
    """Count the attacks of each stretch and period. Columns: stretch, start, end, km_from, km_to, attacks, on_targets."""
    return _ask("attacks_by_stretch_and_period", release, selection, length_km)


def count_patrols_by_stretch(release: Release, selection: Selection, length_km: float) -> pa.Table:
    """Count the patrols of each stretch and period. Columns: stretch, start, end, km_from, km_to, patrols."""
    return _ask("patrols_by_stretch_and_period", release, selection, length_km)


def choose_cell_grain(selection: Selection) -> str:
    """Return the grain of the sums drawn instead of single patrols and incidents: about sixty periods, or months."""
    days = (selection.to_day - selection.from_day).days
    return next((grain for grain, most in MOST_DAYS.items() if days <= most), "month")


def _ask(name: str, release: Release, selection: Selection, length_km: float) -> pa.Table:
    ends = find_ends(release, selection)
    assert ends is not None, "a corridor without kilometres has no stretches"  # noqa: S101 - a bug, not bad data
    return QUERIES.ask(
        name,
        release,
        selection,
        edges=list_edges(*ends, length_km),
        stretch_km=compute_stretch_length(ends, length_km),
        cell_grain=choose_cell_grain(selection),
    )
