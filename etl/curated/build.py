"""One load from files to a release, as a list of steps."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from etl import geometry as corridors
from etl.curated import facts as curated
from etl.errors import FileRefused
from etl.lake import Lake, Manifest
from etl.lake.diff import Change, diff
from etl.load import match as matching
from etl.load import place as placing
from etl.tables import checks
from etl.tables.columns import Table
from etl.tables.records import CASE_TABLES, CORRIDORS, INCIDENTS
from etl.tables.schema import READS_AS, column_list, from_text, live_rows, quoted
from etl.version import VERSION


@dataclass(frozen=True)
class Outcome:
    """What a build did: the release it published (None: nothing new), what changed in the case, the doubts it kept, and how
    many known incidents of feeds came to lie on which corridor."""

    release: Manifest | None
    changes: list[Change]
    doubts: list[tuple[str, str, str]]
    placed: dict[str, int] = field(default_factory=dict)


def build(
    lake: Lake,
    case: Path,
    *,
    made_by: str = "",
    message: str = "",
    dry_run: bool = False,
    progress: Callable[[str], None] = lambda step: None,
) -> Outcome:
    """Publish the curated case of a folder as a new release, unless it says what the newest release says.

    A dry run says what would change and publishes nothing. Raises FileRefused, CheckFailed or LakeUnusable; then
    nothing was published.
    """
    with duckdb.connect() as con:
        progress(f"Reading the fact files of {case.name}")
        inputs = curated.fingerprints(case)
        curated.read(con, case)
        if curated.fingerprints(case) != inputs:
            raise FileRefused(f"{case.name}: a fact file changed while it was read. Build again.")
        con.execute("CREATE SCHEMA read; USE read")
        for table in CASE_TABLES.values():
            _read_records(con, table, curated.files(case)[table.name].name)
        _say_where_from(con)
        progress("Placing records on their corridors")
        corridors.place(con)
        if dry_run:
            return _publish_if_new(con, lake, case, inputs, made_by, message, progress, dry_run=True)
        with lake.writing():
            return _publish_if_new(con, lake, case, inputs, made_by, message, progress)


def _publish_if_new(con, lake, case, inputs, made_by, message, progress, dry_run=False) -> Outcome:
    parent = lake.newest()
    lake.attach(con, parent, "parent", of=lambda part: part.feed == curated.FEED)
    lake.attach(con, parent, "others", of=lambda part: part.feed != curated.FEED)
    matching.match_whole_feed(con, parent.number + 1 if parent else 1)
    progress("Checking")
    _see_live_rows(con)
    checks.run(con)
    outcome = Outcome(None, diff(con, "parent", "release"), checks.doubts(con))
    if parent and not outcome.changes:
        return outcome
    rewritten = matching.cuts_of(con, parent, curated.FEED)
    if parent and any(change.table == CORRIDORS.name for change in outcome.changes):
        progress("Placing known incidents on its corridors")
        outcome.placed.update(placing.place_known(con, lake, parent, rewritten))
    if dry_run:
        return outcome
    progress("Publishing")
    release = lake.publish(
        con,
        parent=parent,
        rewritten=rewritten,
        message=message or f"The curated case {case.name}",
        made_by=made_by,
        inputs=inputs,
        versions=versions(),
    )
    return replace(outcome, release=release)


def versions() -> dict[str, str]:
    return {"patrolwatch": VERSION, "duckdb": duckdb.__version__}


def _read_records(con: duckdb.DuckDBPyConnection, table: Table, file: str) -> None:
    """Give `raw.<table>` its types: `read.<table>`. Raises FileRefused naming line, column and text that has none."""
    held = set(curated.columns_of(table))
    expressions = []
    for column in table.declared:
        if column.name not in held:
            expressions.append(f"NULL::{column.type} AS {quoted(column.name)}")
            continue
        name = quoted(column.name)
        expressions.append(f"{from_text(column, name)} AS {name}")
        wrong = con.execute(
            f"SELECT line, {name} FROM raw.{table.name} WHERE {name} IS NOT NULL AND ({from_text(column, name)}) IS NULL "
            "ORDER BY line LIMIT 1"
        ).fetchone()
        if wrong:
            raise FileRefused(
                f"{file}, line {wrong[0]}, column {column.name}: “{wrong[1]}” is not {READS_AS[column.type]}. "
                "Correct the file and build again."
            )
    con.execute(f"CREATE TABLE {table.name} AS SELECT {', '.join(expressions)} FROM raw.{table.name}")


def _say_where_from(con: duckdb.DuckDBPyConnection) -> None:
    """Curated records are their own feed's; the id in the file is the feed's id."""
    for table in CASE_TABLES.values():
        names = {column.name for column in table.declared}
        if "feed" in names:
            con.execute(f"UPDATE {table.name} SET feed = ?", [curated.FEED])
        if "feed_id" in names:
            con.execute(f"UPDATE {table.name} SET feed_id = {table.id_column}")


def _see_live_rows(con: duckdb.DuckDBPyConnection) -> None:
    """Let checks read `patrols` and mean the records that stand. Incidents of other feeds were checked when they came."""
    con.execute("CREATE SCHEMA live")
    for name, table in CASE_TABLES.items():
        rows = [f"SELECT {column_list(table)} FROM release.{name}"]
        if table is not INCIDENTS:
            rows.append(f"SELECT {column_list(table)} FROM others.{name}")
        con.execute(f"CREATE VIEW live.{name} AS SELECT * FROM ({' UNION ALL '.join(rows)}) WHERE {live_rows(table)}")
    con.execute("USE live")
