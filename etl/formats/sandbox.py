"""Parses files in a limited child process, since a hostile file can crash a parser or fill the memory.

`parse_in_child` runs `python -m etl.formats.sandbox KIND FILE NAME FOLDER [hidden]`. The child writes to FOLDER and prints JSON
with what it found, or with the sentence that refuses the file.
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
# Use one thread and the plain allocator. Address space is limited, and other allocators reserve a gigabyte at once.
ENVIRONMENT = {
    "PYTHONPATH": str(PROJECT),
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "PYTHONIOENCODING": "utf-8",
}
# Imported on demand: imports take half of the time of reading a small file.
PARSERS = {
    "json": ("etl.formats.text.json_file", "JSON. Fetch or export it again"),
    "parquet": ("etl.formats.columnar.parquet_file", "a Parquet file. Fetch or export it again"),
    "zip": ("etl.formats.archive", "a workbook or a ZIP archive. Fetch it again, or save it as .xlsx"),
    "stata": ("etl.formats.columnar.stata_file", "a Stata file. Fetch it again, or save it as CSV"),
    "markup": ("etl.formats.geo.markup", "KML or GPX. Fetch or export it again"),
    "page": ("etl.formats.text.web_page", "a web page. Paste its text"),
    "report": ("etl.formats.text.report", "a PDF or a document of Word. Paste its text"),
    "route": ("etl.formats.geo.route", "KML or GPX. Fetch or export it again"),
    "sqlite": ("etl.formats.geo.geopackage", "a GeoPackage. Fetch it again, or save it as GeoJSON"),
    "xls": ("etl.formats.workbook.reader", "a workbook. Fetch it again, or save it as .xlsx"),
}
WORKBOOKS = ("zip", "xls")
READ_LESS = {"page": "Paste the text of the report.", "report": "Paste the text of the report."}
USUALLY_READ_LESS = "Save the part that you need as CSV."
# The libraries reserve half of this. A file's data may take less than 500 MB.
MEMORY = 650_000_000
SECONDS = {"zip": 50, "xls": 50}
USUAL_SECONDS = 30
FILE_SIZE = {"zip": 4_100_000_000}
USUAL_FILE_SIZE = 1_000_000_000
PR_SET_PDEATHSIG = 1  # of linux/prctl.h


def parse_in_child(
    kind: str, content: Path, name: str, temporary: Path, hidden: bool = False
) -> tuple[Path, dict[str, Any]]:
    """Parse a file in a child process. Return the folder with the result, and what the parser reports.

    `hidden` also reads hidden parts of a workbook. Raises FileRefused, whatever happens to the process.
    """
    folder = Path(tempfile.mkdtemp(dir=temporary))
    # Windows needs this to find its libraries.
    system = {key: os.environ[key] for key in ("SYSTEMROOT",) if key in os.environ}
    paths = [str(content.resolve()), name, str(folder.resolve()), *list_options(kind, hidden)]
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
        raise FileRefused(f"{name}: it takes too much time or memory to read. {READ_LESS.get(kind, USUALLY_READ_LESS)}")
    if "refused" in found:
        raise FileRefused(found["refused"], options=found.get("options", ()))
    return folder, found


def list_options(kind: str, hidden: bool) -> list[str]:
    """Return the further arguments of a parser. Only workbooks have hidden parts."""
    return ["hidden"] if hidden and kind in WORKBOOKS else []


# The rest runs in the child process.


def end_with_parent() -> None:
    """End when the parent process is killed, so that nothing more is written to its folder. Linux only."""
    if sys.platform == "linux":
        import ctypes
        import signal

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def limit_resources(kind: str) -> None:
    """Limit memory, time and disk use, so that other processes keep enough. Not available on Windows."""
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
    """Parse a file in this process. Any error becomes the sentence that refuses the file."""
    module, what = PARSERS[kind]
    try:
        found: dict[str, Any] = import_module(module).parse(
            Path(file), name, Path(folder), **dict.fromkeys(asked, True)
        )
        return found
    except FileRefused as refused:
        return {"refused": str(refused), "options": refused.options}
    except MemoryError:
        return {
            "refused": f"{name}: it needs more memory than a file may take. {READ_LESS.get(kind, USUALLY_READ_LESS)}"
        }
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic in a Rust library is not an Exception
        if isinstance(error, OSError) and error.errno:
            return {"refused": f"{name}: it cannot be read or unpacked ({error.strerror})."}
        # Parsers raise all kinds of errors for damaged files. None may be shown as a traceback.
        return {"refused": f"{name}: it cannot be read as {what} ({type(error).__name__})."}


if __name__ == "__main__":
    end_with_parent()
    limit_resources(sys.argv[1])
    print(json.dumps(parse(*sys.argv[1:])))
