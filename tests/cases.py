"""Build made-up cases. A test writes only the columns that matter to it, and the rest is filled in here.

    folder = write_case(tmp_path / "case", patrols=[patrol("2020-03-15")], incidents=[attack("2020-03-15", patrol_id="P1")])

The one corridor, `road`, is a straight line of 100 km due east, patrolled by the parties a and b. Coverage of its patrols,
and of attacks on them, is complete for 2020. Records are numbered in the order of the arguments: P1, P2, ..., I1, I2, ...,
S1, S2, ...

`write_case` writes fact files, `publish_case` builds a release from them, and `open_case` opens it. `open_in_memory` opens
the same rows without files, which is quick enough for generated cases.
"""

import csv
import json
import re
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from functools import cache
from pathlib import Path

import duckdb

from analysis.questions.holdings import read_choices
from analysis.release import DERIVED, Release, connect, open_release, tie_incidents
from analysis.selection import Selection
from etl.curated import build as load
from etl.curated import facts as curated
from etl.lake import Cut, Lake, Manifest, PublishedTable
from etl.load.sql import make_table
from etl.tables.records import TABLES
from etl.tables.schema import quote_identifier, select_live

KEY_LETTERS = {"patrols": "P", "incidents": "I", "suspensions": "S", "exposure": "E", "milestones": "MS"}


def parse_day(day: str | date | None) -> date | None:
    """Parse a day as a fact file writes it."""
    return date.fromisoformat(day) if isinstance(day, str) else day


def patrol(day: str | date | None, **columns) -> dict:
    """Make a joint patrol of `road` on a known day, or on any day up to `until`."""
    return _fill_days(day, columns) | {
        "corridor": "road", "participants": ["a", "b"], "outcome": "full", "source_ids": ["source"],
    } | columns  # fmt: skip


def attack(day: str | date | None, **columns) -> dict:
    """Make a confirmed bomb attack on a patrol of `road`, on a known day or on any day up to `until`."""
    return _fill_days(day, columns) | {
        "corridor": "road", "kind": "ied", "target": "patrol", "verification": "confirmed", "geo_precision": "unknown",
        "source_ids": ["source"],
    } | columns  # fmt: skip


def suspension(start: str | date | None, end: str | date | None = None, **columns) -> dict:
    """Make an announcement that patrols of `road` stop. Without an end, the suspension is open."""
    return {
        "corridor": "road", "start": parse_day(start), "end": parse_day(end), "announced_by": "a", "source_ids": ["source"],
    } | columns  # fmt: skip


def coverage(table: str, scope: str, first: str | date, through: str | date, **columns) -> dict:
    """Make complete coverage of `road` for one table and scope."""
    return {
        "corridor": "road", "table": table, "scope": scope, "from": parse_day(first), "through": parse_day(through),
        "complete": True, "lag_days": 0,
    } | columns  # fmt: skip


def source(source_id: str, **columns) -> dict:
    return {
        "source_id": source_id, "publisher": "Publisher", "title": "Title", "accessed_via": "written for a test",
    } | columns  # fmt: skip


def corridor(name: str, **columns) -> dict:
    """Make a corridor of the parties a and b, due east at latitude 36 from longitude 36 to 37, between posts at 0 and 100 km."""
    return {
        "corridor": name, "title": name.title(), "parties": ["a", "b"], "own_count": "a", "km_from": 0, "km_to": 100,
        "route": [[36.0, 36.0], [37.0, 36.0]], "source_ids": ["source"],
    } | columns  # fmt: skip


def strait(name: str = "road", **columns) -> dict:
    """Make a corridor with counted exposure: transits of ships, counted by a."""
    return corridor(name, parties=None, route=None, km_from=None, km_to=None, unit="transits", unit_singular="transit",
                    targets="ships", target_singular="ship") | columns  # fmt: skip


def transit_count(first: str | date, through: str | date, number: int, **columns) -> dict:
    """Make a count of transits of `road` by a over some days."""
    return {
        "corridor": "road", "period_start": parse_day(first), "period_end": parse_day(through), "unit": "transits", "count": number,
        "counted_by": "a", "source_ids": ["source"],
    } | columns  # fmt: skip


def place(name: str, lat: float, lon: float, **columns) -> dict:
    return {"place": name, "lat": lat, "lon": lon, "geo_precision": "exact", "source_ids": ["source"]} | columns


def milestone(day: str, title: str, **columns) -> dict:
    return {"corridor": "road", "date": parse_day(day), "title": title, "source_ids": ["source"]} | columns


def claim(table: str, record_id: str, field: str, value: str, **columns) -> dict:
    return {"table": table, "record_id": record_id, "field": field, "value": value, "claimed_by_side": "a"} | columns


def complete_coverage(first: str | date, through: str | date) -> list[dict]:
    """Make coverage of all joint patrols on these days, and of all attacks on them."""
    return [coverage("patrols", "joint", first, through), coverage("incidents", "patrol", first, through)]


def fill_tables(**given: list[dict]) -> dict[str, list[dict]]:
    """Return the rows of every table: those given, with ids, and the corridor, source and coverage that they need."""
    assert set(given) <= set(TABLES), given.keys()
    filled = {name: [dict(row) for row in given.get(name, [])] for name in TABLES}
    for name, letter in KEY_LETTERS.items():
        for ordinal, row in enumerate(filled[name], start=1):
            row.setdefault(TABLES[name].id_column, f"{letter}{ordinal}")
    for name, otherwise in (
        ("corridors", [corridor("road")]),
        ("sources", [source("source")]),
        ("coverage", complete_coverage("2020-01-01", "2020-12-31")),
    ):
        if name not in given:
            filled[name] = otherwise
    return filled


def write_case(folder: Path, **given: list[dict]) -> Path:
    """Write the fact files of a case into a folder, which is created if necessary, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = fill_tables(**given)
    for name, path in curated.list_files(folder).items():
        if name == "corridors":
            path.write_text(json.dumps(_make_features(rows[name]), ensure_ascii=False), encoding="utf-8")
            continue
        columns = curated.list_columns(TABLES[name])
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(
                file, columns
            )  # with its default line end: with another it would not quote a lone \r
            writer.writeheader()
            writer.writerows({key: _format_cell(value) for key, value in row.items()} for row in rows[name])
    return folder


def publish_case(folder: Path, **given: list[dict]) -> Lake:
    """Build the case as the next release of the lake in a folder, and return the lake."""
    lake = Lake(folder / "lake")
    if lake.root.exists() or (folder / "case").exists():
        load.build(lake, write_case(folder / "case", **given))
    else:
        shutil.copytree(_build_once(given), folder, dirs_exist_ok=True)
    return lake


@cache
def _open_first_releases() -> tempfile.TemporaryDirectory:
    return tempfile.TemporaryDirectory(prefix="first-releases-")


_built: dict[str, Path] = {}


def _build_once(given: dict[str, list[dict]]) -> Path:
    """Build a case as the first release of a lake, once per run: many tests begin with the same one, and copying is quick."""
    key = repr(given)
    if key not in _built:
        folder = Path(tempfile.mkdtemp(dir=_open_first_releases().name))
        load.build(Lake(folder / "lake"), write_case(folder / "case", **given))
        _built[key] = folder
    return _built[key]


def open_case(folder: Path, **given: list[dict]) -> tuple[Release, Selection]:
    """Publish a case, and open the release with the selection of a page without choices."""
    lake = publish_case(folder, **given)
    release = open_release(lake, lake.list_numbers()[-1])
    return release, read_choices(release).make_default()


def read_rows(lake: Lake, query: str) -> list[tuple]:
    """Query the tables of the newest release: records that are not withdrawn, as feeds state them.

    Opening a release for a page takes ten times as long.
    """
    with open_tables(lake, set(re.findall(r"\w+", query)) & set(TABLES)) as con:
        return con.execute(query).fetchall()


@contextmanager
def open_tables(lake: Lake, names: Collection[str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a connection with these tables of the newest release, as `read_rows` queries them."""
    manifest = lake.read_manifest(lake.list_numbers()[-1])
    with _open_database().cursor() as con:
        for name in names:
            rows = lake.query_rows(con, manifest, name)
            con.execute(f"CREATE TEMP TABLE {name} AS FROM ({rows}) WHERE {select_live(TABLES[name])}")
        yield con


def publish_rows(lake: Lake, feed: str, year: int | None = None, **given: list[dict]) -> Manifest:
    """Publish the release after the newest, in which a feed has these rows of some tables, without the steps of a load."""
    newest = lake.read_manifest(lake.list_numbers()[-1])
    with lake.writing(), duckdb.connect() as con:
        for name, rows in given.items():
            declared = {column.name: column.type for column in TABLES[name].columns}
            filled = [{"feed": feed, "first_release": newest.number + 1} | row for row in rows]
            make_table(con, name, declared, [[row.get(column) for column in declared] for row in filled])
        cuts = {name: {Cut(feed, year if TABLES[name].period else None): f"FROM {name}"} for name in given}
        return lake.publish(
            con, parent=newest, rewritten=cuts, message="", made_by="", inputs=newest.inputs, versions=newest.versions
        )


@cache
def _open_database() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1})


def open_in_memory(rows: dict[str, list[dict]]) -> Release:
    """Open the rows of `fill_tables` as release 1, without files, checks or kilometres."""
    return _ReleaseInMemory(_LakeOfRows(rows))


def refill(release: Release, rows: dict[str, list[dict]]) -> Release:
    """Replace the rows of some tables of a release in memory, which is many times quicker than opening another."""
    with release.cursor() as con:
        for name in rows:
            table = "stated_incidents" if name == "incidents" else name
            con.execute(f"DELETE FROM {table}")
            _insert(con, table, rows[name], name)
        tie_incidents(con)
        con.execute(DERIVED)
    return release


class _ReleaseInMemory(Release):
    """A release that keeps its connection: without files it could not be opened again."""

    def __init__(self, lake: "_LakeOfRows"):
        super().__init__(lake, lake.read_manifest(1))
        self._connection = connect(lake, self.manifest)

    @contextmanager
    def cursor(self):
        with self._connection.cursor() as cursor:
            yield cursor


class _LakeOfRows:
    """The part of a lake's interface that `open_release` uses."""

    def __init__(self, rows: dict[str, list[dict]]):
        self.rows = rows

    def read_manifest(self, number: int) -> Manifest:
        published = {name: PublishedTable(len(self.rows[name]), "", ()) for name in TABLES}
        return Manifest(number, None, "2021-01-01T00:00:00Z", "", "", "", published, {}, {})

    def list_numbers(self) -> list[int]:
        return [1]

    def list_files(self, manifest: Manifest) -> list[Path]:
        return []

    def reading(self, manifest: Manifest) -> nullcontext:
        return nullcontext()

    def attach(self, con: duckdb.DuckDBPyConnection, manifest: Manifest, schema: str, of: object = None) -> None:
        con.execute(f"CREATE SCHEMA {schema}")
        for name, table in TABLES.items():
            declared = ", ".join(f"{quote_identifier(column.name)} {column.type}" for column in table.columns)
            con.execute(f"CREATE TABLE {schema}.{name} ({declared})")
            _insert(con, f"{schema}.{name}", self.rows[name], name)


def _insert(con: duckdb.DuckDBPyConnection, into: str, rows: list[dict], name: str) -> None:
    if not rows:
        return
    # The load fills in the feed and the release. No question reads the drawn route.
    filled = [{"feed": curated.FEED, "first_release": 1} | row | {"route": None} for row in rows]
    given = [column for column in TABLES[name].columns if any(column.name in row for row in filled)]
    names = ", ".join(quote_identifier(column.name) for column in given)
    values = ", ".join(f"unnest(?::{column.type}[])" for column in given)
    con.execute(f"INSERT INTO {into} ({names}) SELECT {values}", [[row.get(c.name) for row in filled] for c in given])


def _fill_days(day, columns: dict) -> dict:
    until = columns.pop("until", None)
    if until is not None:
        return {"date": parse_day(day), "date_end": parse_day(until), "date_precision": "range"}
    if day is None:
        return {"date": None, "date_end": None, "date_precision": "unknown"}
    return {"date": parse_day(day), "date_end": parse_day(day), "date_precision": "day"}


def _format_cell(value) -> str:
    if isinstance(value, list):
        return ";".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _make_features(corridors: list[dict]) -> dict:
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {name: value for name, value in row.items() if name != "route"},
                "geometry": row["route"] and {"type": "LineString", "coordinates": row["route"]},
            }
            for row in corridors
        ],
    }
