"""Compare a load on a cluster of Apache Spark with two workers with the same load in one process, and kill parts of the cluster.

    python -m bench.spark [--rows 1000000] [--files 8] [--gdelt 24 48 96] [--made-up 200] [--kills 20]

Master, workers and driver run on 127.0.0.1. The machine is shared, so the table gives processor seconds: of the process that
loads, by step, since that is the part which no further worker makes quicker, and of the executors with their tasks. `--kills`
kills as many executors while they read files and write parts, and as many drivers at any moment; each load must publish the
same release, or nothing. Prints the tables of `docs/scale.md`.
"""

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import duckdb

from etl import paths
from etl.lake import Lake
from etl.lake.sweep import STAGING
from etl.load.files.options import Options
from etl.load.jobs import spark
from etl.load.jobs.engines import work_locally
from etl.load.pipeline import load
from tests.etl.feeds import test_gdelt as gdelt
from tests.reliability import acled_file, fuzzed_files

SECONDS = 60.0  # for the processes of a killed load to end
ALLOWED = Options(allow_rejects=True)
# Loads as the command does, and prints the processor seconds of each step, the memory and the release.
LOAD = """
import json, resource, sys, time
from pathlib import Path
from etl.lake import Lake
from etl.load.jobs.engines import work_locally
from etl.load.jobs.spark import work_on_spark
from etl.load.pipeline import load
lake, master, *files = sys.argv[1:]
steps, begun = [], time.perf_counter()
def note(step):
    steps.append((step.split()[0], time.process_time()))
    print(step, flush=True)
engine = work_on_spark(master) if master else work_locally
outcome = load(Lake(Path(lake)), [Path(file) for file in files], progress=note, engine=engine)
steps.append(("end", time.process_time()))
seconds = {}
for (step, first), (_, then) in zip(steps, steps[1:]):
    seconds[step] = seconds.get(step, 0) + then - first
print(json.dumps({
    "seconds": seconds, "clock": time.perf_counter() - begun, "hash": outcome.release.content_hash,
    "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6,
    "counts": [(each.rows, each.loaded, each.rejected) for each in outcome.files],
}))
"""


class Cluster:
    """A master and two workers of one core each, with the environment of a driver."""

    def __init__(self, folder: Path) -> None:
        import pyspark

        self.home = Path(pyspark.__file__).parent
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.master = f"spark://127.0.0.1:{port}"
        conf = folder / "conf"
        conf.mkdir()
        settings = {
            "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.ui.enabled": "false",
            "spark.driver.memory": "512m", "spark.executor.memory": "512m", "spark.task.maxFailures": "50",
            "spark.speculation": "true",
        }  # fmt: skip
        (conf / "spark-defaults.conf").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
        (conf / "log4j2.properties").write_text("rootLogger.level = off\n")
        self.environment = {
            **os.environ, "SPARK_CONF_DIR": str(conf), "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_DAEMON_MEMORY": "256m", "SPARK_MASTER_OPTS": "-Dspark.deploy.maxExecutorRetries=-1",
            "PYTHONPATH": str(paths.CHECKOUT),
        }  # fmt: skip
        self.processes = [self._start("master.Master", "--port", str(port), "--webui-port", "0")]
        for number in (1, 2):
            place = ["--cores", "1", "--memory", "1g", "--webui-port", "0", "--work-dir", str(folder / f"work{number}")]
            self.processes.append(self._start("worker.Worker", *place, self.master))

    def _start(self, name: str, *arguments: str) -> subprocess.Popen:
        command = [str(self.home / "bin" / "spark-class"), f"org.apache.spark.deploy.{name}", "--host", "127.0.0.1"]
        return subprocess.Popen([*command, *arguments], env=self.environment, stderr=subprocess.DEVNULL)

    def executors(self) -> list[int]:
        """Find the processes that the workers started."""
        workers = {process.pid for process in self.processes[1:]}
        return [pid for pid, parent in list_processes() if parent in workers]

    def read_seconds(self) -> dict[int, float]:
        """Read the processor seconds of executors and of the processes of their tasks, which include those that parse."""
        executors, processes = set(self.executors()), dict(list_processes())
        found = {}
        for pid, parent in processes.items():
            # A task's process is a child of the one that the executor started.
            if not {pid, parent, processes.get(parent)} & executors:
                continue
            with suppress(OSError):
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                is_java = pid in executors
                found[pid] = sum(map(int, fields[11 : 13 if is_java else 15])) / os.sysconf("SC_CLK_TCK")
        return found

    def stop(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()


def list_processes() -> Iterator[tuple[int, int]]:
    """List each running process with its parent. Linux only."""
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            yield int(entry.parent.name), int(fields[1])


@contextmanager
def open_cluster() -> Iterator[tuple[Cluster, Path]]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        cluster = Cluster(Path(name))
        try:
            yield cluster, Path(name)
        finally:
            cluster.stop()


def start(cluster: Cluster, lake: Path, files: list[Path], master: str | None) -> subprocess.Popen:
    command = [sys.executable, "-c", LOAD, str(lake), master or "", *map(str, files)]
    return subprocess.Popen(
        command, env=cluster.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        start_new_session=True,
    )  # fmt: skip


def run(cluster: Cluster, lake: Path, files: list[Path], master: str | None) -> dict:
    process = start(cluster, lake, files, master)
    workers: dict[int, float] = {}
    while process.poll() is None:
        workers |= cluster.read_seconds()
        time.sleep(0.5)  # a process ends without a sign, and what it did since the last look is missing
    assert process.stdout
    with process.stdout as output:
        return json.loads(output.read().splitlines()[-1]) | {"workers": sum(workers.values())}


def write_gdelt(count: int, folder: Path, rows: int = 2_400) -> list[Path]:
    """Write made-up files of a quarter of an hour each, in which one row in seven has a root code that is kept."""
    folder.mkdir()
    changed = {
        "globaleventid": "900000000 + {first} + i", "eventrootcode": "CASE WHEN i % 7 = 0 THEN '19' ELSE '04' END",
        "actiongeo_lat": "33 + i % 400 / 100", "actiongeo_long": "36 + i % 300 / 100",
    }  # fmt: skip
    files = []
    for number in range(count):
        cells = gdelt.row() | dict.fromkeys(changed)
        columns = [
            f"{changed[name].format(first=number * rows)} AS {name}" if cell is None else f"'{cell}' AS {name}"
            for name, cell in cells.items()
        ]
        files.append(folder / f"{20200305000000 + number}.export.CSV")
        duckdb.sql(
            f"COPY (SELECT {', '.join(columns)} FROM range({rows}) AS rows(i)) TO '{files[-1]}' (FORMAT csv, DELIMITER '\t', HEADER false)"
        )
    return files


def write_acled(rows: int, count: int, folder: Path) -> list[Path]:
    folder.mkdir()
    files = [folder / f"acled-{number}.csv" for number in range(count)]
    for number, file in enumerate(files):
        acled_file.write(rows, file, where=f"hash(event_id_cnty) % {count} = {number}")
    return files


def compare(what: str, cluster: Cluster, folder: Path, files: list[Path]) -> None:
    """Print a row for each engine, which must publish the same."""
    found = {}
    for name, master in (("one process", None), ("Spark", cluster.master)):
        found[name] = run(cluster, folder / f"lake of {what} {name}", files, master)
        seconds = found[name]["seconds"]
        rest = sum(spent for step, spent in seconds.items() if step not in ("Reading", "Starting"))
        print(
            f"| {what} | {name} | {seconds['Reading'] + seconds.get('Starting', 0):.1f} | {rest:.1f} | "
            f"{found[name]['workers']:.1f} | "
            f"{found[name]['memory']:,.0f} | {found[name]['clock']:.0f} |",
            flush=True,
        )
    one, other = found.values()
    assert (one["hash"], one["counts"]) == (other["hash"], other["counts"]), what


def compare_made_up(count: int, folder: Path) -> None:
    """Load made-up files of every feed and format, every other one damaged, ten at a time, in one process and on Spark."""
    published = 0
    with spark.open_context("local[2,4]") as context:
        engines = {"one": work_locally, "spark": partial(spark.work_in_context, context)}
        lakes = {name: Lake(folder / name) for name in engines}
        for first in range(0, count, 10):
            files = []
            for seed in range(first, first + 10):
                made = fuzzed_files.make_fuzzed_file(seed)
                files.append(folder / made.name)
                files[-1].write_bytes(made.content)
            one, other = (
                load(lakes[name], files, ALLOWED, dry_run=True, engine=engine).files for name, engine in engines.items()
            )
            assert one == other, [(a, b) for a, b in zip(one, other, strict=True) if a != b]
            sound = [file for file, report in zip(files, one, strict=True) if not report.refused]
            outcomes = [load(lakes[name], sound, ALLOWED, engine=engine) for name, engine in engines.items()]
            assert outcomes[0].files == outcomes[1].files
            releases = [outcome.release and outcome.release.content_hash for outcome in outcomes]
            assert releases[0] == releases[1]
            published += bool(releases[0])
    print(f"{count} made-up files: the same reports and content hashes, {published} releases.", flush=True)


def kill_executors(cluster: Cluster, folder: Path, files: list[Path], kills: int, whole: dict) -> None:
    """Kill executors, a few in each load. Every load must publish what the `whole` one without kills published."""
    dice, done, loads = random.Random(1), 0, 0
    while done < kills:
        lake = folder / f"executors {loads}"
        load = start(cluster, lake, files, cluster.master)
        for _ in range(min(4, kills - done)):
            seen: set[int] = set()
            while not (seen := set(cluster.executors())) and load.poll() is None:
                time.sleep(0.2)  # an executor gives no sign when it starts
            time.sleep(dice.uniform(0, whole["clock"] / 3))  # the kill falls at any moment of the load
            if load.poll() is None and (there := sorted(seen & set(cluster.executors()))):
                os.kill(dice.choice(there), signal.SIGKILL)
                done += 1
        output, _ = load.communicate()
        assert json.loads(output.splitlines()[-1])["hash"] == whole["hash"]
        assert Lake(lake).verify() == [] and not (lake / STAGING).exists()
        loads += 1
        print(f"{done} executors killed in {loads} loads: each published the same release.", flush=True)


def kill_drivers(cluster: Cluster, folder: Path, files: list[Path], kills: int, whole: dict) -> None:
    """Kill drivers at any moment. The lake must hold nothing, or the whole release, and no leftovers."""
    dice, published, lake = random.Random(2), 0, Lake(folder / "drivers")
    for _ in range(kills):
        load = start(cluster, lake.root, files, cluster.master)
        try:
            load.wait(dice.uniform(0, 1.1 * whole["clock"]))
        except subprocess.TimeoutExpired:
            load.kill()
        load.wait()
        assert load.stdout
        load.stdout.close()
        wait_for(lambda group=load.pid: not any(os.getpgid(pid) == group for pid, _ in list_processes() if exists(pid)))
        lake.sweep_if_idle()
        assert lake.verify() == [] and not list((lake.root / STAGING).glob("patrolwatch-*"))
        if lake.list_numbers():
            assert (newest := lake.find_newest()) and newest.content_hash == whole["hash"]
            published += 1
            lake = Lake(folder / f"drivers {published}")
    print(f"{kills} drivers killed: {published} had published the whole release, the others nothing.", flush=True)
    assert run(cluster, lake.root, files, cluster.master)["hash"] == whole["hash"]


def exists(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def wait_for(is_true: Callable[[], bool]) -> None:
    """Wait until a condition holds, for at most a minute."""
    last = time.monotonic() + SECONDS
    while not is_true():
        assert time.monotonic() < last, "it did not hold within a minute"
        time.sleep(0.2)  # processes of others end without a sign


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--files", type=int, default=8)
    parser.add_argument("--gdelt", type=int, nargs="*", default=[24, 48, 96])
    parser.add_argument("--made-up", type=int, default=200)
    parser.add_argument("--kills", type=int, default=20)
    asked = parser.parse_args()
    with open_cluster() as (cluster, folder):
        print("| files | engine | CPU s of reading | of the other steps | of workers | memory MB | clock s |")
        print("|---|---|---|---|---|---|---|", flush=True)
        if asked.rows:
            files = write_acled(asked.rows, asked.files, folder / "acled")
            compare(f"{asked.rows:,} rows of ACLED in {asked.files}", cluster, folder, files)
        for count in asked.gdelt:
            files = write_gdelt(count, folder / f"gdelt {count}")
            compare(f"{count} of GDELT, 2,400 rows each", cluster, folder, files)
        if asked.made_up:
            compare_made_up(asked.made_up, folder)
        if asked.kills:
            files = write_acled(400_000, 4, folder / "killed")  # four years, whose parts are written by tasks
            whole = run(cluster, folder / "whole", files, cluster.master)
            kill_executors(cluster, folder, files, asked.kills, whole)
            kill_drivers(cluster, folder, files, asked.kills, whole)


if __name__ == "__main__":
    main()
