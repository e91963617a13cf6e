"""Start a server, the system's Chromium, and a proxy that records every request to another host.

The server shows a lake of two releases: R1 is a made-up case with hostile text in every column, R2 the embedded case. R1 has
two corridors: `road` has few records, with many hostile strings in each text, and `wild` has a record for each hostile text.
"""

import os
import shutil
import socketserver
import subprocess
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, ViewportSize, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from etl import paths
from etl.curated import build as load
from etl.curated import facts as curated
from etl.lake import Lake
from etl.tables.records import TABLES
from tests import cases
from tests.hostile_strings import LOADABLE
from tests.reliability.running_server import SERVER, find_free_port

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    # One process draws all pages of a site and keeps their compiled scripts. To optimise these takes longer than they run,
    # and to collect the garbage of ten megabytes of scripts in small steps a tenth of the time of a visit.
    "--process-per-site", "--renderer-process-limit=1",
    "--js-flags=--no-turbofan --no-maglev --no-flush-bytecode --min-semi-space-size=64",
]  # fmt: skip
HOSTILE = (
    '<img src=http://evil.example/x> ![x](http://evil.example/x.png) [x](javascript:alert(1)) <b onclick="alert(1)">b</b> '
    ":material/home: :material_home: :streamlit: :smile: $x$ a -> b <-> c -- d >= e www.evil.example a.b@evil.example "
    "http://evil.example/y?z=1 https://evil.example/"
)
MOST_LEFT_OPEN = 12
PATIENCE = 60_000  # milliseconds, in which even a busy machine draws a page
expect.set_options(timeout=PATIENCE)
# A reader's browser. Without a graphics card, animations would take a tenth of the time of a visit.
USUAL = {
    "viewport": {"width": 1440, "height": 1800}, "accept_downloads": True, "locale": "en-GB", "reduced_motion": "reduce",
}  # fmt: skip


@pytest.fixture(scope="session")
def lake(tmp_path_factory) -> Lake:
    folder = tmp_path_factory.mktemp("browser")
    lake = cases.publish_case(folder, **hostile_case())
    load.build(lake, *paths.CASES)
    return lake


def hostile_case() -> dict[str, list[dict]]:
    wild = wild_case()
    return {table: rows + wild.get(table, []) for table, rows in road_case().items()} | {"coverage": [
        *cases.complete_coverage("2020-01-01", "2020-12-31"),
        *(row | {"corridor": "wild"} for row in cases.complete_coverage("2020-01-01", "2020-12-31")),
    ]}  # fmt: skip


def wild_case() -> dict[str, list[dict]]:
    """Make an incident, a suspension, a milestone and a source for each hostile text, in every column that takes any text.

    The records with `ALL` in their id have all of them at once.
    """
    # A fact file ends its lines with a line feed, and quotes no carriage return.
    texts = {str(number): text.replace("\r", "") for number, text in enumerate(LOADABLE.values())}
    texts["ALL"] = " ".join([*(text for text in texts.values() if len(text) < 1000), HOSTILE])
    rows = {"corridors": [cases.corridor("wild", title="Wild")], "patrols": [], "incidents": [], "suspensions": [],
            "milestones": [], "sources": []}  # fmt: skip
    for number, (name, text) in enumerate(texts.items()):
        day = str(date(2020, 1, 5) + timedelta(days=number))
        here = {"corridor": "wild"}
        rows["sources"].append(cases.source(f"W{name}", **fill_text_columns("sources", text)))
        resting = {"source_ids": [f"W{name}"]}
        if name == "ALL":  # only one, since pages open with the corridor that has most patrols
            rows["patrols"].append(
                cases.patrol(day, patrol_id="WPALL", **fill_text_columns("patrols", text), **here, **resting)
            )
        rows["incidents"].append(
            cases.attack(
                day,
                incident_id=f"WI{name}",
                target="civilian",
                **fill_text_columns("incidents", text),
                **here,
                **resting,
            )
        )
        rows["suspensions"].append(
            cases.suspension(
                day, day, suspension_id=f"WS{name}", **fill_text_columns("suspensions", text), **here, **resting
            )
        )
        rows["milestones"].append(
            cases.milestone(day, **fill_text_columns("milestones", text), **here, milestone_id=f"WM{name}")
        )
    return rows


def fill_text_columns(table: str, text: str) -> dict[str, str]:
    """Put a text into each column of a fact file that takes any text."""
    written = curated.list_columns(TABLES[table])
    return {
        column.name: text
        for column in TABLES[table].declared
        if column.name in written and column.type == "VARCHAR" and not column.words and not column.names
        and column.name not in (*TABLES[table].key, "side")
    }  # fmt: skip


def road_case() -> dict[str, list[dict]]:
    hostile = dict.fromkeys(("note",), HOSTILE)
    return {
        "corridors": [cases.corridor("road", title=HOSTILE, **hostile)],
        "patrols": [
            cases.patrol("2020-03-02", place_from=HOSTILE, **hostile),
            cases.patrol("2020-03-09", until="2020-03-12", patrol_id="<b>P2</b>", **hostile),
        ],
        "incidents": [
            cases.attack(
                "2020-03-02", patrol_id="P1",
                **dict.fromkeys(("admin1", "admin2", "country", "actor1", "actor2", "claimed_by"), HOSTILE),
                place=f"قرية Nāḥiyat {HOSTILE}", weapon="=1+1",
                target_party=HOSTILE, **hostile,
            )
        ],
        "suspensions": [cases.suspension("2020-04-02", announced_by=HOSTILE, reason=HOSTILE, **hostile)],
        "milestones": [cases.milestone("2020-03-20", HOSTILE, **hostile)],
        "sources": [
            cases.source("source", publisher=HOSTILE, title=HOSTILE, accessed_via=HOSTILE, url="javascript:alert(1)"),
            cases.source("picture", url="http://evil.example/x.png"),
        ],
        "places": [cases.place(HOSTILE, 36, 36.1, other_names=["طريق", HOSTILE.replace(";", "")])],
        "claims": [cases.claim("patrols", "P1", "outcome", HOSTILE, claimed_by_side=HOSTILE)],
    }  # fmt: skip


@pytest.fixture(scope="session")
def address(lake, chromium, tmp_path_factory):
    """Start a dashboard on a free port, as the README describes, and return its address."""
    with run_server(lake, find_free_port(), tmp_path_factory.mktemp("server") / "log") as started:
        yield started


@contextmanager
def run_server(lake: Lake, port: int, log: Path, *options: str) -> Iterator[str]:
    """Run a dashboard that shows a lake, and yield its address."""
    with open(log, "wb") as out:
        server = subprocess.Popen(
            [*SERVER, "--server.port", str(port), *options],
            cwd=paths.CHECKOUT, env=os.environ | {"PATROLWATCH_LAKE": str(lake.root)}, stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        _wait_for_health(port, server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


def _wait_for_health(port: int, server: subprocess.Popen, log: Path) -> None:
    waiting = threading.Event()
    for _ in range(1200):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5) as answer:
                assert answer.read() == b"ok"
                return
        except OSError:
            assert server.poll() is None, log.read_text()
            waiting.wait(0.1)
    raise AssertionError(log.read_text())


class _RequestRecorder(socketserver.StreamRequestHandler):
    def handle(self):
        self.server.heard.append(self.rfile.readline().decode("latin-1").strip())


@pytest.fixture(scope="session")
def outbound_proxy():
    """Record the first line of each request that any part of Chromium sends to another host."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _RequestRecorder) as proxy:
        proxy.daemon_threads, proxy.heard = True, []
        proxy.port = proxy.server_address[1]
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        yield proxy
        proxy.shutdown()


@pytest.fixture
def outbound_requests(outbound_proxy):
    """Return the lines that the proxy records during this test; all tests share the browser."""
    outbound_proxy.heard.clear()
    return outbound_proxy.heard


@pytest.fixture(scope="session")
def chromium(outbound_proxy):
    """Start Chromium. Without it tests are skipped, or fail if PATROLWATCH_REQUIRE_BROWSER=1 is set."""
    if not Path(CHROMIUM).exists():
        say = pytest.fail if os.environ.get("PATROLWATCH_REQUIRE_BROWSER") == "1" else pytest.skip
        say("Chromium is not installed (apt install chromium), so the pages are not tested in a browser.")
    with sync_playwright() as playwright:
        arguments = [*ARGUMENTS, f"--proxy-server=http://127.0.0.1:{outbound_proxy.port}"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def readers(chromium):
    """Return contexts of the browser by their options, and keep them: a new one loads and compiles ten megabytes of scripts."""
    contexts: dict[str, BrowserContext] = {}

    def reader(**how) -> BrowserContext:
        if (key := repr(how)) not in contexts:
            contexts[key] = chromium.new_context(**how)
            contexts[key].set_default_timeout(PATIENCE)
            page = contexts[key].new_page()  # it keeps the process of the site when no other page is open
            page.route("**", lambda route: route.fulfill(body=""))
            page.goto("http://127.0.0.1")
        return contexts[key]

    yield reader
    for context in contexts.values():
        context.close()


@pytest.fixture
def visit(readers, chromium, address):
    """Open a page at a `path` with a `query`. A `stranger` opens it in a new context, with an empty cache."""
    with open_pages(readers, chromium, address) as visit:
        yield visit


@pytest.fixture(scope="module")
def visit_once(readers, chromium, address):
    """Open a page that several tests of a module share, in their order, since opening one takes seconds."""
    with open_pages(readers, chromium, address) as visit:
        yield visit


@contextmanager
def open_pages(readers, chromium, address) -> Iterator[Callable[..., Page]]:
    """Yield a function that opens pages, and close them later. Pages of any size and colour scheme share a context."""
    strangers, pages = [], []

    def visit(
        path: str = "/", query: dict | None = None, *, stranger: bool = False, viewport: ViewportSize = USUAL["viewport"],
        color_scheme: str = "light", **how,
    ) -> Page:  # fmt: skip
        how = {**USUAL, **how}
        if stranger:
            context = chromium.new_context(**how)
            context.set_default_timeout(PATIENCE)
            strangers.append(context)
        else:
            context = readers(**how)
        page = context.new_page()
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=color_scheme)
        page.dialogs = []
        page.on("dialog", lambda dialog: (page.dialogs.append(dialog.message), dialog.dismiss()))
        page.asked = []  # the addresses that the page itself requested
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("websocket", lambda socket: page.asked.append(socket.url))
        page.missed = []  # the addresses that the server did not find
        page.on("response", lambda answer: answer.status == 404 and page.missed.append(answer.url))
        page.refused = []  # what the console says that the page's policy blocked
        page.on("console", lambda said: "Content Security Policy" in said.text and page.refused.append(said.text))
        pages.append(page)
        page.goto(f"{address}{path}?{urlencode(query or {})}" if query else address + path)
        wait_until_drawn(page)
        return page

    yield visit
    close_later(*(page for page in pages if page.context not in strangers))
    for context in strangers:
        context.close()
    # The policy of a page blocks nothing that a test does, except in the tests of the policy.
    assert [refused for page in pages for refused in page.refused] == []


_left_open: list[Page] = []


def close_later(*pages: Page) -> None:
    """Close pages a dozen at a time: after a page closes, Chromium compiles scripts again, and a visit takes half as long again."""
    _left_open.extend(pages)
    if len(_left_open) >= MOST_LEFT_OPEN:
        for page in _left_open:
            page.close()
        _left_open.clear()


def wait_until_drawn(page: Page) -> Page:
    """Wait until the last element of a page is drawn and the script has ended."""
    last = page.locator(".js-plotly-plot .main-svg").or_(page.get_by_text("Doubts kept about this corridor"))
    expect(last.first).to_be_visible()
    wait_until_settled(page)
    return page


def wait_until_settled(page: Page) -> Page:
    """Wait until the script of the page has ended."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    return page


def wait_until_true(page: Page, condition: str) -> None:
    """Wait until a condition in JavaScript holds. Playwright's own wait evaluates text in the page, which its policy forbids."""
    page.evaluate(
        f"""async patience => {{
            const end = performance.now() + patience;
            while (!({condition})) {{
                if (performance.now() > end) throw new Error('This does not become true.');
                await new Promise(requestAnimationFrame);
            }}
        }}""",
        PATIENCE,
    )


def open_more(page: Page) -> None:
    """Open the filters behind “More”, unless they are open."""
    if not page.get_by_role("button", name="Reset the choices").is_visible():
        page.get_by_role("button", name="More").click()
    expect(page.get_by_role("button", name="Reset the choices")).to_be_visible()


def open_records(page: Page) -> None:
    """Open the records under the Timeline."""
    page.locator("summary").filter(has_text="Records:").click()
    expect(find_sentence(page, "patrols from")).to_be_visible()


def find_share_tile(page: Page) -> Locator:
    """Find the explanation of the share attacked on the Timeline: `4 of 24 joint patrols; 95 % interval …`."""
    return page.get_by_test_id("stCaptionContainer").filter(has_text="joint patrols; 95 % interval").first


def find_sentence(page: Page, beginning: str):
    return page.get_by_test_id("stText").filter(has_text=beginning).first


def _find_grid(page: Page, alt: str) -> Locator:
    table = page.get_by_role("region", name=alt)
    table.scroll_into_view_if_needed()  # a table is drawn only in view
    return table.locator("[role=grid]")


def count_rows(page: Page, alt: str) -> int:
    """Count the rows of a table without its head, by the number that it states to screen readers."""
    return int(_find_grid(page, alt).get_attribute("aria-rowcount")) - 1


def expect_rows(page: Page, alt: str, rows: int) -> None:
    """Wait until a table has this number of rows."""
    expect(_find_grid(page, alt)).to_have_attribute("aria-rowcount", str(rows + 1))


def parse_choices(url: str) -> dict[str, str]:
    """Return the choices in an address, in which each occurs once."""
    return {key: value for key, (value,) in parse_qs(urlsplit(url).query).items()}


def expect_choices(page: Page, choices: dict[str, str]) -> None:
    """Wait until the address of a page holds these choices and no others."""
    with suppress(PlaywrightError):  # the comparison says more
        page.wait_for_url(lambda url: parse_choices(url) == choices)
    assert parse_choices(page.url) == choices


def hover(page: Page, find: Callable[[], tuple[float, float]], words: str) -> None:
    """Move the mouse to a place of a figure, which may still be moving, until its hover text has these words."""
    for _ in range(20):
        x, y = find()
        page.mouse.move(x - 30, y + 30)
        page.mouse.move(x, y, steps=5)
        with suppress(AssertionError):
            return expect(page.locator(".hoverlayer .hovertext").filter(has_text=words).first).to_be_visible(
                timeout=3_000
            )
    raise AssertionError(f"no hover says: {words}")


def click(page: Page, find: Callable[[], tuple[float, float]], words: str, shown: Locator) -> None:
    """Click a place of a figure whose hover text has these words, until the page shows the result.

    A click is lost if the figure is redrawn between pressing and releasing.
    """
    for _ in range(4):
        wait_until_settled(page)
        hover(page, find, words)
        page.mouse.down()
        page.mouse.up()
        with suppress(AssertionError):
            return expect(shown).to_be_visible(timeout=PATIENCE / 3)
        wait_until_settled(page)  # a slow page may still draw the result
        if shown.is_visible():
            return
    raise AssertionError(f"a click on “{words}” shows nothing")
