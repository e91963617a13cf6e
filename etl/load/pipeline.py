"""Loads files into a release: normalise, identify, place, check, match, withdraw, publish, report.

A file is either refused as a whole, or each of its rows is counted once: rows = loaded + changed + duplicates +
left_out + rejected + blank. Nothing is published if any file is refused. `etl/curated/build.py` runs the same pipeline
on the curated fact files.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl import temporary
from etl.errors import CheckFailed, LakeUnusable
from etl.feeds import Feed
from etl.lake import Lake
from etl.load.check import check_cuts, reject
from etl.load.events.identify import identify
from etl.load.events.repeated_reports import join_repeated_reports
from etl.load.events.reused_ids import refuse_reused_ids
from etl.load.files.older import refuse_older
from etl.load.files.options import DEFAULTS, Complete, Options, read_corridors
from etl.load.files.receive import Progress, ReceivedFile
from etl.load.jobs.counts import count_records, list_files_with_rejects
from etl.load.jobs.engines import Engine, FileReader, receive_files, work_locally
from etl.load.jobs.rows import number_rows, write_rows
from etl.load.match import is_newest_release, match
from etl.load.normalise import MACROS
from etl.load.place import find_reaches, index_patrols, number_patrols, place
from etl.load.publish import add_loads, derive_tables, publish
from etl.load.report import LoadOutcome, refuse_rejects
from etl.load.sql.connection import open_limited
from etl.load.sql.relations import MOST_KEPT_ROWS, Batch, Cuts, Known
from etl.load.withdraw import find_withdrawn_patrols, list_corridors, withdraw
from etl.review.apply import describe_overtaken, foresee_overtaken
from etl.tables.records import EXPOSURE, INCIDENTS, PATROLS, SUSPENSIONS


@dataclass(frozen=True)
class _Release:
    """What a load would publish: the rewritten cuts, and whether it is recorded even if there are none."""

    cuts: Cuts
    is_noted: bool
    batches: tuple[Batch, ...]  # what the files say, by feed

    @property
    def is_new(self) -> bool:
        """Whether it differs from the known release."""
        return bool(self.cuts) or self.is_noted


def load(
    lake: Lake,
    paths: list[Path],
    options: Options = DEFAULTS,
    *,
    made_by: str = "",
    message: str = "",
    dry_run: bool = False,
    rows_to: Path | None = None,
    expected: int | None = None,
    progress: Progress = lambda step: None,
    engine: Engine = work_locally,
) -> LoadOutcome:
    """Load files into one new release.

    Nothing is published if a file is refused (its report says why), if no record is new or changed, or in a dry run. A
    file with more than half of its rows rejected is refused unless `options` allow it. A newer release of a feed whose
    releases replace each other is recorded even if it changes no record.

    A dry run writes what would become of each row to the Parquet file `rows_to`, see `etl.load.jobs.rows`. Raises
    LakeUnusable, CheckFailed if the release as a whole would break a rule, and ReleaseOvertaken if the newest release
    is not the `expected` one that the user decided on. The `engine` reads the files and writes the parts.
    """
    with temporary.open_folder() as folder, open_connection(folder) as con, ExitStack() as stack:
        before = Known(con, lake, lake.find_newest())
        workers = stack.enter_context(engine(before, options, folder, progress))
        files = receive_files(workers, paths, skip_known=rows_to is None, are_fetched=options.fetched)
        corridors = read_corridors(before)
        reports = [file.report for file in files]
        refuse_rejects(reports, options.allow_rejects)
        is_refused = any(report.refused for report in reports)
        if dry_run or is_refused:
            release = _preview(before, workers, files, options, rows_to, progress)
            notes = foresee_overtaken(before, release.cuts)
            return LoadOutcome(None, reports, release.is_new, before.next_number - 1, notes)
        with lake.writing():
            known = Known(con, lake, lake.find_newest(), workers.shared)
            known.refuse_overtaken(expected)
            if read_corridors(known) != corridors:  # otherwise corridors that the files name would count as unknown
                raise LakeUnusable(
                    "The corridors of the lake changed while the files were being read. Load the files again."
                )
            release = _prepare(known, workers, files, options, progress)
            refuse_rejects(reports, options.allow_rejects)
            if any(report.refused for report in reports) or not release.is_new:
                return LoadOutcome(None, reports)
            loaded = [file.report for file in files if file.tables]
            cuts = add_loads(known, release.cuts, loaded, options, made_by)
            progress("Publishing")
            published = publish(
                known,
                cuts,
                message=message or "Loaded " + ", ".join(report.file for report in reports),
                made_by=made_by,
                inputs={report.file: report.sha256 or "" for report in reports},
                write=workers.write_parts,
            )
            return LoadOutcome(published, reports, notes=describe_overtaken(lake, published))


def _preview(
    before: Known,
    reader: FileReader,
    files: list[ReceivedFile],
    options: Options,
    rows_to: Path | None,
    progress: Progress,
) -> _Release:
    """Return what the files would publish, and fill in their reports.

    Fills in the reports even if one file is refused, so that their counts add up.
    """
    sound = [file for file in files if not file.report.refused]
    if rows_to:
        progress("Finding the lines of the rows")
        number_rows(before.con, reader, sound)
    release = _Release({}, False, ())
    with suppress(CheckFailed) if len(sound) < len(files) else nullcontext():
        release = _prepare(before, reader, sound, options, progress)
    refuse_rejects([file.report for file in files], options.allow_rejects)
    if rows_to:
        progress("Listing what becomes of each row")
        write_rows(before.con, files, release.batches, rows_to)
    return release


@contextmanager
def open_connection(folder: Path, database: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the database in which a load takes its steps, with their macros, or a copy of it. It spills to a temporary folder.

    Raises PatrolwatchError if a step needs more memory than that.
    """
    advice = "Load them in parts, such as one year at a time."
    with open_limited(folder, "The files need", advice, database) as con:
        con.execute("SET TimeZone = 'UTC'")
        # This optimizer turns each of a dozen word lists per file into a join, which is slower for one row and for a
        # million.
        con.execute("SET disabled_optimizers = 'in_clause'")
        if not database:
            con.execute(MACROS)
        yield con


def _prepare(
    known: Known, reader: FileReader, files: list[ReceivedFile], options: Options, progress: Progress
) -> _Release:
    """Find what the files of each feed change, and check the release that would result. Raises CheckFailed."""
    cuts: Cuts = {}
    is_noted = False
    batches = []
    for feed in {file.feed.name: file.feed for file in files if file.feed and file.tables}.values():
        progress(f"Matching {feed.title} with what is known")
        of_feed: Cuts = {}
        for part in _put_deletions_last([file for file in files if file.tables and file.feed is feed]):
            batch, of_feed = _load_feed(known, reader, feed, part, options, of_feed)
            is_noted |= is_newest_release(batch)
            batches.append(batch)
        for table, rewritten in of_feed.items():
            cuts[table] = cuts.get(table, {}) | rewritten
    if cuts:
        check_cuts(known, cuts)
    return _Release(cuts, is_noted, tuple(batches))


def _put_deletions_last(files: list[ReceivedFile]) -> list[list[ReceivedFile]]:
    """Split the files of a feed into events and lists of deletions. Only a service provides both in one load."""
    deletions = [file for file in files if any(table.shape.withdraws for table in file.tables)]
    return [part for part in ([file for file in files if file not in deletions], deletions) if part]


def _load_feed(
    known: Known, reader: FileReader, feed: Feed, files: list[ReceivedFile], options: Options, before: Cuts
) -> tuple[Batch, Cuts]:
    """Take the files of one feed through the steps, and report what became of their records.

    `before` are the cuts of files of the feed that came first.
    """
    batch = _identify_and_place(known, feed, files, options)
    rejected = list_files_with_rejects(batch)
    if rejected:
        # Only files staged with their cells show where a fault is. That is slow, so it is done only for files that need
        # it.
        known.con.execute(f"DROP SCHEMA {batch.schema} CASCADE")
        reader.add_cells([file for file in files if file.number in rejected])
        batch = _identify_and_place(known, feed, files, options)
    batch, cuts = match(batch)
    cuts = before | cuts
    complete = [*options.complete, *_list_whole_releases(feed, files)]
    batch, cuts, withdrawn = withdraw(batch, cuts, complete, {file.report.feed_release for file in files})
    cuts = _keep_small_cuts(batch, cuts, sum(file.report.rows for file in files))
    # The load withdraws records, not a single file. Counting them on the first file keeps sums over files right.
    files[0].report.withdrawn = withdrawn
    count_records(batch, {file.number: file.report for file in files})
    for file in files:
        file.report.notes[:0] = batch.notes_of_files.get(file.number, ())
        file.report.notes += batch.notes
    if not options.newer and not options.feed_release:
        refuse_older(batch, [file.report for file in files])
    if not options.newer:
        refuse_reused_ids(batch, [file.report for file in files])
    corridors = set() if batch.deletions else list_corridors(batch)
    on_corridors = [scope for scope in complete if scope.country in corridors]
    return batch, derive_tables(batch, cuts, on_corridors, options.within_km)


def _keep_small_cuts(batch: Batch, cuts: Cuts, new_rows: int) -> Cuts:
    """Materialise cuts with few new rows: coverage, checks and writing the part all query them."""
    kept: Cuts = {}
    for table, queries in cuts.items():
        kept[table] = dict(queries)
        for nth, (cut, query) in enumerate(queries.items()):
            if batch.known.count_rows(table, cut) + new_rows <= MOST_KEPT_ROWS:
                name = f"{batch.schema}.{table}_cut_{nth}"
                batch.con.execute(f"CREATE TABLE {name} AS {query}")
                kept[table][cut] = f"FROM {name}"
    return kept


def _identify_and_place(known: Known, feed: Feed, files: list[ReceivedFile], options: Options) -> Batch:
    """Take the files of one feed through the steps before matching. Patrols come first, since incidents refer to them."""
    tables = [table for file in files for table in file.tables]
    batch = identify(
        known, feed, tables, f"{'deletions' if tables[0].shape.withdraws else 'batch'}_{feed.name}", options.as_events
    )
    if not options.as_events and not batch.deletions:
        batch = join_repeated_reports(batch, {file.number: file.report.file for file in files})
    batch = find_withdrawn_patrols(batch, options.complete)
    batch = find_reaches(number_patrols(batch))
    batch = reject(batch, {PATROLS.name})
    batch = index_patrols(batch)
    batch = place(batch, options.within_km, options.corridor_only, options.only_corridors)
    return reject(batch, {INCIDENTS.name, SUSPENSIONS.name, EXPOSURE.name})


def _list_whole_releases(feed: Feed, files: list[ReceivedFile]) -> list[Complete]:
    """Return the days that files cover completely because each is a whole release of its feed. Their reports say so."""
    complete = []
    for file in files:
        report = file.report
        if days := feed.whole(report.file, report.feed_release, report.rows):
            complete.append(Complete("all", *days))
            report.add_remarks(
                f"Release {report.feed_release} is whole: what it lacks from {days[0]} to {days[1]} is withdrawn."
            )
    return complete
