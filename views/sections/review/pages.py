"""Splits long lists of the Review page into pages."""

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

T = TypeVar("T")


def choose_page(found: Sequence[T], size: int, key: str) -> Sequence[T]:
    """Return the items of the list page that the reader chose. If one page is enough, return all without a choice."""
    count = -(-len(found) // size)
    page = st.pagination(count, key=key) if count > 1 else 1
    return found[(page - 1) * size : page * size]
