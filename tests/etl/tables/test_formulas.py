"""Text made inert for a spreadsheet can be restored, and compared with the original."""

import duckdb
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from etl.tables.formulas import make_cells_inert, make_pieces_inert, restore, strip_apostrophes
from tests.hostile_strings import HOSTILE

TEXTS = st.lists(st.sampled_from([*",;|\t", "\r\n", *"=@＝'\" a", "-1", *HOSTILE.values()]), max_size=9).map("".join)


def make_inert(texts):
    return make_pieces_inert(make_cells_inert(pa.array(texts, pa.string())))


@given(st.lists(TEXTS, max_size=5))
def test_every_text_is_given_back_exactly(texts):
    assert restore(make_inert(texts)).to_pylist() == texts


@given(st.lists(TEXTS, max_size=5))
def test_a_text_is_the_same_for_a_comparison_whether_it_is_inert_or_not(texts):
    with duckdb.connect() as con:
        found = con.execute(
            f"SELECT count(*) FROM (SELECT unnest(?) AS a, unnest(?) AS b) "
            f"WHERE {strip_apostrophes('a')} IS DISTINCT FROM {strip_apostrophes('b')}",
            [texts, make_inert(texts).to_pylist()],
        ).fetchall()[0][0]
    assert found == 0
