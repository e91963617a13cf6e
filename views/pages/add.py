"""Add: from a file, a report or a form to a release."""

import streamlit as st

from views.sections.add import ways
from views.state import kept

kept.hold()
way = ways.settle_way()
st.title("Add")
ways.choose_way(way)
ways.show_way(way)
kept.hold()
