"""What goes wrong outside the program: killed writers, full disks, rot, odd folders.

The full figures: `python -m bench.faults`.
"""

import shutil

import pytest

from analysis.release import open_release
from etl import paths
from etl.errors import LakeUnusable, ReleaseDamaged
from etl.lake import Lake
from etl.load import build


def test_a_lake_whose_folder_name_is_a_pattern_is_not_read_together_with_the_folder_next_to_it(tmp_path):
    lake = Lake(tmp_path / "road[45]*")
    published = build(lake, paths.M4_CASE).release
    shutil.copytree(lake.root, tmp_path / "road4x")
    counted = open_release(lake, 1).query("SELECT count(*) AS patrols FROM patrols").to_pylist()
    assert counted == [{"patrols": published.tables["patrols"].rows}]


@pytest.mark.parametrize(
    ("there", "instead"),
    [(b'\n "', b'\n\t"'), (b' "made_by": ""', b' "made_by": "x",\n "made_by": ""'), (None, b"null\n"), (None, b"")],
)
def test_a_manifest_that_differs_by_a_byte_is_damaged_even_where_it_reads_as_the_same_json(tmp_path, there, instead):
    lake = Lake(tmp_path / "lake")
    build(lake, paths.M4_CASE)
    manifest = lake.manifests / "R000001.json"
    data = manifest.read_bytes()
    manifest.write_bytes(data.replace(there, instead, 1) if there else instead)
    assert manifest.read_bytes() != data
    with pytest.raises(ReleaseDamaged, match="Release R1 is damaged: its manifest"):
        open_release(lake, 1)


def test_a_lake_that_cannot_be_listed_is_said_to_be_so_and_is_not_taken_for_an_empty_one(tmp_path):
    (tmp_path / "lake").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(LakeUnusable, match="cannot be read"):
        Lake(tmp_path / "lake").numbers()


def test_a_manifest_that_cannot_be_read_is_damage_of_its_release_so_that_an_earlier_one_is_offered(tmp_path):
    lake = Lake(tmp_path / "lake")
    (lake.manifests / "R000001.json").mkdir(parents=True)
    with pytest.raises(ReleaseDamaged, match="Release R1 is damaged"):
        lake.newest()


def test_files_of_others_among_the_manifests_are_no_releases(tmp_path):
    lake = Lake(tmp_path / "lake")
    lake.manifests.mkdir(parents=True)
    for name in (".DS_Store", "._R000001.json", "R000001.json.bak", "R000001 (1).json", "R٠٠٠٠٠١.json", "notes.txt"):
        (lake.manifests / name).touch()
    assert lake.numbers() == []
