"""The fast path for large CSV files: DuckDB reads them many times faster than `csv`.

Contract: if `Rows.count_lines` equals the number of records plus line breaks in cells of the relation, the relation has exactly
the rows that the careful path would return. Otherwise it must not be used.
"""

import glob
import re
from functools import partial

from etl.formats.tables import MAX_CELL, WHITE, Preview, Rows, is_blank
from etl.formats.text import delimited
from etl.tables.schema import quote_identifier, quote_text

AT_LEAST_BYTES = 8_000_000
CHUNK = 1 << 22


def read_quickly(preview: Preview, names: list[str], skip: int) -> Rows | None:
    """Return the rows of a large CSV file as read by DuckDB, or None if `csv` might read it differently. Raises OSError."""
    if not (
        preview.kind == "csv"
        and preview.encoding in ("utf-8", "utf-8-sig")
        and preview.delimiter is not None
        and skip < len(preview.rows)
        and preview.content.stat().st_size > AT_LEAST_BYTES
    ):
        return None
    blank = _count_blank_above(preview, skip)
    if blank is None:
        return None
    above = preview.lines[skip] - 1
    columns = [f"c{number}" for number in range(len(names))]
    return Rows(
        relation=f"(SELECT {_name_columns(columns, names)} FROM {_read_csv(preview, columns, above, parallel=True)})",
        numbered=False,
        numbered_relation=_number(preview, columns, names, above),
        blank=blank,
        rejects=(),
        count_lines=partial(_count_plain_lines, preview, above),
    )


def _count_blank_above(preview: Preview, skip: int) -> int | None:
    """Count the blank lines between the header and the first record. Return None if a cell above it has a line break.

    DuckDB skips lines, and does not define what a line is if there are quotes.
    """
    blank = seen = 0
    with delimited.open_records_of(preview) as records:
        for record in records:
            if record.line == preview.lines[skip]:
                return blank
            if len(record.raw) > 1:
                return None
            if is_blank(record.cells):
                blank += seen == skip
            else:
                seen += 1
    return None


def _count_plain_lines(preview: Preview, above: int) -> int | None:
    """Count the lines after the first `above`.

    Return None if line ends are mixed, or if `csv` and DuckDB may interpret a character differently.
    """
    at_the_start, anywhere = _find_doubtful(preview.delimiter or "") if preview.quoting else (None, [])
    total = returns = 0
    with preview.content.open("rb") as file:
        while chunk := file.read(CHUNK):
            chunk += file.readline(MAX_CELL)
            ended = chunk.endswith(b"\n")
            returned = chunk.count(b"\r") if b"\r" in chunk else 0
            total += chunk.count(b"\n")
            returns += returned
            if b"\0" in chunk or (returned and chunk.count(b"\r\n") != returned):
                return None
            if not ended:
                chunk += b"\n"
            if at_the_start and (at_the_start.match(chunk) or any(pattern.search(chunk) for pattern in anywhere)):
                return None
    return total + (not ended) - above if returns in (0, total) else None


def _find_doubtful(delimiter: str) -> tuple[re.Pattern[bytes], list[re.Pattern[bytes]]]:
    """Return patterns for spaces between a quote and the end of its cell, which DuckDB drops and `csv` keeps.

    One pattern is for the start of a chunk, the others for all of it. A doubled quote next to a word is text to both.
    """
    end = re.escape(delimiter).encode()
    doubled = b'(?!"[^"%b\r\n ])' % end
    # Each pattern begins with plain characters, which makes searching much faster than an alternation.
    return re.compile(b' +"' + doubled), [
        re.compile(b' "(?<=[%b\n ] ")' % end + doubled),
        re.compile(b'" (?<![^"%b\r\n ]"" ) *(?:%b|\r|\n)' % (end, end)),
    ]


def _read_csv(preview: Preview, columns: list[str], above: int, parallel: bool) -> str:
    quote = quote_text('"' if preview.quoting else "")
    types = ", ".join(f"{quote_text(column)}: 'VARCHAR'" for column in columns)
    # A record with more bytes than a cell may have characters is an error here. The careful path rejects it as a single record.
    return (
        f"read_csv({quote_text(glob.escape(str(preview.content)))}, auto_detect=false, header=false, "
        f"delim={quote_text(preview.delimiter or '')}, quote={quote}, escape={quote}, skip={above}, columns={{{types}}}, "
        f"strict_mode=true, null_padding=false, ignore_errors=false, max_line_size={MAX_CELL}, "
        f"parallel={str(parallel).lower()})"
    )


def _number(preview: Preview, columns: list[str], names: list[str], above: int) -> str:
    breaks = " + ".join(f"coalesce(length({c}) - length(replace({c}, chr(10), '')), 0)" for c in columns)
    white = " || ".join(f"chr({ord(character)})" for character in WHITE)
    # Without ORDER BY, window functions run while rows are read; with it, all rows would be sorted first.
    so_far = "OVER (ROWS UNBOUNDED PRECEDING)"
    return (
        f"(SELECT {_name_columns(columns, names)}, count(*) FILTER (NOT is_blank) {so_far} AS record, "
        f"({above} + row_number() OVER () + sum(breaks) {so_far} - breaks)::BIGINT AS line "
        f"FROM (SELECT *, {breaks} AS breaks, trim(concat({', '.join(columns)}), {white}) = '' AS is_blank "
        f"FROM {_read_csv(preview, columns, above, parallel=False)}))"
    )


def _name_columns(columns: list[str], names: list[str]) -> str:
    return ", ".join(f"{column} AS {quote_identifier(name)}" for column, name in zip(columns, names, strict=True))
