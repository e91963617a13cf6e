"""A load whose files Apache Spark reads: the same result as in one process, even if tasks fail.

Most tests run the tasks in this process, one after the other: what they take and return passes through pickle, as on a
cluster. Spark itself is started once, where it is installed.
"""

import os
import pickle
import shutil
import signal
from dataclasses import asdict, replace
from functools import partial
from types import SimpleNamespace

import pytest

from etl.errors import LakeUnusable, UsageError
from etl.lake import Lake
from etl.lake.sweep import STAGING
from etl.load.files.options import Options
from etl.load.jobs import spark
from etl.load.jobs.spark_task import VERSIONS, Request, run_task
from etl.load.pipeline import load
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
    return partial(spark.read_in_context, context or ContextHere())


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


def load_both(tmp_path, files, engine, options=ALLOWED):
    """Load files onto copies of the same lake in one process and with `engine`. Return what each published and reported."""
    found = []
    for name, how in (("one", {}), ("spark", {"engine": engine})):
        if not (tmp_path / name).exists():
            publish_case(tmp_path / name)
        lake = Lake(tmp_path / name / "lake")
        outcome = load(lake, files, options, **how)
        found.append((outcome.release and outcome.release.content_hash, [asdict(report) for report in outcome.files]))
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
    request = Request(lake.root, 1, ALLOWED, staging, True, False, 1, VERSIONS)
    first = run_task(request, (0, files[0]))
    assert run_task(request, (0, files[0])).tables[0].parts == first.tables[0].parts
    assert sorted(staging.iterdir()) == sorted(first.tables[0].parts.values())


def test_a_worker_with_another_version_ends_the_load_with_a_sentence(tmp_path, lake, files):
    other = replace(Request(lake.root, 1, ALLOWED, tmp_path, True, False, 1, VERSIONS), versions={"DuckDB": "0.1"})
    assert "Install the same versions" in str(run_task(other, (0, files[0])))


def test_a_worker_that_cannot_read_the_lake_ends_the_load_with_a_sentence(tmp_path, lake, files):
    shutil.rmtree(lake.manifests)
    (lake.root / "newest").unlink()
    with pytest.raises(LakeUnusable, match="no release R1"):
        spark._accept(
            run_task(Request(lake.root, 1, ALLOWED, tmp_path, True, False, 1, VERSIONS), (0, files[0])), files[0]
        )


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
    with pytest.raises(UsageError, match="without --engine spark"), spark.read_on_spark()(known, ALLOWED, None, print):
        pass


# With Spark itself


def die_after_the_first_time(marker, request, file):
    """Do the work of a task, and kill its worker before it can say so, if it is the first."""
    received = run_task(request, file)
    try:
        marker.touch(exist_ok=False)
    except FileExistsError:
        return received
    os.kill(os.getpid(), signal.SIGKILL)


def test_spark_gives_the_same_even_if_a_worker_is_killed(tmp_path, files, monkeypatch):
    pytest.importorskip("pyspark", reason="Apache Spark is not installed: pip install -r requirements-spark.txt")
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        pytest.skip("Apache Spark needs Java")
    monkeypatch.setattr(spark, "run_task", partial(die_after_the_first_time, tmp_path / "killed"))
    with spark.open_context("local[2,4]") as context:
        one, other = load_both(tmp_path, files, make_engine(context))
        assert one[0] and other == one and (tmp_path / "killed").exists()
        monkeypatch.setattr(spark, "run_task", lambda request, file: 1 / 0)
        with pytest.raises(LakeUnusable, match="Spark gave up") as failed:
            load_both(tmp_path, files, make_engine(context))
        assert "ZeroDivisionError" in failed.value.detail
