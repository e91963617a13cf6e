"""Types are checked: strictly, in every room but those that are still being cleaned."""

import re
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest

pytestmark = pytest.mark.slow  # some ten seconds where mypy has kept nothing of an earlier run
CHECKOUT = Path(__file__).resolve().parent.parent
# Rooms with errors of types. This list may only shrink.
NOT_YET_CLEAN: set[str] = {
    "views/pages",
}


def room_of(path: str) -> str:
    """Return the room of a module, such as `etl/load`, also from a folder inside it; a door is a room of its own."""
    folders = PurePosixPath(path).parent.parts
    return "/".join(folders[:2]) or path


@pytest.fixture(scope="module")
def errors() -> list[str]:
    """List what mypy finds in the product, as `pyproject.toml` configures it."""
    result = subprocess.run([sys.executable, "-m", "mypy", "--no-pretty"], cwd=CHECKOUT, capture_output=True, text=True)
    assert result.returncode in (0, 1), result.stderr + result.stdout
    return [line for line in result.stdout.splitlines() if re.search(r":\d+: error: ", line)]


def test_mypy_finds_no_error_in_a_clean_room(errors):
    assert [line for line in errors if room_of(line.partition(":")[0]) not in NOT_YET_CLEAN] == []


def test_a_room_that_became_clean_is_struck_off_the_list(errors):
    assert {room_of(line.partition(":")[0]) for line in errors} >= NOT_YET_CLEAN, (
        "strike the clean rooms off NOT_YET_CLEAN"
    )


def test_no_module_is_excused_from_types():
    modules = [
        *CHECKOUT.glob("*.py"),
        *(path for room in ("etl", "analysis", "views", "commands") for path in (CHECKOUT / room).rglob("*.py")),
    ]
    lines = [(path, line) for path in modules for line in path.read_text(encoding="utf-8").splitlines()]
    assert [
        (path.name, line) for path, line in lines if re.search(r"# (mypy:|type: ignore(?!\[[a-z-]+\]))", line)
    ] == []
