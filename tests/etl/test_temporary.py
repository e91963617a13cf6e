"""What a load keeps while it reads goes when it ends, however it ends."""

import os
import signal
import subprocess
import sys

import pytest

from etl import intake, paths, temporary
from etl.errors import LakeUnusable
from etl.lake import Lake

HOLD = """
import sys
from etl import temporary
with temporary.folder() as folder:
    (folder / "staged").touch()
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def root(tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(temporary.tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def another(root):
    """A load of another process, and its folder."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD], cwd=paths.CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process, root / process.stdout.readline().strip()
        finally:
            process.kill()


def test_nothing_is_left_where_a_load_ends_or_fails(root):
    with temporary.folder() as folder:
        assert folder.stat().st_mode & 0o777 == 0o700 or os.name == "nt"
    with pytest.raises(ZeroDivisionError), temporary.folder() as folder:
        (folder / "x").touch()
        raise ZeroDivisionError
    assert list(root.iterdir()) == []


def test_the_folder_of_a_load_at_work_stays_and_that_of_a_killed_one_goes(root, another):
    process, folder = another
    with temporary.folder():
        assert (folder / "staged").is_file()
    process.send_signal(signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
    process.wait()
    assert (folder / "staged").is_file()
    with temporary.folder() as mine:
        assert [path for path in root.iterdir() if path.is_dir()] == [mine]
    assert list(root.iterdir()) == []


def test_folders_of_others_are_left_alone(root):
    for name in ("patrolwatch-faults-x", "patrolwatch-", "other"):
        (root / name).mkdir()
    with temporary.folder():
        pass
    assert {path.name for path in root.iterdir()} == {"patrolwatch-faults-x", "patrolwatch-", "other"}


def test_where_nothing_can_be_kept_one_sentence_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(temporary.tempfile, "tempdir", str(tmp_path / "missing"))
    (tmp_path / "a.csv").write_text("date,place,killed\n2020-01-01,A,1\n")
    (tmp_path / "missing").write_text("a file")
    with pytest.raises(LakeUnusable, match=r"cannot be written .*TMPDIR"):
        intake.load(Lake(tmp_path / "lake"), [tmp_path / "a.csv"])
