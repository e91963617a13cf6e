"""Sentences on what unreported attacks would do to a comparison."""

from typing import Any

from analysis.statistics.intervals import LEVEL
from etl.tables.labels import format_count
from views.words.statistics.exposure import Exposed

TITLE = "What was not reported"
ABOUT = (
    "p of the comparison if this many attacks in the first period (rows) and the second (columns) had gone "
    "unreported; where shares are compared, each on a different quiet patrol."
)


def describe_missed(rows: list[dict[str, Any]], exposed: Exposed) -> str:
    """State how few unreported attacks would reverse the result of the comparison."""
    values = {
        (row["missed_in_first"], second): row[name]
        for row in rows
        for second, name in enumerate(name for name in row if name != "missed_in_first")
        if row[name] is not None
    }
    if (0, 0) not in values:
        return ""
    is_shown = values[0, 0] < LEVEL
    turning = [missed for missed, p in values.items() if (p < LEVEL) != is_shown]
    most = max(second for _, second in values)
    if not turning:
        return f"Up to {most} unreported attacks in each period would not change this result, {exposed.alike}."
    first, second = min(turning, key=lambda missed: (sum(missed), missed))
    where = " and ".join(
        f"{format_count(number, 'unreported attack')} in the {period} period"
        for number, period in ((first, "first"), (second, "second"))
        if number
    )
    verb = (
        "could explain the difference"
        if is_shown
        else "would make a difference this large less than one time in twenty"
    )
    others = ""
    if len(turning) > 1:
        others = f" The same goes for {len(turning) - 1} of the other {len(values) - 2} combinations of up to {most} in each."
    return f"With {where}, chance alone {verb}, {exposed.alike}.{others}"
