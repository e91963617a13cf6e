"""Write files, and parse them in this process."""

import pytest

from etl.formats import detect
from etl.formats.geo import route
from tests.reliability import fuzzing


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    """Parse in this process, which is quicker. `test_sandbox.py` tests the child process and its limits."""
    for module in (detect, route):
        monkeypatch.setattr(module, "parse_in_child", fuzzing.parse_here)


@pytest.fixture
def temporary(tmp_path):
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


@pytest.fixture
def file(tmp_path):
    """Write a file and return its path."""

    def write(content, name="table.csv"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write
