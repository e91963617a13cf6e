"""Add: from a file, a report or a form to a release."""

import streamlit as st

from views.sections.add import kinds
from views.state import kept

kept.restore()
kind = kinds.settle_kind()
st.title("Add")
kinds.choose_kind(kind)
kinds.show_kind(kind)
kept.hold()
