"""The sentences of the Records page, made from a record."""

from typing import Any

from analysis.selection import Selection
from views.words.figures.road import describe_narrowing
from views.words.phrases import format_count, format_day, format_possible_days, format_value, name_patrol
from views.words.timeline import describe_records

SEARCH_HELP = "A record matches if it, its places (Arabic names too) or its sources contain all of the words."
NOTHING_FOUND = "Nothing is found with these words, days and choices. Search for less, or reset the choices under More."
HOW_TO_REPORT = (
    "Copy this, fill it in and send it to whoever keeps these facts, or correct the file and run patrolwatch build."
)


def describe_found(total: int, one: str, table: str, search: str, selection: Selection) -> str:
    """Say how many records of a table are found, of which days, on which stretch and with which words."""
    searched = f" with “{search}”" if search.split() else ""
    if table == "sources":
        return f"{format_count(total, one)}{searched}"
    stretch = describe_narrowing(selection) if table in ("patrols", "incidents") else ""
    return describe_records(total, one, selection, stretch=stretch) + searched


def name_record(table: str, record_id: str, fields: dict[str, Any]) -> str:
    """Return the title of a record: `Patrol M4-P17: number 17, 16 June 2020`."""
    match table:
        case "patrols":
            return f"Patrol {record_id}: {name_patrol(fields)}, {format_possible_days(fields)}"
        case "incidents":
            return f"Incident {record_id}: {fields['kind'].replace('_', ' ')}, {format_possible_days(fields)}"
        case "suspensions":
            start = format_day(fields["start"])
            return f"Suspension {record_id}: announced by {fields['announced_by']}, from {start}"
    return f"Source {record_id}: {fields['title']}"


def describe_record(table: str, fields: dict[str, Any]) -> list[str]:
    """Say what a reader most needs of a record, before its fields."""
    sentences = []
    counts = not fields.get("withdrawn_release")  # what is withdrawn is in no number, and its page says so
    if counts and table == "patrols" and fields["date_precision"] != "day":
        sentences.append("It has no known day, so it counts in no period and in no rate.")
    if counts and table == "incidents" and fields["verification"] in ("disputed", "unconfirmed"):
        sentences.append(f"It is {fields['verification']} and left out of the numbers unless you ask for it.")
    if fields.get("note"):
        sentences.append(fields["note"])
    return sentences


def describe_step(step: dict[str, Any]) -> str:
    """Say what one release changed in a record."""
    on = f"{step['release']} ({step['made_at'][:10]})"
    if step["field"] is None:
        return f"{on}: {step['after']}"
    before, after = ("empty" if side is None else format_value(side) for side in (step["before"], step["after"]))
    return f"{on}: {step['field']} changed from {before} to {after}"


def write_error_report(release: str, table: str, record_id: str, fields: dict[str, Any]) -> str:
    """Write a text to fill in and send, or to keep beside a correction of the fact files."""
    stated = "\n".join(f"  {name}: {format_value(held)}" for name, held in fields.items() if held is not None)
    return (
        f"Patrolwatch {release}, {table}, record {record_id}\nAs it stands:\n{stated}\n\n"
        "What is wrong:\nWhat it should be:\nSource (title, date, address):\n"
    )
