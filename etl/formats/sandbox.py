"""Work in a process of its own that is limited and may die."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from etl.errors import FileRefused

PROJECT = Path(__file__).resolve().parent.parent.parent
SECONDS = 60
# One thread and the plain allocator: the address space is limited, and others reserve a gigabyte at once.
ENVIRONMENT = {
    "PYTHONPATH": str(PROJECT),
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENPYXL_LXML": "False",
    "PYTHONIOENCODING": "utf-8",
}


def parse_apart(kind: str, content: Path, name: str, temporary: Path) -> tuple[Path, dict]:
    """The folder with the result, and what is said of it. Raises FileRefused, whatever became of the process."""
    folder = Path(tempfile.mkdtemp(dir=temporary))
    # Windows finds its libraries by it.
    system = {key: os.environ[key] for key in ("SYSTEMROOT",) if key in os.environ}
    command = [
        sys.executable,
        "-m",
        "etl.formats.sandbox_child",
        kind,
        str(content.resolve()),
        name,
        str(folder.resolve()),
    ]
    try:
        done = subprocess.run(  # noqa: S603 - this Python; the name of a file is one word, and no shell reads it
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=ENVIRONMENT | system,
            cwd=PROJECT,
            timeout=SECONDS,
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
