"""Measure counted exposure: loading the counts, opening the release, and the questions of one corridor.

    python -m bench.exposure [--corridors 2000] [--days 2500]

Makes a case of so many corridors, each with some attacks, and an analyst's table with a count for each day of each. Prints the seconds
of the clock and of the processor, and for each question the median of the corridors asked. `--lake` keeps the lake, to look at.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import duckdb

from analysis.exposure import EVERY_UNIT
from analysis.questions.holdings import read_choices
from analysis.questions.periods import compute_rates_by_period, compute_series
from analysis.questions.rates import compute_rates_of_days, find_halves
from analysis.questions.rates.counted import compare_counters, is_sourced, list_grains_with_rates
from analysis.questions.records import list_records
from analysis.questions.suspensions import compare_windows
from analysis.questions.timeline import read_timeline
from analysis.release import open_release
from bench.loads import time_command
from etl.lake import Lake
from tests.cases import attack, coverage, publish_case, strait, suspension

FIRST = date(2019, 1, 1)
ASKED = 7  # corridors
COUNTS = """
COPY (
    SELECT 'exposure' AS record, 'c' || corridor AS corridor, DATE '2019-01-01' + day::INTEGER AS date, 'transits' AS unit,
        hash(corridor, day) % 200 AS count, 'a' AS counted_by
    FROM range({corridors}) AS c(corridor), range({days}) AS d(day)
) TO '{file}' (HEADER)
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--corridors", type=int, default=2_000)
    parser.add_argument("--days", type=int, default=2_500)
    parser.add_argument("--lake", type=Path, help="Folder to keep the lake in.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        lake = _make(given.lake or Path(name), given.corridors, given.days)
        file = Path(name) / "counts.csv"
        duckdb.sql(COUNTS.format(corridors=given.corridors, days=given.days, file=file))
        rows, size = given.corridors * given.days, file.stat().st_size / 1e6
        print(f"{rows:,} rows, {size:,.0f} MB, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
        print("| process | seconds | of the processor | memory MB |\n|---|---|---|---|")
        load = [sys.executable, "-m", "patrolwatch", "load", "--lake", str(lake.root), str(file)]
        for what in ("patrolwatch load", "the same file again"):
            print("| {} | {:.1f} | {:.1f} | {:.0f} |".format(what, *time_command(load)), flush=True)
        _ask(lake, given.corridors)


def _make(folder: Path, corridors: int, days: int) -> Lake:
    names, last = [f"c{number}" for number in range(corridors)], FIRST + timedelta(days=days - 1)
    return publish_case(
        folder,
        corridors=[strait(name) for name in names],
        coverage=[coverage("incidents", "patrol", FIRST, last, complete=False, corridor=name) for name in names],
        incidents=[
            attack(FIRST + timedelta(days=30 * number), target="traffic", corridor=name)
            for name in names[:100]
            for number in range(days // 30)
        ],
        suspensions=[
            suspension(FIRST + timedelta(days=100), FIRST + timedelta(days=200), corridor=name) for name in names[:100]
        ],
    )


def _ask(lake: Lake, corridors: int) -> None:
    before = time.perf_counter(), time.process_time()
    release = open_release(lake, lake.list_numbers()[-1])
    choices = read_choices(release)
    seconds = time.perf_counter() - before[0], time.process_time() - before[1]
    print(
        f"| opening, and what can be chosen | {seconds[0]:.1f} | {seconds[1]:.1f} | |\n\n| question | median ms | of the processor |\n|---|---|---|"
    )
    questions = {
        "timeline": lambda chosen: read_timeline(release, chosen),
        "series": lambda chosen: compute_series(release, chosen),
        "rates by period": lambda chosen: compute_rates_by_period(release, chosen, EVERY_UNIT),
        "rates of days": lambda chosen: compute_rates_of_days(
            release, chosen, chosen.from_day, chosen.to_day, EVERY_UNIT
        ),
        "halves": lambda chosen: find_halves(release, chosen, EVERY_UNIT),
        "grains with rates": lambda chosen: list_grains_with_rates(release, chosen),
        "sourced": lambda chosen: is_sourced(release, chosen),
        "counters": lambda chosen: compare_counters(release, chosen),
        "windows": lambda chosen: compare_windows(release, chosen, None),
        "records of exposure": lambda chosen: list_records(release, "exposure", chosen),
        "sources": lambda chosen: list_records(release, "sources", chosen),
    }
    chosen = [
        replace(choices.make_default(f"c{number * corridors // ASKED}", "curated"), grain="month")
        for number in range(ASKED)
    ]
    for name, ask in questions.items():
        taken = []
        for selection in chosen:
            begun = time.perf_counter(), time.process_time()
            ask(selection)
            taken.append((time.perf_counter() - begun[0], time.process_time() - begun[1]))
        clock, processor = (1000 * statistics.median(column) for column in zip(*taken, strict=True))
        print(f"| {name} | {clock:.0f} | {processor:.0f} |", flush=True)


if __name__ == "__main__":
    main()
