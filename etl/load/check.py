"""The rules of the whole release, before a load publishes it: what one file says may break what another record rests on."""

import duckdb

from etl.lake import Cut, Lake, Manifest
from etl.tables import checks
from etl.tables.records import CASE_TABLES, INCIDENTS, PATROL_NUMBERS, PATROLS
from etl.tables.schema import column_list, live_rows


def check(
    con: duckdb.DuckDBPyConnection, lake: Lake, parent: Manifest | None, rewritten: dict[str, dict[Cut, str]]
) -> None:
    """Run the checks that the rewritten cuts can break. Raises CheckFailed.

    Each record by itself was checked when it came, so of incidents only those are looked at that name a patrol.
    """
    con.execute("CREATE SCHEMA assembled")
    for name, table in CASE_TABLES.items():
        cuts = rewritten.get(name, {})
        rows = [lake.rows_of(con, parent, name, lambda part, cuts=cuts: part.cut not in cuts), *cuts.values()]
        everything = " UNION ALL BY NAME ".join(f"SELECT {column_list(table)} FROM ({query})" for query in rows)
        named = " AND patrol_id IS NOT NULL" if table is INCIDENTS else ""
        # A table, since many rules ask it: incidents are selected from all cuts once, and few of them name a patrol.
        con.execute(f"CREATE TABLE assembled.{name} AS FROM ({everything}) WHERE {live_rows(table)}{named}")
    changed = set(rewritten)
    if PATROLS.name in changed:
        changed |= {INCIDENTS.name, PATROL_NUMBERS.name}
    con.execute("USE assembled")
    try:
        checks.run(con, changed)
    finally:
        con.execute("USE memory.main")
