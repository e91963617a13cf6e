"""Stages a file in the common shape: each record once, with its fate so far.

A staged file is Parquet with one row per record: `file`, `record`, `line`, `fate` (blank, rejected or left_out; NULL
for a good record), `rule`, `faults` (why it is rejected, or its unread cells), and the declared columns of the record's
table. Staged with cells, it also has `cells`: for each declared column, the source column in the file and its text.
"""

import glob
import os
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from etl.errors import FileRefused, Note
from etl.feeds import SHEET, Feed, Match, ReadingOptions, Shape
from etl.feeds.common.days.columns import Dates
from etl.feeds.common.documents import set_publishers
from etl.feeds.common.headers import find_written_headers
from etl.feeds.lexicon.names.parties import set_party_names
from etl.formats import Preview, Reject, Rows, read
from etl.load.files.evidence import (
    NO_EVIDENCE,
    Evidence,
    find_evidence,
    join_degrees,
    join_grid,
    join_points,
    refuse_swapped,
)
from etl.load.files.evidence.aggregates import NoEvents, describe_running_totals
from etl.load.files.evidence.logs.find import find_patrol_log
from etl.load.files.evidence.logs.split import add_attacks, read_as_log, split
from etl.load.files.evidence.logs.untold import describe_patrols
from etl.load.files.evidence.same_headers import choose_filled_column, choose_filled_rival
from etl.load.files.evidence.totals import has_suspects, set_totals_aside
from etl.load.files.free_words import join_meanings
from etl.load.files.options import list_given
from etl.load.sql import fetch_row, has_rows, read_query
from etl.load.sql.dates import find_dates, keep_dates
from etl.load.sql.staged_rows import find_stating_columns, list_used_columns, select_staged_rows
from etl.load.sql.utc_headers import add_zone_of_headers
from etl.tables.records import INCIDENTS, TABLES
from etl.tables.schema import quote_identifier, quote_text

MACROS = read_query("values") + set_publishers() + set_party_names()


@dataclass(frozen=True)
class Staged:
    """One table of a file, staged: a Parquet file for each table of ours that its records belong to."""

    parts: dict[str, Path]
    shape: Shape
    dates: Dates
    blank: int  # blank records that the reader already left out
    rejects: tuple[Reject, ...]  # records that the reader already rejected
    hidden: int  # hidden rows of the sheet that were not read
    sheet: str | None
    not_kept: tuple[str, ...]  # columns that the feed does not read
    stated: dict[str, frozenset[str]]  # for each table of ours, the columns that the file states
    remarks: tuple[str, ...]  # observations on all rows together
    log_header: str | None  # of a log of patrols, the column that says which were attacked
    # Stages the table again, numbered and with its cells. This is slow, and few files need it.
    with_cells: Callable[[], "Staged"]


def stage(
    con: duckdb.DuckDBPyConnection,
    preview: Preview,
    feed: Feed,
    match: Match,
    options: ReadingOptions,
    number: int,
    folder: Path,
) -> Staged:
    """Read and stage one table of file `number`. Raises FileRefused."""
    shape = _find_shape(preview, feed, match, options)
    if given := list_given(match.names, shape, options):
        match = replace(match, names=[*match.names, *dict(given)], given=(*match.given, *given))
        return stage(con, preview, feed, match, options, number, folder)
    table = _Table(con, preview, match, shape, options, number, folder)
    rows = _read_rows(table)
    if (better := _match_by_rows(table, rows)) != match:
        return stage(con, preview, feed, better, options, number, folder)
    written = table.write_quickly(rows) if rows.count_lines else None
    if not written:
        if rows.count_lines:  # the quick reader may not have read all of the file
            rows = _read_rows(table, quick=False)
        rows = table.examine(rows)
        dates = table.find_dates(rows)
        written = table.write(rows, dates, numbered=rows.numbered), dates
    parts, dates = table.distinguish_copies(rows, *written)
    table.refuse_swapped(parts)
    used = {*list_used_columns(match.names, shape), *([match.log.column] if match.log else ())}
    not_kept = tuple(name for name in match.names if name not in used)
    stated = {name: frozenset(find_stating_columns(TABLES[name], shape, match.names)) for name in parts}
    running: list[str] = []
    if shape.days and not options.as_events and not rows.count_lines:
        phrase, running = describe_running_totals(con, rows, match.names, shape, table.find_headers())
        if phrase:
            raise NoEvents(preview.path.name, phrase, are_totals=True)

    def with_cells() -> Staged:
        return replace(staged, parts=table.write(rows, dates, numbered=True, with_cells=True))

    of_patrols = describe_patrols(con, rows, match, not_kept, table.find_headers()) if shape.points else []
    shape = replace(table.shape, notes=(*of_patrols, *shape.notes, *table.notes))
    staged = Staged(
        parts,
        shape,
        dates,
        rows.blank,
        rows.rejects,
        rows.hidden,
        preview.sheet,
        not_kept,
        stated,
        tuple(running),
        table.find_headers()[match.log.column] if match.log else None,
        with_cells,
    )
    return staged


def _match_by_rows(table: "_Table", rows: Rows) -> Match:
    """Return how the feed reads the table, given its rows: the filled one of rival columns, and the attacks of a log. Raises FileRefused."""
    con, preview, match, shape, headers = table.con, table.preview, table.match, table.shape, table.find_headers()
    names = choose_filled_column(con, preview, match, rows, set(list_used_columns(match.names, shape)))
    names = choose_filled_rival(con, preview, names, rows, shape.rivals, headers)
    if names != match.names:
        return replace(match, names=names)
    if match.log or not shape.points:
        return match
    # What cannot be told is loaded without the attacks only if that is asked for.
    in_file = [name for name in names if name not in _list_filled(match)]
    with suppress(*[FileRefused] if table.options.as_events else []):
        log = find_patrol_log(con, preview.path.name, rows, in_file, headers)
        return add_attacks(con, rows, match, log) if log else match
    return match


def _list_filled(match: Match) -> frozenset[str]:
    """List the columns that options fill for all records of a table. As in a file, a corridor shows that the table is a log."""
    return frozenset(dict(match.given)) - {"corridor"}


def _find_shape(preview: Preview, feed: Feed, match: Match, options: ReadingOptions) -> Shape:
    options = replace(options, given=_list_filled(match))
    try:
        shape = feed.shape(match.names, options)
    except FileRefused as refusal:  # a feed sees the columns of a table, but not the file name
        reason = str(refusal)
        raise FileRefused(f"{preview.path.name}: {reason[0].lower()}{reason[1:]}", options=refusal.options) from None
    if options.feed_release:
        for filled in shape.tables.values():
            filled["feed_release"] = quote_text(options.feed_release)
    if preview.sheet:
        shape.extras[SHEET] = quote_text(preview.sheet)
    return read_as_log(shape, match.log, preview.sheet) if match.log else shape


def _read_rows(table: "_Table", quick: bool = True) -> Rows:
    """Read the rows of the table without totals and headings. Raises FileRefused."""
    quick = quick and not table.match.log  # the quick reader counts a row once
    rows = read(table.preview, table.names_in_file, table.match.skip, table.folder, quick=quick)
    rows = rows.change(lambda relation: join_grid(relation, table.shape.points))
    if table.shape.days:
        days, headers = set(table.shape.days) & set(table.names_in_file), table.find_headers()
        rows = rows.change(lambda relation: add_zone_of_headers(relation, days, headers))
    if table.options.as_events or not table.shape.days:
        return _give_cells(table, rows)
    if not rows.count_lines:
        rows = set_totals_aside(table.con, rows, table.names_in_file, table.shape, table.find_headers())
        return _give_cells(table, rows)
    with suppress(duckdb.Error):  # on an error of the quick reader, use the other one
        if not has_suspects(table.con, rows, table.names_in_file, table.shape):
            return _give_cells(table, rows)
    return _read_rows(table, quick=False)


def _give_cells(table: "_Table", rows: Rows) -> Rows:
    """Add the cells that the user's options give to every row, and the attacks that a log of patrols tells of."""
    if not table.match.given:
        return rows
    cells = "".join(f", {quote_text(cell)} AS {quote_identifier(name)}" for name, cell in table.match.given)
    rows = rows.change(lambda relation: f"(SELECT *{cells} FROM {relation})")
    return split(rows, table.match.names, table.match.log) if table.match.log else rows


def select_staged(staged: Sequence[Staged], table: str) -> str | None:
    """Return a FROM clause for the staged rows of one table over all files."""
    files = [part.parts[table] for part in staged if table in part.parts]
    return _parquet(files) if files else None


def _parquet(files: Sequence[Path]) -> str:
    return f"read_parquet([{', '.join(quote_text(glob.escape(str(file))) for file in files)}], union_by_name = true)"


@dataclass
class _Table:
    """One table of a file, how the feed reads it, and what all of its cells together show."""

    con: duckdb.DuckDBPyConnection
    preview: Preview
    match: Match
    shape: Shape
    options: ReadingOptions
    number: int
    folder: Path
    joins: str = ""
    evidence: Evidence = NO_EVIDENCE
    notes: tuple[Note, ...] = ()

    def examine(self, rows: Rows) -> Rows:
        """Find what only the whole table shows, and return the rows without cells for missing values."""
        shape = self.shape
        words = join_meanings(self.con, rows.relation, shape.words, self.options.words, self.find_headers())
        self.joins = words
        if not shape.points:  # publishers' files have a single format
            return rows
        used = list_used_columns(self.match.names, shape)
        degrees = [name for name in (shape.points.lat, shape.points.lon) if name]
        headers = self.find_headers()
        self.evidence = find_evidence(self.con, rows.relation, used, shape.figures, shape.measures, degrees, headers)
        rows = rows.change(self.evidence.drop_missing)
        points, notes = join_points(self.con, rows.relation, shape.points, self.options.routes, headers)
        self.joins = (
            words + points + join_degrees(self.con, self.evidence.odd_degrees, shape.points, self.options.routes)
        )
        self.notes = (*map(Note, self.evidence.remarks), *notes)
        return rows

    def refuse_swapped(self, parts: dict[str, Path]) -> None:
        """Refuse the table if its coordinates, taken together, show that they are swapped. Raises FileRefused."""
        if self.shape.points and INCIDENTS.name in parts:
            staged = _parquet([parts[INCIDENTS.name]])
            refuse_swapped(
                self.con, self.preview.path.name, staged, self.shape.points, self.options.routes, self.find_headers()
            )

    def distinguish_copies(self, rows: Rows, parts: dict[str, Path], dates: Dates) -> tuple[dict[str, Path], Dates]:
        """Stage a publisher's table again if rows lack ids, with all cells, so that copies can be told from separate events."""
        if self.shape.may_lack_ids or self.shape.withdraws:
            return parts, dates
        lacks = f"SELECT 1 FROM {_parquet(list(parts.values()))} WHERE fate IS NULL AND feed_id IS NULL LIMIT 1"
        if not has_rows(self.con, lacks):
            return parts, dates
        self.shape = replace(self.shape, may_lack_ids=True)
        return self.write(rows, dates, numbered=True), dates

    @property
    def names_in_file(self) -> list[str]:
        """The names of the columns that are in the file."""
        return self.match.names[: len(self.match.names) - len(self.match.given)]

    def find_headers(self) -> dict[str, str]:
        """Map our columns to their names in the file."""
        return find_written_headers(self.preview, self.match.names, self.match.skip, self.options.columns)

    def write_quickly(self, rows: Rows) -> tuple[dict[str, Path], Dates] | None:
        """Stage with the quick reader. Return the parts and how dates are read, or None if the result cannot be trusted.

        Raises FileRefused.
        """
        assert rows.count_lines  # noqa: S101 - only the quick reader gives them
        with ThreadPoolExecutor(1) as pool:
            lines = pool.submit(rows.count_lines)
            try:
                rows = self.examine(rows)
                dates = self.find_dates(rows, only_sample=True)
                parts = self.write(rows, dates, numbered=False)
                records, breaks, doubtful = fetch_row(
                    self.con,
                    "SELECT count(*), coalesce(sum(line_breaks), 0)::BIGINT, "
                    f"count(*) FILTER (fate IN ('blank', 'rejected')) FROM {_parquet(list(parts.values()))}",
                )
                if lines.result() != records + breaks:
                    return None
                # Row positions and the cells that the feed does not read are slow to get, so do it only now.
                if doubtful:
                    dates = self.find_dates(rows)
                    parts = self.write(rows, dates, numbered=True)
            except FileRefused:
                if lines.result() is not None:
                    raise
                return None
            except (duckdb.Error, OSError):
                return None
        return parts, dates

    def find_dates(self, rows: Rows, only_sample: bool = False) -> Dates:
        """Find how the texts of dates are read. Raises FileRefused if they are ambiguous."""
        return find_dates(
            self.con,
            self.preview.path.name,
            self.match.names,
            self.shape.dates,
            rows.relation,
            self.options,
            self.find_headers(),
            only_sample=only_sample,
        )

    def write(self, rows: Rows, dates: Dates, *, numbered: bool, with_cells: bool = False) -> dict[str, Path]:
        """Write the staged file of each table of ours that has records. Return the paths by table."""
        keep_dates(self.con, dates)
        names = self.match.names
        parts: dict[str, Path] = {}
        # The careful reader has left out blank records. The quick one reads all columns only if rows are numbered.
        columns = [] if not rows.count_lines else names if numbered else list_used_columns(names, self.shape)
        required_cells = [name for name in columns if name not in dict(self.match.given)]
        # Counting rows of the quick reader would take as long as looking for records of another table.
        left = None if rows.count_lines else fetch_row(self.con, f"SELECT count(*) FROM {rows.relation}")[0]
        for name in self.shape.tables:
            if parts and left == 0:
                break
            table = TABLES[name]
            descriptor, path = tempfile.mkstemp(".parquet", f"staged-{self.number}-{name}-", self.folder)
            os.close(descriptor)
            parts[name] = Path(path)
            query = select_staged_rows(
                table,
                names,
                self.shape,
                self.number,
                rows.numbered_relation if numbered else rows.relation,
                numbered=numbered,
                required_cells=required_cells,
                with_cells=with_cells,
                headers=self.find_headers(),
                joins=self.joins,
                marks=self.evidence.marks,
                sheet=self.preview.sheet,
            )
            in_order = f"ORDER BY {quote_identifier(table.period)}" if table.period and rows.count_lines else ""
            (written,) = fetch_row(
                self.con,
                f"COPY ({query} {in_order}) TO {quote_text(path)} (FORMAT parquet, COMPRESSION lz4_raw, ROW_GROUP_SIZE 100000)",
            )
            left = None if left is None else left - written
        return parts
