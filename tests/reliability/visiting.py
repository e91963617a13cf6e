"""Experiments: many readers open pages, or leave while a page is drawn or a file is written.

python -m bench.reliability visiting
"""

import contextlib
import http.client
from concurrent.futures import ThreadPoolExecutor

from tests.reliability.findings import Experiment, Finding, count_troubles, measure_when_quiet
from tests.reliability.running_server import PIECE
from tests.reliability.serving import (
    CLOSED_SESSIONS_KEPT,
    Bench,
    find_p95,
    measure_health_checks,
    open_bench,
    wait_for_rest,
)
from tests.reliability.session_client import Session

FIRST_PAGE_SECONDS = 10
PAGES = ("", "risk", "road", "compare", "records", "data")
EVERYWHERE = "feed=acled&table=incidents&everywhere=yes"

__all__ = ["EXPERIMENTS", "open_bench"]


def open_first_pages(bench: Bench, rows: int, sessions: int) -> list[Finding]:
    """Open the first page in many sessions at once."""
    server = bench.server(rows)

    def open_page(_: int) -> tuple[float, list[str]]:
        with Session(server.port) as session:
            return session.open(), session.list_exceptions()

    with ThreadPoolExecutor(sessions) as pool, measure_health_checks(server) as health:
        opened = list(pool.map(open_page, range(sessions)))
    return [
        count_troubles("a page is drawn for every reader", (", ".join(errors) or None for _, errors in opened)),
        measure_when_quiet(f"p95 of the first page of {sessions} at once", find_p95([took for took, _ in opened]),
                FIRST_PAGE_SECONDS, " s"),
        measure_when_quiet("p95 of a health check", find_p95(health) * 1000, 100, " ms"),
    ]  # fmt: skip


def leave_pages(bench: Bench, rows: int, rounds: int) -> list[Finding]:
    """Close pages while they are drawn, request a briefing or a file and disconnect, and send HEAD."""
    server = bench.server(rows)
    for page in PAGES:  # what a process keeps is made once
        _open_and_leave(server, page)
    _leave_files(server)
    threads, files, memory = server.count_threads(), server.count_files(), server.measure_memory()
    for number in range(rounds):
        _open_and_leave(server, PAGES[number % len(PAGES)])
        _leave_files(server)
    return [
        *wait_for_rest(server, threads + 2, files, 3 * rounds),
        measure_when_quiet(
            "memory afterwards over that before",
            server.measure_memory() - memory,
            20 + 0.25 * min(3 * rounds, CLOSED_SESSIONS_KEPT),
            " MB",
        ),
    ]


def save_page_files(bench: Bench, rows: int, files: int, rest_seconds: float) -> list[Finding]:
    """Save different files of a long list from the page."""
    server = bench.server(rows)
    found, lengths = [], []
    for number in range(files + 1):
        with Session(server.port) as session:
            session.open("records", f"{EVERYWHERE}&records_from=2015-01-{1 + number:02}")
            links = [link for _, link in session.list_widgets("link_button") if link.label.startswith("CSV")]
            found.append(None if links and not session.list_exceptions() else f"no link to a file of {number}")
            lengths += [_save(server.port, link.url) for link in links]
        if number == 0:
            idle = server.measure_memory()  # after the first, which loads what writes files
    server.wait_until(lambda: server.measure_memory() <= 1.2 * idle, rest_seconds)
    return [
        count_troubles("the page links to the file of its list", found),
        Finding(f"{len(lengths)} files, {sum(lengths) / 1e6:,.0f} MB", 1, 0),
        measure_when_quiet("memory afterwards over that before", server.measure_memory() / idle, 1.2),
    ]


def _open_and_leave(server, page: str) -> None:
    with contextlib.suppress(OSError):
        session = Session(server.port, seconds=60)
        session.hear = lambda _: session.cut()  # at the first message, while the page is drawn
        with contextlib.suppress(Exception):
            session.open(page)


def _leave_files(server) -> None:
    for page, label in (("", "Briefing"), ("records", "CSV")):
        with Session(server.port) as session:
            session.open(page)
            connection, _ = session.begin_download(label)
            connection.close()
    server.get("/api/v1/incidents.csv?feed=acled&everywhere=yes", method="HEAD")


def _save(port: int, path: str) -> int:
    """Read a file piece by piece, and return its bytes."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=300)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        return sum(len(piece) for piece in iter(lambda: answer.read(PIECE), b""))


EXPERIMENTS: dict[str, Experiment] = {
    "first_pages": Experiment(open_first_pages, {"rows": 25_000, "sessions": 8}, {"rows": 1_000_000, "sessions": 50}),
    "left_alone": Experiment(leave_pages, {"rows": 25_000, "rounds": 2}, {"rows": 1_000_000, "rounds": 100}),
    "page_files": Experiment(
        save_page_files,
        {"rows": 25_000, "files": 1, "rest_seconds": 0},
        {"rows": 1_000_000, "files": 6, "rest_seconds": 60},
    ),
}
