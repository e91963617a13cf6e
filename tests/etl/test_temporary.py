"""Temporary files of a load or a writer are removed when it ends, however it ends."""

import errno
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from etl import paths, temporary
from etl.errors import LakeUnusable
from etl.lake import Lake
from etl.load import pipeline as intake

HOLD = """
import sys
from etl import temporary
with temporary.open_folder() as folder:
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
    """Start a load in another process, and yield the process and its folder."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD], cwd=paths.CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process, root / process.stdout.readline().strip()
        finally:
            process.kill()


def test_nothing_is_left_where_a_load_ends_or_fails(root):
    with temporary.open_folder() as folder:
        assert folder.stat().st_mode & 0o777 == 0o700 or os.name == "nt"
    with pytest.raises(ZeroDivisionError), temporary.open_folder() as folder:
        (folder / "x").touch()
        raise ZeroDivisionError
    assert list(root.iterdir()) == []


def test_the_folder_of_a_load_at_work_stays_and_that_of_a_killed_one_goes(root, another):
    process, folder = another
    with temporary.open_folder():
        assert (folder / "staged").is_file()
    process.send_signal(signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
    process.wait()
    assert (folder / "staged").is_file()
    with temporary.open_folder() as mine:
        assert [path for path in root.iterdir() if path.is_dir()] == [mine]
    assert list(root.iterdir()) == []


def test_a_lock_that_cannot_be_removed_does_not_undo_the_work_and_goes_next_time(root, tmp_path):
    def fail(path, missing_ok=False):
        raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(temporary.Path, "unlink", fail)
        with temporary.open_folder():
            pass
        temporary.write_file(tmp_path / "a.csv", lambda file: file.write(b"x"))
    assert (tmp_path / "a.csv").read_bytes() == b"x"
    temporary.sweep()
    assert list(root.iterdir()) == []


def test_folders_of_others_are_left_alone(root):
    for name in ("patrolwatch-faults-x", "patrolwatch-", "other"):
        (root / name).mkdir()
    with temporary.open_folder():
        pass
    assert {path.name for path in root.iterdir()} == {"patrolwatch-faults-x", "patrolwatch-", "other"}


def test_where_nothing_can_be_kept_one_sentence_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(temporary.tempfile, "tempdir", str(tmp_path / "missing"))
    (tmp_path / "a.csv").write_text("date,place,killed\n2020-01-01,A,1\n")
    (tmp_path / "missing").write_text("a file")
    with pytest.raises(LakeUnusable, match=r"cannot be written .*TMPDIR"):
        intake.load(Lake(tmp_path / "lake"), [tmp_path / "a.csv"])


# Files


HALF = """
import os, sys
from pathlib import Path
from etl import temporary

def write(file):
    file.write(b"half")
    file.flush()
    print("half", flush=True)
    sys.stdin.read()

temporary.write_file(Path(sys.argv[1]), write, replace=sys.argv[2] == "yes")
"""


def kill_while_writing(path, replace):
    with subprocess.Popen(
        [sys.executable, "-c", HALF, str(path), replace],
        cwd=paths.CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout.readline() == b"half\n"
        during = {file.name for file in path.parent.iterdir() if file.is_file()}
        process.kill()
    return during


@pytest.mark.parametrize("replace", ["yes", "no"])
def test_a_kill_leaves_no_half_of_a_file_under_its_name_and_the_next_start_takes_away_the_rest(root, tmp_path, replace):
    path = tmp_path / "a.csv"
    during = kill_while_writing(path, replace)
    assert path.name not in during
    assert len(during) == 1
    temporary.sweep()
    assert list(root.iterdir()) == []
    assert [file for file in tmp_path.iterdir() if file != root] == []


def test_a_kill_leaves_the_file_that_was_there(root, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")
    kill_while_writing(path, "yes")
    temporary.sweep()
    assert path.read_bytes() == b"old"
    assert {file.name for file in tmp_path.iterdir()} == {"a.csv", root.name}


def test_a_file_is_written_with_the_usual_rights_or_those_that_it_had(root, tmp_path):
    new, old = tmp_path / "new.csv", tmp_path / "old.csv"
    old.write_bytes(b"old")
    old.chmod(0o640)
    usual = tmp_path / "usual"
    usual.touch()
    for path in (new, old):
        temporary.write_file(path, lambda file: file.write(b"whole"))
        assert path.read_bytes() == b"whole"
    assert new.stat().st_mode == usual.stat().st_mode
    assert old.stat().st_mode & 0o777 == 0o640 or os.name == "nt"
    assert list(root.iterdir()) == []


def test_a_link_stays_a_link_and_what_is_no_file_is_not_replaced(root, tmp_path):
    (tmp_path / "link.csv").symlink_to(tmp_path / "a.csv")
    temporary.write_file(tmp_path / "link.csv", lambda file: file.write(b"whole"))
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "a.csv").read_bytes() == b"whole"
    temporary.write_file(Path(os.devnull), lambda file: file.write(b"whole"))
    assert not Path(os.devnull).is_file()


def test_a_file_that_exists_is_not_overwritten_unless_it_is_to_be(root, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")
    with pytest.raises(FileExistsError):
        temporary.write_file(path, lambda file: file.write(b"new"), replace=False)
    assert path.read_bytes() == b"old"


def test_where_writing_fails_nothing_stays(root, tmp_path):
    with pytest.raises(ZeroDivisionError):
        temporary.write_file(tmp_path / "a.csv", lambda file: 1 / 0)
    assert [*root.iterdir(), *(file for file in tmp_path.iterdir() if file != root)] == []


def test_only_the_unfinished_file_of_its_own_work_is_swept(root, tmp_path):
    other = tmp_path / "valuable"
    other.touch()
    left = root / f"{temporary.PREFIX}{'0' * 32}"
    left.mkdir()
    (left / temporary.UNFINISHED).write_text(str(other))
    temporary.sweep()
    assert other.exists()
    assert not left.exists()


def test_a_lock_that_was_left_without_its_folder_is_swept(root):
    (root / f"{temporary.PREFIX}{'0' * 32}.lock").touch()
    temporary.sweep()
    assert list(root.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
def test_a_parser_ends_with_the_load_that_started_it(tmp_path):
    pipe = tmp_path / "never-ends"
    os.mkfifo(pipe)
    start = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-m', 'etl.formats.sandbox', 'json', sys.argv[1], 'a.json', sys.argv[2]])\n"
        "print(child.pid, flush=True)\n"
        "child.wait()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", start, str(pipe), str(tmp_path)], cwd=paths.CHECKOUT, stdout=subprocess.PIPE, text=True
    ) as parent:
        child = int(parent.stdout.readline())
        with pipe.open("wb"):  # opens once the child does
            watched = os.pidfd_open(child)
            parent.kill()
            assert select.select([watched], [], [], 10)[0]
            os.close(watched)


def test_files_of_libraries_are_gathered_and_swept_after_a_kill(root):
    program = (
        "import sys, tempfile\nfrom etl import temporary\n"
        "with temporary.gather():\n"
        "    print(tempfile.mkstemp()[1], flush=True)\n    sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=paths.CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        file = Path(process.stdout.readline().strip())
        with temporary.gather():
            assert file.is_file()  # its process is running
        process.kill()
    with temporary.gather(), temporary.open_folder() as folder:
        assert not file.exists()
        assert folder.parent == root
    assert list(root.iterdir()) == []
