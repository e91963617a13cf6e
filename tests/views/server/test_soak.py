"""Random clicks beside loads, for a short time. `python -m bench.reliability soaking` runs this for ten minutes."""

import sys

import pytest

from tests.reliability import soaking
from tests.reliability.findings import assert_held

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory and files are read from /proc"),
]


def test_readers_who_click_download_break_off_and_come_back_meet_no_error_and_see_only_their_own_words():
    with soaking.open_bench() as bench:
        assert_held(soaking.soak(bench, **soaking.EXPERIMENTS["soak"].short))
