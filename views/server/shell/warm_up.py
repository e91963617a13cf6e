"""Imports what pages need while the first reader's browser still loads the page program."""

import threading
from functools import cache
from importlib import import_module

# pyarrow imports pandas for the first table that it makes of a list.
OF_THE_FIRST_PAGE = ("headline", "figure", "aside", "folded")
NEEDED_BY_PAGES = (
    "views.frame.opening",
    *(f"views.sections.timeline.{section}" for section in OF_THE_FIRST_PAGE),
    "pandas",
)


@cache
def start_importing() -> threading.Thread:
    """Import them in a thread, once in this process. Call only once Streamlit runs: the caches of pages do not exist before."""
    thread = threading.Thread(target=_import_all, name="warm up", daemon=True)
    thread.start()
    return thread


def _import_all() -> None:
    for name in NEEDED_BY_PAGES:
        import_module(name)
