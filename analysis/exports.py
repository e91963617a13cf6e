"""The one writer of CSV, JSON and Parquet: the same rows, whatever the file."""

import csv
import io
import json
import re
from collections.abc import Mapping
from datetime import date

import pyarrow as pa

FORMATS = {"csv": "text/csv; charset=utf-8", "json": "application/json", "parquet": "application/vnd.apache.parquet"}

# A spreadsheet takes a cell that begins with one of these for a formula (OWASP, CSV Injection; ASVS 5.0, 1.2.10).
FORMULA = re.compile(r"[=+\-@\t\r\n\0＝＋－＠]")
NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*")


def write(table: pa.Table, format: str, about: Mapping | None = None) -> bytes:
    """The rows of a table as a file. Raises KeyError for a format that is not in FORMATS.

    CSV: UTF-8 with a mark that Excel needs to see it, ISO dates, lists joined by `;`, empty for unknown; text that a
    spreadsheet would run as a formula begins with an apostrophe. JSON: a list of objects, null for unknown. Parquet: typed.

    `about` is what the file says of itself (`Citation.about`). JSON is then an object that holds it, with the list as
    `records`; Parquet has each of its parts under its name in the metadata, all but texts as JSON. CSV stays a bare table.
    """
    if format == "csv":
        return _csv(table)
    return {"json": _json, "parquet": _parquet}[format](table, about)


def file_name(*parts: str, format: str) -> str:
    """`m4-patrols-R3.csv`: what a reader needs to tell one download from another, safe on every system."""
    return "-".join(re.sub(r"[^A-Za-z0-9_]+", "_", part) for part in parts) + f".{format}"


def _csv(table: pa.Table) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(map(_inert, table.column_names))
    for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
        writer.writerow(map(_cell, row))
    return text.getvalue().encode("utf-8-sig")


def _cell(value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()
        case list():
            return _inert(";".join(map(str, value)))
        case str():
            return _inert(value)
    return str(value)


def _inert(text: str) -> str:
    return "'" + text if FORMULA.match(text) and not NUMBER.fullmatch(text) else text


def _json(table: pa.Table, about: Mapping | None) -> bytes:
    records = table.to_pylist()
    return _as_json(records if about is None else {**about, "records": records}, indent=1).encode() + b"\n"


def _as_json(value, indent: int | None = None) -> str:
    return json.dumps(value, default=date.isoformat, ensure_ascii=False, indent=indent)


def _parquet(table: pa.Table, about: Mapping | None) -> bytes:
    import pyarrow.parquet as pq  # 20 MB that a server needs only once somebody saves such a file

    said = {name: value if isinstance(value, str) else _as_json(value) for name, value in (about or {}).items()}
    sink = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(said or None), sink, compression="zstd")
    return sink.getvalue()
