"""Measure each question of `analysis` and each list of records, in this process.

    python -m bench.metrics                   over the M4 case
    python -m bench.metrics --rows 1000000    over the M4 case beside so many made-up incidents (tests/reliability/acled_file.py)
    python -m bench.metrics --lake L          over the newest release of another lake, such as one kept from before

Of the made-up incidents some lie on the M4, and a second corridor winds through all their places, so that it holds most
of them. Every question is asked of each corridor and feed, for each grain and each verification, in turns, so that what
else the machine does falls on all of them alike. Prints, of the selection that takes longest, the median by the clock and
that of the processor time: where others use the machine too, the clock says how long one waits and the processor what is
asked for. The lists of records are as long as the corridor has records, so over made-up incidents they are left out: a
page asks for sums there.
"""

import argparse
import functools
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from analysis.questions.denominators import (
    compute_shares_by_denominator,
    compute_shares_by_sources,
    find_doubtful_numbers,
    list_counts,
)
from analysis.questions.holdings import list_doubts, read_choices, read_corridor
from analysis.questions.lag import compute_reporting_lag, find_lag_zone
from analysis.questions.periods import (
    choose_share_grain,
    compute_rates_by_period,
    compute_series,
    compute_share_by_period,
    count_attacks_by_period,
    count_corridor_attacks_by_period,
    count_patrols_by_period,
)
from analysis.questions.populations import Population, list_population
from analysis.questions.rates import (
    compute_rates_by_block,
    compute_rates_of_days,
    count_corridor_attacks,
    find_halves,
    list_days_between_attacks,
    list_patrols_between_attacks,
)
from analysis.questions.records import TABLES_WITH_PAGES, list_records
from analysis.questions.route import (
    choose_stretch_length,
    compute_stretches,
    count_attacks_by_stretch,
    count_on_route,
    count_patrols_by_stretch,
    count_stretch_totals,
    count_unplaced_records,
    find_ends,
    list_incidents_by_point,
    list_incidents_on_route,
    list_newest_without_km,
    list_patrols_on_route,
    list_places,
    read_route,
)
from analysis.questions.suspensions import compare_announced, compare_windows
from analysis.questions.timeline import (
    count_caveats,
    count_headline,
    find_last_attack,
    find_observed_gaps,
    list_announced_suspensions,
    list_milestones,
    list_totals_by_count,
)
from analysis.release import Release, open_release
from analysis.selection import GRAINS, VERIFICATION_CHOICES, Selection
from etl import paths
from etl.lake import Lake
from tests.reliability import acled_file

TARGETS = {"small": (20, 15), "large": (150, 5)}  # milliseconds of a question, and how many turns are taken
LARGE = 100_000  # incidents
WINDING = "winding"
OF_A_SELECTION = (
    read_corridor,
    count_headline,
    list_totals_by_count,
    find_last_attack,
    count_patrols_by_period,
    count_attacks_by_period,
    compute_share_by_period,
    compute_series,
    choose_share_grain,
    list_announced_suspensions,
    find_observed_gaps,
    list_milestones,
    count_caveats,
    compute_rates_by_period,
    find_halves,
    list_patrols_between_attacks,
    list_days_between_attacks,
    count_corridor_attacks,
    count_corridor_attacks_by_period,
    compute_shares_by_denominator,
    compute_shares_by_sources,
    find_doubtful_numbers,
    list_counts,
    compare_announced,
    compare_windows,
    compute_reporting_lag,
    find_lag_zone,
    count_on_route,
    list_places,
    list_patrols_on_route,
    count_unplaced_records,
    list_incidents_by_point,
    read_route,
)
BY_STRETCH = (
    compute_stretches,
    count_stretch_totals,
    count_attacks_by_stretch,
    count_patrols_by_stretch,
)
LISTS = (
    list_incidents_on_route,
    list_newest_without_km,
)
SEARCH = "patrol trumba"


def list_questions(release: Release, *, lists: bool) -> dict:
    """Return each question by name, as a function of a selection."""
    asked = {}
    for question in OF_A_SELECTION + (LISTS if lists else ()):
        asked[name_question(question)] = functools.partial(question, release)
    for question in BY_STRETCH:
        asked[name_question(question)] = functools.partial(ask_by_stretch, question, release)
    asked[name_question(compute_rates_by_block)] = lambda selection: compute_rates_by_block(release, selection, 10)
    asked[name_question(compute_rates_of_days)] = lambda selection: compute_rates_of_days(
        release, selection, selection.from_day, selection.to_day
    )
    for population in ("attacks_on_targets", "patrols_attacked"):
        asked[f"population: {population}"] = lambda selection, population=population: list_population(
            release, selection, Population(population, selection.from_day, selection.to_day)
        )
    asked[name_question(read_choices)] = lambda selection: read_choices(release)
    if lists:
        asked[name_question(list_doubts)] = lambda selection: list_doubts(release)
        for table, words in itertools.product(TABLES_WITH_PAGES, ("", SEARCH)):
            name = f"{name_question(list_records)} {table}" + (f", “{words}”" if words else "")
            asked[name] = lambda selection, table=table, words=words: list_records(release, table, selection, words)
    return asked


def name_question(question) -> str:
    """Return the subject and name of a question, such as `timeline.count_headline`."""
    return f"{question.__module__.split('.')[2]}.{question.__name__}"


def ask_by_stretch(ask, release: Release, selection: Selection):
    return ask(release, selection, choose_stretch_length(*find_ends(release, selection)))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.metrics", description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=0, help="made-up incidents to load beside the M4 case")
    parser.add_argument("--lake", type=Path, help="a lake to read instead of a temporary one")
    parser.add_argument("--turns", type=int, help="how often each question is asked")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(arguments.lake or make_lake(Path(folder), arguments.rows))
        began = time.perf_counter()
        release = open_release(lake, lake.list_numbers()[-1])
        opened = measure_milliseconds(began)
        is_large = release.manifest.tables["incidents"].rows > LARGE
        target, turns = TARGETS["large" if is_large else "small"]
        measure(release, target, arguments.turns or turns, lists=not is_large)
        print(f"\nTo open the release, once: {opened:.0f} ms.")
    return 0


def measure(release: Release, target: float, turns: int, *, lists: bool) -> None:
    asked = list_questions(release, lists=lists)
    places = list_places_to_ask(release)
    times = defaultdict(list)  # of each selection: (by the clock, of the processor)
    for turn in range(turns + 1):
        for default, grain, verification in itertools.product(places, GRAINS, VERIFICATION_CHOICES):
            selection = replace(default, grain=grain, verification=verification)
            for name, ask in asked.items():
                clock, processor = time.perf_counter(), time.process_time()
                ask(selection)
                if turn:  # the first reads the files of SQL
                    took = measure_milliseconds(clock), (time.process_time() - processor) * 1000
                    times[name, default, selection].append(took)
    load = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    print(f"Medians of {turns} turns in ms, by the clock / of the processor; target {target} ms; {load}.\n")
    print("| question | " + " | ".join(f"{place.corridor}, {place.feed}" for place in places) + " | |")
    print("|---" * (len(places) + 2) + "|")
    for name in asked:
        slowest = [
            find_slowest_medians(of for key, of in times.items() if key[:2] == (name, place)) for place in places
        ]
        cells = " | ".join(f"{clock:.0f} / {processor:.0f}" for clock, processor in slowest)
        print(f"| {name} | {cells} | {format_verdict(slowest, target)} |", flush=True)


def find_slowest_medians(of_selections: Iterable[list[tuple[float, float]]]) -> tuple[float, float]:
    """Return the medians by clock and by processor, each of the slowest selection."""
    medians = [tuple(map(statistics.median, zip(*times, strict=True))) for times in of_selections]
    return max(clock for clock, _ in medians), max(processor for _, processor in medians)


def format_verdict(slowest: list[tuple[float, float]], target: float) -> str:
    if all(clock <= target for clock, _ in slowest):
        return "met"
    return "met but for waiting" if all(processor <= target for _, processor in slowest) else "OVER"


def list_places_to_ask(release: Release) -> list[Selection]:
    """List the corridors and feeds to measure: the default of a page, and those of the made-up incidents."""
    choices = read_choices(release)
    first = choices.make_default()
    made_up = ((corridor, "acled") for corridor in (first.corridor, WINDING))
    return [first, *(choices.make_default(*place) for place in made_up if place in choices.days)]


def make_lake(folder: Path, rows: int) -> Path:
    """Make a lake with the M4 case, `rows` made-up incidents, and a corridor that winds through their places."""
    lake, file, route = folder / "lake", folder / "acled.csv", folder / "route.geojson"
    commands = [["build"]]
    if rows:
        acled_file.write(rows, file)
        route.write_text(
            json.dumps({"type": "LineString", "coordinates": acled_file.make_winding_route()}), encoding="utf-8"
        )
        commands += [["load", str(file)], ["corridor", "add", WINDING, "--route", str(route), "--km-to", "1000"]]
    for words in commands:
        command = [sys.executable, "-m", "patrolwatch", *words, "--lake", str(lake)]
        subprocess.run(command, check=True, capture_output=True, cwd=paths.CHECKOUT)
    return lake


def measure_milliseconds(began: float) -> float:
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    sys.exit(main())
