"""Only a few pages are drawn at a time, so that many readers wait for each other and the rest of the server does not."""

import contextlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from analysis.limits import limit_of_query
from etl.errors import PatrolwatchError
from tests.views.api_client import run_async
from views.server import limits
from views.server.page_turns import give_way_to_pages, hold_turn


@contextlib.contextmanager
def draw_others(pages: int):
    """Draw this many pages in other threads meanwhile."""
    begun, end = threading.Barrier(pages + 1), threading.Event()

    def draw():
        with hold_turn():
            begun.wait(10)
            end.wait(10)

    with ThreadPoolExecutor(pages) as pool:
        drawing = [pool.submit(draw) for _ in range(pages)]
        begun.wait(10)
        try:
            yield
        finally:
            end.set()
        for each in drawing:
            each.result()


def test_a_page_waits_for_its_turn_and_says_so_if_none_comes(monkeypatch):
    monkeypatch.setattr(limits, "SECONDS_TO_DRAW", 0.05)
    with (
        draw_others(limits.PAGES_AT_ONCE),
        pytest.raises(PatrolwatchError, match="busy drawing other pages"),
        hold_turn(),
    ):
        pass
    with draw_others(limits.PAGES_AT_ONCE - 1), hold_turn():
        pass


def test_a_part_of_a_page_needs_no_second_turn(monkeypatch):
    monkeypatch.setattr(limits, "SECONDS_TO_DRAW", 0.05)
    with draw_others(limits.PAGES_AT_ONCE - 1), hold_turn(), hold_turn():
        pass


def test_a_page_that_fails_gives_its_turn_back(monkeypatch):
    monkeypatch.setattr(limits, "SECONDS_TO_DRAW", 0.05)
    for _ in range(limits.PAGES_AT_ONCE + 1):
        with pytest.raises(ZeroDivisionError), hold_turn():
            raise ZeroDivisionError


def test_all_questions_of_a_page_share_one_time_limit(monkeypatch):
    monkeypatch.setattr(limits, "PAGE_SECONDS", 1)
    with hold_turn():
        first = limit_of_query()
        assert (first.seconds, first.ends_at) == (1, limit_of_query().ends_at)


def test_a_download_gives_way_to_a_page_but_not_for_ever(monkeypatch):
    monkeypatch.setattr(limits, "SECONDS_TO_GIVE_WAY", 0.2)

    def wait() -> float:
        began = time.monotonic()
        run_async(give_way_to_pages())
        return time.monotonic() - began

    with draw_others(1):
        assert wait() >= 0.2
    monkeypatch.setattr(limits, "SECONDS_TO_GIVE_WAY", 60)
    assert wait() < 60
