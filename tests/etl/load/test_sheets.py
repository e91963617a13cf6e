"""A sheet of terms beside a sheet of data never decides how the workbook is read."""

import pytest

from etl.lake import Lake
from etl.load.pipeline import load
from tests.etl.load.books import make_book

TERMS = [("A list of strikes",), ("Made by volunteers.",), ("Licence: free to use with attribution.",)]


@pytest.fixture
def load_sheets(tmp_path):
    """Load a workbook of some sheets, and return the report."""

    def loaded(**sheets):
        make_book(sheets).save(tmp_path / "book.xlsx")
        [report] = load(Lake(tmp_path / "lake"), [tmp_path / "book.xlsx"]).files
        return report

    return loaded


def test_a_list_beside_its_terms_is_loaded(load_sheets):
    header = ("Strike ID", "Date", "Location", "Minimum people killed", "Maximum people killed")
    report = load_sheets(
        Notes=TERMS, Strikes=[header, ("S1", "2020-08-01", "Abad", 1, 3), ("S2", "2020-08-02", "Abad", 0, 2)]
    )
    assert (report.refused, report.loaded) == (None, 2)
    assert "Sheet Notes was not read: it holds the terms of use of its publisher." in report.warnings


def test_sums_beside_their_terms_are_refused_as_sums(load_sheets):
    sums = [("Country", "Month", "Year", "Events", "Fatalities"), ("Xyland", "March", 2020, 3, 0)]
    assert "monthly sums" in load_sheets(Terms=TERMS, Data=sums).refused


def test_an_unknown_list_beside_its_terms_is_named_with_its_columns(load_sheets):
    report = load_sheets(
        Terms=TERMS, Vorfälle=[("Kennung", "Wann", "Wo"), ("1", "2020-08-01", "Abad"), ("2", "2020-08-02", "B")]
    )
    assert "the columns of sheet Vorfälle (it begins with Kennung, Wann, Wo)" in report.refused
    assert "--map" in report.refused


def test_terms_alone_are_refused_as_terms(load_sheets):
    assert "the terms of use of its publisher" in load_sheets(Terms=TERMS, More=TERMS).refused


def test_a_header_says_the_lowest_number_in_many_spellings(load_texts):
    headers = ("min killed", "Minimum number of people killed", "killed (min)", "Lowest deaths", "Deaths, minimum")
    reports = load_texts(*({"A": [("date", "place", header), ("2020-08-01", "Abad", 4)]} for header in headers))
    for header, report in zip(headers, reports, strict=True):
        assert report.refused is None, header
        assert not [warning for warning in report.warnings if "not kept" in warning], header
