"""Measure the pages in Chromium, as ratios to pages without data.

    python -m bench.pages                               all measurements (some minutes)
    python -m bench.pages clicks                        one of them: clicks, starts, memory
    python -m bench.pages clicks --lake L --feed acled  over the newest release of another lake, such as one of a million
                                                        (`--corridor C` chooses another corridor of it)

`clicks` is from a click on a choice to the figures drawn anew, beside a page of constants that draws the same. `starts` is
until the first figure is drawn, beside an empty page with that figure alone: from the start of a server whose lake has a
release already, and for the next reader, whose browser has nothing of it either; and from the first click whose answers
nobody asked for before. `memory` is what the server's process holds after ten sessions. The pages take turns, so that what
else the machine does falls on all alike. All servers listen on this machine alone and are ended by their processes; the lake
is a temporary one. The times themselves say little; read the ratios.
"""

import argparse
import contextlib
import importlib.util
import itertools
import json
import os
import pickle
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlencode

from streamlit.proto.GapSize_pb2 import GapSize
from streamlit.testing.v1 import AppTest

from analysis.selection import GRAINS, VERIFICATION_CHOICES
from etl import paths
from etl.curated.build import build
from etl.lake import Lake

SCRIPTS = {
    "real": paths.CHECKOUT / "dashboard.py",
    "constant": paths.CHECKOUT / "bench" / "constant_page.py",
    "figure": paths.CHECKOUT / "bench" / "figure_page.py",
}
PAGES = ("real", "constant")  # that draw the same
GRAIN_LABELS = {"day": "Day", "week": "Week", "month": "Month"}
VERIFICATION_LABELS = {"confirmed": "Confirmed and coded", "any": "Disputed and unconfirmed too"}
# Each click leads to other figures than the one before it, and the last to the first again.
GRAIN_CLICKS = [("grain", "day"), ("grain", "week"), ("grain", "month")]
VERIFICATION_CLICKS = [("verification", "any"), ("verification", "confirmed")]
CLICKS = {  # by the path of the page
    "": GRAIN_CLICKS + VERIFICATION_CLICKS,
    "risk": GRAIN_CLICKS + VERIFICATION_CLICKS,
    "road": VERIFICATION_CLICKS,
}
NAMES = {"": "timeline", "risk": "risk", "road": "road"}
TARGETS = {"click": 1.3, "start": 1.2, "memory": 1.5}
SESSIONS = 10
SECONDS = 120
HEALTH = "_stcore/health"  # where a Streamlit server says that it runs, without drawing a page

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
WATCH = """
// The words in the figures; on a page that draws none, such as Risk without patrols, its sentences.
window.wordsIn = (what) => [...document.querySelectorAll(what)].map((found) => found.textContent).join('\\n');
// The link in a figure is left out: the two servers have addresses of their own. So are the numbers at the scale of a map, which has
// one more where it is some pixels wider.
window.figureText = () => (window.wordsIn('.js-plotly-plot') || window.wordsIn('[data-testid="stText"]'))
    .replace(/(Content ?[0-9a-f]{12}[.])\\S*/g, '$1').replace(/−?[0-9]+ km/g, '');
window.isFigureDrawn = () => Boolean(document.querySelector('.js-plotly-plot .main-svg')?.textContent);
window.isAtRest = () => document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === 'notRunning';
window.changedAt = 0;
new MutationObserver(() => { window.changedAt = performance.now(); }).observe(document, {subtree: true, childList: true, characterData: true});
window.isSettled = () => window.isAtRest() && window.figureText() && performance.now() - window.changedAt > 700;
document.addEventListener('click', () => { window.clickedAt = window.changedAt = performance.now(); }, true);
window.watchFor = (wanted) => {
    window.drawnAt = null;
    const observer = new MutationObserver(() => {
        if (window.figureText() === wanted) {
            observer.disconnect();
            requestAnimationFrame(() => { window.drawnAt = performance.now(); });
        }
    });
    observer.observe(document.body, {subtree: true, childList: true, characterData: true});
};
"""


# What the constant page draws


def read_constants(query: dict[str, str]) -> dict:
    """Read everything that the pages show for each grain and verification."""
    pages, figures = {}, []
    for path, grain, verification in itertools.product(CLICKS, GRAINS, VERIFICATION_CHOICES):
        page = AppTest.from_file(str(SCRIPTS["real"]), default_timeout=SECONDS)
        page.query_params.update(query | {"grain": grain, "verification": verification})
        if path:
            page.switch_page(f"views/pages/{NAMES[path]}.py")
        page.run()
        assert not page.exception, page.exception
        pages[path, grain, verification] = [
            node
            for child in page.main.children.values()
            if not _is_frame(child)
            for node in _make_nodes(child, figures)
        ]
    options = {box.label: box.options for box in page.selectbox}
    first = page.date_input[0]
    widgets = {
        "corridors": options["Corridor"], "participants": options.get("Participants", []), "targets": options["Target"],
        "sources": options["Sources"], "days": [str(first.value), str(page.date_input[1].value)],
        "grain": {"labels": GRAIN_LABELS, "chosen": "month"},
        "verification": {"labels": VERIFICATION_LABELS, "chosen": "confirmed"},
    }  # fmt: skip
    return {
        "pages": pages,
        "figures": figures,
        "widgets": widgets,
        "first_figure": _find_figure(pages["", "month", "confirmed"]),
    }


def _find_figure(nodes: list[dict]) -> int | None:
    """Return the number of the first figure in some nodes and their children."""
    found = (node["figure"] if "figure" in node else _find_figure(node.get("children", [])) for node in nodes)
    return next((number for number in found if number is not None), None)


def _is_frame(element) -> bool:
    """Return whether an element is the bar or the filters, which the constant page draws by itself."""
    return getattr(element.proto, "id", "").endswith(("-bar", "-filters"))


def _make_nodes(element, figures: list[str], within: str = "") -> list[dict]:
    """Return the elements of a page as `constant_page.draw` takes them, without those that show nothing."""
    proto = element.proto
    if hasattr(element, "children"):
        children = [node for child in element.children.values() for node in _make_nodes(child, figures, element.type)]
        kinds = {child.type for child in element.children.values()}
        match element.type:
            case "expander":
                return [{"kind": "expander", "label": element.label, "children": children}]
            case "popover":
                return [{"kind": "popover", "children": children}]
            case "grid_container":
                return [{"kind": "grid", "children": children}]
            case "column":
                return [{"kind": "column", "weight": element.weight, "children": children}]
            case "flex_container" if kinds == {"column"}:
                gap = GapSize.Name(element.proto.flex_container.gap_config.gap_size).lower()
                return [{"kind": "columns", "children": children, "gap": gap}]
            case "flex_container" if within == "grid_container":
                return [{"kind": "cell", "children": children}]
            case "flex_container" if element.proto.flex_container.direction == element.proto.flex_container.HORIZONTAL:
                return [{"kind": "row", "children": children}] if children else []
            case "flex_container":
                return children
        raise AssertionError(f"a {element.type} on the page, which the constant page cannot draw")
    match element.type:
        case "empty":
            return []
        case "title" | "subheader" | "caption" | "text" | "info" | "markdown" | "html":
            return [{"kind": element.type, "body": proto.body}]
        case "code":
            return [{"kind": "code", "body": proto.code_text}]
        case "metric":
            return [{"kind": "metric", "label": proto.label, "body": proto.body}]
        case "date_input":
            return [{"kind": "date_input", "label": proto.label, "min": proto.min, "max": proto.max, "key": proto.id}]
        case "number_input":
            return [{"kind": "number_input", "label": proto.label, "min": proto.min, "max": proto.max, "key": proto.id}]
        case "selectbox" | "button_group":
            options = [str(option) for option in element.options]
            return [{"kind": element.type, "label": element.label, "options": options, "key": proto.id}]
        case "plotly_chart":
            figures.append(proto.spec)
            return [{
                "kind": "plotly_chart", "figure": len(figures) - 1, "config": json.loads(proto.config), "alt": proto.alt,
                "selects": bool(proto.selection_mode),
            }]  # fmt: skip
        case "dataframe":
            return [{
                "kind": "dataframe", "data": proto.arrow_data.data, "columns": json.loads(proto.columns), "alt": proto.alt,
                "selects": bool(proto.selection_mode), "key": proto.id or None,
            }]  # fmt: skip
        case "button":
            return [{"kind": "button", "label": proto.label, "key": proto.id}]
        case "page_link":
            return [{"kind": "page_link", "label": proto.label}]
        case "link_button":
            return [{"kind": "link_button", "label": proto.label, "url": proto.url}]
    raise AssertionError(f"a {element.type} on the page, which the constant page cannot draw")


# Servers and the browser


@contextlib.contextmanager
def start_server(name: str, environment: dict) -> Iterator[tuple[str, subprocess.Popen]]:
    """The address and the process of a server of one of the two pages, started anew; it need not listen yet."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        SCRIPTS[name],
        "--server.address=127.0.0.1",
        f"--server.port={port}",
    ]
    process = subprocess.Popen(
        words, cwd=paths.CHECKOUT, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield f"http://127.0.0.1:{port}/", process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_it_answers(url: str, process: subprocess.Popen) -> None:
    """Wait until the server of a process answers at this address."""
    end = time.monotonic() + SECONDS
    while True:
        assert process.poll() is None, f"the server of {url} ended with exit code {process.returncode}"
        with contextlib.suppress(urllib.error.URLError, OSError), urllib.request.urlopen(url, timeout=SECONDS):
            return
        assert time.monotonic() < end, f"no answer from {url} in {SECONDS} s"
        time.sleep(0.01)  # another process gives no sign when its port opens; a start is measured to a hundredth


class Tab:
    """One page in a new browser context, with an empty cache."""

    def __init__(self, browser):
        self.context = browser.new_context(
            viewport={"width": 1440, "height": 1200},
            bypass_csp=True,  # what the bench waits for is evaluated in the page, which its policy forbids
        )
        self.context.add_init_script(WATCH)
        self.page = self.context.new_page()
        self.page.set_default_timeout(SECONDS * 1000)
        self.bytes_received = 0
        self.page.on("websocket", lambda socket: socket.on("framereceived", self._received))

    def _received(self, frame) -> None:
        self.bytes_received += len(frame)

    def open(self, address: str) -> None:
        """Go to a page and wait for its first figure, or its sentences if it draws none."""
        self.page.goto(address, wait_until="commit")
        self.page.wait_for_function("window.figureText() !== ''")

    def open_figure(self, address: str) -> None:
        """Go to a page and wait until its first figure is drawn."""
        self.page.goto(address, wait_until="commit")
        self.page.wait_for_function("window.isFigureDrawn()")

    def text_at_rest(self) -> str:
        self.page.wait_for_function("window.isSettled()")
        return self.page.evaluate("window.figureText()")

    def choose(self, kind: str, word: str) -> None:
        if kind == "grain":
            self.page.keyboard.press("Escape")  # closes what an earlier choice has opened over the page
            self.page.get_by_role("radio", name=GRAIN_LABELS[word], exact=True).click()
        else:
            field = self.page.get_by_label("Verification", exact=True).first
            if not field.is_visible():
                self.page.locator(".st-key-more button").first.click()
            field.click()
            self.page.get_by_role("option", name=VERIFICATION_LABELS[word], exact=True).click()

    def figure_after(self, kind: str, word: str) -> str:
        """Choose a value, and return the text of the figures once the page has settled."""
        self.choose(kind, word)
        return self.text_at_rest()

    def seconds_to(self, kind: str, word: str, wanted: str) -> float:
        """Return the seconds from the last click of a choice to the frame after the figure with this text was drawn."""
        self.page.bring_to_front()  # a tab behind another draws no frames
        self.page.evaluate("wanted => window.watchFor(wanted)", wanted)
        self.choose(kind, word)
        self.page.wait_for_function("window.drawnAt !== null")
        seconds = self.page.evaluate("window.drawnAt - window.clickedAt") / 1000
        self.page.wait_for_function("window.isAtRest()")
        return seconds

    def close(self) -> None:
        self.context.close()


# The measurements: each gives lines of (what, ours, the page beside it, unit, target or None)


def alternate(number: int, pages: Sequence[str] = PAGES) -> Iterator[Sequence[str]]:
    """Return the pages in an order that changes from turn to turn."""
    for turn in range(number):
        yield pages if turn % 2 else pages[::-1]


def read_figures(browser, environment: dict, query: str) -> dict[tuple[str, tuple[str, str]], str]:
    """Read the text of the figures of each page after each click, which must be the same on both servers."""
    found = {}
    for name in PAGES:
        with start_server(name, environment) as (address, process):
            wait_until_it_answers(address + HEALTH, process)
            for path, clicked in CLICKS.items():
                tab = Tab(browser)
                tab.open(address + path + query)
                tab.text_at_rest()
                for click in clicked:
                    words = tab.figure_after(*click)
                    first = found.setdefault((path, click), words)
                    assert first == words, f"the pages differ on {NAMES[path]} after a click on {click}"
                tab.close()
    return found


def list_seen_clicks(words: dict) -> dict[str, list[tuple[str, str]]]:
    """List the clicks that change the text of each page. Nobody sees when other clicks are done."""
    return {
        path: [click for before, click in zip([clicked[-1], *clicked], clicked, strict=False)
               if words[path, before] != words[path, click]]
        for path, clicked in CLICKS.items()
    }  # fmt: skip


def measure_clicks(browser, environment: dict, words: dict, query: str, number: int) -> list[tuple]:
    """Measure every click on every page repeatedly, with cached answers."""
    measured = list_seen_clicks(words)
    seconds, sizes = defaultdict(list), defaultdict(list)
    with contextlib.ExitStack() as stack:
        addresses = {}
        for name in PAGES:
            addresses[name], process = stack.enter_context(start_server(name, environment))
            wait_until_it_answers(addresses[name] + HEALTH, process)
        for path, clicked in measured.items():
            tabs = {name: Tab(browser) for name in PAGES}
            for name, tab in tabs.items():
                tab.open(addresses[name] + path + query)
                tab.text_at_rest()
                for click in clicked:
                    tab.figure_after(*click)
            for order in alternate(number):
                for click, name in itertools.product(clicked, order):
                    before = tabs[name].bytes_received
                    seconds[path, click, name].append(tabs[name].seconds_to(*click, words[path, click]))
                    sizes[path, name].append(tabs[name].bytes_received - before)
            for tab in tabs.values():
                tab.close()
    lines = []
    for path, clicked in measured.items():
        lines += [
            (
                f"{NAMES[path]}: click on {click[1]}, to the figures",
                *(compute_median(seconds[path, click, name]) * 1000 for name in PAGES), "ms", "click",
            )
            for click in clicked
        ]  # fmt: skip
        together = (itertools.chain.from_iterable(seconds[path, click, name] for click in clicked) for name in PAGES)
        lines.append(
            (
                f"{NAMES[path]}: all clicks together",
                *(compute_median(times) * 1000 for times in together),
                "ms",
                "click",
            )
        )
        sent = (compute_median(sizes[path, name]) / 1024 for name in PAGES)
        lines.append((f"{NAMES[path]}: sent to the browser after a click", *sent, "KiB", None))
    return lines


def measure_starts(browser, environment: dict, words: dict, query: str, number: int) -> list[tuple]:
    """A server started anew with its first figure and first click, and the figure of its next reader."""
    to_figure, to_next_figure, to_click, first_click = (
        defaultdict(list),
        defaultdict(list),
        defaultdict(list),
        CLICKS[""][1],
    )
    for name in itertools.chain.from_iterable(alternate(number, tuple(SCRIPTS))):
        tab = Tab(browser)
        began = time.perf_counter()
        with start_server(name, environment) as (address, process):
            wait_until_it_answers(address + HEALTH, process)
            tab.open_figure(address + query)
            to_figure[name].append(time.perf_counter() - began)
            tab.text_at_rest()
            if name in PAGES:
                to_click[name].append(tab.seconds_to(*first_click, words["", first_click]))
            tab.close()
            tab = Tab(browser)
            began = time.perf_counter()
            tab.open_figure(address + query)
            to_next_figure[name].append(time.perf_counter() - began)
            tab.close()
    from_start, opened = (
        [compute_median(times[name]) * 1000 for name in ("real", "figure")] for times in (to_figure, to_next_figure)
    )
    return [
        ("start of the server to the first figure", *from_start, "ms", "start"),
        ("opened by the next reader, to the first figure", *opened, "ms", "start"),
        ("its first click, never asked before", *(compute_median(to_click[name]) * 1000 for name in PAGES), "ms", None),
    ]


def measure_memory(browser, environment: dict, words: dict, query: str, number: int) -> list[tuple]:
    """Measure ten open sessions of the Timeline, after one click in each."""
    resident = defaultdict(list)
    for name in itertools.chain.from_iterable(alternate(number)):
        with start_server(name, environment) as (address, process), contextlib.ExitStack() as stack:
            wait_until_it_answers(address + HEALTH, process)
            for session in range(SESSIONS):
                tab = Tab(browser)
                stack.callback(tab.close)
                tab.open(address + query)
                tab.text_at_rest()
                tab.figure_after(*CLICKS[""][session % 2])
            resident[name].append(measure_resident_mebibytes(process.pid))
    return [
        (
            f"memory of the server, {SESSIONS} sessions",
            *(compute_median(resident[name]) for name in PAGES),
            "MiB",
            "memory",
        )
    ]


def measure_resident_mebibytes(pid: int) -> float:
    return int(subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], check=True, capture_output=True).stdout) / 1024


MEASUREMENTS = {
    "clicks": (measure_clicks, 8),
    "starts": (measure_starts, 5),
    "memory": (measure_memory, 1),
}  # and how often each is made


def compute_median(values) -> float:
    return statistics.median(list(values))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__.splitlines()[0])
    parser.add_argument("measurements", nargs="*", choices=[*MEASUREMENTS, []], metavar="|".join(MEASUREMENTS))
    parser.add_argument("--lake", type=Path, help="a lake to read instead of a temporary one with the M4 alone")
    parser.add_argument("--corridor", help="the corridor to choose, where the pages would open with another")
    parser.add_argument("--feed", help="the feed to choose, where the pages would open with another")
    arguments = parser.parse_args()
    wanted = arguments.measurements or MEASUREMENTS
    chosen = {key: value for key in ("corridor", "feed") if (value := getattr(arguments, key))}
    query = f"?{urlencode(chosen)}" if chosen else ""
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        print(f"Not measured: there is no Chromium here (looked for {', '.join(BROWSERS)}).", file=sys.stderr)
        return 1
    if importlib.util.find_spec("playwright") is None:
        print(
            "Not measured: playwright, which drives Chromium, is not installed (see requirements-dev.txt).",
            file=sys.stderr,
        )
        return 1
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        os.environ["PATROLWATCH_LAKE"] = str(arguments.lake or Path(folder) / "lake")
        if not arguments.lake:
            build(Lake(Path(folder) / "lake"), *paths.CASES)
        prepared = Path(folder) / "constants.pickle"
        prepared.write_bytes(pickle.dumps(read_constants(chosen)))
        environment = {"PATROLWATCH_BENCH_CONSTANTS": str(prepared)}
        browser = playwright.chromium.launch(executable_path=chromium)
        words = read_figures(browser, environment, query)
        print(f"{'median of':48}{'ours':>8}{'beside':>10}{'ratio':>13}")
        for name in wanted:
            measure, number = MEASUREMENTS[name]
            for what, real, constant, unit, target in measure(browser, environment, words, query, number):
                ratio, most = real / constant, TARGETS.get(target)
                verdict = f"   at most {most}: {'met' if ratio <= most else 'OVER'}" if most else ""
                print(f"{what:48}{real:8.0f}{constant:10.0f} {unit:4}{ratio:8.2f}{verdict}", flush=True)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
