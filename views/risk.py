"""Risk: is the corridor getting more dangerous, as far as so many patrols can tell."""

import streamlit as st

from analysis.behind import period_numbers
from views import behind, cache, filters, text

filters.go_to_record_if_asked()
selection, opened = filters.selection(), filters.opened()


def ask(question: str):
    return cache.answer(question, opened, selection)


st.title("Risk")
st.caption(
    text.escaped(
        f"{ask('corridor')['title']} · as of {text.day(selection.to_day)} · release {opened.manifest.name} · feed "
        f"{selection.feed}"
    )
)
st.text(text.share_attacked(ask("headline"), selection))

st.subheader("By period")
behind.show(
    ask("share_attacked_by_period"),
    "share_attacked_by_period",
    "Patrols, attacked patrols and share attacked by period",
    opened,
    selection,
    name=text.period,
    numbers=lambda row: {column: number for column, number in period_numbers(row, selection).items() if column in row},
    one="period",
)

filters.write_address()
