"""Experiments: clients ask too much, read too slowly, or disconnect. The server must keep answering and free all resources.

    python -m bench.reliability serving

Each experiment asks a server of its own, started as the README says, on a lake with made-up incidents. Clients come from
addresses 127.0.0.1 to 127.0.0.254, which needs Linux. Figures of time are of this machine and of what else runs on it.
"""

import contextlib
import json
import random
import statistics
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from etl import paths
from etl.curated.build import build
from etl.lake import Lake
from etl.load import pipeline as intake
from tests.reliability import acled_file
from tests.reliability.findings import Experiment, Finding, count_troubles, measure, measure_when_quiet
from tests.reliability.running_server import Reply, RunningServer, run_server
from tests.reliability.session_client import Session
from views.server import limits

LIST = "/api/v1/incidents.csv?feed=acled&everywhere=yes"
HEALTH = ("/_stcore/health", "/healthz")
HEALTH_SECONDS = 0.1
READ_OF_BROKEN = 64 * 1024
FREED_SECONDS = 1
FILES_OF_A_SESSION = 3
CLOSED_SESSIONS_KEPT = 128  # by Streamlit
CHECK_HEALTH = """
import http.client, select, sys, time
while True:
    for path in sys.argv[2:]:
        before = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), source_address=("127.0.0.254", 0))
        connection.request("GET", path)
        assert connection.getresponse().read()
        connection.close()
        print(time.perf_counter() - before, flush=True)
    if select.select([sys.stdin], [], [], 0.1)[0]:
        break
"""
CLICKS = ("grain=day", "grain=week", "grain=month", "grain=week&verification=any", "grain=month&verification=any")


class Bench:
    """Lakes by their number of incidents, each with a server, made at first use."""

    def __init__(self, folder: Path, stack: contextlib.ExitStack):
        self.folder, self._stack, self._servers = folder, stack, {}

    def server(self, rows: int) -> RunningServer:
        if rows not in self._servers:
            lake, file = Lake(self.folder / f"lake-{rows}"), self.folder / f"{rows}.csv"
            build(lake, paths.M4_CASE)
            acled_file.write(rows, file)
            intake.load(lake, [file])
            file.unlink()
            server = self._stack.enter_context(run_server(lake.root, self.folder))
            with Session(server.port) as session:
                session.open()
            server.get(LIST)
            time_clicks(server, len(CLICKS))
            self._servers[rows] = server
        return self._servers[rows]


@contextlib.contextmanager
def open_bench() -> Iterator[Bench]:
    with tempfile.TemporaryDirectory(prefix="patrolwatch-serving-") as folder, contextlib.ExitStack() as stack:
        yield Bench(Path(folder), stack)


# Measurements


@contextlib.contextmanager
def measure_health_checks(server: RunningServer) -> Iterator[list[float]]:
    """Measure health checks until the block ends, in a separate process."""
    seconds: list[float] = []
    words = [sys.executable, "-c", CHECK_HEALTH, str(server.port), *HEALTH]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as checking:
        checking.stdout.readline()  # it has begun
        try:
            yield seconds
        finally:
            said, _ = checking.communicate()  # it ends with its input
            seconds.extend(map(float, said.split()))


def time_clicks(server: RunningServer, clicks: int) -> list[float]:
    """Return the seconds of each of a reader's clicks on choices of the Timeline."""
    with Session(server.port) as session:
        session.open()
        return [session.open("", CLICKS[number % len(CLICKS)]) for number in range(clicks)]


def find_p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20, method="inclusive")[-1]


def wait_for_rest(server: RunningServer, threads: int, files: int, sessions: int, seconds: float = 60) -> list[Finding]:
    """Return whether threads and files fall back to their numbers before. Idle threads of the pool end after ten seconds.

    Streamlit keeps the last sessions that were closed for two minutes, each with the files of its event loop, so that a
    reader whose connection was cut finds the page again.
    """
    files += FILES_OF_A_SESSION * min(sessions, CLOSED_SESSIONS_KEPT)
    server.wait_until(lambda: server.count_files() <= files and server.count_threads() <= threads, seconds)
    return [
        measure("threads afterwards", server.count_threads(), threads),
        measure("files and sockets afterwards", server.count_files(), files),
    ]


def begin_and_leave(server: RunningServer, client: int, path: str = LIST) -> str:
    """Request a list, read its beginning, and disconnect. Return `begun` or the status of the refusal."""
    with server.begin(path, client=client) as connection:
        head = connection.recv(65536)
        status = head.split(b" ", 2)[1].decode()
        taken = len(head)
        while status == "200" and taken < READ_OF_BROKEN and (more := connection.recv(65536)):
            taken += len(more)
    return "begun" if status == "200" else status


# The experiments


def break_downloads(
    bench: Bench, rows: int, one_by_one: int, at_a_time: int, in_all: int, rounds: int
) -> list[Finding]:
    """Begin downloads and disconnect, one by one and many at a time, and measure the memory."""
    server = bench.server(rows)
    # What is freed goes back to the system by and by: the memory moves by some 50 MB, which is no growth.
    memories = []
    with ThreadPoolExecutor(at_a_time) as pool:
        for _ in range(rounds):
            list(pool.map(lambda number: begin_and_leave(server, 1 + number), range(at_a_time)))
            server.wait_until(lambda: False, 1)
            memories.append(server.measure_memory())
    quiet = statistics.median(server.get("/healthz").seconds for _ in range(20))
    threads, files, memory = server.count_threads(), server.count_files(), max(memories)
    came = Counter(begin_and_leave(server, 1) for _ in range(one_by_one))
    freed = server.wait_until(lambda: server.count_files() <= files, 10)
    with ThreadPoolExecutor(at_a_time) as pool:
        while came["begun"] < in_all:
            came += Counter(pool.map(lambda number: begin_and_leave(server, 1 + number % 50), range(at_a_time)))
    freed_of_many = server.wait_until(lambda: server.count_files() <= files, 10)
    after = statistics.median(server.get("/healthz").seconds for _ in range(20))
    return [
        Finding(f"{came['begun']:,} downloads begun and left, {came['429'] + came['503']:,} refused", 1, 0),
        count_troubles(
            "every answer is a download or a refusal with its reason",
            (
                None if status in ("begun", "429", "503") else f"{count} times {status}"
                for status, count in came.items()
            ),
        ),
        measure_when_quiet(
            "seconds until the last of them is freed", max(freed or 10, freed_of_many or 10), FREED_SECONDS, " s"
        ),
        *wait_for_rest(server, threads + limits.THREADS, files, sessions=0),
        measure_when_quiet("memory afterwards over that before", server.measure_memory() - memory, 20, " MB"),
        measure_when_quiet("an answer afterwards", after * 1000, max(3 * quiet * 1000, HEALTH_SECONDS * 1000), " ms"),
    ]


def read_slowly(bench: Bench, rows: int, readers: int, until_ended: bool) -> list[Finding]:
    """Read one byte a second in many clients, which must hold no thread, not delay others, and be ended."""
    server = bench.server(rows)
    threads, files = server.count_threads(), server.count_files()
    connections = [server.begin(LIST, receive_buffer=4096, client=1 + number % 20) for number in range(readers)]
    done = threading.Event()

    def read_slowly() -> None:
        while not done.wait(1):
            for connection in connections:
                with contextlib.suppress(OSError):
                    connection.recv(1)

    with ThreadPoolExecutor(1) as pool, measure_health_checks(server) as health:
        pool.submit(read_slowly)
        clicks = time_clicks(server, 5)
        held = server.count_threads()
        ended = (
            server.wait_until(lambda: server.count_files() <= files + 2, limits.STALLED_SECONDS + 30)
            if until_ended
            else 0
        )
        done.set()
    for connection in connections:
        connection.close()
    found = [
        measure(f"threads while {readers} clients read a byte a second", held, threads + limits.THREADS + 4),
        measure_when_quiet("the longest health check", max(health) * 1000, HEALTH_SECONDS * 1000, " ms"),
        measure_when_quiet("the longest click meanwhile", max(clicks), 10, " s"),
    ]
    if until_ended:
        found.append(
            measure_when_quiet(
                "seconds until the server has ended them", ended or 1e9, limits.STALLED_SECONDS + 10, " s"
            )
        )
    return [*found, *wait_for_rest(server, threads + limits.THREADS, files, sessions=1)]


def send_half_requests(bench: Bench, rows: int, connections: int, until_ended: bool) -> list[Finding]:
    """Open more connections than the server accepts, and never complete a request."""
    server = bench.server(rows)
    files = server.count_files()
    with contextlib.ExitStack() as stack:
        held = [stack.enter_context(server.connect(client=1 + number % 250)) for number in range(connections)]
        for connection in held:
            with contextlib.suppress(OSError):
                connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
        answers = [server.get("/_stcore/health", client=254).seconds for _ in range(10)]
        found = [
            measure("files and sockets meanwhile", server.count_files(), files + limits.CONNECTIONS_AT_ONCE + 5),
            measure_when_quiet("the longest health check", max(answers) * 1000, HEALTH_SECONDS * 1000, " ms"),
        ]
        if until_ended:
            ended = server.wait_until(lambda: server.count_files() <= files, limits.REQUEST_SECONDS + 10)
            found.append(
                measure_when_quiet("seconds until they are ended", ended or 1e9, limits.REQUEST_SECONDS + 2, " s")
            )
    return found


def ask_at_once(bench: Bench, rows: int, clients: int, clicks: int, rest_seconds: float) -> list[Finding]:
    """Request the whole list from many clients at once while a reader clicks."""
    server = bench.server(rows)
    server.get(LIST)
    quiet, idle = find_p95(time_clicks(server, clicks)), server.measure_memory()
    replies: list[Reply] = []

    def ask(number: int) -> None:
        for _ in range(2):
            replies.append(server.get(LIST, client=1 + number))

    with ThreadPoolExecutor(clients) as pool, measure_health_checks(server) as health:
        asking = [pool.submit(ask, number) for number in range(clients)]
        busy = find_p95(time_clicks(server, clicks))
        for one in asking:
            one.result()
    server.wait_until(lambda: server.measure_memory() <= 1.2 * idle, rest_seconds)
    came = Counter(reply.status for reply in replies)
    return [
        Finding(f"{clients} clients at once, twice: {dict(sorted(came.items()))}", 1, 0),
        count_troubles(
            "every answer is the whole list, or says why not and when to ask again", map(find_trouble, replies)
        ),
        measure_when_quiet("p95 of a click over that of a quiet server", busy / quiet, 3, " times"),
        measure_when_quiet("the longest health check", max(health) * 1000, HEALTH_SECONDS * 1000, " ms"),
        measure_when_quiet(
            f"memory within {rest_seconds:g} s over that of the idle server", server.measure_memory() / idle, 1.2
        ),
    ]


def find_trouble(reply: Reply) -> str | None:
    """Return what is wrong with an answer under load."""
    if reply.status == 200:
        return None if reply.body.endswith(b"\r\n") else "a list without its end"
    if reply.status not in (429, 503) or reply.headers.get("content-type") != "application/problem+json":
        return f"{reply.status} {reply.headers.get('content-type')}"
    is_whole = "retry-after" in reply.headers and json.loads(reply.body)["status"] == reply.status
    return None if is_whole else "a refusal without Retry-After"


def ask_long_questions(bench: Bench, rows: int, questions: int, clicks: int) -> list[Finding]:
    """Send long queries: those with too many words are refused, others stopped at the limit, and readers hardly notice."""
    server = bench.server(rows)
    words = "+".join(f"{random.Random(number).randrange(10**6)}x" for number in range(limits.MOST_WORDS))
    too_many = server.get(f"{LIST}&search={'+'.join('ab' for _ in range(400))}")
    quiet = statistics.median(time_clicks(server, clicks))
    took: list[float] = []

    def ask(number: int) -> None:
        took.append(server.get(f"{LIST}&search={words}+{number}"[: limits.LONGEST_QUERY], client=1 + number).begun)

    with ThreadPoolExecutor(questions) as pool:
        asking = [pool.submit(ask, number) for number in range(questions)]
        busy = statistics.median(time_clicks(server, clicks))
        for one in asking:
            one.result()
    return [
        count_troubles("400 words are refused", [None if too_many.status == 400 else f"{too_many.status}"]),
        measure_when_quiet("seconds to refuse 400 words", too_many.seconds, 0.5, " s"),
        measure_when_quiet("the longest question until its first byte", max(took), limits.QUESTION_SECONDS + 1, " s"),
        measure_when_quiet("a click over one of a quiet server", busy / quiet, 1.5, " times"),
    ]


EXPERIMENTS: dict[str, Experiment] = {
    "broken": Experiment(
        break_downloads,
        {"rows": 25_000, "one_by_one": 10, "at_a_time": 10, "in_all": 30, "rounds": 1},
        {"rows": 1_000_000, "one_by_one": 1000, "at_a_time": 40, "in_all": 5000, "rounds": 10},
    ),
    "slow_readers": Experiment(
        read_slowly,
        {"rows": 25_000, "readers": 4, "until_ended": False},
        {"rows": 1_000_000, "readers": 30, "until_ended": True},
    ),
    "half_requests": Experiment(
        send_half_requests,
        {"rows": 25_000, "connections": 520, "until_ended": False},
        {"rows": 1_000_000, "connections": 900, "until_ended": True},
    ),
    "many_at_once": Experiment(
        ask_at_once,
        {"rows": 25_000, "clients": 10, "clicks": 2, "rest_seconds": 0},
        {"rows": 1_000_000, "clients": 30, "clicks": 20, "rest_seconds": 60},
    ),
    "long_questions": Experiment(
        ask_long_questions,
        {"rows": 25_000, "questions": 1, "clicks": 2},
        {"rows": 1_000_000, "questions": 2, "clicks": 20},
    ),
}
