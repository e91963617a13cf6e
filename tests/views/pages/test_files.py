"""The files of a page: rows with a definition of every column, and the address that shows them."""

import pyarrow as pa
import pytest

from analysis.answer import format_column
from analysis.export import definitions
from views.parts import tables


@pytest.fixture
def handed_over(monkeypatch):
    """Record the schema of each file that a page offers, by its place on the page."""
    seen = {}
    download = tables.download

    def watch(rows, *more, **named):
        seen[len(seen)] = rows.schema
        return download(rows, *more, **named)

    monkeypatch.setattr(tables, "download", watch)
    return seen


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("timeline", {}),
        ("risk", {}),
        ("road", {}),
        *(("records", {"table": name}) for name in ("incidents", "suspensions", "sources")),
    ],
)
def test_every_column_of_every_file_of_a_page_is_explained(visit, handed_over, page, query):
    visit(page, query, unfolded=("timeline-records", "timeline-numbers", "map-numbers"))
    assert handed_over
    for columns in handed_over.values():
        meanings = definitions.define_columns(columns.names)
        assert list(meanings) == columns.names
        assert all(meanings.values())
        # A number in a column that is shown as a day would become a day of 1970.
        assert all(pa.types.is_date(column.type) for column in columns if format_column(column.name) == "day")
