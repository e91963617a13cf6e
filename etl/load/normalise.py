"""A file in the common shape: every record once, with what is to become of it.

A staged file is Parquet with one row a record: `file`, `record`, `line`, `fate` (blank, rejected, left_out; NULL: a good
record), `reject`, `rule`, and the declared columns of the table that the record belongs to. Staged with its cells, it
also has `cells`: for each declared column, the column of the file that it comes from, and the text there.
"""

import glob
import os
import re
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from etl.errors import FileRefused
from etl.feeds import Feed, Match, ReadingOptions, Refusal, Shape
from etl.formats import Preview, Reject, Rows, read
from etl.formats.tables import MAX_REJECT_TEXT
from etl.tables.columns import Table
from etl.tables.records import TABLES
from etl.tables.schema import literal, quoted

MACROS = (Path(__file__).parent / "values.sql").read_text(encoding="utf-8")
REJECT = 'STRUCT("column" VARCHAR, reason VARCHAR, "text" VARCHAR)'
EMPTY = "''"
WHITE = "' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || chr(160)"


@dataclass(frozen=True)
class Staged:
    """One table of a file, staged: a Parquet file for each of our tables that its records belong to."""

    parts: dict[str, Path]
    shape: Shape
    date_order: str | None
    blank: int  # of the blank records, those that the reader had left out before
    rejects: tuple[Reject, ...]  # likewise of the rejected ones
    unread: tuple[str, ...]  # columns that the feed does not keep
    # Stages the table again, numbered and with its cells: few files need them, and to write them takes long.
    with_cells: Callable[[], "Staged"]


def stage(
    con: duckdb.DuckDBPyConnection,
    preview: Preview,
    feed: Feed,
    match: Match,
    options: ReadingOptions,
    number: int,
    folder: Path,
) -> Staged:
    """Read and stage one table of file `number`. Raises FileRefused."""
    shape = feed.shape(match.names, options)
    if options.feed_release:
        for filled in shape.tables.values():
            filled["feed_release"] = literal(options.feed_release)
    rows = read(preview, match.names, match.skip, folder)
    written = _quickly(con, preview, match, shape, options, number, folder, rows) if rows.count_lines else None
    if not written:
        if rows.count_lines:  # what the quick reader made of the file is not the whole of it
            rows = read(preview, match.names, match.skip, folder, quick=False)
        order = _date_order(con, preview, rows, shape, options)
        written = _write(con, preview, match, shape, order, number, folder, rows, rows.numbered), order
    parts, order = written
    unread = set(match.names) - set(_used(match.names, shape))

    def with_cells() -> Staged:
        again = _write(con, preview, match, shape, order, number, folder, rows, numbered=True, with_cells=True)
        return replace(staged, parts=again)

    staged = Staged(
        parts, shape, order, rows.blank, rows.rejects, tuple(name for name in match.names if name in unread), with_cells
    )
    return staged


def _quickly(con, preview, match, shape: Shape, options: ReadingOptions, number: int, folder: Path, rows: Rows):
    """The staged parts and the order of days, or None where the relation is not to be trusted. Raises FileRefused."""
    with ThreadPoolExecutor(1) as pool:
        lines = pool.submit(rows.count_lines)
        try:
            order = _date_order(con, preview, rows, shape, options, only_sample=True)
            parts = _write(con, preview, match, shape, order, number, folder, rows, numbered=False)
            records, breaks, doubtful = con.execute(
                "SELECT count(*), coalesce(sum(line_breaks), 0)::BIGINT, count(*) FILTER (fate IN ('blank', 'rejected')) "
                f"FROM {_parquet(list(parts.values()))}"
            ).fetchone()
            if lines.result() != records + breaks:
                return None
            if doubtful:  # only now their places in the file, and cells that the feed does not read, are worth the time
                order = _date_order(con, preview, rows, shape, options)
                parts = _write(con, preview, match, shape, order, number, folder, rows, numbered=True)
        except FileRefused:
            if lines.result() is not None:
                raise
            return None
        except (duckdb.Error, OSError):
            return None
    return parts, order


def rejects_of(con: duckdb.DuckDBPyConnection, query: str) -> list[Reject]:
    """The rejects that a query selects: record, line, column, reason, text."""
    return [Reject(*row) for row in con.execute(query).fetchall()]


def in_order_of_the_file(reject: Reject) -> tuple[bool, int, int]:
    """What to sort rejects by; those whose record is not numbered stand last."""
    return reject.record is None, reject.record or 0, reject.line or 0


def parquet(staged: list[Staged], table: str) -> str | None:
    """A FROM clause for the staged rows of one table, over files."""
    files = [part.parts[table] for part in staged if table in part.parts]
    return _parquet(files) if files else None


def _parquet(files: list[Path]) -> str:
    return f"read_parquet([{', '.join(literal(glob.escape(str(file))) for file in files)}], union_by_name = true)"


def _date_order(
    con, preview, rows: Rows, shape: Shape, options: ReadingOptions, only_sample: bool = False
) -> str | None:
    """How days in figures are to be read, by all rows of all columns that hold dates. Raises FileRefused where none tells."""
    if options.date_order or not shape.dates:
        return options.date_order
    cells = " UNION ALL ".join(
        f"SELECT without_time(plain({quoted(name)})) AS cell FROM chosen" for name in shape.dates
    )
    figures, over_first, over_second, serials, filled, example = con.execute(f"""
        WITH chosen AS (SELECT {", ".join(map(quoted, shape.dates))} FROM {rows.relation} {"LIMIT 20000" if only_sample else ""}),
        cells AS ({cells}),
        halves AS (
            SELECT cell, is_day_in_figures(cell) AS in_figures,
                try_cast(regexp_extract(cell, '^\\d+') AS INTEGER) AS one,
                try_cast(regexp_extract(cell, '^\\d+[/.-](\\d+)', 1) AS INTEGER) AS two
            FROM cells
        )
        SELECT count(*) FILTER (in_figures), count(*) FILTER (in_figures AND one > 12),
            count(*) FILTER (in_figures AND two > 12), count(*) FILTER (day_of_serial(cell) IS NOT NULL),
            count(cell), min(cell) FILTER (in_figures)
        FROM halves""").fetchone()
    if only_sample and (figures or serials):  # then all rows decide
        return _date_order(con, preview, rows, shape, options)
    if filled and serials == filled:
        return "serial"
    if not figures:
        return None
    where = f"{preview.path.name}: its dates are written in figures, such as {example}, and "
    if over_first and over_second:
        raise FileRefused(
            f"{where}{over_first:,} rows can only be day before month while {over_second:,} can only be month before day. "
            "Say which holds with --date-order dmy or --date-order mdy; the other rows are then rejected."
        )
    if over_first or over_second:
        return "dmy" if over_first else "mdy"
    raise FileRefused(
        f"{where}no row tells whether the day or the month stands first. Say it with --date-order dmy or --date-order mdy."
    )


def _write(con, preview, match, shape: Shape, order: str | None, number: int, folder: Path, rows: Rows, numbered: bool,
           with_cells: bool = False):  # fmt: skip
    """Write the staged file of each table, and return their paths by table."""
    relation = rows.numbered_relation if numbered else rows.relation
    # The careful reader has left blank records out already. The quick one is options for every column only by numbers.
    cells = [] if not rows.count_lines else match.names if numbered else _used(match.names, shape)
    parts = {}
    for table in shape.tables:
        descriptor, name = tempfile.mkstemp(".parquet", f"staged-{number}-{table}-", folder)
        os.close(descriptor)
        parts[table] = Path(name)
        query = _records(TABLES[table], match, shape, number, relation, numbered, cells, with_cells)
        period = TABLES[table].period
        in_order = f"ORDER BY {quoted(period)}" if period and rows.count_lines else ""
        con.execute(
            f"COPY ({query.replace('$date_order', literal(order) if order else 'NULL::VARCHAR')} {in_order}) "
            f"TO {literal(name)} (FORMAT parquet, COMPRESSION lz4_raw, ROW_GROUP_SIZE 100000)"
        )
    return parts


def _records(
    table: Table,
    match: Match,
    shape: Shape,
    number: int,
    relation: str,
    numbered: bool,
    asked_if_blank: list[str],
    with_cells: bool,
) -> str:
    """A query for the staged rows of one table; a record whose cells in `asked_if_blank` are all empty is blank."""
    used = _used(match.names, shape)
    names = ", ".join(map(quoted, asked_if_blank or used))
    places = "record, line" if numbered else "NULL::BIGINT AS record, NULL::BIGINT AS line"
    filled = shape.tables[table.name]
    tidied = _Tidied(match.names)
    parsed = "".join(
        f", {tidied.in_terms_of_columns(expression)} AS {quoted(name)}" for name, expression in shape.parsed.items()
    )
    fills = "".join(
        f", {tidied.in_terms_of_columns(filled[column.name])} AS {quoted(column.name)}"
        for column in table.declared
        if column.name in filled
    ) + "".join(
        f", {tidied.in_terms_of_columns(expression)} AS extra_{name}" for name, expression in shape.extras.items()
    )
    if with_cells:
        fills += f", {_cells(_stated_in(table, shape, match.names))} AS cells"
    refusals = tidied.in_terms_of_columns(
        " ".join(f"WHEN {refusal.condition} THEN {_reject(refusal)}" for refusal in shape.refusals)
    )
    rules = tidied.in_terms_of_columns(
        " ".join(f"WHEN {condition} THEN {literal(rule)}" for condition, rule in shape.left_out)
    )
    # Records of no known table stand with the first, so that each record is staged once.
    otherwise = next(iter(shape.tables))
    into = tidied.in_terms_of_columns(shape.into)
    return f"""
        SELECT *, CASE WHEN is_blank THEN 'blank' WHEN reject IS NOT NULL THEN 'rejected' WHEN rule IS NOT NULL THEN 'left_out' END
            AS fate
        FROM (
            SELECT {number} AS file, record, line, {_is_blank(asked_if_blank)} AS is_blank,
                {"0" if numbered else _line_breaks(used)} AS line_breaks,
                {f"CASE {refusals} END" if refusals else f"NULL::{REJECT}"} AS reject,
                {f"CASE {rules} END" if rules else "NULL::VARCHAR"} AS rule{fills}
            FROM (SELECT *{parsed} FROM (SELECT *{tidied.columns} FROM (SELECT {places}, {names} FROM {relation})))
            WHERE coalesce({into}, {literal(otherwise)}) = {literal(table.name)}
        )"""


class _Tidied:
    """Tidied cells as columns of their own.

    DuckDB writes out the argument of a macro wherever the macro names it, so a macro within a macro within a macro grows
    into thousands of terms; given a column instead, each stays small, and a cell is tidied once for all who read it.
    """

    CALLS = re.compile(r'known\(plain\(("?)(\w+)\1\)\)|(?:plain|words)\(("?)(\w+)\3\)')

    def __init__(self, names: list[str]):
        self._names = set(names)
        self._calls: dict[str, str] = {}

    def in_terms_of_columns(self, expression: str) -> str:
        return self.CALLS.sub(self._column, expression)

    def _column(self, call: re.Match) -> str:
        if (call[2] or call[4]) not in self._names:
            return call[0]
        return quoted(self._calls.setdefault(call[0], f"tidied {len(self._calls)}"))

    @property
    def columns(self) -> str:
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


def _stated_in(table: Table, shape: Shape, names: list[str]) -> dict[str, str]:
    """For each column of ours, the column of the file from which it is read: the first that its expression comes to."""
    expressions = shape.tables[table.name] | shape.stated_in

    def column_of(expression: str) -> str | None:
        for word in re.findall(r"\w+", re.sub("'[^']*'", "", expression)):
            if word in names:
                return word
            if word in shape.parsed and (found := column_of(shape.parsed[word])):
                return found
        return None

    found = {ours: column_of(expression) for ours, expression in expressions.items()}
    return {ours: name for ours, name in found.items() if name}


def _cells(stated_in: dict[str, str]) -> str:
    entries = ", ".join(
        f"{literal(ours)}: {{'column': {literal(name)}, 'text': left({quoted(name)}::VARCHAR, {MAX_REJECT_TEXT})}}"
        for ours, name in stated_in.items()
    )
    return f"MAP {{{entries}}}"


def _is_blank(names: list[str]) -> str:
    # A CASE asks the next cell only of records whose cells were empty so far; most have a plain letter or figure in the first.
    cells = " ".join(
        f"WHEN {name} BETWEEN '!' AND '~' THEN false WHEN trim({name}, {WHITE}) <> {EMPTY} THEN false"
        for name in map(quoted, names)
    )
    return f"CASE {cells} ELSE true END" if names else "false"


def _used(names: list[str], shape: Shape) -> list[str]:
    """The columns of the file that the feed reads."""
    written = " ".join(
        [
            *shape.parsed.values(),
            *(expression for filled in shape.tables.values() for expression in filled.values()),
            *shape.extras.values(),
            *(f"{refusal.condition} {refusal.column}" for refusal in shape.refusals),
            *(condition for condition, _ in shape.left_out),
            shape.into,
        ]
    )
    mentioned = set(re.findall(r"\w+", written))
    return [name for name in names if name in mentioned]


def _line_breaks(used: list[str]) -> str:
    """The line breaks in the cells that the feed reads. Where others hold some, the sum does not come out, and the careful
    reader takes over."""
    return " + ".join(
        f"CASE WHEN contains({name}, chr(10)) THEN len({name}) - len(replace({name}, chr(10), '')) ELSE 0 END"
        for name in map(quoted, used)
    )
