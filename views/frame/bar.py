"""The bar at the top of every page: the product name, the pages, and Share."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import Page

from views.frame.account import draw_account
from views.pages import PAGES
from views.server.adding.permission import may_write

GUIDE = "guide"  # reached by links where it explains something, not from the bar
BRAND = "<b>Patrolwatch</b>"  # its mark is in the style, since Streamlit removes pictures from HTML


def make_pages() -> list[Page]:
    """Return the pages, the default one first. Readers who may not write get no Add and Review."""
    shows_all = may_write(st.context.cookies)
    return [
        st.Page(
            f"views/pages/{path or 'timeline'}.py", title=page.title, icon=f":material/{page.icon}:", default=not path
        )
        for path, page in PAGES.items()
        if shows_all or not page.is_for_editors
    ]


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
