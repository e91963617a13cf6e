"""Common parts of the cards of the Risk page: a verdict at the top, with its basis folded below."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from views.parts.guide import link_to_guide
from views.parts.view import View
from views.words.markup import escape_markdown
from views.words.statistics.verdicts import METHODS


def write_verdict(view: View, sentence: str) -> None:
    """Show the answer of a card in large type, and collect it for copying."""
    view.sentences.append(sentence)
    st.markdown(f"##### {escape_markdown(sentence)}", anchors=False)


@contextmanager
def method_and_checks(card: str) -> Iterator[None]:
    """Fold the basis of a card, with a link to the method."""
    with st.expander("Method and checks"):
        link_to_guide("How this is made", "methods", METHODS[card])
        yield
