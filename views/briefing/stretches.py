"""The part of the briefing on stretches of road, short enough for its second page."""

from typing import Any

from analysis.questions.route import (
    choose_stretch_length,
    compute_stretch_length,
    compute_stretches,
    count_stretch_totals,
    count_unplaced,
    find_ends,
)
from analysis.release import Release
from analysis.selection import Selection
from etl.tables.labels import format_count
from views.words.figures.road import format_kilometres
from views.words.figures.stretches import describe_bounds, describe_unplaced
from views.words.phrases import name_patrols

MOST_STRETCHES = 3


def describe_stretches(release: Release, selection: Selection) -> list[str]:
    """State how many patrols are of unknown reach, and the bounds of the rates that attacks have by stretch.

    Nothing on a road without kilometres, and where no patrol is counted.
    """
    ends = find_ends(release, selection)
    if ends is None:
        return []
    length_km = choose_stretch_length(*ends)
    totals = count_stretch_totals(release, selection, length_km)
    if not totals["patrols"]:
        return []
    counted = format_count(totals["patrols"], name_patrols(selection))
    unknown = totals["patrols_of_unknown_reach"]
    reach = f"Of {counted} of known day, it is not known how far {unknown:,} came." if unknown else ""
    stretches = compute_stretches(release, selection, length_km).to_pylist()
    if unplaced := count_unplaced(stretches, totals):
        return [describe_unplaced(unplaced, totals["attacks"], compute_stretch_length(ends, length_km))]
    rows = [row for row in stretches if row["attacks_in_all"]]
    rows.sort(key=lambda row: -(row["rate_most"] or 0))
    rates_of_stretches = "; ".join(map(_describe_stretch, rows[:MOST_STRETCHES]))
    if len(rows) > MOST_STRETCHES:
        rates_of_stretches += (
            f"; {format_count(len(rows) - MOST_STRETCHES, 'more stretch', 'more stretches')} on the Map page"
        )
    between = " if all of these drove the stretch, and if none did but those attacked there" if unknown else ""
    rates = (
        f"Attacks on patrols by stretch{between}: {rates_of_stretches}."
        if rates_of_stretches
        else "No attack on them is placed on a stretch."
    )
    return [f"{reach} {rates}".strip()]


def _describe_stretch(row: dict[str, Any]) -> str:
    return f"{format_kilometres(row['km_from'], row['km_to'])}, {' and '.join(dict.fromkeys(describe_bounds(row)))}"
