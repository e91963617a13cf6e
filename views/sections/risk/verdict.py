"""What every card of the Risk page has: a verdict on top, and below what it rests on, folded."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from views.parts.guide import link_to_guide
from views.parts.view import View
from views.words.markup import escape_markdown
from views.words.statistics.verdicts import METHODS


def write_verdict(view: View, sentence: str) -> None:
    """Write what a card answers, larger than what it rests on, and keep it to be copied."""
    view.said.append(sentence)
    st.markdown(f"##### {escape_markdown(sentence)}", anchors=False)


@contextmanager
def method_and_checks(card: str) -> Iterator[None]:
    """Fold what a card rests on, with a link to how it is made."""
    with st.expander("Method and checks"):
        link_to_guide("How this is made", "methods", METHODS[card])
        yield
