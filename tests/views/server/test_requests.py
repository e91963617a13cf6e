"""The server answers every request, however malformed, without revealing anything about the machine. Short forms."""

import pytest

from tests.reliability import raw_requests, requests
from tests.reliability.findings import assert_held

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bench():
    with requests.open_bench() as bench:
        yield bench


@pytest.mark.parametrize("name", requests.EXPERIMENTS)
def test_requests_that_mean_harm_are_answered_without_an_error_a_path_or_a_stack(bench, name):
    experiment = requests.EXPERIMENTS[name]
    assert_held(experiment.run(bench, **experiment.short))


def test_the_canaries_would_be_found(bench):
    told = f"Traceback (most recent call last)\n {bench.lake}".encode()
    assert bench.list_canaries_in(told) == ["the lake", "a traceback"]
    assert raw_requests.make(7, 80) == raw_requests.make(7, 80) != raw_requests.make(8, 80)
