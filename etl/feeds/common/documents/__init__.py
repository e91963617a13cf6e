"""The documents that a cell names: who reported an event, and where, of which one cell may hold several.

`;`, `|` and line breaks part them. A comma does only where each part is a publisher of `publishers.csv`, since names have
commas too. That list also says which names and sites are of one publisher, so that one told twice is not two.
"""

import csv
from collections.abc import Collection
from functools import cache
from pathlib import Path

from etl.feeds.common.expressions import read_cell
from etl.tables.schema import quote_text

FILE = Path(__file__).parent / "publishers.csv"
TYPE = "STRUCT(source_id VARCHAR, publisher VARCHAR, title VARCHAR, url VARCHAR)[]"
# What the cell of addresses holds where it cannot be said which of them belongs to which source.
UNPAIRED = (
    "CASE WHEN len(source_names) > 1 AND len(source_addresses) > 1 AND len(source_names) <> len(source_addresses) "
    "THEN array_to_string(source_addresses, '; ') END"
)


@cache
def read_publishers() -> dict[str, str]:
    """Read publishers.csv: the publisher of each name in it, in small letters."""
    with open(FILE, encoding="utf-8", newline="") as file:
        return {
            name.strip().lower(): row["publisher"]
            for row in csv.DictReader(file)
            for name in (row["publisher"], *row["other_names"].split(";"))
            if name.strip()
        }


def parse_documents(feed: str, source: str, url: str, held: Collection[str]) -> dict[str, str]:
    """Return the parsed expressions `source_names` and `source_addresses` of two columns, lists of text, and `the_documents`."""
    names = f"split_names({read_cell(source, held)})" if source in held else "[]::VARCHAR[]"
    addresses = f"split_addresses({read_cell(url, held)})" if url in held else "[]::VARCHAR[]"
    return {
        "source_names": names,
        "source_addresses": addresses,
        "the_documents": _make_documents(feed, source, url, held),
    }


def _make_documents(feed: str, source: str, url: str, held: Collection[str]) -> str:
    """Return the expression for the documents of a row; none where it names none. See `documents` in values.sql."""
    if not {source, url} & set(held):
        return f"[]::{TYPE}"
    # As the element of a list the two lists are written out once, and not wherever the macro names them.
    documents = f"documents({quote_text(feed)}, cells.names, cells.addresses)"
    return (
        "list_transform([{'names': source_names, 'addresses': source_addresses}], "
        f"lambda cells: {documents})[1]::{TYPE}"
    )


def set_publishers() -> str:
    """Return the statement that gives a connection, and none of its cursors, publishers.csv: as the variable that the macros of
    values.sql read.
    """
    pairs = ", ".join(f"{quote_text(name)}: {quote_text(publisher)}" for name, publisher in read_publishers().items())
    return f"SET VARIABLE publishers = MAP {{{pairs}}};"
