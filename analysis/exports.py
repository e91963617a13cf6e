"""The one writer of CSV, JSON and Parquet: the same rows, whatever the file, whole or a piece at a time."""

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import pyarrow as pa

FORMATS = {"csv": "text/csv; charset=utf-8", "json": "application/json", "parquet": "application/vnd.apache.parquet"}

# A spreadsheet takes a cell that begins with one of these for a formula (OWASP, CSV Injection; ASVS 5.0, 1.2.10).
FORMULA = r"^[=+\-@\t\r\n\x00＝＋－＠]"
NUMBER = r"^[+-]?[0-9]+([.,][0-9]+)*$"
QUOTED = r'[",\r\n]'  # RFC 4180
ROWS_A_PIECE = 10_000  # a few megabytes of text


def write(table: pa.Table, format: str, about: Mapping | None = None) -> bytes:
    """The rows of a table as a file. Raises KeyError for a format that is not in FORMATS.

    CSV: UTF-8 with a mark that Excel needs to see it, ISO dates, lists joined by `;`, empty for unknown; text that a
    spreadsheet would run as a formula begins with an apostrophe. JSON: a list of objects, one a line, null for unknown.
    Parquet: typed.

    `about` is what the file says of itself (`Citation.about`). JSON is then an object that holds it, with the list as
    `records`; Parquet has each of its parts under its name in the metadata, all but texts as JSON. CSV stays a bare table.
    """
    return b"".join(pieces(table.schema, table.to_batches(), format, about))


def pieces(
    schema: pa.Schema, batches: Iterable[pa.RecordBatch], format: str, about: Mapping | None = None
) -> Iterator[bytes]:
    """The same file a piece at a time: no more of it is held than the batch at hand."""
    if format == "csv":
        return _csv(schema, batches)
    return {"json": _json, "parquet": _parquet}[format](schema, batches, about)


def file_name(*parts: str, format: str) -> str:
    """`m4-patrols-R3.csv`: what a reader needs to tell one download from another, safe on every system."""
    return "-".join(re.sub(r"[^A-Za-z0-9_]+", "_", part) for part in parts) + f".{format}"


def _csv(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    names = _text_cells(pa.array(schema.names, pa.string())).to_pylist()
    yield ("\ufeff" + ",".join(names) + "\r\n").encode()
    for batch in batches:
        for start in range(0, batch.num_rows, ROWS_A_PIECE):
            yield _csv_rows(batch.slice(start, ROWS_A_PIECE))


def _csv_rows(batch: pa.RecordBatch) -> bytes:
    """The rows of a batch, put together by Arrow: a row at a time in Python takes ten times as long."""
    import pyarrow.compute as pc  # only who saves a file pays for it

    nothing = pa.repeat("", batch.num_rows)  # of a feed, many columns hold nothing at all
    *columns, last = (
        nothing if column.null_count == len(column) else pc.fill_null(_csv_cells(column), "")
        for column in batch.columns
    )
    if not columns:  # an empty line would be no row
        last = pc.if_else(pc.equal(last, ""), '""', last)
    rows = pc.binary_join_element_wise(*columns, pc.binary_join_element_wise(last, "\r\n", ""), ",")
    _, ends, text = rows.buffers()
    return text[: pa.Array.from_buffers(pa.int32(), len(rows) + 1, [None, ends])[-1].as_py()].to_pybytes()


def _csv_cells(column: pa.Array) -> pa.StringArray:
    types = pa.types
    if types.is_string(column.type):
        return _text_cells(column)
    if types.is_integer(column.type) or types.is_boolean(column.type) or types.is_date32(column.type):
        return column.cast(pa.string())
    if types.is_floating(column.type):
        distinct = column.dictionary_encode()
        return pa.array(map(str, distinct.dictionary.to_pylist()), pa.string()).take(distinct.indices)
    return _text_cells(pa.array(map(_as_text, column.to_pylist()), pa.string()))


def _as_text(value) -> str | None:
    match value:
        case date():
            return value.isoformat()
        case list():
            return ";".join(map(str, value))
    return None if value is None else str(value)


def _text_cells(texts: pa.StringArray) -> pa.StringArray:
    import pyarrow.compute as pc

    if not pc.any(pc.match_substring_regex(texts, f"{FORMULA}|{QUOTED}")).as_py():
        return texts  # as most columns are
    cells = texts
    runs = pc.match_substring_regex(texts, FORMULA)
    if pc.any(runs).as_py():
        runs = pc.and_not(runs, pc.match_substring_regex(texts, NUMBER))
        cells = pc.if_else(runs, pc.binary_join_element_wise("'", texts, ""), texts)
    quoted = pc.match_substring_regex(texts, QUOTED)
    if pc.any(quoted).as_py():
        doubled = pc.replace_substring(cells, '"', '""')
        cells = pc.if_else(quoted, pc.binary_join_element_wise('"', doubled, '"', ""), cells)
    return cells


def _json(schema: pa.Schema, batches: Iterable[pa.RecordBatch], about: Mapping | None) -> Iterator[bytes]:
    begin, end = ("[", "]") if about is None else (f'{_as_json(dict(about))[:-1]}, "records": [', "]}")
    between = begin
    for batch in batches:
        for start in range(0, batch.num_rows, ROWS_A_PIECE):
            lines = []
            for row in batch.slice(start, ROWS_A_PIECE).to_pylist():
                lines.append(f"{between}\n{_as_json(row)}")
                between = ","
            yield "".join(lines).encode()
    yield (begin + end if between == begin else "\n" + end).encode() + b"\n"


def _as_json(value) -> str:
    return json.dumps(value, default=date.isoformat, ensure_ascii=False)


def _parquet(schema: pa.Schema, batches: Iterable[pa.RecordBatch], about: Mapping | None) -> Iterator[bytes]:
    import pyarrow.parquet as pq  # only who asks for Parquet pays for it

    said = {name: value if isinstance(value, str) else _as_json(value) for name, value in (about or {}).items()}
    sink = _Sink()
    with pq.ParquetWriter(sink, schema.with_metadata(said or None), compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)
            yield sink.taken()
    yield sink.taken()


class _Sink(io.RawIOBase):
    """A file that is taken away as it is written."""

    def __init__(self):
        self._pieces, self._length = [], 0

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self._pieces.append(bytes(data))
        self._length += len(self._pieces[-1])
        return len(self._pieces[-1])

    def tell(self) -> int:
        return self._length

    def taken(self) -> bytes:
        piece = b"".join(self._pieces)
        self._pieces.clear()
        return piece
