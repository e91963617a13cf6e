"""Experiments: the server's lake is damaged, disappears, or changes while readers use it.

    python -m bench.reliability damage

They work on copies of the embedded case and start their own servers. The experiment on disks needs the right to mount.
"""

import http.client
import json
import os
import random
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from analysis.release import open_release
from etl.curated.build import build
from etl.errors import LakeUnusable, ReleaseDamaged
from etl.lake import Lake
from etl.lake import publish as publishing_to_lake
from etl.lake.verify import find_remarks
from tests.reliability.findings import Experiment, Finding, count_troubles, measure_when_quiet, skip
from tests.reliability.publishing import Bench, can_mount, make_command, open_bench, run
from tests.reliability.running_server import RunningServer, run_server

SEED = 11
ADDRESSES = ("/healthz", "/api/v1/incidents.csv?everywhere=yes", "/api/v1/rates.json?grain=month")
READERS = 20

__all__ = ["EXPERIMENTS", "open_bench"]


def flip_bytes(bench: Bench, flips: int) -> list[Finding]:
    """Change one byte in a file of an open release, with its times set back in every second try, and restore it."""
    dice = random.Random(SEED)
    with bench.copy() as root:
        lake = Lake(root)
        release = open_release(lake, 1)
        before = _read_all(release)
        manifest = lake.read_manifest(1)
        files = [lake.locate_part(part) for table in manifest.tables.values() for part in table.parts]
        files.append(root / "releases" / "R000001.json")
        noticed, restored = [], []
        for place in range(flips):
            file = dice.choice(files)
            with _damage_file(file, _flip(dice), are_times_kept=place % 2 == 0):
                try:
                    noticed.append(f"{file.name[:16]}: R1 answered {_read_all(release) == before}")
                except ReleaseDamaged:
                    noticed.append(None)
            restored.append(None if _read_all(release) == before else f"{file.name[:16]}: another answer afterwards")
    return [
        count_troubles("one byte flipped in a file of an open release: noticed before a number is shown", noticed),
        count_troubles("the byte restored: the same answers as before, without opening it again", restored),
    ]


def _read_all(release) -> list:
    return [
        release.query(f"SELECT count(*) AS n, sum(hash(t)) AS sums FROM ever.{table} AS t").to_pylist()
        for table in release.manifest.tables
    ]


def _flip(dice: random.Random):
    def flip(data: bytes) -> bytes:
        place = dice.randrange(len(data))
        return data[:place] + bytes([data[place] ^ dice.randrange(1, 256)]) + data[place + 1 :]

    return flip


@contextmanager
def _damage_file(file: Path, damage, are_times_kept: bool = False) -> Iterator[None]:
    """Replace the bytes of a file until the block ends."""
    data, state = file.read_bytes(), file.stat()
    file.write_bytes(damage(data))
    if are_times_kept:
        os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    try:
        yield
    finally:
        file.write_bytes(data)


def damage_served_lake(bench: Bench, flips: int) -> list[Finding]:
    """Damage and remove a lake of two releases while two servers serve it."""
    dice = random.Random(SEED)
    with bench.copy() as root, run_server(root, root.parent) as one, run_server(root, root.parent) as other:
        servers = (one, other)
        bench.publish_here(Lake(root), bench.new)
        whole = _ask(one)
        agree = None if whole == _ask(other) and all(status == 200 for status, _ in whole) else f"{whole}"
        newest = Lake(root).read_manifest(2)
        older = {part.sha256 for table in Lake(root).read_manifest(1).tables.values() for part in table.parts}
        files = [root / "releases" / "R000002.json"] + [
            root / "parts" / f"{part.sha256}.parquet"
            for table in newest.tables.values()
            for part in table.parts
            if part.sha256 not in older
        ]
        said, offered, restored = [], [], []
        for place in range(flips):
            file = dice.choice(files)
            with _damage_file(file, _flip(dice), are_times_kept=place % 2 == 0):
                for server in servers:
                    said.append(_find_unrefused(server, "Release R2 is damaged"))
                    status = server.get("/api/v1/incidents.csv?everywhere=yes&release=R1").status
                    offered.append(None if status == 200 else f"R1 is {status}")
            restored += [None if _ask(server) == whole else "another answer afterwards" for server in servers]
        gone = _take_away(root, servers, whole)
    return [
        count_troubles("two servers on one lake: the release that is published meanwhile, byte for byte, from both", [agree]),
        count_troubles("a byte flipped in a release that is served: 503 and a sentence at every address", said),
        count_troubles("the release before is given out meanwhile", offered),
        count_troubles("the byte restored: the same bytes as before, no restart", restored),
        count_troubles("the lake taken away, an empty folder in its place, the lake back: a sentence, nothing published, the "
                       "same bytes, no restart", gone),
    ]  # fmt: skip


def _take_away(root: Path, servers: tuple[RunningServer, ...], whole: list) -> list[str | None]:
    away = root.with_name("away")
    root.rename(away)
    troubles = [_find_unrefused(server, "The lake is gone") for server in servers]
    root.mkdir()
    troubles += [_find_unrefused(server, "The lake is gone") for server in servers]
    troubles.append(f"there is {list(root.iterdir())}" if list(root.iterdir()) else None)
    root.rmdir()
    away.rename(root)
    return troubles + [None if _ask(server) == whole else "another answer afterwards" for server in servers]


def _ask(server: RunningServer) -> list[tuple[int, bytes]]:
    replies = [server.get(address) for address in ADDRESSES]
    return [(reply.status, reply.body) for reply in replies]


def _find_unrefused(server: RunningServer, sentence: str) -> str | None:
    """Return what is wrong with the answers of a server that must refuse with 503 and a sentence."""
    for address in ADDRESSES:
        reply = server.get(address)
        if reply.status != 503 or not json.loads(reply.body)["detail"].startswith(sentence):
            return f"{address}: {reply.status} {reply.body[:120]!r}"
    return None


def break_disk(bench: Bench, megabytes: int) -> list[Finding]:
    """Fill the disk of a served lake, make it read-only, remove it, and bring it back."""
    if not can_mount(bench.folder):
        return [skip("a disk that fills, turns read-only and disappears: not tried, mounting is not allowed here")]
    folder = bench.folder / "own disk"
    folder.mkdir()
    image = bench.folder / "image"
    with image.open("wb") as file:
        file.truncate(megabytes << 20)
    subprocess.run(["mkfs.ext4", "-q", "-F", "-m", "0", image], check=True, capture_output=True)
    with suppress(subprocess.CalledProcessError), _mount(image, folder):
        return _break_disk_of_lake(bench, image, folder)
    return [skip("a disk that fills, turns read-only and disappears: not tried, no image can be mounted here")]


@contextmanager
def _mount(image: Path, folder: Path) -> Iterator[None]:
    subprocess.run(["mount", "-o", "loop", image, folder], check=True, capture_output=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=False, capture_output=True)


def _break_disk_of_lake(bench: Bench, image: Path, folder: Path) -> list[Finding]:
    root = Path(shutil.copytree(bench.lake, folder / "lake"))
    publish = make_command("build", "--case", bench.new, lake=root)
    with run_server(root, bench.folder) as server:
        whole = _ask(server)

        def still_served() -> str | None:
            return None if _ask(server) == whole else "another answer"

        _fill(folder / "filler")
        full = [_find_unexplained(run(publish)), still_served()]
        (folder / "filler").unlink()
        subprocess.run(["mount", "-o", "remount,ro", folder], check=True, capture_output=True)
        read_only = [_find_unexplained(run(publish)), still_served()]
        subprocess.run(["umount", "-l", folder], check=True, capture_output=True)
        # Nothing of the disk is open between two questions, so that it is gone.
        gone = [
            _find_unrefused(server, "The lake is gone"),
            f"there is {[*folder.iterdir()]}" if any(folder.iterdir()) else None,
        ]
        subprocess.run(["mount", "-o", "loop", image, folder], check=True, capture_output=True)
        back = [still_served(), None if run(publish).returncode == 0 else "the publish afterwards failed"]
        back.append(None if server.get("/healthz").body.find(b"R2") > 0 else "R2 is not served")
    return [
        count_troubles("a full disk: a publish ends with a sentence and exit code 5, readers are served", full),
        count_troubles("a disk that turned read-only: the same", read_only),
        count_troubles("a disk that disappeared: 503 and a sentence, nothing published in its place", gone),
        count_troubles("the disk is back: served as before and published to, no restart", back),
    ]


def _fill(filler: Path) -> None:
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 10):
            with suppress(OSError):
                while True:
                    file.write(bytes(size))


def _find_unexplained(result: subprocess.CompletedProcess) -> str | None:
    said = [line for line in result.stderr.splitlines() if not line.endswith(" …")]
    is_plain = result.returncode == 5 and len(said) == 1 and "Nothing was published" in said[0]
    return None if is_plain else f"exit code {result.returncode}: {said[-2:]}"


def publish_every_second(bench: Bench, seconds: float) -> list[Finding]:
    """Publish a release every second while twenty readers of one server send requests without a pause."""
    with bench.copy() as root, run_server(root, root.parent) as server:
        published, stop = {1: Lake(root).read_manifest(1).content_hash}, threading.Event()

        def read(reader: int) -> list[tuple[str | None, float, tuple | None]]:
            """Return (trouble, seconds, (release, content hash, address, bytes)) of each answer to one client."""
            address, reads = ADDRESSES[reader % len(ADDRESSES)], []
            while not stop.is_set():
                status, headers, body, took = _get_as(f"127.0.0.{reader + 2}", server, address)
                is_asked_to_wait = status in (429, 503) and (
                    "retry-after" in headers or b"The question took longer" in body
                )
                wrong = None if status == 200 or is_asked_to_wait else f"{address}: {status} {body[:150]!r}"
                release = headers.get("patrolwatch-release") if status == 200 else None
                reads.append(
                    (wrong, took, release and (int(release[1:]), headers["patrolwatch-content-hash"], address, body))
                )
                if is_asked_to_wait:
                    stop.wait(1)
            return reads

        with ThreadPoolExecutor(READERS) as pool:
            reading = [pool.submit(read, reader) for reader in range(READERS)]
            try:
                end = time.monotonic() + seconds
                while (began := time.monotonic()) < end:
                    release = build(Lake(root), (bench.new, bench.next)[len(published) % 2]).release
                    published[release.number] = release.content_hash
                    stop.wait(max(0, began + 1 - time.monotonic()))
            finally:
                stop.set()
            reads = [read for reader in reading for read in reader.result()]
    answers = [answer for _, _, answer in reads if answer]
    bytes_of: dict[tuple, bytes] = {}
    wrong = [
        None if published.get(number) == content and bytes_of.setdefault((content, address), body) == body
        else f"R{number} at {address} is not what was published"
        for number, content, address, body in answers
    ]  # fmt: skip
    times = sorted(seconds for _, seconds, _ in reads)
    return [
        count_troubles(f"{READERS} readers through {seconds:g} s and {len(published) - 1} releases: every request answered or asked to wait",
                       [trouble for trouble, _, _ in reads]),
        count_troubles("each answer is of a release that was published, the same bytes for the same content", wrong),
        measure_when_quiet("    95 of 100 answers within", times[int(len(times) * 0.95)], 10, " s"),
    ]  # fmt: skip


def _get_as(client: str, server: RunningServer, address: str) -> tuple[int, dict[str, str], bytes, float]:
    """Return status, headers, body and seconds of an answer to a client that limits count separately."""
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60, source_address=(client, 0))
    with closing(connection):
        connection.request("GET", address)
        reply = connection.getresponse()
        headers = {name.lower(): value for name, value in reply.getheaders()}
        return reply.status, headers, reply.read(), time.monotonic() - began


def shift_clock(bench: Bench, hours: tuple[int, ...]) -> list[Finding]:
    """Publish releases after jumps of the clock by these hours."""
    now, troubles, jumps = publishing_to_lake.read_clock, [], 0
    with bench.copy() as root:
        lake = Lake(root)
        try:
            for place, jump in enumerate(hours):
                jumps += jump
                moment = time.time() + jumps * 3600
                publishing_to_lake.read_clock = lambda at=moment: time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
                release = build(lake, (bench.new, bench.next)[place % 2]).release
                troubles.append(None if release.number == place + 2 else f"{release.name} after {place + 1} releases")
                with suppress(LakeUnusable):
                    troubles.append(None if open_release(lake, release.number).number == place + 2 else "not opened")
        finally:
            publishing_to_lake.read_clock = now
        backwards = sum(jump < 0 for jump in hours)
        remarks = find_remarks(lake)
        said = None if len(remarks) == backwards else f"{backwards} jumps backwards, {len(remarks)} remarks"
        sound = next(iter(lake.verify()), None)
    return [
        count_troubles(
            "a clock that jumps between releases: they come in the order of their numbers and open", troubles
        ),
        count_troubles("the clock that ran backwards is said, and is no damage", [said, sound]),
    ]


EXPERIMENTS = {
    "flips": Experiment(flip_bytes, {"flips": 3}, {"flips": 100}),
    "served": Experiment(damage_served_lake, {"flips": 1}, {"flips": 50}),
    "disk": Experiment(break_disk, {"megabytes": 16}, {"megabytes": 16}),
    "every_second": Experiment(publish_every_second, {"seconds": 3}, {"seconds": 60}),
    "clock": Experiment(shift_clock, {"hours": (-24, 48)}, {"hours": (-24, 48, -1, 8760, -9000, 0)}),
}
