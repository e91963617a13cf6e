"""Finds sheets that repeat the rows of another sheet: all of them, those of a year or province, or those of shared days.

Their rows count as duplicates, even if each sheet numbers its rows from 1.
"""

import os
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from etl.errors import FileRefused
from etl.load.normalise import Staged, select_staged
from etl.load.sql import fetch_row, fill_in, has_rows
from etl.tables.records import INCIDENTS, TABLES
from etl.tables.schema import quote_identifier, quote_text

NOT_COMPARED = {"patrol_id", "feed_id", "as_written", "source_ids", "feed_release"}
# A kind that is not known is compared by its word; otherwise the word is only one of several for the kind.
WORD_OF_KIND = {"kind_detail": "CASE WHEN kind = 'unknown' THEN kind_detail END"}
LOADED_AS = {"number": "extra_patrol_number", "counted_by": "extra_counted_by"}  # staged in addition to our columns
FEWEST_COLUMNS = 3  # a day and two more; rows with fewer values may be alike by chance
FEWEST_ROWS, FEWEST_ROWS_WITHOUT_PLACE = 2, 5
FIGURE = re.compile("_(low|best|high)$")
PLACES = {"place", "corridor", "admin1", "admin2", "lat"}


@dataclass(frozen=True)
class _Pair:
    """A table of ours on two sheets, by their positions among the tables of the file."""

    table: str
    sheet: int
    other: int


def refuse_attacks_listed_twice(con: duckdb.DuckDBPyConnection, file: str, tables: Sequence[Staged]) -> None:
    """Refuse a file if one table is a log that says which patrols were attacked, and another lists incidents. Raises FileRefused."""
    log = next((table for table in tables if table.log_header), None)
    for table in tables if log else ():
        staged = not table.log_header and select_staged([table], INCIDENTS.name)
        if log and staged and has_rows(con, f"SELECT 1 FROM {staged} WHERE fate IS NULL"):
            raise FileRefused(
                f"{file}: column “{log.log_header}” of sheet {log.sheet} says which patrols were attacked, and sheet {table.sheet} lists "
                f"incidents, so that an attack would count twice. Load a copy with one of the two, or both without that column with --as-events.",
                options=("as-events",),
            )


def set_repeats_aside(
    con: duckdb.DuckDBPyConnection, tables: Sequence[Staged], folder: Path
) -> tuple[list[Staged], list[str]]:
    """Return the tables of a file with rows repeated from another sheet marked as duplicates, and sentences that say so."""
    found, notes = list(tables), []
    counts = [{name: _count(con, part) for name, part in table.parts.items()} for table in tables]
    pairs = [
        _Pair(name, sheet, other)
        for sheet, held in enumerate(counts)
        for name, rows in held.items()
        for other, others in enumerate(counts)
        # Of two sheets with the same rows, the later one repeats the other.
        if other != sheet and rows >= FEWEST_ROWS and (others.get(name, 0), -other) > (rows, -sheet)
    ]
    done: set[tuple[int, str]] = set()
    for pair in pairs:
        sheet, other = found[pair.sheet], found[pair.other]
        if (pair.sheet, pair.table) in done or not (shared := _find_shared_columns(con, sheet, other, pair.table)):
            continue
        other_letters = _find_other_letters(con, sheet, other, pair.table, shared)
        records = _find_repeated(con, sheet, other, pair.table, shared - other_letters)
        # If no column names the place, the sheet's title may, and a few rows may be alike by chance.
        enough = FEWEST_ROWS if shared & PLACES else FEWEST_ROWS_WITHOUT_PLACE
        if not shared - other_letters & PLACES and len(records) < counts[pair.other][pair.table]:
            continue  # names in other letters cannot be compared, so all rows must be the same
        if len(records) < enough or _have_other_ids(con, sheet, other, pair.table):
            continue
        done.add((pair.sheet, pair.table))
        found[pair.sheet] = _mark(con, sheet, pair.table, records, folder)
        notes.append(
            f"Sheet {sheet.sheet} repeats {len(records):,} rows of sheet {other.sheet}: they count once, and here as duplicates."
            + _name_lost(sheet.stated[pair.table] - other.stated[pair.table])
        )
    return found, notes


def _name_lost(columns: set[str] | frozenset[str]) -> str:
    """Name the columns that only the repeating sheet has, since the rows of the other sheet are kept."""
    lost = sorted({FIGURE.sub("", column) for column in columns - NOT_COMPARED})
    if not lost:
        return ""
    return f" What only it says about them is not used ({', '.join(lost)}): load it as a separate file to add that."


def _count(con: duckdb.DuckDBPyConnection, part: Path) -> int:
    (rows,) = fetch_row(con, f"SELECT count(*) FROM {_read(part)} WHERE fate IS NULL")
    return int(rows)


def _find_shared_columns(con: duckdb.DuckDBPyConnection, sheet: Staged, other: Staged, table: str) -> set[str]:
    """Return the columns that both sheets fill, or none if there are too few to compare."""
    stated = {LOADED_AS.get(column, column) for column in sheet.stated[table] & other.stated[table]}
    shared = sorted(stated - NOT_COMPARED)
    counts = ", ".join(f"count({quote_identifier(column)})" for column in shared)
    filled = [fetch_row(con, f"SELECT {counts or 'NULL'} FROM {_read(of.parts[table])}") for of in (sheet, other)]
    both = {column for column, *cells in zip(shared, *filled, strict=False) if all(cells)}
    return both if len(both) >= FEWEST_COLUMNS else set()


def _find_other_letters(
    con: duckdb.DuckDBPyConnection, sheet: Staged, other: Staged, table: str, shared: set[str]
) -> set[str]:
    """Return the columns of words that only one of the two sheets has in Latin letters, since the sheets differ in language."""
    texts = sorted(
        column.name for column in TABLES[table].declared if column.name in shared and column.type == "VARCHAR"
    )
    latin = ", ".join(f"avg(regexp_matches({quote_identifier(column)}, '[A-Za-z]')::INTEGER) > 0.5" for column in texts)
    of_both = [fetch_row(con, f"SELECT {latin or 'NULL'} FROM {_read(of.parts[table])}") for of in (sheet, other)]
    return {column for column, *are_latin in zip(texts, *of_both, strict=False) if are_latin[0] != are_latin[1]}


def _find_repeated(
    con: duckdb.DuckDBPyConnection, sheet: Staged, other: Staged, table: str, shared: set[str]
) -> list[int]:
    """Return the records that the other sheet also holds, or none unless it holds every record of its days."""
    query = fill_in(
        "repeated_rows",
        day=quote_identifier(TABLES[table].day),
        cells=", ".join(
            f"{quote_text(column)}: {WORD_OF_KIND.get(column, quote_identifier(column))}" for column in sorted(shared)
        ),
        sheet=_read(sheet.parts[table]),
        other=_read(other.parts[table]),
    )
    found = con.execute(query).fetchall()
    return [record for record, _ in found] if all(is_held for _, is_held in found) else []


def _have_other_ids(con: duckdb.DuckDBPyConnection, sheet: Staged, other: Staged, table: str) -> bool:
    """Whether both sheets have ids and share none, which makes their rows different events."""
    ids = [f"SELECT feed_id FROM {_read(of.parts[table])} WHERE feed_id IS NOT NULL" for of in (sheet, other)]
    has_ids = all(con.execute(f"{query} LIMIT 1").fetchone() for query in ids)
    return has_ids and not con.execute(f"{ids[0]} INTERSECT {ids[1]}").fetchone()


def _mark(con: duckdb.DuckDBPyConnection, sheet: Staged, table: str, records: list[int], folder: Path) -> Staged:
    """Return a sheet with these records of a table marked as duplicates."""

    def mark(parts: dict[str, Path]) -> dict[str, Path]:
        descriptor, path = tempfile.mkstemp(".parquet", "repeats-", folder)
        os.close(descriptor)
        numbers = ", ".join(map(str, records))
        fate = f"CASE WHEN record IN ({numbers}) THEN 'duplicates' ELSE fate END"
        con.execute(
            f"COPY (SELECT * REPLACE ({fate} AS fate) FROM {_read(parts[table])}) TO {quote_text(path)} (FORMAT parquet)"
        )
        return parts | {table: Path(path)}

    again: Callable[[], Staged] = sheet.with_cells

    def with_cells() -> Staged:
        anew = again()
        return replace(anew, parts=mark(anew.parts))

    return replace(sheet, parts=mark(sheet.parts), with_cells=with_cells)


def _read(part: Path) -> str:
    return f"read_parquet({quote_text(str(part))})"
