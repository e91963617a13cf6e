"""Two servers on one lake behind nginx, which sends each client to the same one, while releases are published.

    python -m bench.reliability two_servers

nginx is configured by `hosting/nginx.conf` with the `upstream` of docs/hosting.md, but without TLS and base path. Readers have addresses of
their own, 127.0.0.10 and on, which needs Linux.
"""

import contextlib
import csv
import http.client
import io
import re
import shutil
import subprocess
import tempfile
import threading
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import parse_qs

from etl import paths
from etl.curated.build import build
from etl.lake import Lake
from tests.cases import complete_coverage, patrol, write_case
from tests.reliability.findings import Experiment, Finding, count_troubles, skip
from tests.reliability.running_server import RunningServer, find_free_port, run_server, wait_for_health
from tests.reliability.session_client import Session, SessionFailed

FIRST_CLIENT = 10
FIRST_DAY = date(2020, 3, 1)
FEWEST_PATROLS = 3  # in R1; each release after it has one more


@contextlib.contextmanager
def open_bench() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="patrolwatch-two-servers-") as folder:
        yield Path(folder)


def configure_nginx(folder: Path, port: int, servers: list[RunningServer]) -> Path:
    """Write the shipped configuration for these two servers, with a log of which server answers which client."""
    shipped = (paths.CHECKOUT / "hosting" / "nginx.conf").read_text()
    upstream = re.search(
        r"`(upstream patrolwatch \{.*?\})`", (paths.CHECKOUT / "docs/hosting.md").read_text(), re.DOTALL
    )[1]
    for number, server in enumerate(servers):
        assert f"127.0.0.1:850{number + 1}" in upstream
        upstream = upstream.replace(f"127.0.0.1:850{number + 1}", f"127.0.0.1:{server.port}")
    text = re.sub(r"\n  ssl_\w+ .*", "", shipped).replace("listen 443 ssl", f"listen 127.0.0.1:{port}")
    text = text.replace("http://127.0.0.1:8501", "http://patrolwatch").replace("/m4/", "/")
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    log = f"log_format who '$remote_addr $upstream_addr'; access_log {folder}/who who;"
    file = folder / "nginx.conf"
    file.write_text(
        f"daemon off; pid {folder}/pid; error_log stderr; events {{}} http {{ {log} {places} {upstream} {text} }}"
    )
    return file


def read_on(proxy: RunningServer, client: int, is_over: threading.Event) -> tuple[list[str | None], int]:
    """Open the page of records and take its file again and again, until all is published. Returns what went wrong, and the last release."""
    troubles: list[str | None] = []
    newest, is_last = 0, False
    while not is_last:
        is_last = is_over.is_set()
        try:
            with Session(proxy.port, client=client) as session:
                session.open("records", "corridor=road&table=patrols")
                shown = parse_qs(session.address).get("release", [""])[0]
                if not shown:
                    raise SessionFailed(f"The page names no release: {session.read_text()[:300]}")
                release = int(shown.removeprefix("R"))
                rows = list(csv.reader(io.StringIO(session.download("CSV").decode("utf-8-sig"))))
                wanted = FEWEST_PATROLS + release - 1
                errors = session.list_exceptions() or [
                    *([f"R{release} has {len(rows) - 1} patrols, not {wanted}"] if len(rows) - 1 != wanted else []),
                    *([f"R{release} came after R{newest}"] if release < newest else []),
                ]
                newest = release
        except (SessionFailed, OSError, http.client.HTTPException) as error:
            errors = [f"{type(error).__name__}: {error}"]
        troubles.append("; ".join(errors) or None)
    return troubles, newest


def share(folder: Path, releases: int, readers: int) -> list[Finding]:
    """Publish so many releases while so many readers open pages and take files."""
    if not shutil.which("nginx"):
        return [skip("nginx is not installed (apt install nginx)")]
    lake, facts = Lake(folder / "lake"), folder / "case"

    def publish(release: int) -> None:
        patrols = [patrol(FIRST_DAY + timedelta(days=number)) for number in range(FEWEST_PATROLS + release - 1)]
        build(lake, write_case(facts, patrols=patrols, coverage=complete_coverage("2020-01-01", "2020-12-31")))

    publish(1)
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(run_server(lake.root, folder)) for _ in range(2)]
        port, log = find_free_port(), folder / "nginx.log"
        command = ["nginx", "-p", str(folder), "-c", str(configure_nginx(folder, port, servers))]
        process = subprocess.Popen(command, stdout=stack.enter_context(log.open("wb")), stderr=subprocess.STDOUT)
        stack.callback(process.wait)
        stack.callback(process.terminate)
        proxy = RunningServer(process, port, log)
        wait_for_health(proxy)
        is_over = threading.Event()
        with ThreadPoolExecutor(readers) as pool:
            reading = [pool.submit(read_on, proxy, FIRST_CLIENT + number, is_over) for number in range(readers)]
            for release in range(2, releases + 1):
                publish(release)
            is_over.set()
            read = [each.result() for each in reading]
    used: dict[str, set[str]] = defaultdict(set)
    for line in (folder / "who").read_text().splitlines():
        client, _, server = line.partition(" ")
        used[client].add(server)
    own = [servers for client, servers in used.items() if client != "127.0.0.1"]
    return [
        count_troubles(
            f"Pages and files that {readers} readers got while {releases - 1} releases were published",
            [trouble for troubles, _ in read for trouble in troubles],
        ),
        count_troubles(
            "Readers who saw the newest release at the end",
            [None if newest == releases else f"R{newest}" for _, newest in read],
        ),
        count_troubles(
            "Readers who were always sent to the same server",
            [None if len(servers) == 1 else f"{servers}" for servers in own],
        ),
        count_troubles(
            "Servers that had readers",
            [
                None if any(str(server.port) in name for names in own for name in names) else "none"
                for server in servers
            ],
        ),
    ]


EXPERIMENTS: dict[str, Experiment] = {
    "share": Experiment(share, {"releases": 3, "readers": 4}, {"releases": 40, "readers": 8}),
}
