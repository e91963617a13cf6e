"""The words of forest plots."""

from typing import Any

from analysis.exposure import Unit
from etl.tables.labels import format_count
from views.words import rate_phrases
from views.words.phrases import format_days, join_words

SHARE = "Share of patrols attacked, 95 % interval"
HOW_MANY = "How many patrols were there?"
WHO_REPORTS = "By source of report"
WHAT_COUNTS = "What counts, and who must report it"


def name_rates(days: int) -> str:
    """Return the heading of rates over time."""
    return f"Attacks recorded per {days} days, 95 % interval"


def explain_no_share(row: dict[str, Any]) -> str:
    """State why a window has no share."""
    return "not completely covered" if row["patrols"] is None else "no patrol, no rate"


def explain_missing_rows(rows: list[dict[str, Any]]) -> str:
    """State why a window has no row, where one has none: most suspensions have no end."""
    without = {row["window"] for row in rows if not row["days"]}
    missing = [f"“{window}”" for window in ("before", "during", "after") if window in without]
    return (
        f"A missing row for {join_words(missing, 'or')} means that no chosen and covered day lies there."
        if missing
        else ""
    )


def explain_no_count(unit: Unit) -> str:
    """State why a window has no rate where the exposure is counted."""
    return f"no whole count of {unit.plural}"


def count_in_days(row: dict[str, Any]) -> str:
    """Return how many attacks in how many days: `3 in 128 days`."""
    return f"{row['corridor_attacks']:,} in {format_days(row['days'])}"


def describe_window(row: dict[str, Any]) -> str:
    """Describe a window, for hover text."""
    cut = f", cut by {row['cut_by']}" if row["cut_by"] else ""
    patrols = "no patrol" if not row["patrols"] else rate_phrases.describe_share(row["attacked"], row["patrols"])
    recorded = format_count(row["corridor_attacks"], "attack")
    return f"{row['window'].capitalize()} ({format_days(row['days'])}{cut}): {patrols}; {recorded} recorded on the corridor"
