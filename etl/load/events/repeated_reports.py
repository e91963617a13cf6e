"""Joins events that occur in two files, or in a file and the release, if at least one of them has no id."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import pyarrow as pa

from etl.errors import Note, NoteKind
from etl.load.events.comparison import join
from etl.load.events.identify import FOLDED_PLACE, OF_ROWS
from etl.load.events.joining import KNOWN, Event, Joined, Match, join_events
from etl.load.report import list_lines
from etl.load.sql import fill_in, has_rows, list_names, make_table
from etl.load.sql.relations import Batch, Records, list_compared_columns
from etl.tables.labels import format_count, inflect
from etl.tables.loads import LOADS, PLACEMENTS
from etl.tables.records import INCIDENTS, PATROLS, SUSPENSIONS
from etl.tables.schema import quote_identifier

LAST_DAY = {
    PATROLS.name: "date_end",
    INCIDENTS.name: "date_end",
    SUSPENSIONS.name: "NULL::DATE",
}
# Columns filled in by later steps, so that a loaded record and a known one differ in them.
FOUND_LATER = {"corridor", "km", "offset_km", "patrol_id", "number", "place_from", "place_to", "km_from", "km_to"}


def join_repeated_reports(batch: Batch, names: Mapping[int, str]) -> Batch:
    """Join the events that occur in two files, or in a file and the release, if at least one of them has no id.

    `names` are the names of the files. Events that look alike but differ in some trait stay separate, and the report lists them.
    """
    # Counts of exposure are identified by their days and counter instead.
    for records in [records for name, records in batch.records.items() if name in LAST_DAY]:
        known = f"SELECT * FROM ({_select_known(batch, records)}) WHERE withdrawn_release IS NULL"
        lacks_ids = not records.is_unique and has_rows(batch.con, f"FROM {records.rows} WHERE feed_id IS NULL")
        if lacks_ids or has_rows(batch.con, f"FROM ({known}) WHERE feed_id IS NULL"):
            batch = _join_table(batch, records, known, names)
    return batch


def _select_known(batch: Batch, records: Records) -> str:
    """Return a query for the known records of a table, with corridor and patrol as their files stated them."""
    known = batch.select_known(records.table)
    if records.table is INCIDENTS:
        placements, corridors = batch.select_known(PLACEMENTS), f"{batch.schema}.corridors"
        return fill_in("incidents_as_stated", incidents=known, placements=placements, corridors=corridors)
    number = "number" if records.table is PATROLS else "NULL::INTEGER"
    return f"SELECT *, {number} AS extra_patrol_number, NULL::VARCHAR AS extra_counted_by FROM ({known})"


def _join_table(batch: Batch, records: Records, known: str, names: Mapping[int, str]) -> Batch:
    files = batch.name(records.table, "files")
    batch.con.execute(
        f"CREATE TABLE {files} AS SELECT {records.key}, list(DISTINCT file) AS files FROM {records.rows} GROUP BY ALL"
    )
    pairs, again = _find_pairs(batch, records, known, files), _find_restated(batch, records, known)
    keys = sorted({key for pair in pairs for key in pair} | again)
    if not keys:
        return batch
    of_keys = f"WHERE {records.key} IN (SELECT unnest($keys::VARCHAR[]))"
    loaded, held = (
        batch.con.sql(f"FROM {relation} {of_keys}", params={"keys": keys}).to_arrow_table()
        for relation in (f"{records.events} JOIN {files} USING ({records.key})", f"({known})")
    )
    files_of_releases = dict(
        batch.con.execute(
            f"SELECT release, string_agg(file, ', ') FROM ({batch.select_known(LOADS)}) GROUP BY ALL"
        ).fetchall()
    )
    events = {
        values[records.table.id_column]: Event(
            values[records.table.id_column],
            {KNOWN},
            values["feed_id"],
            values,
            f"{files_of_releases.get(values['first_release'], 'a file')} (R{values['first_release']})",
        )
        for values in held.to_pylist()
    }
    for values in loaded.to_pylist():
        key, of_files = values[records.table.id_column], values.pop("files")
        event = Event(key, set(of_files), values["feed_id"], values, names[min(of_files)])
        if before := events.get(key):  # keep what another file has of it, unless this file corrects it by its id
            event.files |= before.files
            if not event.feed_id:
                event.values = join(before.values, values) if before.feed_id else join(values, before.values)
            event.feed_id = event.feed_id or before.feed_id
        events[key] = event
    joined = join_events(records.table, events.values(), pairs)
    joined.events += [events[key] for key in again if events[key] not in joined.events]
    batch = _replace_events(batch, records, joined, loaded.schema.remove(loaded.schema.get_field_index("files")))
    return replace(batch, notes_of_files=_describe(joined, batch.notes_of_files))


def _find_pairs(batch: Batch, records: Records, known: str, files: str) -> list[tuple[str, str]]:
    table, is_incident = records.table, records.table is INCIDENTS
    names_corridors = "named_corridor" in batch.extras and is_incident
    query = fill_in(
        "events_of_one_day",
        key=records.key,
        events=records.events,
        files=files,
        known=known,
        first=quote_identifier(table.day),
        last=LAST_DAY[table.name],
        corridor="extra_named_corridor" if names_corridors else "corridor",
        known_corridor="lies_on" if is_incident else "corridor",
        place=f"nullif({FOLDED_PLACE}, '')" if is_incident else "NULL::VARCHAR",
        lat="lat" if is_incident else "NULL::DOUBLE",
        lon="lon" if is_incident else "NULL::DOUBLE",
    )
    return batch.con.execute(query).fetchall()


def _find_restated(batch: Batch, records: Records, known: str) -> set[str]:
    """Return the keys of known records that a row without an id repeats with other values."""
    compared = [name for name in list_compared_columns(records.table) if name not in FOUND_LATER]
    query = (
        f"SELECT {records.key} FROM {records.events} AS new JOIN ({known}) AS old USING ({records.key}) WHERE new.feed_id IS NULL "
        f"AND ROW({list_names(compared, 'new.')}) IS DISTINCT FROM ROW({list_names(compared, 'old.')})"
    )
    return {key for (key,) in batch.con.execute(query).fetchall()}


def _replace_events(batch: Batch, records: Records, joined: Joined, schema: pa.Schema) -> Batch:
    """Return the batch with the joined events in place of the events they were made of."""
    if not joined.events:
        return batch
    into, merged, rows, events = (
        batch.name(records.table, f"repeated_{each}") for each in ("into", "merged", "rows", "events")
    )
    repeated = {match.key for match in joined.same}
    moved = [(key, event.key, key in repeated) for event in joined.events for key in {event.key, *event.keys}]
    make_table(batch.con, into, {"key": "VARCHAR", "into_key": "VARCHAR", "is_repeat": "BOOLEAN"}, moved)
    values = [event.values | {records.table.id_column: event.key, "feed_id": event.feed_id} for event in joined.events]
    batch.con.register("joined_events", pa.Table.from_pylist(values, schema=schema))
    batch.con.execute(f"CREATE TABLE {merged} AS FROM joined_events")
    batch.con.unregister("joined_events")
    names = {"key": records.key, "rows": records.rows, "into": into}
    batch.con.execute(f"CREATE TABLE {rows} AS {fill_in('rows_repeated', **names)}")
    batch.con.execute(
        f"CREATE VIEW {events} AS SELECT * EXCLUDE ({OF_ROWS}) FROM {rows} "
        f"WHERE nth = 1 AND {records.key} NOT IN (SELECT {records.key} FROM {merged}) UNION ALL BY NAME FROM {merged}"
    )
    return batch.with_records(replace(records, rows=rows, events=events, is_unique=False))


def _describe(joined: Joined, others: Mapping[int, tuple[Note, ...]]) -> dict[int, tuple[Note, ...]]:
    """Return the notes on each file: those of `others`, and on events that other files also report or seem to report."""
    notes: defaultdict[int, tuple[Note, ...]] = defaultdict(tuple, others)
    for (file, reported_in, _), matches in _group(joined.same):
        rows = _name_rows(matches, "tells an event", "tell events")
        note = Note(
            f"{rows} of {reported_in} again: of one day, place and kind, with nothing that differs. Each event counts "
            "once, with what either says. Use --as-events if they are separate events.",
            options=("as-events",),
        )
        notes[file] += (note,)
    for (file, reported_in, differing), matches in _group(joined.alike):
        rows = _name_rows(matches, "looks like an event", "look like events")
        differs = inflect(len(matches), "differs", "differ")
        note = Note(
            f"{rows} of {reported_in}, but {differs} in {', '.join(differing)}: each counts "
            "as a separate event. If they are the same event, give both the same id, or leave one out: else it "
            "counts twice.",
            NoteKind.MISCOUNTED,
        )
        notes[file] += (note,)
    return dict(notes)


def _group(matches: Iterable[Match]) -> Iterator[tuple[tuple[int, str, tuple[str, ...]], list[Match]]]:
    groups: defaultdict[tuple[int, str, tuple[str, ...]], list[Match]] = defaultdict(list)
    for match in matches:
        groups[match.file, match.reported_in, match.differing].append(match)
    return iter(groups.items())


def _name_rows(matches: list[Match], one: str, several: str) -> str:
    count, lines = len(matches), sorted(match.line for match in matches if match.line)
    return f"{format_count(count, 'row')}{list_lines(lines)} {inflect(count, one, several)}"
