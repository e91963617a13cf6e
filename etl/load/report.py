"""Counts what became of each file of a load, and formats the counts for programs and people."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

import duckdb

from etl.errors import make_printable
from etl.formats import Reject
from etl.lake import Manifest
from etl.load.files.evidence.totals import NOT_EVENTS
from etl.load.files.heads import Head
from etl.load.files.kept_words import WordInForce
from etl.load.files.options import PLACED_PRECISION
from etl.load.files.unread import UnreadText, count_cleared, describe_unread
from etl.load.sql import fetch_row, fill_in
from etl.load.sql.relations import Batch, Records
from etl.tables.records import EXPOSURE, INCIDENTS, PATROLS
from etl.tables.schema import quote_identifier, quote_text
from etl.tables.vocabulary import FATES

REJECTS_SHOWN = 10
LINES_SHOWN = 8


@dataclass
class FileReport:
    """What became of one file."""

    file: str
    feed: str | None = None
    feed_release: str | None = None
    sha256: str | None = None
    rows: int = 0
    loaded: int = 0
    changed: int = 0
    note_only: int = 0  # changed records of which no fact changed
    withdrawn: int = 0
    duplicates: int = 0
    left_out: int = 0
    rejected: int = 0
    blank: int = 0
    events: int = 0
    counts: int = 0  # how many of the events are counts of traffic
    units: str = ""  # the unit of these counts
    first_date: date | None = None
    last_date: date | None = None
    killed_best: int | None = None
    encoding: str = ""
    date_order: str | None = None
    warnings: list[str] = field(default_factory=list)
    refused: str | None = None
    rejects: list[Reject] = field(default_factory=list)
    unread_cells: list[UnreadText] = field(default_factory=list)  # of records that are kept
    words: list[WordInForce] = field(default_factory=list)  # meanings given by users, now or before
    named_heads: list[WordInForce] = field(default_factory=list)  # the same for heads of columns
    heads: list[Head] = field(default_factory=list)

    def add(self, fate: str, count: int) -> None:
        """Add to the number of rows with one fate."""
        setattr(self, fate, getattr(self, fate) + count)

    def add_rejects(self, con: duckdb.DuckDBPyConnection, query: str, values: object = None) -> None:
        """Add the rejects that a query selects (record, line, column, reason, text), in the order of the file."""
        self.rejects += [Reject(*row) for row in con.execute(query, values).fetchall()]
        self.sort_rejects()

    def sort_rejects(self) -> None:
        """Sort the rejects in the order of the file. Those without a record number come last."""
        self.rejects.sort(key=lambda reject: (reject.record is None, reject.record or 0, reject.line or 0))


@dataclass(frozen=True)
class LoadOutcome:
    """What a load did: the release it published (None if nothing was new) and a report on each file."""

    release: Manifest | None
    files: list[FileReport]
    would_publish: bool = False  # set by a dry run
    compared_with: int = 0  # number of the release that a dry run compared the files with; 0 for an empty lake
    notes: list[str] = field(default_factory=list)  # corrections that no longer match what their feed says

    def as_dict(self) -> dict[str, Any]:
        """Return the outcome for programs: `release`, `files` and `notes`."""
        return {
            "release": self.release.name if self.release else None,
            "files": [asdict(report) for report in self.files],
            "notes": self.notes,
        }

    def format_lines(self, dry_run: bool = False) -> list[str]:
        """Return the outcome for people, line by line."""
        # Line breaks and terminal control characters in data must not affect the output.
        lines = [make_printable(line) for report in self.files for line in _format_report(report)]
        if refused := [report.file for report in self.files if report.refused]:
            others = f"{len(refused)} of {len(self.files)} files" if len(self.files) > 1 else "the file"
            were = "were" if len(refused) > 1 else "was"
            return [*lines, f"Nothing was published, because {others} {were} refused."]
        if self.release:
            return [*lines, *map(make_printable, self.notes), f"Published {self.release.name}."]
        if dry_run and self.would_publish:
            return [*lines, *map(make_printable, self.notes), "A dry run: nothing was published."]
        return [*lines, "Nothing new: no release was published."]


def count_records(batch: Batch, file: int, report: FileReport) -> None:
    """Add what became of the records of a file, given by its number in the load, to its report."""
    if batch.deletions:
        _count_deletions(batch, file, report)
        return
    spans = []
    values = {"file": file}
    for records in batch.records.values():
        names = _names(records)
        if records.is_unique and not records.fates and not records.excluded:
            report.loaded += fetch_row(batch.con, f"SELECT count(*) FROM {records.rows} WHERE file = $file", values)[0]
        else:
            for fate, count in batch.con.execute(fill_in("fates_of_rows", **names), values).fetchall():
                report.add(fate, count)
        if records.fates:
            note_only = fill_in("note_only", **names | {"fates": records.fates})
            report.note_only += fetch_row(batch.con, note_only, values)[0]
        if records.excluded:
            report.add_rejects(batch.con, fill_in("rejected_rows", cells=records.cells, **names), values)
        report.unread_cells += count_cleared(batch, records, file)
        report.unread_cells.sort(key=lambda cell: (cell.column, cell.reason, -cell.rows, cell.text))
        if not records.is_unique:
            _warn_of_alike_rows(batch.con, fill_in("alike_rows", **names), file, report)
        day = quote_identifier(records.table.day)
        killed = "sum(killed_best)::BIGINT" if records.table is INCIDENTS else "NULL::BIGINT"
        spans.append(fetch_row(batch.con, fill_in("events_of_file", day=day, killed=killed, **names), values))
        if records.table is EXPOSURE:
            query = f"SELECT string_agg(DISTINCT unit, ' and ' ORDER BY unit) FROM {records.rows} WHERE file = $file"
            report.counts, report.units = spans[-1][0], fetch_row(batch.con, query, values)[0] or ""
    report.events = sum(span[0] for span in spans)
    report.first_date = min((span[1] for span in spans if span[1]), default=None)
    report.last_date = max((span[2] for span in spans if span[2]), default=None)
    report.killed_best = next((span[3] for span in spans if span[3] is not None), None)
    # It may already be tomorrow in other time zones.
    if report.last_date and report.last_date > date.today() + timedelta(days=1):
        report.warnings.append(f"Its last day, {report.last_date}, lies in the future: look at the years of its dates.")
    _warn_of_addresses(batch, file, report)
    if patrols := batch.records.get(PATROLS.name):
        _warn_of_parties(batch.con, patrols, file, report)
    if report.feed == "analyst" and (counts := batch.records.get(EXPOSURE.name)):
        _describe_counts(batch.con, counts, file, report)
    if incidents := batch.records.get(INCIDENTS.name):
        _warn_of_places(batch.con, incidents, file, report)


def refuse_rejects(reports: Iterable[FileReport], allow_rejects: bool) -> None:
    """Refuse files with more than half of their rows rejected, giving the two most common reasons, unless this is allowed."""
    for report in reports:
        # Totals and headings are not lost events.
        lost = [reject for reject in report.rejects if reject.reason not in NOT_EVENTS]
        rows = report.rows - report.blank - report.rejected + len(lost)
        if allow_rejects or report.refused or 2 * len(lost) <= rows:
            continue
        share = f"all of its {rows:,} rows are" if len(lost) == rows else f"{len(lost):,} of its {rows:,} rows are"
        why = Counter((reject.column, reject.reason.partition(": ")[0]) for reject in lost).most_common(2)
        reasons = "; ".join(
            f"{count:,} × {f'column {column}: ' if column else ''}{reason}" for (column, reason), count in why
        )
        report.refused = make_printable(
            f"{report.file}: {share if rows > 1 else 'its only row is'} rejected ({reasons}). Correct them, or load what can be "
            "read with --allow-rejects."
        )


def list_files_with_rejects(batch: Batch) -> set[int]:
    """Return the numbers of the files in which a check rejected a record or set a cell to unknown."""
    return {
        file
        for records in batch.records.values()
        for found in (*records.excluded, *records.cleared)
        for (file,) in batch.con.execute(
            f"SELECT DISTINCT file FROM {records.rows} "
            f"WHERE {records.key} IN (SELECT key FROM {found} WHERE fate = 'rejected')"
        ).fetchall()
    }


def _names(records: Records) -> dict[str, str]:
    """Return the names that the counting queries need: the rows of a table, and how to find their fates."""
    return {
        "rows": records.rows,
        "key": records.key,
        "exclusions": records.exclusions,
        "fate": "coalesce(m.fate, 'loaded')" if records.fates else "'loaded'",
        "fates": f"LEFT JOIN {records.fates} AS m USING ({records.key})" if records.fates else "",
    }


def _warn_of_places(con: duckdb.DuckDBPyConnection, incidents: Records, file: int, report: FileReport) -> None:
    """Report how many incidents are on no corridor because their place is unknown, and how many each rule leaves out."""
    (coarse,) = fetch_row(
        con,
        f"SELECT count(*) FROM {incidents.rows} WHERE file = $file AND nth = 1 AND corridor IS NULL "
        f"AND geo_precision <> {quote_text(PLACED_PRECISION)} "
        f"AND {incidents.key} NOT IN (SELECT key FROM ({incidents.exclusions}))",
        {"file": file},
    )
    if coarse:
        report.warnings.append(
            f"{_format_count(coarse, 'incident')} on no corridor, because the place is not known exactly."
        )
    if incidents.excluded:
        query = fill_in("rules_of_left_out", **_names(incidents))
        for rule, count in con.execute(query, {"file": file}).fetchall():
            report.warnings.append(f"{count:,} left out: {rule}.")


def _warn_of_addresses(batch: Batch, file: int, report: FileReport) -> None:
    """Report the number of rows whose addresses cannot be matched to their sources."""
    if "unpaired_addresses" not in batch.extras:
        return
    rows = " UNION ALL ".join(f"SELECT file, extra_unpaired_addresses FROM {r.rows}" for r in batch.records.values())
    query = f"SELECT count(extra_unpaired_addresses) FROM ({rows}) WHERE file = $file"
    if unpaired := fetch_row(batch.con, query, {"file": file})[0]:
        report.warnings.append(
            f"{_format_count(unpaired, 'row')} with several sources and a different number of addresses: it is not known which address "
            "belongs to which source, so these sources are kept without one."
        )


def _describe_counts(con: duckdb.DuckDBPyConnection, counts: Records, file: int, report: FileReport) -> None:
    """Report who counted, if several did, and how many counts cover a single day, since both are often mistakes."""
    query = (
        "SELECT counted_by, count(*), count(*) FILTER (period_start = period_end) "
        f"FROM {counts.rows} WHERE file = $file AND nth = 1 GROUP BY ALL ORDER BY ALL"
    )
    found = con.execute(query, {"file": file}).fetchall()
    if len(found) > 1:
        counters = ", ".join(f"{counter} ({rows:,})" for counter, rows, _ in found)
        report.warnings.append(f"Counts by {counters}: rates divide by the corridor's own counter alone.")
    if days := sum(of_one_day for *_, of_one_day in found):
        are = "count is of a single day" if days == 1 else "counts are of single days"
        report.warnings.append(f"{days:,} {are}: fill date_end where a count covers more.")


def _warn_of_parties(con: duckdb.DuckDBPyConnection, patrols: Records, file: int, report: FileReport) -> None:
    """Report how many patrols do not count as joint because their participants are unknown."""
    query = f"SELECT count(*) FROM {patrols.rows} WHERE file = $file AND nth = 1 AND len(participants) = 0"
    (unknown,) = fetch_row(con, query, {"file": file})
    if unknown:
        so = "it does not count as a joint patrol" if unknown == 1 else "none of them counts as a joint patrol"
        report.warnings.append(
            f"It is not known who took part in {_format_count(unknown, 'patrol')}, so {so}. Name the parties of the corridor in the "
            "column participants."
        )


def _warn_of_alike_rows(con: duckdb.DuckDBPyConnection, query: str, file: int, report: FileReport) -> None:
    """Report how rows were counted that have the same content or the same id as others, in this load or before."""
    events, known, copies, lines, otherwise = fetch_row(con, query, {"file": file})
    if events:
        report.warnings.append(
            f"{_format_count(events, 'row')} without an id and equal to another row of this load in all columns that are kept: each counts as "
            "an event of its own."
        )
    if copies:
        more = ", …" if len(lines or ()) > LINES_SHOWN else ""
        word = "line" if len(lines or ()) == 1 else "lines"
        where = f" ({word} {', '.join(map(str, lines[:LINES_SHOWN]))}{more})" if lines else ""
        report.warnings.append(
            f"Equal in every column to another row of this load, so counted as duplicates: {_format_count(copies, 'row')} without "
            f"an id{where}. Give each an id, or say --as-events, where they are events of their own."
        )
    if otherwise:
        report.warnings.append(
            f"{_format_count(otherwise, 'row')} with the id, day and place of another row, but different in other columns: one row of each id is "
            "kept, and the others count as duplicates."
        )
    if known:
        report.warnings.append(
            f"{_format_count(known, 'row')} without an id and equal to a known record: counted as duplicates. If one of them is another event, "
            "give it an id."
        )


def _count_deletions(batch: Batch, file: int, report: FileReport) -> None:
    query = fill_in("fates_of_deletions", deletions=batch.deletions, known=batch.select_known(INCIDENTS))
    for fate, count in batch.con.execute(query, {"file": file}).fetchall():
        report.add(fate, count)
        if fate == "left_out":
            report.warnings.append(f"{count:,} left out: the feed has deleted them, and they were never loaded.")


def _format_report(report: FileReport) -> Iterator[str]:
    if report.refused:
        yield report.refused
        yield from _list_rejects(report)
        return
    release = f", release {report.feed_release}" if report.feed_release else ""
    counts = {fate: getattr(report, fate) for fate in FATES if getattr(report, fate)}
    of_them = {"changed": f" ({report.note_only:,} of them note only)"} if report.note_only else {}
    fates = ", ".join(
        f"{count:,} {'duplicate' if (fate, count) == ('duplicates', 1) else fate.replace('_', ' ')}{of_them.get(fate, '')}"
        for fate, count in counts.items()
    )
    withdrawn = f" Withdrawn: {report.withdrawn:,}." if report.withdrawn else ""
    span = f", {report.first_date} to {report.last_date}" if report.first_date else ""
    killed = f", {report.killed_best:,} killed (best)" if report.killed_best is not None else ""
    yield (
        f"{report.file}: {report.feed or 'no feed'}{release}. {_format_count(report.rows, 'row')} = {fates or '0'}.{withdrawn} "
        f"{describe_events(report.events, report.counts, report.units)}{span}{killed}."
    )
    # Unknown words may hide attacks, so they come before anything that changes no number.
    yield from (f"  {line}" for line in describe_unread(report.unread_cells))
    yield from (f"  {warning}" for warning in report.warnings)
    yield from _list_rejects(report)


def describe_events(events: int, counts: int, units: str) -> str:
    """Say how many events a file holds, counts of traffic apart: `2 events and 3 counts of transits`."""
    counted = f"{_format_count(counts, 'count')} of {units}"
    if not counts:
        return _format_count(events, "event")
    return counted if events == counts else f"{_format_count(events - counts, 'event')} and {counted}"


def _list_rejects(report: FileReport) -> Iterator[str]:
    yield from (f"  {_format_reject(reject)}" for reject in report.rejects[:REJECTS_SHOWN])
    if len(report.rejects) > REJECTS_SHOWN:
        yield f"  and {len(report.rejects) - REJECTS_SHOWN:,} more rejected; --json and the release hold them all."


def _format_count(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _format_reject(reject: Reject) -> str:
    place = f"record {reject.record}, line {reject.line}" if reject.record else f"line {reject.line}"
    column = f", column {reject.column}" if reject.column else ""
    shown = (reject.text or "").replace("\t", " | ")[:80]
    return f"rejected: {place}{column}: {reject.reason}" + (f" (“{shown}”)" if shown else "")
