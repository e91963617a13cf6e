"""The sentences of the page Add. What the loader says of its options is said of the fields of the page instead."""

import re
from collections.abc import Mapping
from typing import Any

from analysis.questions.changes import HeadlineChange
from views.words.phrases import format_count

WAYS = {
    "file": ("A file", "A spreadsheet, a list from a feed, a map file"),
    "article": ("An article", "A report in words: Patrolwatch proposes, you decide"),
    "record": ("A record", "One patrol, incident or suspension by hand"),
    "corridor": ("A corridor", "Another road, from a line on a map"),
}
DATE_ORDERS = {
    "dmy": "Day first: 25/08/2020",
    "mdy": "Month first: 08/25/2020",
    "ymd": "Year first: 20/08/25",
    "swapped": "A spreadsheet swapped day and month of the real dates",
}
# The options of a load by the field that asks for each; what is only said at a terminal has none.
FIELDS = {
    "date-order": "Which comes first in its dates?",
    "map": "What its columns are",
    "words": "What its words mean",
    "feed": "Whose list is it?",
    "feed-release": "Release of the feed",
    "allow-rejects": "Load what can be read; the rejected rows stay out",
    "newer": "It is the newer one",
    "hidden": "Read what is hidden too",
    "as-events": "Each row is an event of its own",
    "utm": "Zone of its eastings and northings",
    "zone": "Time zone of its days",
    "complete": "It holds all of some days",
    "corridor": "On which corridor are its rows?",
}
OPTION = re.compile(
    r"(?:\(--words [a-z_]+:\"…\"=…\)|--([a-z-]+)(?: (?:\"?THEIRS\"?=\w+|\"[^\"]*\"=\w+|[\w{}]+=(?:lat_lon|lon_lat|lat|lon)|(?:dmy|mdy|ymd|swapped|\w+/\w+|\d+[A-Z])\b|[a-z_]+:\"…\"=\w+))?)"
)
DROPPED = "Drop a file, or choose one"
KINDS_OF_FILES = "CSV, Excel, LibreOffice, JSON, GeoJSON, KML, GPX, Parquet, or one of them in a ZIP. At most 200 MB."
NO_CHANGE = "Nothing in it is new: the newest release already says all of this."


def say_on_page(sentence: str) -> str:
    """Return a sentence of the loader with the field of the page in place of each option of the command."""
    return OPTION.sub(_name_field, sentence)


def _name_field(found: re.Match[str]) -> str:
    if not found[1]:
        return f"(see “{FIELDS['words']}”)"
    if order := re.search(r"--date-order (\w+)", found[0]):
        return f"“{DATE_ORDERS[order[1]].partition(':')[0]}”"
    return f"“{FIELDS[found[1]]}”" if found[1] in FIELDS else found[0]


def list_options(sentences: list[str]) -> set[str]:
    """List the options that sentences of the loader name, so that the page asks for them."""
    return {name for sentence in sentences for name in re.findall(r"--([a-z-]+)", sentence) if name in FIELDS}


def list_unknown_words(report: Mapping[str, Any]) -> dict[tuple[str, str], int]:
    """List the words that nobody knows, by our column and as written, with how many rows have each."""
    words: dict[tuple[str, str], int] = {}
    found = [*report["unread_cells"], *({"rows": 1} | reject for reject in report["rejects"])]
    for cell in found:
        option = re.search(r"--words ([a-z_]+):", cell["reason"])
        if option and cell["text"]:
            key = (option[1], cell["text"])
            words[key] = words.get(key, 0) + cell["rows"]
    return words


def label_questions(*, open_now: bool, is_complete_open: bool) -> str:
    """Label what is asked, by how much hangs on it."""
    if open_now:
        return "Answer these, then look again"
    return "A rate needs one more answer" if is_complete_open else "Read it otherwise"


def describe_load(report: Mapping[str, Any]) -> str:
    """Say whose records a file holds, and of which days."""
    if report["refused"]:
        return str(report["file"])
    events = format_count(report["events"], "event")
    days = f", {report['first_date']} to {report['last_date']}" if report["first_date"] else ""
    return f"{report['file']}: {format_count(report['rows'], 'row')}, {events}{days}."


def describe_share(change: HeadlineChange, title: str) -> str:
    """Say what a release did to the headline of a corridor: `M4: share attacked 16 % to 19 %`."""
    before, after = (_format_share(headline) for headline in (change.before, change.after))
    if before == after:
        return f"{title}: share attacked {after or 'not known'}, as before"
    if not before or not after:
        return (
            f"{title}: share attacked {after}, not known before" if after else f"{title}: share attacked not known now"
        )
    return f"{title}: share attacked {before} to {after}"


def _format_share(headline: Mapping[str, Any]) -> str:
    """Return the share of patrols attacked; empty where there is no rate."""
    if not headline["patrols"]:
        return ""
    return f"{100 * headline['attacked'] / headline['patrols']:.0f} %"
