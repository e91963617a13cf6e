"""The sentences of the Review page."""

from collections.abc import Callable, Mapping
from typing import Any

from analysis.answer import label_field
from analysis.questions.records.review import Pair
from etl.review.entries import write_value
from etl.tables.labels import format_count, label_feed
from etl.tables.records import INCIDENTS
from views.words.phrases import format_day, format_days_known, format_field, join_words

SHOWN = {"duplicates": "Possible duplicates", "claims": "Claims that disagree", "entries": "Decisions"}
ABOUT = "Each decision is an entry with an author and a reason, and publishes one release. A later entry can undo it."
NEEDS_BOTH = "Say who decides this, and why."
NO_PAIRS = "No records of this corridor look like the same event."
NO_CLAIMS = "No claim contradicts a record of this corridor."
FIND_IT = "Open the record on the Records page and press “Correct or withdraw this record”, or enter its id."
NO_ENTRIES = "Nothing has been decided yet."
FEEDS_APART = "They come from two feeds. Each feed counts the event once, so a link changes no headline. Each record then shows the other."
NOT_CORRECTED_HERE = "Losses by side, and patrol numbers of other counts, can only be corrected in their file."
NOT_A_VALUE = "The column accepts none of these claims as its value. Use the form above to correct it."
WITHDRAW = "A withdrawn record enters no number. Its history stays, and you can undo the withdrawal."


def explain_pair(pair: Pair) -> str:
    """State why two records are proposed: `Same day · 0.4 km apart · two feeds (ACLED, UCDP GED)`."""
    known = {each.get("date_precision", "day") for each in (pair.one, pair.other)} == {"day"}
    days = (
        ("Same day" if known else "Their possible days meet")
        if not pair.days_apart
        else f"{format_count(pair.days_apart, 'day')} apart"
    )
    feeds = [label_feed(each["feed"]) for each in (pair.one, pair.other)]
    return " · ".join(
        filter(
            None,
            (
                days,
                _explain_place(pair),
                "the same text" if pair.is_same_text else "",
                f"two feeds ({', '.join(feeds)})" if feeds[0] != feeds[1] else f"both in one feed ({feeds[0]})",
            ),
        )
    )


def _explain_place(pair: Pair) -> str:
    if pair.table != INCIDENTS.name:  # a patrol and a suspension are of the whole corridor
        return ""
    if pair.km_apart is not None:
        return f"{pair.km_apart:.1f} km apart, as close as both places are known"
    return "same place" if pair.one["place"] and pair.other["place"] else "same corridor, place not known"


def describe_days(row: Mapping[str, Any]) -> str:
    """Return the day of a record, or the days between which it lies."""
    return format_days_known(row["date"], row["date_end"], row["date_precision"])


def describe_cell(name: str, value: Any) -> str | None:
    """Return the value of a column as a reader sees it; None if it is unknown."""
    return None if value is None or value == [] else format_field(name, value)


def label_text(name: str, text: str | None) -> str:
    """Return a value of a fact file as a reader sees it."""
    return "unknown" if not text else format_field(name, text)


def label_list(name: str, number: int | None) -> str:
    """Label a list by how much it holds: `Possible duplicates (3)`."""
    return SHOWN[name] if number is None else f"{SHOWN[name]} ({number:,})"


def describe_change(row: Mapping[str, Any], name_record: Callable[[str], str]) -> str:
    """Describe what an entry does, by whom and why: `Kind: Rocket, where the feed states IED. Corrected by Ana on …: reason (entry 3).`"""
    names = {key: name_record(row[key]) for key in ("record_id", "other_id") if row[key]}
    signed = f"by {row['author']} on {format_day(row['made_on'])}: {row['reason']} (entry {row['entry']})"
    match row["action"]:
        case "change":
            name = row["column"]
            stated = row["stated_now"] if row["standing"] else row["stated"]
            change = f"{label_field(name)}: {label_text(name, row['value'])}, where the feed states {label_text(name, stated).rstrip('.')}"
            return f"{change}. Corrected {signed}"
        case "link":
            return f"{join_words(list(names.values()))} are one event. Linked {signed}"
        case "keep_apart":
            return f"{join_words(list(names.values()))} are two events. Kept apart {signed}"
        case "withdraw":
            return f"{names['record_id']} was withdrawn {signed}"
    return f"Entry {row['undoes']} on {names['record_id']} was undone {signed}"


def describe_entry(row: Mapping[str, Any], name_record: Callable[[str], str]) -> str:
    """Describe what an entry does, beginning with its record: `IED, 25 August 2020: Kind: Rocket, where …`."""
    change = describe_change(row, name_record)
    return f"{name_record(row['record_id'])}: {change}" if row["action"] == "change" else change


def describe_standing(row: Mapping[str, Any]) -> str:
    """State how an entry relates to what its feed says now; empty if the feed says the same as before."""
    name = row["column"]
    match row["standing"]:
        case "feed_changed":
            now, corrected = (label_text(name, row[key]) for key in ("stated_now", "value"))
            return f"The feed now says {now}; the correction says {corrected}. Confirm it with a new correction, or undo it."
        case "feed_agrees":
            return "The feed now says the same, so the correction is no longer needed."
        case "gone":
            return "Its feed no longer holds the record, so this entry has no effect."
        case "superseded":
            return "A later correction of the same field applies."
    return f"Undone by entry {row['undone_by']}." if row["undone_by"] else ""


def list_written(row: Mapping[str, Any]) -> dict[str, str]:
    """Return the values of a record, written as in a fact file."""
    return {name: write_value(value) or "" for name, value in row.items()}
