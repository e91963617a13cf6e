"""Faults outside the program: killed writers, full disks, damaged files, odd folders.

`python -m bench.reliability` runs these experiments in full.
"""

import errno
import os
import shutil

import duckdb
import pytest

from analysis.release import open_release
from etl.curated import build as load
from etl.curated.build import build
from etl.errors import FileRefused, LakeUnusable, ReleaseDamaged
from etl.lake import Lake, publish
from tests.reliability import damage, loading, publishing
from tests.reliability.findings import assert_held

pytestmark = pytest.mark.slow
needs_strace = pytest.mark.skipif(not publishing.has_strace(), reason="strace is not here, or may not trace")
needs_posix = pytest.mark.skipif(os.name == "nt", reason="Windows has neither kill -9 nor limits on file sizes")


@pytest.fixture(scope="module")
def bench():
    with publishing.open_bench() as bench:
        yield bench


@pytest.fixture(scope="module")
def bench_of_loads():
    with loading.open_bench() as bench:
        yield bench


@pytest.fixture
def lake(bench):
    """Build a lake with `bench.old` as its only release."""
    with bench.copy() as root:
        yield Lake(root)


def assert_all_well(bench, name: str, experiments=publishing.EXPERIMENTS) -> None:
    """Run an experiment of the bench in its short form, and assert that it found no fault."""
    experiment = experiments[name]
    assert_held(experiment.run(bench, **experiment.short))


@needs_posix
def test_a_killed_publisher_leaves_the_old_or_the_new_release_and_the_next_one_needs_no_help(bench):
    assert_all_well(bench, "kill")


@needs_strace
def test_all_of_a_release_is_on_the_disk_before_it_has_a_name_and_reading_writes_nothing(bench):
    assert_all_well(bench, "order")


@needs_posix
def test_a_full_disk_or_a_write_error_leaves_the_old_release_and_gives_one_sentence(bench):
    assert_all_well(bench, "disk")


@needs_posix
@pytest.mark.timeout(300)
def test_a_killed_load_leaves_the_old_or_the_new_release_and_the_next_one_sweeps_what_it_kept(bench_of_loads):
    assert_all_well(bench_of_loads, "kill", loading.EXPERIMENTS)


@needs_posix
@pytest.mark.timeout(300)
def test_a_load_that_finds_the_disk_full_leaves_the_old_release_and_gives_one_sentence(bench_of_loads):
    assert_all_well(bench_of_loads, "disk", loading.EXPERIMENTS)


def test_two_publishers_at_once_lose_nothing_and_a_dead_owner_holds_no_lock(bench):
    assert_all_well(bench, "writers")


def test_readers_see_whole_releases_only_while_others_are_published(bench):
    assert_all_well(bench, "readers")


def test_a_flipped_byte_and_an_emptied_or_deleted_file_are_noticed_before_a_number_is_shown(bench):
    assert_all_well(bench, "rot")


def test_the_same_facts_have_one_content_hash_under_any_time_zone_locale_hash_seed_and_order_of_rows(bench):
    assert_all_well(bench, "same")


@needs_posix
def test_a_byte_flipped_under_an_open_release_is_noticed_before_a_number_is_shown_until_it_is_restored(bench):
    assert_all_well(bench, "flips", damage.EXPERIMENTS)


@needs_posix
@pytest.mark.timeout(300)
def test_a_served_lake_that_is_spoilt_or_gone_is_a_sentence_at_two_servers_and_served_again_without_a_restart(bench):
    assert_all_well(bench, "served", damage.EXPERIMENTS)


@needs_posix
@pytest.mark.timeout(300)
def test_a_served_lake_on_a_disk_that_fills_turns_read_only_and_disappears_is_served_again_without_a_restart(bench):
    assert_all_well(bench, "disk", damage.EXPERIMENTS)


@needs_posix
@pytest.mark.timeout(300)
def test_twenty_readers_see_published_releases_only_while_one_is_published_every_second(bench):
    assert_all_well(bench, "every_second", damage.EXPERIMENTS)


def test_a_clock_that_jumps_stops_no_publisher_and_is_reported(bench):
    assert_all_well(bench, "clock", damage.EXPERIMENTS)


def test_a_lake_whose_folder_name_is_a_pattern_is_not_read_together_with_the_folder_next_to_it(lake, tmp_path):
    for name in ("road[45]*", "road4x"):
        shutil.copytree(lake.root, tmp_path / name)
    release = open_release(Lake(tmp_path / "road[45]*"), 1)
    counted = release.query("SELECT count(*) AS patrols FROM patrols").to_pylist()
    assert counted == [{"patrols": release.manifest.tables["patrols"].rows}]


@pytest.mark.parametrize(
    ("there", "instead"),
    [(b'\n "', b'\n\t"'), (b' "made_by": ""', b' "made_by": "x",\n "made_by": ""'), (None, b"null\n"), (None, b"")],
)
def test_a_manifest_that_differs_by_a_byte_is_damaged_even_where_it_reads_as_the_same_json(lake, there, instead):
    manifest = lake.manifests / "R000001.json"
    data = manifest.read_bytes()
    manifest.write_bytes(data.replace(there, instead, 1) if there else instead)
    assert manifest.read_bytes() != data
    with pytest.raises(ReleaseDamaged, match="Release R1 is damaged: its manifest"):
        open_release(lake, 1)


def test_a_lake_that_cannot_be_listed_is_reported_so_and_is_not_taken_for_an_empty_one(tmp_path):
    (tmp_path / "lake").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(LakeUnusable, match="cannot be read"):
        Lake(tmp_path / "lake").list_numbers()


def test_a_manifest_that_cannot_be_read_is_damage_of_its_release_so_that_an_earlier_one_is_offered(tmp_path):
    lake = Lake(tmp_path / "lake")
    (lake.manifests / "R000001.json").mkdir(parents=True)
    with pytest.raises(ReleaseDamaged, match="Release R1 is damaged"):
        lake.find_newest()


def test_files_of_others_among_the_manifests_are_no_releases(tmp_path):
    lake = Lake(tmp_path / "lake")
    lake.manifests.mkdir(parents=True)
    for name in (".DS_Store", "._R000001.json", "R000001.json.bak", "R000001 (1).json", "R٠٠٠٠٠١.json", "notes.txt"):
        (lake.manifests / name).touch()
    assert lake.list_numbers() == []


def test_a_part_that_an_older_release_holds_is_not_written_again(bench, lake):
    before = {path: path.stat().st_ino for path in lake.parts.iterdir()}
    build(lake, bench.new)
    after = {path: path.stat().st_ino for path in lake.parts.iterdir()}
    assert before.items() < after.items()


def test_a_part_that_rotted_since_an_older_release_is_made_good_by_a_new_one_that_holds_it(bench, lake):
    build(lake, bench.new)
    lake.list_parts(lake.read_manifest(1), "milestones")[0].write_bytes(b"rot")
    assert lake.verify()
    build(lake, bench.old)
    assert lake.verify() == []


def test_a_lake_on_a_disk_without_hard_links_publishes_all_the_same(bench, lake, monkeypatch):
    monkeypatch.setattr(os, "link", make_failing(errno.EPERM))
    assert build(lake, bench.new).release.number == 2
    assert lake.verify() == []


@pytest.mark.parametrize("has_links", [True, False])
def test_a_number_that_another_writer_took_is_not_overwritten(bench, lake, monkeypatch, has_links):
    if not has_links:
        monkeypatch.setattr(os, "link", make_failing(errno.EPERM))
    monkeypatch.setattr(Lake, "find_newest", lambda self: self.read_manifest(1))
    (lake.manifests / "R000002.json").write_text("of another writer", encoding="utf-8")
    with pytest.raises(LakeUnusable, match="Another process published R2 meanwhile"):
        build(lake, bench.new)
    assert (lake.manifests / "R000002.json").read_text(encoding="utf-8") == "of another writer"
    assert not list(lake.root.rglob(".tmp-*"))


def test_a_release_that_the_disk_did_not_confirm_is_not_said_to_be_unpublished(bench, lake, monkeypatch):
    sync = publish.sync_folder
    monkeypatch.setattr(
        publish, "sync_folder", lambda folder: (make_failing(errno.EIO) if folder == lake.manifests else sync)(folder)
    )
    with pytest.raises(LakeUnusable, match="R2 is published, but the disk did not confirm it"):
        build(lake, bench.new)
    assert lake.list_numbers() == [1, 2]


def test_a_fact_file_that_changes_while_it_is_read_is_refused_as_its_checksum_would_be_of_other_facts(
    tmp_path, monkeypatch
):
    case = publishing.copy_case(tmp_path / "case", "first state")
    read = load.facts.read

    def read_and_edit(con: duckdb.DuckDBPyConnection, cases):
        read(con, cases)
        with (cases[0] / "places.csv").open("a", encoding="utf-8") as file:
            file.write("\n")

    monkeypatch.setattr(load.facts, "read", read_and_edit)
    with pytest.raises(FileRefused, match="changed while it was being read"):
        build(Lake(tmp_path / "lake"), case)
    assert Lake(tmp_path / "lake").list_numbers() == []


def make_failing(number: int):
    def refuse(*arguments):
        raise OSError(number, os.strerror(number))

    return refuse
