"""Adds, changes and removes corridors: a drawn route with kilometre posts, and the records on it."""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from etl import temporary
from etl.errors import UsageError, refuse_broken_text
from etl.feeds import OWN_TABLES
from etl.formats.geo.route import read_route
from etl.geometry import measure_km
from etl.lake import Cut, Lake, Manifest
from etl.lake.diff import format_counted
from etl.load.check import check_cuts, open_tables_after
from etl.load.place import place_known
from etl.load.publish import publish
from etl.load.sql import fetch_row, fill_in, has_rows, make_table
from etl.load.sql.connection import open_limited
from etl.load.sql.relations import Cuts, Known
from etl.tables.columns import Table
from etl.tables.corridors import CORRIDORS, COVERAGE, fold_party, spell_party
from etl.tables.records import EXPOSURE, INCIDENTS, PATROLS, SUSPENSIONS
from etl.tables.schema import join_columns, quote_identifier, quote_text
from etl.tables.vocabulary import VIOLENT_KINDS

FEED = OWN_TABLES
LONGEST_KM = 100_000
MOST_ROWS = 500  # listed by a preview
MOST_POINTS = 10_000  # drawn by it


@dataclass(frozen=True)
class Counted:
    """What a corridor counts, in its own terms (such as transits of ships), and whose count its rates use."""

    unit: str
    unit_singular: str
    targets: str
    target_singular: str
    own_count: str


@dataclass(frozen=True)
class NewCorridor:
    """A corridor as the user describes it.

    `route` is a file with a single line. A corridor whose exposure is `counted` needs no route and has no patrolling
    parties. Without `km_to`, the kilometres are measured along the line.
    """

    name: str
    route: Path | None = None
    title: str = ""
    km_from: float = 0
    km_to: float | None = None
    parties: Sequence[str] = ()
    count_holds: Sequence[str] = ()
    zone: str | None = None
    counted: Counted | None = None

    def make_row(self) -> dict[str, Any]:
        """Return its row of CORRIDORS. Raises UsageError and FileRefused."""
        if not re.fullmatch(r"[a-z0-9_]{1,40}", self.name):
            raise UsageError(f"“{self.name}” is not a valid short name: use lower-case letters, digits and _.")
        words = asdict(self.counted) if self.counted else {}
        refuse_broken_text(self.title, *self.parties, *words.values())
        row: dict[str, Any] = {"corridor": self.name, "title": self.title or self.name, "zone": self.zone}
        if self.counted:
            if not all(word.strip() for word in words.values()):
                raise UsageError("Say what is counted, what is attacked and who counts it: none of these may be empty.")
            if self.parties or self.count_holds:
                raise UsageError("A corridor has either patrols or counted exposure: give parties or a unit, not both.")
            row |= words
        else:
            row |= {**_name_parties(self.parties), "count_holds": list(self.count_holds) or None}
        if self.route is None:
            if not self.counted:
                raise UsageError("A corridor that is patrolled needs a route.")
            if self.km_from or self.km_to is not None:
                raise UsageError("Kilometre posts need a route: give one, or leave them out.")
            return row
        points = read_route(self.route)
        last_km = self.km_from + round(measure_km(points), 1) if self.km_to is None else self.km_to
        _check_posts(self.km_from, last_km)
        return row | {"km_from": self.km_from, "km_to": last_km, "route": _write_line(points)}


def _check_posts(km_from: float, km_to: float) -> None:
    """Raise UsageError if no road can have these kilometres at its ends."""
    if not (math.isfinite(km_from) and math.isfinite(km_to) and max(abs(km_from), abs(km_to)) <= LONGEST_KM):
        raise UsageError(f"Kilometre posts must be between -{LONGEST_KM:,} and {LONGEST_KM:,}.")
    if km_to <= km_from:
        raise UsageError(
            "The last kilometre post must be higher than the first. If the posts decrease along the line, reverse the line."
        )


def add_corridor(
    lake: Lake, new: NewCorridor, *, message: str = "", made_by: str = "", expected: int | None = None
) -> tuple[Manifest, int]:
    """Publish a corridor and tie the records on it to it. Return the release and the number of these records.

    Raises UsageError if the corridor exists, FileRefused if the file has no line, LakeUnusable, and ReleaseOvertaken if
    the newest release is not `expected`.
    """
    row = new.make_row()
    with _open_connection() as con, lake.writing():
        known = Known(con, lake, lake.find_newest())
        known.refuse_overtaken(expected)
        with _insert(known, row) as (cuts, placed, _):
            pass
        release = publish(known, cuts, message=message or f"Corridor added: {row['title']}", made_by=made_by, inputs={})
    return release, placed[new.name]


def preview_corridor(lake: Lake, new: NewCorridor, withheld: Collection[str] = ()) -> dict[str, Any]:
    """Preview a corridor without publishing it. Incidents of the `withheld` feeds are counted, but in no row and at no point.

    Returns `corridor` (its row), `compared_with` (the number of the release, or 0), `found` (how many known incidents would move to
    it), `taken` (how many of them from each other corridor), `rows` (the first of them, see moved_incidents.sql) and `points` (how
    many are at each point, see points_of_moved.sql). Raises as `add_corridor` does.
    """
    row = new.make_row()
    with _open_connection() as con:
        known = Known(con, lake, lake.find_newest())
        with _insert(known, row) as (_, _, after):
            return {"corridor": row, "compared_with": known.next_number - 1} | _describe_moved(
                known, new.name, after, withheld
            )


def _describe_moved(
    known: Known, name: str, after: duckdb.DuckDBPyConnection, withheld: Collection[str]
) -> dict[str, Any]:
    """Describe the incidents that were placed on a corridor in `placed_anew`. There may be millions, so most are only counted."""
    tables = after.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'placed_anew'").fetchall()
    of_corridor = f"WHERE corridor = {quote_text(name)}"
    placed = [f"SELECT point_id FROM placed_anew.{quote_identifier(table)} {of_corridor}" for (table,) in tables]
    moved = " UNION ALL ".join(placed) or "NULL"
    query = fill_in("moved_incidents", incidents=known.select(INCIDENTS), moved=moved)
    after.execute(f"CREATE TEMP TABLE moved_incidents AS {query}")
    may_be_shown = f"feed NOT IN ({', '.join(map(quote_text, withheld))})" if withheld else "true"
    after.execute(f"CREATE TEMP VIEW shown_incidents AS FROM moved_incidents WHERE {may_be_shown}")
    violent = ", ".join(map(quote_text, VIOLENT_KINDS))
    points = fill_in("points_of_moved", violent=violent, most=MOST_POINTS)
    taken = "SELECT corridor, count(*) FROM moved_incidents WHERE corridor IS NOT NULL GROUP BY ALL ORDER BY ALL"
    first = f"FROM shown_incidents ORDER BY date, incident_id LIMIT {MOST_ROWS}"
    return {
        "found": fetch_row(after, "SELECT count(*) FROM moved_incidents")[0],
        "taken": dict(after.execute(taken).fetchall()),
        "rows": after.sql(first).to_arrow_table().to_pylist(),
        "points": after.sql(points).to_arrow_table().to_pylist(),
    }


@contextmanager
def _open_connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database for placing the known incidents anew. Raises PatrolwatchError if they need more memory than a load may use."""
    advice = "Keep years with so many incidents in a lake of their own."
    with temporary.open_folder() as folder, open_limited(folder, "The known incidents need", advice) as con:
        yield con


@contextmanager
def _insert(known: Known, row: Mapping[str, Any]) -> Iterator[tuple[Cuts, Counter[str], duckdb.DuckDBPyConnection]]:
    """Yield the cuts with one more corridor, how many known incidents move to each corridor, and a connection to their tables.

    Raises UsageError if a corridor of this name exists.
    """
    name, con = row["corridor"], known.con
    if has_rows(con, f"SELECT 1 FROM ({known.select(CORRIDORS)}) WHERE corridor = ?", [name]):
        raise UsageError(f"There is a corridor {name} already. Choose another name.")
    columns = {column.name: column.type for column in CORRIDORS.columns}
    make_table(con, "added", columns, [[row.get(column) for column in columns]])
    of_feed = known.select(CORRIDORS, FEED)
    cuts: Cuts = {
        CORRIDORS.name: {Cut(FEED): f"SELECT {join_columns(CORRIDORS)} FROM ({of_feed} UNION ALL FROM added)"}
    }
    with open_tables_after(known, {CORRIDORS.name: ["FROM added"]}) as after:
        cuts, placed = place_known(replace(known, con=after), cuts)
        yield cuts, placed, after


def change_corridor(
    lake: Lake,
    name: str,
    changes: Mapping[str, Any],
    *,
    route: Path | None = None,
    message: str = "",
    made_by: str = "",
) -> tuple[Manifest, int]:
    """Publish changes to a corridor: `changes` are columns of CORRIDORS, with `parties` as written; `route` replaces its line.

    Returns the release and how many known incidents moved to it. Raises UsageError if the change is not possible, FileRefused if
    the file has no line, CheckFailed if records contradict it, and LakeUnusable.
    """
    with _open_connection() as con, lake.writing():
        known = Known(con, lake, lake.find_newest())
        row = _find_own(known, name) | {key: value for key, value in changes.items() if key != "parties"}
        if "parties" in changes:
            row |= _name_parties(changes["parties"])
            _refuse_where_named(known, name, row["parties"])
        refuse_broken_text(row["title"], *(row["parties"] or ()))
        if route:
            row["route"] = _write_line(read_route(route))
        if row["route"]:
            _check_posts(row["km_from"], row["km_to"])
        columns = {column.name: column.type for column in CORRIDORS.columns}
        make_table(con, "changed", columns, [[row.get(column) for column in columns]])
        message = message or f"Corridor changed: {row['title']}"
        release, placed = _publish_without(known, name, " UNION ALL FROM changed", message, made_by)
    return release, placed[name]


def remove_corridor(
    lake: Lake, name: str, *, leave_incidents: bool = False, message: str = "", made_by: str = ""
) -> tuple[Manifest, int]:
    """Publish the release without a corridor. Return it and the number of incidents that were on the corridor.

    Raises UsageError if patrols, suspensions or counts are on it, or incidents unless `leave_incidents` is set. These
    incidents are then placed by their coordinates.
    """
    with _open_connection() as con, lake.writing():
        known = Known(con, lake, lake.find_newest())
        title = _find_own(known, name)["title"]
        counts = {table.name: _count_on(known, table, name) for table in (PATROLS, SUSPENSIONS, EXPOSURE, INCIDENTS)}
        rests = [
            format_counted(count, table)
            for table, count in counts.items()
            if count and (table != INCIDENTS.name or not leave_incidents)
        ]
        if rests:
            way = (
                " Incidents can stay without it: give --leave-incidents."
                if counts[INCIDENTS.name] and not leave_incidents
                else ""
            )
            raise UsageError(f"The corridor {name} cannot be removed, since it has records: {', '.join(rests)}.{way}")
        release, _ = _publish_without(known, name, "", message or f"Corridor removed: {title}", made_by)
    return release, counts[INCIDENTS.name]


def _publish_without(known: Known, name: str, more: str, message: str, made_by: str) -> tuple[Manifest, Counter[str]]:
    """Publish the user's corridors without one of them, and with `more`. Known incidents are placed anew."""
    others = f"SELECT {join_columns(CORRIDORS)} FROM ({known.select(CORRIDORS, FEED)}) WHERE corridor <> {quote_text(name)}{more}"
    cuts: Cuts = {CORRIDORS.name: {Cut(FEED): others}}
    with open_tables_after(known, {CORRIDORS.name: [others]}, replaced=cuts) as after:
        cuts, placed = place_known(replace(known, con=after), cuts)
    if not more:
        for part in known.release.tables[COVERAGE.name].parts if known.release else ():
            rows = cuts.get(COVERAGE.name, {}).get(part.cut) or known.select(COVERAGE, part.feed)
            held = f"SELECT * FROM ({rows}) WHERE corridor <> {quote_text(name)}"
            cuts = cuts | {COVERAGE.name: cuts.get(COVERAGE.name, {}) | {part.cut: held}}
    check_cuts(known, cuts)
    return publish(known, cuts, message=message, made_by=made_by, inputs={}), placed


def _find_own(known: Known, name: str) -> dict[str, Any]:
    """Return the row of a corridor that a user added. Raises UsageError if there is none."""
    columns = [column.name for column in CORRIDORS.columns]
    query = f"SELECT {join_columns(CORRIDORS)} FROM ({known.select(CORRIDORS, FEED)}) WHERE corridor = ?"
    if row := known.con.execute(query, [name]).fetchone():
        return dict(zip(columns, row, strict=True))
    if has_rows(known.con, f"SELECT 1 FROM ({known.select(CORRIDORS)}) WHERE corridor = ?", [name]):
        raise UsageError(f"The corridor {name} comes with the case: correct its fact file and run patrolwatch build.")
    raise UsageError(f"There is no corridor {name}. Add it with: patrolwatch corridor add {name}")


def _count_on(known: Known, table: Table, name: str) -> int:
    """Count the records of a table on a corridor."""
    query = f"SELECT count(*) FROM ({known.select(table)}) WHERE corridor = ? AND withdrawn_release IS NULL"
    return int(fetch_row(known.con, query, [name])[0])


def _refuse_where_named(known: Known, name: str, parties: list[str]) -> None:
    """Refuse to drop a party that ran patrols on the corridor. Raises UsageError."""
    query = f"SELECT DISTINCT unnest(participants) AS party FROM ({known.select(PATROLS)}) WHERE corridor = ? AND withdrawn_release IS NULL"
    missing = sorted({party for (party,) in known.con.execute(query, [name]).fetchall()} - set(parties))
    if missing:
        raise UsageError(f"Patrols on {name} were run by {', '.join(missing)}: name each with --party as well.")


def _name_parties(parties: Sequence[str]) -> dict[str, Any]:
    """Return the columns for the parties.

    The first party's count becomes the corridor's own. Raises UsageError for an invalid name.
    """
    spelled: dict[str, str] = {}
    for party in parties:
        spelled.setdefault(fold_party(party), spell_party(party))
    for party in spelled.values():
        if not party or re.search(r"[;,/&+]|\band\b", party):
            raise UsageError(
                f"“{party}” cannot be the name of a party: in a table, ; , / & + and “and” separate parties."
            )
    return {"parties": list(spelled.values()), "own_count": next(iter(spelled.values()), "own")}


def _write_line(points: list[tuple[float, float]]) -> str:
    return f"LINESTRING ({', '.join(f'{lon!r} {lat!r}' for lon, lat in points)})"
