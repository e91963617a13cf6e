"""A load whose files Apache Spark reads and whose parts it writes: the same result as in one process, even if tasks fail.

Most tests run the tasks in this process, one after the other: what they take and return passes through pickle, as on a
cluster. Spark itself is started once, where it is installed.
"""

import os
import pickle
import re
import shutil
import signal
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from etl.errors import LakeUnusable, UsageError
from etl.lake import Lake
from etl.lake.sweep import STAGING
from etl.load import place
from etl.load.files.options import Options
from etl.load.jobs import spark
from etl.load.jobs.spark_task import VERSIONS, ReadRequest, WriteRequest, read_file
from etl.load.pipeline import load
from etl.tables.loads import LOADS
from tests.cases import publish_case
from tests.etl.feeds import test_gdelt as gdelt
from tests.etl.feeds.conftest import format_csv
from tests.etl.load.books import make_book
from tests.etl.load.jobs.test_rows import patrol
from tests.etl.load.test_intake import acled

ALLOWED = Options(allow_rejects=True)


class ContextHere:
    """The part of a SparkContext that a load uses, without Spark."""

    def getConf(self):
        return {}

    def parallelize(self, files, parts):
        assert len(files) == parts
        self.files = files
        return self

    def map(self, task):
        self.task = task
        return self

    def collect(self):
        return [self.run(file) for file in self.files]

    def run(self, file):
        task, file = pickle.loads(pickle.dumps((self.task, file)))  # noqa: S301 - our own
        return pickle.loads(pickle.dumps(task(file)))  # noqa: S301 - our own


class EachTaskTwice(ContextHere):
    """As with speculative execution: a task runs on two workers, and the first result is taken."""

    def run(self, file):
        first = super().run(file)
        super().run(file)
        return first


def make_engine(context=None):
    return partial(spark.work_in_context, context or ContextHere())


def numbered_patrol(day, number):
    """Make a patrol with its number in the count of the corridor. Two with the same number break a rule."""
    return patrol(day) | {"number": number}


@pytest.fixture
def files(tmp_path):
    """Files of several feeds, with rejects that the reader, a cell or a rule finds, two sheets, copies and words without meaning."""
    texts = {
        "acled.csv": format_csv(*map(acled, "1234"), acled("5", event_date="never"), acled("1")) + "too,few\n",
        "20200305.export.csv": gdelt.format_without_header(
            gdelt.row(), gdelt.row(globaleventid="900000002", eventrootcode="01")
        ),
        "patrols.csv": format_csv(
            numbered_patrol(1, "7"), patrol(2, record="convoy"), patrol(3, date="x"), numbered_patrol(4, "7")
        ),
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    header = ("date", "place", "killed")
    day = ("2020-04-01", "Abad", 1)
    book = make_book(
        {"north": [header, day, ("2020-04-02", "Beit", 2)], "south": [header, ("2020-04-03", "Cafr", "many")]}
    )
    book.save(tmp_path / "book.xlsx")
    return [*(tmp_path / name for name in texts), tmp_path / "book.xlsx"]


def list_parts(release):
    """List the parts of a release, which their bytes name. The table of loads says when each load was."""
    return {name: table.parts for name, table in release.tables.items() if name != LOADS.name}


def load_both(tmp_path, files, engine, options=ALLOWED):
    """Load files onto copies of the same lake in one process and with `engine`. Return what each published and reported."""
    found = []
    for name, how in (("one", {}), ("spark", {"engine": engine})):
        if not (tmp_path / name).exists():
            publish_case(tmp_path / name)
        lake = Lake(tmp_path / name / "lake")
        outcome = load(lake, files, options, **how)
        release, reports = outcome.release, [asdict(report) for report in outcome.files]
        found.append((release and (release.content_hash, list_parts(release)), reports))
        assert not (lake.root / STAGING).exists()
    return found


def test_a_load_on_spark_gives_what_a_load_in_one_process_gives(tmp_path, files):
    one, other = load_both(tmp_path, files, make_engine())
    assert one[0] and other == one
    assert [report["unread_cells"] for report in one[1]][2]
    assert [report["rejected"] for report in one[1]] == [2, 0, 1, 0]
    # Again with one file changed: known files are not read again unless a new one of their feed comes with them.
    files.append(tmp_path / "later.csv")
    files[-1].write_text(format_csv(acled("1", 2000, fatalities="8"), acled("7", latitude="95")), encoding="utf-8")
    one, other = load_both(tmp_path, [files[0], files[1], files[-1]], make_engine())
    assert one[0] and other == one


def test_a_file_that_is_refused_by_a_task_publishes_nothing(tmp_path, files):
    files[0].write_text("no,events\n1,2\n", encoding="utf-8")
    one, other = load_both(tmp_path, files[:2], make_engine())
    assert other == one and one[0] is None and one[1][0]["refused"]


def test_a_task_that_runs_twice_changes_nothing(tmp_path, files):
    one, other = load_both(tmp_path, files[:1], make_engine(EachTaskTwice()))
    assert one[0] and other == one


def test_a_task_names_what_it_staged_by_its_content(tmp_path, lake, files):
    staging = tmp_path / "staging"
    staging.mkdir()
    request = make_request(lake, staging)
    first = read_file(request, (0, files[0]))
    assert read_file(request, (0, files[0])).tables[0].parts == first.tables[0].parts
    assert sorted(staging.iterdir()) == sorted(first.tables[0].parts.values())


def make_request(lake, staging, **changes):
    request = ReadRequest(
        threads=1, versions=VERSIONS, lake=lake.root, release=1, options=ALLOWED, staging=staging, skip_known=True, with_cells=False
    )  # fmt: skip
    return replace(request, **changes)


def test_a_worker_with_another_version_ends_the_load_with_a_sentence(tmp_path, lake, files):
    request = make_request(lake, tmp_path, versions={"DuckDB": "0.1"})
    assert "Install the same versions" in str(read_file(request, (0, files[0])))


def test_a_worker_that_cannot_read_the_lake_ends_the_load_with_a_sentence(tmp_path, lake, files):
    shutil.rmtree(lake.manifests)
    (lake.root / "newest").unlink()
    error = read_file(make_request(lake, tmp_path), (0, files[0]))
    assert isinstance(error, LakeUnusable) and "no release R1" in str(error)


def test_a_file_that_changes_while_it_is_loaded_is_not_published(tmp_path, files):
    path = files[2]  # two patrols have one number, so it is read again to say where

    class Changing(ContextHere):
        def collect(self):
            found = super().collect()
            path.write_text(format_csv(numbered_patrol(5, "8"), numbered_patrol(6, "8")), encoding="utf-8")
            return found

    lake = publish_case(tmp_path)
    with pytest.raises(LakeUnusable, match="changed while it was being loaded"):
        load(lake, [path], ALLOWED, engine=make_engine(Changing()))
    assert lake.list_numbers() == [1] and not (lake.root / STAGING).exists()


def test_what_a_killed_load_staged_is_removed_by_the_next_command(lake):
    left = lake.root / STAGING / f"patrolwatch-{'a' * 32}"
    left.mkdir(parents=True)
    (left / "staged.parquet").write_bytes(b"PAR1")
    lake.sweep_if_idle()
    assert not left.exists()
    assert lake.verify() == []


def test_a_lake_in_object_storage_is_refused_before_spark_starts():
    known = SimpleNamespace(lake=SimpleNamespace(objects=object()))
    with pytest.raises(UsageError, match="without --engine spark"), spark.work_on_spark()(known, ALLOWED, None, print):
        pass


# Parts that tasks write

YEARS = (2018, 2019, 2020, 2021)


def write_years(path, timestamp, **changes):
    """Write a file of events of several years and places."""
    rows = [
        acled(f"{year}-{number}", timestamp, event_date=f"{year}-03-0{number}", latitude=f"3{number}.5", **changes)
        for year in YEARS
        for number in range(1, 6)
    ]
    path.write_text(format_csv(*rows), encoding="utf-8")
    return path


class NotingParts(ContextHere):
    """Notes how many parts tasks wrote. What their queries read lies where every worker can read it."""

    def __init__(self, context=None):
        self.inner, self.parts = context or ContextHere(), 0

    def parallelize(self, each, parts):
        self.inner.parallelize(each, parts)
        return self

    def map(self, task):
        if isinstance(task.args[0], WriteRequest):
            self._check(task.args[0].database, task.args[0].parts.parent)
            self.parts += len(self.inner.files)
        self.inner.map(task)
        return self

    def collect(self):
        return self.inner.collect()

    def _check(self, database, lake):
        with duckdb.connect(database, read_only=True) as con:
            [views] = con.execute("SELECT string_agg(sql, ' ') FROM duckdb_views() WHERE NOT internal").fetchone()
        queries = " ".join([views, *(part.query for part in self.inner.files)])
        assert {Path(name).is_relative_to(lake) for name in re.findall(r"'([^']+\.parquet)'", queries)} == {True}


@pytest.mark.parametrize("context", [ContextHere(), EachTaskTwice()], ids=["once", "twice"])
def test_parts_that_tasks_write_are_those_of_one_process(tmp_path, monkeypatch, context):
    monkeypatch.setattr(spark, "ROWS_OF_A_TASK", 5)
    monkeypatch.chdir(tmp_path)
    noting = NotingParts(context)
    engine = make_engine(noting)
    one, other = load_both(Path(), [write_years(tmp_path / "first.csv", 1000)], engine)
    assert one[0] and other == one and noting.parts == len(YEARS)
    # Some records change, one of them its year; one is new, and one year stays as it is.
    later = [
        acled("2018-1", 2000, event_date="2018-03-01", fatalities="9"),
        acled("2019-2", 2000, event_date="2020-03-02"),
        acled("2021-6", 2000, event_date="2021-03-06"),
    ]
    (tmp_path / "later.csv").write_text(format_csv(*later), encoding="utf-8")
    one, other = load_both(Path(), [tmp_path / "later.csv"], engine)
    assert one[0] and other == one and noting.parts > len(YEARS)
    # Rows of one id, which are compared with each other, and more places than are joined in memory.
    monkeypatch.setattr(place, "MOST_PLACES_JOINED", 0)
    files = [write_years(tmp_path / f"{note}.csv", 3000, notes=note) for note in ("one", "two")]
    noting.parts = 0
    one, other = load_both(Path(), files, engine)
    assert one[0] and other == one and noting.parts == len(YEARS)


def test_parts_of_few_rows_are_written_without_tasks(tmp_path):
    noting = NotingParts()
    one, other = load_both(tmp_path, [write_years(tmp_path / "first.csv", 1000)], make_engine(noting))
    assert one[0] and other == one and noting.parts == 0


def test_what_a_killed_task_left_of_a_part_is_removed_by_the_next_command(lake):
    left = [lake.parts / f".tmp-{'a' * 32}.parquet", lake.parts / f"{'a' * 64}.parquet"]
    for path in left:
        path.write_bytes(b"PAR1")
    lake.sweep_if_idle()
    assert not any(path.exists() for path in left)


# With Spark itself


def die_after_the_first_time(task, marker, *given):
    """Do the work of a task, and kill its worker before it can say so, if it is the first."""
    result = task(*given)
    try:
        marker.touch(exist_ok=False)
    except FileExistsError:
        return result
    os.kill(os.getpid(), signal.SIGKILL)


def test_spark_gives_the_same_even_if_a_worker_is_killed(tmp_path, files, monkeypatch):
    pytest.importorskip("pyspark", reason="Apache Spark is not installed: pip install -r requirements-spark.txt")
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        pytest.skip("Apache Spark needs Java")
    monkeypatch.setattr(spark, "ROWS_OF_A_TASK", 5)
    for name in ("read_file", "write_part_of"):
        task = partial(die_after_the_first_time, getattr(spark, name), tmp_path / f"killed {name}")
        monkeypatch.setattr(spark, name, task)
    files.append(write_years(tmp_path / "years.csv", 1000))
    with spark.open_context("local[2,4]") as context:
        one, other = load_both(tmp_path, files, make_engine(context))
        assert one[0] and other == one and len(list(tmp_path.glob("killed *"))) == 2
        monkeypatch.setattr(spark, "read_file", lambda request, file: 1 / 0)
        with pytest.raises(LakeUnusable, match="Spark gave up") as failed:
            load_both(tmp_path, files, make_engine(context))
        assert "ZeroDivisionError" in failed.value.detail
