"""Fixtures for every test: the embedded case as a release, and an environment without the real lake."""

import gc
import os
import tempfile
from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import HealthCheck, settings

from analysis.questions.holdings import read_choices
from analysis.release import open_release
from etl import paths
from etl.curated import build as load
from etl.lake import Lake

# Use the same examples on every machine and in every run, so that failures repeat. A slow machine fails no test.
settings.register_profile(
    "patrolwatch", derandomize=True, deadline=None, max_examples=20, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
settings.register_profile("long", parent=settings.get_profile("patrolwatch"), derandomize=False, max_examples=300)
settings.load_profile(os.environ.get("PATROLWATCH_EXAMPLES", "patrolwatch"))

NUMBERS = count()


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Return one worker per core, and one more if tests run that often wait for a browser or a server."""
    are_quick = "not browser" in config.option.markexpr and "not slow" in config.option.markexpr
    return (os.cpu_count() or 1) + (0 if are_quick else 1)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Keep the garbage collector off the million objects that pytest collects and keeps to the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests of a browser by their folder, and slow tests, which publish releases or draw a page, by folder or fixture.

    Files with such tests run first, so that no worker is left with one at the end.
    """
    for item in items:
        folders = item.path.relative_to(paths.CHECKOUT / "tests").parts
        if folders[0] == "browser":
            item.add_marker("browser")
        if folders[:2] in (("etl", "lake"), ("etl", "load"), ("views", "pages")) or "visit" in item.fixturenames:
            item.add_marker("slow")
    slow = {item.path for item in items if item.get_closest_marker("slow") or item.get_closest_marker("browser")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session", autouse=True)
def temporary_folder(tmp_path_factory):
    """Keep temporary files in pytest's folder, which pytest removes some runs later even if a worker was killed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("temporary")))
        yield


@pytest.fixture(autouse=True)
def no_real_lake(monkeypatch, tmp_path_factory):
    """Give a test that names no lake an empty one. Its folder is not created, which would take longer than most tests."""
    monkeypatch.setenv("PATROLWATCH_LAKE", str(tmp_path_factory.getbasetemp() / f"lake-of-nobody-{next(NUMBERS)}"))


@pytest.fixture(scope="session")
def m4_lake(tmp_path_factory):
    """Build a lake with the embedded case as its only release. Tests share it, so none may publish to it."""
    lake = Lake(tmp_path_factory.mktemp("m4") / "lake")
    load.build(lake, paths.M4_CASE)
    return lake


@pytest.fixture(scope="session")
def m4(m4_lake):
    return open_release(m4_lake, 1)


@pytest.fixture(scope="session")
def m4_selection(m4):
    """Return the selection of a page without choices: joint patrols of the M4 on days of complete coverage, by month."""
    return read_choices(m4).make_default()
