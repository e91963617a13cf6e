"""A file can be cited: it describes itself, means the same in every format, and has the same bytes whenever it is written."""

import csv
import io
import json
import zipfile
from dataclasses import fields, replace
from datetime import date, datetime

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis.export import citation, cited_files, definitions, workbook
from analysis.links import sharing
from analysis.questions.records import list_records
from etl.tables.records import TABLES

LINK = "http://127.0.0.1:8501/"
SAYS = ("release", "made_at", "content_hash", "filters", "time_zone", "rows", "credit", "link")


def make_cited(release, selection, rows, what="patrols"):
    link = sharing.make_link(selection, LINK)
    meanings = definitions.define_columns(rows.column_names)
    return cited_files.Cited(rows, what, "A title", meanings, citation.cite_selection(release, selection, link=link))


def read_cells_of_values(m4, m4_selection, **columns):
    """Return the only cell of each column in a workbook of made-up values."""
    rows = pa.table(columns)
    made = cited_files.Cited(rows, "made_up", "Made up", {}, citation.cite_selection(m4, m4_selection))
    return list(open_workbook(cited_files.write(made, "xlsx"))["data"].rows)[1]


def open_workbook(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def read_readme(book):
    return {row[0]: row[1] for row in book["README"].iter_rows(values_only=True, max_col=2) if row[0]}


@pytest.fixture(scope="module")
def patrols(m4, m4_selection):
    return make_cited(m4, m4_selection, list_records(m4, "patrols", m4_selection))


@pytest.mark.parametrize("format", cited_files.FORMATS)
def test_the_same_rows_give_the_same_bytes(format, patrols):
    assert cited_files.write(patrols, format) == cited_files.write(patrols, format)


# How a file describes itself


def test_json_says_what_it_is_and_then_the_records(m4, patrols):
    read = json.loads(cited_files.write(patrols, "json"))
    assert list(read) == [*SAYS, "records"]
    assert (read["release"], read["content_hash"]) == ("R1", m4.manifest.content_hash)
    assert read["rows"] == len(read["records"]) == 26
    assert read["filters"]["Attacks counted"] == "confirmed and coded"
    assert read["link"].startswith(LINK + "?")
    assert "release=R1&corridor=m4&" in read["link"]


def test_parquet_says_it_in_its_metadata(patrols):
    read = pq.read_table(io.BytesIO(cited_files.write(patrols, "parquet")))
    said = {name.decode(): value.decode() for name, value in read.schema.metadata.items()}
    assert set(SAYS) <= set(said)
    assert (said["release"], said["rows"]) == ("R1", "26")
    assert json.loads(said["filters"])["Feed"] == "curated"
    assert read.replace_schema_metadata().equals(patrols.rows)


def test_a_workbook_says_it_in_a_sheet_before_the_rows(m4, patrols):
    book = open_workbook(cited_files.write(patrols, "xlsx"))
    assert book.sheetnames == ["README", "data"]
    readme = read_readme(book)
    assert (readme["Release"], readme["Rows"], readme["Content hash"]) == ("R1", 26, m4.manifest.content_hash)
    assert readme["Time zone"] == "local calendar dates of the corridor"
    assert readme["Credit"] == "Data CC BY 4.0, coordinates GeoNames."
    assert readme["Link"] == patrols.citation.link
    assert readme["Days"].startswith("2020-03-15 to 2020-12-31")
    assert readme["outcome"].startswith("How far it came")


def test_a_zip_has_the_bare_csv_and_a_readme_beside_it(patrols):
    with zipfile.ZipFile(io.BytesIO(cited_files.write(patrols, "zip"))) as archive:
        assert archive.namelist() == ["README.txt", "patrols-R1.csv"]
        readme = archive.read("README.txt").decode()
        assert archive.read("patrols-R1.csv") == cited_files.write(patrols, "csv")
    for said in (
        "Release: R1",
        "Rows: 26",
        patrols.citation.link,
        patrols.citation.content_hash,
        "CC BY 4.0",
        "outcome: How",
    ):
        assert said in readme


def test_the_bare_csv_is_a_bare_table(patrols):
    lines = list(csv.reader(io.StringIO(cited_files.write(patrols, "csv").decode("utf-8-sig"))))
    assert lines[0] == patrols.rows.column_names
    assert len(lines) == 27


def test_every_choice_is_described_in_words(m4_selection):
    everything = replace(m4_selection, records_from=date(2020, 8, 1), records_to=date(2020, 8, 31), km_from=3.5)
    words = citation.describe_choices(everything, "Title")
    # The release has a line of its own. The first and last of the days, and of the days of records, share one line each. Whether the
    # corridor has one party is no choice.
    assert len(words) == len(fields(everything)) - len({"release", "to_day", "records_to", "km_to", "has_one_party"})
    assert words["Records"] == "2020-08-01 to 2020-08-31"
    assert words["Records on the corridor"] == "from km 3.5 to its end"


def test_a_text_to_cite_names_release_choices_credit_link_and_the_day_it_was_read(patrols):
    words = citation.format_citation(patrols.citation, accessed=date(2027, 1, 2))
    assert words.startswith("Patrolwatch, release R1 of ")
    for part in ("feed: curated", "attacks counted: confirmed and coded", "Data CC BY 4.0", patrols.citation.link):
        assert part in words
    assert words.endswith("(accessed on 2027-01-02)")
    assert "accessed" not in citation.format_citation(patrols.citation)


def test_a_table_of_several_feeds_credits_them_all(m4):
    assert citation.cite_table(m4, "patrols").credit == citation.CREDITS["curated"]
    assert set(definitions.define_table(TABLES["patrols"])) == {*TABLES["patrols"].column_names, "corrected"}


# Cells of a workbook


def test_cells_have_the_types_of_their_values(m4, m4_selection):
    day, number, share, yes, unknown, several = read_cells_of_values(
        m4,
        m4_selection,
        day=[date(2020, 2, 29)],
        number=[7],
        share=[0.5],
        yes=[True],
        unknown=pa.array([None], pa.int32()),
        several=[["a", "b"]],
    )
    assert (day.value, day.number_format) == (datetime(2020, 2, 29), "yyyy-mm-dd")
    assert (number.value, number.data_type) == (7, "n")
    assert (share.value, share.data_type) == (0.5, "n")
    assert (yes.value, yes.data_type) == (True, "b")
    assert unknown.value is None
    assert several.value == "a;b"


@pytest.mark.parametrize(
    "words", ["=1+1", '=HYPERLINK("http://x")', "+1", "-1", "@SUM(1)", "#N/A", "2020-01-01", "1e3"]
)
def test_text_stays_text_whatever_it_begins_with(m4, m4_selection, words):
    (cell,) = read_cells_of_values(m4, m4_selection, text=[words])
    assert (cell.value, cell.data_type) == (words, "s")


def test_a_name_of_a_column_is_no_formula_either(m4, m4_selection):
    made = cited_files.Cited(pa.table({"=1+1": [1]}), "x", "X", {}, citation.cite_selection(m4, m4_selection))
    assert open_workbook(cited_files.write(made, "xlsx"))["data"]["A1"].data_type == "s"


def test_text_that_a_cell_cannot_hold_is_cut_and_marked(m4, m4_selection):
    long, control = read_cells_of_values(m4, m4_selection, long=["x" * 40_000], control=["a\x07b"])
    assert (len(long.value), long.value[-1]) == (workbook.MOST_CHARACTERS, "…")
    assert control.value == "a\N{REPLACEMENT CHARACTER}b"


def test_the_head_stays_in_view_and_columns_are_as_wide_as_what_they_hold(patrols):
    sheet = open_workbook(cited_files.write(patrols, "xlsx"))["data"]
    assert sheet.freeze_panes == "A2"
    widths = [sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]]
    assert all(workbook.NARROWEST <= width <= workbook.WIDEST for width in widths)


def test_more_rows_than_a_sheet_holds_are_not_offered_as_a_workbook():
    assert "xlsx" not in cited_files.list_formats(workbook.MOST_ROWS + 1)
    assert "xlsx" in cited_files.list_formats(workbook.MOST_ROWS)


def test_a_workbook_has_no_time_of_writing(m4, patrols):
    with zipfile.ZipFile(io.BytesIO(cited_files.write(patrols, "xlsx"))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {workbook.NO_TIME}
        assert archive.read("docProps/core.xml").decode().count(m4.manifest.made_at) == 2


def test_a_table_without_rows_has_its_head_in_every_format(m4, m4_selection):
    empty = make_cited(m4, m4_selection, list_records(m4, "patrols", m4_selection).slice(0, 0))
    assert open_workbook(cited_files.write(empty, "xlsx"))["data"]["A1"].value == "patrol_id"
    assert json.loads(cited_files.write(empty, "json"))["records"] == []
    assert pq.read_table(io.BytesIO(cited_files.write(empty, "parquet"))).num_rows == 0
