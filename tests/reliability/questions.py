"""What a question that takes long does to others.

python -m bench.reliability questions
"""

import threading
import time

from analysis.limits import limit_seconds
from analysis.release import Release, open_release
from etl.errors import QueryStopped
from etl.lake import Lake
from tests.reliability import acled_file
from tests.reliability.findings import Experiment, Finding, measure_when_quiet
from tests.reliability.publishing import Bench, make_command, open_bench, run

ENDLESS = "SELECT count(*) FROM range(1000000) AS a(i), range(1000000) AS b(i) WHERE (a.i * b.i) % 7 = 3"
SHORT = "SELECT year(date) AS year, count(*) AS n, sum(killed_best) AS killed FROM incidents GROUP BY ALL ORDER BY ALL"

__all__ = ["EXPERIMENTS", "open_bench"]


def ask_long_question(bench: Bench, rows: int, tries: int) -> list[Finding]:
    """Measure a short query, alone and beside one that would never end."""
    with bench.copy() as root:
        if rows:
            acled_file.write(rows, root.parent / "acled.csv")
            run(make_command("load", root.parent / "acled.csv", lake=root))
        lake = Lake(root)
        release = open_release(lake, lake.list_numbers()[-1])
        quiet, stopping = _measure_median(release, tries), threading.Event()
        late: list[float] = []

        def ask_endlessly() -> None:
            while not stopping.is_set():
                began = time.monotonic()
                try:
                    with limit_seconds(1):
                        release.query(ENDLESS)
                except QueryStopped:
                    late.append(time.monotonic() - began - 1)

        thread = threading.Thread(target=ask_endlessly)
        thread.start()
        busy = _measure_median(release, tries)
        stopping.set()
        thread.join()
    return [
        measure_when_quiet(
            f"a short question over {rows:,} rows beside an endless one, times its quiet time", busy / quiet, 1.5
        ),
        measure_when_quiet("an endless question gives its thread back after its limit", max(late), 1, " s"),
    ]


def _measure_median(release: Release, tries: int) -> float:
    times = []
    for _ in range(tries):
        began = time.perf_counter()
        release.query(SHORT)
        times.append(time.perf_counter() - began)
    return sorted(times)[tries // 2]


EXPERIMENTS = {"long": Experiment(ask_long_question, {"rows": 0, "tries": 50}, {"rows": 200_000, "tries": 200})}
