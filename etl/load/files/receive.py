"""Recognises and stages a file of a load, and counts what depends on the file alone."""

import re
import tempfile
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

import duckdb

from etl.errors import FileRefused, LakeUnusable, Note, NoteKind
from etl.feeds import OWN_TABLES, Feed
from etl.feeds.common.days.columns import DATE_ORDERS
from etl.feeds.common.not_events import describe_other_table
from etl.feeds.common.survey import strip_group, strip_groups
from etl.formats import Preview, peek
from etl.lake import Manifest
from etl.lake.storage.disk import hash_file
from etl.load.files import own_exports
from etl.load.files.evidence.aggregates import NoEvents, describe_counts
from etl.load.files.evidence.kinds import describe_attacks, describe_patrols
from etl.load.files.evidence.repeats import refuse_attacks_listed_twice, set_repeats_aside
from etl.load.files.headers import describe_headers, find_headers_in_force, list_headers, list_unknown_headers
from etl.load.files.kept_words import describe_words, find_words, list_meanings, list_words_of_corridors
from etl.load.files.options import Options, make_reading_options
from etl.load.files.progress import report_progress
from etl.load.files.recognise import Matches, describe_sheets, recognise, rename_columns
from etl.load.files.unread import count_unread, list_known_unread
from etl.load.normalise import Staged, stage
from etl.load.report import FileReport
from etl.load.sql.relations import Known
from etl.tables.corridors import CORRIDORS, PLACES
from etl.tables.loads import LOADS, REJECTS
from etl.tables.records import INCIDENTS, PATROLS
from etl.tables.schema import quote_text

COLUMNS_SHOWN = 12
# Named first among columns that are not kept.
OF_VICTIMS = re.compile("kia|wia|kill|dea(d|th)|fatal|wound|injur|casualt|victim|attack")
COUNTED_AS = OWN_TABLES  # the feed whose headers could also match tables of counts
# Page sizes of ArcGIS, KoboToolbox, Socrata and CKAN, and row limits of Excel including the header.
ROWS_OF_A_PAGE = (1_000, 2_000, 10_000, 30_000, 32_000, 50_000)
ROWS_OF_A_SHEET = (65_536, 1_048_576)
# Fields of the report of an earlier load that are not repeated when the same file is loaded again.
NOT_RESTORED = {
    *("file", "feed", "feed_release", "sha256"), *("loaded", "changed", "note_only", "duplicates", "withdrawn", "warnings"),
}  # fmt: skip
RESTORED = [
    column.name for column in LOADS.columns
    if column.name in {each.name for each in fields(FileReport)} - NOT_RESTORED
]  # fmt: skip
Progress = Callable[[str], None]


@dataclass
class ReceivedFile:
    """A file of a load: its number, feed, staged tables and report.

    A file that was already loaded in the same way, with no later load of its feed, is not staged. Its report is filled
    in from the earlier load.
    """

    number: int
    path: Path
    report: FileReport
    feed: Feed | None = None
    tables: list[Staged] = field(default_factory=list)
    is_known: bool = False

    def name_sheet(self, table: Staged) -> str | None:
        """Return the sheet of a table if several sheets were read, otherwise None."""
        return table.sheet if len(self.tables) > 1 else None


def receive_file(
    known: Known, number: int, path: Path, options: Options, folder: Path, progress: Progress, skip_known: bool
) -> ReceivedFile:
    """Recognise and stage file `number` of a load. If it is refused, its report says so.

    With `skip_known`, a file that was already loaded in the same way is not read again.
    """
    file = ReceivedFile(number, path, FileReport(path.name))
    try:
        with ThreadPoolExecutor(1) as pool:
            # Hash the file while it is read, so that hashing takes no extra time.
            sha256 = pool.submit(hash_file, path)
            _stage(known, file, options, folder, progress, sha256, skip_known)
            file.report.sha256 = sha256.result()
        if file.tables:
            _add_notes(known.con, file)
            _count_staged(known.con, file)
            if not options.fetched:
                _warn_of_cut(file)
            # An empty file is more likely a mistake than a report that all records are gone, so nothing is withdrawn.
            if not file.report.rows:
                file.tables = []
                file.report.add_remarks("It has a header and no rows: there is nothing to load from it.")
    except FileRefused as refusal:
        file.report.refuse(str(refusal), refusal.options)
    return file


def _stage(
    known: Known,
    file: ReceivedFile,
    options: Options,
    folder: Path,
    progress: Progress,
    sha256: "Future[str]",
    skip_known: bool,
) -> None:
    report = file.report
    own = Path(tempfile.mkdtemp(prefix=f"file-{file.number}-", dir=folder))
    tables = choose_sheets(peek(file.path, own, options.hidden), options.sheets)
    report.headers = list_unknown_headers(tables)
    report.named_headers = find_headers_in_force(known, tables, dict(options.columns))
    columns = {header.word: header.meaning for header in report.named_headers} | dict(options.columns)
    previews = [_name_columns(preview, columns) for preview in tables]
    if not previews:
        report.add_remarks("Its list of records is empty: there is nothing to load from it.")
        return
    report.notes += dict.fromkeys(note for preview in previews for note in preview.notes)
    if not options.feed and own_exports.compare_file(known, previews, own, report):
        return
    feed, matches, counted = _recognise(known, previews, options, own, report)
    file.feed, report.feed = feed, feed.name
    report.encoding = previews[0].encoding
    report.add_remarks(*describe_headers(report.named_headers))
    report.feed_release = options.feed_release or feed.release_of(previews[0])
    file.is_known = skip_known and _was_loaded(known, report, options, sha256)
    if file.is_known:
        for names in [match.names for _, match in matches if match]:
            found = find_words(known, feed, names, options)
            report.words += [word for word in found if word not in report.words]
        report.add_remarks(*describe_words(report.words))
        return
    reading, notes = make_reading_options(known, options, columns, report.feed_release)
    report.notes += notes
    for preview, match in matches:
        if match is None:
            continue
        words = find_words(known, feed, match.names, options)
        reading = replace(reading, words=(*list_words_of_corridors(known), *list_meanings(words)))
        report.words += [word for word in words if word not in report.words]
        with report_progress(known.con, f"Reading {report.file}", preview.content.stat().st_size, progress):
            try:
                file.tables.append(stage(known.con, preview, feed, match, reading, file.number, own))
            except NoEvents as found:
                counted[str(preview.sheet)] = found
                continue
        if match.recognised_as and (recognised := Note(f"Recognised as {match.recognised_as}.")) not in report.notes:
            report.notes.append(recognised)
    if not file.tables:
        raise next(iter(counted.values()))
    refuse_attacks_listed_twice(known.con, report.file, file.tables)
    if len(file.tables) > 1 and not options.as_events:
        file.tables, repeats = set_repeats_aside(known.con, file.tables, own)
        report.add_remarks(*repeats)
    read = [(preview, None if str(preview.sheet) in counted else match) for preview, match in matches]
    report.headers = list_headers(read, {table.sheet: table.not_kept for table in file.tables}, columns)
    report.notes += describe_sheets(feed, read, {sheet: found.phrase for sheet, found in counted.items()})


def _recognise(
    known: Known, previews: list[Preview], options: Options, own: Path, report: FileReport
) -> tuple[Feed, Matches, dict[str, NoEvents]]:
    """Find the feed of a file and how it reads each table. Also return which sheets hold counts instead of events."""
    counted: dict[str, NoEvents] = {}
    if not options.as_events and options.feed in (None, COUNTED_AS):
        for preview in previews:
            if not describe_other_table(preview) and (phrase := describe_counts(known.con, preview, own)):
                counted[str(preview.sheet)] = NoEvents(report.file, phrase)
    try:
        feed, matches = recognise(previews, options.feed)
    except FileRefused as refusal:
        if counted:
            raise next(iter(counted.values())) from None
        not_read = (*report.notes, *(why for _, why in previews[0].others))
        if any(note.kind is NoteKind.HIDDEN for note in not_read):
            sentence = f"{refusal} Something in it is hidden: --hidden reads that too."
            raise FileRefused(sentence, options=(*refusal.options, "hidden")) from None
        raise
    if feed.name != COUNTED_AS:
        return feed, matches, {}
    return feed, [(preview, None if str(preview.sheet) in counted else match) for preview, match in matches], counted


def choose_sheets(previews: list[Preview], sheets: tuple[str, ...]) -> list[Preview]:
    """Return the tables of the given sheets, or all tables if none is given. Raises FileRefused."""
    if not sheets or not previews:
        return previews
    if chosen := [preview for preview in previews if preview.sheet in sheets]:
        return chosen
    held = ", ".join(str(preview.sheet) for preview in previews if preview.sheet)
    there = f"it has {held}" if held else "it has no sheets"
    raise FileRefused(f"{previews[0].path.name}: there is no sheet {', '.join(sheets)}; {there}.")


def _name_columns(preview: Preview, columns: dict[str, str]) -> Preview:
    stripped = strip_groups(preview)
    if stripped is not preview:  # users may name a question with its groups or without
        columns = {strip_group(theirs): ours for theirs, ours in columns.items()} | columns
    return rename_columns(stripped, columns)


def _was_loaded(known: Known, report: FileReport, options: Options, sha256: "Future[str]") -> bool:
    """Whether this file was already loaded in the same way with no later load of its feed. If so, fill in its report."""
    if not known.release:
        return False
    last = known.con.execute(
        f"FROM ({known.select(LOADS)}) WHERE feed = ? QUALIFY release = max(release) OVER ()", [report.feed]
    )
    names = [column[0] for column in last.description]
    loads = [dict(zip(names, row, strict=True)) for row in last.fetchall()]
    alike = [
        load for load in loads if load["options"] == options.to_json() and load["feed_release"] == report.feed_release
    ]
    if not alike or not _has_places_of(known, known.release, alike[0]["release"]):
        return False  # a record may now be at another place, or no longer be rejected or left out
    # Wait for the hash only if some file was loaded in the same way.
    before = next((load for load in alike if load["sha256"] == sha256.result()), None)
    if not before:
        return False
    for name in RESTORED:
        setattr(report, name, before[name])
    report.duplicates = before["loaded"] + before["changed"] + before["duplicates"]
    report.notes = [Note(f"This file was already loaded for R{before['release']}, and nothing of its feed since.")]
    rejects = known.select(REJECTS)
    report.add_rejects(
        known.con,
        f'SELECT record, line, "column", reason, "text", sheet FROM ({rejects}) WHERE load_id = ?',
        [before["load_id"]],
    )
    report.unread_cells = list_known_unread(known, before["load_id"])
    return True


def _has_places_of(known: Known, newest: Manifest, release: int) -> bool:
    try:
        before = known.lake.read_manifest(release)
    except LakeUnusable:
        return False
    return all(
        before.tables[table.name].content_hash == newest.tables[table.name].content_hash
        for table in (CORRIDORS, PLACES)
    )


def refuse_deletions_among_events(files: list[ReceivedFile]) -> None:
    """Refuse a list of deletions next to events, since one load does not say which came first."""
    for file in files:
        beside = [table for other in files if other.feed is file.feed for table in other.tables]
        if file.feed and any(table.shape.withdraws for table in file.tables):
            if all(table.shape.withdraws for table in beside):
                continue
            file.report.refuse(
                f"{file.report.file}: it is a list of deletions, loaded together with events of {file.feed.title}. "
                "Load it by itself, after the events."
            )


def _add_notes(con: duckdb.DuckDBPyConnection, file: ReceivedFile) -> None:
    """Add notes on how a file was read."""
    report = file.report
    report.date_order = next((table.dates.order for table in file.tables if table.dates.order in DATE_ORDERS), None)
    report.notes += dict.fromkeys(note for table in file.tables for note in table.dates.notes)
    # Notes on what affects the headline come first.
    first = _name_sheets(file)
    with_words = [table.parts for table in file.tables if table.shape.words]
    for name, describe in ((INCIDENTS.name, describe_attacks), (PATROLS.name, describe_patrols)):
        if parts := [each[name] for each in with_words if name in each]:
            first += map(Note, describe(con, parts))
    report.notes[:0] = dict.fromkeys(first)
    report.add_remarks(*dict.fromkeys(remark for table in file.tables for remark in table.remarks))
    if file.feed and file.feed.needs_release and not report.feed_release:
        sentence = (
            "No release number is known, so these records replace those of any release. Use --feed-release to give it."
        )
        report.notes.append(Note(sentence, options=("feed-release",)))
    if any(table.shape.words for table in file.tables):
        report.add_remarks(*describe_words(report.words))
    elif file.feed and report.words:
        report.words = []
        report.add_remarks(f"--words changes nothing here: {file.feed.title} is read by its own codes.")
    # A list of deletions is only read for its ids.
    kept = [table for table in file.tables if not table.shape.withdraws]
    if not_kept := list(dict.fromkeys(name for table in kept for name in table.not_kept)):
        not_kept.sort(key=lambda name: not OF_VICTIMS.search(name))
        more = f" and {len(not_kept) - COLUMNS_SHOWN} more" if len(not_kept) > COLUMNS_SHOWN else ""
        report.add_remarks(f"Columns that are not kept: {', '.join(not_kept[:COLUMNS_SHOWN])}{more}.")
    if report.encoding == "windows-1252":
        report.add_remarks("The file is not UTF-8: it was read as Windows-1252. Check names with accents.")


def _name_sheets(file: ReceivedFile) -> list[Note]:
    """List the notes on tables. One on only some sheets of a workbook names them."""
    sheets: dict[Note, list[str]] = {}
    for table in file.tables:
        for note in dict.fromkeys(table.shape.notes):
            sheets.setdefault(note, []).append(str(table.sheet))
    return [
        note if len(named) == len(file.tables) else replace(note, sentence=f"Sheet {', '.join(named)}: {note.sentence}")
        for note, named in sheets.items()
    ]


def _count_staged(con: duckdb.DuckDBPyConnection, file: ReceivedFile) -> None:
    """Count what depends on the file alone: its rows, and those that are blank, rejected or left out."""
    report = file.report
    report.blank = sum(table.blank for table in file.tables)
    report.left_out = sum(table.hidden for table in file.tables)
    report.rejects = [
        replace(reject, sheet=file.name_sheet(table)) for table in file.tables for reject in table.rejects
    ]
    report.rejected = len(report.rejects)
    report.rows = report.blank + report.left_out + report.rejected
    for sheet, path in ((file.name_sheet(table), path) for table in file.tables for path in table.parts.values()):
        staged = f"read_parquet({quote_text(str(path))})"
        counts = f"SELECT fate, rule, count(*) FROM {staged} GROUP BY ALL ORDER BY ALL"
        for fate, rule, count in con.execute(counts).fetchall():
            report.rows += count
            if fate:
                report.add(fate, count)
            if fate == "left_out":
                report.add_remarks(f"{count:,} left out: {rule}.")
        rejects = f"SELECT record, line, unnest(faults) AS fault FROM {staged} WHERE fate = 'rejected'"
        columns = "record, line, fault.column, fault.reason, fault.text, ?"
        report.add_rejects(con, f"SELECT {columns} FROM ({rejects})", [sheet])
    report.unread_cells = count_unread(con, [path for table in file.tables for path in table.parts.values()])
    for table in file.tables:
        if table.hidden:
            sheet = f" of sheet {table.sheet}" if table.sheet else ""
            sentence = f"{table.hidden:,} left out: hidden rows{sheet}, which --hidden reads."
            report.notes.append(Note(sentence, NoteKind.HIDDEN, ("hidden",)))


def _warn_of_cut(file: ReceivedFile) -> None:
    """Warn if a file has exactly as many rows as a page of an API or a sheet can hold."""
    rows = file.report.rows
    if file.feed and rows in file.feed.rows_of_a_page:
        file.report.add_remarks(f"{rows:,} rows are one page of {file.feed.title}'s API: the file is probably cut off.")
    elif rows in ROWS_OF_A_PAGE or rows + 1 in ROWS_OF_A_SHEET:
        what = "a sheet may have" if rows + 1 in ROWS_OF_A_SHEET else "an API sends at once"
        file.report.add_remarks(f"{rows:,} rows are exactly as many as {what}: the file may be cut off.")
