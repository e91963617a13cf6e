"""How long each question of `analysis/metrics.py`, and each list of records, takes over the M4 case, in this process.

    python -m bench.metrics

Every question is asked for each grain and each verification, in turns, so that what else the machine does falls on all
of them alike. Prints, of the selection that takes longest, the median by the clock, which is set beside the target, and
the quickest turn, which says how much of the median was waiting for a machine that others use too.
"""

import functools
import itertools
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import replace

from analysis import metrics, records, road
from analysis.release import open_release
from analysis.selection import GRAINS, VERIFICATION_CHOICES
from etl import paths
from etl.lake import Lake
from etl.load import build

TARGET_MILLISECONDS = 20
TURNS = 15
QUESTIONS = (
    "corridor", "headline", "totals_by_count", "since_last_attack", "patrols_by_period", "attacks_by_period",
    "share_attacked_by_period", "grain_of_shares", "announced_suspensions", "observed_gaps", "milestones", "caveats",
    "rates_by_period", "halves", "patrols_between_attacks", "days_between_attacks", "corridor_attacks_of_days",
)  # fmt: skip
ROAD = ("counts", "places", "patrols", "incidents", "incidents_without_kilometre", "incidents_by_point", "line")
BY_STRETCH = ("stretches", "stretch_totals", "attacks_by_stretch_and_period", "patrols_by_stretch_and_period")
STRETCH_KM = 10.0
SEARCH = "patrol trumba"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(folder)
        build(lake, paths.M4_CASE)
        began = time.perf_counter()
        release = open_release(lake, 1)
        opened = milliseconds_since(began)
        asked = {name: getattr(metrics, name) for name in QUESTIONS}
        asked |= {f"road.{name}": getattr(road, name) for name in ROAD}
        asked |= {f"road.{name}": functools.partial(getattr(road, name), length_km=STRETCH_KM) for name in BY_STRETCH}
        for table, words in itertools.product(records.KINDS, ("", SEARCH)):
            name = f"records.listed {table}" + (f", “{words}”" if words else "")
            asked[name] = lambda release, selection, table=table, words=words: records.listed(
                release, table, selection, words
            )
        asked["choices"] = lambda release, selection: metrics.choices(release)
        asked["rates_by_block"] = lambda release, selection: metrics.rates_by_block(release, selection, 10)
        asked["rates_of_days"] = lambda release, selection: metrics.rates_of_days(
            release, selection, selection.from_day, selection.to_day
        )
        asked["doubts"] = lambda release, selection: metrics.doubts(release)
        default = metrics.choices(release).default()
        selections = [
            replace(default, grain=grain, verification=verification)
            for grain, verification in itertools.product(GRAINS, VERIFICATION_CHOICES)
        ]
        times = defaultdict(list)
        for turn in range(TURNS + 1):
            for selection, (name, ask) in itertools.product(selections, asked.items()):
                began = time.perf_counter()
                ask(release, selection)
                if turn:  # the first reads the files of SQL
                    times[name, selection].append(milliseconds_since(began))
    print(f"{'question':42}{'median ms':>10}{'quickest':>10}   target {TARGET_MILLISECONDS} ms, {TURNS} turns")
    for name in asked:
        median, quickest = (
            max(of(times[name, selection]) for selection in selections) for of in (statistics.median, min)
        )
        verdict = "met" if median <= TARGET_MILLISECONDS else "OVER"
        print(f"{name:42}{median:10.1f}{quickest:10.1f}   {verdict}")
    print(f"{'(to open the release, once)':42}{opened:10.1f}")
    return 0


def milliseconds_since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    sys.exit(main())
