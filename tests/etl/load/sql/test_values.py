"""The quick ways to tidy a cell of a column give what the careful ones give."""

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.load.normalise import MACROS

# Beside any text: what decides between the quick and the careful way, at the start, at the end and within.
PIECES = [
    "0",
    "7",
    "9",
    ":",
    "/",
    "-",
    ".0",
    "10",
    " ",
    "\t",
    "\n",
    "\u00a0",
    "\u202f",
    "\u200e",
    "\ufeff",
    "٣",
    "NA",
    "n/a",
    "x",
]
CELLS = st.one_of(st.none(), st.lists(st.sampled_from(PIECES), max_size=4).map("".join), st.text(max_size=5))


@pytest.fixture(scope="module")
def con():
    with duckdb.connect() as con:
        con.execute(MACROS)
        yield con


@given(st.lists(CELLS, min_size=1, max_size=40))
def test_a_cell_of_a_column_is_tidied_as_any_other(con, cells):
    def tidy(ways):
        return con.execute(f"SELECT {ways} FROM (SELECT unnest(?::VARCHAR[]) AS cell)", [cells]).fetchall()

    quick = "known_column(cell), plain_column(cell), words_column(cell)"
    assert tidy(quick) == tidy("known(plain(cell)), plain(cell), words(cell)")


def test_invisible_characters_and_digits_of_other_scripts_are_made_plain(con):
    assert con.execute("SELECT plain(?), trimmed(?)", ["\u200f١\u202f٢\u00a0۹\ufeff", "\u00a0 a\t"]).fetchone() == (
        "1 2 9",
        "a",
    )


@pytest.mark.parametrize(
    ("code", "whole"), [("3.0", "3"), ("30", "30"), ("3.00", "3"), ("0.05", "0.05"), (".0", None), ("3.10", "3.10")]
)
def test_a_code_loses_only_decimals_of_zero(con, code, whole):
    assert con.execute("SELECT whole(?)", [code]).fetchone() == (whole,)
