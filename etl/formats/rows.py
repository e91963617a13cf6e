"""Reads the rows of one table, and sets aside records that are not valid rows."""

import errno
import glob
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.errors import FileRefused
from etl.formats.staging import read_staged_rows
from etl.formats.tables import MAX_CELL, MAX_REJECT_TEXT, MAX_REJECTS, Preview, Reject, Row, Rows, is_blank
from etl.formats.text import delimited
from etl.formats.text.quick_csv import read_quickly
from etl.formats.workbook.hidden import HIDDEN_ROW
from etl.tables.labels import inflect
from etl.tables.schema import quote_identifier, quote_text

NO_SPACE = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EROFS}
CHUNK_ROWS = 20_000
CHUNK_CHARACTERS = 16_000_000


def read(preview: Preview, names: list[str], skip: int, temporary: Path, quick: bool = True) -> Rows:
    """Read the rows of a table after skipping the first `skip` that are not blank. `names` are the names of its columns.

    With `quick`, DuckDB reads large plain files directly. Its result may be wrong and must be checked, see `Rows.count_lines`.
    Raises FileRefused if a record has no end, if far too many records are invalid, or if the file cannot be read.
    """
    folded = [name.casefold() for name in names] + ["record", "line"]
    assert len(set(folded)) == len(folded), names  # noqa: S101 - who gives the names has made them differ
    try:
        found = read_quickly(preview, names, skip) if quick else None
        return found or _read_carefully(preview, names, skip, temporary)
    except OSError as error:
        if error.errno in NO_SPACE:  # a full disk is not a fault of the file
            raise
        raise FileRefused(f"{preview.path.name}: it cannot be read ({error.strerror}).") from None


def _read_carefully(preview: Preview, names: list[str], skip: int, temporary: Path) -> Rows:
    staging = Path(tempfile.mkdtemp(dir=temporary)) / "rows.parquet"
    columns = [*(f"c{number}" for number in range(len(names))), "record", "line"]
    types = [pa.string()] * len(names) + [pa.int64(), pa.int64()]
    rejects: list[Reject] = []
    with (
        _open_rows(preview, len(names)) as rows,
        pq.ParquetWriter(staging, pa.schema(zip(columns, types, strict=True))) as writer,
    ):
        blank, hidden = _write(preview.path.name, rows, names, skip, writer, rejects)
    chosen = ", ".join(f"{column} AS {quote_identifier(name)}" for column, name in zip(columns, names, strict=False))
    relation = f"(SELECT {chosen}, record, line FROM read_parquet({quote_text(glob.escape(str(staging)))}))"
    return Rows(relation, True, relation, blank, tuple(rejects), None, hidden)


@contextmanager
def _open_rows(preview: Preview, width: int) -> Iterator[Iterator[Row]]:
    if preview.kind != "csv":
        yield read_staged_rows(preview.content, width)
        return
    with delimited.open_records_of(preview) as records:
        yield (
            Row(line, cells, raw[0] if len(raw) == 1 else "".join(raw), damage) for line, cells, raw, damage in records
        )


def _write(
    name: str, rows: Iterator[Row], names: list[str], skip: int, writer: pq.ParquetWriter, rejects: list[Reject]
) -> tuple[int, int]:
    """Write the valid rows and add the others to `rejects`. Return the numbers of blank and hidden rows."""
    width = len(names)
    sound: list[list[str]] = []
    numbers: list[tuple[int, int]] = []
    size = skipped = blank = hidden = record = 0
    for line, cells, text, trouble, blank_before in rows:
        if skipped == skip:
            blank += blank_before
        if is_blank(cells):
            blank += skipped == skip
            continue
        if trouble == HIDDEN_ROW:
            hidden += skipped == skip
            continue
        if skipped < skip:
            skipped += 1
            continue
        record += 1
        if len(cells) != width or trouble is not None or len(text) > MAX_CELL or "\0" in text:
            trouble = trouble or _find_trouble(cells, width)
            if trouble is not None:
                rejects.append(Reject(record, line, None, trouble, text.rstrip("\r\n")[:MAX_REJECT_TEXT]))
                if len(rejects) > MAX_REJECTS:
                    raise FileRefused(
                        f"{name}: more than {MAX_REJECTS} records cannot be read, the first on line "
                        f"{rejects[0].line} ({rejects[0].reason}). Choose another file, or correct this one."
                    )
                continue
            cells = cells[:width]
        sound.append(cells)
        numbers.append((record, line))
        size += len(text)
        if len(sound) == CHUNK_ROWS or size > CHUNK_CHARACTERS:
            _flush(sound, numbers, writer)
            size = 0
    _flush(sound, numbers, writer)
    return blank, hidden


def _find_trouble(cells: list[str], width: int) -> str | None:
    """Return why cells are not a valid row of the table, or None."""
    if any("\0" in cell for cell in cells):
        return "a NUL character"
    if len(cells) < width or any(cells[width:]):
        return f"{len(cells)} {inflect(len(cells), 'cell')} where the header has {width}"
    longest = max(map(len, cells))
    return f"a cell of {longest} characters, but at most {MAX_CELL} are allowed" if longest > MAX_CELL else None


def _flush(sound: list[list[str]], numbers: list[tuple[int, int]], writer: pq.ParquetWriter) -> None:
    """Write the collected rows and clear them."""
    if not sound:
        return
    texts = [_replace_empty(pa.array(column, pa.string())) for column in zip(*sound, strict=True)]
    counts = [pa.array(column, pa.int64()) for column in zip(*numbers, strict=True)]
    writer.write_batch(pa.record_batch(texts + counts, schema=writer.schema))
    sound.clear()
    numbers.clear()


def _replace_empty(cells: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(cells, ""), pa.scalar(None, pa.string()), cells)
