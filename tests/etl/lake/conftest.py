"""Give each test a copy of a lake of two releases."""

import shutil

import pytest

from etl.lake import Lake
from tests.cases import attack, patrol, publish_case, write_case

MARCH = [patrol("2020-03-15"), patrol("2020-03-16")]


@pytest.fixture(scope="session")
def lake_of_two(tmp_path_factory):
    """Publish R1 with two patrols, and R2 with an attack as well. Tests must not change this lake."""
    folder = tmp_path_factory.mktemp("lake of two")
    publish_case(folder, patrols=MARCH)
    return publish_case(folder, patrols=MARCH, incidents=[attack("2020-03-15", patrol_id="P1")])


@pytest.fixture
def lake(lake_of_two, tmp_path):
    """Copy the lake, for one test to damage."""
    return Lake(shutil.copytree(lake_of_two.root, tmp_path / "lake"))


@pytest.fixture
def case_of_one(tmp_path):
    """Write the facts of a third release: one patrol."""
    return write_case(tmp_path / "case of one", patrols=MARCH[:1])


def find_part(lake, number, table):
    [part] = lake.read_manifest(number).tables[table].parts
    return lake.locate_part(part)


def flip_a_byte(file, place=None):
    data = bytearray(file.read_bytes())
    data[len(data) // 2 if place is None else place] ^= 1
    with open(file, "r+b") as opened:  # in place, so that the inode stays
        opened.write(data)
