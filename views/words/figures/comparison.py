"""The words of the page that sets corridors, feeds, periods or suspensions over each other."""

from datetime import date
from typing import Any

from views.words import rate_phrases
from views.words.phrases import format_period, join_words

KINDS = {
    "suspensions": "Suspensions",
    "corridors": "Corridors",
    "feeds": "Sources of data",
    "periods": "Parts of the chosen days",
}
ALIGNMENTS = {"date": "By date", "suspension": "By day of the last suspension"}
NO_SHARES = (
    "This page compares shares of patrols attacked. This corridor has none, because its exposure is known only as "
    "counts. Compare two of its periods on Risk, or choose another corridor here."
)
ABOUT = "Share of patrols attacked with its exact 95 % interval, on one scale. What differs may have many causes."
TOO_FEW = "Choose at least two to compare."
TOO_MANY = "Only the first four fit; they are shown."
SUSPENDED = "Announced suspension"
SUBTITLES = {
    "suspensions": "By 30 days from the first day of each suspension",
    "periods": "By 30 days from the first day of each part",
    "suspension": "By 30 days from the first day of the last suspension",
    "date": "Grey: announced suspensions",
}


def name_days(first: date, last: date) -> str:
    """Return the heading of a part of the chosen days, as short as a phone needs it: `15 Mar – 19 Jun 2020`."""
    return f"{first.day} {first:%b}{f' {first.year}' if first.year != last.year else ''} – {last.day} {last:%b %Y}"


def name_suspension(start: date) -> str:
    """Return the heading of a suspension."""
    return f"From {start.day} {start:%B %Y}"


def explain_left_out(names: list[str]) -> str:
    """Say which series have no day to count from; nothing where all have."""
    return f"Not shown, because it has no suspension: {join_words(names)}." if names else ""


def head_series(name: str, rows: list[dict[str, Any]]) -> str:
    """Return the heading of a series with what it rests on: `M4 highway · 4 of 24 attacked`."""
    known = [row for row in rows if row["patrols"] is not None]
    if not known:
        return name
    attacked, patrols = sum(row["attacked"] for row in known), sum(row["patrols"] for row in known)
    return f"{name} · {attacked:,} of {patrols:,} attacked"


def describe_bin(row: dict[str, Any]) -> str:
    """Say what a bin holds, under the pointer and for who does not see the figure."""
    if row["patrols"] is None:
        return f"{format_period(row)}: not completely covered"
    if not row["patrols"]:
        return f"{format_period(row)}: no patrol, no rate"
    return f"{format_period(row)}: {rate_phrases.describe_patrols_attacked(row)}"


def explain_empty(rows: list[dict[str, Any]]) -> str:
    """Say why a series has no rate at all."""
    return (
        "no patrol, no rate" if any(row["patrols"] is not None for row in rows) else "not completely covered: no rates"
    )


def describe_figure(headings: list[str]) -> str:
    """Say what the figure shows, for a reader who does not see it."""
    return f"{ABOUT} Over each other: {'; '.join(headings)}. The table below the figure has the same numbers."
