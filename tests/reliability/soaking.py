"""Experiment: readers click at random, download, disconnect and return while files are loaded. Nothing may grow or fail.

    python -m bench.reliability soaking

Each reader is a session of `session_client` with dice of its own: it changes widgets, addresses and pages, fetches files, breaks
some off, cuts its connection in the middle of a run and resumes it. Each asks for a word of its own (its canary), which no other
may receive. Beside them lists are read from the address for data, some of them not to the end, and `patrolwatch load` publishes
a small file again and again. Memory, open files and threads of the server are read from /proc every second.
"""

import contextlib
import random
import re
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from etl import paths
from etl.curated.build import build
from etl.lake import Lake
from etl.load import pipeline as intake
from tests.reliability import acled_file, publishing
from tests.reliability.findings import Experiment, Finding, count_troubles, measure, measure_when_quiet, note
from tests.reliability.running_server import RunningServer, run_server
from tests.reliability.session_client import Session, SessionFailed

SEED = 11
ROWS = 3_000
THINK_SECONDS = 1.0  # between two clicks of a reader, on average
MB_A_MINUTE = 2.0
SECONDS_OF_A_TREND = 120  # a shorter run says nothing on growth
FILES_MORE = 8  # open files that may come and go at the end of a run
LISTS = ("patrols.csv", "incidents.csv?feed=acled&everywhere=yes", "incidents.json", "rates.csv", "series.parquet")
TROUBLE_IN_LOG = re.compile(r"Traceback|Exception|\bERROR\b|\bError\b|CRITICAL|WARNING")


@dataclass
class Bench:
    """A lake with the M4 and a small feed in ACLED's layout, and a folder for other files."""

    folder: Path
    lake: Path

    def write_file(self, mark: str, rows: int = 40) -> Path:
        """Write events of which each is in the lake already, with another note."""
        path = self.folder / f"{mark}.csv"
        acled_file.write(ROWS, path, where=f"event_id_cnty < 'XXA{1_000_000 + rows}'", changed=f"'{mark}' AS notes")
        return path


@contextlib.contextmanager
def open_bench() -> Iterator[Bench]:
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        bench = Bench(Path(folder), Path(folder) / "lake")
        build(Lake(bench.lake), paths.M4_CASE)
        path = bench.folder / "first.csv"
        acled_file.write(ROWS, path)
        intake.load(Lake(bench.lake), [path])
        yield bench


PAGES_WITHOUT_CHOICES = {"add"}  # it begins with buttons


@dataclass
class Tally:
    """What happened in a run, gathered from all threads."""

    stop: threading.Event = field(default_factory=threading.Event)
    done: Counter = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    received: dict[str, set[str]] = field(default_factory=dict)  # by reader, the canaries in its messages
    samples: list[tuple[float, float, int, int]] = field(default_factory=list)  # seconds, MB, files, threads


class Reader:
    """One reader with its own random numbers, who makes the clicks of CLICKS."""

    def __init__(self, port: int, number: int, readers: int, tally: Tally):
        self.port, self.tally = port, tally
        self.dice = random.Random(SEED * 1000 + number)
        self.name = f"reader {number}"
        self.canary = make_canary(number)
        self.others = [make_canary(other).encode() for other in range(readers)]
        self.received = tally.received.setdefault(self.name, set())
        self.page = ""  # its path
        self.session = self.connect()

    def connect(self, resume: str | None = None) -> Session:
        return Session(self.port, hear=self.hear, resume=resume)

    def hear(self, message: bytes) -> None:
        self.received.update(word.decode() for word in self.others if word in message)

    def read_until_stopped(self) -> None:
        with contextlib.closing(self):
            while not self.tally.stop.wait(self.dice.expovariate(1 / THINK_SECONDS)):
                click = self.dice.choices(list(CLICKS), list(CLICKS.values()))[0]
                try:
                    click(self)
                    self.tally.done[click.__name__] += 1
                    self.tally.troubles += [f"{click.__name__}: {shown}" for shown in self.session.list_exceptions()]
                except (SessionFailed, OSError) as error:
                    self.tally.troubles.append(f"{self.name}, {click.__name__}: {error}")
                    self.session.close()
                    self.session = self.connect()
                    self.open_address()

    def close(self) -> None:
        self.session.close()

    def wait(self, seconds: float) -> None:
        self.tally.seconds.append(seconds)

    # Clicks

    def change_widget(self) -> None:
        widgets = self.session.list_widgets("selectbox", "button_group", "date_input")
        if not widgets and self.page in PAGES_WITHOUT_CHOICES:
            return self.go_to_page()
        if not widgets:
            raise SessionFailed(f"a page without a choice: {self.session.read_text()[:200]!r}")
        kind, widget = self.dice.choice(widgets)
        if kind == "date_input":
            first, last = (date.fromisoformat(day.replace("/", "-")) for day in (widget.min, widget.max))
            value = str(first + timedelta(self.dice.randrange((last - first).days + 1)))
        elif not (options := [getattr(option, "content", option) for option in widget.options]):
            return
        else:
            value = self.dice.choice(options)
        self.wait(self.session.set(kind, widget, value))

    def go_to_page(self) -> None:
        self.page = self.dice.choice(sorted(self.session.pages))
        self.wait(self.session.go_to(self.page))

    def open_address(self) -> None:
        self.page = page = self.dice.choice(["", "risk", "road", "records", "data"])
        asked = [
            f"grain={self.dice.choice(['day', 'week', 'month', 'never'])}",
            f"feed={self.dice.choice(['curated', 'acled'])}",
        ]
        asked += [f"release=R{self.dice.randint(1, 4)}"] * self.dice.randint(0, 1)
        # A word that is searched for, and one that cannot be had, which the page then names.
        asked += [f"search={self.canary}" if page == "records" else f"target={self.canary}"]
        self.wait(self.session.open(page, "&".join(asked)))

    def search(self) -> None:
        self.page = "records"
        self.session.go_to(self.page)
        self.wait(self.session.choose("Search", self.dice.choice([self.canary, "trumba", ""])))

    def reset(self) -> None:
        self.wait(self.session.press("Reset the choices"))

    def notice(self) -> None:
        """Let the part of the page that looks for a newer release run, as it does each minute."""
        for fragment in sorted(self.session.fragments):
            self.session.run_fragment(fragment)

    def download(self) -> None:
        if buttons := self.session.list_widgets("link_button"):
            self.session.download(self.dice.choice(buttons)[1].label)

    def break_off_download(self) -> None:
        if buttons := self.session.list_widgets("link_button"):
            connection, answer = self.session.begin_download(self.dice.choice(buttons)[1].label)
            answer.read(100)
            connection.close()

    def cut_and_resume(self) -> None:
        """Lose the connection in the middle of a run, and come back as the same session."""
        self.session.begin_run()
        self.session.cut()
        before, self.session = self.session, self.connect(resume=self.session.id)
        self.session.settle()
        self.page = ""
        self.wait(self.session.open("", before.address))
        self.session.settle()

    def leave_and_return(self) -> None:
        self.session.begin_run()
        self.session.close()
        self.session = self.connect()
        self.open_address()


CLICKS: dict[Callable[[Reader], None], int] = {
    Reader.change_widget: 40,
    Reader.go_to_page: 15,
    Reader.open_address: 8,
    Reader.search: 6,
    Reader.reset: 4,
    Reader.notice: 5,
    Reader.download: 6,
    Reader.break_off_download: 6,
    Reader.cut_and_resume: 3,
    Reader.leave_and_return: 3,
}


def make_canary(number: int) -> str:
    return f"canary{number:04d}bird"


def read_lists(server: RunningServer, tally: Tally) -> None:
    """Read lists from the address for data, every second one not to its end."""
    dice = random.Random(SEED)
    while not tally.stop.wait(dice.expovariate(1.0)):
        path = f"/api/v1/{dice.choice(LISTS)}"
        try:
            if dice.random() < 0.5:
                with contextlib.closing(server.begin(path)) as connection:
                    connection.recv(200)
                tally.done["broken list"] += 1
            elif (reply := server.get(path)).status == 200:
                tally.done["list"] += 1
            elif reply.status in (429, 503):  # one sentence, and to come again: what a busy server promises
                tally.done["list put off"] += 1
            else:
                tally.troubles.append(f"{path}: {reply.status} {reply.body[:200]!r}")
        except OSError as error:
            tally.troubles.append(f"{path}: {error}")


def load_files(bench: Bench, every: float, tally: Tally) -> None:
    """Publish a small change again and again, each by a process of its own."""
    number = 0
    while not tally.stop.wait(every):
        number += 1
        result = publishing.run(
            publishing.make_command("load", "--newer", bench.write_file(f"load {number}"), lake=bench.lake)
        )
        tally.done["load"] += 1
        if result.returncode:
            tally.troubles.append(f"load {number}: exit code {result.returncode}: {result.stderr}")


def take_samples(server: RunningServer, tally: Tally) -> None:
    began = time.monotonic()
    while not tally.stop.wait(1.0):
        tally.samples.append(
            (time.monotonic() - began, server.measure_memory(), server.count_files(), server.count_threads())
        )


def soak(bench: Bench, sessions: int, seconds: float, warm_up: float, load_every: float) -> list[Finding]:
    """Let readers click for so many seconds, and report what grew after the warm-up, which is part of them."""
    tally = Tally()
    with run_server(bench.lake, bench.folder) as server:
        readers = [Reader(server.port, number, sessions, tally) for number in range(sessions)]
        for reader in readers:
            reader.open_address()
        tasks = [
            *((reader.read_until_stopped, ()) for reader in readers),
            (read_lists, (server, tally)),
            (load_files, (bench, load_every, tally)),
            (take_samples, (server, tally)),
        ]
        threads = [threading.Thread(target=task, args=arguments) for task, arguments in tasks]
        for thread in threads:
            thread.start()
        tally.stop.wait(seconds)
        tally.stop.set()
        for thread in threads:
            thread.join()
        health = server.get("/_stcore/health")
        log = server.log.read_text(encoding="utf-8", errors="replace").splitlines()
    clicks = sum(
        number for name, number in tally.done.items() if name not in ("list", "list put off", "broken list", "load")
    )
    tries = sum(tally.done.values()) - len(tally.troubles)
    waited = sorted(tally.seconds)
    wrong_canaries = [
        f"{name} received {sorted(words - {make_canary(number)})}" if words - {make_canary(number)} else
        None if words else f"{name} never received its own"
        for number, (name, words) in enumerate(tally.received.items())
    ]  # fmt: skip
    return [
        note(f"{sessions} sessions for {seconds:g} s: {clicks} clicks and {dict(sorted(tally.done.items()))}"),
        note(
            f"    a run of a page: median {statistics.median(waited):.2f} s, p95 {waited[int(len(waited) * 0.95)]:.2f} s"
        ),
        Finding("each click, list and load without an error", tries, sum(tally.done.values()), tuple(tally.troubles)),
        count_troubles("each session's canary is received by itself alone", wrong_canaries),
        count_troubles("no error in the log", [line for line in log if TROUBLE_IN_LOG.search(line)] or [None]),
        count_troubles("the server answers afterwards", [None if health.body == b"ok" else repr(health)]),
        *find_growth(tally, warm_up),
    ]


def find_growth(tally: Tally, warm_up: float) -> list[Finding]:
    """Return the trend of the memory after the warm-up, and whether files and threads end where they stood."""
    kept = [sample for sample in tally.samples if sample[0] >= warm_up]
    if not kept or kept[-1][0] - kept[0][0] < SECONDS_OF_A_TREND:
        return [note("growth: not measured, as the run is too short")]
    times, memory, files, threads = zip(*kept, strict=True)
    slope = statistics.linear_regression(times, memory).slope * 60
    quarter = len(kept) // 4
    return [
        note(f"    memory: {memory[0]:.0f} MB after the warm-up, {memory[-1]:.0f} MB at the end, {max(memory):.0f} MB at most"),
        measure_when_quiet("memory grows after the warm-up, a minute", slope, MB_A_MINUTE, " MB"),
        measure("more open files at the end than after the warm-up (medians of a quarter)",
                statistics.median(files[-quarter:]) - statistics.median(files[:quarter]), FILES_MORE),
        measure("more threads at the end than after the warm-up (medians of a quarter)",
                statistics.median(threads[-quarter:]) - statistics.median(threads[:quarter]), FILES_MORE),
    ]  # fmt: skip


EXPERIMENTS = {
    "soak": Experiment(
        soak,
        {"sessions": 3, "seconds": 6, "warm_up": 0, "load_every": 2},
        {"sessions": 10, "seconds": 600, "warm_up": 180, "load_every": 20},
    ),
}
