"""Load an analyst's texts and workbooks into a lake."""

import pytest
from hypothesis import Phase, settings

from etl.lake import Lake
from etl.load.files.options import Options
from etl.load.pipeline import load
from etl.tables.vocabulary import FATES
from tests.cases import publish_case
from tests.etl.load.books import make_book

# For a property whose every example publishes several releases. A short run tries only the examples in the test, since the
# first that hypothesis generates is always the simplest.
FEW_EXAMPLES = settings(
    max_examples=max(1, settings().max_examples // 20),
    phases=[Phase.explicit, Phase.generate] if settings().max_examples > 20 else [Phase.explicit],
)


@pytest.fixture
def lake(tmp_path):
    """Publish a lake with the corridor `road` of the parties a and b."""
    return publish_case(tmp_path)


@pytest.fixture
def load_texts(tmp_path):
    """Load texts, or workbooks as sheets of rows, in one load, and return the reports. `hide` may change a workbook."""

    def load_texts(*contents, hide=lambda book: None, **options):
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

    return load_texts


@pytest.fixture
def load_one(load_texts):
    """Load one text or workbook, and return its report."""

    def load_one(content, **options):
        [report] = load_texts(content, **options)
        return report

    return load_one
