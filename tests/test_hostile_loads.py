"""Hostile files given to the command. The full figures: `python -m bench.reliability hostile_files`."""

import os

import pytest

from tests.reliability import hostile_files
from tests.reliability.findings import assert_held

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="Windows tells the memory of no child")]


@pytest.mark.parametrize("name", hostile_files.EXPERIMENTS)
def test_a_hostile_file_is_loaded_or_refused_quickly_and_nothing_else_comes_of_it(name):
    experiment = hostile_files.EXPERIMENTS[name]
    with hostile_files.open_bench() as bench:
        assert_held(experiment.run(bench, **experiment.short))
