"""A running server under load. `python -m bench.reliability serving visiting` runs it in full."""

import os

import pytest

from tests.reliability import serving, visiting
from tests.reliability.findings import assert_held

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="threads and memory are read from /proc")]
EXPERIMENTS = serving.EXPERIMENTS | visiting.EXPERIMENTS


@pytest.fixture(scope="module")
def bench():
    with serving.open_bench() as bench:
        yield bench


@pytest.mark.timeout(300)
@pytest.mark.parametrize("experiment", EXPERIMENTS.values(), ids=EXPERIMENTS)
def test_the_server_goes_on_answering_and_gives_all_back(bench, experiment):
    assert_held(experiment.run(bench, **experiment.short))
