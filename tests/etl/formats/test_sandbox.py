"""Whatever happens to the process that parses a file, the user reads one sentence."""

import io
import json
import os
import sys
import zipfile

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from etl.formats import sandbox
from etl.formats.text import json_file as objects

pytestmark = pytest.mark.slow


@pytest.fixture
def in_this_process():
    """Parse in a child process, as a real load does."""


def make_workbook():
    made = openpyxl.Workbook()
    made.active.append(["id"])
    made.active.append([7])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def make_parquet():
    out = io.BytesIO()
    pq.write_table(pa.table({"id": [7]}), out)
    return out.getvalue()


def make_zip(content):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("x", content)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [make_workbook(), make_parquet(), b'[{"id": 7}]', make_zip(b"id\n7\n"), make_zip(make_workbook())],
    ids=range(5),
)
def test_each_kind_of_file_is_read_in_a_process_of_its_own(file, read_table, content):
    assert read_table(file(content, "it's a -x *.bin")).cells == [("7",)]


def test_what_a_file_needs_too_much_memory_for_is_refused(file, read_refusal):
    # A small file whose one column repeats the same long text.
    out = io.BytesIO()
    text = pa.array(["x" * 100_000]).dictionary_encode().dictionary
    indices = pa.array([0] * 100_000, pa.int32())
    pq.write_table(pa.table({"a": pa.DictionaryArray.from_arrays(indices, text)}), out)
    assert len(out.getvalue()) < 200_000
    assert "memory" in read_refusal(file(out.getvalue()))


TOO_MUCH = ": it takes too much time or memory to read. Save the part that you need as CSV."


@pytest.mark.parametrize(
    "script", ["import os; os.abort()", "print('no JSON')", "raise SystemExit(1)", "while True: pass"]
)
def test_a_process_that_dies_or_hangs_becomes_a_sentence(file, read_refusal, monkeypatch, tmp_path, script):
    path = file('[{"a": 1}]')
    program = tmp_path / "python"
    program.write_text(f"#!{sys.executable}\n{script}\n")
    program.chmod(0o700)
    monkeypatch.setattr(sandbox.sys, "executable", str(program))
    monkeypatch.setattr(sandbox, "TIMEOUT_SECONDS", 1)
    assert read_refusal(path) == TOO_MUCH


def test_the_process_sees_nothing_of_the_environment(file, read_table, monkeypatch):
    seen = {}
    run = sandbox.subprocess.run
    monkeypatch.setenv("A_SECRET", "canary")
    monkeypatch.setattr(sandbox.subprocess, "run", lambda *args, **kwargs: seen.update(kwargs) or run(*args, **kwargs))
    assert read_table(file('[{"a": 1}]')).cells == [("1",)]
    assert "canary" not in seen["env"].values()
    assert seen["stdin"] is sandbox.subprocess.DEVNULL


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
@pytest.mark.parametrize("kind", ["zip", "json"])
def test_memory_time_and_disk_are_limited(kind):
    import resource

    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        sandbox.limit_resources(kind)
        limits = [resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE]
        os.write(writing, json.dumps([resource.getrlimit(what)[0] for what in limits]).encode())
        os._exit(0)
    os.waitpid(process, 0)
    memory, seconds, size = json.loads(os.read(reading, 1000))
    os.close(reading)
    os.close(writing)
    assert (memory, seconds) == (650_000_000, 50 if kind == "zip" else 30)
    assert size <= 4_100_000_000


def test_too_little_memory_becomes_a_sentence(monkeypatch, tmp_path):
    def starve(*_args):
        raise MemoryError

    monkeypatch.setattr(objects, "parse", starve)
    assert "more memory than a file may take" in sandbox.parse("json", "x", "x.json", str(tmp_path))["refused"]


def test_a_full_disk_becomes_a_sentence(monkeypatch, tmp_path):
    def fail(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(objects, "parse", fail)
    assert sandbox.parse("json", "x", "x.json", str(tmp_path)) == {
        "refused": "x.json: it cannot be read or unpacked (No space left on device)."
    }
