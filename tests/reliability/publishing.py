"""Experiments on publishing: kills, full disks, two writers, readers, and damaged files.

    python -m bench.reliability publishing

Each experiment works on copies of the embedded case in a temporary folder. Kills and errors at a chosen system call need
`strace`, a full disk needs the right to mount; where these are missing, the finding says so.
"""

import contextlib
import csv
import itertools
import multiprocessing
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path

import click.testing

import patrolwatch
from analysis.release import Release, open_release
from etl import paths
from etl.curated import facts as curated
from etl.curated.build import build
from etl.errors import FileRefused, LakeUnusable, ReleaseDamaged, ReleaseMissing
from etl.lake import Lake, Manifest, combine_hashes, compute_content_hash
from etl.lake import publish as publishing_to_lake
from etl.lake.manifest import Part
from etl.lake.parts import read_content
from etl.tables.records import TABLES
from tests.reliability.findings import Experiment, Finding, count_troubles, note, skip

SEED = 4
WORKERS = 2
MARKED = ("patrols", "incidents", "suspensions", "milestones", "coverage")  # tables whose first note a change marks
PUBLISH_CALLS = (
    "openat",
    "ftruncate",
    "pwrite64",
    "write",
    "fsync",
    "rename",
    "link",
    "linkat",
    "unlink",
    "mkdir",
    "flock",
)
FAILING_CALLS = ("ftruncate", "pwrite64", "write", "fsync", "rename", "link", "linkat", "unlink")


# The bench


def copy_case(folder: Path, mark: str, shuffle: random.Random | None = None) -> Path:
    """Copy the embedded case with `mark` in its first notes, and its rows in another order on request."""
    shutil.copytree(paths.M4_CASE, folder)
    for name, path in curated.list_given_files(folder).items():
        if path.suffix != ".csv":
            continue
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = csv.reader(file)
        if name in MARKED:
            rows[0][header.index("note")] = mark
        if shuffle:
            shuffle.shuffle(rows)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return folder


def make_command(*words: str | Path, lake: Path) -> list[str]:
    return [sys.executable, "-m", "patrolwatch", *map(str, words), "--lake", str(lake)]


def start(words: list[str], **settings) -> subprocess.Popen:
    """Start a command without bytecode files, so that the n-th system call is always the same."""
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"} | settings.pop("env", {})
    return subprocess.Popen(
        words, cwd=paths.CHECKOUT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, encoding="utf-8", **settings,
    )  # fmt: skip


def run(words: list[str], **settings) -> subprocess.CompletedProcess:
    with start(words, **settings) as process:
        stdout, stderr = process.communicate()
    return subprocess.CompletedProcess(words, process.returncode, stdout, stderr)


def run_in_parallel(work: Callable[[int, object], list], items: list) -> list:
    """Run `work(place, item)` for each item on a few workers."""
    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(work, itertools.count(), items))


class Bench:
    """A folder with a lake whose R1 is the case `old`, and the cases `new` and `next` to publish into it."""

    refusals: tuple[int, ...] = (LakeUnusable.exit_code,)  # where the disk fails

    def __init__(self, folder: Path):
        self.folder = folder
        self.old, self.new, self.next = (self.write_facts(name, f"{name} state") for name in ("old", "new", "next"))
        self.lake = folder / "lake"
        self.publish(Lake(self.lake), self.old)

    def write_facts(self, name: str, mark: str) -> Path:
        """Write facts to publish, with `mark` in their notes."""
        return copy_case(self.folder / f"case {name}", mark)

    def list_temporary_folders(self, root: Path) -> list[Path]:
        """List the folders beside the lake in which a publish keeps temporary files."""
        return []

    def list_leftovers(self, root: Path) -> list[str]:
        """List the leftovers of a publish."""
        return [path.name for path in root.rglob(".tmp-*")]

    def publish(self, lake: Lake, which: Path) -> Manifest | None:
        """Publish facts, and return the release or None if nothing is new."""
        return self.publish_here(lake, which)

    def publish_here(self, lake: Lake, which: Path) -> Manifest | None:
        """Publish facts in this process, even if `publish` would start another."""
        return build(lake, which).release

    @contextlib.contextmanager
    def copy(self, root: Path | None = None) -> Iterator[Path]:
        """Copy the lake, to damage it."""
        with tempfile.TemporaryDirectory(dir=root or self.folder) as folder:
            yield Path(shutil.copytree(self.lake, Path(folder) / "lake"))

    @cached_property
    def calls_on_lake(self) -> list[tuple[int, str, str]]:
        """(n, call, line) of every system call by which a publish touches the folder of the lake, here named `lake`."""
        with self.copy() as root:
            traced = trace(self.build(root), root.parent / "trace", PUBLISH_CALLS)
            places = [str(root), *map(str, self.list_temporary_folders(root))]
            return [
                (n, call, line.replace(str(root), "lake"))
                for n, call, line in traced
                if any(place in line for place in places)
            ]

    def build(self, lake: Path, which: Path | None = None) -> list[str]:
        return make_command("build", "--case", which or self.new, lake=lake)


@contextlib.contextmanager
def open_bench() -> Iterator[Bench]:
    with tempfile.TemporaryDirectory(prefix="patrolwatch-faults-") as folder:
        yield Bench(Path(folder))


# Invariants


def find_trouble(release: Release) -> str | None:
    """Return what differs between the rows of an open release, withdrawn ones included, and its manifest."""
    manifest = release.manifest
    with release.cursor() as con:
        rows = {name: con.execute(f"SELECT count(*) FROM ever.{name}").fetchone()[0] for name in manifest.tables}
        contents = {name: read_content(con, table, f"FROM ever.{name}") for name, table in TABLES.items()}
    hashes = {name: compute_content_hash([Part("", 0, content=content)]) for name, content in contents.items()}
    if rows != {name: table.rows for name, table in manifest.tables.items()}:
        return f"{manifest.name} gives other rows than its manifest says"
    if hashes != {name: table.content_hash for name, table in manifest.tables.items()}:
        return f"{manifest.name} gives other values than its manifest says"
    return None if combine_hashes(hashes) == manifest.content_hash else f"{manifest.name} has another content hash"


def read_mark(release: Release) -> str:
    """Return the mark of the case of a release, or several marks if it is a mixture."""
    marks = release.query(" UNION ".join(f"SELECT note FROM {name} WHERE note LIKE '% state'" for name in MARKED))
    return " and ".join(sorted(marks["note"].to_pylist()))


def find_trouble_of_lake(root: Path) -> str | None:
    """Return what is wrong with a lake after a publish of `new` on `old` that may or may not have succeeded."""
    lake = Lake(root)
    if troubles := lake.verify():
        return troubles[0]
    if lake.list_numbers() not in ([1], [1, 2]):
        return f"the lake holds {lake.list_numbers()}"
    for number, expected in zip(lake.list_numbers(), ("old state", "new state"), strict=False):
        release = open_release(lake, number)
        if read_mark(release) != expected or (trouble := find_trouble(release)):
            return f"R{number} holds the {read_mark(release)}" if read_mark(release) != expected else trouble
    return None


def find_trouble_of_next_publish(bench: Bench, root: Path) -> str | None:
    """Return what is wrong with the publish after a fault, and with its leftovers."""
    expected = Lake(root).list_numbers()[-1] + 1
    release = bench.publish(Lake(root), bench.next)
    if release is None or release.number != expected or read_mark(open_release(Lake(root), expected)) != "next state":
        return f"the next publish gave {release and release.name}"
    if leftovers := bench.list_leftovers(root):
        return f"left over: {', '.join(leftovers)}"
    return next(iter(Lake(root).verify()), None)


def find_trouble_of_refusal(result: subprocess.CompletedProcess, codes: tuple[int, ...]) -> str | None:
    """Return what is wrong with a command that must end with one of these exit codes and a sentence after its progress."""
    said = [line for line in result.stderr.splitlines() if not line.endswith(" …")]
    if result.returncode == FileRefused.exit_code:  # a load says of each file what became of it
        said += [line for line in result.stdout.splitlines() if not line.startswith("Nothing was published")]
    if result.returncode not in codes:
        return f"exit code {result.returncode}: {said[-1:]}"
    return f"said {said}" if len(said) != 1 or "Traceback" in result.stderr or not said[0].endswith(".") else None


# System calls, by strace


def has_strace() -> bool:
    """Return whether strace is installed and may trace."""
    return shutil.which("strace") is not None and run(["strace", "-qq", "-o", os.devnull, "true"]).returncode == 0


def make_strace_command(words: list[str], log: Path, *options: str) -> list[str]:
    # Not --seccomp-bpf, which is quicker, but with which strace 6.1 injected nothing here.
    return ["strace", "-f", "-qq", "-y", "-o", str(log), *options, *words]


def trace(words: list[str], log: Path, calls: tuple[str, ...]) -> list[tuple[int, str, str]]:
    """Trace a command, and return (n, call, line) of each system call, the n-th of its name in its thread."""
    result = run(make_strace_command(words, log, "-e", f"trace={','.join(calls)}"))
    assert result.returncode == 0, result.stderr
    seen, found = Counter(), []
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        if match := re.match(r"(\d+) +(\w+)\(", line):
            seen[match.groups()] += 1
            found.append((seen[match.groups()], match[2], line))
    return found


def list_calls_on_lake(bench: Bench, calls: tuple[str, ...]) -> list[tuple[str, int]]:
    """List (call, n) of every system call of these names on the folder of the lake during a publish, in order."""
    return list(dict.fromkeys((call, n) for n, call, _ in bench.calls_on_lake if call in calls))


def pick_evenly(items: list, count: int) -> list:
    """Pick `count` items evenly from a list, starting again if it is shorter."""
    if count >= len(items):
        return list(itertools.islice(itertools.cycle(items), count)) if items else []
    return [items[place * len(items) // count] for place in range(count)]


# Experiments


def kill(bench: Bench, kills: int) -> list[Finding]:
    """Kill publishers at random times, after the line that they publish, and at each of their system calls."""
    aimed = pick_evenly(list_calls_on_lake(bench, PUBLISH_CALLS), kills // 2) if has_strace() else []
    windowed = ["window"] * (kills // 4)
    anytime = ["any time"] * (kills - len(aimed) - len(windowed))
    dice = random.Random(SEED)
    with bench.copy() as root:
        began = time.monotonic()
        with start(bench.build(root)) as process:
            for line in process.stderr:
                if line.startswith("Publishing"):
                    to_window = time.monotonic() - began
            process.wait()
        whole = time.monotonic() - began

    def one(_, aim) -> tuple[str | None, str | None, str]:
        with bench.copy() as root:
            if isinstance(aim, tuple):
                call, n = aim
                injected = ("-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={n}")
                result = run(make_strace_command(bench.build(root), root.parent / "trace", *injected))
                died = result.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL)
            else:
                with start(bench.build(root)) as process:
                    if aim == "window":
                        while (line := process.stderr.readline()) and not line.startswith("Publishing"):
                            pass
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        process.wait(timeout=dice.uniform(0, whole if aim == "any time" else whole - to_window))
                    process.kill()
                    process.communicate()
                died = process.returncode == -signal.SIGKILL
            ended = "after the end" if not died else "old" if Lake(root).list_numbers() == [1] else "new"
            return find_trouble_of_lake(root), find_trouble_of_next_publish(bench, root), ended

    states, publishes, ended = zip(*run_in_parallel(one, anytime + windowed + aimed), strict=True)
    counts = Counter(ended)
    where = f"{len(anytime)} at any time, {len(windowed)} while publishing, " + (
        f"{len(aimed)} at chosen system calls" if aimed else "none at chosen system calls, as strace is missing"
    )
    return [
        count_troubles(f"kill -9 ({where}): the old or the new release, whole", list(states)),
        count_troubles("kill -9: the next publish unaided, nothing left over", list(publishes)),
        note(f"    {counts['old']} left the old, {counts['new']} the new release, "
                f"{counts['after the end']} came after the end"),
    ]  # fmt: skip


def check_order(bench: Bench) -> list[Finding]:
    """Check by traces the order in which a publish reaches the disk, and that reading writes nothing."""
    if not has_strace():
        return [skip("order of fsync: not looked at, as strace is missing")]
    lines = [line for _, call, line in bench.calls_on_lake if call in ("fsync", "rename", "link", "linkat")]
    with bench.copy() as root:
        reading = trace(
            make_command("export", "patrols", lake=root), root.parent / "trace",
            ("openat", "mkdir", "rename", "link", "unlink", "flock", "ftruncate"),
        )  # fmt: skip
        writes = [
            line for _, _, line in reading if str(root) in line and ("openat" not in line or "O_RDONLY" not in line)
        ]
    calls = "\n".join(lines)
    linked = re.search(r'link\w*\(.*?"(lake/releases/[^"]+)"', calls)

    def find_sync(path: str, after: int = 0) -> int:
        """Return the first place of an fsync of a path in the trace after a place, or -1."""
        return calls.find(f"<{path}>", after)

    renamed = [(match[1], match.start()) for match in re.finditer(r'rename\(.*?"(lake/parts/[^"]+)"', calls)]
    found = {
        "every new part is fsynced before it gets its name":
            bool(renamed) and all(0 <= find_sync(part) < place for part, place in renamed),
        "the folder of parts is fsynced after the last part and before the manifest is linked":
            renamed[-1][1] < find_sync("lake/parts", renamed[-1][1]) < linked.start(),
        "the manifest is fsynced before it is linked": 0 <= find_sync(linked[1]) < linked.start(),
        "the folder of manifests is fsynced after": find_sync("lake/releases", linked.start()) > 0,
        "reading opens nothing in the lake for writing, and takes no lock": not writes,
    }  # fmt: skip
    return [
        Finding(f"{sentence}: {'yes' if holds else 'NO'}", 0, 0, () if holds else ("see the trace of one publish",))
        for sentence, holds in found.items()
    ]


def break_disk(bench: Bench, errors: int, sizes: int) -> list[Finding]:
    """Fill the disk, limit file sizes, and let single system calls fail, once and from then on."""
    import resource  # POSIX only

    limits = [round(1.6**place) * 256 for place in range(sizes)]  # 256 bytes to more than the largest part
    tries = [("limit", size) for size in limits]
    findings = []
    if can_mount(bench.folder):
        tries += [("full", place) for place in range(sizes)]
    else:
        findings.append(skip("full disk: not tried, as this user may not mount a tmpfs"))
    if has_strace():
        kinds = [
            (call, n, error, more)
            for call, n in list_calls_on_lake(bench, FAILING_CALLS)
            for error in ("ENOSPC", "EIO")
            for more in ("", "+")
            if (call, more) != ("write", "+")  # the sentence itself could not be written
        ]
        tries += [("error", kind) for kind in pick_evenly(kinds, min(errors, len(kinds)))]
    else:
        findings.append(skip("errors of single system calls: not tried, as strace is missing"))

    def one(place: int, attempt) -> tuple[str, str | None, str | None]:
        kind, detail = attempt
        with contextlib.ExitStack() as stack:
            disk = stack.enter_context(mount_small_disk(bench.folder / f"disk {place}")) if kind == "full" else None
            root = stack.enter_context(bench.copy(disk))
            words, settings = bench.build(root), {}
            if kind == "limit":
                settings["preexec_fn"] = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (detail, detail))
            elif kind == "full":
                fill(disk, leaving=detail * 4096)
            else:
                call, n, error, more = detail
                injected = ("-e", f"trace={call}", "-e", f"inject={call}:error={error}:when={n}{more}")
                words = make_strace_command(words, bench.folder / f"trace {place}", *injected)
            result = run(words, **settings)
            came_through = result.returncode == 0 and Lake(root).list_numbers() == [1, 2]
            trouble = None if came_through else find_trouble_of_refusal(result, bench.refusals)
            trouble = trouble or find_trouble_of_lake(root)
            if "Nothing was published" in result.stderr and Lake(root).list_numbers() != [1]:
                trouble = trouble or "it said that nothing was published, but R2 is"
            if kind == "full":
                (disk / "filler").unlink()
            bench.publish(Lake(root), bench.new)
            after = None if Lake(root).list_numbers() == [1, 2] else "not published afterwards"
            after = after or (
                f"left over: {left[0]}" if (left := bench.list_leftovers(root)) else find_trouble_of_lake(root)
            )
            label = "came through" if came_through else "refused"
            return kind, label, trouble and f"{attempt}: {trouble}", after and f"{attempt}: {after}"

    names = {
        "limit": "file size limited (ulimit -f)",
        "full": "full disk (tmpfs)",
        "error": "ENOSPC or EIO of a system call",
    }
    outcomes = run_in_parallel(one, tries)
    for kind in dict.fromkeys(kind for kind, _ in tries):
        mine = [outcome for outcome in outcomes if outcome[0] == kind]
        refused = sum(label == "refused" for _, label, _, _ in mine)
        findings += [
            count_troubles(f"{names[kind]}, {refused} refused and {len(mine) - refused} came through: one sentence and exit "
                    "code 5, the old release whole", [trouble for _, _, trouble, _ in mine]),
            count_troubles(f"{names[kind]}: the same build afterwards, nothing left over", [after for *_, after in mine]),
        ]  # fmt: skip
    return findings


def can_mount(folder: Path) -> bool:
    try:
        with mount_small_disk(folder / "disk"):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


@contextlib.contextmanager
def mount_small_disk(folder: Path) -> Iterator[Path]:
    """Mount a file system of 1 MB in memory."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], check=True, capture_output=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def fill(folder: Path, leaving: int) -> None:
    free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize
    (folder / "filler").write_bytes(bytes(free - leaving))


def publish_at_once(bench: Bench, rounds: int) -> list[Finding]:
    """Publish two different changes to one lake at once, also beside locks of dead and living owners."""

    def one(number: int) -> str | None:
        cases = [bench.write_facts(f"{who} {number}", f"{who} {number} state") for who in "ab"]
        processes = [start(bench.build(root, each)) for each in cases]
        results = [(process.communicate(), process.returncode) for process in processes]
        expected = set()
        for who, ((_, stderr), code) in zip("ab", results, strict=True):
            if code == 0:
                expected.add(f"{who} {number} state")
            elif code != 5 or "busy" not in stderr:
                return f"round {number}, writer {who}: exit code {code}: {stderr}"
        lake = Lake(root)
        before = published[-1]
        published.extend(range(before + 1, before + 1 + len(expected)))
        if lake.list_numbers() != published:
            return f"round {number}: the lake holds {lake.list_numbers()[-3:]}"
        releases = [open_release(lake, release) for release in published[published.index(before) + 1 :]]
        if {read_mark(release) for release in releases} != expected:
            return f"round {number}: published were {[read_mark(release) for release in releases]}"
        both.append(len(expected) == 2)
        return next(filter(None, map(find_trouble, releases)), None)

    with bench.copy() as root:
        published, both = [1], []
        rounds_found = count_troubles(
            "two publishers at once: nothing lost, no number missing or twice", [*map(one, range(rounds))]
        )
        sound = count_troubles("two publishers at once: every release of theirs afterwards as published", [
            next(iter(Lake(root).verify()), None)
        ])  # fmt: skip
    with bench.copy() as root, hold(root) as process:
        alive = publish_on_busy_lake(bench, root)
        process.kill()
        process.wait()
        began = time.monotonic()
        taken_over = find_trouble_of_next_publish(bench, root)
        seconds = time.monotonic() - began
    return [
        rounds_found, note(f"    both landed in {sum(both)} rounds"), sound,
        count_troubles("a lake held by another process: “busy”, exit code 5", [alive]),
        count_troubles(f"a lock whose owner was killed is taken over (publish took {seconds:.1f} s)", [taken_over]),
    ]  # fmt: skip


@contextlib.contextmanager
def hold(root: Path) -> Iterator[subprocess.Popen]:
    """Start a process that locks a lake for writing until it is killed."""
    program = (
        "import sys; from etl.lake import Lake\n"
        "with Lake(sys.argv[1]).writing():\n"
        "    print('held', flush=True)\n"
        "    input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(root)], cwd=paths.CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"held\n"
        try:
            yield process
        finally:
            process.kill()


def publish_on_busy_lake(bench: Bench, root: Path) -> str | None:
    patience, publishing_to_lake.LOCK_SECONDS = publishing_to_lake.LOCK_SECONDS, 0.2
    try:
        bench.publish_here(Lake(root), bench.new)
    except LakeUnusable as error:
        return None if "busy" in str(error) and error.exit_code == 5 else str(error)
    finally:
        publishing_to_lake.LOCK_SECONDS = patience
    return "it published under the lock of another"


def read_while_publishing(bench: Bench, seconds: float) -> list[Finding]:
    """Read the newest release repeatedly in four processes while one publishes without a pause."""
    published = {1: Lake(bench.lake).read_manifest(1).content_hash}
    context = multiprocessing.get_context("spawn")
    together = context.Barrier(5)
    with bench.copy() as root, context.Pool(4, begin_together, [together]) as pool:
        stop = root.parent / "stop"
        reading = [pool.apply_async(read_until, (root, stop)) for _ in range(4)]
        together.wait()
        try:
            end = time.monotonic() + seconds
            for cases in itertools.cycle([bench.new, bench.next]):
                release = bench.publish(Lake(root), cases)
                published[release.number] = release.content_hash
                if time.monotonic() > end:
                    break
        finally:
            stop.touch()
        reads = [read for each in reading for read in each.get()]
    return [
        count_troubles(
            f"four readers through {seconds:g} s and {len(published) - 1} releases: whole published releases only",
            [trouble or (None if published.get(number) == read else f"R{number} was read as none that was published")
             for number, read, trouble in reads],
        ),
    ]  # fmt: skip


def begin_together(readers_and_writer) -> None:
    readers_and_writer.wait()


def read_until(root: Path, stop: Path) -> list[tuple[int, str, str | None]]:
    """Return (number, content hash, trouble) of every read of the newest release until a file appears."""
    reads = []
    while not stop.exists():
        number = Lake(root).list_numbers()[-1]
        try:
            release = open_release(Lake(root), number)
            went_back = reads and number < reads[-1][0]
            reads.append((number, release.manifest.content_hash, "went back" if went_back else find_trouble(release)))
        except Exception as error:  # whatever a reader meets is the finding
            reads.append((number, "", f"R{number}: {type(error).__name__}: {error}"))
    return reads


def damage_files(bench: Bench, flips: int) -> list[Finding]:
    """Change one byte at many places, and empty and delete each file, in a lake of four releases."""
    dice = random.Random(SEED)
    with bench.copy() as root:
        for each in (bench.new, bench.next, bench.old):
            build(Lake(root), each)
        needed_by: dict[Path, list[int]] = {}
        for number in Lake(root).list_numbers():
            manifest = Lake(root).read_manifest(number)
            named = [file for table in manifest.tables for file in Lake(root).list_parts(manifest, table)]
            for path in [root / "releases" / f"R{number:06d}.json", *named]:
                needed_by.setdefault(path, []).append(number)
        files = list(needed_by)

        def is_noticed(path: Path) -> str | None:
            others = [number for number in Lake(root).list_numbers() if number not in needed_by[path]]
            for number in needed_by[path] + others[-1:]:
                try:
                    open_release(Lake(root), number)
                    if number not in others:
                        return f"R{number} opened"
                except (ReleaseDamaged, ReleaseMissing) as error:
                    if number in others or f"R{number}" not in str(error):
                        return f"R{number}: {error}"
            return None

        def is_verified(path: Path) -> str | None:
            result = click.testing.CliRunner().invoke(patrolwatch.main, ["verify", "--lake", str(root)])
            unnamed = [number for number in needed_by[path] if f"R{number}" not in result.output]
            return f"exit code {result.exit_code}, not named: {unnamed}" if result.exit_code != 5 or unnamed else None

        def try_damage(path: Path, damage: Callable[[bytes], bytes]) -> tuple[str | None, str | None]:
            data = path.read_bytes()
            path.write_bytes(damage(data))
            found = is_noticed(path), is_verified(path)
            path.write_bytes(data)
            return tuple(trouble and f"{path.name[:20]}: {trouble}" for trouble in found)

        def flip_byte(data: bytes) -> bytes:
            place = dice.randrange(len(data))
            return data[:place] + bytes([data[place] ^ dice.randrange(1, 256)]) + data[place + 1 :]

        flip_opened, flip_verified = zip(
            *(try_damage(path, flip_byte) for path in pick_evenly(files, flips)), strict=True
        )
        few = pick_evenly(files, min(flips, len(files)))
        emptied, emptied_verified = zip(*(try_damage(path, lambda data: b"") for path in few), strict=True)
        deleted, deleted_verified = [], []
        newest = max(Lake(root).list_numbers())
        for path in few:
            data = path.read_bytes()
            path.unlink()
            deleted.append(is_noticed(path))
            # Nothing else names the newest manifest: without it the lake is as it was before that release.
            if needed_by[path] != [newest] or path.parent.name == "parts":
                deleted_verified.append(is_verified(path))
            path.write_bytes(data)
        whole_again = next(iter(Lake(root).verify()), None)
    return [
        count_troubles(f"one byte flipped in {len(files)} files: noticed before a number is shown", list(flip_opened)),
        count_troubles("one byte flipped: `verify` exits 5 and names the releases", list(flip_verified)),
        count_troubles("a file emptied: noticed on opening", list(emptied)),
        count_troubles("a file emptied: named by `verify`", list(emptied_verified)),
        count_troubles("a file deleted: noticed on opening", deleted),
        count_troubles("a file deleted, other than the newest manifest: named by `verify`", deleted_verified),
        count_troubles("all files restored: all well again", [whole_again]),
    ]


def publish_same(bench: Bench, everywhere: bool) -> list[Finding]:
    """Publish the same facts under other time zones, locales, hash seeds and orders of rows."""
    zones = ("UTC", "Asia/Kathmandu", "Pacific/Auckland", "America/Los_Angeles")
    locales, seeds = ("C", "de_DE.UTF-8", "ar"), ("0", "1", "20200315")
    settings = list(itertools.product(zones, locales, seeds))
    if not everywhere:
        settings = [(zone, locales[place % 3], seeds[place % 3]) for place, zone in enumerate(zones)]
    expected = Lake(bench.lake).read_manifest(1)

    def one(place: int, setting) -> tuple[str | None, str | None]:
        zone, locale, seed = setting
        with tempfile.TemporaryDirectory(dir=bench.folder) as folder:
            shuffled = copy_case(Path(folder) / "case", "old state", random.Random(place) if place else None)
            lake = Path(folder) / "lake"
            result = run(bench.build(lake, shuffled), env={"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed})
            if result.returncode:
                return (result.stderr, result.stderr)
            release = Lake(lake).read_manifest(1)
        other = None if release.content_hash == expected.content_hash else f"{setting}: {release.content_hash}"
        return other, None if release.tables == expected.tables else f"{setting}: other parts"

    hashes, parts = zip(*run_in_parallel(one, settings), strict=True)
    return [
        count_troubles(
            "same facts under other time zones, locales, hash seeds and orders of rows: one content hash", list(hashes)
        ),
        count_troubles("same facts: the same bytes in every part", list(parts)),
    ]


EXPERIMENTS = {
    "kill": Experiment(kill, {"kills": 4}, {"kills": 200}),
    "order": Experiment(check_order, {}, {}),
    "disk": Experiment(break_disk, {"errors": 2, "sizes": 1}, {"errors": 200, "sizes": 12}),
    "writers": Experiment(publish_at_once, {"rounds": 1}, {"rounds": 50}),
    "readers": Experiment(read_while_publishing, {"seconds": 2}, {"seconds": 60}),
    "rot": Experiment(damage_files, {"flips": 4}, {"flips": 100}),
    "same": Experiment(publish_same, {"everywhere": False}, {"everywhere": True}),
}
