"""Nothing is left behind by a command that is killed. The full figures: `python -m bench.reliability leftovers`."""

import os

import pytest

from tests.reliability import leftovers

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no kill -9")


@pytest.fixture(scope="module")
def bench():
    with leftovers.new_bench() as bench:
        yield bench


@pytest.mark.parametrize("name", leftovers.EXPERIMENTS)
def test_a_killed_command_leaves_nothing_past_the_next_start(bench, name):
    experiment = leftovers.EXPERIMENTS[name]
    findings = experiment.run(bench, **experiment.short)
    assert findings
    assert [str(finding) for finding in findings if finding.wrong] == []
