"""Entry point for browsers: the pages, and their data at addresses. Run with `streamlit run dashboard.py`.

Streamlit imports this file once for `app`, which serves both, and runs it as a script for each page.
"""

import atexit
import sys
from contextlib import ExitStack
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from etl import temporary
from etl.errors import UsageError
from views import faults
from views.server.access import served_login
from views.server.access.entrance import Entrance
from views.server.allocator import share_arenas
from views.server.base_path import DataBelowBase
from views.server.protection.connections import Connections
from views.server.protection.cross_origin import CrossOrigin
from views.server.protection.error_boundary import ErrorBoundary
from views.server.protection.guard import Guard
from views.server.protection.headers import SafetyHeaders
from views.server.protection.other_sites import EMBED_ON, READ_FROM, find_sites
from views.server.routes import Routes
from views.server.shell.first_page import prepare_first_page
from views.state import served_lake

if __name__ == "__main__":
    from views.frame import bar, opening
    from views.server.page_turns import hold_turn

    # An icon of our own: one named here would be fetched from a font server.
    icon = str(Path(__file__).parent / "views" / "icon.svg")
    st.set_page_config(page_title="Patrolwatch", page_icon=icon, layout="wide")
    pages = bar.make_pages()
    page = st.navigation(pages, position="hidden")
    place_of_share = bar.draw_bar(pages)
    with opening.explain_errors(), hold_turn(), opening.frame_page(page.url_path, place_of_share):
        page.run()
else:
    share_arenas()
    faults.begin_log()
    until_exit = ExitStack()
    until_exit.enter_context(temporary.gather())
    atexit.register(until_exit.close)
    served_lake.start()
    try:
        login = served_login.read()
        embed_on, read_from = find_sites(EMBED_ON), find_sites(READ_FROM)
    except UsageError as error:
        sys.exit(str(error))
    app = st.App(
        __file__,
        middleware=[
            Middleware(DataBelowBase, base=st.get_option("server.baseUrlPath")),
            Middleware(CrossOrigin, origins=read_from),
            Middleware(SafetyHeaders, embed_on=embed_on),
            Middleware(ErrorBoundary),
            Middleware(Connections),
            Middleware(
                Guard,
                bound_to=st.get_option("server.address"),
                names=st.get_option("server.allowedHosts"),
                read_from=read_from,
                has_embeds=bool(embed_on),
            ),
            *([Middleware(Entrance, login=login, base=st.get_option("server.baseUrlPath"))] if login else []),
            Middleware(Routes, base=st.get_option("server.baseUrlPath"), has_login=bool(login)),
        ],
        lifespan=prepare_first_page,
        on_script_error=faults.show,
    )
