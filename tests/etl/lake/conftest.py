"""A lake of two releases that each test has a copy of."""

import shutil

import pytest

from etl.lake import Lake
from tests.cases import attack, case, patrol, released

MARCH = [patrol("2020-03-15"), patrol("2020-03-16")]


@pytest.fixture(scope="session")
def lake_of_two(tmp_path_factory):
    """R1 has two patrols and no attack, R2 an attack beside them. Not to be changed."""
    folder = tmp_path_factory.mktemp("lake of two")
    released(folder, patrols=MARCH)
    return released(folder, patrols=MARCH, incidents=[attack("2020-03-15", patrol_id="P1")])


@pytest.fixture
def lake(lake_of_two, tmp_path):
    """A copy of it, a test's own to spoil."""
    return Lake(shutil.copytree(lake_of_two.root, tmp_path / "lake"))


@pytest.fixture
def case_of_one(tmp_path):
    """Facts that are another release than both: one patrol."""
    return case(tmp_path / "case of one", patrols=MARCH[:1])


def part_of(lake, number, table):
    [part] = lake.manifest(number).tables[table].parts
    return lake.part_path(part)


def flip_a_byte(file, place=None):
    data = bytearray(file.read_bytes())
    data[len(data) // 2 if place is None else place] ^= 1
    with open(file, "r+b") as opened:  # in its place: the inode stays
        opened.write(data)
