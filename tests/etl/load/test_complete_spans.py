"""Days named as complete: kept and joined, in whatever order and by however many loads they come."""

from datetime import date

import pytest

from analysis.questions.changes import compare_headlines
from analysis.questions.holdings import read_choices
from analysis.questions.periods import compute_rates_by_period
from analysis.questions.timeline import count_caveats, count_headline
from analysis.release import open_release
from analysis.selection import Selection
from etl.load import pipeline as intake
from etl.load.files.options import Complete, Options
from tests.cases import released

HEAD = "id,date,record,corridor,participants,target,number\n"
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
def lake(tmp_path):
    return released(tmp_path)


@pytest.fixture
def load(lake, tmp_path):
    def run(places, spans=True):
        """Load the files of these spans in one call; each holds all records of its span."""
        for place in places:
            first, through = SPANS[place]
            ran = [(n, day) for n, day in enumerate(DAYS, start=1) if first <= day <= through]
            rows = [f"P{n},{day},patrol,road,a;b,,{n}\n" for n, day in ran]
            rows += [f"I{n},{day},attack,road,,patrol,{n}\n" for n, day in ran if n % 3 == 0]
            (tmp_path / f"{place}.csv").write_text(HEAD + "".join(rows), encoding="utf-8")
        complete = tuple(Complete("road", *SPANS[place]) for place in places) if spans else ()
        files = [tmp_path / f"{place}.csv" for place in places]
        return intake.load(lake, files, Options(complete=complete))

    return run


def newest(lake):
    return open_release(lake, lake.numbers()[-1])


def choose(release, first="2022-01-01", last="2022-08-31"):
    days = date.fromisoformat(first), date.fromisoformat(last)
    return Selection(release.number, "road", "analyst", *days, verification="any")


def says(lake):
    """What a release says of the feed: its coverage, its records, and the rates of each month."""
    release = newest(lake)
    coverage = release.query(
        'SELECT * FROM coverage WHERE feed = \'analyst\' ORDER BY "table", scope, "from"'
    ).to_pylist()
    records = release.query("SELECT patrol_id, date FROM patrols WHERE feed = 'analyst' ORDER BY 1").to_pylist()
    return coverage, records, compute_rates_by_period(release, choose(release)).to_pylist()


@pytest.mark.parametrize(
    "loads",
    [[[0], [1], [2], [3]], [[3], [2], [1], [0]], [[3, 1], [0, 2]], [[1], [0, 3], [2]], [[2, 0, 3, 1], [0]]],
    ids=str,
)
def test_neither_the_order_nor_the_number_of_loads_matters(lake, load, tmp_path, loads):
    for places in loads:
        load(places)
    said = says(lake)
    held = [(row["from"], row["through"]) for row in said[0] if row["scope"] == "joint"]
    assert held == JOINED
    assert len(said[1]) == 15  # by hand: three a month from January to April, and in July
    assert [(row["covered"], row["patrols"]) for row in said[2]] == [
        *[("full", 3)] * 4, ("none", None), ("none", None), ("full", 3), ("none", None),
    ]  # fmt: skip


def test_days_named_after_their_records_were_loaded_make_a_release(lake, load):
    load([0], spans=False)
    assert count_headline(newest(lake), choose(newest(lake)))["patrols"] is None
    outcome = load([0])
    assert outcome.release
    assert count_headline(newest(lake), choose(newest(lake)))["patrols"] == 5
    assert load([0]).release is None


def test_two_years_loaded_one_after_the_other_count_as_one(lake, load):
    for place in range(4):
        load([place])
    release = newest(lake)
    # 12 patrols from January to April and 3 in July; every third was attacked.
    headline = count_headline(release, choose(release))
    assert (headline["patrols"], headline["attacked"]) == (15, 5)
    assert count_caveats(release, choose(release))["complete"] == [
        {"from": first, "through": through} for first, through in JOINED
    ]
    assert count_headline(release, choose(release, "2022-05-01", "2022-06-30"))["patrols"] is None
    assert read_choices(release).default("road", "analyst").to_day == SPANS[3][1]


def test_a_second_span_revokes_no_rate(lake, load):
    load([0])
    old = newest(lake)
    load([3])
    new = newest(lake)
    before, after = (count_headline(release, choose(release, "2022-01-01", "2022-02-20")) for release in (old, new))
    assert before == after
    change = compare_headlines(old, new, choose(new))
    assert (change.before["patrols"], change.after["patrols"]) == (5, 8)
