"""Every file keeps the characters of hostile text, in every text column of every table."""

import csv
import io
import json
import re
import zipfile

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from analysis.export import cited_files, definitions
from analysis.export.citation import Citation
from etl.tables.formulas import restore
from etl.tables.records import TABLES
from etl.tables.schema import quote_identifier
from tests.hostile_strings import HOSTILE

LONGEST_OF_XLSX = 32_767


def make_hostile_rows(table):
    """Make a row for each text, with the text in all columns of text and of lists, and the other columns empty."""
    filling = {"VARCHAR": "text", "VARCHAR[]": "[text, 'b']"}
    columns = ", ".join(
        f"{filling.get(column.type, 'NULL')}::{column.type} AS {quote_identifier(column.name)}"
        for column in table.columns
    )
    with duckdb.connect() as con:
        return con.execute(
            f"SELECT {columns} FROM (SELECT unnest(?) AS text)", [list(HOSTILE.values())]
        ).to_arrow_table()


@pytest.fixture(scope="module", params=TABLES)
def table(request):
    return make_hostile_rows(TABLES[request.param]), request.param


def write_table(table, format):
    rows, name = table
    # A file describes itself with the title of a corridor, a search and the name of a feed.
    about = dict(enumerate(HOSTILE.values()))
    citation = Citation(
        "R1", "2021-01-01T00:00:00Z", "0" * 64, {str(n): text for n, text in about.items()}, HOSTILE["formula"]
    )
    return cited_files.write(cited_files.Cited(rows, name, HOSTILE["script element"],
                                   definitions.define_table(TABLES[name]), citation), format)  # fmt: skip


def list_texts(rows, name):
    return rows[name].to_pylist()


def assert_csv_equals(data, rows):
    read = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert read[0] == rows.column_names
    for place, field in enumerate(rows.schema):
        found = restore(pa.array([row[place] for row in read[1:]], pa.string())).to_pylist()
        if pa.types.is_string(field.type):
            assert found == list_texts(rows, field.name)
        elif pa.types.is_list(field.type):
            assert found == [";".join(cell) for cell in list_texts(rows, field.name)]


def test_csv(table):
    assert_csv_equals(write_table(table, "csv"), table[0])


def test_zip(table):
    archive = zipfile.ZipFile(io.BytesIO(write_table(table, "zip")))
    [readme, name] = archive.namelist()
    assert re.fullmatch(r"[A-Za-z0-9_-]+\.csv", name)
    assert_csv_equals(archive.read(name), table[0])
    said = archive.read(readme).decode()
    assert all(line.isprintable() for line in said.split("\n"))


def test_json(table):
    read = json.loads(write_table(table, "json"))
    assert [*read["filters"].values()] == [*HOSTILE.values()]
    assert read["records"] == table[0].to_pylist()


def test_parquet(table):
    read = pq.read_table(io.BytesIO(write_table(table, "parquet")))
    assert json.loads(read.schema.metadata[b"filters"]) == dict(enumerate_as_text(HOSTILE.values()))
    assert read.equals(table[0])


def enumerate_as_text(texts):
    return ((str(number), text) for number, text in enumerate(texts))


def test_xlsx(table):
    rows, _ = table
    data = write_table(table, "xlsx")
    archive = zipfile.ZipFile(io.BytesIO(data))
    for part in archive.namelist():
        assert not re.search(rb"<(?:\w+:)?(f|hyperlink|externalReference|drawing)\b", archive.read(part)), part
        assert not part.endswith("externalLink1.xml")
    sheet = openpyxl.load_workbook(io.BytesIO(data))["data"]
    for place, field in enumerate(rows.schema, start=1):
        if pa.types.is_string(field.type):
            cells = [row[0] for row in sheet.iter_rows(min_row=2, min_col=place, max_col=place)]
            assert [read_as_excel(cell.value) for cell in cells] == [
                fit_to_cell(text) for text in list_texts(rows, field.name)
            ]
            assert {cell.data_type for cell in cells} == {"s"}
            runs = pc.match_substring_regex(rows[field.name], r"^[=+\-@\t＝]").to_pylist()
            assert all(cell.quotePrefix for cell, runs in zip(cells, runs, strict=True) if runs)


def fit_to_cell(text):
    """Return the part of a text that fits into a cell of a sheet."""
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\N{REPLACEMENT CHARACTER}", text)
    return text if len(text) <= LONGEST_OF_XLSX else text[: LONGEST_OF_XLSX - 1] + "…"


def read_as_excel(text):
    return re.sub("_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), text)
