"""Whatever becomes of the process in which a file is parsed, the user reads one sentence."""

import json
import os
import sys

import pytest

from etl.reading import apart, child, objects

TOO_MUCH = ": it cannot be read in the time and memory that a file may take. Save what is needed of it as CSV."


@pytest.mark.parametrize(
    "script", ["import os; os.abort()", "print('no JSON')", "raise SystemExit(1)", "while True: pass"]
)
def test_a_process_that_dies_or_hangs_becomes_a_sentence(file, refusal, monkeypatch, tmp_path, script):
    path = file('[{"a": 1}]')
    program = tmp_path / "python"
    program.write_text(f"#!{sys.executable}\n{script}\n")
    program.chmod(0o700)
    monkeypatch.setattr(apart.sys, "executable", str(program))
    monkeypatch.setattr(apart, "SECONDS", 1)
    assert refusal(path) == TOO_MUCH


def test_the_process_sees_nothing_of_the_environment(file, table, monkeypatch):
    seen = {}
    run = apart.subprocess.run
    monkeypatch.setenv("A_SECRET", "canary")
    monkeypatch.setattr(apart.subprocess, "run", lambda *args, **kwargs: seen.update(kwargs) or run(*args, **kwargs))
    assert table(file('[{"a": 1}]')).cells == [("1",)]
    assert "canary" not in seen["env"].values()
    assert seen["stdin"] is apart.subprocess.DEVNULL


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
@pytest.mark.parametrize("kind", ["zip", "json"])
def test_memory_time_and_disk_are_limited(kind):
    import resource

    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        child.limit(kind)
        limits = [resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE]
        os.write(writing, json.dumps([resource.getrlimit(what)[0] for what in limits]).encode())
        os._exit(0)
    os.waitpid(process, 0)
    memory, seconds, size = json.loads(os.read(reading, 1000))
    os.close(reading)
    os.close(writing)
    assert (memory, seconds) == (1_000_000_000, 50 if kind == "zip" else 30)
    assert size <= 4_100_000_000


def test_too_little_memory_becomes_a_sentence(monkeypatch, tmp_path):
    def starve(*_args):
        raise MemoryError

    monkeypatch.setattr(objects, "parse", starve)
    assert "more memory than a file may take" in child.main("json", "x", "x.json", str(tmp_path))["refused"]


def test_a_full_disk_becomes_a_sentence(monkeypatch, tmp_path):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(objects, "parse", full)
    assert child.main("json", "x", "x.json", str(tmp_path)) == {
        "refused": "x.json: it cannot be read or unpacked (No space left on device)."
    }
