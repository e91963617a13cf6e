"""The sentences of the Data page, made from its numbers. No Streamlit."""

from etl.lake.diff import WHAT
from etl.tables.vocabulary import FATES
from views.words.text import count_of, day

HOW = """\
- The records come from fact files kept by hand and from files loaded. Each row of a file is counted once, by its fate; what
  could not be read is listed with its reason. How files are read: docs/feeds.md.
- A release is all records as they stood at once. It never changes; a correction makes the next one. Its content hash covers
  what the records say, and its parts are checked against their SHA-256 before a number is shown.
- Every number counts a population of records in some days, within the days that are held completely, and lists the records
  behind it. No patrol, no rate. How each is made, with its source and an example to check by hand: docs/methods.md.
- Words have one meaning: docs/glossary.md. Every column: docs/data-dictionary.md.\
"""
NO_LOADS = "No file was loaded into this release: all of its records are those of the embedded case (data/m4)."
NO_REJECTS = "Every record of the files loaded could be read: nothing was rejected."
NO_COVERAGE = "No coverage is stated for any corridor, so this release has no count by period, no rate and no gap."
ROWS_ADD_UP = (
    "rows = loaded + changed + duplicates + left out + rejected + blank; withdrawn are records of the release before."
)


def same_release(release: str, *, is_first: bool) -> str:
    if is_first:
        return f"{release} is the first release, so there is nothing that it could have changed."
    return f"Both are {release}. Choose two releases to see what changed between them."


def table_pill(counts: dict) -> str:
    """`Patrols: 1 added, 2 changed`."""
    told = ", ".join(f"{counts[what]:,} {what}" for what in WHAT if counts[what])
    return f"{counts['table'].replace('_', ' ').capitalize()}: {told}"


def changes_listed(listed: int, records: int, table: str) -> str:
    """How many of the records of a table that differ are listed."""
    named = table.replace("_", " ")
    if listed < records:
        return f"The first {listed:,} of {records:,} rows of {named} that differ are listed; the file holds all."
    return f"All rows of {named} that differ are listed: {records:,}."


def load_in_words(load: dict) -> list[str]:
    """A file, its counts, which add up, and what its reading warned of."""
    fates = ", ".join(f"{load[fate]:,} {fate.replace('_', ' ')}" for fate in FATES if load[fate])
    days = f", {day(load['first_date'])} to {day(load['last_date'])}" if load["first_date"] else ""
    counts = f"{load['file']}, {load['feed']}: {count_of(load['rows'], 'row')} = {fates or 'nothing'}; {count_of(load['events'], 'event')}{days}."
    return [counts, *(load["warnings"] or [])]


def load_name(load: dict) -> str:
    return f"{load['file']} ({load['load_id']}, {load['feed']}): {load['rejected']:,}"


def not_covered(row: dict) -> str:
    """That nothing can be counted by period of a corridor or feed, and what is held of it."""
    held = f"{count_of(row['patrols'], 'patrol')} and {count_of(row['incidents'], 'incident')}"
    if row["feed"]:
        return (
            f"{row['feed']}: no coverage of any corridor is stated, so it cannot be chosen, and its {held} stand in no count and in "
            "no rate."
        )
    return f"{row['title']} ({row['corridor']}): no feed states which days it holds, so its {held} stand in no rate."


def near_duplicates(pairs: int, listed: int, days: int, km: float) -> str:
    within = f"within {count_of(days, 'day')} and {km:g} km of each other, of known day and place, in two feeds"
    if not pairs:
        return f"No two incidents lie {within}."
    more = f"; the first {listed:,} are listed, the CSV holds all" if listed < pairs else ""
    return f"{count_of(pairs, 'pair')} of incidents {'lies' if pairs == 1 else 'lie'} {within}{more}. Nothing is merged: a person decides."


def rejects(all_: int, listed: int) -> str:
    more = f" The first {listed:,} are listed, the CSV holds all." if listed < all_ else ""
    return f"{count_of(all_, 'record')} could not be read.{more}"
