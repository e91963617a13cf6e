"""Long lists of Review, a page of them at a time."""

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

T = TypeVar("T")


def choose_page(found: Sequence[T], size: int, key: str) -> Sequence[T]:
    """Return the `size` items of the page that the reader chose; all of them, without a choice, where one page holds them."""
    count = -(-len(found) // size)
    page = st.pagination(count, key=key) if count > 1 else 1
    return found[(page - 1) * size : page * size]
