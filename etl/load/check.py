"""Checks the rules of a release against its tables as they will be once the load is published.

A record may break a rule by itself, or break something that another record depends on. `reject` checks the first kind
before matching, so that single records can be rejected. `check_cuts` checks everything that would be written.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager

import duckdb

from etl.lake import Cut
from etl.load.files.unread import DISPENSABLE, unset_cells
from etl.load.publish import select_patrol_numbers, select_sources
from etl.load.sql import count_rows, list_names, make_table, open_schema
from etl.load.sql.relations import EXCLUSION, MOST_KEPT_ROWS, Batch, Cuts, Known
from etl.tables import checks
from etl.tables.records import CASE_TABLES, CLAIMS, INCIDENTS, PATROL_NUMBERS, PATROLS, SOURCES, SUSPENSIONS
from etl.tables.schema import join_columns, select_live


@contextmanager
def open_tables_after(
    known: Known,
    rows: Mapping[str, Sequence[str]],
    *,
    only: Collection[str] = tuple(CASE_TABLES),
    replaced: Mapping[str, Collection[Cut]] | None = None,
    newest: bool = False,
    new_only: Collection[str] = (),
    on_patrols_only: bool = False,
    are_kept: bool = False,
    patrols_withdrawn: str | None = None,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection on which unqualified table names refer to the rows that would be live after the coming release.

    Creates only the tables in `only`. `rows` are queries for what the release adds to each table, `replaced` the known cuts that
    it drops entirely. With `newest`, a new row replaces the known one with the same key. Known rows of the tables in `new_only`
    are omitted, since they were checked when they were loaded; so are incidents that name no patrol, with `on_patrols_only`. With
    `are_kept`, the tables are materialised because many rules query them; they must fit into memory. The ids in `patrols_withdrawn`
    are of known patrols that the release withdraws.
    """
    known.con.execute("CREATE SCHEMA after")
    kind = "TABLE" if are_kept else "VIEW"
    for name, table in [(name, table) for name, table in CASE_TABLES.items() if name in only]:
        queries = list(rows.get(name, ()))
        if name not in new_only:
            query = known.select(table, without=(replaced or {}).get(name, ()))
            if patrols_withdrawn and table is PATROLS:
                query = f"SELECT * FROM ({query}) WHERE patrol_id NOT IN (SELECT patrol_id FROM {patrols_withdrawn})"
            queries.append(query)
        queries = queries or [Known(known.con, known.lake, None).select(table)]
        everything = " UNION ALL BY NAME ".join(f"SELECT {join_columns(table)} FROM ({query})" for query in queries)
        standing = select_live(table) + (" AND patrol_id IS NOT NULL" if on_patrols_only and table is INCIDENTS else "")
        if newest and len(queries) > 1:
            order = "ORDER BY first_release DESC" if table.tracked else ""
            standing += f" QUALIFY row_number() OVER (PARTITION BY {list_names(table.key)} {order}) = 1"
        known.con.execute(f"CREATE {kind} after.{name} AS FROM ({everything}) WHERE {standing}")
    try:
        with open_schema(known.con, "after") as cursor:
            yield cursor
    finally:
        known.con.execute("DROP SCHEMA after CASCADE")


def reject(batch: Batch, tables: Collection[str]) -> Batch:
    """Exclude the records of some tables that break a rule, alone or through a reference.

    If a record can do without the cell at fault, it is kept without that cell.
    """
    tables = set(tables) & set(batch.records)
    if not tables:
        return batch
    number = batch.known.next_number
    rows = {
        name: [f"SELECT *, {number} AS first_release, NULL::INTEGER AS withdrawn_release FROM ({records.accepted})"]
        for name, records in batch.records.items()
    }
    if sources := select_sources(batch):
        rows[SOURCES.name] = [sources]
    if numbers := select_patrol_numbers(batch):
        rows[PATROL_NUMBERS.name] = [numbers]
    # Incidents refer to patrols, but nothing refers to an incident or a suspension of a feed.
    unnamed = {INCIDENTS.name, SUSPENSIONS.name}
    are_few = sum(count_rows(batch.con, records.rows) for records in batch.records.values()) <= MOST_KEPT_ROWS
    only = checks.list_tables_read(tables)
    with open_tables_after(
        batch.known,
        rows,
        only=only,
        newest=True,
        new_only=unnamed,
        are_kept=are_few,
        patrols_withdrawn=batch.patrols_withdrawn,
    ) as after:
        wrong = [
            (
                checks.describe_check(sentence),
                (record, "rejected", sentence, checks.COLUMNS_AT_FAULT.get(sentence), detail),
            )
            for sentence, record, detail in checks.find_wrong(after, tables)
        ]
    for name in {name for name, _ in wrong}:
        table = CASE_TABLES[name]
        found = [row for about, row in wrong if about == name]
        at_the_side = [row for row in found if row[3] in DISPENSABLE.get(name, ())]
        if at_the_side == found:
            batch = unset_cells(batch, table, found)
            continue
        rejected = batch.name(table, f"rejected_{len(batch.records[name].excluded)}")
        make_table(batch.con, rejected, EXCLUSION, [row for row in found if row not in at_the_side])
        batch = batch.without(table, rejected)
        if at_the_side:  # rejections may resolve some conflicts, so check the remaining rows again
            batch = reject(batch, {name})
    return batch


def check_cuts(known: Known, cuts: Cuts) -> None:
    """Run the checks that rewritten cuts can break. Raises CheckFailed.

    Single records were checked when they were loaded. So only incidents that name a patrol are checked, or all
    incidents if claims changed, since claims refer to them.
    """
    changed = set(cuts)
    if PATROLS.name in changed:
        changed |= {INCIDENTS.name, PATROL_NUMBERS.name}
    rows = {name: list(queries.values()) for name, queries in cuts.items()}
    only = checks.list_tables_read(changed)
    with open_tables_after(
        known, rows, only=only, replaced=cuts, on_patrols_only=CLAIMS.name not in cuts, are_kept=True
    ) as after:
        checks.run(after, changed)
