"""Files of an analyst, loaded into an empty lake."""

import pytest

from etl.lake import Lake
from etl.load.files.options import Options
from etl.load.pipeline import load
from etl.tables.vocabulary import FATES
from tests.etl.load.books import make_book


@pytest.fixture
def loaded(tmp_path):
    """Load texts, or workbooks as sheets of rows, in one command, and return the reports; `hide` may change a workbook."""

    def loaded(*contents, hide=lambda book: None, **options):
        paths = []
        for number, content in enumerate(contents):
            name = f"{number}.xlsx" if isinstance(content, dict) else f"{number}.csv"
            paths.append(tmp_path / name)
            if isinstance(content, dict):
                book = make_book(content)
                hide(book)
                book.save(paths[-1])
            else:
                paths[-1].write_text(content, encoding="utf-8")
        reports = load(Lake(tmp_path / "lake"), paths, Options(**{"allow_rejects": True, **options})).files
        for report in reports:
            assert report.refused or report.rows == sum(getattr(report, fate) for fate in FATES), report
            assert report.rejected == len(report.rejects), report
        return reports

    return loaded


@pytest.fixture
def one(loaded):
    """Load one file and return its report."""

    def one(content, **options):
        [report] = loaded(content, **options)
        return report

    return one
