"""Damage to an opened release: noticed at the next use, and over once the file is restored."""

import os
import random
import shutil
import time

import duckdb
import pytest

from analysis.release import open_release
from etl.errors import LakeUnusable, ReleaseDamaged, ReleaseMissing
from etl.lake import Lake
from etl.lake.storage.disk import read_state
from etl.lake.watch import Watch
from tests.cases import patrol, publish_case
from tests.etl.lake.conftest import find_part, flip_a_byte

ATTACKS = "SELECT count(*) AS attacks FROM ever.incidents"  # from the file of the part, at each question


def settle(lake):
    """Wait until the files are older than a tick of the disk's clock, so that their states are kept."""
    newest = max(file.stat().st_ctime for file in lake.root.rglob("*.*"))
    time.sleep(max(0, newest + 0.15 - time.time()))


def count_attacks(release):
    return release.query(ATTACKS)["attacks"].to_pylist()


@pytest.fixture
def opened(lake):
    settle(lake)
    release = open_release(lake, 2)
    assert count_attacks(release) == [1]
    return release


def list_files(lake, number):
    manifest = lake.read_manifest(number)
    parts = [lake.locate_part(part) for table in manifest.tables.values() for part in table.parts]
    return [lake.manifests / f"R{number:06d}.json", *parts]


def test_a_flipped_byte_of_any_file_of_an_open_release_is_seen_before_a_number_is_shown(lake, opened):
    dice = random.Random(4)
    for file in list_files(lake, 2):
        place = dice.randrange(file.stat().st_size)
        flip_a_byte(file, place)
        with pytest.raises(ReleaseDamaged, match="Release R2 is damaged"):
            opened.query("SELECT 1")
        flip_a_byte(file, place)
        assert count_attacks(opened) == [1]


def test_a_flipped_byte_is_seen_where_the_time_of_the_file_is_set_back(lake, opened):
    file = find_part(lake, 2, "incidents")
    times = file.stat().st_atime_ns, file.stat().st_mtime_ns
    flip_a_byte(file)
    os.utime(file, ns=times)
    with pytest.raises(ReleaseDamaged):
        count_attacks(opened)


def test_a_flipped_byte_within_the_same_tick_of_the_clock_as_the_reading_is_seen(lake, tmp_path):
    file = find_part(lake, 2, "incidents")
    whole = file.read_bytes()
    for _ in range(3):
        file.write_bytes(whole)
        release = open_release(lake, 2)
        flip_a_byte(file)
        with pytest.raises(ReleaseDamaged):
            count_attacks(release)


def test_another_file_of_the_same_size_and_times_is_seen(lake, opened, tmp_path):
    file = find_part(lake, 2, "incidents")
    other = shutil.copy2(file, tmp_path / "other")
    flip_a_byte(other)
    os.utime(other, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns))
    os.replace(other, file)
    with pytest.raises(ReleaseDamaged):
        count_attacks(opened)


def test_the_release_before_can_be_opened_and_the_damaged_one_again_once_it_is_restored(lake, opened, tmp_path):
    file = find_part(lake, 2, "incidents")
    copy = shutil.copy2(file, tmp_path / "copy")
    file.write_bytes(b"")
    with pytest.raises(ReleaseDamaged):
        count_attacks(opened)
    assert count_attacks(open_release(lake, 1)) == [0]
    shutil.copy2(copy, file)
    assert count_attacks(opened) == [1]


def test_a_deleted_part_is_damage_and_a_deleted_manifest_too(lake, opened):
    find_part(lake, 2, "incidents").unlink()
    with pytest.raises(ReleaseDamaged, match="cannot be read"):
        opened.query("SELECT 1")
    (lake.manifests / "R000002.json").unlink()
    with pytest.raises(ReleaseDamaged, match=r"its manifest R000002\.json is missing"):
        opened.query("SELECT 1")


def test_an_answer_whose_parts_changed_while_it_was_computed_is_not_given(lake, opened, monkeypatch):
    file = find_part(lake, 2, "incidents")
    check = Lake.check
    checked = []

    def check_and_then_change(self, manifest, *of):
        checked.append(check(self, manifest, *of))
        if len(checked) == 1:
            flip_a_byte(file, 0)  # the magic number of Parquet is not read again by each scan

    monkeypatch.setattr(Lake, "check", check_and_then_change)
    with pytest.raises(ReleaseDamaged):
        opened.query("SELECT count(*) FROM patrols")
    assert not opened.is_usable


def test_what_duckdb_cannot_read_is_damage_even_where_no_time_of_the_file_changed(lake, opened):
    file = find_part(lake, 2, "incidents")
    file.write_bytes(bytes(file.stat().st_size))
    lake.checksums._sound[file] = read_state(file)  # as if the disk had changed it by itself
    opened.check()
    with pytest.raises(ReleaseDamaged, match="a part of incidents"):
        count_attacks(opened)


def test_a_fault_of_a_question_is_not_taken_for_damage(opened):
    with pytest.raises(duckdb.BinderException):
        opened.query("SELECT nothing_of_that_name FROM patrols")
    assert opened.is_usable


def test_rot_that_changes_no_time_of_a_file_is_found_by_the_watch(lake, opened):
    file = find_part(lake, 2, "incidents")
    flip_a_byte(file)
    lake.checksums._sound[file] = read_state(file)  # as if the disk had changed the byte by itself
    opened.check()
    watch = Watch()
    watch._lakes.add(lake)
    watch.check_parts()
    with pytest.raises(ReleaseDamaged):
        opened.check()


@pytest.mark.slow
def test_another_release_of_the_same_number_is_not_taken_for_the_one_that_was_opened(lake, opened, tmp_path):
    for folder in (lake.parts, lake.manifests):
        shutil.rmtree(folder)
    other = publish_case(tmp_path / "other", patrols=[patrol("2020-04-01")])
    publish_case(tmp_path / "other", patrols=[patrol("2020-04-02")])
    for folder in (other.parts, other.manifests):
        shutil.copytree(folder, lake.root / folder.name)
    with pytest.raises(LakeUnusable, match="The lake was replaced"):
        opened.query("SELECT 1")


# A lake that is gone


def test_a_lake_that_vanished_is_said_to_be_gone_and_is_read_again_when_it_is_back(lake, opened, tmp_path):
    assert lake.list_numbers() == [1, 2]
    lake.root.rename(tmp_path / "away")
    for ask in (lake.list_numbers, lake.is_new, opened.check, lambda: open_release(lake, 1)):
        with pytest.raises(LakeUnusable, match="The lake is gone"):
            ask()
    lake.root.mkdir()  # the folder on which a disk was mounted
    for ask in (lake.list_numbers, lake.is_new, opened.check):
        with pytest.raises(LakeUnusable, match="The lake is gone"):
            ask()
    lake.root.rmdir()
    (tmp_path / "away").rename(lake.root)
    assert lake.list_numbers() == [1, 2]
    assert count_attacks(opened) == [1]


@pytest.mark.parametrize(
    ("makes", "is_new"),
    [((), True), (("lake",), True), (("lake/lost+found",), True), (("lake/parts", "lake/releases"), True),
     (("lake/documents",), False), (("lake/parts",), False)],
)  # fmt: skip
def test_a_first_release_is_published_by_itself_only_where_nothing_lies(tmp_path, makes, is_new):
    for folder in makes:
        (tmp_path / folder).mkdir(parents=True)
    assert Lake(tmp_path / "lake").is_new() is is_new


def test_a_lake_that_never_was_there_lacks_a_release_and_is_not_gone(tmp_path):
    lake = Lake(tmp_path / "lake")
    assert lake.list_numbers() == []
    with pytest.raises(ReleaseMissing):
        lake.read_manifest(1)
