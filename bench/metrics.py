"""How long each question of `analysis/metrics.py`, and each list of records, takes over the M4 case, in this process.

    python -m bench.metrics

Every question is asked for each grain and each verification, in turns, so that what else the machine does falls on all
of them alike. Prints two medians of the selection that takes longest: the time by the clock, which holds the waiting for
a machine that others use too, and the processor time of all threads, which holds less of it and is set beside the target.
"""

import itertools
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import replace

from analysis import metrics, records
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
)  # fmt: skip
SEARCH = "patrol trumba"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(folder)
        build(lake, paths.M4_CASE)
        began = now()
        release = open_release(lake, 1)
        opened = since(began)
        asked = {name: getattr(metrics, name) for name in QUESTIONS}
        for table, words in itertools.product(records.KINDS, ("", SEARCH)):
            name = f"records.listed {table}" + (f", “{words}”" if words else "")
            asked[name] = lambda release, selection, table=table, words=words: records.listed(
                release, table, selection, words
            )
        asked["choices"] = lambda release, selection: metrics.choices(release)
        asked["doubts"] = lambda release, selection: metrics.doubts(release)
        default = metrics.choices(release).default()
        selections = [
            replace(default, grain=grain, verification=verification)
            for grain, verification in itertools.product(GRAINS, VERIFICATION_CHOICES)
        ]
        times = defaultdict(list)
        for turn in range(TURNS + 1):
            for selection, (name, ask) in itertools.product(selections, asked.items()):
                began = now()
                ask(release, selection)
                if turn:  # the first reads the files of SQL
                    times[name, selection].append(since(began))
    print(f"{'question':42}{'clock ms':>10}{'processor ms':>14}   target {TARGET_MILLISECONDS} ms, {TURNS} turns")
    for name in asked:
        clock, processor = (
            max(statistics.median(each[kind] for each in times[name, selection]) for selection in selections)
            for kind in (0, 1)
        )
        print(f"{name:42}{clock:10.1f}{processor:14.1f}   {'met' if processor <= TARGET_MILLISECONDS else 'OVER'}")
    print(f"{'(to open the release, once)':42}{opened[0]:10.1f}{opened[1]:14.1f}")
    return 0


def now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def since(began: tuple[float, float]) -> tuple[float, float]:
    """Milliseconds by the clock and of the processor."""
    return tuple((after - before) * 1000 for before, after in zip(began, now(), strict=True))


if __name__ == "__main__":
    sys.exit(main())
