"""The query that turns the rows of a file into staged records: built from what a feed says of its columns."""

import re
from collections.abc import Collection, Iterable
from itertools import chain

from etl.feeds import Refusal, Shape
from etl.formats.tables import MAX_REJECT_TEXT
from etl.load.sql import fill_in, list_names
from etl.tables.columns import Table
from etl.tables.schema import literal, quoted

REJECT = 'STRUCT("column" VARCHAR, reason VARCHAR, "text" VARCHAR)'
EMPTY = "''"
WHITE = "' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || chr(160)"


def select_staged_rows(
    table: Table,
    names: list[str],
    shape: Shape,
    number: int,
    relation: str,
    *,
    numbered: bool,
    asked_if_blank: list[str],
    with_cells: bool,
) -> str:
    """Return a query for the staged records of one table of file `number`, whose columns are `names`.

    A record whose cells in `asked_if_blank` are all empty is blank.
    """
    used, tidied, filled = list_used_columns(names, shape), _Tidied(names), shape.tables[table.name]
    ours = {column.name: filled[column.name] for column in table.declared if column.name in filled}
    ours |= {f"extra_{name}": expression for name, expression in shape.extras.items()}
    cells = f", {_cells(_find_stating_columns(table, shape, names))} AS cells" if with_cells else ""
    refusals = tidied.replace(" ".join(f"WHEN {rule.condition} THEN {_reject(rule)}" for rule in shape.refusals))
    rules = tidied.replace(" ".join(f"WHEN {test} THEN {literal(rule)}" for test, rule in shape.left_out))
    # What is tidied is known once all expressions have been gone through, so it is put in last.
    parts = {
        "filled": tidied.list_columns(ours) + cells,
        "parsed": tidied.list_columns(shape.parsed),
        "into": tidied.replace(shape.into),
    }
    return fill_in(
        "staged_rows",
        **parts,
        number=number,
        is_blank=_is_blank(asked_if_blank),
        line_breaks="0" if numbered else _count_line_breaks(used),
        reject=f"CASE {refusals} END" if refusals else f"NULL::{REJECT}",
        rule=f"CASE {rules} END" if rules else "NULL::VARCHAR",
        tidied=tidied.columns,
        places="record, line" if numbered else "NULL::BIGINT AS record, NULL::BIGINT AS line",
        names=list_names(asked_if_blank or used),
        relation=relation,
        # Records of no known table stand with the first, so that each record is staged once.
        otherwise=literal(next(iter(shape.tables))),
        table=literal(table.name),
    )


def list_used_columns(names: list[str], shape: Shape) -> list[str]:
    """List the columns of the file that the feed reads."""
    expressions: Iterable[str] = chain(
        shape.parsed.values(),
        *(filled.values() for filled in shape.tables.values()),
        shape.extras.values(),
        (f"{refusal.condition} {refusal.column}" for refusal in shape.refusals),
        (condition for condition, _ in shape.left_out),
        [shape.into],
    )
    mentioned = set(re.findall(r"\w+", " ".join(expressions)))
    return [name for name in names if name in mentioned]


class _Tidied:
    """Tidied cells as columns of their own.

    DuckDB writes out the argument of a macro wherever the macro names it, so a macro within a macro within a macro grows
    into thousands of terms; given a column instead, each stays small, and a cell is tidied once for all who read it.
    """

    CALLS = re.compile(r'known\(plain\(("?)(\w+)\1\)\)|(?:plain|words)\(("?)(\w+)\3\)')

    def __init__(self, names: Collection[str]):
        self._names = set(names)
        self._calls: dict[str, str] = {}

    def replace(self, expression: str) -> str:
        """Return the expression with the columns in place of the calls that tidy a cell."""
        return self.CALLS.sub(self._column, expression)

    def list_columns(self, expressions: dict[str, str]) -> str:
        """Return expressions as further columns of a SELECT."""
        return "".join(f", {self.replace(expression)} AS {quoted(name)}" for name, expression in expressions.items())

    def _column(self, call: re.Match[str]) -> str:
        if (call[2] or call[4]) not in self._names:
            return call.group()
        return quoted(self._calls.setdefault(call.group(), f"tidied {len(self._calls)}"))

    @property
    def columns(self) -> str:
        """The tidied cells as further columns of a SELECT."""
        quick = {
            call: call.replace("plain(", "plain_column(").replace("words(", "words_column(") for call in self._calls
        }
        return "".join(f", {quick[call]} AS {quoted(name)}" for call, name in self._calls.items())


def _reject(refusal: Refusal) -> str:
    column = "NULL" if refusal.column is None else literal(refusal.column)
    text = refusal.text or ("NULL" if refusal.column is None else quoted(refusal.column))
    return (
        f"{{'column': {column}::VARCHAR, 'reason': {literal(refusal.reason)}, "
        f"'text': left(({text})::VARCHAR, {MAX_REJECT_TEXT})}}"
    )


def _find_stating_columns(table: Table, shape: Shape, names: list[str]) -> dict[str, str]:
    """Find the column of the file from which each of ours is read: the first that its expression comes to."""

    def column_of(expression: str) -> str | None:
        words: list[str] = re.findall(r"\w+", re.sub("'[^']*'", "", expression))
        for word in words:
            if word in names:
                return word
            if word in shape.parsed and (found := column_of(shape.parsed[word])):
                return found
        return None

    expressions = shape.tables[table.name] | shape.stated_in
    return {ours: name for ours, expression in expressions.items() if (name := column_of(expression))}


def _cells(stating: dict[str, str]) -> str:
    entries = ", ".join(
        f"{literal(ours)}: {{'column': {literal(name)}, 'text': left({quoted(name)}::VARCHAR, {MAX_REJECT_TEXT})}}"
        for ours, name in stating.items()
    )
    return f"MAP {{{entries}}}"


def _is_blank(names: list[str]) -> str:
    # A CASE asks the next cell only of records whose cells were empty so far; most have a plain letter or figure in the first.
    cells = " ".join(
        f"WHEN {name} BETWEEN '!' AND '~' THEN false WHEN trim({name}, {WHITE}) <> {EMPTY} THEN false"
        for name in map(quoted, names)
    )
    return f"CASE {cells} ELSE true END" if names else "false"


def _count_line_breaks(used: list[str]) -> str:
    """Return an expression for the line breaks in the cells that the feed reads. Where other cells hold some, the sum does
    not come out, and the careful reader takes over."""
    return " + ".join(
        f"CASE WHEN contains({name}, chr(10)) THEN len({name}) - len(replace({name}, chr(10), '')) ELSE 0 END"
        for name in map(quoted, used)
    )
