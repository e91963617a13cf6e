"""Spans stated as complete are kept and joined, in any order and number of loads."""

import shutil
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.questions.changes import compare_headlines
from analysis.questions.holdings import read_choices
from analysis.questions.periods import compute_rates_by_period
from analysis.questions.timeline import count_caveats, count_headline
from analysis.release import open_release
from analysis.selection import Selection
from etl.lake import Lake
from etl.load import pipeline as intake
from etl.load.files.options import Complete, Options
from tests.cases import publish_case
from tests.etl.load.conftest import FEW_EXAMPLES

HEADER = "id,date,record,corridor,participants,target,number\n"
# Two spans that overlap, one that touches the second, and one apart; a patrol and an attack every tenth day.
SPANS = [
    (date(2022, 1, 1), date(2022, 2, 20)),
    (date(2022, 2, 10), date(2022, 3, 31)),
    (date(2022, 4, 1), date(2022, 4, 30)),
    (date(2022, 7, 1), date(2022, 7, 31)),
]
JOINED = [(SPANS[0][0], SPANS[2][1]), SPANS[3]]
DAYS = [day for month in range(1, 9) for day in (date(2022, month, 5), date(2022, month, 15), date(2022, month, 25))]


@pytest.fixture
def load(lake, tmp_path):
    return partial(load_spans, lake, write_files(tmp_path))


def write_files(folder):
    """Write a file for each span, with all records of its days."""
    for place, (first, through) in enumerate(SPANS):
        ran = [(n, day) for n, day in enumerate(DAYS, start=1) if first <= day <= through]
        rows = [f"P{n},{day},patrol,road,a;b,,{n}\n" for n, day in ran]
        rows += [f"I{n},{day},attack,road,,patrol,{n}\n" for n, day in ran if n % 3 == 0]
        (folder / f"{place}.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
    return folder


def load_spans(lake, folder, places, spans=True):
    """Load the files of these spans in one load."""
    complete = tuple(Complete("road", *SPANS[place]) for place in places) if spans else ()
    return intake.load(lake, [folder / f"{place}.csv" for place in places], Options(complete=complete))


def open_newest(lake):
    return open_release(lake, lake.list_numbers()[-1])


def choose(release, first="2022-01-01", last="2022-08-31"):
    days = date.fromisoformat(first), date.fromisoformat(last)
    return Selection(release.number, "road", "analyst", *days, verification="any")


def describe_release(lake):
    """Return the coverage of the feed in a release, its records, and the rates of each month."""
    release = open_newest(lake)
    coverage = release.query(
        'SELECT * FROM coverage WHERE feed = \'analyst\' ORDER BY "table", scope, "from"'
    ).to_pylist()
    records = release.query("SELECT patrol_id, date FROM patrols WHERE feed = 'analyst' ORDER BY 1").to_pylist()
    return coverage, records, compute_rates_by_period(release, choose(release)).to_pylist()


@pytest.fixture(scope="module")
def at_once(tmp_path_factory):
    """A lake without these records, their files, and the same lake with all of them loaded at once."""
    empty, loaded = (tmp_path_factory.mktemp(name) for name in ("empty", "loaded"))
    files = write_files(tmp_path_factory.mktemp("files"))
    lake = publish_case(loaded)
    load_spans(lake, files, range(4))
    return publish_case(empty), files, lake


# Few, since each is up to seven loads; an order is also a number of loads, and a file may come again.
@pytest.mark.timeout(900)
@FEW_EXAMPLES
@example(order=[3, 1, 0, 2], breaks=[True] * 6)
@example(order=[2, 0, 1, 3, 1], breaks=[False, True, False, True, True, True])
@given(
    order=st.lists(st.integers(0, 3), max_size=3).flatmap(lambda again: st.permutations([*range(4), *again])),
    breaks=st.lists(st.booleans(), min_size=6, max_size=6),
)
def test_neither_the_order_nor_the_number_of_loads_matters(at_once, order, breaks):
    empty, files, loaded = at_once
    with TemporaryDirectory() as folder:
        lake = Lake(shutil.copytree(empty.root, Path(folder) / "lake"))
        loads = [[order[0]]]
        for place, is_new_load in zip(order[1:], breaks, strict=False):
            if is_new_load or place in loads[-1]:
                loads.append([])
            loads[-1].append(place)
        for places in loads:
            load_spans(lake, files, places)
        assert open_newest(lake).manifest.content_hash == open_newest(loaded).manifest.content_hash


def test_spans_that_touch_or_overlap_are_one_and_days_between_two_are_not_covered(at_once):
    coverage, records, rates = describe_release(at_once[2])
    assert [(row["from"], row["through"]) for row in coverage if row["scope"] == "joint"] == JOINED
    assert len(records) == 15  # by hand: three a month from January to April, and in July
    assert [(row["covered"], row["patrols"]) for row in rates] == [
        *[("full", 3)] * 4, ("none", None), ("none", None), ("full", 3), ("none", None),
    ]  # fmt: skip


def test_days_named_after_their_records_were_loaded_make_a_release(lake, load):
    load([0], spans=False)
    assert count_headline(open_newest(lake), choose(open_newest(lake)))["patrols"] is None
    outcome = load([0])
    assert outcome.release
    assert count_headline(open_newest(lake), choose(open_newest(lake)))["patrols"] == 5
    assert load([0]).release is None


def test_two_years_loaded_one_after_the_other_count_as_one(lake, load):
    for place in range(4):
        load([place])
    release = open_newest(lake)
    # 12 patrols from January to April and 3 in July; every third was attacked.
    headline = count_headline(release, choose(release))
    assert (headline["patrols"], headline["attacked"]) == (15, 5)
    assert count_caveats(release, choose(release))["complete"] == [
        {"from": first, "through": through} for first, through in JOINED
    ]
    assert count_headline(release, choose(release, "2022-05-01", "2022-06-30"))["patrols"] is None
    assert read_choices(release).make_default("road", "analyst").to_day == SPANS[3][1]


def test_a_second_span_revokes_no_rate(lake, load):
    load([0])
    old = open_newest(lake)
    load([3])
    new = open_newest(lake)
    before, after = (count_headline(release, choose(release, "2022-01-01", "2022-02-20")) for release in (old, new))
    assert before == after
    change = compare_headlines(old, new, choose(new))
    assert (change.before["patrols"], change.after["patrols"]) == (5, 8)
