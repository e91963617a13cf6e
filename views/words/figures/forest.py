"""What stands in forest plots."""

from typing import Any

from analysis.exposure import Unit
from views.words import rate_phrases
from views.words.phrases import format_count, format_days

SHARE = "Share of patrols attacked, 95 % interval"
HOW_MANY = "How many patrols were there?"
WHO_REPORTS = "By source of report"
NO_DAY = "no day"


def name_rates(days: int) -> str:
    """Return the heading of rates over time."""
    return f"Attacks recorded per {days} days, 95 % interval"


def say_no_share(row: dict[str, Any]) -> str:
    """Say why a window has no share."""
    if not row["days"]:
        return NO_DAY
    return "not completely covered" if row["patrols"] is None else "no patrol, no rate"


def say_no_count(row: dict[str, Any], unit: Unit) -> str:
    """Say why a window has no rate where the exposure is counted."""
    return f"no whole count of {unit.plural}" if row["days"] else NO_DAY


def count_in_days(row: dict[str, Any]) -> str:
    """Return how many attacks in how many days: `3 in 128 days`."""
    return f"{row['corridor_attacks']:,} in {format_days(row['days'])}"


def describe_window(row: dict[str, Any]) -> str:
    """Say what a window holds, under the pointer."""
    cut = f", cut by {row['cut_by']}" if row["cut_by"] else ""
    patrols = "no patrol" if not row["patrols"] else rate_phrases.describe_share(row["attacked"], row["patrols"])
    recorded = format_count(row["corridor_attacks"], "attack")
    return f"{row['window'].capitalize()} ({format_days(row['days'])}{cut}): {patrols}; {recorded} recorded on the corridor"
