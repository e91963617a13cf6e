"""The sentences of the Compare page."""

from datetime import date
from typing import Any

from analysis.exposure import UNITS_OF_A_RATE, Unit
from analysis.questions.timeline import format_number_attacked
from etl.tables.labels import format_count
from views.words import rate_phrases
from views.words.phrases import capitalise, format_period, join_words
from views.words.statistics.counted import CLOSE_PERIODS, describe_not_a_risk, format_interval, format_rate

KINDS = {
    "suspensions": "Suspensions",
    "corridors": "Corridors",
    "feeds": "Sources of data",
    "periods": "Parts of the chosen days",
}
ALIGNMENTS = {"date": "By date", "suspension": "By day of the last suspension"}
ABOUT = "Share of patrols attacked with its exact 95 % interval, on one scale. A difference may have many causes."
ABOUT_COUNTED = "{rate} with their exact 95 % interval. A difference may have many causes."
TOO_FEW = "Choose at least two to compare."
ANY_SOURCE = "Here attacks count whoever reports them, since other corridors and feeds have other sources."
TOO_MANY = "Only the first four fit; they are shown."
SUSPENDED = "Announced suspension"
SUBTITLES_COUNTED = {
    "suspensions": "By the counts around the first day of each suspension",
    "periods": "By the counts of each part, from its first day",
    "suspension": "Around the first day of the last suspension",
}
SUBTITLES = {
    "suspensions": "In steps of 30 days from the first day of each suspension",
    "periods": "In steps of 30 days from the first day of each part",
    "suspension": "In steps of 30 days from the first day of the last suspension",
    "date": "Grey: announced suspensions",
}


def name_days(first: date, last: date) -> str:
    """Return the heading of a part of the chosen days, short enough for a phone: `15 Mar – 19 Jun 2020`."""
    return f"{first.day} {first:%b}{f' {first.year}' if first.year != last.year else ''} – {last.day} {last:%b %Y}"


def name_suspension(start: date, stops: str = "") -> str:
    """Return the heading of the days before and after a suspension begins: `Around 19 January 2025, suspension of attacks`."""
    return f"Around {start.day} {start:%B %Y}" + (f", suspension of {stops}" if stops else "")


def explain_last_suspensions(shown: int, begun: int) -> str:
    """State how many of the days on which suspensions began are shown. Empty if all are."""
    return (
        f"These are the last {shown} of {begun} days on which suspensions began. Choose fewer days to see others."
        if shown < begun
        else ""
    )


def subtitle_figure(kind: str, align: str, units: list[Unit]) -> str:
    """State how the series are aligned."""
    known = SUBTITLES | (SUBTITLES_COUNTED if any(unit.is_counted for unit in units) else {})
    return known.get(kind) or known[align]


def explain_left_out(names: list[str]) -> str:
    """List the series without a reference day. Empty if all have one."""
    return f"Not shown, because it has no suspension: {join_words(names)}." if names else ""


def name_rate(unit: Unit, events: str) -> str:
    """Return the name of a mark of a series; `events` are what a rate of counts counts, such as sourced attacks."""
    return f"{capitalise(events)} per {UNITS_OF_A_RATE:,} {unit.plural}" if unit.is_counted else "Share attacked"


def describe_page(unit: Unit, events: str) -> str:
    """Describe what is compared on a corridor of this unit."""
    return ABOUT_COUNTED.format(rate=name_rate(unit, events)) if unit.is_counted else ABOUT


def explain_units(events: dict[Unit, str], sourced: set[Unit]) -> list[str]:
    """Explain the scales: the denominator of each rate, scales that cannot be shared, and what counts do not tell.

    `events` of each unit are what its rate counts, which need not be all of a `sourced` unit.
    """
    counted = [unit for unit in events if unit.is_counted]
    if not counted:
        return []
    scales = [f"{events[unit]} per {UNITS_OF_A_RATE:,} {unit.plural}" for unit in counted]
    if len(counted) < len(events):
        scales.insert(0, "the share of patrols attacked")
    several = f"Each has its own scale, so heights cannot be compared: {join_words(scales)}." if len(scales) > 1 else ""
    close = CLOSE_PERIODS if not sourced.isdisjoint(counted) else ""
    return [*filter(None, [several, close]), *map(describe_not_a_risk, counted)]


def head_series(name: str, rows: list[dict[str, Any]], unit: Unit, events: str, unsettled: int) -> str:
    """Return the heading of a series with what it rests on: `M4 highway · 4 of 24 attacked`.

    The number is a range if it is not settled of some patrols whether they were attacked, or of some attacks what they were on. Where
    the exposure is counted: `Ships through Bab el-Mandeb · 96 sourced attacks in 27,068 transits`, with the first and last day of the
    counts if these do not fill all periods.
    """
    if unit.is_counted:
        filled = [row for row in rows if row["exposed"] is not None]
        if not filled:
            return name
        attacks, exposed = sum(row["attacks"] for row in filled), sum(row["exposed"] for row in filled)
        days = f" · {name_days(filled[0]['start'], filled[-1]['end'])}" if len(filled) < len(rows) else ""
        number = f"{attacks:,} to {attacks + unsettled:,} {events}" if unsettled else format_count(attacks, events[:-1])
        return f"{name} · {number} in {exposed:,} {unit.plural}{days}"
    known = [row for row in rows if row["patrols"] is not None]
    if not known:
        return name
    attacked, patrols = sum(row["attacked"] for row in known), sum(row["patrols"] for row in known)
    counted = {"attacked": attacked, "patrols": patrols, "attacks_tied_to_none": unsettled, "attack_unknown": 0}
    return f"{name} · {format_number_attacked(counted)} of {patrols:,} attacked"


def describe_bin(row: dict[str, Any], unit: Unit, events: str) -> str:
    """Describe a bin, for hover text and for readers who cannot see the figure."""
    if unit.is_counted:
        rate = f"{format_rate(row)} per {UNITS_OF_A_RATE:,} ({format_interval(row)})"
        return f"{format_period(row)}: {format_count(row['attacks'], events[:-1])} in {row['exposed']:,} {unit.plural}, {rate}"
    if row["patrols"] is None:
        return f"{format_period(row)}: not completely covered"
    if not row["patrols"]:
        return f"{format_period(row)}: no patrol, no rate"
    return f"{format_period(row)}: {rate_phrases.describe_patrols_attacked(row)}"


def explain_empty(rows: list[dict[str, Any]], unit: Unit) -> str:
    """Explain why a series has no rate at all."""
    if unit.is_counted and all(row["attacks"] is None for row in rows):
        return "no day has both counts and attacks: no rates"
    if unit.is_counted:
        return f"no counts of {unit.plural} fill these days: no rates"
    return (
        "no patrol, no rate" if any(row["patrols"] is not None for row in rows) else "not completely covered: no rates"
    )


def describe_figure(headings: list[str]) -> str:
    """Describe what the figure shows, for readers who cannot see it."""
    return f"Rates with their exact 95 % intervals. From top to bottom: {'; '.join(headings)}. The table below the figure has the same numbers."
