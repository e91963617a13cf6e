"""The section of the Data page that compares sums published by others with the release."""

import pyarrow as pa
import streamlit as st

from analysis.questions.holdings.sums import compare_sums
from etl.errors import LakeUnusable
from etl.fetch.sums import read_sums
from etl.tables.labels import label_feed
from views.parts import tables
from views.parts.view import View, write_note
from views.state.served_lake import get_lake
from views.words import data as words

LISTED = 300


def show_sums(view: View) -> None:
    """Show the sums of each month and province beside the attacks of each feed there. Shows nothing if there are no sums."""
    try:
        sums = read_sums(get_lake())
    except LakeUnusable as error:
        st.warning(str(error))
        return
    rows = compare_sums(view.opened, sums)
    if not rows:
        return
    st.subheader("Sums that others publish")
    st.markdown(words.compare_newest_sums(rows))
    table = pa.Table.from_pylist(
        [
            {
                "month": f"{row['month']:%Y-%m}",
                "province": row["area"],
                words.THEIRS: row["theirs"],
                "killed": row["fatalities"],
            }
            | {f"here: {label_feed(feed)}": number for feed, number in row["ours"].items()}
            for row in rows[:LISTED]
        ]
    )
    tables.show_table(table, "sums", "Sums that others publish")
    write_note(words.explain_sums(max(each.asked for each in sums)))
