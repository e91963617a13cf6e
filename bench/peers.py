"""From a CSV of a million rows to a chart of attacks by week with a filter: Patrolwatch beside what people use instead.

    python -m bench.peers [--rows 1000000] [--turns 5] [--datasette D/bin]

The file is made up, in ACLED's layout (`tests/reliability/acled_file.py`). Each peer loads it, starts its server and shows the
attacks by week in Chromium; then the target is changed to civilians and back, again and again, the peers in turn. Measured are
the load (whole processes), the time from the start of the server to the first chart in a browser that kept nothing, the time
from the change of the filter to the chart drawn anew, the memory of the server then, and what was sent to the browser. The
chart of the peers counts every row that is an attack; that of Patrolwatch places each on a made-up corridor first.

Datasette is looked for in the folder of commands `--datasette`, so that it can live in an environment of its own; where it is not
installed, it is named and left out:

    python3 -m venv D && D/bin/pip install datasette datasette-dashboards sqlite-utils

Every server listens on this machine alone and is ended by its process.
"""

import argparse
import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from bench.loads import time_command
from bench.pages import BROWSERS, SECONDS, measure_resident_mebibytes, wait_until_it_answers
from etl import paths
from tests.reliability import acled_file
from tests.reliability.running_server import find_free_port

PATROLWATCH = [sys.executable, "-m", "patrolwatch"]
CORRIDOR = "winding"
ATTACKS = ("Battles", "Explosions/Remote violence", "Violence against civilians")  # as in `bench/plain_page.py`
TEXT_OF_FIGURES = "[...document.querySelectorAll('.js-plotly-plot')].map(figure => figure.textContent).join()"


@dataclass(frozen=True)
class Peer:
    """A way from the file to the chart.

    `loads` are commands that read the file, `serve` is one that listens on `port`, and `path` is where the chart stands.
    `open_filter` does what comes before the change itself, which `change_filter` makes. `drawn` is an expression of JavaScript:
    words that tell one chart from the next, and no words while there is none.
    """

    name: str
    loads: list[list[str]]
    serve: list[str]
    port: int
    path: str
    open_filter: Callable[[Page, bool], None]
    change_filter: Callable[[Page, bool], None]
    drawn: str = TEXT_OF_FIGURES

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@dataclass
class Measured:
    """The measurements of one peer: seconds, MB of memory, and kB that the browser received."""

    load_seconds: float = 0.0
    load_processor_seconds: float = 0.0
    load_memory_mb: float = 0.0
    first_chart_seconds: float = 0.0
    first_chart_kb: float = 0.0
    redraw_seconds: list[float] = field(default_factory=list)
    redraw_kb: list[float] = field(default_factory=list)
    server_memory_mb: float = 0.0
    other_hosts: set[str] = field(default_factory=set)


# The peers


def make_patrolwatch(file: Path, folder: Path, tools: Path) -> Peer:
    """Load the file, and add a corridor that winds through its places."""
    route, lake, port = folder / "route.geojson", str(folder / "lake"), find_free_port()
    route.write_text(
        json.dumps({"type": "LineString", "coordinates": acled_file.make_winding_route()}), encoding="utf-8"
    )
    corridor = ["corridor", "add", CORRIDOR, "--route", str(route), "--km-to", "1000", "--lake", lake]

    def open_filter(page: Page, civilians: bool) -> None:
        target = page.get_by_label("Target", exact=True).first
        if not target.is_visible():
            page.locator(".st-key-more button").first.click()
        target.click()

    def change_filter(page: Page, civilians: bool) -> None:
        page.get_by_role("option", name="Civilian" if civilians else "Any", exact=True).click()

    return Peer(
        "Patrolwatch",
        [[*PATROLWATCH, "load", "--lake", lake, str(file)], [*PATROLWATCH, *corridor]],
        ["env", f"PATROLWATCH_LAKE={lake}", *run_streamlit(paths.CHECKOUT / "dashboard.py", port)],
        port,
        f"/?corridor={CORRIDOR}&feed=acled&grain=week",
        open_filter,
        change_filter,
    )


def make_plain_page(file: Path, folder: Path, tools: Path) -> Peer:
    """Serve a page that reads the file when it is first opened, as such pages do."""
    port = find_free_port()

    def change_filter(page: Page, civilians: bool) -> None:
        page.locator("label").filter(has_text="Civilians" if civilians else "All").click()

    return Peer(
        "a page of Streamlit and pandas",
        [],
        [*run_streamlit(paths.CHECKOUT / "bench" / "plain_page.py", port), "--", str(file)],
        port,
        "/",
        lambda page, civilians: None,
        change_filter,
    )


def make_datasette(file: Path, folder: Path, tools: Path) -> Peer:
    """Insert the rows into SQLite, write their days as SQLite sorts them, and declare a dashboard."""
    database, declared, port = folder / "events.db", folder / "datasette.json", find_free_port()
    kinds = ", ".join(f"'{kind}'" for kind in ATTACKS)
    chart = {
        "title": "Attacks by week", "db": "events", "library": "vega-lite",
        "query": "SELECT date(event_date, 'weekday 0', '-6 days') AS week, count(*) AS attacks FROM events "
                 f"WHERE event_type IN ({kinds}) [[AND civilian_targeting = :target]] GROUP BY week",
        "display": {"mark": "bar", "encoding": {"x": {"field": "week", "type": "temporal"},
                                                "y": {"field": "attacks", "type": "quantitative"}}},
    }  # fmt: skip
    chosen = {"target": {"name": "Target", "type": "select", "options": ["Civilian targeting"]}}
    dashboards = {"attacks": {"title": "Attacks", "filters": chosen, "charts": {"weeks": chart}}}
    declared.write_text(json.dumps({"plugins": {"datasette-dashboards": dashboards}}), encoding="utf-8")
    to_iso = "datetime.datetime.strptime(value, '%d %B %Y').date().isoformat()"
    write, index = str(tools / "sqlite-utils"), ["event_type", "civilian_targeting", "event_date"]

    def open_filter(page: Page, civilians: bool) -> None:
        page.locator("#target").select_option("Civilian targeting" if civilians else "")

    return Peer(
        "Datasette",
        [
            [write, "insert", str(database), "events", str(file), "--csv"],
            [write, "convert", str(database), "events", "event_date", to_iso, "--import", "datetime"],
            [write, "create-index", str(database), "events", *index],
        ],
        [str(tools / "datasette"), "serve", str(database), "--metadata", str(declared), "--port", str(port),
         "--setting", "sql_time_limit_ms", "60000"],
        port,
        "/-/dashboards/attacks",
        open_filter,
        lambda page, civilians: page.get_by_role("button", name="Apply").click(no_wait_after=True),
        "document.querySelector('.vega-embed canvas, .vega-embed svg') ? 'drawn' + location.search : ''",
    )  # fmt: skip


PEERS = {
    "patrolwatch": make_patrolwatch,
    "plain": make_plain_page,
    "datasette": make_datasette,
}


def run_streamlit(script: Path, port: int) -> list[str]:
    return [
        sys.executable, "-m", "streamlit", "run", str(script), "--server.address=127.0.0.1", f"--server.port={port}",
        "--server.headless=true", "--browser.gatherUsageStats=false",
    ]  # fmt: skip


# Servers and the browser


@contextlib.contextmanager
def run_server(peer: Peer) -> Iterator[subprocess.Popen]:
    """Start the server of a peer, and end it."""
    process = subprocess.Popen(peer.serve, cwd=paths.CHECKOUT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


class Reader:
    """A browser with an empty cache, on the page of one peer."""

    def __init__(self, browser: Browser, peer: Peer):
        self.peer = peer
        # What is waited for is evaluated in the page, which the policy of Patrolwatch forbids.
        self.page = browser.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True).new_page()
        self.page.set_default_timeout(SECONDS * 1000)
        self.bytes_received = 0
        self.other_hosts: set[str] = set()
        self.page.on("request", lambda request: self._hear(urlsplit(request.url)))
        wire = self.page.context.new_cdp_session(self.page)
        wire.send("Network.enable")
        wire.on("Network.loadingFinished", lambda event: self._receive(event["encodedDataLength"]))
        wire.on("Network.webSocketFrameReceived", lambda event: self._receive(len(event["response"]["payloadData"])))

    def _receive(self, length: float) -> None:
        self.bytes_received += int(length)

    def _hear(self, asked: SplitResult) -> None:
        if asked.scheme in ("http", "https", "ws", "wss") and asked.hostname != "127.0.0.1":
            self.other_hosts.add(asked.hostname or "")

    def open(self) -> None:
        """Go to the page, and wait for its chart."""
        self.page.goto(self.peer.address + self.peer.path, wait_until="commit")
        self._wait_for_another("")

    def change_filter(self, civilians: bool) -> tuple[float, float]:
        """Return the seconds from the change to the redrawn chart, and the kB that were sent."""
        self.page.bring_to_front()
        self.peer.open_filter(self.page, civilians)
        before, received, began = self.page.evaluate(self.peer.drawn), self.bytes_received, time.perf_counter()
        self.peer.change_filter(self.page, civilians)
        self._wait_for_another(before)
        seconds = time.perf_counter() - began
        self.page.wait_for_timeout(1000)  # what is still sent after the chart belongs to the change too
        return seconds, (self.bytes_received - received) / 1000

    def _wait_for_another(self, before: str) -> None:
        self.page.wait_for_function(
            f"before => {{ const now = {self.peer.drawn}; return now && now !== before }}", arg=before
        )


# The measurements


def measure(peers: list[Peer], turns: int, browser: Browser) -> dict[str, Measured]:
    """Load and open one peer after the other, then change the filter of all in turn."""
    found = {peer.name: Measured() for peer in peers}
    with contextlib.ExitStack() as stack:
        readers, processes = {}, {}
        for peer in peers:
            took = found[peer.name]
            runs = [time_command(command) for command in peer.loads]
            took.load_seconds, took.load_processor_seconds = (sum(run[at] for run in runs) for at in (0, 1))
            took.load_memory_mb = max((run[2] for run in runs), default=0.0)
            began = time.perf_counter()
            processes[peer.name] = stack.enter_context(run_server(peer))
            wait_until_it_answers(peer.address, processes[peer.name])
            readers[peer.name] = Reader(browser, peer)
            readers[peer.name].open()
            took.first_chart_seconds = time.perf_counter() - began
            readers[peer.name].page.wait_for_timeout(2000)  # what is sent after the chart belongs to the page too
            took.first_chart_kb = readers[peer.name].bytes_received / 1000
            for civilians in (True, False):  # the first answer to a choice is not a redraw
                readers[peer.name].change_filter(civilians)
        for turn in range(2 * turns):
            for peer in peers:
                seconds, kilobytes = readers[peer.name].change_filter(turn % 2 == 0)
                found[peer.name].redraw_seconds.append(seconds)
                found[peer.name].redraw_kb.append(kilobytes)
        for peer in peers:
            found[peer.name].other_hosts = readers[peer.name].other_hosts
            found[peer.name].server_memory_mb = measure_memory(processes[peer.name].pid)
    return found


def measure_memory(pid: int) -> float:
    """Return the MB that a server and the processes it started hold."""
    started = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], check=False, capture_output=True, text=True)
    return measure_resident_mebibytes(pid) * 1.048576 + sum(
        measure_memory(int(child)) for child in started.stdout.split()
    )


def print_table(found: dict[str, Measured]) -> None:
    print(
        "| | load s | of the processor | memory MB | first chart s | filter ms | server MB | sent first kB | after a filter kB | other hosts asked |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for name, took in found.items():
        redraw, sent = statistics.median(took.redraw_seconds) * 1000, statistics.median(took.redraw_kb)
        print(
            f"| {name} | {took.load_seconds:.1f} | {took.load_processor_seconds:.1f} | {took.load_memory_mb:.0f} | "
            f"{took.first_chart_seconds:.1f} | {redraw:.0f} | {took.server_memory_mb:.0f} | {took.first_chart_kb:.0f} | {sent:.0f} | {len(took.other_hosts)} |"
        )


def main() -> int:
    here = Path(sys.executable).parent
    parser = argparse.ArgumentParser(prog="python -m bench.peers", description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--datasette", type=Path, default=here, help="the folder of Datasette's commands")
    arguments = parser.parse_args()
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        print(f"Not measured: there is no Chromium here (looked for {', '.join(BROWSERS)}).", file=sys.stderr)
        return 1
    makers, tools = dict(PEERS), arguments.datasette.absolute()
    if not (tools / "datasette").exists():
        print(f"Datasette is not measured: it is not installed in {tools}.")
        del makers["datasette"]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "acled.csv"
        acled_file.write(arguments.rows, file)
        peers = [make(file, Path(folder), tools) for make in makers.values()]
        browser = playwright.chromium.launch(executable_path=chromium)
        size = file.stat().st_size / 1e6
        print(f"{arguments.rows:,} rows, {size:,.0f} MB, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
        print_table(measure(peers, arguments.turns, browser))
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
