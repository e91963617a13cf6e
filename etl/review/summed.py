"""The incidents of a release in parts with sums, beside those of other parts, which are read one by one."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from etl.load.sql import count_rows
from etl.review.apply import holds_entries, read_entries
from etl.review.entries import decide
from etl.tables.loads import REVIEW_ENTRIES
from etl.tables.records import INCIDENTS
from etl.tables.schema import quote_text
from etl.tables.withheld import select_without_texts

if TYPE_CHECKING:
    from etl.lake.manifest import Manifest, Part
    from etl.lake.read import ReadableLake


def find_summed(con: duckdb.DuckDBPyConnection, lake: "ReadableLake", manifest: "Manifest") -> "frozenset[Part]":
    """Find the parts whose sums are valid, since no editor decided on an incident of their feed. Raises ReleaseDamaged."""
    published = manifest.tables.get(INCIDENTS.name)
    parts = [part for part in published.parts if part.sums] if published else []
    if not parts or not holds_entries(manifest):
        return frozenset(parts)
    entries = read_entries(con, f"({lake.query_rows(con, manifest, REVIEW_ENTRIES.name)})")
    # The id of a record begins with the name of its feed.
    decided = {incident_id.partition(":")[0] for incident_id in decide(entries).list_touched(INCIDENTS)}
    return frozenset(part for part in parts if part.feed not in decided)


def attach_summed(
    con: duckdb.DuckDBPyConnection,
    lake: "ReadableLake",
    manifest: "Manifest",
    summed: "frozenset[Part]",
    withheld: Collection[str],
    rows_in_memory: int,
) -> None:
    """Complete `ever.incidents`, which becomes `ever.single_incidents`, by those of parts with sums, `ever.summed_incidents`.

    Creates the view `incident_sums` of their sums by day, and `incident_places` of those by place unless the release was published
    before there were any: up to `rows_in_memory` of these are read into a table. Raises ReleaseDamaged.
    """
    con.execute("CREATE SCHEMA summed")
    # Naming the feed of the rows lets a question about another feed open none of their files.
    of_feeds = {
        feed: frozenset(part for part in summed if part.feed == feed) for feed in {part.feed for part in summed}
    }
    stated = " UNION ALL BY NAME ".join(
        f"SELECT * REPLACE ({quote_text(feed)} AS feed) FROM ({lake.query_rows(con, manifest, INCIDENTS.name, parts.__contains__)})"
        for feed, parts in of_feeds.items()
    )
    con.execute(f"CREATE VIEW summed.incidents AS {stated}")
    rows = select_without_texts(INCIDENTS, "summed", withheld) if withheld else "FROM summed.incidents"
    con.execute(f"CREATE VIEW ever.summed_incidents AS {rows}")
    con.execute("ALTER VIEW ever.incidents RENAME TO single_incidents")
    con.execute("CREATE VIEW ever.incidents AS FROM ever.single_incidents UNION ALL BY NAME FROM ever.summed_incidents")
    by_day = lake.list_sums(manifest, summed.__contains__)
    con.execute(f"CREATE VIEW incident_sums AS {_select_sums(by_day)}")
    if has_places(summed):
        by_place = _select_sums(lake.list_sums(manifest, summed.__contains__, by_place=True))
        feeds = ", ".join(map(quote_text, sorted(withheld))) or "NULL"
        place = f"CASE WHEN feed IN ({feeds}) THEN NULL ELSE place END"  # a text, as in `select_without_texts`
        kind = "TABLE" if count_rows(con, f"({by_place})") <= rows_in_memory else "VIEW"
        con.execute(f"CREATE {kind} incident_places AS SELECT * REPLACE ({place} AS place) {by_place}")


def has_places(summed: "frozenset[Part]") -> bool:
    """Whether all parts with sums have sums by place, which those of older releases lack."""
    return bool(summed) and all(part.places for part in summed)


def _select_sums(files: Sequence[Path]) -> str:
    return f"FROM read_parquet([{', '.join(quote_text(str(file)) for file in files)}])"
