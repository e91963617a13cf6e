"""How the redraw of each page grows with the incidents of a release, in processor time of the server.

    python -m bench.size                          the M4 alone, beside 1,000,000 and beside 10,000,000 incidents
    python -m bench.size --rows 1000000           beside so many
    python -m bench.size --lake L --corridor C --feed F    one lake and corridor, as a line of the table

A redraw answers choices that nobody asked for before: another as-of day. What does not depend on them is kept, as for readers. The made-up incidents are loaded from a file of at most a million rows; of more, each stands as often as needed in
parts published directly. A second corridor winds through the places, so that it has most of the incidents.
"""

import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import duckdb
from streamlit.testing.v1 import AppTest

from bench.metrics import WINDING, make_lake
from etl import paths
from etl.lake import Lake
from views.state import cache

PAGES = ("timeline", "risk", "road", "records", "compare", "data", "review")
TURNS = 4
LOADED = 1_000_000
MULTIPLIED = """
SELECT * REPLACE (incident_id || '-' || turn AS incident_id, feed_id || '-' || turn AS feed_id,
    CASE WHEN date_precision = 'day' THEN moved ELSE date END AS date, CASE WHEN date_precision = 'day' THEN moved ELSE date_end END AS date_end)
FROM (SELECT *, make_date(year(date), 1, 1) + (hash(incident_id, turn) % 365)::INTEGER AS moved FROM ({rows}), range({times}) AS turns(turn))
"""


def multiply(lake: Lake, times: int) -> None:
    """Publish a release in which each incident of ACLED stands so many times, on days of the same year."""
    with lake.writing(), duckdb.connect() as con:
        con.execute("SET memory_limit = '1500MB'; SET preserve_insertion_order = false")
        newest = lake.find_newest()
        parts = [part for part in newest.tables["incidents"].parts if part.feed == "acled"]
        cuts = {
            part.cut: MULTIPLIED.format(rows=lake.query_rows(con, newest, "incidents", part.__eq__), times=times)
            for part in parts
        }
        lake.publish(
            con, parent=newest, rewritten={"incidents": cuts}, message="", made_by="", inputs=newest.inputs, versions=newest.versions,
        )  # fmt: skip


def draw(page_name: str, choices: dict[str, str]) -> float:
    """Draw a page, and return the milliseconds of the processor that it took."""
    page = AppTest.from_file(str(paths.CHECKOUT / "dashboard.py"), default_timeout=120)
    page.query_params.update(choices)
    if page_name != "timeline":
        page.switch_page(f"views/pages/{page_name}.py")
    began = time.process_time()
    page.run()
    assert not page.exception, page.exception
    return (time.process_time() - began) * 1000


def measure(chosen: dict[str, str]) -> dict[str, float]:
    """Measure the first opening, and the median redraw of each page."""
    cache.describe_newer_facts = lambda newest: (
        None
    )  # compares the fact files with the embedded case, once for a release
    found = {"first page": draw("timeline", chosen)}
    release = cache.get_release(Lake(os.environ["PATROLWATCH_LAKE"]).list_numbers()[-1])
    last = cache.list_choices(release).make_default(chosen.get("corridor"), chosen.get("feed")).to_day
    earlier = (str(last - timedelta(days=days)) for days in itertools.count(1))
    for page in PAGES:
        draw(page, chosen | {"to": next(earlier)})
        found[page] = statistics.median(draw(page, chosen | {"to": next(earlier)}) for _ in range(TURNS))
    return found


def measure_apart(lake: Path, **chosen: str) -> dict[str, float]:
    """Do the same in a process of its own."""
    words = [word for key, value in chosen.items() for word in (f"--{key}", value)]
    command = [sys.executable, "-m", "bench.size", "--lake", str(lake), *words]
    ran = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=paths.CHECKOUT)
    return json.loads(ran.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.size", description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[LOADED, 10 * LOADED])
    parser.add_argument("--lake", type=Path)
    parser.add_argument("--corridor")
    parser.add_argument("--feed")
    arguments = parser.parse_args()
    if arguments.lake:
        os.environ["PATROLWATCH_LAKE"] = str(arguments.lake)
        chosen = {key: value for key in ("corridor", "feed") if (value := getattr(arguments, key))}
        print(json.dumps(measure(chosen)))
        return
    lines = {}
    with tempfile.TemporaryDirectory() as name:
        lines["the M4 alone"] = alone = measure_apart(make_lake(Path(tempfile.mkdtemp(dir=name)), 0))
        for rows in arguments.rows:
            lake = make_lake(Path(tempfile.mkdtemp(dir=name)), min(rows, LOADED))
            if rows > LOADED:
                multiply(Lake(lake), rows // LOADED)
            lines[f"beside {rows:,} incidents"] = measure_apart(lake)
            lines[f"a road with 7 in 10 of {rows:,}"] = measure_apart(lake, corridor=WINDING, feed="acled")
            print_table(lines, alone)


def print_table(lines: dict[str, dict[str, float]], alone: dict[str, float]) -> None:
    print("| ms of the processor, times the M4 | " + " | ".join(alone) + " |")
    print("|---" * (len(alone) + 1) + "|")
    for name, found in lines.items():
        cells = " | ".join(f"{took:.0f}, {took / alone[what]:.1f}" for what, took in found.items())
        print(f"| {name} | {cells} |", flush=True)


if __name__ == "__main__":
    main()
