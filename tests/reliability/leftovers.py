"""Experiments: commands are killed, and may leave half a file, temporary files, or files beside their output.

    python -m bench.reliability leftovers

Each command is killed at a random moment of the time that it takes, its children too or not. Then a file under the name that was
asked for must be a whole one, and the next start of the terminal, or of the dashboard, must leave nothing but what is wanted.
"""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from etl import paths
from etl.curated.build import build
from etl.lake import Lake
from tests.reliability import publishing
from tests.reliability.findings import Experiment, Finding, count_troubles, measure

SEED = 11
ROWS = 20_000  # of the file that is loaded
NEXT_STARTS = {
    "terminal": ["-m", "patrolwatch", "releases", "--help"],
    # What `streamlit run` does with the file before it answers.
    "dashboard": ["-c", "import runpy; runpy.run_path('dashboard.py', run_name='app')"],
}
MOST_SECONDS_OF_A_SWEEP = 0.5  # among ten thousand other things in the temporary folder


@dataclass(frozen=True)
class Bench:
    """A folder with a lake, files to load, and a route."""

    folder: Path

    def list_commands(self, out: Path) -> dict[str, tuple[list[str], Path | None]]:
        """Return each command that writes something, by name, with its output file."""
        return {
            "load": (["load", str(self.folder / "new.csv")], None),
            "load of a workbook": (["load", str(self.folder / "new.xlsx")], None),
            "export": (["export", "sources", "--format", "xlsx", "-o", str(out / "x.xlsx")], out / "x.xlsx"),
            "export over a file": (["export", "claims", "-o", str(out / "old.csv")], out / "old.csv"),
            "template": (["template", "-o", str(out / "t.xlsx")], out / "t.xlsx"),
            "brief": (["brief", "-o", str(out / "b.html")], out / "b.html"),
            "corridor add": (["corridor", "add", "m5", "--route", str(self.folder / "m5.geojson")], None),
        }


@contextlib.contextmanager
def open_bench() -> Iterator[Bench]:
    import openpyxl

    with tempfile.TemporaryDirectory(prefix="leftovers-") as name:
        folder = Path(name)
        build(Lake(folder / "lake"), paths.M4_CASE)
        rows = [["date", "place", "killed"], *(["2020-05-01", f"Place {n}", n % 9] for n in range(ROWS))]
        (folder / "new.csv").write_text("".join(",".join(map(str, row)) + "\n" for row in rows))
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet()
        for row in rows[: ROWS // 10]:
            sheet.append(row)
        book.save(folder / "new.xlsx")
        (folder / "m5.geojson").write_text('{"type": "LineString", "coordinates": [[36.2, 35.8], [36.9, 35.9]]}')
        yield Bench(folder)


def kill(bench: Bench, kills: int, names: tuple[str, ...] = ()) -> list[Finding]:
    """Kill each command, or the named ones, repeatedly."""
    dice = random.Random(SEED)
    findings = []
    for name in names or bench.list_commands(bench.folder):
        with tempfile.TemporaryDirectory(dir=bench.folder) as folder:
            seconds, whole = run_whole(bench, name, Path(folder))
        troubles = [
            kill_once(
                bench, name, whole, dice.uniform(0.1, 1) * seconds, list(NEXT_STARTS)[turn % 2], dice.random() < 0.5
            )
            for turn in range(kills)
        ]
        findings.append(count_troubles(f"{name}, killed at any moment: nothing left after the next start", troubles))
    return findings


def prepare(bench: Bench, folder: Path) -> tuple[Path, Path, Path, dict]:
    """Make a lake, a folder with an old output file, a temporary folder, and the environment that names it."""
    lake = Path(shutil.copytree(bench.folder / "lake", folder / "lake"))
    out, temporary = folder / "out", folder / "temporary"
    out.mkdir()
    temporary.mkdir()
    (out / "old.csv").write_bytes(b"old")
    return lake, out, temporary, os.environ | {"TMPDIR": str(temporary), "PATROLWATCH_LAKE": str(lake)}


def run_whole(bench: Bench, name: str, folder: Path) -> tuple[float, bytes | None]:
    """Run a command to its end, and return its seconds and the bytes of its file."""
    _, out, _, environment = prepare(bench, folder)
    words, written = bench.list_commands(out)[name]
    began = time.monotonic()
    result = publishing.run([sys.executable, "-m", "patrolwatch", *words], env=environment)
    assert result.returncode == 0, result.stderr
    return time.monotonic() - began, written and written.read_bytes()


def kill_once(
    bench: Bench, name: str, whole: bytes | None, after: float, next_start: str, with_children: bool
) -> str | None:
    with tempfile.TemporaryDirectory(dir=bench.folder) as name_of_folder:
        lake, out, temporary, environment = prepare(bench, Path(name_of_folder))
        words, written = bench.list_commands(out)[name]
        command = [sys.executable, "-m", "patrolwatch", *words]
        with publishing.start(command, env=environment, start_new_session=True) as process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(after)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL) if with_children else process.kill()
        allowed = [whole, b"old" if written and written.name == "old.csv" else None]
        if (
            written
            and (written.read_bytes() if written.exists() else None) not in allowed
            and not is_whole(written, whole)
        ):
            return f"half of {written.name} after {after:.2f} s"
        publishing.run([sys.executable, *NEXT_STARTS[next_start]], env=environment)
        left = {path.name for path in [*temporary.iterdir(), *out.iterdir()]} - {"old.csv", written and written.name}
        if left:
            return f"after {after:.2f} s and the start of the {next_start}: {sorted(left)}"
        return next(iter(Lake(lake).verify()), None)


def is_whole(written: Path, whole: bytes | None) -> bool:
    """Return whether a file whose bytes may vary, such as a template, is as long as a whole one."""
    return written.suffix == ".xlsx" and abs(written.stat().st_size - len(whole)) < 50


def sweep(bench: Bench, entries: int) -> list[Finding]:
    """Measure the search for leftovers at a start, in a temporary folder full of other files."""
    program = (
        "import time; from etl import temporary\n"
        "began = time.process_time(); temporary.sweep(); print(time.process_time() - began)"
    )
    with tempfile.TemporaryDirectory(dir=bench.folder) as folder:
        for number in range(entries):
            (Path(folder) / f"other-{number}").touch()
        result = publishing.run([sys.executable, "-c", program], env=os.environ | {"TMPDIR": folder})
    return [
        measure(
            f"a start looks through {entries:,} other things in", float(result.stdout), MOST_SECONDS_OF_A_SWEEP, " s"
        )
    ]


EXPERIMENTS = {
    "kill": Experiment(kill, {"kills": 2, "names": ("export over a file",)}, {"kills": 20}),
    "sweep": Experiment(sweep, {"entries": 1_000}, {"entries": 10_000}),
}
