"""Counts what became of the rows of each file of a load, and adds to its report what the user should know.

Each query counts the rows of all files: one query for each file would look at all of them every time.
"""

from collections.abc import Mapping
from datetime import date, timedelta

import duckdb

from etl.errors import Note, NoteKind
from etl.formats import Reject
from etl.load.files.options import PLACED_PRECISION
from etl.load.files.unread import count_cleared
from etl.load.report import FileReport, list_lines
from etl.load.sql import fill_in
from etl.load.sql.relations import IS_VIOLENT, Batch, Records
from etl.tables.labels import format_count, inflect
from etl.tables.records import EXPOSURE, INCIDENTS, PATROLS
from etl.tables.schema import quote_identifier, quote_text

Reports = Mapping[int, FileReport]  # by the number of the file in the load


def count_records(batch: Batch, reports: Reports) -> None:
    """Add what became of the records of a batch to the reports of its files."""
    if batch.deletions:
        _count_deletions(batch, reports)
        return
    for records in batch.records.values():
        _count_rows(batch, records, reports)
    for report in reports.values():
        report.sort_rejects()
        report.unread_cells.sort(key=lambda cell: (cell.column, cell.reason, -cell.rows, cell.text))
        # It may already be tomorrow in other time zones.
        if report.last_date and report.last_date > date.today() + timedelta(days=1):
            report.add_remarks(f"Its last day, {report.last_date}, is in the future: check the years of its dates.")
    _warn_of_addresses(batch, reports)
    if patrols := batch.records.get(PATROLS.name):
        _warn_of_parties(batch.con, patrols, reports)
    if batch.feed.is_kept_by_people and (counts := batch.records.get(EXPOSURE.name)):
        _describe_counts(batch.con, counts, reports)
    if incidents := batch.records.get(INCIDENTS.name):
        _warn_of_places(batch.con, incidents, reports)
        if batch.feed.is_kept_by_people:
            _warn_of_unconfirmed_attacks(batch.con, incidents, reports)
            _warn_of_unknown_targets(batch, incidents, reports)


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


def _count_rows(batch: Batch, records: Records, reports: Reports) -> None:
    """Count the rows and events of one table, and list its rejects and the cells that were set to unknown."""
    con, names = batch.con, _names(records)
    if records.is_unique and not records.fates and not records.excluded:
        fates = f"SELECT file, 'loaded', count(*) FROM {records.rows} GROUP BY ALL"
    else:
        fates = fill_in("fates_of_rows", **names)
    for file, fate, count in con.execute(fates).fetchall():
        reports[file].add(fate, count)
    if records.fates:
        for file, count in con.execute(fill_in("note_only", **names | {"fates": records.fates})).fetchall():
            reports[file].note_only += count
    if records.excluded:
        for file, *reject in con.execute(fill_in("rejected_rows", cells=records.cells, **names)).fetchall():
            reports[file].rejects.append(Reject(*reject))
    for file, cell in count_cleared(batch, records):
        reports[file].unread_cells.append(cell)
    if not records.is_unique:
        is_numbered = records.table is PATROLS and "patrol_number" in batch.extras
        number = "extra_patrol_number" if is_numbered else "NULL"
        _warn_of_alike_rows(con, fill_in("alike_rows", number=number, **names), reports)
    events = fill_in(
        "events_of_files",
        day=quote_identifier(records.table.day),
        killed="sum(killed_best)::BIGINT" if records.table is INCIDENTS else "NULL::BIGINT",
        units="string_agg(DISTINCT unit, ' and ' ORDER BY unit)" if records.table is EXPOSURE else "NULL::VARCHAR",
        **names,
    )
    for file, count, first, last, killed, units in con.execute(events).fetchall():
        reports[file].add_events(count, first, last)
        if records.table is INCIDENTS:
            reports[file].killed_best = killed
        if records.table is EXPOSURE:
            reports[file].counts, reports[file].units = count, units or ""


def _names(records: Records) -> dict[str, str]:
    """Return the names that the counting queries need: the rows of a table, and how to find their fates."""
    return {
        "rows": records.rows,
        "key": records.key,
        "exclusions": records.exclusions,
        "fate": "coalesce(m.fate, 'loaded')" if records.fates else "'loaded'",
        "fates": f"LEFT JOIN {records.fates} AS m USING ({records.key})" if records.fates else "",
    }


def _count_by_file(con: duckdb.DuckDBPyConnection, records: Records, condition: str) -> list[tuple[int, int]]:
    """Count the events of each file that meet a condition; files without any are left out."""
    return con.execute(
        f"SELECT file, count(*) FROM {records.rows} WHERE nth = 1 AND {condition} GROUP BY ALL"
    ).fetchall()


def _warn_of_alike_rows(con: duckdb.DuckDBPyConnection, query: str, reports: Reports) -> None:
    """Report how rows with the same content or id as others, in this load or before, were counted."""
    for file, events, known, copies, lines, otherwise in con.execute(query).fetchall():
        report = reports[file]
        if events:
            report.add_remarks(
                f"{format_count(events, 'row')} without an id and equal to another row of this load in all columns that are kept: each "
                "counts as a separate event."
            )
        if copies:
            note = Note(
                f"Equal in every column to another row of this load, so counted as duplicates: {format_count(copies, 'row')} without "
                f"an id{list_lines(lines or ())}. If they are separate events, give each an id, or use --as-events.",
                options=("as-events",),
            )
            report.notes.append(note)
        if otherwise:
            report.add_remarks(
                f"{format_count(otherwise, 'row')} with the id, day and place of another row, but different in other columns: one row of "
                "each id is kept, and the others count as duplicates."
            )
        if known:
            report.add_remarks(
                f"{format_count(known, 'row')} without an id and equal to a known record: counted as duplicates. If one of them is "
                "another event, give it an id."
            )


def _warn_of_addresses(batch: Batch, reports: Reports) -> None:
    """Report the number of rows whose addresses cannot be matched to their sources."""
    if "unpaired_addresses" not in batch.extras:
        return
    rows = " UNION ALL ".join(f"SELECT file, extra_unpaired_addresses FROM {r.rows}" for r in batch.records.values())
    query = f"SELECT file, count(*) FROM ({rows}) WHERE extra_unpaired_addresses IS NOT NULL GROUP BY ALL"
    for file, unpaired in batch.con.execute(query).fetchall():
        reports[file].add_remarks(
            f"{format_count(unpaired, 'row')} with several sources and a different number of addresses: it is not known which address "
            "belongs to which source, so these sources are kept without one."
        )


def _warn_of_parties(con: duckdb.DuckDBPyConnection, patrols: Records, reports: Reports) -> None:
    """Report how many patrols do not count as joint because their participants are unknown."""
    for file, unknown in _count_by_file(con, patrols, "len(participants) = 0"):
        so = "it does not count as a joint patrol" if unknown == 1 else "none of them counts as a joint patrol"
        note = Note(
            f"It is not known who took part in {format_count(unknown, 'patrol')}, so {so}. Name the parties of the corridor in the "
            "column participants, or use --participants to say who ran them all.",
            NoteKind.MISCOUNTED,
            options=("participants",),
        )
        reports[file].notes.append(note)


def _describe_counts(con: duckdb.DuckDBPyConnection, counts: Records, reports: Reports) -> None:
    """Report who counted, if several did, and how many counts cover a single day, since both are often mistakes."""
    query = (
        "SELECT file, counted_by, count(*), count(*) FILTER (period_start = period_end) "
        f"FROM {counts.rows} WHERE nth = 1 GROUP BY ALL ORDER BY ALL"
    )
    rows = con.execute(query).fetchall()
    for file, report in reports.items():
        found = [row for row in rows if row[0] == file]
        if len(found) > 1:
            counters = ", ".join(f"{counter} ({count:,})" for _, counter, count, _ in found)
            report.add_remarks(f"Counts by {counters}: rates divide by the corridor's own counter alone.")
        if days := sum(of_one_day for *_, of_one_day in found):
            are = "count is of a single day" if days == 1 else "counts are of single days"
            report.add_remarks(f"{days:,} {are}: fill date_end where a count covers more.")


def _warn_of_places(con: duckdb.DuckDBPyConnection, incidents: Records, reports: Reports) -> None:
    """Report how many incidents are on no corridor because their place is unknown, and how many each rule leaves out."""
    is_coarse = f"corridor IS NULL AND geo_precision <> {quote_text(PLACED_PRECISION)}"
    is_kept = f"{incidents.key} NOT IN (SELECT key FROM ({incidents.exclusions}))"
    for file, count in _count_by_file(con, incidents, f"{is_coarse} AND {is_kept}"):
        sentence = f"{format_count(count, 'incident')} on no corridor, because the place is not known exactly."
        reports[file].notes.append(Note(sentence, NoteKind.NO_CORRIDOR))
    if incidents.excluded:
        for file, rule, count in con.execute(fill_in("rules_of_left_out", **_names(incidents))).fetchall():
            reports[file].add_remarks(f"{count:,} left out: {rule}.")


def _warn_of_unconfirmed_attacks(con: duckdb.DuckDBPyConnection, incidents: Records, reports: Reports) -> None:
    """Report how many attacks on patrols are in no share because they are unconfirmed, as they are unless the file says otherwise."""
    is_uncounted = f"target = 'patrol' AND verification = 'unconfirmed' AND {IS_VIOLENT}"
    for file, count in _count_by_file(con, incidents, is_uncounted):
        note = Note(
            f"{format_count(count, 'attack on a patrol is', 'attacks on patrols are')} unconfirmed, so the share attacked does not count "
            f"{inflect(count, 'it', 'them')}. If a party to the patrol or two independent sources say that it happened, write confirmed in the "
            "column verification, or use --verification to say how certain all of them are.",
            NoteKind.MISCOUNTED,
            options=("verification",),
        )
        reports[file].notes.append(note)


def _warn_of_unknown_targets(batch: Batch, incidents: Records, reports: Reports) -> None:
    """Report how many attacks are in no rate because nothing says that they were on the traffic of their corridor."""
    counted = f"SELECT corridor FROM {batch.schema}.corridors WHERE unit IS NOT NULL"
    is_uncounted = f"target = 'unknown' AND {IS_VIOLENT} AND corridor IN ({counted})"
    for file, count in _count_by_file(batch.con, incidents, is_uncounted):
        sentence = (
            f"{format_count(count, 'attack')} on a corridor whose traffic is counted {inflect(count, 'does', 'do')} not say what "
            f"{inflect(count, 'it was', 'they were')} on, so no rate counts {inflect(count, 'it', 'them')}. Write what was attacked in a column "
            "target: traffic, if it was what the corridor counts."
        )
        reports[file].notes.append(Note(sentence, NoteKind.MISCOUNTED))


def _count_deletions(batch: Batch, reports: Reports) -> None:
    query = fill_in("fates_of_deletions", deletions=batch.deletions, known=batch.select_known(INCIDENTS), record="")
    for file, fate, count in batch.con.execute(f"SELECT file, fate, count(*) FROM ({query}) GROUP BY ALL").fetchall():
        reports[file].add(fate, count)
        if fate == "left_out":
            reports[file].add_remarks(f"{count:,} left out: the feed has deleted them, and they were never loaded.")
