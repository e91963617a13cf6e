"""The documents in a cell: who reported an event, and where. A cell may list several.

They are separated by `;`, `|` and line breaks, or by commas if each part is a publisher in `publishers.csv`, since names may
contain commas. The list also tells which names and sites belong to one publisher, so that it is not counted twice.
"""

from collections.abc import Collection
from functools import cache
from pathlib import Path

from etl.feeds.common import read_word_list
from etl.feeds.common.expressions import read_cell
from etl.tables.schema import quote_text

FEED, SOURCE, URL = "analyst", "source", "source_url"  # the only feed that names documents, and its columns
FILE = Path(__file__).parent / "publishers.csv"
TYPE = "STRUCT(source_id VARCHAR, publisher VARCHAR, title VARCHAR, url VARCHAR)[]"
# The addresses in a cell that cannot be matched to its sources.
UNPAIRED = (
    "CASE WHEN len(source_names) > 1 AND len(source_addresses) > 1 AND len(source_names) <> len(source_addresses) "
    "THEN array_to_string(source_addresses, '; ') END"
)


@cache
def read_publishers() -> dict[str, str]:
    """Read publishers.csv: the publisher for each name, in lower case."""
    return {
        name.strip().lower(): row["publisher"]
        for row in read_word_list(FILE)
        for name in (row["publisher"], *row["other_names"].split(";"))
        if name.strip()
    }


def parse_documents(columns: Collection[str]) -> dict[str, str]:
    """Return the parsed expressions `source_names` and `source_addresses` (lists of text), and `the_documents`.

    There are none where a row names none. See `documents` in values.sql.
    """
    # As a list element the two lists are evaluated once, instead of wherever the macro uses them.
    documents = (
        "list_transform([{'names': source_names, 'addresses': source_addresses}], "
        f"lambda cells: documents({quote_text(FEED)}, cells.names, cells.addresses))[1]"
    )
    return {
        "source_names": f"split_names({read_cell(SOURCE, columns)})" if SOURCE in columns else "[]::VARCHAR[]",
        "source_addresses": f"split_addresses({read_cell(URL, columns)})" if URL in columns else "[]::VARCHAR[]",
        "the_documents": f"{documents if {SOURCE, URL} & set(columns) else '[]'}::{TYPE}",
    }


def set_publishers() -> str:
    """Return the statement that loads publishers.csv into a variable for the macros of values.sql.

    It applies to a connection, but not to its cursors.
    """
    pairs = ", ".join(f"{quote_text(name)}: {quote_text(publisher)}" for name, publisher in read_publishers().items())
    return f"SET VARIABLE publishers = MAP {{{pairs}}};"
