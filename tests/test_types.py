"""Types are checked, strictly and everywhere in the product."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # some ten seconds where mypy has kept nothing of an earlier run
CHECKOUT = Path(__file__).resolve().parent.parent


def test_mypy_finds_no_error():
    result = subprocess.run([sys.executable, "-m", "mypy", "--no-pretty"], cwd=CHECKOUT, capture_output=True, text=True)
    assert result.returncode in (0, 1), result.stderr + result.stdout
    assert re.findall(r"^.+:\d+: error: .+$", result.stdout, re.MULTILINE) == []


def test_no_module_is_excused_from_types():
    modules = [
        *CHECKOUT.glob("*.py"),
        *(path for room in ("etl", "analysis", "views", "commands") for path in (CHECKOUT / room).rglob("*.py")),
    ]
    lines = [(path, line) for path in modules for line in path.read_text(encoding="utf-8").splitlines()]
    assert [
        (path.name, line) for path, line in lines if re.search(r"# (mypy:|type: ignore(?!\[[a-z-]+\]))", line)
    ] == []
