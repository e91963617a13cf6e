"""Rules that a release must keep, and doubts that it may hold.

A check selects the wrong rows (`record`, `detail`) and its file name is the sentence that says what is wrong with them; its
first line names the column at fault, where there is one. Checks stop a release. Doubts are no errors: they are kept, flagged
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
from etl.tables.schema import column_checks, column_conditions

HERE = Path(__file__).parent
SHOWN = 5


def _sentences(folder: str) -> list[tuple[str, str]]:
    return [
        (path.stem.replace("_", " "), path.read_text(encoding="utf-8"))
        for path in sorted((HERE / folder).glob("*.sql"))
    ]


CHECKS = [check for table in CASE_TABLES.values() for check in column_checks(table)] + _sentences("rules")
DOUBTS = _sentences("doubts")


# A row of a table that breaks any rule of a column: one question, where each rule by itself would be fifty.
_BREAKING = {
    name: f"SELECT 1 FROM {name} WHERE {' OR '.join(condition for _, _, condition in column_conditions(table))} LIMIT 1"
    for name, table in CASE_TABLES.items()
}
_RULES_OF_COLUMNS = {
    name: {sentence for sentence, _, _ in column_conditions(table)} for name, table in CASE_TABLES.items()
}


def column_at_fault(query: str) -> str | None:
    """The column that the first line of a check names."""
    named = re.match(r"-- Column at fault: (\w+)", query)
    return named[1] if named else None


COLUMNS_AT_FAULT = {sentence: column for sentence, query in CHECKS if (column := column_at_fault(query))}


def list_tables_read(tables: Collection[str]) -> set[str]:
    """List the tables that the checks of some tables can read: no other name stands in their queries."""
    queries = [query for sentence, query in CHECKS if describe_check(sentence) in tables]
    return set(CASE_TABLES) & {word for query in queries for word in re.findall(r"\w+", query)}


@cache
def describe_check(sentence: str) -> str:
    """The table whose rows a check selects: every sentence begins with its name."""
    words = sentence.replace(" ", "_")
    return max((name for name in CASE_TABLES if words.startswith(name)), key=len)


def find_wrong(con: duckdb.DuckDBPyConnection, tables: Collection[str]) -> Iterator[tuple[str, Any, Any]]:
    """Yield sentence, record and detail of the rows of some tables, as `con` sees them, that break a check."""
    kept: set[str] = set()
    for name in _BREAKING.keys() & set(tables):
        if not con.execute(_BREAKING[name]).fetchall():
            kept |= _RULES_OF_COLUMNS[name]
    for sentence, query in CHECKS:
        if describe_check(sentence) in tables and sentence not in kept:
            yield from ((sentence, record, detail) for record, detail in con.execute(query).fetchall())


def run(con: duckdb.DuckDBPyConnection, tables: Collection[str] = tuple(CASE_TABLES)) -> None:
    """Run the checks of some tables over what `con` sees. Raises CheckFailed with a sentence that names the wrong rows."""
    failed: dict[str, list[tuple[object, ...]]] = {}
    for sentence, *wrong_row in find_wrong(con, tables):
        failed.setdefault(sentence, []).append(tuple(wrong_row))
    failures = [f"{sentence}: {_named(wrong)}" for sentence, wrong in failed.items()]
    if failures:
        raise CheckFailed(
            "Nothing was published, because the facts hold "
            + "; and ".join(failures)
            + ". Correct them and try again.",
            {row[0] for wrong in failed.values() for row in wrong},
        )


def doubts(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str]]:
    """(what is doubtful, record, detail) of every doubt in the tables that `con` sees."""
    return [(sentence, *row) for sentence, query in DOUBTS for row in con.execute(query).fetchall()]


def _named(wrong: list[tuple[object, ...]]) -> str:
    named = [f"{record} ({detail})" if detail is not None else str(record) for record, detail in wrong[:SHOWN]]
    return ", ".join(named) + (f" and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else "")
