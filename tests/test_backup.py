"""A copy of a lake that is made while releases are published is whole, as docs/hosting.md has it."""

import re
import subprocess
import threading

import pytest

from etl import paths
from etl.curated import build as load
from etl.lake import Lake
from tests.cases import patrol, write_case

pytestmark = pytest.mark.slow
RELEASES = 6


def test_a_copy_that_is_made_while_releases_are_published_is_whole(tmp_path):
    text = (paths.CHECKOUT / "docs" / "hosting.md").read_text()
    commands = " && ".join(re.findall(r"^    ((?:mkdir|cp) .*/backup/lake.*)$", text, re.MULTILINE))
    lake, restored, folder = Lake(tmp_path / "data" / "lake"), Lake(tmp_path / "backup" / "lake"), tmp_path / "case"

    def publish(number):
        load.build(lake, write_case(folder, patrols=[patrol("2020-03-01", note=str(number))]))

    publish(0)
    publisher = threading.Thread(target=lambda: [publish(number) for number in range(1, RELEASES)])
    publisher.start()
    copied = []
    while publisher.is_alive() or copied[-1] < RELEASES:
        backup = commands.replace("/backup", str(tmp_path / "backup"))
        subprocess.run(backup, shell=True, check=True, cwd=tmp_path)  # noqa: S602 - the lines of the document
        assert restored.verify() == []
        copied.append(restored.find_newest().number)
    publisher.join()
    assert copied == sorted(copied)
    assert len(set(copied)) > 1  # copies were made between two releases
