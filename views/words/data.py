"""The sentences of the Data page, made from its numbers."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from etl.fetch.hosts import HOSTS
from etl.fetch.log import FAILED, KEPT_SUMS, MOST_FAILURES, NOTHING_NEW, Fetch, count_failures
from etl.lake.diff import KINDS_OF_CHANGE, describe_change_kind
from etl.tables.labels import format_count, inflect, label_feed
from etl.tables.vocabulary import FATES
from views.words.phrases import capitalise, format_day, format_days, format_moment, join_words

THEIRS = "Political violence"
HOW = """\
- Records come from fact files kept by hand and from files that were loaded. Each row of a file is counted once. Rows that could not be
  read are listed with the reason.
- A release is all records as they stood at one moment. It never changes; a correction makes the next one. Patrolwatch checks its files
  against their checksums before it shows a number.
- Every number lists the records that it counts. Shares count only days with complete coverage; rates of counted exposure say if their attacks
  are only those that could be sourced. Without patrols, or counts, there is no rate.\
"""
RELEASES = "Newest first, with the number of records in each. Click a release to see what it changed."
SAME_CHOICES = "The filters apply to both releases; only attacks and patrols that count matter here."
NO_LOADS = "No file was loaded into this release: all of its records come with Patrolwatch."
NOT_ADDED_HERE = (
    "You cannot add records on these pages, because others can open them. Log in as an editor, or run patrolwatch "
    "load on the server."
)
NO_REJECTS = "Every record of the files loaded could be read: nothing was rejected."
NO_COVERAGE = "No coverage is stated for any corridor, so this release has no counts by period, rates or gaps."
COVERAGE = (
    "Shares of patrols and gaps exist only where coverage is complete. “Days still being reported” are the last of the "
    "days covered."
)
TOO_MANY_PAIRS = "Finding so many pairs took too long. Choose fewer days or kilometres."
WORD_MEANINGS = (
    "What users said words and column headers mean. It applies to later files with the same headers until somebody says otherwise. "
    "`patrolwatch load --words` takes the CSV."
)
ROWS_ADD_UP = "rows = loaded + changed + duplicates + left out + rejected + blank; withdrawn counts records of the release before."


def name_table(table: str) -> str:
    """Return the name of a table as a reader sees it."""
    return table.replace("_", " ")


def describe_release(release: str, number: int, content_hash: str) -> str:
    """State which of how many releases is open."""
    return f"Release {release} of {number} · content {content_hash[:12]}"


def explain_same_release(release: str, *, is_first: bool) -> str:
    """State why a release is compared with nothing."""
    if is_first:
        return f"{release} is the first release, so it changed nothing."
    return f"Both are {release}. Choose two releases to see what changed between them."


def describe_no_difference(before: str, after: str) -> str:
    """State that two releases hold the same."""
    return f"No record differs between {before} and {after}: they say the same."


def label_table(counts: dict[str, Any]) -> str:
    """Return what a table is chosen by: `Patrols: 1 added, 2 changed`."""
    changed = ", ".join(f"{counts[kind]:,} {describe_change_kind(kind)}" for kind in KINDS_OF_CHANGE if counts[kind])
    return f"{name_table(counts['table']).capitalize()}: {changed}"


def describe_changes(listed: int, records: int, table: str) -> str:
    """State how many of the records of a table that differ are listed."""
    if listed < records:
        return (
            f"The first {listed:,} of {records:,} rows of {name_table(table)} that differ are listed; the file has all."
        )
    return f"All rows of {name_table(table)} that differ are listed: {records:,}."


def describe_load(load: dict[str, Any]) -> list[str]:
    """State a file, its counts, which add up, and what its reading warned of."""
    of_them = {"changed": f" ({load['note_only']:,} of them note only)"} if load["note_only"] else {}
    fates = ", ".join(f"{load[fate]:,} {fate.replace('_', ' ')}{of_them.get(fate, '')}" for fate in FATES if load[fate])
    days = f", {format_day(load['first_date'])} to {format_day(load['last_date'])}" if load["first_date"] else ""
    rows = f"{format_count(load['rows'], 'row')} = {fates or 'nothing'}"
    counts = f"{load['file']}, {label_feed(load['feed'])}: {rows}; {format_count(load['events'], 'event')}{days}."
    return [counts, *(load["warnings"] or [])]


def name_load(load: dict[str, Any] | None) -> str:
    """Return what a file with rejects is chosen by; None stands for all files."""
    return (
        f"{load['file']} ({load['load_id']}, {label_feed(load['feed'])}): {load['rejected']:,}" if load else "All files"
    )


def describe_not_covered(row: dict[str, Any]) -> str:
    """State that nothing of a corridor or feed can be counted by period, and what is held of it."""
    contents = f"{format_count(row['patrols'], 'patrol')} and {format_count(row['incidents'], 'incident')}"
    if row["feed"]:
        return f"{capitalise(label_feed(row['feed']))}: no coverage of any corridor is stated, so it cannot be chosen, and its {contents} are not counted."
    return f"{row['title']} ({row['corridor']}): no feed states which days it holds, so its {contents} are not counted in any rate."


def describe_near_duplicates(pairs: int, listed: int, days: int, km: float, withheld: Collection[str] = ()) -> str:
    """State how many pairs of incidents lie near each other. Those of the `withheld` feeds are not compared."""
    within = f"within {format_days(days)} and {km:g} km of each other"
    feeds = (
        f"two feeds other than {join_words([label_feed(feed) for feed in sorted(withheld)])}"
        if withheld
        else "two feeds"
    )
    if not pairs:
        return f"No two incidents of known day and place, from {feeds}, lie {within}."
    more = f"; the first {listed:,} are listed, the CSV has all" if listed < pairs else ""
    found = f"{format_count(pairs, 'pair')} of incidents of known day and place, from {feeds}, {inflect(pairs, 'lies', 'lie')}"
    return f"{found} {within}{more}. Nothing is merged: a person decides."


def describe_unread_cells(texts: int, listed: int) -> str:
    """State that records with unreadable cells are kept, and how many texts are listed."""
    more = f" The first {listed:,} are listed, the CSV has all." if listed < texts else ""
    return (
        f"{format_count(texts, 'text')} could not be read. Their records are kept and counted; the value of each such cell "
        f"is unknown, and its text is in as_written.{more}"
    )


def describe_rejects(number: int, listed: int) -> str:
    """State how many records could not be read."""
    more = f" The first {listed:,} are listed, the CSV has all." if listed < number else ""
    return f"{format_count(number, 'record')} could not be read.{more}"


def describe_audit_log(shown: int, total: int) -> str:
    """Describe what the log of changes holds, and what it does not."""
    newest = f"The newest {shown:,} of {total:,} lines. " if shown < total else ""
    return f"{newest}Times are UTC. The account stands beside the name given. Reading is not logged."


def describe_fetched_questions(fetches: Sequence[Fetch], now: datetime) -> list[str]:
    """Say of each question when it was last asked and what came of it: `UCDP Candidate: last asked 2 h ago, nothing new.`"""
    last = {(fetch.service, fetch.query): fetch for fetch in fetches}
    return [
        f"{_name_question(fetch)}: last asked {format_ago(now - datetime.fromisoformat(fetch.at))}, "
        f"{_describe_end(fetch, count_failures(fetches, *question))}"
        for question, fetch in last.items()
    ]


def compare_newest_sums(rows: Sequence[Mapping[str, Any]]) -> str:
    """State the sums of the newest month, and how many attacks each feed holds in the same provinces."""
    month = rows[0]["month"]
    newest = [row for row in rows if row["month"] == month]
    theirs = sum(row["theirs"] for row in newest)
    ours = []
    for feed in newest[0]["ours"]:
        held = [row["ours"][feed] for row in newest if row["ours"][feed] is not None]
        if held:
            ours.append(f"{sum(held):,} {label_feed(feed)}, in {len(held)} of them")
    said = f"{month:%B %Y}: {theirs:,} events in {format_count(len(newest), 'province')} by ACLED, as HDX HAPI gives them. Here: "
    return said + (", ".join(ours) if ours else "no record names any of these provinces") + "."


def explain_sums(asked: date) -> str:
    """Describe what the sums are, and what they cannot say."""
    return (
        f"Asked on {format_day(asked)}. {THEIRS}: battles, explosions, violence against civilians and mob violence. Here: attacks of known "
        "month. A province has no number if no record of that feed names it. These sums enter no number of Patrolwatch."
    )


def name_fetches(number: int, listed: int) -> str:
    """Return the title of the list of fetches, newest first, of which the last so many are listed."""
    which = f"The last {listed} fetches" if number > listed else "Every fetch"
    return f"{which}, newest first; times in UTC"


def describe_fetch(fetch: Fetch) -> str:
    """State when a question was asked and what came of it."""
    return f"{format_moment(fetch.at)}: {_name_question(fetch)}, {_describe_end(fetch, 0)}"


def format_ago(time: timedelta) -> str:
    """Return how long ago something was: `5 min ago`, `2 h ago`, `3 days ago`."""
    minutes = max(int(time.total_seconds() // 60), 0)
    if minutes < 60:
        return f"{minutes} min ago" if minutes else "just now"
    return f"{minutes // 60} h ago" if minutes < 48 * 60 else f"{minutes // 1440} days ago"


def _name_question(fetch: Fetch) -> str:
    title = next((host.title for host in HOSTS.values() if host.feed == fetch.service), None)
    return (title or label_feed(fetch.service)) + (f" ({fetch.question_in_words})" if fetch.question_in_words else "")


def _describe_end(fetch: Fetch, failures: int) -> str:
    if fetch.outcome == FAILED:
        stopped = (
            f"failed {failures} times in a row, so no schedule asks again until a fetch by hand succeeds; the last failure: "
            if failures >= MOST_FAILURES
            else "failed: "
        )
        return stopped + fetch.reason
    if fetch.outcome == KEPT_SUMS:
        return "its sums are kept for comparison."
    return "nothing new." if fetch.outcome == NOTHING_NEW else f"published R{fetch.release}."
