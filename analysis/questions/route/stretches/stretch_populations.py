"""The populations behind the numbers of a stretch."""

from collections.abc import Mapping
from typing import Any

from analysis.questions.populations import Population
from analysis.questions.route.stretches.lengths import compute_stretch_length
from analysis.selection import Selection


def find_stretch_populations(
    row: Mapping[str, Any], selection: Selection, ends: tuple[float, float], length_km: float
) -> dict[str, Population]:
    """Find what a stretch, or a stretch in a period, counts: patrols, attacks on them, recorded attacks."""
    first, last = max(row.get("start", selection.from_day), selection.from_day), row.get("end", selection.to_day)
    days = first, min(last, selection.to_day)
    bounds = {"stretch_from": row["km_from"], "stretch_to": row["km_to"] if row["km_to"] < ends[1] else None}
    placed = bounds | {"stretch_km": compute_stretch_length(ends, length_km)}
    return {
        "patrols": Population("patrols", *days, **bounds),
        "attacks": Population("attacks_on_targets", *days, **placed),
        "recorded": Population("corridor_attacks", *days, **placed),
        "patrols_of_unknown_reach": Population("patrols", *days, off_stretches=True),
        "attacks_of_unknown_reach": Population("attacks_on_targets", *days, of_unknown_reach=True, **placed),
    }


def find_total_populations(selection: Selection, ends: tuple[float, float], length_km: float) -> dict[str, Population]:
    """Find what the columns of count_stretch_totals count."""
    days = selection.from_day, selection.to_day
    length = compute_stretch_length(ends, length_km)
    return {
        "patrols": Population("patrols", *days),
        "patrols_of_unknown_reach": Population("patrols", *days, off_stretches=True),
        "attacks": Population("attacks_on_targets", *days),
        "attacks_not_placed": Population("attacks_on_targets", *days, stretch_km=length, off_stretches=True),
        "recorded": Population("corridor_attacks", *days),
        "recorded_not_placed": Population("corridor_attacks", *days, stretch_km=length, off_stretches=True),
    }
