"""What goes wrong outside the program: killed writers, full disks, rot, odd folders.

The full figures: `python -m bench.faults`.
"""

import shutil

from analysis.release import open_release
from etl import paths
from etl.lake import Lake
from etl.load import build


def test_a_lake_whose_folder_name_is_a_pattern_is_not_read_together_with_the_folder_next_to_it(tmp_path):
    lake = Lake(tmp_path / "road[45]*")
    published = build(lake, paths.M4_CASE).release
    shutil.copytree(lake.root, tmp_path / "road4x")
    counted = open_release(lake, 1).query("SELECT count(*) AS patrols FROM patrols").to_pylist()
    assert counted == [{"patrols": published.tables["patrols"].rows}]
