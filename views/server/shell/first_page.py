"""Prepares the first page while the server starts: imports its modules, and answers the questions of its default choices."""

import gc
import inspect
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


@asynccontextmanager
async def prepare_first_page(_app: object) -> AsyncIterator[None]:
    """Prepare in a thread once the server starts, as its lifespan handler: Streamlit has no caches for pages before."""
    threading.Thread(target=_prepare, name="first page", daemon=True).start()
    yield


def _prepare() -> None:
    """Draw the first page's figure, without garbage collection.

    The collector would traverse the modules again and again while they are imported. Afterwards they are exempt from it,
    since Streamlit collects after every run of a page.
    """
    gc.disable()
    try:
        with suppress(Exception):  # a page that hits the same error reports it
            _draw_first_figure()
        # Do this now: Streamlit looks up the module of a frame, and the first time Python resolves the paths of all modules.
        inspect.getmodule(inspect.currentframe())
        gc.freeze()
    finally:
        gc.enable()


def _draw_first_figure() -> None:
    """Draw the figure of the newest release, if there is one."""
    from analysis.links.codec import decode
    from views.charts.style import LIGHT
    from views.frame import opening  # noqa: F401 - all pages use it
    from views.parts.view import View
    from views.sections.timeline import aside, figure  # noqa: F401 - the first page uses both
    from views.state import cache

    if numbers := cache.get_lake().list_numbers():
        opened = cache.get_release(numbers[-1])
        selection, _ = decode({}, cache.list_choices(opened))
        figure.draw_figure(View(opened, selection, LIGHT), is_small=False)
