"""`patrolwatch revert`: a release published again as the newest."""

import shutil
import time

import pytest
from click.testing import CliRunner

from analysis.release import open_release
from etl.lake import Lake, diff
from patrolwatch import main
from tests.etl.feeds.conftest import format_csv
from tests.etl.load.test_intake import acled

pytestmark = pytest.mark.slow


def run_on(lake, *words):
    return CliRunner().invoke(main, [*map(str, words), "--lake", str(lake)])


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("loaded")
    for number in ("1", "2"):
        (folder / f"{number}.csv").write_text(format_csv(acled(number)), encoding="utf-8")
        assert run_on(folder / "lake", "load", folder / f"{number}.csv").exit_code == 0
    return folder


@pytest.fixture
def files(loaded):
    return [loaded / "1.csv", loaded / "2.csv"]


@pytest.fixture
def lake(loaded, tmp_path):
    """R1 holds the record 1 of a feed, R2 the records 1 and 2, each from a file of its own."""
    return Lake(shutil.copytree(loaded / "lake", tmp_path / "lake"))


@pytest.fixture
def run(lake):
    return lambda *words: run_on(lake.root, *words)


def list_ids(lake, number):
    return open_release(lake, number).query("SELECT feed_id FROM incidents ORDER BY ALL")["feed_id"].to_pylist()


def test_a_release_is_published_again_with_its_parts_and_says_so(run, lake):
    began = time.process_time()
    result = run("revert", "R1", "--message", "a wrong file", "--by", "Ada")
    assert time.process_time() - began < 2
    assert result.output == "Published R3: R1 again.\nR2 to R3: 1 incident withdrawn.\n"
    first, again = lake.read_manifest(1), lake.read_manifest(3)
    assert (again.content_hash, again.tables, again.inputs) == (first.content_hash, first.tables, first.inputs)
    assert (again.parent, again.message, again.made_by) == (2, "R1 again: a wrong file", "Ada")
    assert lake.verify() == []


def test_the_releases_between_stay_and_the_difference_shows_what_went(run, lake):
    second = lake.read_manifest(2)
    run("revert", "R1")
    assert (lake.list_numbers(), lake.read_manifest(2)) == ([1, 2, 3], second)
    assert (len(list_ids(lake, 1)), len(list_ids(lake, 2)), len(list_ids(lake, 3))) == (1, 2, 1)
    assert [(change.kind, change.table) for change in diff.compare_releases(lake, 2, 3).rows()] == [
        ("withdrawn", "incidents")
    ]


def test_what_was_loaded_since_is_not_known_and_can_be_loaded_again(run, lake, files):
    run("revert", "R1")
    assert "Nothing" in run("load", files[0]).output
    result = run("load", files[1])
    assert "was loaded already" not in result.output
    assert list_ids(lake, 4) == list_ids(lake, 2)
    loads = open_release(lake, 4).query("SELECT file, release FROM loads ORDER BY release").to_pylist()
    assert [(load["file"], load["release"]) for load in loads] == [("1.csv", 1), ("2.csv", 4)]
    assert lake.read_manifest(4).content_hash == lake.read_manifest(2).content_hash


def test_what_the_newest_release_says_already_is_not_published_again(run, lake):
    for number in ("R1", "R2"):
        run("revert", number)
    for number in ("R2", "R4"):
        result = run("revert", number)
        assert result.output == f"Nothing new: the newest release already has the content of {number}.\n"
    assert (result.exit_code, lake.list_numbers()) == (0, [1, 2, 3, 4])


def test_a_release_that_is_not_there_is_named(run, lake):
    result = run("revert", "R7")
    assert (result.exit_code, result.output) == (2, "There is no release R7 in this lake.\n")


def test_a_damaged_newest_release_can_be_reverted_but_a_damaged_one_is_not_published_again(run, lake):
    [part] = lake.read_manifest(2).tables["incidents"].parts
    lake.locate_part(part).write_bytes(b"rot")
    assert run("revert", "R2").exit_code == 5
    assert run("revert", "R1").output == "Published R3: R1 again.\n"
    assert list_ids(Lake(lake.root), 3) == list_ids(lake, 1)


def test_releases_are_listed_past_a_damaged_one(run, lake):
    (lake.manifests / "R000001.json").write_bytes(b"{}")
    result = run("releases")
    assert result.exit_code == 5
    assert "Release R1 is damaged: its manifest R000001.json is not what was published." in result.output
    assert "\nR2  20" in result.output
