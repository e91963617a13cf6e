"""Rules that a release must keep, and doubts that it may contain.

A check selects the wrong rows (`record`, `detail`). Its file name is the sentence that describes the fault, and its first line
names the column at fault, if there is one. A failed check prevents the release. Doubts are not errors: they are kept, flagged
and shown.
"""

import re
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from etl.errors import CheckFailed
from etl.tables.records import CASE_TABLES
from etl.tables.schema import list_column_checks, list_column_conditions

HERE = Path(__file__).parent
SHOWN = 5


def _read_rules(folder: str) -> list[tuple[str, str]]:
    return [
        (path.stem.replace("_", " "), path.read_text(encoding="utf-8"))
        for path in sorted((HERE / folder).glob("*.sql"))
    ]


CHECKS = [check for table in CASE_TABLES.values() for check in list_column_checks(table)] + _read_rules("rules")
DOUBTS = _read_rules("doubts")


# Counts the rows, and those that break any rule of any column, in one query instead of about fifty.
_COUNTS = {
    name: f"SELECT count(*), count(*) FILTER ({' OR '.join(condition for _, _, condition in list_column_conditions(table))}) FROM {name}"
    for name, table in CASE_TABLES.items()
}
_RULES_OF_COLUMNS = {
    name: {sentence for sentence, _, _ in list_column_conditions(table)} for name, table in CASE_TABLES.items()
}


def find_column_at_fault(query: str) -> str | None:
    """Return the column that the first line of a check names."""
    named = re.match(r"-- Column at fault: (\w+)", query)
    return named[1] if named else None


COLUMNS_AT_FAULT = {sentence: column for sentence, query in CHECKS if (column := find_column_at_fault(query))}


def list_tables_read(tables: Collection[str]) -> set[str]:
    """List the tables that the checks of some tables can read: those whose names occur in their queries."""
    queries = [query for sentence, query in CHECKS if describe_check(sentence) in tables]
    return set(CASE_TABLES) & {word for query in queries for word in re.findall(r"\w+", query)}


@cache
def describe_check(sentence: str) -> str:
    """Return the table whose rows a check selects. Every sentence begins with its name."""
    words = sentence.replace(" ", "_")
    return max((name for name in CASE_TABLES if words.startswith(name)), key=len)


def find_wrong(con: duckdb.DuckDBPyConnection, tables: Collection[str]) -> Iterator[tuple[str, Any, Any]]:
    """Yield sentence, record and detail of the rows of some tables in `con` that break a check."""
    kept: set[str] = set()
    filled: set[str] = set()
    for name in _COUNTS.keys() & set(tables):
        ((rows, breaking),) = con.execute(_COUNTS[name]).fetchall()
        if rows:  # a check selects rows of its table, so an empty table cannot break any
            filled.add(name)
        if not breaking:
            kept |= _RULES_OF_COLUMNS[name]
    for sentence, query in CHECKS:
        if describe_check(sentence) in filled and sentence not in kept:
            yield from ((sentence, record, detail) for record, detail in con.execute(query).fetchall())


def run(con: duckdb.DuckDBPyConnection, tables: Collection[str] = tuple(CASE_TABLES)) -> None:
    """Run the checks of some tables in `con`. Raises CheckFailed with a sentence that names the wrong rows."""
    failed: dict[str, list[tuple[object, ...]]] = {}
    for sentence, *wrong_row in find_wrong(con, tables):
        failed.setdefault(sentence, []).append(tuple(wrong_row))
    failures = [f"{sentence}: {_name_records(wrong)}" for sentence, wrong in failed.items()]
    if failures:
        raise CheckFailed(
            "Nothing was published, because the facts contain "
            + "; and ".join(failures)
            + ". Correct them and try again.",
            {row[0] for wrong in failed.values() for row in wrong},
        )


def find_doubts(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str]]:
    """Return (what is doubtful, record, detail) of every doubt about the tables in `con`."""
    return [(sentence, *row) for sentence, query in DOUBTS for row in con.execute(query).fetchall()]


def _name_records(wrong: list[tuple[object, ...]]) -> str:
    named = [f"{record} ({detail})" if detail is not None else str(record) for record, detail in wrong[:SHOWN]]
    return ", ".join(named) + (f" and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else "")
