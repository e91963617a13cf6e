"""Measure the speed and memory of the API: whole processes, in one run.

    python -m bench.api [--rows 1000000] [--turns 3]

A lake is made of the embedded case and a made-up file of so many incidents, and the server is started as the README says. The
CSV of all incidents is read from the address over the loopback, as quick as it comes, and thrown away. Beside it, in a
process of its own that has opened the same release, DuckDB copies the answer to the same question to a CSV file. The two
take turns, so that what else the machine does falls on both alike; on a busy machine read the processor times. Memory is the
largest resident set of the server while it sends, over that of the idle server, which has opened the release, told the headers
of the list (HEAD), and sent no row. An ETag that stands is asked a hundred times.
"""

import argparse
import contextlib
import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from bench import pages
from etl import paths
from tests.reliability import acled_file

QUERY = "/api/v1/incidents.csv?feed=acled&everywhere=yes"
PIECE = 1 << 20
SECONDS = 120
ASKED = 100
COPY = """
import sys, time, duckdb
from analysis import release
from analysis.questions.holdings import read_choices
from analysis.questions.records import listing, lists
from etl.lake import Lake

class Unlocked:
    # A release is locked once it is open, so that nothing can be written from it.
    def __init__(self, con): self.con = con
    def __getattr__(self, name): return getattr(self.con, name)
    def __enter__(self): return self
    def __exit__(self, *error): self.con.close()
    def execute(self, sql, *more):
        return sql.startswith(("SET allowed", "SET enable_external", "SET lock")) or self.con.execute(sql, *more)

connect = duckdb.connect
release.duckdb.connect = lambda **how: Unlocked(connect(**how))
lake = Lake(sys.argv[1])
opened = release.open_release(lake, lake.list_numbers()[-1])
choices = read_choices(opened)
selection = choices.make_default(choices.corridors[0], "acled")
asked = selection.list_parameters() | lists.ALL_DAYS | {"words": [], "everywhere": True}
question = listing.QUERIES.read("records_incidents")
copy = f"COPY ({question}) TO '{sys.argv[2]}' (FORMAT csv, HEADER)"
for line in sys.stdin:
    before = time.perf_counter()
    with opened.cursor() as con:
        con.execute(copy, release._named_in(question, asked))
    print(time.perf_counter() - before, flush=True)
"""


def get(port: int, path: str, method: str = "GET", **headers: str) -> tuple[int, dict, int, float]:
    """Read and discard an answer, and return its status, headers, bytes and seconds."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    before, length = time.perf_counter(), 0
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    while piece := answer.read(PIECE):
        length += len(piece)
    seconds = time.perf_counter() - before
    connection.close()
    return answer.status, dict(answer.getheaders()), length, seconds


def measure_resident_bytes(pid: int) -> int:
    """Return the resident bytes of a process."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def measure_processor_seconds(pid: int) -> float:
    """Return the processor seconds of a process."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def record_largest(pid: int) -> Iterator[list[int]]:
    """Yield a list whose only number is the peak size of a process during the block."""
    found, stop = [measure_resident_bytes(pid)], threading.Event()

    def watch() -> None:
        while not stop.wait(0.01):
            found[0] = max(found[0], measure_resident_bytes(pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    yield found
    stop.set()
    watcher.join()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--lake", type=Path, help="A lake that has such incidents already.")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        lake = chosen.lake or make_lake(Path(name), chosen.rows)
        copier = subprocess.Popen(
            [sys.executable, "-c", COPY, str(lake), f"{name}/copied.csv"], cwd=paths.CHECKOUT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        with copier, pages.start_server("real", {"PATROLWATCH_LAKE": str(lake)}) as (address, process):
            pages.wait_until_it_answers(address + pages.HEALTH, process)
            measure(copier, urlsplit(address).port, process.pid, chosen.turns)
            copier.stdin.close()


def make_lake(folder: Path, rows: int) -> Path:
    file, lake = folder / "acled.csv", folder / "lake"
    acled_file.write(rows, file)
    for words in (["build"], ["load", str(file)]):
        command = [sys.executable, "-m", "patrolwatch", words[0], "--lake", str(lake), *words[1:]]
        subprocess.run(command, check=True, capture_output=True, cwd=paths.CHECKOUT)
    return lake


def measure(copier: subprocess.Popen, port: int, pid: int, turns: int) -> None:
    assert get(port, QUERY, "HEAD")[0] == 200
    idle = measure_resident_bytes(pid)
    copied, sent, length = [], [], 0
    worked = {"copy": [], "send": []}
    with record_largest(pid) as most:
        for _ in range(turns):
            before = measure_processor_seconds(copier.pid), measure_processor_seconds(pid)
            print("copy", file=copier.stdin, flush=True)
            copied.append(float(copier.stdout.readline()))
            worked["copy"].append(measure_processor_seconds(copier.pid) - before[0])
            status, headers, length, seconds = get(port, QUERY)
            assert status == 200, status
            sent.append(seconds)
            worked["send"].append(measure_processor_seconds(pid) - before[1])
    known = headers["etag"]
    asked = [get(port, QUERY, If_None_Match=known) for _ in range(ASKED)]
    assert {status for status, *_ in asked} == {304}
    copy, send = statistics.median(copied), statistics.median(sent)
    answered = sorted(seconds * 1000 for *_, seconds in asked)
    print(f"{length / 1e6:,.0f} MB of CSV, {turns} turns, medians")
    print(f"DuckDB's COPY of the same question    {copy:6.2f} s")
    print(f"the address                           {send:6.2f} s: {copy / send:.2f} of its speed (target 0.5)")
    print(f"processor time                        {statistics.median(worked['copy']):6.2f} s of COPY, "
          f"{statistics.median(worked['send']):.2f} s of the server")  # fmt: skip
    more = most[0] - idle
    print(f"idle server {idle / 1e6:.0f} MB, at most        {most[0] / 1e6:6.0f} MB: {more / 1e6:.0f} MB more, "
          f"which is {more / 2**20:.0f} MiB (target 200 MB)")  # fmt: skip
    print(f"an ETag that stands                   {statistics.median(answered):6.1f} ms (target 5), "
          f"quickest {answered[0]:.1f}, 95 in 100 within {answered[94]:.1f}")  # fmt: skip


if __name__ == "__main__":
    main()
