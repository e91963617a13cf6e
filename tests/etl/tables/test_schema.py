"""The schema derived from the declarations in `etl/tables/records.py`."""

import duckdb
import pytest

from etl.tables.columns import Column
from etl.tables.records import TABLES
from etl.tables.schema import cast_text, quote_identifier, quote_text, write_data_dictionary


def read(type, text):
    with duckdb.connect() as con:
        return con.execute(
            f"SELECT {cast_text(Column('x', type, ''), 'text')} FROM (SELECT ?::VARCHAR AS text)", [text]
        ).fetchone()[0]


@pytest.mark.parametrize(
    ("type", "text", "value"),
    [
        ("INTEGER", "-3", -3),
        ("INTEGER", "007", 7),
        ("DOUBLE", "35.8", 35.8),
        ("DOUBLE", "-1", -1.0),
        ("BOOLEAN", "false", False),
        ("VARCHAR", " kept ", " kept "),
        ("VARCHAR[]", "a; b;;c ", ["a", "b", "c"]),
        ("VARCHAR[]", ";", []),
    ],
)
def test_text_is_read_as_its_type(type, text, value):
    assert read(type, text) == value


@pytest.mark.parametrize(
    ("type", "text"),
    [
        ("INTEGER", "1.0"),
        ("INTEGER", "9999999999"),
        ("DOUBLE", "1e3"),
        ("DOUBLE", "1,5"),
        ("DOUBLE", ".5"),
        ("BOOLEAN", "True"),
    ],
)
def test_text_that_a_cast_would_interpret_is_not_read(type, text):
    assert read(type, text) is None


@pytest.mark.parametrize("text", ["o'clock", '"; --', "\\"])
def test_text_and_names_are_written_as_sql_reads_them(text):
    with duckdb.connect() as con:
        assert con.execute(f"SELECT {quote_text(text)} AS {quote_identifier(text)}").fetchone() == (text,)
        assert con.description[0][0] == text


def test_every_column_is_in_the_data_dictionary_with_its_meaning():
    text = write_data_dictionary()
    for table in TABLES.values():
        (section,) = [part for part in text.split("\n## ") if part.startswith(f"{table.name}\n")]
        for column in table.columns:
            assert f"| {column.name} | {column.type} | {column.meaning} |" in section


def test_the_key_of_every_table_is_declared_in_it():
    for table in TABLES.values():
        assert set(table.key) <= {column.name for column in table.declared}, table.name


def test_a_column_that_names_a_table_names_one_with_a_single_key():
    named = {column.names for table in TABLES.values() for column in table.columns if column.names}
    assert {name: len(TABLES[name].key) for name in named} == dict.fromkeys(named, 1)
