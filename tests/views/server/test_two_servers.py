"""Two servers on one lake. `python -m bench.reliability two_servers` runs this with more releases and readers."""

import sys

import pytest

from tests.reliability import two_servers
from tests.reliability.findings import assert_held

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="readers have addresses of their own"),
]


def test_readers_of_two_servers_and_one_proxy_see_whole_releases_while_more_are_published():
    with two_servers.open_bench() as bench:
        assert_held(two_servers.share(bench, **two_servers.EXPERIMENTS["share"].short))
