"""The process in which a file is parsed whose parser a hostile file may crash or fill: `child KIND FILE NAME FOLDER`.

It writes to FOLDER and prints what it found, or the sentence with which the file is refused, as JSON.
"""

import json
import sys
from importlib import import_module
from pathlib import Path

from etl.errors import FileRefused

# Imported when it is their turn: half of the time a small file takes is that of imports.
PARSERS = {
    "json": ("etl.formats.json_file", "JSON. Fetch or export it again"),
    "parquet": ("etl.formats.parquet_file", "a Parquet file. Fetch or export it again"),
    "zip": ("etl.formats.archive", "a workbook or a ZIP archive. Fetch it again, or save it as .xlsx"),
}
# The libraries alone reserve half of it; what a file may have in memory is less than 500 MB.
MEMORY = 650_000_000
SECONDS = {"zip": 50}
USUAL_SECONDS = 30
FILE_SIZE = {"zip": 4_100_000_000}
USUAL_FILE_SIZE = 1_000_000_000
PR_SET_PDEATHSIG = 1  # of linux/prctl.h


def end_with_the_parent() -> None:
    """End when the process that started this one is killed, and write no more to its folder. Only Linux offers it."""
    if sys.platform == "linux":
        import ctypes
        import signal

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def limit(kind: str) -> None:
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


def main(kind: str, file: str, name: str, folder: str) -> dict:
    module, what = PARSERS[kind]
    try:
        return import_module(module).parse(Path(file), name, Path(folder))
    except FileRefused as refused:
        return {"refused": str(refused)}
    except MemoryError:
        return {"refused": f"{name}: it needs more memory than a file may take. Save what is needed of it as CSV."}
    except Exception as error:
        if isinstance(error, OSError) and error.errno:
            return {"refused": f"{name}: it cannot be read or unpacked ({error.strerror})."}
        # Parsers raise what they please for a damaged file; none of it may be shown as a traceback.
        return {"refused": f"{name}: it cannot be read as {what} ({type(error).__name__})."}


if __name__ == "__main__":
    end_with_the_parent()
    limit(sys.argv[1])
    print(json.dumps(main(*sys.argv[1:])))
