"""Nothing is left behind by a command that is killed. The full figures: `python -m bench.reliability leftovers`."""

import os

import pytest

from tests.reliability import leftovers
from tests.reliability.findings import assert_held

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="Windows has no kill -9")]


@pytest.fixture(scope="module")
def bench():
    with leftovers.open_bench() as bench:
        yield bench


@pytest.mark.parametrize("name", leftovers.EXPERIMENTS)
def test_a_killed_command_leaves_nothing_past_the_next_start(bench, name):
    experiment = leftovers.EXPERIMENTS[name]
    assert_held(experiment.run(bench, **experiment.short))
