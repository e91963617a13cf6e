"""Load made-up files of every feed and dialect, half of them damaged, and compare every count with an independent one.

    python -m bench.reliability fuzzing                        10,000 files; half an hour of one core
    python -m tests.reliability.fuzzing 77 [--keep FOLDER]     file number 77 again, which is left in a folder

Each file is loaded as a dry run beside the embedded case. It must be loaded, or refused in one sentence; a file that is whole
must be loaded. Then rows = loaded + changed + duplicates + left out + rejected + blank, `rows` is what the generator or
Python's csv and json modules count, and each reject says where and why. One parsed file in ten is parsed in a process of
its own, as always in a real load; the others in this one, which is quicker.
"""

import argparse
import json
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

from etl import paths
from etl.curated.build import build
from etl.errors import FileRefused
from etl.formats import detect as files
from etl.formats import sandbox
from etl.lake import Lake
from etl.load import pipeline as intake
from etl.load.files.options import Options
from etl.load.report import FileReport
from etl.tables.vocabulary import FATES
from tests.reliability.findings import Experiment, Finding, count_troubles, note
from tests.reliability.fuzzed_files import Fuzzed, make_fuzzed_file

BATCH = 20  # most of the time of a small load goes by before its first file is read
SECONDS = 30  # of processor time that a file may take: the clock would count what else the machine does


@dataclass(frozen=True)
class Tried:
    """The result for a file. `trouble` says what is wrong with it."""

    seed: int
    refused: bool
    rows: int
    trouble: str | None


def parse_here(kind: str, content: Path, name: str, temporary: Path, hidden: bool = False) -> tuple[Path, dict]:
    """Parse as `parse_in_child` does, in this process and without its limits."""
    folder = Path(tempfile.mkdtemp(dir=temporary))
    found = json.loads(
        json.dumps(sandbox.parse(kind, str(content), name, str(folder), *sandbox.list_options(kind, hidden)))
    )
    if "refused" in found:
        raise FileRefused(found["refused"])
    return folder, found


@contextmanager
def parse_mostly_here():
    """Parse nine files of ten in this process."""
    turns = count()
    files.parse_in_child = lambda *file: (parse_here if next(turns) % 10 else sandbox.parse_in_child)(*file)
    try:
        yield
    finally:
        files.parse_in_child = sandbox.parse_in_child


def try_files(lake: Lake, folder: Path, seeds: list[int]) -> list[Tried]:
    """Load files in one dry run, and if anything is wrong each by itself, to find the file."""
    made = [make_fuzzed_file(seed) for seed in seeds]
    names = [folder / file.name for file in made]
    for name, file in zip(names, made, strict=True):
        name.write_bytes(file.content)
    begun = time.process_time()
    try:
        reports = intake.load(lake, names, Options(allow_rejects=True), dry_run=True).files
        troubles = [find_trouble(file, *each) for file, *each in zip(made, names, reports, strict=True)]
    except Exception as error:  # whatever a load raises is the finding
        reports = [FileReport(name.name) for name in names]
        troubles = [f"{type(error).__name__}: {str(error)[:300]}"] * len(made)
    seconds = time.process_time() - begun
    if seconds > SECONDS + len(made):
        troubles[0] = troubles[0] or f"it took {seconds:.1f} s of processor time"
    if len(seeds) > 1 and any(troubles):
        alone = [each for seed in seeds for each in try_files(lake, folder, [seed])]
        together = next(filter(None, troubles))
        return alone if any(each.trouble for each in alone) else [
            *alone, Tried(seeds[0], False, 0, f"only beside {seeds[1]} to {seeds[-1]}: {together}")
        ]  # fmt: skip
    for name in names:
        name.unlink()
    return [
        Tried(seed, report.refused is not None, report.rows, trouble)
        for seed, report, trouble in zip(seeds, reports, troubles, strict=True)
    ]


def find_trouble(file: Fuzzed, path: Path, report: FileReport) -> str | None:
    """Return what is wrong with the report of a file, or None."""
    if report.refused is not None:
        if not (
            report.refused.startswith(report.file) and report.refused.endswith(".") and report.refused.isprintable()
        ):
            return f"no sentence: {report.refused!r}"
        return f"refused: {report.refused}" if file.whole else None
    fates = {fate: getattr(report, fate) for fate in FATES}
    answer = file.answer(path)
    if answer is None:
        return f"{report.rows} records were made of a file that holds none"
    checks = {
        f"rows are {report.rows}, and {fates} add up to {sum(fates.values())}": report.rows == sum(fates.values()),
        f"rows are {report.rows}, and an independent count gives {answer.rows}": report.rows == answer.rows,
        f"blank are {report.blank} and not {answer.blank}": answer.blank in (None, report.blank),
        f"rejected are {report.rejected} and not {answer.rejected}: {report.rejects[:2]}":
            answer.rejected in (None, report.rejected),
        f"{report.rejected} rejected, {len(report.rejects)} said why": report.rejected == len(report.rejects),
        # An event of two files is one of both, and a loaded record of the first.
        f"{report.events} events of {report.loaded} loaded records and {report.duplicates} duplicates":
            report.loaded <= report.events <= report.loaded + report.duplicates,
        "a reject says neither where nor why": all(
            reject.reason and reject.line and 0 < reject.record <= report.rows - report.blank for reject in report.rejects
        ),
        "two rejects of one record": len({(reject.record, reject.line) for reject in report.rejects}) == report.rejected,
    }  # fmt: skip
    return next((sentence for sentence, holds in checks.items() if not holds), None)


def try_batch(lake: Path, seeds: list[int]) -> list[Tried]:
    with parse_mostly_here(), tempfile.TemporaryDirectory(prefix="patrolwatch-fuzz-") as folder:
        return try_files(Lake(lake), Path(folder), seeds)


@contextmanager
def open_bench() -> Iterator[Path]:
    """Build a lake with the embedded case, since patrols need its corridor."""
    with tempfile.TemporaryDirectory(prefix="patrolwatch-fuzz-") as folder:
        lake = Path(folder) / "lake"
        build(Lake(lake), paths.M4_CASE)
        yield lake


def load_files(lake: Path, first: int, count: int, workers: int) -> list[Finding]:
    """Load `count` files, from number `first` on."""
    seeds = range(first, first + count)
    batches = [list(seeds[start : start + BATCH]) for start in range(0, count, BATCH)]
    if workers == 1:
        found = [each for seeds in batches for each in try_batch(lake, seeds)]
    else:
        with multiprocessing.get_context("spawn").Pool(workers) as pool:
            found = [each for results in pool.imap_unordered(partial(try_batch, lake), batches) for each in results]
    refused = sum(each.refused for each in found)
    return [
        count_troubles(
            "made-up files, half of them damaged: loaded with counts that add up and are right, or refused in a sentence",
            [each.trouble and f"file {each.seed}: {each.trouble}" for each in found],
        ),
        note(
            f"    {len(found) - refused:,} loaded with {sum(each.rows for each in found):,} records, {refused:,} refused"
        ),
    ]


EXPERIMENTS = {
    "files": Experiment(
        load_files, {"first": 1_000_000, "count": BATCH, "workers": 1}, {"first": 0, "count": 10_000, "workers": 2}
    ),
}


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.reliability.fuzzing", description="Load made-up files again."
    )
    parser.add_argument("numbers", nargs="+", type=int, metavar="NUMBER")
    parser.add_argument("--keep", type=Path, help="folder in which to leave the files")
    wanted = parser.parse_args()
    if wanted.keep:
        wanted.keep.mkdir(exist_ok=True)
        for number in wanted.numbers:
            (wanted.keep / make_fuzzed_file(number).name).write_bytes(make_fuzzed_file(number).content)
    with open_bench() as lake:
        found = try_batch(lake, wanted.numbers)
    for each in found:
        print(f"file {each.seed}: {each.trouble or ('refused' if each.refused else f'loaded, {each.rows} rows')}")
    return int(any(each.trouble for each in found))


if __name__ == "__main__":
    sys.exit(main())
