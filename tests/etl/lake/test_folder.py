"""The folder of a lake: its permissions, foreign files, leftovers of killed publishers, and numbers in use."""

import os
import stat
from dataclasses import replace

import pytest

from analysis.release import open_release
from etl.curated import build as load
from etl.errors import LakeUnusable, ReleaseDamaged
from etl.lake import Lake
from etl.lake.verify import find_remarks
from tests.etl.lake.conftest import find_part, flip_a_byte

needs_posix = pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights in lists, not in modes")


def read_modes(root):
    return {stat.S_IMODE(path.stat().st_mode) for path in [root, *root.rglob("*")]}


# Permissions


@needs_posix
def test_a_lake_is_its_owners_alone(tmp_path, case_of_one):
    load.build(Lake(tmp_path / "new"), case_of_one)
    assert read_modes(tmp_path / "new") == {0o700, 0o600}


@needs_posix
def test_a_lake_may_be_shared_as_the_umask_says(tmp_path, case_of_one, monkeypatch):
    monkeypatch.setenv("PATROLWATCH_LAKE_MODE", "shared")
    umask = os.umask(0o022)
    try:
        load.build(Lake(tmp_path / "new"), case_of_one)
    finally:
        os.umask(umask)
    assert read_modes(tmp_path / "new") == {0o755, 0o644}


@needs_posix
def test_an_older_lake_that_others_can_read_is_taken_from_them_by_the_next_publisher(lake, case_of_one):
    for path in [lake.root, *lake.root.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    load.build(lake, case_of_one)
    assert read_modes(lake.root) == {0o700, 0o600}


@needs_posix
def test_a_folder_in_which_other_things_lie_keeps_its_mode(lake, case_of_one):
    (lake.root / "other").mkdir()
    lake.root.chmod(0o755)
    load.build(lake, case_of_one)
    assert stat.S_IMODE(lake.root.stat().st_mode) == 0o755
    assert read_modes(lake.parts) | read_modes(lake.manifests) == {0o700, 0o600}


# Symbolic links


def make_link(path):
    target = path.with_name(f"of {path.name}")
    path.rename(target)
    path.symlink_to(target)


def test_a_part_that_is_a_symbolic_link_is_refused(lake):
    make_link(find_part(lake, 2, "patrols"))
    with pytest.raises(ReleaseDamaged, match="it is a symbolic link"):
        open_release(lake, 2)


def test_a_manifest_that_is_a_symbolic_link_is_refused(lake):
    make_link(lake.manifests / "R000002.json")
    with pytest.raises(ReleaseDamaged, match="it is a symbolic link"):
        lake.find_newest()


@pytest.mark.parametrize("name", ["parts", "releases"])
def test_a_folder_that_is_a_symbolic_link_is_refused_to_readers_and_writers(lake, case_of_one, name):
    release = open_release(lake, 2)
    make_link(lake.root / name)
    before = sorted(lake.root.rglob("*"))
    for use in (lake.list_numbers, release.check, lambda: load.build(lake, case_of_one)):
        with pytest.raises(LakeUnusable, match=f"The folder “{name}” of the lake is a symbolic link"):
            use()
    assert sorted(lake.root.rglob("*")) == before


def test_a_symbolic_link_in_the_place_of_the_lock_is_not_followed(lake, case_of_one, tmp_path):
    (tmp_path / "file").write_text("of somebody", encoding="utf-8")
    (lake.root / "lock").symlink_to(tmp_path / "file")
    with pytest.raises(LakeUnusable):
        load.build(lake, case_of_one)
    assert (tmp_path / "file").read_text(encoding="utf-8") == "of somebody"
    assert lake.list_numbers() == [1, 2]


# Leftovers of killed publishers


def leave_behind(lake):
    left = [
        lake.parts / ".tmp-1-patrols.parquet",
        lake.parts / "tmp_.tmp-1-patrols.parquet",
        lake.manifests / ".tmp-1.json",
        lake.root / ".tmp-1-newest",
        lake.parts / f"{'0' * 64}.parquet",
        lake.root / "lock",
    ]
    for path in left:
        path.write_bytes(b"half")
    return left


def list_existing(paths):
    return [path.name for path in paths if path.exists()]


def test_what_a_killed_publisher_left_is_swept_by_the_next_publisher(lake, case_of_one):
    left = leave_behind(lake)
    load.build(lake, case_of_one)
    assert list_existing(left) == []
    assert lake.verify() == []


def test_what_a_killed_publisher_left_is_swept_at_the_next_start(lake):
    left, before = leave_behind(lake), lake.list_numbers()
    lake.sweep_if_idle()
    assert list_existing(left) == []
    assert (lake.list_numbers(), lake.verify()) == (before, [])


def test_nothing_is_swept_from_under_a_publisher(lake):
    with lake.writing():
        left = leave_behind(lake)[:-1]
        Lake(lake.root).sweep_if_idle()
        assert list_existing(left) == [path.name for path in left]


def test_parts_stay_as_long_as_a_manifest_that_may_hold_them_is_missing_or_damaged(lake):
    manifest = lake.manifests / "R000002.json"
    data, part = manifest.read_bytes(), find_part(lake, 2, "incidents")
    flip_a_byte(manifest)
    Lake(lake.root).sweep_if_idle()
    assert part.exists()
    manifest.unlink()
    Lake(lake.root).sweep_if_idle()
    assert part.exists()
    manifest.write_bytes(data)
    assert lake.verify() == []


def test_a_lake_that_is_read_is_not_written(lake):
    before = {path: path.stat().st_mtime_ns for path in [lake.root, *lake.root.rglob("*")]}
    lake.sweep_if_idle()
    lake.verify()
    open_release(lake, 2)
    assert {path: path.stat().st_mtime_ns for path in [lake.root, *lake.root.rglob("*")]} == before


# Numbers


def test_the_number_of_a_deleted_newest_release_is_not_given_again(lake, case_of_one):
    (lake.manifests / "R000002.json").unlink()
    lake = Lake(lake.root)
    assert lake.verify() == [
        "Release R2 is damaged: its manifest R000002.json is missing. Restore the file from a copy, open an earlier release, or "
        "publish one again as R3: patrolwatch revert."
    ]
    with pytest.raises(ReleaseDamaged, match=r"R000002\.json is missing"):
        load.build(lake, case_of_one)
    with lake.writing():
        assert lake.publish_again(lake.read_manifest(1)).name == "R3"
    assert load.build(lake, case_of_one).release.name == "R4"
    assert lake.verify() == ["There is no release R2, but there are later ones."]


def test_a_lake_that_does_not_know_its_highest_number_yet_learns_it_from_the_next_publisher(lake, case_of_one):
    (lake.root / "newest").unlink()
    assert load.build(lake, case_of_one).release.name == "R3"
    assert lake.find_highest_number() == 3


def test_a_highest_number_that_cannot_be_read_is_named_by_verify_and_stops_nothing(lake, case_of_one):
    (lake.root / "newest").write_bytes(b"\xff")
    assert lake.verify() == [
        "The file “newest” of the lake does not contain a number. Publishing a release rewrites it."
    ]
    assert load.build(lake, case_of_one).release.name == "R3"
    assert lake.verify() == []


# Clocks


def test_a_clock_that_ran_backwards_is_reported_and_the_numbers_keep_their_order(lake, case_of_one):
    load.build(lake, case_of_one)
    assert find_remarks(lake) == []
    earlier = replace(lake.read_manifest(3), made_at="2001-01-01T00:00:00Z")
    (lake.manifests / "R000003.json").write_bytes(earlier.to_bytes())
    [remark] = find_remarks(lake)
    assert remark.startswith("R3 is dated 2001-01-01T00:00:00Z, before R2 (20")
    assert (lake.verify(), lake.find_newest().name) == ([], "R3")
