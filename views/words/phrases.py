"""Phrases shared by all pages: counts, days, periods, names of patrols and counters, and the source of numbers."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from analysis.answer import format_column
from analysis.export.citation import CREDITS, describe_source_choice
from analysis.exposure import Unit
from analysis.selection import Selection
from etl.tables.labels import format_count, label_feed, label_value

PEN = "✎"  # beside whatever an editor corrected
ISO_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")


def shorten_count(count: int) -> str:
    """Return a count as there is room for on a phone: `972`, and `2.4k` for 2,438."""
    return str(count) if count < 1000 else f"{count / 1000:,.1f}k"


def format_days(days: int) -> str:
    """Return a length of time: `1 day`, `128 days`."""
    return format_count(days, "day")


def format_day(value: date) -> str:
    """Return a day as a reader writes it: `1 March 2020`."""
    return f"{value.day} {value:%B %Y}"


def format_from_to(first: date, last: date) -> str:
    """Return two days in a sentence: `15 March to 31 December 2020`. A single day is named once."""
    return format_day(first) if first == last else join_days(first, last, "to")


def join_days(first: date, last: date, word: str) -> str:
    """Join two days by a word: `17 and 30 June 2020`, `17 June to 3 July 2020`."""
    return f"{_shorten(first, last)} {word} {format_day(last)}"


def _shorten(first: date, last: date) -> str:
    """Return the first of two days without the year and month that it shares with the last."""
    if first.year != last.year:
        return format_day(first)
    return f"{first.day}" if first.month == last.month else f"{first.day} {first:%B}"


def format_when(first: date, last: date) -> str:
    """Return on which days something is, in a sentence: `from 1 to 31 March 2020`, `on 1 March 2020`."""
    return f"{'on' if first == last else 'from'} {format_from_to(first, last)}"


def format_moment(text: str) -> str:
    """Return a moment in UTC without its seconds: `2020-06-16 13:34`, which sorts as it reads."""
    return text[:16].replace("T", " ")


def format_period(row: dict[str, Any]) -> str:
    """Return the days from `start` to `end`: `1 to 31 March 2020`. A single day is named once."""
    return format_from_to(row["start"], row["end"])


def format_possible_days(row: dict[str, Any]) -> str:
    """Return the day of a record, or the days between which it lies, as far as it is known."""
    first, last = row["date"], row["date_end"]
    if row["date_precision"] == "day":
        return format_day(first)
    between = f"between {join_days(first, last, 'and')}" if first and last else ""
    if row["date_precision"] == "unknown":
        return f"no source names a day; {between}" if between else "no source names a day"
    return between or "exact day not known"


def format_days_known(first: date | None, last: date | None, precision: str) -> str:
    """Return the day of a record, or the days between which it lies: `16 June 2020`, `17–30 June 2020`, `June 2020`."""
    if first is None:
        return f"until {format_day(last)}" if last else "not known"
    if last is None:
        return f"from {format_day(first)}"
    if precision == "year" and first.year == last.year:
        return str(first.year)
    if precision == "month" and (first.year, first.month) == (last.year, last.month):
        return f"{first:%B %Y}"
    span = format_span(first, last)
    return f"{span}, day not stated" if precision == "unknown" else span


def format_span(first: date, last: date) -> str:
    """Return days from one to another in their shortest form: `17–30 June 2020`."""
    if first == last:
        return format_day(first)
    begin = _shorten(first, last)
    return f"{begin}–{format_day(last)}" if begin.isdecimal() else f"{begin} – {format_day(last)}"


def format_delay(days: int) -> str:
    """Return the delay until something was known: `within 2 days`, or `by the end` of the same day."""
    return f"within {format_days(days)}" if days else "by the end"


def format_value(value: object) -> str:
    """Return a field of a record as a reader sees it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return format_day(value)
    if isinstance(value, float):
        return f"{value:g}"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def format_field(name: str, value: object) -> str:
    """Return what a field of a record holds, or a claim on it, as a reader sees it: `Cut short`, `28 August 2020, in the evening`."""
    text = format_value(label_value(name, value))
    return ISO_DAY.sub(_format_iso_day, text) if format_column(name) == "day" else text


def _format_iso_day(match: re.Match[str]) -> str:
    try:
        return format_day(date.fromisoformat(match.group()))
    except ValueError:
        return match.group()


def join_words(words: list[str], last: str = "and") -> str:
    """Return words as a list in a sentence: `a, b and c`; `last` stands before the last of them."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def capitalise(words: str) -> str:
    """Begin words with a capital and leave the rest as it is."""
    return words[:1].upper() + words[1:]


def uncapitalise(words: str) -> str:
    """Begin words with a small letter, as within a sentence."""
    return words[:1].lower() + words[1:]


def name_patrols(selection: Selection) -> str:
    """Return what one of the patrols counted is called."""
    return "joint patrol" if selection.counts_joint else "patrol"


def name_patrol(patrol: dict[str, Any]) -> str:
    """Return what a patrol is called: `patrol 17`."""
    return f"patrol {patrol['number']}" if patrol["number"] else "patrol without a number"


def name_records(rows: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Name patrols, suspensions and incidents by their ids: `Patrol 18`, `Suspension from 25 August 2020`, `IED, 28 August 2020`."""
    rows = list(rows)
    starts = Counter((row["corridor"], row["date"]) for row in rows if row["table"] == "suspensions")
    return {row["record_id"]: _name_record(row, starts) for row in rows}


def name_around(gaps: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Name what observed gaps may hold: suspensions by their first days, and patrols by their numbers; by their ids."""
    names = {}
    for gap in gaps:
        for suspension, start in zip(gap["announced"], gap["announced_from"], strict=True):
            names[suspension] = f"Suspension from {format_day(start)}"
        for patrol, number in zip(gap["patrols_that_may_split"], gap["numbers"], strict=True):
            names[patrol] = f"Patrol {number}" if number else "Patrol without a number"
    return names


def _name_record(row: dict[str, Any], starts: Counter[tuple[Any, Any]]) -> str:
    if row["table"] == "suspensions":
        name = f"Suspension from {format_day(row['date'])}"
        return name if starts[row["corridor"], row["date"]] == 1 else f"{name} ({row['announced_by']})"
    is_known = row["date"] or row["date_end"]
    days = format_days_known(row["date"], row["date_end"], row["date_precision"]) if is_known else "day not known"
    if row["table"] == "incidents":
        return f"{label_value('kind', row['kind'])}, {days}"
    return f"Patrol {row['number']}" if row["number"] else f"Patrol without a number, {days}"


def mark_corrected(row: Mapping[str, Any]) -> str:
    """Say after a sentence on a record, or on several, that an editor corrected it; empty if none did."""
    return f" {PEN} Corrected by an editor." if row["corrected"] else ""


def name_counter(row: dict[str, Any]) -> str:
    """Return who counts: the name of a party has a capital, that of another count does not."""
    word: str = row["counted_by"].replace("_", " ")
    return capitalise(word) if row["is_party"] else word


def describe_completeness(meaning: str | None) -> str:
    """Describe what complete coverage of attacks means, as the coverage states it."""
    stated = f" The coverage states: “{meaning}”" if meaning else ""
    return f"“Complete” means every one that was reported; unreported ones are in no number.{stated}"


def name_exposure(selection: Selection, unit: Unit) -> str:
    """Name what numbers are set against: joint patrols, or what the corridor counts."""
    if unit.is_counted:
        return unit.plural
    return "any patrols" if selection.participants == "any" else f"{name_patrols(selection)}s"


def label_target(target: str, unit: Unit) -> str:
    """Return the label of a target. Traffic is named by the corridor's own word for it: `Ship`."""
    return capitalise(unit.target) if unit.is_counted and target == "traffic" else str(label_value("target", target))


def describe_source(release: str, made_at: str, selection: Selection, unit: Unit) -> str:
    """State from which release and choices numbers come, and whom to credit."""
    counted = "confirmed and coded" if selection.verification == "confirmed" else "all, disputed and unconfirmed too"
    if selection.sources != "any":
        counted += f", reported by {describe_source_choice(selection.sources)}"
    return (
        f"Source: Patrolwatch {release} of {made_at[:10]}, {label_feed(selection.feed)}; "
        f"{name_exposure(selection, unit)}; {selection.count_by}: "
        f"{counted}; target: {label_target(selection.target, unit).lower()}; days are local to the corridor. "
        f"{CREDITS[selection.feed]}"
    )


def describe_picture(
    release: str, made_at: str, content_hash: str, selection: Selection, rows: int, credit: str, unit: Unit
) -> str:
    """State the same of a figure, which leaves its page alone: with its days, its rows and the content of the release."""
    source = describe_source(release, made_at, selection, unit)
    days = (
        f"Days: {selection.from_day} to {selection.to_day}, {format_count(rows, 'row')}. Content {content_hash[:12]}."
    )
    return " ".join(filter(None, (source, credit, days)))


def name_announcer(suspension: Mapping[str, Any]) -> str:
    """Return who announced a suspension, to follow “announced by”. Tables without such a column hold `unknown`."""
    announcer = str(suspension["announced_by"])
    return "an unknown party" if announcer == "unknown" else announcer
