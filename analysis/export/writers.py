"""Writes CSV, JSON and Parquet with the same rows, as a whole or in pieces."""

import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Protocol

import pyarrow as pa

from etl.tables.formulas import make_cells_inert, make_pieces_inert

FORMATS = {"csv": "text/csv; charset=utf-8", "json": "application/json", "parquet": "application/vnd.apache.parquet"}

# RFC 4180 requires quotes for the first four. With quotes for the others, programs that try several delimiters, such as
# LibreOffice, also keep the cell whole.
QUOTED = r'[",\r\n;\t|]'
ROWS_A_PIECE = 10_000  # a few megabytes of text
ROWS_A_GROUP = 1 << 20  # of Parquet, the size of a batch
JSON_ROWS_A_PIECE = 500  # made in Python, which blocks other threads meanwhile


def write(table: pa.Table, format: str, about: Mapping[str, object] | None = None) -> bytes:
    """Write the rows of a table as a file. Raises KeyError for a format that is not in FORMATS.

    CSV: UTF-8 with a byte order mark for Excel, ISO dates, lists joined by `;`, empty for unknown, and an apostrophe before
    text that a spreadsheet would run as a formula (see `etl.tables.formulas`). JSON: a list of objects, one per line, null for
    unknown. Parquet: typed.

    `about` is the file's description of itself (`Citation.about`). JSON becomes an object with this description and the list as
    `records`. Parquet has it in the metadata, with each part under its name and all but texts as JSON. CSV stays a bare table.
    """
    return b"".join(write_pieces(make_writer(table.schema, format, about), table.to_batches()))


def write_pieces(writer: "Writer", batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    """Write a file in pieces, keeping only the current batch in memory."""
    yield from filter(None, [writer.begin()])
    for batch in batches:
        for piece in cut_batch(batch, writer.rows_a_piece):
            yield from filter(None, [writer.write(piece)])
    yield from filter(None, [writer.end()])


class Writer(Protocol):
    """Writes one file. The bytes of `begin`, of each `write` and of `end`, in this order, are the file.

    If a file is no longer wanted, its writer is still ended and the bytes are dropped. `rows_a_piece` is the number of rows per
    write, small enough not to block other threads for long.
    """

    rows_a_piece: int

    def begin(self) -> bytes: ...

    def write(self, batch: pa.RecordBatch) -> bytes: ...

    def end(self) -> bytes: ...


def make_writer(schema: pa.Schema, format: str, about: Mapping[str, object] | None = None) -> Writer:
    """Return a writer for rows of a schema. Raises KeyError for a format that is not in FORMATS."""
    writers: dict[str, Callable[[pa.Schema, Mapping[str, object] | None], Writer]]
    writers = {"csv": _Csv, "json": _Json, "parquet": _Parquet}
    return writers[format](schema, about)


def cut_batch(batch: pa.RecordBatch, rows: int) -> Iterator[pa.RecordBatch]:
    """Split a batch into batches of at most `rows` rows."""
    return (batch.slice(start, rows) for start in range(0, batch.num_rows, rows))


def make_file_name(*parts: str, format: str) -> str:
    """Return a file name such as `m4-patrols-R3.csv`: distinct for each download and valid on every system."""
    return "-".join(re.sub(r"[^A-Za-z0-9_]+", "_", part) for part in parts) + f".{format}"


class _Csv:
    rows_a_piece = ROWS_A_PIECE

    def __init__(self, schema: pa.Schema, about: Mapping[str, object] | None):
        self._names = schema.names

    def begin(self) -> bytes:
        names = _make_text_cells(pa.array(self._names, pa.string()), but_numbers=False).to_pylist()
        return ("\ufeff" + ",".join(names) + "\r\n").encode()

    def write(self, batch: pa.RecordBatch) -> bytes:
        return _write_csv_rows(batch) if batch.num_rows else b""

    def end(self) -> bytes:
        return b""


def _write_csv_rows(batch: pa.RecordBatch) -> bytes:
    """Write the rows of a batch with Arrow, which is ten times faster than Python."""
    import pyarrow.compute as pc  # imported here, since only saving a file needs it

    nothing = pa.repeat("", batch.num_rows)  # many columns of a feed are entirely empty
    # If a line is split at semicolons, its first piece continues after a comma: `-5,3*…` is not a number.
    *columns, last = (
        nothing
        if column.null_count == len(column)
        else pc.fill_null(_make_cells(column, but_numbers=place > 0 or batch.num_columns == 1), "")
        for place, column in enumerate(batch.columns)
    )
    if not columns:  # an empty line would not be a row
        last = pc.if_else(pc.equal(last, ""), '""', last)
    rows = pc.binary_join_element_wise(*columns, pc.binary_join_element_wise(last, "\r\n", ""), ",")
    _, ends, text = rows.buffers()
    length = pa.Array.from_buffers(pa.int32(), len(rows) + 1, [None, ends])[-1].as_py()
    return bytes(text[:length])


def _make_cells(column: pa.Array, but_numbers: bool) -> pa.StringArray:
    import pyarrow.compute as pc

    types = pa.types
    if types.is_string(column.type):
        return _make_text_cells(column, but_numbers)
    if types.is_integer(column.type) or types.is_boolean(column.type) or types.is_date32(column.type):
        return column.cast(pa.string())
    if types.is_floating(column.type):
        distinct = column.dictionary_encode()
        return pa.array(map(str, distinct.dictionary.to_pylist()), pa.string()).take(distinct.indices)
    if types.is_list(column.type) and types.is_string(column.type.value_type) and not column.values.null_count:
        return _make_text_cells(pc.binary_join(column, ";"), but_numbers)
    return _make_text_cells(pa.array(map(_format_text, column.to_pylist()), pa.string()), but_numbers)


def _format_text(value: object) -> str | None:
    match value:
        case date():
            return value.isoformat()
        case list():
            return ";".join(map(str, value))
    return None if value is None else str(value)


def _make_text_cells(texts: pa.StringArray, but_numbers: bool) -> pa.StringArray:
    import pyarrow.compute as pc

    cells = make_cells_inert(texts, but_numbers=but_numbers)
    quoted = pc.match_substring_regex(texts, QUOTED)
    if not pc.any(quoted).as_py():
        return cells  # most columns need no escaping
    doubled = pc.replace_substring(make_pieces_inert(cells), '"', '""')
    return pc.if_else(quoted, pc.binary_join_element_wise('"', doubled, '"', ""), cells)


class _Json:
    rows_a_piece = JSON_ROWS_A_PIECE

    def __init__(self, schema: pa.Schema, about: Mapping[str, object] | None):
        self._begin, self._end = (
            ("[", "]") if about is None else (f'{_format_json(dict(about))[:-1]}, "records": [', "]}")
        )
        self._is_empty = True

    def begin(self) -> bytes:
        return self._begin.encode()

    def write(self, batch: pa.RecordBatch) -> bytes:
        lines = ",\n".join(map(_format_json, batch.to_pylist()))
        if not lines:
            return b""
        between, self._is_empty = ("\n" if self._is_empty else ",\n"), False
        return f"{between}{lines}".encode()

    def end(self) -> bytes:
        return f"{'' if self._is_empty else chr(10)}{self._end}\n".encode()


def _format_json(value: object) -> str:
    return json.dumps(value, default=date.isoformat, ensure_ascii=False)


class _Parquet:
    rows_a_piece = ROWS_A_GROUP

    def __init__(self, schema: pa.Schema, about: Mapping[str, object] | None):
        import pyarrow.parquet as pq  # imported here, since only Parquet needs it

        metadata = {
            name: value if isinstance(value, str) else _format_json(value) for name, value in (about or {}).items()
        }
        self._sink = Sink()
        self._writer = pq.ParquetWriter(self._sink, schema.with_metadata(metadata or None), compression="zstd")

    def begin(self) -> bytes:
        return self._sink.take()

    def write(self, batch: pa.RecordBatch) -> bytes:
        self._writer.write_batch(batch)
        return self._sink.take()

    def end(self) -> bytes:
        self._writer.close()
        return self._sink.take()


class Sink(io.RawIOBase):
    """A file whose content is taken out as it is written."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._length = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._pieces.append(bytes(data))
        self._length += len(self._pieces[-1])
        return len(self._pieces[-1])

    def tell(self) -> int:
        return self._length

    def take(self) -> bytes:
        piece = b"".join(self._pieces)
        self._pieces.clear()
        return piece
