"""Places incidents on corridors, ties them to the patrols whose numbers they name, and finds how far patrols came.

What a file says about the place of an incident (`placements`) is stored separately from what follows from it. So a corridor or
patrol loaded later also applies to incidents that are already known, and the order of loads does not matter.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from etl import geometry
from etl.errors import Note, NoteKind
from etl.feeds import ROW_OF_LOG
from etl.lake import Cut
from etl.load.files.options import PLACED_PRECISION, WITHIN_KM
from etl.load.publish import select_coverage
from etl.load.sql import count_rows, fetch_row, fill_in, has_rows, open_schema
from etl.load.sql.connection import write_rows
from etl.load.sql.relations import IS_VIOLENT, Batch, Cuts, Known
from etl.tables.corridors import COVERAGE, PLACES
from etl.tables.labels import format_count, inflect
from etl.tables.loads import LOADS, PLACEMENTS
from etl.tables.records import INCIDENTS, PATROL_NUMBERS, PATROLS
from etl.tables.schema import quote_text

# An attack can only be tied to patrol n if it was not cancelled and may have run on the day of the attack.
CAN_HAVE_HAPPENED_TO = "n.outcome <> 'cancelled' AND coalesce(e.date_end >= n.date AND e.date <= n.date_end, true)"
# A million incidents have a few thousand places, so what is found for a place is joined by it, and not by the incident.
IS_AT_PLACE = (
    f"e.geo_precision = {quote_text(PLACED_PRECISION)} AND e.lat = p.lat AND e.lon = p.lon "
    "AND e.{given} IS NOT DISTINCT FROM p.given"
)
MOST_PLACES_JOINED = 200_000  # with more, each later step would need the memory of another join with them
CURATED = "curated"  # incidents of this feed keep their corridors
NAMES_SHOWN = 8


def number_patrols(batch: Batch) -> Batch:
    """Set the numbers of a batch's patrols in the own count of their corridors."""
    patrols = batch.records.get(PATROLS.name)
    if not patrols or "patrol_number" not in batch.extras:
        return batch
    numbered = batch.name(PATROLS, "numbered")
    query = fill_in("patrols_numbered", events=patrols.events, corridors=f"{batch.schema}.corridors")
    batch.con.execute(f"CREATE VIEW {numbered} AS {query}")
    return batch.with_records(replace(patrols, events=numbered))


def find_reaches(batch: Batch) -> Batch:
    """Set the places and kilometres between which a batch's patrols ran.

    Names of places and their other names match whatever their case, accents and hyphens. A name that no place has, or
    that several places have, stays in the cell as written and is reported. The patrol is neither guessed nor rejected.
    """
    patrols = batch.records.get(PATROLS.name)
    if not patrols:
        return batch
    named, ends = batch.name(PATROLS, "places_named"), batch.name(PATROLS, "ends")
    batch.con.execute(
        f"CREATE TABLE {named} AS " + fill_in("places_named", patrols=patrols.events, places=batch.known.select(PLACES))
    )
    if not has_rows(batch.con, f"FROM {named}"):
        return batch
    with open_schema(batch.con, batch.schema) as cursor:
        geometry.draw_routes(cursor)
        points = (
            f"SELECT DISTINCT place, corridor, lat, lon FROM {named} WHERE place IS NOT NULL AND corridor IS NOT NULL"
        )
        geometry.find_kilometres(cursor, ends, points)
    reached = batch.name(PATROLS, "reached")
    query = fill_in("patrols_reached", events=patrols.events, named=named, ends=ends)
    batch.con.execute(f"CREATE VIEW {reached} AS {query}")
    unknown = [
        name
        for (name,) in batch.con.execute(f"SELECT DISTINCT name FROM {named} WHERE place IS NULL ORDER BY 1").fetchall()
    ]
    if unknown:
        more = f" and {len(unknown) - NAMES_SHOWN:,} more" if len(unknown) > NAMES_SHOWN else ""
        note = Note(
            f"Places of patrols that the release does not have, or has twice: {', '.join(unknown[:NAMES_SHOWN])}{more}. Where "
            "the table gives no km_from and km_to, it is not known how far these patrols came."
        )
        batch = batch.with_notes(note)
    return batch.with_records(replace(patrols, events=reached))


def index_patrols(batch: Batch) -> Batch:
    """Find which patrol of the feed, in this load or before, has which number in which count."""
    if "patrol_number" not in batch.extras:
        return batch
    patrols = batch.records.get(PATROLS.name)
    accepted = patrols.accepted if patrols else "SELECT NULL AS patrol_id WHERE false"
    withdrawn = f" UNION ALL SELECT patrol_id FROM {batch.patrols_withdrawn}" if batch.patrols_withdrawn else ""
    columns = "patrol_id, corridor, extra_patrol_number, extra_counted_by, date, date_end, outcome"
    query = fill_in(
        "patrols_by_number",
        known=f"SELECT * FROM ({batch.select_known(PATROLS)}) "
        f"ANTI JOIN (SELECT patrol_id FROM ({accepted}){withdrawn}) USING (patrol_id) WHERE withdrawn_release IS NULL",
        others=batch.select_known(PATROL_NUMBERS),
        corridors=f"{batch.schema}.corridors",
        loaded=f"UNION ALL SELECT {columns} FROM ({accepted})" if patrols else "",
    )
    batch.con.execute(f"CREATE TABLE {batch.schema}.patrols_by_number AS {query}")
    return replace(batch, patrols_by_number=f"{batch.schema}.patrols_by_number")


def place(batch: Batch, within_km: float, corridor_only: bool, corridors: Sequence[str] = ()) -> Batch:
    """Place incidents on corridors, and tie those that name the number of a patrol to it.

    With `corridor_only`, incidents on no corridor are left out; with `corridors`, those on none of these.
    """
    incidents = batch.records.get(INCIDENTS.name)
    if not incidents:
        return batch
    nearest, located = batch.name(INCIDENTS, "nearest"), batch.name(INCIDENTS, "located")
    with open_schema(batch.con, batch.schema) as cursor:
        geometry.draw_routes(cursor)
        geometry.nearest(
            cursor,
            nearest,
            f"SELECT lat, lon, corridor AS given FROM {incidents.events} "
            f"WHERE lat IS NOT NULL AND geo_precision = {quote_text(PLACED_PRECISION)}",
            within_km,
        )
    joined = f"{incidents.events} AS e LEFT JOIN {nearest} AS p ON {IS_AT_PLACE.format(given='corridor')}"
    if batch.patrols_by_number:
        joined += (
            f" LEFT JOIN {batch.patrols_by_number} AS n ON e.target = 'patrol' AND n.corridor = coalesce(e.corridor, p.corridor) "
            "AND n.number = e.extra_patrol_number AND n.counted_by = coalesce(e.extra_counted_by, n.own_count)"
        )
    patrol_id = f"CASE WHEN {CAN_HAVE_HAPPENED_TO} THEN n.patrol_id END" if batch.patrols_by_number else "NULL"
    is_tied_by_row = "false"
    if (patrols := batch.records.get(PATROLS.name)) and ROW_OF_LOG in batch.extras:
        of_rows = fill_in("patrols_by_row", rows=patrols.rows, accepted=patrols.accepted)
        joined += f" LEFT JOIN ({of_rows}) AS r ON e.extra_row_of_log = r.row_of_log AND e.file = r.file"
        is_tied_by_row = "r.patrol_id IS NOT NULL"
        patrol_id = f"coalesce(r.patrol_id, {patrol_id})"
    query = fill_in(
        "incidents_located",
        joined=joined,
        patrol=f", {patrol_id} AS patrol_id" if patrol_id != "NULL" else "",
        named_corridor="e.extra_named_corridor" if "named_corridor" in batch.extras else "e.corridor",
    )
    if count_rows(batch.con, nearest) > MOST_PLACES_JOINED:
        query = write_rows(batch.con, query, located, batch.known.shared)
    batch.con.execute(f"CREATE VIEW {located} AS {query}")
    batch = batch.with_records(replace(incidents, events=located))
    if batch.patrols_by_number:
        (untied,) = fetch_row(
            batch.con,
            f"SELECT count(*) FROM {joined} WHERE n.patrol_id IS NOT NULL AND NOT ({CAN_HAVE_HAPPENED_TO} OR {is_tied_by_row})",
        )
        if untied:
            note = Note(
                f"{format_count(untied, 'attack names', 'attacks name')} a patrol that was cancelled or ran on other days, and "
                f"{inflect(untied, 'is', 'are')} tied to no patrol."
            )
            batch = batch.with_notes(note)
    if "patrol_number" in batch.extras:
        batch = _warn_of_attacks_without_number(batch, located)
        batch = _warn_of_numbers_beside_other_targets(batch, incidents.events)
    if corridors:
        names = ", ".join(map(quote_text, corridors))
        rule = f"it does not lie on {' or '.join(corridors)}"
        return batch.leave_out(INCIDENTS, rule, f"coalesce(corridor NOT IN ({names}), true)")
    return _leave_out_beside_corridors(batch) if corridor_only else batch


def _warn_of_attacks_without_number(batch: Batch, located: str) -> Batch:
    (number,) = fetch_row(
        batch.con,
        f"SELECT count(*) FROM {located} WHERE target = 'patrol' AND corridor IS NOT NULL AND extra_patrol_number IS NULL AND patrol_id IS NULL "
        f"AND {IS_VIOLENT}",
    )
    if not number:
        return batch
    sentence = (
        f"{format_count(number, 'attack on a patrol names', 'attacks on patrols name')} no number of a patrol. The share attacked "
        f"counts {inflect(number, 'it', 'each')} for the patrol of its day, if one alone ran; otherwise write the number in both rows."
    )
    return batch.with_notes(Note(sentence, NoteKind.MISCOUNTED))


def _warn_of_numbers_beside_other_targets(batch: Batch, events: str) -> Batch:
    (number,) = fetch_row(
        batch.con, f"SELECT count(*) FROM {events} WHERE extra_patrol_number IS NOT NULL AND target <> 'patrol'"
    )
    if not number:
        return batch
    sentence = (
        f"{format_count(number, 'incident has', 'incidents have')} the number of a patrol and another target, so the patrol does "
        "not count as attacked. If it was, write patrol as the target."
    )
    return batch.with_notes(Note(sentence, NoteKind.MISCOUNTED))


def _leave_out_beside_corridors(batch: Batch) -> Batch:
    if not has_rows(batch.con, f"FROM {batch.schema}.corridors"):
        note = Note(
            "This lake has no corridor yet, so --corridor-only leaves everything out: run `patrolwatch build` or "
            "`patrolwatch corridor add`, then load again."
        )
        batch = batch.with_notes(note)
    return batch.leave_out(INCIDENTS, "it lies on no corridor", "corridor IS NULL")


def tie_known_attacks(batch: Batch, cuts: Cuts) -> tuple[Batch, Cuts]:
    """Tie known attacks to patrols of this load whose numbers they name."""
    patrols, incidents = batch.records.get(PATROLS.name), batch.records.get(INCIDENTS.name)
    if not patrols or not batch.patrols_by_number:
        return batch, cuts
    known = f"SELECT * FROM ({batch.select_known(INCIDENTS)})"
    if incidents:  # attacks of this load are already tied
        known += f" ANTI JOIN (FROM {incidents.rows}) USING (incident_id)"
    ties = f"{batch.schema}.ties"
    query = fill_in(
        "ties_of_known_attacks",
        incidents=known,
        placements=batch.select_known(PLACEMENTS),
        numbers=batch.patrols_by_number,
        patrols=patrols.accepted,
    )
    batch.con.execute(f"CREATE TABLE {ties} AS {query}")
    years = batch.con.execute(f"SELECT year, count(*) FROM {ties} GROUP BY ALL").fetchall()
    if not years:
        return batch, cuts
    tied = dict(cuts.get(INCIDENTS.name, {}))
    for year, _ in years:
        cut = Cut(batch.feed.name, year)
        rows = tied.get(cut) or batch.select_known(INCIDENTS, {year})
        tied[cut] = (
            "SELECT r.* REPLACE (coalesce(r.patrol_id, t.patrol_id) AS patrol_id) "
            f"FROM ({rows}) AS r LEFT JOIN {ties} AS t USING (incident_id)"
        )
    found = sum(count for _, count in years)
    batch = batch.with_notes(Note(f"{found:,} known attacks were tied to patrols of this load by their numbers."))
    return batch, cuts | {INCIDENTS.name: tied}


def place_known(known: Known, cuts: Cuts) -> tuple[Cuts, Counter[str]]:
    """Place the known incidents of all feeds again.

    Returns the cuts with the incidents that move, and how many incidents moved to each corridor. `known` uses a
    connection of `open_tables_after` with all corridors of the coming release. A corridor named by a file is kept. An
    incident that moves to another corridor is no longer tied to a patrol.
    """
    placed: Counter[str] = Counter()
    if not known.release:
        return cuts, placed
    geometry.draw_routes(known.con)
    known.con.execute("CREATE SCHEMA placed_anew")
    parts = known.release.tables[INCIDENTS.name].parts
    for feed in sorted({part.feed for part in parts} - {CURATED}):
        moved_cuts: dict[Cut, str] = {}
        for part in parts:
            if part.feed == feed and (moved := _find_moved(known, part.cut)):
                found = known.con.execute(
                    f"SELECT corridor, count(*) FROM {moved} WHERE corridor IS DISTINCT FROM before GROUP BY ALL"
                ).fetchall()
                placed.update({corridor: count for corridor, count in found if corridor})
                rows = known.select(INCIDENTS, feed, {part.year})
                moved_cuts[part.cut] = fill_in("incidents_moved_in_cut", rows=rows, moved=moved)
        if moved_cuts:
            coverage = select_coverage(known, feed, {INCIDENTS.name: moved_cuts})
            cuts = cuts | {
                INCIDENTS.name: cuts.get(INCIDENTS.name, {}) | moved_cuts,
                COVERAGE.name: cuts.get(COVERAGE.name, {}) | {Cut(feed): coverage},
            }
    return cuts, placed


def _find_moved(known: Known, cut: Cut) -> str | None:
    """Return the name of a table with the incidents of a cut that have to move, or None if there are none."""
    moved = f"placed_anew.{cut.feed}_{cut.year}"
    query = fill_in(
        "placements_stated",
        incidents=known.select(INCIDENTS, cut.feed, {cut.year}),
        placements=known.select(PLACEMENTS, cut.feed),
        loads=known.select(LOADS, cut.feed),
        within_km=WITHIN_KM,
    )
    known.con.execute(f"CREATE OR REPLACE TEMP TABLE stated_places AS {query}")  # the next cut takes its memory
    distances = known.con.execute("SELECT DISTINCT within_km FROM stated_places").fetchall()
    if not distances:
        return None
    for ordinal, (within_km,) in enumerate(distances):
        geometry.nearest(
            known.con,
            f"nearest_{ordinal}",
            "SELECT lat, lon, given FROM stated_places WHERE lat IS NOT NULL "
            f"AND geo_precision = {quote_text(PLACED_PRECISION)} AND within_km = {within_km}",
            within_km,
        )
    nearest = " UNION ALL ".join(
        f"SELECT *, {within_km} AS within_km FROM nearest_{ordinal}" for ordinal, (within_km,) in enumerate(distances)
    )
    at_place = IS_AT_PLACE.format(given="given") + " AND e.within_km = p.within_km"
    query = fill_in("incidents_moved", stated="stated_places", nearest=nearest, at_place=at_place)
    known.con.execute(f"CREATE TABLE {moved} AS {query}")
    return moved if has_rows(known.con, f"FROM {moved}") else None
