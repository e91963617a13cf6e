"""Parsing in a separate process, which is limited and may die: a hostile file can crash a parser or fill the memory.

`parse_in_child` starts the process as `python -m etl.formats.sandbox KIND FILE NAME FOLDER [hidden]`. The child writes to FOLDER
and prints as JSON what it found, or the sentence with which the file is refused.
"""

import json
import os
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

from etl.errors import FileRefused

PROJECT = Path(__file__).resolve().parent.parent.parent
TIMEOUT_SECONDS = 60
# One thread and the plain allocator: the address space is limited, and others reserve a gigabyte at once.
ENVIRONMENT = {
    "PYTHONPATH": str(PROJECT),
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "PYTHONIOENCODING": "utf-8",
}
# Imported when it is their turn: half of the time a small file takes is that of imports.
PARSERS = {
    "json": ("etl.formats.text.json_file", "JSON. Fetch or export it again"),
    "parquet": ("etl.formats.columnar.parquet_file", "a Parquet file. Fetch or export it again"),
    "zip": ("etl.formats.archive", "a workbook or a ZIP archive. Fetch it again, or save it as .xlsx"),
    "stata": ("etl.formats.columnar.stata_file", "a Stata file. Fetch it again, or save it as CSV"),
    "markup": ("etl.formats.geo.markup", "KML or GPX. Fetch or export it again"),
    "report": ("etl.formats.text.report", "a PDF or a document of Word. Paste its text"),
    "route": ("etl.formats.geo.route", "KML or GPX. Fetch or export it again"),
    "sqlite": ("etl.formats.geo.geopackage", "a GeoPackage. Fetch it again, or save it as GeoJSON"),
    "xls": ("etl.formats.workbook.reader", "a workbook. Fetch it again, or save it as .xlsx"),
}
WORKBOOKS = ("zip", "xls")
# The libraries alone reserve half of it; what a file may have in memory is less than 500 MB.
MEMORY = 650_000_000
SECONDS = {"zip": 50, "xls": 50}
USUAL_SECONDS = 30
FILE_SIZE = {"zip": 4_100_000_000}
USUAL_FILE_SIZE = 1_000_000_000
PR_SET_PDEATHSIG = 1  # of linux/prctl.h


def parse_in_child(
    kind: str, content: Path, name: str, temporary: Path, hidden: bool = False
) -> tuple[Path, dict[str, Any]]:
    """Parse a file and return the folder with the result, and what is said of it; `hidden`: read what a workbook hides too.

    Raises FileRefused, whatever became of the process.
    """
    folder = Path(tempfile.mkdtemp(dir=temporary))
    # Windows finds its libraries by it.
    system = {key: os.environ[key] for key in ("SYSTEMROOT",) if key in os.environ}
    paths = [str(content.resolve()), name, str(folder.resolve()), *list_asked(kind, hidden)]
    try:
        done = subprocess.run(  # noqa: S603 - this Python; the name of a file is one word, and no shell reads it
            [sys.executable, "-m", "etl.formats.sandbox", kind, *paths],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=ENVIRONMENT | system,
            cwd=PROJECT,
            timeout=TIMEOUT_SECONDS,
        )
        found = json.loads(done.stdout) if done.returncode == 0 else {}
    except (subprocess.TimeoutExpired, ValueError):
        found = {}
    if not found:
        raise FileRefused(
            f"{name}: it cannot be read in the time and memory that a file may take. Save what is needed of it as CSV."
        )
    if "refused" in found:
        raise FileRefused(found["refused"])
    return folder, found


def list_asked(kind: str, hidden: bool) -> list[str]:
    """Return what is asked of the parser of a kind beside the file: only workbooks hide something."""
    return ["hidden"] if hidden and kind in WORKBOOKS else []


# In the child


def end_with_parent() -> None:
    """End when the process that started this one is killed, and write no more to its folder. Only Linux offers it."""
    if sys.platform == "linux":
        import ctypes
        import signal

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def limit_resources(kind: str) -> None:
    """Give up rather than take the memory, time or disk that others need. Windows has no such limits."""
    try:
        import resource
    except ImportError:
        return
    seconds, size = SECONDS.get(kind, USUAL_SECONDS), FILE_SIZE.get(kind, USUAL_FILE_SIZE)
    for what, most in [
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, size),
        (resource.RLIMIT_CORE, 0),
    ]:
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def parse(kind: str, file: str, name: str, folder: str, *asked: str) -> dict[str, Any]:
    """Parse a file in this process; what goes wrong becomes the sentence of a refusal."""
    module, what = PARSERS[kind]
    try:
        found: dict[str, Any] = import_module(module).parse(
            Path(file), name, Path(folder), **dict.fromkeys(asked, True)
        )
        return found
    except FileRefused as refused:
        return {"refused": str(refused)}
    except MemoryError:
        return {"refused": f"{name}: it needs more memory than a file may take. Save what is needed of it as CSV."}
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # what a library in Rust raises where it panics is not an Exception
        if isinstance(error, OSError) and error.errno:
            return {"refused": f"{name}: it cannot be read or unpacked ({error.strerror})."}
        # Parsers raise what they please for a damaged file; none of it may be shown as a traceback.
        return {"refused": f"{name}: it cannot be read as {what} ({type(error).__name__})."}


if __name__ == "__main__":
    end_with_parent()
    limit_resources(sys.argv[1])
    print(json.dumps(parse(*sys.argv[1:])))
