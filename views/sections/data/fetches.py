"""The section of the Data page on fetches from the servers of feeds."""

from datetime import UTC, datetime

import streamlit as st

from etl.errors import LakeUnusable
from etl.fetch.log import read_fetches
from views.state.served_lake import get_lake
from views.words import data as words

LISTED = 50


def show_fetches() -> None:
    """Show when each feed was last asked and the result. Shows nothing if nothing was ever fetched."""
    try:
        fetches = read_fetches(get_lake())
    except LakeUnusable as error:
        st.warning(str(error))
        return
    if not fetches:
        return
    st.subheader("Fetched from servers")
    for sentence in words.describe_fetched_questions(fetches, datetime.now(UTC)):
        st.text(sentence)
    with st.expander(words.name_fetches(len(fetches), LISTED)):
        for fetch in reversed(fetches[-LISTED:]):
            st.text(words.describe_fetch(fetch))
