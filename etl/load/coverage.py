"""The days that a feed's records cover, as a load finds them."""

from collections.abc import Collection

import duckdb

from etl.lake import Cut, Lake, Manifest, Part
from etl.tables.records import COVERAGE, INCIDENTS, PATROLS
from etl.tables.schema import literal


def coverage_of(
    con: duckdb.DuckDBPyConnection,
    lake: Lake,
    parent: Manifest | None,
    feed: str,
    parts: dict[str, dict[Cut, str]],
    complete: Collection = (),
) -> str:
    """The coverage of a feed once some of its cuts are rewritten.

    The days that its records on a corridor span are not said to be held completely; those named as complete are, for joint
    patrols and attacks on patrols. What was named before stays named.
    """

    def own(part: Part) -> bool:
        return part.feed == feed

    spans = []
    for table in (PATROLS, INCIDENTS):
        cuts = parts.get(table.name, {})
        known = lake.rows_of(con, parent, table.name, lambda part, cuts=cuts: own(part) and part.cut not in cuts)
        rows = " UNION ALL ".join(
            f"SELECT corridor, date, date_end, withdrawn_release FROM ({query})" for query in [known, *cuts.values()]
        )
        spans.append(f"""
            SELECT {literal(feed)} AS feed, corridor, {literal(table.name)} AS "table", 'any' AS scope, min(date) AS "from",
                max(date_end) AS through, false AS complete, 0 AS lag_days, NULL::VARCHAR AS note
            FROM ({rows}) WHERE corridor IS NOT NULL AND withdrawn_release IS NULL AND date IS NOT NULL GROUP BY corridor""")
    named = " UNION ALL ".join([
        f"SELECT 0 AS age, * FROM ({lake.rows_of(con, parent, COVERAGE.name, own)}) WHERE complete",
        *(
            f"SELECT 1, {literal(feed)}, {literal(scope.country)}, {literal(table)}, {literal(which)}, DATE '{scope.first}', "
            f"DATE '{scope.through}', true, 0, 'Named as complete when the files were loaded.'"
            for scope in complete
            for table, which in (("patrols", "joint"), ("incidents", "patrol"))
        ),
    ])  # fmt: skip
    latest = f"""SELECT * EXCLUDE (age) FROM ({named})
        QUALIFY row_number() OVER (PARTITION BY corridor, "table", scope ORDER BY age DESC, "from") = 1"""
    return " UNION ALL BY NAME ".join([*spans, latest])
