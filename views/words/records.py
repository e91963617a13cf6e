"""The sentences of the Records page, made from a record."""

from collections.abc import Collection
from datetime import date
from typing import Any
from urllib.parse import quote, urlsplit

from analysis.answer import label_field
from analysis.selection import Selection
from etl.tables.labels import format_count, label_value
from views.words.figures.road import describe_narrowing
from views.words.markup import escape_markdown, is_web_address
from views.words.phrases import (
    capitalise,
    format_day,
    format_field,
    format_period,
    format_possible_days,
    name_announcer,
    name_patrol,
)
from views.words.timeline import describe_records

TABLES = {
    "patrols": "patrol",
    "incidents": "incident",
    "suspensions": "suspension",
    "exposure": "count",
    "sources": "source",
}
SAFE_IN_ADDRESS = "!#$%&'()*+,/:;=?@[]~-._"
SEARCH_HELP = (
    "Whole words, in upper or lower case, with or without accents. A record is found if it, its place names or its sources "
    "contain them all. A place is found by any of its names, Arabic or Latin."
)
OF_THIS_CORRIDOR = "Sources of the records of this corridor. For other incidents, see their records."
NOTHING_FOUND = (
    "Nothing found with these words, days and choices. Search for fewer words, or reset the choices under More."
)
HOW_TO_REPORT = (
    "Copy this, fill it in and send it to whoever keeps these facts, or correct the file and run patrolwatch build."
)


ABOUT_NUMBERS = frozenset(
    {"patrol numbers that a count gives twice", "patrol numbers that no patrol has", "patrols numbered out of order"}
)
ABOUT_DOUBTS = "These are not errors, but you should know of them when you read the records."
ABOUT_DOUBTS_OF_NUMBERS = "Missing, repeated and misplaced patrol numbers are on Risk, under “How sure is this?”."


def describe_found(total: int, one: str, table: str, search: str, selection: Selection) -> str:
    """State how many records of a table are found, of which days, on which stretch and with which words."""
    searched = f" with “{search}”" if search.split() else ""
    if table == "sources":
        return f"{format_count(total, one)}{searched}"
    stretch = describe_narrowing(selection) if table in ("patrols", "incidents") else ""
    return describe_records(total, one, selection, stretch=stretch) + searched


def label_table(table: str, total: int) -> str:
    """Return what a table is chosen by: `Patrols (24)`."""
    return f"{label_value('table', table)} ({total:,})"


def name_record(table: str, record_id: str, fields: dict[str, Any]) -> str:
    """Return the title of a record: `Patrol 17, 16 June 2020`."""
    match table:
        case "patrols":
            return f"{capitalise(name_patrol(fields))}, {format_possible_days(fields)}"
        case "incidents":
            return (
                f"{label_value('kind', fields['kind'])} on {format_possible_days(fields)}"
                if fields["date_precision"] == "day"
                else (f"{label_value('kind', fields['kind'])}, {format_possible_days(fields)}")
            )
        case "suspensions":
            return f"Suspension from {format_day(fields['start'])}, announced by {name_announcer(fields)}"
        case "exposure":
            days = format_period({"start": fields["period_start"], "end": fields["period_end"]})
            return f"{fields['count']:,} {fields['unit']}, {days}, by {fields['counted_by']}"
    return str(fields["title"])


def name_kind_of_record(table: str, record_id: str) -> str:
    """Return what kind of record it is and its id: `Patrol, record M4-P17`."""
    return f"{TABLES[table].capitalize()}, record {record_id}"


def describe_record(table: str, fields: dict[str, Any], related_tables: Collection[str]) -> list[str]:
    """Describe what readers most need to know about a record, before its fields.

    `related_tables` are those of its related records: an incident that names no patrol may be tied to one by its day.
    """
    sentences = []
    counts = not fields.get("withdrawn_release")  # what is withdrawn is in no number, and its page says so
    if counts and table == "patrols" and fields["date_precision"] != "day":
        sentences.append("Its day is not known, so it is not counted in any period or rate.")
    if counts and table == "incidents" and fields["verification"] in ("disputed", "unconfirmed"):
        sentences.append(
            f"It is {fields['verification']}. The numbers leave it out unless you choose such attacks too."
        )
    if counts and table == "incidents" and fields["patrol_id"] is None and "patrols" in related_tables:
        sentences.append("It names no patrol. It counts for the only one that ran on its day, listed below as related.")
    if counts and table == "exposure":
        sentences.append("This counts all these days together: it says nothing about single days or passages.")
    if fields.get("note"):
        sentences.append(fields["note"])
    return sentences


def write_source(source: dict[str, Any]) -> str:
    """Write a source in full, as Markdown: publisher, title, day and a link to its address."""
    day = f", {format_day(source['date'])}" if source["date"] else ""
    reasons = {"number": " Cited for the number alone.", "absence": " Cited for the fact that no patrol ran."}
    text = escape_markdown(f"{source['publisher']}: “{source['title']}”{day}.{reasons.get(source['cited_for'], '')}")
    url = source["url"]
    if not url:
        return text
    if not is_web_address(url):
        return f"{text} {escape_markdown(url)}"
    return f"{text} [{escape_markdown(urlsplit(url).hostname or url)}](<{quote(url, safe=SAFE_IN_ADDRESS)}>)"


def describe_step(step: dict[str, Any]) -> str:
    """Describe what one release changed in a record."""
    on = f"{step['release']} ({format_day(date.fromisoformat(step['made_at'][:10]))})"
    if step["field"] is None:
        return f"{on}: {step['after']}"
    before, after = (
        "empty" if side is None else format_field(step["field"], side) for side in (step["before"], step["after"])
    )
    return f"{on}: {label_field(step['field']).lower()} changed from {before} to {after}"


def write_error_report(release: str, table: str, record_id: str, fields: dict[str, Any]) -> str:
    """Write a text to fill in and send, or to keep beside a correction of the fact files: with the words of the files."""
    stated = "\n".join(f"  {name}: {_write_raw(value)}" for name, value in fields.items() if value is not None)
    return (
        f"Patrolwatch {release}, {table}, record {record_id}\nCurrent fields:\n{stated}\n\n"
        "What is wrong:\nWhat it should be:\nSource (title, date, address):\n"
    )


def _write_raw(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
