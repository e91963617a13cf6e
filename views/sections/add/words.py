"""Sentences of the Add page. Options named by the loader are replaced by fields of the page."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.questions.changes import HeadlineChange
from etl.errors import NoteKind
from etl.fetch.hosts import Host
from etl.load.files.options import WITHIN_KM
from etl.load.report import describe_events
from etl.tables.labels import format_count, inflect
from views.words.markup import escape_markdown
from views.words.phrases import join_words
from views.words.timeline import format_share

KINDS = {
    "file": ("A file", "A spreadsheet, an export of a feed or a map"),
    "article": ("An article", "The page proposes records, you decide"),
    "fetch": ("A feed's server", "Ask ACLED, UCDP, GDELT or another what is new"),
    "record": ("A record", "Fill in a patrol, an incident, a suspension or a count"),
    "corridor": ("A corridor", "Another road, or traffic that is only counted"),
}
TRAFFIC = {"patrols": "Each patrol or convoy is known", "counts": "Only counts are known"}
LINES = {"draw": "Draw it on a map", "paste": "Paste or drop a line"}
BACK = {"article": "Back to the report", "corridor": "Back to the form", "fetch": "Back to the form"}
NO_LINE = {"none": "Without a line"}
LINE_MAP = {
    "map": "Map on which to draw a line. Arrow keys move it, plus and minus zoom, Enter adds a point in the middle, Backspace removes "
    "the last one.",
    "begin": "Click along the road, from one end to the other. Drag the map to move it, and a point to correct it.",
    "drawn": "{points} points. Known incidents near the line are red.",
    "undo": "Undo", "clear": "Clear", "closer": "Closer", "further": "Further out", "middle": "Point in the middle",
}  # fmt: skip
LINE_IS_FULL = "A drawn line takes {most:,} points. Further points are left out. Paste or drop a longer line."
NO_TOWN = "The map has no town of this name. It shows towns of 15,000 people and more."
RECORDS = {"patrol": "Patrol", "incident": "Incident", "suspension": "Suspension", "exposure": "Count"}
LABELS = {
    "number": "Number of the patrol", "date": "Day", "date_end": "Last possible day", "lat": "Latitude", "lon": "Longitude",
    "km_from": "From kilometre", "km_to": "To kilometre", "place_from": "From", "place_to": "To, or turned back at",
    "kind": "What happened", "target": "Target", "actor": "Who did it", "counted_by": "Whose count", "id": "Your own id",
    "source": "Who reported it", "source_url": "Web address of the source", "verification": "How certain it is", "geo_precision": "How precise the point is",
}  # fmt: skip
OWN_LABELS = {
    "suspension": {"date": "First day", "date_end": "First day after it ended", "side": "Who stops"},
    "exposure": {"date": "First day counted", "date_end": "Last day counted", "count": "How many passed", "unit": "Unit, such as transits",
                 "counted_by": "Who counted"},
}  # fmt: skip
NOT_SAID = "—"
NO_CORRIDOR = "Not known, or not all on one"
NO_PARTICIPANTS = "Not known, or not all the same"
ALL_PARTIES = "All parties of the corridor, jointly"
NO_VERIFICATION = "Not known, or not all the same: unconfirmed, and not counted"
CERTAINTIES = {
    "confirmed": "Confirmed: who ran the patrol, or two independent sources, say so",
    "disputed": "Disputed: a party denies them",
}
ANOTHER_CLAIM = "Add what another party says"
PARTS_OF_A_CLAIM = ("Claim", "Who makes it", "Source, or its web address")
HALF_A_CLAIM = "A claim needs a value and who makes it."
SHORT_NAME = "Lower-case letters, digits and _. If empty, it is made from the name."
PARTIES = "The count of the first party numbers the patrols. A table may name each party in the column participants."
TARGETS = "Such as ships, where transits are counted. If empty, the counted unit."
COUNTED_BY = "Rates use only the counts of this counter, as named in the column counted_by."
WHY_DAY = "Days such as “early Tuesday” are counted from it. Without it, only days written with their year are known."
NO_DAY = "You gave no day of publication, so the days of these records are known only where the text states the year."
NOT_A_ROW = {
    "resumption": "It ends a suspension. Enter its day in that suspension, under “First day after it ended”.",
    "milestone": "It is background: no patrol, incident or suspension is added for it.",
}
DATE_ORDERS = {
    "dmy": "Day first: 25/08/2020",
    "mdy": "Month first: 08/25/2020",
    "ymd": "Year first: 20/08/25",
    "swapped": "A spreadsheet swapped day and month of the real dates",
}
# The options of a load, by the field that asks for each. Options that only exist at a terminal are omitted.
FIELDS = {
    "date-order": "Which comes first in its dates?",
    "map": "What its columns mean",
    "words": "What its words mean",
    "feed": "Which feed is it from?",
    "feed-release": "Release of the feed",
    "allow-rejects": "Load the rows that can be read, without the rejected ones",
    "newer": "This file is the newer one",
    "hidden": "Read hidden sheets, rows and columns too",
    "as-events": "Each row is a separate event",
    "utm": "Zone of its eastings and northings",
    "zone": "Time zone",
    "complete": "For some days, does the file hold all …",
    "corridor": "Which corridor are its rows on?",
    "participants": "Who ran its patrols?",
    "verification": "How certain are its attacks?",
    "country": "Countries",
    "since": "Since",
}
OPTION = re.compile(
    r"(?:\(--words [a-z_]+:\"…\"=…\)|--([a-z-]+)(?: (?:\"[^\"=]*=\w+\"|\"?THEIRS\"?=\w+|\"[^\"]*\"=\w+|[\w{}]+=(?:lat_lon|lon_lat|lat|lon)|(?:dmy|mdy|ymd|swapped|\w+/\w+|\d+[A-Z])\b|[a-z_]+:\"…\"=\w+))?)"
)
# Commands that a sentence of the loader names, and where the page has the same.
COMMANDS = {
    "with `patrolwatch review`": "on the Review page",
    "`patrolwatch template`": "the empty workbook on this page",
    "`patrolwatch propose`": "“An article”",
}
NO_HEADLINE = "None of its records is on a corridor, so no headline changed."
NO_EFFECTS = "Counting how the headlines changed takes longer than a page may. Open a corridor to see its new headline."
NOTHING_NEW = "The service has nothing new, so nothing would be published."
TEMPLATE = "Save an empty workbook to fill in"
DROPPED = "Drop files, or choose some"
KINDS_OF_FILES = "CSV, Excel, LibreOffice, JSON, GeoJSON, KML, GPX, Parquet, or one of them in a ZIP. At most 200 MB. Several become one release."
WOULD_CHANGE = "What this would change"
NO_ROWS = "It has a header and no rows, so there is nothing to publish."
NO_CHANGE = "It contains nothing new: the newest release already says all of this."
ALL_PATROLS = (
    "For some days, does the file hold all patrols or convoys that the parties of a corridor ran together, and all attacks on them? A rate "
    "needs both."
)
ALL_ATTACKS = "For some days, does the file hold all attacks on what a corridor counts? Otherwise its rates count sourced attacks only."


def adapt_to_page(sentence: str) -> str:
    """Return a sentence of the loader with fields and pages in place of options and commands."""
    for command, place in COMMANDS.items():
        sentence = sentence.replace(command, place)
    return re.sub(r"(“[^”]+”)(?: or \1)+", r"\1", OPTION.sub(_name_field, sentence))


def _name_field(found: re.Match[str]) -> str:
    if not found[1]:
        return f"(see “{FIELDS['words']}”)"
    if order := re.search(r"--date-order (\w+)", found[0]):
        return f"“{DATE_ORDERS[order[1]].partition(':')[0]}”"
    return f"“{FIELDS[found[1]]}”" if found[1] in FIELDS else found[0]


def needs_action(note: Mapping[str, Any]) -> bool:
    """Whether a note of the loader offers an option, or says that records do not count or count twice."""
    return bool(note["options"]) or note["kind"] == NoteKind.MISCOUNTED


def count_unknown_words(report: Mapping[str, Any]) -> Counter[tuple[str, str]]:
    """Count the rows of each unknown word, by our column and the word as written."""
    rows: Counter[tuple[str, str]] = Counter()
    for word in report["unknown_words"]:
        rows[word["column"], word["word"]] += word["rows"]
    return rows


def label_questions(*, open_now: bool, open_for_a_rate: int) -> str:
    """Return the label of the questions, by urgency."""
    if open_now:
        return "Answer these, then preview again"
    if open_for_a_rate > 1:
        return f"A rate needs {open_for_a_rate} more answers"
    return "A rate needs one more answer" if open_for_a_rate else "Change how it is read"


def describe_reject(record: str, reject: Mapping[str, Any]) -> str:
    """Describe why a record filled in by hand is rejected."""
    field = f"{label_field(record, str(reject['column']))}: " if reject["column"] else ""
    return f"{field}{adapt_to_page(reject['reason'])}" + (f" (“{reject['text']}”)" if reject["text"] and field else "")


def describe_unused(record: str, cell: Mapping[str, Any]) -> str:
    """Describe why a field of a record filled in by hand is not used."""
    return f"{describe_reject(record, cell)}. The record is kept without it."


def describe_load(report: Mapping[str, Any]) -> str:
    """State whose records a file holds, and of which days."""
    if report["refused"]:
        return str(report["file"])
    return f"{report['file']}: {_describe_rows(report)}"


def _describe_rows(report: Mapping[str, Any]) -> str:
    events = describe_events(report["events"], report["counts"], report["units"])
    days = f", {report['first_date']} to {report['last_date']}" if report["first_date"] else ""
    return f"{format_count(report['rows'], 'row')}, {events}{days}."


def list_units(reports: Sequence[Mapping[str, Any]]) -> str:
    """List what the counts of some files count."""
    return " and ".join(dict.fromkeys(report["units"] for report in reports if report["units"]))


def describe_files(reports: Sequence[Mapping[str, Any]]) -> str:
    """State how much several files hold together, and how many of them are refused."""
    rows, events, counts = (sum(report[name] for report in reports) for name in ("rows", "events", "counts"))
    refused = sum(bool(report["refused"]) for report in reports)
    counts_of_files = f"{format_count(len(reports), 'file')}: {format_count(rows, 'row')}, {describe_events(events, counts, list_units(reports))}."
    return counts_of_files + (f" {refused} refused, so nothing can be published." if refused else "")


def describe_fetched(title: str, report: Mapping[str, Any]) -> str:
    """State how much a service gave."""
    return f"{title}: {_describe_rows(report)}"


def describe_keys(host: Host, missing: Sequence[str]) -> str:
    """State whether the keys that a service asks for were found, and how to set those that were not."""
    if not host.keys:
        return f"{host.title} needs no key."
    if not missing:
        return f"{' and '.join(host.keys)} found. They are sent only to {host.name}, and appear nowhere."
    names, them = " and ".join(missing), inflect(len(missing), "it", "them")
    return (
        f"{host.title} needs {names}, which this server does not have. Set {them} in the environment before patrolwatch serve starts, or "
        f"store {them} in its system keyring as below, then come back. You cannot enter a key on this page."
    )


CORRIDOR_OF_CHOKEPOINT = "Corridor of the chokepoint"
ONLY_CORRIDORS = "Only records on; empty: all records"


def label_since(host: Host) -> str:
    """Label the first day to ask for."""
    return f"Since; empty: {host.without_since}"


def label_places(host: Host) -> str:
    """Label the places to ask for."""
    if host.counts_one:
        return "The chokepoint"
    return "Countries, separated by commas" + ("" if host.gives_sums else "; empty: all")


def describe_asking(host: Host) -> str:
    """Describe what happens once the button is pressed."""
    what_follows = (
        "Its sums are kept for comparison on the Data page, and nothing is published."
        if host.gives_sums
        else "You preview the answer before you publish it."
    )
    return (
        f"{host.name} is contacted only when you press this. It receives your choices, but no records. {what_follows}"
    )


def label_field(record: str, name: str) -> str:
    """Label a field of a record by hand."""
    return OWN_LABELS.get(record, {}).get(name) or LABELS.get(name) or name.replace("_", " ").capitalize()


def name_proposal(proposal: Mapping[str, Any]) -> str:
    """Name what an article proposes: `Attack, 2020-08-25, on patrol 26`."""
    number = (
        f"{'on ' if proposal['kind'] == 'attack' else ''}patrol {proposal['patrol_no']}"
        if proposal.get("patrol_no")
        else ""
    )
    days = " to ".join(dict.fromkeys(filter(None, (proposal["date_from"], proposal["date_to"])))) or "day not known"
    older = "" if proposal["is_new"] else "background"
    return escape_markdown(", ".join(filter(None, (str(proposal["kind"]).capitalize(), days, number, older))))


def count_proposals(number: int) -> str:
    """State how many records an article proposes."""
    return (
        f"{format_count(number, 'record')} proposed. Nothing is added until you accept it."
        if number
        else "No record found in it"
    )


def count_left_out(number: int) -> str:
    """Label the list of what an article mentions but is not proposed."""
    return f"{number} left out as too uncertain"


def count_accepted(number: int) -> str:
    """Label the button that previews the accepted records."""
    return f"Preview {format_count(number, 'record')}" if number else "Accept a record first"


def shorten_title(title: str) -> str:
    """Make the short name of a corridor of its name: `m5_highway` of “M5 highway”."""
    return re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")[:40]


def describe_drawn(length_km: float, near: int) -> str:
    """State how long a drawn line is, and how many known incidents are near it."""
    return f"{length_km:,.0f} km: {format_count(near, 'known incident')} within {WITHIN_KM:g} km of it."


def describe_missing(what: Sequence[str]) -> str:
    """Describe what a new corridor still needs."""
    return f"This corridor still needs {join_words(list(what))}."


def describe_found(row: Mapping[str, Any], found: int) -> str:
    """State how long a corridor would be, and how many known incidents would lie on it."""
    if "route" not in row:
        return (
            f"{row['title']}: {row['unit']} counted by {row['own_count']}. Without a line, it takes no known incidents"
        )
    length = f"{row['km_to'] - row['km_from']:,.0f} km"
    return f"{row['title']}, {length}: {format_count(found, 'known incident')} would lie on it"


def describe_neighbours(taken: Mapping[str, int], stay: int) -> str:
    """Describe how many incidents a new corridor takes from others, by their titles, and how many near it stay on another."""
    named = [f"{count:,} from {title}" for title, count in taken.items()]
    sentences = [f"It takes {join_words(named)}, whose numbers change."] if named else []
    if stay > 0:
        sentences.append(
            f"{format_count(stay, 'known incident')} within {WITHIN_KM:g} km of it "
            f"{inflect(stay, 'stays', 'stay')} on another corridor, which is nearer or which the record names."
        )
    return " ".join(sentences)


def describe_new_corridor(result: Mapping[str, Any], corridor: Mapping[str, Any]) -> str:
    """State that a corridor is published, and how many known incidents lie on it."""
    found = result["found"]
    lie = f"{format_count(found, 'known incident')} {inflect(found, 'lies', 'lie')}"
    return escape_markdown(f"{result['release']} is published: {lie} on {corridor['title']}.")


def describe_share(change: HeadlineChange, title: str) -> str:
    """Describe what a release did to the headline of a corridor: `M4: share attacked 16 % to 19 %`."""
    what = "attacks" if "exposed" in change.after else "share attacked"
    before, after = map(_format_headline, (change.before, change.after))
    if before == after:
        said = f"{after or 'not known'}, as before"
    elif not before or not after:
        said = f"{after}, not known before" if after else "no longer known"
    else:
        said = f"{after}, {before} before" if " to " in before + after else f"{before} to {after}"
    return f"{title}: {what} {said}"


def _format_headline(headline: dict[str, Any]) -> str:
    """Return the number of a headline; empty if it is not known."""
    if headline.get("exposed") is not None:
        return f"{headline['attacks']:,} in {headline['exposed']:,} {headline['unit']}"
    return format_share(headline)[0] if headline["patrols"] else ""
