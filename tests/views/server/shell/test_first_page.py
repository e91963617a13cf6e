"""The server draws the figure of the first page at its start, before a reader opens it."""

import gc
import threading
from concurrent.futures import ThreadPoolExecutor

import anyio
import pytest

from etl.lake import Lake
from views.sections.timeline import figure
from views.server.shell import first_page


@pytest.fixture
def prepare(monkeypatch):
    """Prepare the first page of a lake, and return the choices of each drawn figure."""

    def prepare(lake) -> list:
        drawn = []
        monkeypatch.setenv("PATROLWATCH_LAKE", str(lake.root))
        monkeypatch.setattr(figure, "draw_figure", lambda view, is_small: drawn.append(view.selection))
        first_page._prepare()
        return drawn

    return prepare


def test_the_figure_of_the_newest_release_is_drawn_with_the_choices_that_pages_open_with(prepare, m4_lake):
    (selection,) = prepare(m4_lake)
    assert (selection.release, selection.corridor, selection.grain) == (m4_lake.list_numbers()[-1], "m4", "month")


def test_a_lake_without_a_release_or_with_a_damaged_one_is_left_to_the_pages(prepare, tmp_path, m4_lake):
    assert prepare(Lake(tmp_path / "new")) == []
    damaged = Lake(tmp_path / "damaged")
    (damaged.root / "releases").mkdir(parents=True)
    (damaged.root / "releases" / "R000001.json").write_text("{")
    assert prepare(damaged) == []
    assert gc.isenabled()


def test_the_server_answers_without_waiting_for_it(monkeypatch):
    may_end, ended = threading.Event(), threading.Event()
    monkeypatch.setattr(first_page, "_prepare", lambda: may_end.wait(60) and ended.set())

    async def start() -> bool:
        async with first_page.prepare_first_page(None):
            return ended.is_set()

    with ThreadPoolExecutor(1) as own_thread:  # Playwright keeps an event loop in the thread of the tests
        assert not own_thread.submit(anyio.run, start).result()
    may_end.set()
    assert ended.wait(60)
