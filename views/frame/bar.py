"""The bar at the top of every page: the product name, the pages, and Share."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import Page

from views.frame.account import draw_account
from views.server.adding.permission import may_write

GUIDE = "guide"  # reached by links where it explains something, not from the bar
BRAND = "<b>Patrolwatch</b>"  # its mark is in the style, since Streamlit removes pictures from HTML


def make_pages() -> list[Page]:
    """Return the pages, the default one first. Readers who may not write get no Add and Review."""
    pages = [
        st.Page("views/pages/timeline.py", title="Timeline", icon=":material/timeline:", default=True),
        st.Page("views/pages/risk.py", title="Risk", icon=":material/percent:"),
        st.Page("views/pages/road.py", title="Map", icon=":material/map:"),
        st.Page("views/pages/compare.py", title="Compare", icon=":material/stacked_line_chart:"),
        st.Page("views/pages/records.py", title="Records", icon=":material/table_rows:"),
        st.Page("views/pages/data.py", title="Data", icon=":material/database:"),
        st.Page("views/pages/guide.py", title="Guide", icon=":material/menu_book:"),
    ]
    if may_write(st.context.cookies):
        pages += [
            st.Page("views/pages/add.py", title="Add", icon=":material/add_circle:"),
            st.Page("views/pages/review.py", title="Review", icon=":material/rule:"),
        ]
    return pages


def draw_bar(pages: list[Page]) -> DeltaGenerator:
    """Draw the bar. Return the place of Share, which is filled once the page is drawn."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="bar"):
        st.html(BRAND, width="content")
        with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall", key="pages"):
            for page in pages:
                if page.url_path != GUIDE:
                    st.page_link(page)
        place_of_share = st.container(horizontal=True, horizontal_alignment="right", width="content", key="share-place")
        draw_account()
    return place_of_share
