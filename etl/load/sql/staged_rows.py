"""Builds the query that turns the rows of a file into staged records, from a feed's description of its columns."""

import re
from collections.abc import Collection, Iterable, Mapping
from itertools import chain

from etl.feeds import ReadOtherwise, Refusal, Shape, UnreadCell
from etl.formats.tables import MAX_REJECT_TEXT
from etl.load.files.evidence.marks import Marks
from etl.load.sql import fill_in, list_names
from etl.tables.columns import Table
from etl.tables.schema import quote_identifier, quote_text

REJECT = 'STRUCT("column" VARCHAR, reason VARCHAR, "text" VARCHAR)'
# Columns of files have no spaces in their names, so this name and those of tidied and parsed columns are unambiguous.
UNREAD_CELLS = '"unread cells"'
AS_WRITTEN = "as_written"
# The text of all columns of a row, the columns of its file, and its sheet. In the query their names cannot be those of
# columns.
COPIES = ("all_cells", "layout", "sheet")
IN_FULL = "in full "
HASHED = "hashed_"
EMPTY = "''"
WHITE = r"E' \t\n\x0b\f\r\xc2\xa0'"


def select_staged_rows(
    table: Table,
    names: list[str],
    shape: Shape,
    number: int,
    relation: str,
    *,
    numbered: bool,
    required_cells: list[str],
    with_cells: bool,
    headers: Mapping[str, str],
    joins: str,
    marks: Mapping[str, Marks],
    sheet: str | None,
) -> str:
    """Return a query for the staged records of one table of file `number`, whose columns are `names`.

    A record is blank if all of its `required_cells` are empty. `headers` maps columns to their names in the file, `joins` add
    what was looked up for texts, and `marks` give the roles of dots and commas in columns of figures with unusual notation.
    """
    used, tidied = list_used_columns(names, shape), _Columns(names, shape.parsed, marks)
    filled = dict(shape.tables[table.name])
    if any(column.name == AS_WRITTEN for column in table.declared):
        filled[AS_WRITTEN] = _keep_as_written(shape, filled.get(AS_WRITTEN), headers)
    ours = {column.name: filled[column.name] for column in table.declared if column.name in filled}
    ours |= {f"extra_{name}": expression for name, expression in shape.extras.items()}
    ours |= _list_hashed(shape, headers)
    cells = f", {_cells(find_stating_columns(table, shape, names), headers)} AS cells" if with_cells else ""
    refusals = tidied.replace(
        " ".join(f"WHEN {rule.condition} THEN {_reject(rule, headers)}" for rule in shape.refusals)
    )
    rules = tidied.replace(" ".join(f"WHEN {test} THEN {quote_text(rule)}" for test, rule in shape.left_out))
    # The tidied columns are known only after all expressions have been processed, so they are inserted last.
    parts = {
        "filled": tidied.list_columns(ours) + cells,
        **_nest_parsed(shape.parsed, tidied),
        "unread": tidied.replace(_list_unread(shape.unread, headers)),
        "into": tidied.replace(shape.into),
    }
    return fill_in(
        "staged_rows",
        **parts,
        number=number,
        is_blank=_is_blank(required_cells),
        line_breaks="0" if numbered else _count_line_breaks(used),
        reject=f"CASE {refusals} END" if refusals else f"NULL::{REJECT}",
        rule=_coalesce([f"CASE {rules} END" if rules else "", tidied.replace(shape.rule_of_words)]),
        unread_cells=UNREAD_CELLS,
        joins=joins,
        tidied=tidied.columns,
        places="record, line" if numbered else "NULL::BIGINT AS record, NULL::BIGINT AS line",
        names=list_names(required_cells or used),
        **_describe_copies(names, sheet, shape.may_lack_ids),
        relation=relation,
        # Records of no known table go with the first table, so that each record is staged once.
        otherwise=quote_text(next(iter(shape.tables))),
        table=quote_text(table.name),
    )


def _nest_parsed(parsed: Mapping[str, str], tidied: "_Columns") -> dict[str, str]:
    """Return the parsed values as columns of nested SELECTs: those of cells alone, and around them those of other parsed values.

    In a single SELECT, DuckDB would expand a value wherever another one uses it, and compile its patterns again in each place.
    """
    depths: dict[str, int] = {}
    for name, read in parsed.items():
        expression = tidied.replace(read)
        others = [depth for other, depth in depths.items() if quote_identifier(parsed_name(other)) in expression]
        depths[name] = 1 + max(others, default=-1)
    nested = [
        tidied.list_columns({parsed_name(name): parsed[name] for name, depth in depths.items() if depth == level})
        for level in range(max(depths.values(), default=0) + 1)
    ]
    innermost, *outer = nested
    return {
        "parsed": innermost,
        "outer": "".join(f"(SELECT *{columns} FROM " for columns in reversed(outer)),
        "ends": ")" * len(outer),
    }


def _list_hashed(shape: Shape, headers: Mapping[str, str]) -> dict[str, str]:
    """Return the expressions that make up the id of a record without one, if others are in its columns."""
    if not shape.hashed:
        return {}
    hashed = shape.hashed | {AS_WRITTEN: _keep_as_written_but_words(shape, headers)}
    return {f"{HASHED}{name}": expression for name, expression in hashed.items()}


def list_used_columns(names: list[str], shape: Shape) -> list[str]:
    """List the columns of the file that the feed reads."""
    expressions: Iterable[str] = chain(
        shape.parsed.values(),
        *(filled.values() for filled in shape.tables.values()),
        shape.extras.values(),
        (
            f"{refusal.condition} {refusal.text or ''} {quote_identifier(refusal.column or '')}"
            for refusal in shape.refusals
        ),
        (f"{cell.condition} {cell.text or ''} {quote_identifier(cell.column)}" for cell in shape.unread),
        (f"{cell.condition} {cell.text or ''} {quote_identifier(cell.column)}" for cell in shape.read_otherwise),
        (condition for condition, _ in shape.left_out),
        (each.column for each in shape.words),
        [shape.into],
        (
            quote_identifier(name)
            for name in (shape.points and (shape.points.point, shape.points.northing, shape.points.zone_column)) or ()
            if name
        ),
    )
    # These are not column names: quoted texts, types, functions, struct fields, and parsed values named like a column.
    bare = re.sub(r"'[^']*'|\bSTRUCT\([^)]*\)", "''", " ".join(expressions))
    cells = {name for found in re.findall(r'"(\w+)"|\b(?:plain|words)\((\w+)\)', bare) for name in found}
    mentioned = (
        set(re.findall(r"(?<![.\w])\w+\b(?!\()", bare)) - set(shape.parsed) - set(re.findall(r"lambda (\w+)", bare))
    )
    mentioned |= cells
    return [name for name in names if name in mentioned]


def _coalesce(expressions: list[str]) -> str:
    """Return an expression for the first of some expressions that gives text."""
    given = [expression for expression in expressions if expression]
    return f"coalesce({', '.join(given)})" if given else "NULL::VARCHAR"


def parsed_name(name: str) -> str:
    """Return the name of a parsed column in the query, which no column of a file can have."""
    return f"parsed {name}"


class _Columns:
    """Rewrites a feed's expressions to use columns of the query in place of tidied cells and parsed values.

    DuckDB expands a macro's argument wherever the macro uses it, so nested macros grow to thousands of terms. With a
    column as the argument each stays small, and a cell is tidied only once.
    """

    CALLS = re.compile(r'known\(plain\(("?)(\w+)\1\)\)|(?:plain|words)\(("?)(\w+)\3\)')

    def __init__(self, names: Collection[str], parsed: Collection[str], marks: Mapping[str, Marks]):
        self._names = set(names)
        self._marks = marks
        self._calls: dict[str, str] = {}
        self._bare = set(parsed)
        words = "|".join(map(re.escape, parsed)) or "(?!)"
        self._parsed = re.compile(rf"""('[^']*'|"[^"]*")|(?<![.\w])({words})\b(?!\()""")

    def replace(self, expression: str) -> str:
        """Return the expression with columns in place of parsed values and of calls that tidy a cell."""
        with_cells = self.CALLS.sub(self._column, expression)
        return self._parsed.sub(
            lambda found: self._known(found[1]) or quote_identifier(parsed_name(found[2])), with_cells
        )

    def _known(self, literal_or_column: str | None) -> str | None:
        """Return a quoted text or name unchanged, unless it names a parsed value that is not a column of the file."""
        name = literal_or_column[1:-1] if literal_or_column and literal_or_column[0] == '"' else None
        return quote_identifier(parsed_name(name)) if name in self._bare - self._names else literal_or_column

    def list_columns(self, expressions: dict[str, str]) -> str:
        """Return expressions as additional columns of a SELECT."""
        return "".join(
            f", {self.replace(expression)} AS {quote_identifier(name)}" for name, expression in expressions.items()
        )

    def _column(self, call: re.Match[str]) -> str:
        if (call[2] or call[4]) not in self._names:
            return call.group()
        return quote_identifier(self._calls.setdefault(call.group(), f"tidied {len(self._calls)}"))

    def _read_marks(self, call: str) -> str:
        """Read a column of figures with its marks, if they are unusual."""
        found = re.fullmatch(r'known_column\("?(\w+)"?\)', call)
        if not found or found[1] not in self._marks:
            return call
        return f"in_figures({call}, {', '.join(map(quote_text, self._marks[found[1]]))})"

    @property
    def columns(self) -> str:
        """The tidied cells as additional columns of a SELECT."""
        return "".join(
            f", {self._read_marks(_read_column(call))} AS {quote_identifier(name)}"
            for call, name in self._calls.items()
        )


def _read_column(call: str) -> str:
    """Return a call that tidies a cell as one that is quick for a column."""
    quick = re.sub(r"^known\(plain\((.*)\)\)$", r"known_column(\1)", call)
    return re.sub(r"^(plain|words)\(", r"\1_column(", quick)


def _reject(refusal: Refusal, headers: Mapping[str, str]) -> str:
    column = "NULL" if refusal.column is None else quote_text(headers.get(refusal.column, refusal.column))
    text = refusal.text or ("NULL" if refusal.column is None else quote_identifier(refusal.column))
    return (
        f"{{'column': {column}::VARCHAR, 'reason': {quote_text(refusal.reason)}, "
        f"'text': left(({text})::VARCHAR, {MAX_REJECT_TEXT})}}"
    )


def _list_unread(unread: Collection[UnreadCell], headers: Mapping[str, str]) -> str:
    """Return an expression for the list of unreadable cells. It is NULL if there are none, as for nearly every record."""
    if not unread:
        return f"NULL::{REJECT}[]"
    cells = ", ".join(
        f"CASE WHEN {cell.condition} THEN {{'column': {quote_text(headers.get(cell.column, cell.column))}, "
        f"'reason': {quote_text(cell.reason)}, 'text': {_text_of(cell)}}} END"
        for cell in unread
    )
    any_of_them = " OR ".join(f"coalesce({cell.condition}, false)" for cell in unread)
    return f"CASE WHEN {any_of_them} THEN list_filter([{cells}], lambda cell: cell IS NOT NULL) END"


def _keep_as_written(shape: Shape, own: str | None, headers: Mapping[str, str]) -> str:
    """Return an expression for the cells whose text says more than was read from them: `killed: 2 KIA; lat: north`."""
    kept = [_quote_cell(cell, headers) for cell in shape.read_otherwise]
    if shape.unread:
        kept.append(
            f"array_to_string(list_transform({UNREAD_CELLS}, lambda cell: cell.\"column\" || ': ' || cell.\"text\"), '; ')"
        )
    kept = [own, *kept] if own else kept
    return f"nullif(concat_ws('; ', {', '.join(kept)}), '')" if kept else "NULL::VARCHAR"


def _keep_as_written_but_words(shape: Shape, headers: Mapping[str, str]) -> str:
    all_cells: list[ReadOtherwise | UnreadCell] = [*shape.read_otherwise, *shape.unread]
    cells = (_quote_cell(cell, headers) for cell in all_cells if not cell.is_word)
    return f"nullif(concat_ws('; ', {', '.join(('NULL', *cells))}), '')"


def _quote_cell(cell: UnreadCell | ReadOtherwise, headers: Mapping[str, str]) -> str:
    """Return an expression for a cell after its header, or NULL if the cell says nothing more than was read from it."""
    header = quote_text(headers.get(cell.column, cell.column) + ": ")
    return f"CASE WHEN {cell.condition} THEN {header} || {_text_of(cell)} END"


def _text_of(cell: UnreadCell | ReadOtherwise) -> str:
    return f"left(trimmed(({cell.text or quote_identifier(cell.column)})::VARCHAR), {MAX_REJECT_TEXT})"


def find_stating_columns(table: Table, shape: Shape, names: list[str]) -> dict[str, str]:
    """Map each of our columns to the file's column that it is read from: the first one that its expression can use."""

    columns_of_words = {f"meaning_of_{each.ours}": each.column for each in shape.words}

    def find_column(expression: str) -> str | None:
        words: list[str] = re.findall(r"\w+", re.sub("'[^']*'", "", expression))
        for word in words:
            if word in names or word in columns_of_words:
                return columns_of_words.get(word, word)
            if word in shape.parsed and (found := find_column(shape.parsed[word])):
                return found
        return None

    expressions = shape.tables[table.name] | shape.stated_in
    return {ours: name for ours, expression in expressions.items() if (name := find_column(expression))}


def _cells(stating: dict[str, str], headers: Mapping[str, str]) -> str:
    entries = ", ".join(
        f"{quote_text(ours)}: {{'column': {quote_text(headers.get(name, name))}, 'text': left({quote_identifier(name)}::VARCHAR, {MAX_REJECT_TEXT})}}"
        for ours, name in stating.items()
    )
    return f"MAP {{{entries}}}"


def _describe_copies(names: list[str], sheet: str | None, may_lack_ids: bool) -> dict[str, str]:
    """Return what identifies copies of a row: all its cells in any order and case, the columns of its file, and its sheet."""
    if not may_lack_ids:
        return {"copies": "", "copied": ""}
    cells = ", ".join(
        f"{quote_text(name + '=')} || nullif(lower(trim({quote_identifier(name)})), '')" for name in sorted(names)
    )
    values = (
        f"md5(concat_ws(chr(31), {cells}))",
        f"md5({quote_text(', '.join(sorted(names)))})",
        quote_text(sheet or ""),
    )
    return {
        "copies": "".join(
            f", {what} AS {quote_identifier(IN_FULL + name)}" for name, what in zip(COPIES, values, strict=True)
        ),
        "copied": "".join(f", {quote_identifier(IN_FULL + name)} AS {name}" for name in COPIES),
    }


def _is_blank(names: list[str]) -> str:
    # A CASE looks at the next cell only while all cells so far were empty. Most records have a plain character in the
    # first.
    cells = " ".join(
        f"WHEN {name} BETWEEN '!' AND '~' THEN false WHEN trim({name}, {WHITE}) <> {EMPTY} THEN false"
        for name in map(quote_identifier, names)
    )
    return f"CASE {cells} ELSE true END" if names else "false"


def _count_line_breaks(used: list[str]) -> str:
    """Return an expression for the number of line breaks in the cells that the feed reads.

    If other cells contain line breaks, the row count does not match and the careful reader takes over.
    """
    return " + ".join(
        f"CASE WHEN contains({name}, chr(10)) THEN len({name}) - len(replace({name}, chr(10), '')) ELSE 0 END"
        for name in map(quote_identifier, used)
    )
