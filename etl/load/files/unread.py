"""Counts and lists cells that could not be read, for records that are kept without them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from etl.load.sql import fill_in, make_table
from etl.load.sql.relations import EXCLUSION, Batch, Known, Records
from etl.tables.columns import Table
from etl.tables.labels import format_count
from etl.tables.loads import UNREAD_CELLS
from etl.tables.records import PATROLS
from etl.tables.schema import quote_text

# Columns that a record can do without if they break a rule of the release, by table.
DISPENSABLE = {PATROLS.name: ("number", "km_to")}
TEXTS_SHOWN = 5
COLUMNS_SHOWN = 10
LONGEST_SHOWN = 80


@dataclass(frozen=True)
class UnreadText:
    """A text that could not be read, its column as the file names it, and the number of kept rows that have it."""

    column: str
    reason: str
    text: str
    rows: int


def count_unread(con: duckdb.DuckDBPyConnection, staged: Sequence[Path]) -> list[UnreadText]:
    """Count unreadable cells of staged files by column, reason and text, the most common of each column first."""
    parts = ", ".join(quote_text(str(path)) for path in staged)
    return [UnreadText(*row) for row in con.execute(fill_in("unread_texts", parts=parts)).fetchall()]


def unset_cells(batch: Batch, table: Table, wrong: Sequence[tuple[str | None, ...]]) -> Batch:
    """Return the batch with the numbers and kilometres at fault set to unknown. `wrong` are rows of EXCLUSION.

    A record already known with its number keeps it. Creates a table of the cells, and a view of the events without them.
    """
    records, cleared, events = (
        batch.records[table.name],
        batch.name(table, "cleared"),
        batch.name(table, "without_cells"),
    )
    make_table(batch.con, f"{cleared}_at_fault", EXCLUSION, wrong)
    names = {
        "cleared": f"{cleared}_at_fault",
        "events": records.events,
        "key": records.key,
        "corridors": f"{batch.schema}.corridors",
    }
    batch.con.execute(
        f"CREATE TABLE {cleared} AS " + fill_in("cells_at_fault", known=batch.select_known(table), **names)
    )
    batch.con.execute(
        f"CREATE VIEW {events} AS "
        + fill_in("events_without_cells", cells=records.cells, **names | {"cleared": cleared})
    )
    return batch.with_records(replace(records, events=events, cleared=(*records.cleared, cleared)))


def count_cleared(batch: Batch, records: Records) -> list[tuple[int, UnreadText]]:
    """Count the cells that were set to unknown because they break a rule of the release, with the number of their file."""
    texts = []
    for cleared in records.cleared:
        query = fill_in("cleared_texts", rows=records.rows, cleared=cleared, key=records.key, cells=records.cells)
        texts += [(file, UnreadText(*row)) for file, *row in batch.con.execute(query).fetchall()]
    return texts


def list_known_unread(known: Known, load_id: str) -> list[UnreadText]:
    """List the unreadable texts of a file that was loaded before, in the same order."""
    query = fill_in("known_unread_texts", unread_cells=known.select(UNREAD_CELLS))
    return [UnreadText(*row) for row in known.con.execute(query, [load_id]).fetchall()]


def describe_unread(unread: Sequence[UnreadText]) -> Iterator[str]:
    """Yield a line for each column and reason with the texts that could not be read, the most common first."""
    by_column: dict[tuple[str, str], list[UnreadText]] = {}
    for text in unread:
        by_column.setdefault((text.column, text.reason), []).append(text)
    for (column, reason), texts in list(by_column.items())[:COLUMNS_SHOWN]:
        shown = ", ".join(
            f"“{text.text[:LONGEST_SHOWN]}” ({format_count(text.rows, 'row')})" for text in texts[:TEXTS_SHOWN]
        )
        others = texts[TEXTS_SHOWN:]
        rest = f" and {len(others):,} more in {format_count(sum(text.rows for text in others), 'row')}, listed on the Data page"
        more = rest if others else ""
        yield f"Not used from column {column}: {shown}{more}: {reason}. The rows are kept, with the text in as_written."
    if len(by_column) > COLUMNS_SHOWN:
        yield f"and {len(by_column) - COLUMNS_SHOWN:,} more columns with cells that could not be read, listed on the Data page."
