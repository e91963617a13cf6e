"""Files from outside to a release: recognised, staged, matched with what is known, published as one release.

A file is refused as a whole or each of its records is counted once: rows = loaded + changed + duplicates + left_out +
rejected + blank. Nothing is published unless every file can be.
"""

import hashlib
import json
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from etl import temporary
from etl.curated.build import versions
from etl.errors import CheckFailed, FileRefused, LakeUnusable
from etl.feeds import Feed, Match, ReadingOptions, read_register
from etl.feeds.common.not_events import describe_other_table
from etl.formats import Preview, peek
from etl.lake import Cut, Lake, Manifest
from etl.load import check as assembled
from etl.load import count as counts
from etl.load import own_exports as exported
from etl.load.batch import Today
from etl.load.normalise import MACROS, Staged, in_order_of_the_file, rejects_of, stage
from etl.load.place import WITHIN_KM
from etl.load.progress import told
from etl.load.report import FileReport, Outcome
from etl.tables.loads import LOADS, REJECTS
from etl.tables.records import CORRIDORS
from etl.tables.schema import column_list, literal

MEMORY = "1500MB"
COLUMNS_SHOWN = 12


@dataclass(frozen=True)
class Complete:
    """Days for which a release of a feed holds all events of a country, or of every one (`all`)."""

    country: str
    first: date
    through: date


@dataclass(frozen=True)
class Options:
    """What the person who loads asked for."""

    feed: str | None = None
    feed_release: str | None = None
    complete: tuple[Complete, ...] = ()
    date_order: str | None = None
    columns: tuple[tuple[str, str], ...] = ()  # (theirs, ours)
    roots: tuple[str, ...] = ("18", "19", "20")
    within_km: float = WITHIN_KM
    corridor_only: bool = False

    def as_text(self) -> str:
        """The options that change what a file says, for `loads`."""
        return json.dumps(asdict(self), default=str, sort_keys=True)


@dataclass
class _File:
    """A file on its way."""

    number: int
    path: Path
    report: FileReport
    feed: Feed | None = None
    tables: list[Staged] = field(default_factory=list)
    was_loaded: bool = (
        False  # in the same way, and nothing of its feed since: its report is filled, and it is not staged
    )


def load(
    lake: Lake,
    paths: list[Path],
    options: Options = Options(),
    *,
    made_by: str = "",
    message: str = "",
    dry_run: bool = False,
    progress: Callable[[str], None] = lambda step: None,
) -> Outcome:
    """Load files into one new release. Raises LakeUnusable, and CheckFailed where the release as a whole would break a rule.

    Nothing is published where a file is refused, which its report says, where no record is new or changed, or by a dry
    run. A newer release of a feed whose releases replace each other is noted even where it changes no record.
    """
    with temporary.folder() as folder, duckdb.connect() as con:
        _settle(con, folder)
        parent = lake.newest()
        files = [_File(number, path, FileReport(path.name)) for number, path in enumerate(paths)]
        for file in files:
            _stage(con, lake, parent, file, options, folder, progress)
        for file in _known_beside_others(files):
            file.report = FileReport(file.path.name)
            _stage(con, lake, parent, file, options, folder, progress, skip_known=False)
        _refuse_deletions_among_events(files)
        sound = [file for file in files if not file.report.refused]
        if dry_run or len(sound) < len(files):
            # The files that are not refused are counted all the same, so that their reports add up.
            with suppress(CheckFailed) if len(sound) < len(files) else nullcontext():
                _publish(con, lake, sound, options, made_by, message, progress, dry_run=True)
            return Outcome(None, [file.report for file in files])
        with lake.writing():
            return _publish(con, lake, files, options, made_by, message, progress)


def _known_beside_others(files: list[_File]) -> list[_File]:
    """The files that were loaded before, beside a file of their feed that was not: what the files of a load say, they say
    together, of rows without an id and of complete days."""
    fresh = {file.feed.name for file in files if file.feed and not file.was_loaded}
    return [file for file in files if file.was_loaded and file.feed.name in fresh]


def _settle(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    con.execute(f"SET temp_directory = {literal(str(folder / 'spill'))}")
    con.execute(f"SET memory_limit = '{MEMORY}'")
    con.execute("SET preserve_insertion_order = false")
    con.execute("SET TimeZone = 'UTC'")
    con.execute(MACROS)


# Reading


def _stage(con, lake, parent, file: _File, options: Options, folder: Path, progress, skip_known: bool = True) -> None:
    """Recognise and stage one file; where that cannot be, say so in its report."""
    report = file.report
    try:
        with ThreadPoolExecutor(1) as pool:
            # The sum is taken while the file is read, so that a large one costs no time of its own.
            sha256 = pool.submit(_sha256, file.path)
            place = Path(tempfile.mkdtemp(prefix=f"file-{file.number}-", dir=folder))
            previews = [_renamed(preview, dict(options.columns)) for preview in peek(file.path, place)]
            if not options.feed and _compare_export(con, lake, parent, previews, place, report):
                report.sha256 = sha256.result()
                return
            feed, matches = _recognise(previews, options)
            file.feed, report.feed = feed, feed.name
            report.encoding = previews[0].encoding
            report.feed_release = options.feed_release or feed.release_of(previews[0])
            reading = ReadingOptions(options.date_order, dict(options.columns), options.roots, report.feed_release)
            file.was_loaded = bool(skip_known and parent) and _was_loaded(con, lake, parent, file, options, sha256)
            if file.was_loaded:
                return
            for preview, match in matches:
                if match is None:
                    report.warnings.append(f"Sheet {preview.sheet} holds no events and was not read.")
                    continue
                with told(con, f"Reading {report.file}", preview.content.stat().st_size, progress):
                    file.tables.append(stage(con, preview, feed, match, reading, file.number, place))
                if match.says and match.says not in report.warnings:
                    report.warnings.insert(0, f"Recognised as {match.says}.")
            report.sha256 = sha256.result()
    except FileRefused as refusal:
        report.refused = str(refusal)
        return
    report.date_order = next((table.date_order for table in file.tables if table.date_order in ("dmy", "mdy")), None)
    report.warnings += list(dict.fromkeys(w for table in file.tables for w in table.shape.warnings))
    if feed.needs_release and not report.feed_release:
        report.warnings.append(
            "No release number is known, so these records replace those of any release: say --feed-release."
        )
    # Of a list of deletions nothing but the ids is meant to be kept.
    kept = [table for table in file.tables if not table.shape.withdraws]
    if unread := list(dict.fromkeys(name for table in kept for name in table.unread)):
        more = f" and {len(unread) - COLUMNS_SHOWN} more" if len(unread) > COLUMNS_SHOWN else ""
        report.warnings.append(f"Columns that are not kept: {', '.join(unread[:COLUMNS_SHOWN])}{more}.")
    if report.encoding == "windows-1252":
        report.warnings.append("The file is not UTF-8: it was read as Windows-1252. Look at names with accents.")
    _count_staged(con, file)


def _compare_export(con, lake, parent, previews: list[Preview], folder: Path, report: FileReport) -> bool:
    """Whether a file is an export of our own; then its report is filled. Raises FileRefused."""
    found = [exported.recognise(preview) for preview in previews]
    if not any(found):
        return False
    report.feed, report.encoding = exported.FEED, previews[0].encoding
    for preview, match in zip(previews, found, strict=True):
        if match:
            exported.compare(con, lake, parent, preview, match, folder, report)
    report.rejects.sort(key=in_order_of_the_file)
    return True


def _sha256(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _renamed(preview: Preview, columns: dict[str, str]) -> Preview:
    """The preview with the heads that `--map` names, as ours."""
    if not columns:
        return preview
    wanted = {theirs.strip().casefold(): ours for theirs, ours in columns.items()}
    rows = tuple(tuple(wanted.get((cell or "").strip().casefold(), cell) for cell in row) for row in preview.rows)
    return replace(preview, rows=rows)


def _recognise(previews: list[Preview], options: Options) -> tuple[Feed, list[tuple[Preview, Match | None]]]:
    """The feed of a file and how it reads each of its tables. Raises FileRefused where no feed knows any of them."""
    feeds = read_register()
    name = previews[0].path.name
    if options.feed:
        feed = feeds[options.feed]
        matches = [(preview, feed.recognise(preview)) for preview in previews]
        if any(match for _, match in matches):
            return feed, matches
        other = feeds.get(feed.same_columns or "")
        if other and any(other.recognise(preview) for preview in previews):
            raise FileRefused(
                f"{name}: by its name or its rows it is of {other.title}, not of {feed.title}. Say --feed "
                f"{other.name}, or leave out --feed to have the file recognised."
            )
        raise FileRefused(
            f"{name}: it does not have the columns of {feed.title}. Leave out --feed to have the file recognised, or name its "
            "columns with --map THEIRS=OURS."
        )
    for feed in feeds.values():
        matches = [
            (preview, None if describe_other_table(preview) else feed.recognise(preview)) for preview in previews
        ]
        if any(match for _, match in matches):
            return feed, matches
    what = next((phrase for preview in previews if (phrase := describe_other_table(preview))), None)
    if what:
        raise FileRefused(f"{name}: it holds {what}, not events, so there is nothing to load from it.")
    cells = [cell for cell in previews[0].rows[0][:8] if cell] if previews and previews[0].rows else []
    head = " ".join(", ".join(cells).split())  # a cell may have line breaks, and a sentence has none
    raise FileRefused(
        f"{name}: no feed knows its columns (it begins with {head[:120] or 'empty cells'}). An event list needs a date and a place, "
        "an actor or a number of people: name its columns with --map THEIRS=OURS, or say --feed."
    )


def _was_loaded(con, lake: Lake, parent: Manifest, file: _File, options: Options, sha256) -> bool:
    """Whether the very same file was loaded the same way, and nothing of its feed since; then its report is filled."""
    last = con.execute(
        f"FROM ({lake.rows_of(con, parent, 'loads')}) WHERE feed = ? QUALIFY release = max(release) OVER ()",
        [file.feed.name],
    )
    names = [column[0] for column in last.description]
    loads = [dict(zip(names, row, strict=True)) for row in last.fetchall()]
    report = file.report
    alike = [
        load for load in loads if load["options"] == options.as_text() and load["feed_release"] == report.feed_release
    ]
    if alike and not _corridors_are_those_of(lake, parent, alike[0]["release"]):
        return False  # it may be placed elsewhere now, or no longer be rejected or left out
    # The sum is waited for only where a file was loaded in the same way.
    before = next((load for load in alike if load["sha256"] == sha256.result()), None)
    if not before:
        return False
    report.sha256 = before["sha256"]
    for name in ("rows", "left_out", "rejected", "blank", "events", "first_date", "last_date", "killed_best", "encoding",
                 "date_order"):  # fmt: skip
        setattr(report, name, before[name])
    report.duplicates = before["loaded"] + before["changed"] + before["duplicates"]
    report.warnings = [f"This very file was loaded for R{before['release']}, and nothing of its feed since."]
    report.rejects = rejects_of(
        con,
        f'SELECT record, line, "column", reason, "text" FROM ({lake.rows_of(con, parent, "rejects")}) '
        f"WHERE load_id = {literal(before['load_id'])}",
    )
    return True


def _corridors_are_those_of(lake: Lake, parent: Manifest, release: int) -> bool:
    try:
        before = lake.manifest(release)
    except LakeUnusable:
        return False
    return before.tables[CORRIDORS.name].content_hash == parent.tables[CORRIDORS.name].content_hash


def _refuse_deletions_among_events(files: list[_File]) -> None:
    """Which came first, the events or their deletion, the files of one load do not say."""
    for file in files:
        others = [table for other in files if other.feed is file.feed for table in other.tables]
        if any(table.shape.withdraws for table in file.tables) and not all(table.shape.withdraws for table in others):
            file.report.refused = (
                f"{file.report.file}: it is a list of deletions, and stands beside events of {file.feed.title}. "
                "Load it by itself, after the events."
            )


def _count_staged(con, file: _File) -> None:
    """The counts that the file alone decides: its rows, and those that are blank, rejected or left out."""
    report = file.report
    report.blank = sum(table.blank for table in file.tables)
    rejects = [reject for table in file.tables for reject in table.rejects]
    report.rejected = len(rejects)
    report.rows = report.blank + report.rejected
    for table in file.tables:
        for path in table.parts.values():
            source = f"read_parquet({literal(str(path))})"
            for fate, rule, count in con.execute(
                f"SELECT fate, rule, count(*) FROM {source} GROUP BY ALL ORDER BY ALL"
            ).fetchall():
                report.rows += count
                if fate:
                    setattr(report, fate, getattr(report, fate) + count)
                if fate == "left_out":
                    report.warnings.append(f"{count:,} left out: {rule}.")
            rejects += rejects_of(
                con,
                f"SELECT record, line, reject.column, reject.reason, reject.text FROM {source} WHERE fate = 'rejected'",
            )
    report.rejects = sorted(rejects, key=in_order_of_the_file)
    if file.feed and report.rows in file.feed.rows_of_a_page:
        report.warnings.append(
            f"{report.rows:,} rows are one page of {file.feed.title}'s API: the file is probably cut off."
        )


# Placing, matching, publishing


def _publish(con, lake: Lake, files: list[_File], options, made_by, message, progress, dry_run=False) -> Outcome:
    parent = lake.newest()
    number = parent.number + 1 if parent else 1
    reports = [file.report for file in files]
    feeds = {file.feed.name: file.feed for file in files if file.tables}
    rewritten: dict[str, dict[Cut, str]] = {}
    confirms = False
    for feed in feeds.values():
        theirs = [file for file in files if file.tables and file.feed is feed]
        progress(f"Matching {feed.title} with what is known")
        today = _checked(con, lake, parent, theirs, options, number)
        today.match((*options.complete, *_whole(theirs)), {file.report.feed_release for file in theirs})
        for file in theirs:
            counts.add_counts(today, file.number, file.report)
            file.report.warnings += today.warnings
        for table, cuts in today.rewritten().items():
            rewritten.setdefault(table, {}).update(cuts)
        confirms |= today.is_newest_release()
    if rewritten:
        assembled.check(con, lake, parent, rewritten)
    if dry_run or not (rewritten or confirms):
        return Outcome(None, reports)
    _note_loads(con, lake, parent, [file for file in files if file.tables], options, number, made_by, rewritten)
    progress("Publishing")
    release = lake.publish(
        con,
        parent=parent,
        rewritten=rewritten,
        message=message or "Loaded " + ", ".join(report.file for report in reports),
        made_by=made_by,
        inputs={report.file: report.sha256 for report in reports},
        versions=versions(),
    )
    return Outcome(release, reports)


def _checked(con, lake, parent, files: list[_File], options: Options, number: int) -> Today:
    """The records of the files of one feed, placed and checked. Files with records that a check refuses are staged again,
    numbered and with their cells, since only then can be said where the fault stands."""
    for with_cells in (False, True):
        today = Today(con, lake, parent, files[0].feed, [table for file in files for table in file.tables], number)
        today.place(options.within_km, options.corridor_only)
        today.check()
        if with_cells or not (refused := today.files_with_refused_rows()):
            break
        today.forget()
        for file in files:
            if file.number in refused:
                file.tables = [table.with_cells() for table in file.tables]
    return today


def _whole(files: list[_File]) -> list[Complete]:
    """The days that files hold completely because each is a whole release of its feed; their reports say so."""
    complete = []
    for file in files:
        report = file.report
        if days := file.feed.whole(report.file, report.feed_release, report.rows):
            complete.append(Complete("all", *days))
            report.warnings.append(
                f"Release {report.feed_release} is whole: what it lacks from {days[0]} to {days[1]} is withdrawn."
            )
    return complete


def _note_loads(con, lake, parent, files: list[_File], options: Options, number: int, made_by: str, rewritten) -> None:
    """Add the load of each file, and its rejects, to the tables of loads."""
    con.execute("CREATE SCHEMA noted")
    for table in (LOADS, REJECTS):
        declared = ", ".join(f'"{column.name}" {column.type}' for column in table.columns)
        con.execute(f"CREATE TABLE noted.{table.name} ({declared})")
    for ordinal, file in enumerate(files, start=1):
        load_id = f"R{number}/{ordinal}"
        values = asdict(file.report) | {
            "load_id": load_id,
            "release": number,
            "options": options.as_text(),
            "loaded_at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "loaded_by": made_by or None,
        }
        _insert(con, LOADS, [[values[column.name]] for column in LOADS.columns])
        if file.report.rejects:
            rows = [{"load_id": load_id} | asdict(reject) for reject in file.report.rejects]
            _insert(con, REJECTS, [[row[column.name] for row in rows] for column in REJECTS.columns])
    for table in (LOADS, REJECTS):
        for feed in {file.feed.name for file in files}:
            before = lake.rows_of(con, parent, table.name, lambda part, feed=feed: part.feed == feed)
            loads = f"SELECT load_id FROM noted.loads WHERE feed = {literal(feed)}"
            rewritten.setdefault(table.name, {})[Cut(feed)] = (
                f"SELECT {column_list(table)} FROM ({before}) UNION ALL FROM noted.{table.name} WHERE load_id IN ({loads})"
            )


def _insert(con, table, columns: list[list]) -> None:
    values = ", ".join(f"unnest(?::{column.type}[])" for column in table.columns)
    con.execute(f"INSERT INTO noted.{table.name} SELECT {values}", columns)
