"""Compare the time and memory of a load with those of the bare work: whole processes, in one run.

    python -m bench.loads [--rows 1000000]

Prints the table of `docs/benchmarks.md`. Bare work is the SHA-256 of the file and DuckDB's `COPY` of twelve typed columns, sorted,
to Parquet; the same of all columns that a load keeps shows what the notes cost. Beside it stand pandas, polars and sqlite-utils,
as far as they are installed (`pip install -e .[bench]`): each reads the file and writes what it writes. Only the load counts,
checks, places and publishes. Seconds of processor time stand beside those of the clock, since other work on the machine adds to
these.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from tests.reliability import acled_file

BARE = """
import hashlib, sys, duckdb
with open(sys.argv[1], "rb") as file:
    hashlib.file_digest(file, "sha256").hexdigest()
duckdb.sql(f'''COPY (SELECT event_id_cnty, strptime(event_date, '%d %B %Y')::DATE AS event_date, event_type, sub_event_type, actor1,
    actor2, country, admin1, location, latitude::DOUBLE AS latitude, longitude::DOUBLE AS longitude, fatalities::INTEGER AS fatalities
    {", " + sys.argv[3] if sys.argv[3] else ""}
    FROM read_csv('{sys.argv[1]}', all_varchar = true) ORDER BY event_date, event_id_cnty)
    TO '{sys.argv[2]}/bare.parquet' (FORMAT parquet, COMPRESSION zstd)''')
"""
KEPT_BESIDE = (
    "time_precision, civilian_targeting, admin2, geo_precision, source, notes, timestamp::INTEGER AS timestamp"
)
LARGE = 1_000_000  # sqlite-utils takes five minutes for so many rows
PANDAS = "import sys, pandas; pandas.read_csv(sys.argv[1]).to_parquet(sys.argv[2] + '/pandas.parquet')"
POLARS = "import sys, polars; polars.read_csv(sys.argv[1]).write_parquet(sys.argv[2] + '/polars.parquet', compression='zstd')"


def time_command(command: list[str]) -> tuple[float, float, float]:
    """Run a command, which must succeed, and return its clock seconds, processor seconds and peak memory in MB."""
    before = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)  # POSIX only
    seconds = time.perf_counter() - before
    process.returncode = os.waitstatus_to_exitcode(status)
    if status:
        raise SystemExit(f"It failed: {' '.join(command[:4])} …")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file, changed = folder / "acled.csv", folder / "changed.csv"
        acled_file.write(rows, file)
        # A thousand records of the last two years, updated a day later.
        acled_file.write(
            rows, changed, where=f"year >= 2023 AND event_id_cnty <= 'XXA{1_000_000 + 500 * max(1, rows // acled_file.ROWS_A_YEAR)}'",
            changed="timestamp + 86400 AS timestamp, 'Changed. ' || notes AS notes",
        )  # fmt: skip
        load = [sys.executable, "-m", "patrolwatch", "load", "--lake", str(folder / "lake")]
        others = {
            "pandas": ("pandas read_csv and to_parquet", [sys.executable, "-c", PANDAS, str(file), name]),
            "polars": ("polars read_csv and write_parquet", [sys.executable, "-c", POLARS, str(file), name]),
            "sqlite_utils": ("sqlite-utils insert --csv", [sys.executable, "-m", "sqlite_utils", "insert",
                                                           str(folder / "acled.db"), "events", str(file), "--csv"]),
        }  # fmt: skip
        measured = {
            module: run for module, run in others.items()
            if find_spec(module) and (rows <= LARGE or module != "sqlite_utils")
        }  # fmt: skip
        runs = [
            ("bare work", [sys.executable, "-c", BARE, str(file), name, ""], ""),
            ("the same of all columns that are kept", [sys.executable, "-c", BARE, str(file), name, KEPT_BESIDE], ""),
            ("patrolwatch load", [*load, str(file)], "2 times"),
            ("patrolwatch load, the same file again", [*load, str(file)], "`sha256sum` and 1 s"),
            (f"patrolwatch load, {_lines(changed):,} changed records of two years", [*load, "--newer", str(changed)], "5 s of 10,000,000 rows"),
            *((what, command, "") for what, command in measured.values()),
        ]  # fmt: skip
        print(
            f"{rows:,} rows, {file.stat().st_size / 1e6:,.0f} MB, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n"
        )
        print(
            "| process | seconds | of the bare work | of the processor | memory MB | target |\n|---|---|---|---|---|---|"
        )
        bare = None
        for what, command, target in runs:
            seconds, processor, memory = time_command(command)
            bare = bare or seconds
            print(
                f"| {what} | {seconds:.1f} | {seconds / bare:.1f} | {processor:.1f} | {memory:.0f} | {target} |",
                flush=True,
            )
        for module, (what, _) in others.items():
            if module not in measured:
                why = "it takes too long" if find_spec(module) else f"{module.replace('_', '-')} is not installed"
                print(f"\n{what}: not measured, as {why}.")


def _lines(file: Path) -> int:
    with open(file, "rb") as lines:
        return sum(1 for line in lines if line.startswith(b"XXA"))


if __name__ == "__main__":
    main()
