"""What a page hands to its files: rows whose every column is explained, and the address that shows them."""

import pyarrow as pa
import pytest

from analysis.answer import format_column
from analysis.export import definitions
from views.parts import tables


@pytest.fixture
def handed_over(monkeypatch):
    """The columns of each file that a page offers, by its place on the page: name and type."""
    seen = {}
    download = tables.download

    def watching(rows, *more, **named):
        seen[len(seen)] = rows.schema
        return download(rows, *more, **named)

    monkeypatch.setattr(tables, "download", watching)
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
        # A number under a name that is shown as a day would be told as a day of 1970.
        assert all(pa.types.is_date(column.type) for column in columns if format_column(column.name) == "day")
