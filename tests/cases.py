"""Made-up cases in which a test writes only the columns that matter; the rest is filled in here.

    folder = case(tmp_path / "case", patrols=[patrol("2020-03-15")], incidents=[attack("2020-03-15", patrol_id="P1")])

One corridor, `road`, is a straight line of 100 km due east, patrolled by the parties a and b; its patrols, and the
attacks on them, are held completely for 2020. Records are numbered in the order in which they are written: P1, P2, ...,
I1, I2, ..., S1, S2, ...

`case` writes fact files for the real build; `released` and `opened` send them through it. `in_memory` opens the same
rows without files, which is what generated cases need to be quick.
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
from analysis.release import DERIVED, Release, connect, open_release
from analysis.selection import Selection
from etl.curated import build as load
from etl.curated import facts as curated
from etl.lake import Lake, Manifest, PublishedTable
from etl.tables.records import TABLES
from etl.tables.schema import quote_identifier, select_live

KEY_LETTERS = {"patrols": "P", "incidents": "I", "suspensions": "S", "exposure": "E", "milestones": "MS"}


def on(day: str | date | None) -> date | None:
    """A day, written as it is in a fact file."""
    return date.fromisoformat(day) if isinstance(day, str) else day


def patrol(day: str | date | None, **columns) -> dict:
    """A joint patrol of `road` on a known day, or on any day up to `until`."""
    return _with_days(day, columns) | {
        "corridor": "road", "participants": ["a", "b"], "outcome": "full", "source_ids": ["source"],
    } | columns  # fmt: skip


def attack(day: str | date | None, **columns) -> dict:
    """A confirmed bomb attack on a patrol of `road` on a known day, or on any day up to `until`."""
    return _with_days(day, columns) | {
        "corridor": "road", "kind": "ied", "target": "patrol", "verification": "confirmed", "geo_precision": "unknown",
        "source_ids": ["source"],
    } | columns  # fmt: skip


def suspension(start: str | date | None, end: str | date | None = None, **columns) -> dict:
    """An announcement that patrols of `road` stop; open where it has no end."""
    return {
        "corridor": "road", "start": on(start), "end": on(end), "announced_by": "a", "source_ids": ["source"],
    } | columns  # fmt: skip


def coverage(table: str, scope: str, first: str | date, through: str | date, **columns) -> dict:
    """The days for which `road` has all records of a scope."""
    return {
        "corridor": "road", "table": table, "scope": scope, "from": on(first), "through": on(through),
        "complete": True, "lag_days": 0,
    } | columns  # fmt: skip


def source(source_id: str, **columns) -> dict:
    return {
        "source_id": source_id, "publisher": "Publisher", "title": "Title", "accessed_via": "written for a test",
    } | columns  # fmt: skip


def corridor(name: str, **columns) -> dict:
    """A corridor of the parties a and b, due east at latitude 36 from longitude 36 to 37: 100 km by its posts."""
    return {
        "corridor": name, "title": name.title(), "parties": ["a", "b"], "own_count": "a", "km_from": 0, "km_to": 100,
        "route": [[36.0, 36.0], [37.0, 36.0]], "source_ids": ["source"],
    } | columns  # fmt: skip


def strait(name: str = "road", **columns) -> dict:
    """A corridor whose exposure is counted: transits of ships, by a."""
    return corridor(name, parties=None, route=None, km_from=None, km_to=None, unit="transits", unit_singular="transit",
                    targets="ships", target_singular="ship") | columns  # fmt: skip


def count(first: str | date, through: str | date, number: int, **columns) -> dict:
    """So many transits of `road` in some days, as a counts them."""
    return {
        "corridor": "road", "period_start": on(first), "period_end": on(through), "unit": "transits", "count": number,
        "counted_by": "a", "source_ids": ["source"],
    } | columns  # fmt: skip


def place(name: str, lat: float, lon: float, **columns) -> dict:
    return {"place": name, "lat": lat, "lon": lon, "geo_precision": "exact", "source_ids": ["source"]} | columns


def milestone(day: str, title: str, **columns) -> dict:
    return {"corridor": "road", "date": on(day), "title": title, "source_ids": ["source"]} | columns


def claim(table: str, record_id: str, field: str, value: str, **columns) -> dict:
    return {"table": table, "record_id": record_id, "field": field, "value": value, "claimed_by_side": "a"} | columns


def complete(first: str | date, through: str | date) -> list[dict]:
    """Coverage that holds all joint patrols of these days and all attacks on them."""
    return [coverage("patrols", "joint", first, through), coverage("incidents", "patrol", first, through)]


def tables(**given: list[dict]) -> dict[str, list[dict]]:
    """The rows of every table: those given, with ids, and the corridor, source and coverage that they need."""
    assert set(given) <= set(TABLES), given.keys()
    filled = {name: [dict(row) for row in given.get(name, [])] for name in TABLES}
    for name, letter in KEY_LETTERS.items():
        for ordinal, row in enumerate(filled[name], start=1):
            row.setdefault(TABLES[name].id_column, f"{letter}{ordinal}")
    for name, otherwise in (
        ("corridors", [corridor("road")]),
        ("sources", [source("source")]),
        ("coverage", complete("2020-01-01", "2020-12-31")),
    ):
        if name not in given:
            filled[name] = otherwise
    return filled


def case(folder: Path, **given: list[dict]) -> Path:
    """Write the fact files of a case into a folder, which is made, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = tables(**given)
    for name, path in curated.list_files(folder).items():
        if name == "corridors":
            path.write_text(json.dumps(_features(rows[name]), ensure_ascii=False), encoding="utf-8")
            continue
        columns = curated.list_columns(TABLES[name])
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)  # its own line end, without which it would not quote a lone \r
            writer.writeheader()
            writer.writerows({key: _text(value) for key, value in row.items()} for row in rows[name])
    return folder


def released(folder: Path, **given: list[dict]) -> Lake:
    """A lake in a folder to which the real build has published the case as its next release."""
    lake = Lake(folder / "lake")
    if lake.root.exists() or (folder / "case").exists():
        load.build(lake, case(folder / "case", **given))
    else:
        shutil.copytree(_build_once(given), folder, dirs_exist_ok=True)
    return lake


@cache
def _open_first_releases() -> tempfile.TemporaryDirectory:
    return tempfile.TemporaryDirectory(prefix="first-releases-")


_built: dict[str, Path] = {}


def _build_once(given: dict[str, list[dict]]) -> Path:
    """Build a case as the first release of a lake. Many tests begin with the same one, and to copy it takes no time."""
    key = repr(given)
    if key not in _built:
        folder = Path(tempfile.mkdtemp(dir=_open_first_releases().name))
        load.build(Lake(folder / "lake"), case(folder / "case", **given))
        _built[key] = folder
    return _built[key]


def opened(folder: Path, **given: list[dict]) -> tuple[Release, Selection]:
    """The newest release of such a lake, and what a page without choices asks of it."""
    lake = released(folder, **given)
    release = open_release(lake, lake.numbers()[-1])
    return release, read_choices(release).default()


def read_rows(lake: Lake, query: str) -> list[tuple]:
    """The rows of a query over the tables of the newest release: records that stand, as feeds state them.

    To open a release for a page, with all that it may ask, takes ten times as long.
    """
    with open_tables(lake, set(re.findall(r"\w+", query)) & set(TABLES)) as con:
        return con.execute(query).fetchall()


@contextmanager
def open_tables(lake: Lake, names: Collection[str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection on which these names are tables of the newest release, see `read_rows`."""
    manifest = lake.manifest(lake.numbers()[-1])
    with _open_database().cursor() as con:
        for name in names:
            rows = lake.rows_of(con, manifest, name)
            con.execute(f"CREATE TEMP TABLE {name} AS FROM ({rows}) WHERE {select_live(TABLES[name])}")
        yield con


@cache
def _open_database() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1})


def in_memory(rows: dict[str, list[dict]]) -> Release:
    """Open the rows of `tables` as release 1, without files, checks and kilometres."""
    return _ReleaseInMemory(_LakeOfRows(rows))


def refill(release: Release, rows: dict[str, list[dict]]) -> Release:
    """Put other rows into those tables of a release that is in memory: many times quicker than opening another."""
    with release.cursor() as con:
        for name in rows:
            con.execute(f"DELETE FROM {name}")
            _insert(con, name, rows[name])
        con.execute(DERIVED)
    return release


class _ReleaseInMemory(Release):
    """A release that could not be opened again. Its connection is its own: those of files are closed for one another."""

    def __init__(self, lake: "_LakeOfRows"):
        super().__init__(lake, lake.manifest(1))
        self._connection = connect(lake, self.manifest)

    @contextmanager
    def cursor(self):
        with self._connection.cursor() as cursor:
            yield cursor


class _LakeOfRows:
    """As much of a lake as `open_release` asks for."""

    def __init__(self, rows: dict[str, list[dict]]):
        self.rows = rows

    def manifest(self, number: int) -> Manifest:
        published = {name: PublishedTable(len(self.rows[name]), "", ()) for name in TABLES}
        return Manifest(number, None, "2021-01-01T00:00:00Z", "", "", "", published, {}, {})

    def numbers(self) -> list[int]:
        return [1]

    def part_files(self, manifest: Manifest, table: str) -> list[Path]:
        return []

    def reading(self, manifest: Manifest) -> nullcontext:
        return nullcontext()

    def attach(self, con: duckdb.DuckDBPyConnection, manifest: Manifest, schema: str) -> None:
        con.execute(f"CREATE SCHEMA {schema}")
        for name, table in TABLES.items():
            declared = ", ".join(f"{quote_identifier(column.name)} {column.type}" for column in table.columns)
            con.execute(f"CREATE TABLE {schema}.{name} ({declared})")
            _insert(con, f"{schema}.{name}", self.rows[name])


def _insert(con: duckdb.DuckDBPyConnection, into: str, rows: list[dict]) -> None:
    if not rows:
        return
    # The load fills in the feed and the release; a drawn line plays no part in any question.
    filled = [{"feed": curated.FEED, "first_release": 1} | row | {"route": None} for row in rows]
    given = [column for column in TABLES[into.rpartition(".")[2]].columns if any(column.name in row for row in filled)]
    names = ", ".join(quote_identifier(column.name) for column in given)
    values = ", ".join(f"unnest(?::{column.type}[])" for column in given)
    con.execute(f"INSERT INTO {into} ({names}) SELECT {values}", [[row.get(c.name) for row in filled] for c in given])


def _with_days(day, columns: dict) -> dict:
    until = columns.pop("until", None)
    if until is not None:
        return {"date": on(day), "date_end": on(until), "date_precision": "range"}
    if day is None:
        return {"date": None, "date_end": None, "date_precision": "unknown"}
    return {"date": on(day), "date_end": on(day), "date_precision": "day"}


def _text(value) -> str:
    if isinstance(value, list):
        return ";".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _features(corridors: list[dict]) -> dict:
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
