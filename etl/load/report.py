"""Reports what became of each file of a load, for programs and people."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import duckdb

from etl.errors import Note, make_printable
from etl.feeds.common.analyst_rules import WITHOUT_CORRIDOR
from etl.feeds.common.free_words import COLUMNS_OF_UNKNOWN_WORDS
from etl.formats import Reject
from etl.lake import Manifest
from etl.load.files.evidence.totals import NOT_EVENTS
from etl.load.files.headers import Header
from etl.load.files.kept_words import WordInForce
from etl.load.files.unread import UnreadText, describe_unread
from etl.tables.labels import format_count, inflect
from etl.tables.vocabulary import FATES

REJECTS_SHOWN, LINES_SHOWN = 10, 8


@dataclass(frozen=True)
class UnknownWord:
    """A word of one of our columns that a person can give a meaning, and the number of rows that have it."""

    column: str
    word: str
    rows: int


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
    notes: list[Note] = field(default_factory=list)
    refused: str | None = None
    refused_options: list[str] = field(default_factory=list)  # that the refusal offers
    rejects: list[Reject] = field(default_factory=list)
    unread_cells: list[UnreadText] = field(default_factory=list)  # of records that are kept
    words: list[WordInForce] = field(default_factory=list)  # meanings given by users, now or before
    named_headers: list[WordInForce] = field(default_factory=list)  # the same for headers of columns
    headers: list[Header] = field(default_factory=list)

    @property
    def warnings(self) -> list[str]:
        """The sentences of the notes."""
        return [note.sentence for note in self.notes]

    def add_remarks(self, *sentences: str) -> None:
        """Add notes on which nothing depends."""
        self.notes += map(Note, sentences)

    def refuse(self, sentence: str, options: Sequence[str] = ()) -> None:
        """Refuse the file with a sentence and the options of a load that it offers."""
        self.refused, self.refused_options = make_printable(sentence), list(options)

    def as_dict(self) -> dict[str, Any]:
        """Return the report for programs: its fields, the sentences of its notes, and what is asked of its rejects and cells."""
        return asdict(self) | {
            "warnings": self.warnings,
            "unknown_words": list(map(asdict, list_unknown_words(self.rejects, self.unread_cells))),
            "rejected_without_corridor": sum(reject.reason in WITHOUT_CORRIDOR.values() for reject in self.rejects),
        }

    def add(self, fate: str, count: int) -> None:
        """Add to the number of rows with one fate."""
        setattr(self, fate, getattr(self, fate) + count)

    def add_events(self, count: int, first: date | None, last: date | None) -> None:
        """Add events of one table, with their first and last day."""
        self.events += count
        self.first_date = min(filter(None, (self.first_date, first)), default=None)
        self.last_date = max(filter(None, (self.last_date, last)), default=None)

    def add_rejects(self, con: duckdb.DuckDBPyConnection, query: str, values: object = None) -> None:
        """Add the rejects that a query selects (record, line, column, reason, text, and sheet if needed), in the order of the file."""
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
            "files": [report.as_dict() for report in self.files],
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


def list_unknown_words(rejects: Iterable[Reject], unread: Iterable[UnreadText]) -> list[UnknownWord]:
    """List the words that are not known, of records that are kept and of rejected ones."""
    found = [(text.reason, text.text, text.rows) for text in unread]
    found += [(reject.reason, reject.text or "", 1) for reject in rejects]
    rows: Counter[tuple[str, str]] = Counter()
    for reason, word, number in found:
        if word and (column := COLUMNS_OF_UNKNOWN_WORDS.get(reason)):
            rows[column, word] += number
    return [UnknownWord(column, word, number) for (column, word), number in rows.items()]


def refuse_rejects(reports: Iterable[FileReport], allow_rejects: bool) -> None:
    """Refuse files with more than half of their rows rejected, giving the two most common reasons, unless this is allowed."""
    for report in reports:
        # Totals and headings are not lost events.
        lost = [reject for reject in report.rejects if reject.reason not in NOT_EVENTS]
        rows = report.rows - report.blank - report.rejected + len(lost)
        if allow_rejects or report.refused or 2 * len(lost) <= rows:
            continue
        share = f"all of its {rows:,} rows are" if len(lost) == rows else f"{len(lost):,} of its {rows:,} rows are"
        why = Counter((reject.column, _name_fault(reject)) for reject in lost).most_common(2)
        reasons = "; ".join(
            f"{count:,} × {f'column {column}: ' if column else ''}{reason}" for (column, reason), count in why
        )
        others = ", or load what can be read with --allow-rejects" if len(lost) < rows else ""
        report.refuse(
            f"{report.file}: {share if rows > 1 else 'its only row is'} rejected ({reasons}). Correct {'it' if rows == 1 else 'them'}{others}.",
            ["allow-rejects"] if others else [],
        )


def _name_fault(reject: Reject) -> str:
    """Return the reason of a reject, without the advice or details after a colon."""
    return reject.reason.partition(": ")[0]


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
        f"{report.file}: {report.feed or 'no feed'}{release}. {format_count(report.rows, 'row')} = {fates or '0'}.{withdrawn} "
        f"{describe_events(report.events, report.counts, report.units)}{span}{killed}."
    )
    # Unknown words may hide attacks, so they come before anything that changes no number.
    yield from (f"  {line}" for line in describe_unread(report.unread_cells))
    yield from (f"  {note.sentence}" for note in report.notes)
    yield from _list_rejects(report)


def list_lines(lines: Sequence[int]) -> str:
    """Return the first lines of a file in brackets: ` (lines 3, 4)`. Empty if no line is known."""
    more = ", …" if len(lines) > LINES_SHOWN else ""
    return f" ({inflect(len(lines), 'line')} {', '.join(map(str, lines[:LINES_SHOWN]))}{more})" if lines else ""


def describe_events(events: int, counts: int, units: str) -> str:
    """Say how many events a file has, with counts of traffic separate: `2 events and 3 counts of transits`."""
    counted = f"{format_count(counts, 'count')} of {units}"
    if not counts:
        return format_count(events, "event")
    return counted if events == counts else f"{format_count(events - counts, 'event')} and {counted}"


def _list_rejects(report: FileReport) -> Iterator[str]:
    yield from (f"  {_format_reject(reject)}" for reject in report.rejects[:REJECTS_SHOWN])
    if len(report.rejects) > REJECTS_SHOWN:
        yield f"  and {len(report.rejects) - REJECTS_SHOWN:,} more rejected; --json and the release hold them all."


def _format_reject(reject: Reject) -> str:
    place = f"record {reject.record}, line {reject.line}" if reject.record else f"line {reject.line}"
    place += f" of sheet {reject.sheet}" if reject.sheet else ""
    column = f", column {reject.column}" if reject.column else ""
    shown = (reject.text or "").replace("\t", " | ")[:80]
    return f"rejected: {place}{column}: {reject.reason}" + (f" (“{shown}”)" if shown else "")
