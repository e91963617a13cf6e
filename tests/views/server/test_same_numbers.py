"""The chart, the table, every file, the API and the briefing have the same numbers for the same choices."""

import time
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from analysis.export import writers
from analysis.links.codec import decode, encode
from analysis.questions.records import list_records
from analysis.questions.timeline import read_timeline
from analysis.selection import Selection
from tests.analysis.generated_cases import cases, keep_publishable
from tests.cases import attack, complete_coverage, fill_tables, open_case, patrol, publish_case, suspension
from tests.views import same_numbers
from tests.views.api_client import ask
from views.briefing import page as briefing
from views.state import cache as kept

pytestmark = pytest.mark.slow


# The zone furthest ahead, the one furthest behind, and one off the full hour.
ZONES = ("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu")


def assert_readers_agree(release, selection) -> dict[date, tuple]:
    """Assert that all readers agree with the table, and return its rows."""
    table = same_numbers.read_table(release, selection)
    for name, read in same_numbers.READERS.items():
        assert read(release, selection) == table, name
    # A cell of a workbook stores sixteen digits.
    cells = same_numbers.read_workbook(release, selection)
    assert cells.keys() == table.keys()
    for start, numbers in cells.items():
        assert numbers[:2] == table[start][:2]
        if numbers[2] is None:
            assert numbers == table[start]
        else:
            assert numbers[2:] == pytest.approx(table[start][2:], rel=1e-15)
    stated = same_numbers.read_briefing(release, selection)
    assert stated == {start: table[start] for start in stated}
    assert len(table) > briefing.MOST_PERIODS or stated == table
    answers = read_timeline(release, selection)
    figure = same_numbers.draw_chart(answers, selection)
    drawn = same_numbers.read_chart(figure)
    assert drawn == {start: table[start][:2] for start in drawn}
    # Periods without a mark have a value of zero or unknown.
    assert not any(numbers[0] for start, numbers in table.items() if start not in drawn)
    shares = same_numbers.read_table(release, replace(selection, grain=answers.share_grain))
    marks = same_numbers.read_chart_shares(figure)
    assert marks.keys() == {start for start, numbers in shares.items() if numbers[2] is not None}
    for start, share in marks.items():
        assert share == pytest.approx(shares[start][2:], abs=1e-12)
    for place, counted in enumerate(("patrols", "attacked")):
        assert sum(numbers[place] or 0 for numbers in table.values()) == (answers.headline[counted] or 0)
    for name in ("patrols", "incidents", "suspensions"):
        listed = writers.write(list_records(release, name, selection), "csv")
        assert ask(f"/api/v1/{name}.csv", encode(selection)).body == listed
    return table


def make_case(first: str, last: str, grain: str, **rows) -> tuple[dict, Selection]:
    days = {"from_day": date.fromisoformat(first), "to_day": date.fromisoformat(last)}
    chosen = Selection(
        release=1, corridor="road", feed="curated", grain=grain, target="any", verification="confirmed",
        participants="joint", sources="any", **days,
    )  # fmt: skip
    return fill_tables(**{"coverage": complete_coverage("2019-12-01", "2020-12-31")} | rows), chosen


WEEK_ACROSS_THE_NEW_YEAR = make_case(
    "2019-12-23", "2020-01-12", "week",
    patrols=[patrol("2019-12-31"), patrol("2020-01-01"), patrol("2020-01-06")],
    incidents=[attack("2020-01-01", patrol_id="P2")],
)  # fmt: skip
ABOUT_A_LEAP_DAY = {
    "patrols": [patrol("2020-02-29"), patrol("2020-03-01")],
    "incidents": [attack("2020-02-29", patrol_id="P1")],
}
CUT_IN_A_SUSPENSION = make_case(
    "2020-03-10", "2020-04-10", "month",
    patrols=[patrol("2020-03-05"), patrol("2020-03-12"), patrol("2020-04-09"), patrol("2020-04-20")],
    suspensions=[suspension("2020-03-12", "2020-04-20")],
)  # fmt: skip
OPEN_SUSPENSION = make_case(
    "2020-03-01", "2020-05-31", "month", patrols=[patrol("2020-03-02")], suspensions=[suspension("2020-03-02")]
)
NO_ATTACK = make_case(
    "2020-03-01", "2020-03-31", "month", patrols=[patrol(f"2020-03-{day:02}") for day in range(1, 11)]
)
TWO_ATTACKS_ON_ONE_PATROL = make_case(
    "2020-03-01", "2020-03-31", "month",
    patrols=[patrol("2020-03-02"), patrol("2020-03-03")],
    incidents=[attack("2020-03-02", patrol_id="P1"), attack("2020-03-02", patrol_id="P1")],
)  # fmt: skip
NOTHING_ON_MANY_DAYS = make_case("2020-01-01", "2020-03-31", "day")


@settings(max_examples=2)
@given(generated=cases(), zone=st.sampled_from(ZONES), counted=st.none())
@example(WEEK_ACROSS_THE_NEW_YEAR, ZONES[1], {"2019-12-23": (0, 0), "2019-12-30": (2, 1), "2020-01-06": (1, 0)})
@example(
    make_case("2020-02-28", "2020-03-01", "day", **ABOUT_A_LEAP_DAY), ZONES[2],
    {"2020-02-28": (0, 0), "2020-02-29": (1, 1), "2020-03-01": (1, 0)},
)  # fmt: skip
@example(
    make_case("2020-02-01", "2020-03-31", "month", **ABOUT_A_LEAP_DAY),
    "UTC",
    {"2020-02-01": (1, 1), "2020-03-01": (1, 0)},
)
@example(CUT_IN_A_SUSPENSION, "UTC", {"2020-03-01": (1, 0), "2020-04-01": (1, 0)})
@example(OPEN_SUSPENSION, "UTC", {"2020-03-01": (1, 0), "2020-04-01": (0, 0), "2020-05-01": (0, 0)})
@example(NO_ATTACK, "UTC", {"2020-03-01": (10, 0)})
@example(TWO_ATTACKS_ON_ONE_PATROL, "UTC", {"2020-03-01": (2, 1)})
@example(NOTHING_ON_MANY_DAYS, "UTC", None)
def test_all_readers_agree_on_any_choices(tmp_path_factory, monkeypatch, generated, zone, counted):
    rows, chosen = generated
    assume(rows["coverage"])  # no page offers a corridor without coverage
    lake = publish_case(tmp_path_factory.mktemp("same"), **keep_publishable(rows))
    with monkeypatch.context() as reader:
        reader.setenv("PATROLWATCH_LAKE", str(lake.root))
        reader.setenv("TZ", zone)
        time.tzset()
        release = kept.get_release(1)
        # A link moves a day outside the coverage to the nearest covered one.
        selection, _ = decode({key: [value] for key, value in encode(chosen).items()}, kept.list_choices(release))
        table = assert_readers_agree(release, selection)
    time.tzset()
    if counted:
        assert selection == chosen
        assert {str(start): numbers[:2] for start, numbers in table.items()} == counted


@pytest.mark.parametrize(("grain", "verification"), [("day", "confirmed"), ("week", "any"), ("month", "confirmed")])
def test_all_readers_agree_on_the_m4_at_every_grain(monkeypatch, m4_lake, m4, m4_selection, grain, verification):
    monkeypatch.setenv("PATROLWATCH_LAKE", str(m4_lake.root))
    assert_readers_agree(m4, replace(m4_selection, grain=grain, verification=verification))


# How the briefing describes these cases


def write_case_briefing(folder, case) -> str:
    rows, selection = case
    return briefing.write_briefing(open_case(folder, **rows)[0], selection).decode()


def test_a_week_across_the_new_year_is_named_by_its_first_day(tmp_path):
    page = write_case_briefing(tmp_path, WEEK_ACROSS_THE_NEW_YEAR)
    assert '<td><time datetime="2019-12-30">30 Dec 2019</time></td>' in page


def test_a_period_that_is_cut_is_marked_and_a_suspension_that_ends_later_is_open(tmp_path):
    page = write_case_briefing(tmp_path, CUT_IN_A_SUSPENSION)
    assert "* partly covered." in page
    # On the as-of day the suspension has not ended.
    assert "From 12 March 2020, announced by a on an unknown day; still open (29 days)." in page


def test_an_open_suspension_is_open_up_to_the_as_of_day(tmp_path):
    page = write_case_briefing(tmp_path, OPEN_SUSPENSION)
    assert "still open (90 days)" in page
    assert "90, open ▸" in page or "90 d, open ▸" in page


def test_many_periods_in_which_nothing_is_counted_are_said_to_be_none(tmp_path):
    page = write_case_briefing(tmp_path, NOTHING_ON_MANY_DAYS)
    assert "Of 91 days, only those with a patrol or an attack are shown: none." in page
    assert "<table>" not in page


def test_without_an_attack_the_share_is_zero_with_an_upper_end(tmp_path):
    rows, selection = NO_ATTACK
    ((_, _, share, low, high),) = same_numbers.read_table(open_case(tmp_path, **rows)[0], selection).values()
    assert (share, low) == (0.0, 0.0)
    assert high == pytest.approx(1 - 0.025 ** (1 / 10))


def test_two_attacks_on_one_patrol_are_both_counted_as_attacks(tmp_path):
    rows, selection = TWO_ATTACKS_ON_ONE_PATROL
    assert read_timeline(open_case(tmp_path, **rows)[0], selection).attacks["on_targets"].to_pylist() == [2]
