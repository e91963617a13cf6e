"""The lake of a server with a read-only checkout."""

import os
from pathlib import Path

import pytest

from etl import paths
from views.state import served_lake


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """Make a checkout without a lake, with no folder configured."""
    monkeypatch.setattr(paths, "LAKE_OF_CHECKOUT", tmp_path / "data" / "lake")
    monkeypatch.setenv(paths.LAKE_SETTING, "")
    (tmp_path / "data").mkdir()
    served_lake.is_temporary.cache_clear()
    yield tmp_path / "data"
    served_lake.is_temporary.cache_clear()


def test_a_server_that_cannot_write_its_checkout_keeps_releases_in_a_temporary_folder(checkout, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # as on a read-only disk
    served_lake.start()
    assert served_lake.is_temporary()
    folder = Path(paths.find_default_lake())
    assert folder.is_dir() and not folder.is_relative_to(checkout)
    assert served_lake.get_lake().is_new()


def test_a_server_that_can_write_its_checkout_keeps_releases_there(checkout):
    served_lake.start()
    assert not served_lake.is_temporary()
    assert paths.find_default_lake() == str(checkout / "lake")


def test_releases_of_a_checkout_that_became_read_only_are_shown(checkout, monkeypatch):
    (checkout / "lake").mkdir()
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    served_lake.start()
    assert not served_lake.is_temporary()
    assert paths.find_default_lake() == str(checkout / "lake")
