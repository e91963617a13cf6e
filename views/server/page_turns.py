"""Pages are drawn a few at a time: more at once would take longer, each of them, and let nothing else run beside them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import anyio

from analysis.limits import limit_seconds
from etl.errors import PatrolwatchError
from views.server import limits
from views.server.allocator import trim_arenas

_PLACES = threading.BoundedSemaphore(limits.PAGES_AT_ONCE)
_drawing: set[int] = set()  # threads that draw a page


@contextmanager
def hold_turn() -> Iterator[None]:
    """Wait for a place to draw a page, and hold its questions to their seconds. Raises PatrolwatchError where none is free.

    A part of a page that is drawn with it has its place already.
    """
    if threading.get_ident() in _drawing:
        yield
        return
    if not _PLACES.acquire(timeout=limits.SECONDS_TO_DRAW):
        raise PatrolwatchError(
            "The server draws other pages and found no time for this one. Open it again in a moment."
        )
    _drawing.add(threading.get_ident())
    try:
        with limit_seconds(limits.PAGE_SECONDS):
            yield
    finally:
        _drawing.discard(threading.get_ident())
        _PLACES.release()
        trim_arenas()


async def give_way_to_pages() -> None:
    """Wait while a page is drawn, but not for ever: whoever looks at a page goes before a file that is sent."""
    with anyio.move_on_after(limits.SECONDS_TO_GIVE_WAY):
        while _drawing:
            await anyio.sleep(0.01)
