"""The experiments of `publishing`, over loads: kills, full disks and failing system calls during `patrolwatch load`.

    python -m bench.reliability loading

A file of events over five years is loaded onto a lake that holds the same events with other notes, so that each load writes
several parts. Kills and errors are aimed at the calls that touch the lake or the load's temporary folder, which stands beside
it, also on the full disk: so a load fails while it stages, and while it publishes.
"""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from etl import temporary
from etl.errors import FileRefused, LakeUnusable
from etl.lake import Lake, Manifest
from etl.load import pipeline as intake
from tests.reliability import acled_file, publishing
from tests.reliability.findings import Experiment

ROWS = 500_000  # of which only few are kept: so many span five years
KEPT = "XXA1000500"


class LoadBench(publishing.Bench):
    """A lake with the events of the file `old`, and the files `new` and `next` to load into it."""

    refusals = (FileRefused.exit_code, LakeUnusable.exit_code)  # an error may look like one of the file

    def write_facts(self, name: str, mark: str) -> Path:
        path = self.folder / f"{name}.csv"
        acled_file.write(ROWS, path, where=f"event_id_cnty < '{KEPT}'", changed=f"'{mark}' AS notes, 1 AS timestamp")
        return path

    def publish(self, lake: Lake, which: Path) -> Manifest | None:
        """Load a file; None where it failed or said nothing new. By a process: only that has a temporary folder of its own."""
        before = lake.list_numbers()
        result = publishing.run(self.build(lake.root, which))
        return lake.find_newest() if result.returncode == 0 and lake.list_numbers() != before else None

    def publish_here(self, lake: Lake, which: Path) -> Manifest | None:
        return intake.load(lake, [which]).release

    def build(self, lake: Path, which: Path | None = None) -> list[str]:
        (place,) = self.list_temporary_folders(lake)
        place.mkdir(exist_ok=True)
        return ["env", f"TMPDIR={place}", *publishing.make_command("load", which or self.new, lake=lake)]

    def list_temporary_folders(self, root: Path) -> list[Path]:
        return [root.parent / "staging"]

    def list_leftovers(self, root: Path) -> list[str]:
        (place,) = self.list_temporary_folders(root)
        return super().list_leftovers(root) + [path.name for path in place.glob(f"{temporary.PREFIX}*")]


@contextlib.contextmanager
def open_bench() -> Iterator[LoadBench]:
    with tempfile.TemporaryDirectory(prefix="faults-of-loads-") as folder:
        yield LoadBench(Path(folder))


EXPERIMENTS = {
    "kill": Experiment(publishing.kill, {"kills": 4}, {"kills": 100}),
    "disk": Experiment(publishing.break_disk, {"errors": 2, "sizes": 1}, {"errors": 60, "sizes": 12}),
    "writers": Experiment(publishing.publish_at_once, {"rounds": 1}, {"rounds": 20}),
    "readers": Experiment(publishing.read_while_publishing, {"seconds": 3}, {"seconds": 30}),
}
