"""Reports progress of long DuckDB queries: share done, rate and remaining time."""

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import duckdb

EVERY_SECONDS = 2.0
LEAST_SHARE = 0.02  # below it, the remaining time cannot be estimated


@contextmanager
def report_progress(
    con: duckdb.DuckDBPyConnection,
    step: str,
    size_bytes: int,
    report: Callable[[str], None],
    every: float = EVERY_SECONDS,
) -> Iterator[None]:
    """Report the progress of the queries in this block every few seconds. A short step is reported only when it begins."""
    done = threading.Event()

    def watch() -> None:
        begun, most = time.monotonic(), 0.0
        while not done.wait(every):
            share, seconds = con.query_progress() / 100, time.monotonic() - begun
            # The share is negative if no query is running. The share of a further query does not apply to the whole step.
            if 0 <= share < most:
                most = math.inf
                report(f"{step}, {seconds:.0f} s so far")
            elif share > 0:
                most = share
                report(format_progress(step, share, size_bytes, seconds))

    con.execute("SET enable_progress_bar = true")
    con.execute("SET enable_progress_bar_print = false")
    report(step)
    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def format_progress(step: str, share: float, size_bytes: int, seconds: float) -> str:
    """Return a line such as `Reading a.csv: 40 %, 60 MB/s, 12 s left`, without the time left if the step has hardly begun."""
    rate, left = size_bytes * share / seconds / 1e6, seconds / share - seconds
    line = f"{step}: {100 * share:.0f} %, {rate:.{1 if rate < 10 else 0}f} MB/s"
    if share < LEAST_SHARE:
        return line
    return f"{line}, {left:.0f} s left" if left < 120 else f"{line}, {left / 60:.0f} min left"
