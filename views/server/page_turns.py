"""Draws only a few pages at once. Drawing more would slow down each of them and block everything else."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import anyio

from analysis.limits import limit_seconds
from etl.errors import PatrolwatchError
from views.server import limits
from views.server.allocator import trim_arenas

_PLACES = threading.BoundedSemaphore(limits.PAGES_AT_ONCE)
_drawing: set[int] = set()  # threads that are drawing a page


@contextmanager
def hold_turn() -> Iterator[None]:
    """Wait for a place to draw a page, and limit the time of its queries. Raises PatrolwatchError if none is free.

    Parts of a page that are drawn with it share its place.
    """
    if threading.get_ident() in _drawing:
        yield
        return
    if not _PLACES.acquire(timeout=limits.SECONDS_TO_DRAW):
        raise PatrolwatchError("The server is busy drawing other pages. Open this one again in a moment.")
    _drawing.add(threading.get_ident())
    try:
        with limit_seconds(limits.PAGE_SECONDS):
            yield
    finally:
        _drawing.discard(threading.get_ident())
        _PLACES.release()
        trim_arenas()


async def give_way_to_pages() -> None:
    """Wait while a page is drawn, for a limited time: pages take precedence over downloads."""
    with anyio.move_on_after(limits.SECONDS_TO_GIVE_WAY):
        while _drawing:
            await anyio.sleep(0.01)
