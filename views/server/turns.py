"""Pages are drawn a few at a time: more at once would take longer, each of them, and let nothing else run beside them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from analysis.limits import limit_seconds
from etl.errors import PatrolwatchError
from views.server import limits

_PLACES = threading.BoundedSemaphore(limits.PAGES_AT_ONCE)


@contextmanager
def turn_of_a_page() -> Iterator[None]:
    """Wait for a place to draw a page, and hold its questions to their seconds. Raises PatrolwatchError where none is free."""
    if not _PLACES.acquire(timeout=limits.SECONDS_TO_DRAW):
        raise PatrolwatchError(
            "The server draws other pages and found no time for this one. Open it again in a moment."
        )
    try:
        with limit_seconds(limits.PAGE_SECONDS):
            yield
    finally:
        _PLACES.release()
