"""The origin of a release's records, the days that they cover, and doubts about them."""

from collections.abc import Sequence

import pyarrow as pa

from analysis.question import Queries
from analysis.release import Release, list_feeds_beside
from analysis.selection import Selection
from etl.tables import checks

QUERIES = Queries(__file__)


def list_loads(release: Release) -> pa.Table:
    """List the files that were loaded, newest first; loads.sql names the columns."""
    return release.query(QUERIES.read("loads"))


def list_rejects(release: Release, load_id: str | None = None, most: int | None = None) -> pa.Table:
    """List the rows that could not be read, of one load or of all, in the order of the file; at most `most`.

    Columns: load_id, file, record, line, column, reason, text.
    """
    return release.query(QUERIES.read("rejects"), load_id=load_id, most=most)


def list_unread_cells(release: Release, most: int | None = None) -> pa.Table:
    """List the texts that could not be read in records that are kept, by file and column; at most `most`.

    Columns: load_id, file, column, reason, text, rows.
    """
    return release.query(QUERIES.read("unread_cells"), most=most)


def list_word_meanings(release: Release) -> pa.Table:
    """List the words to which users gave a meaning, for files with certain headers.

    Columns: column, word, meaning, load_id, feed, headers.
    """
    return release.query(QUERIES.read("word_meanings"))


def list_coverage(release: Release) -> pa.Table:
    """List the stated coverage: one row for each corridor, feed, table and scope.

    Columns: corridor, feed, table, scope, from, through, complete, lag_days, note, title.
    """
    return release.query(QUERIES.read("coverage_stated"))


def list_uncovered(release: Release) -> pa.Table:
    """List the corridors, and the feeds with records, that have no stated coverage.

    Columns: corridor, title, feed, patrols, incidents; either corridor and title or feed is empty.
    """
    return release.query(QUERIES.read("not_covered"))


def find_near_duplicates(release: Release, *, days: int, km: float, corridor: str | None = None) -> pa.Table:
    """Find pairs of incidents of two feeds that may be the same event, for a person to decide.

    Columns: incident_id, feed, date, kind, the same of the other incident, days_apart, km_apart.
    """
    # Count first, so that the query need not open the files of the largest feed to look for the others.
    sizes = release.query("SELECT feed FROM incident_counts GROUP BY feed ORDER BY sum(incidents), feed")
    feeds = sizes["feed"].to_pylist()
    return release.query(QUERIES.read("near_duplicates"), days=days, km=km, corridor=corridor, feeds=feeds)


def list_doubts(release: Release) -> list[tuple[str, str, str]]:
    """List every doubt in the release: what is doubtful, the record, the detail."""
    return [(sentence, *row.values()) for sentence, query in checks.DOUBTS for row in release.query(query).to_pylist()]


def list_doubts_here(
    release: Release, selection: Selection, doubts: Sequence[tuple[str, str, str]]
) -> list[tuple[str, str, str]]:
    """List those doubts of a release that concern the chosen corridor, without those about records or patrol numbers of another."""
    about = [record for _, record, _ in doubts]
    beside = list_feeds_beside(release, about)
    found = QUERIES.ask("records_elsewhere", release, selection, records=about, feeds_beside=beside)
    elsewhere = set(found["record"].to_pylist())
    corridors = {row["corridor"] for row in release.query("SELECT corridor FROM corridors").to_pylist()}
    elsewhere |= {record for record in about if record.split()[0] in corridors - {selection.corridor}}
    return [doubt for doubt in doubts if doubt[1] not in elsewhere]
