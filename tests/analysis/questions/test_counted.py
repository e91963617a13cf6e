"""Rates of counted exposure in a made-up case: flights to an airfield, counted weekly by two counters, attacks and pauses.

test_counted_day_by_day.py compares every number with a slow second implementation.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from analysis.exposure import EVERY_UNIT, Unit
from analysis.questions.changes import compare_all_headlines, describe_headline_change
from analysis.questions.comparison import Series, compute_series
from analysis.questions.holdings import find_lender, read_choices
from analysis.questions.periods import compute_rates_by_period
from analysis.questions.populations import Population
from analysis.questions.populations.population import list_population
from analysis.questions.rates import compute_rates_of_days
from analysis.questions.rates.counted import compare_counters, is_sourced, list_grains_with_rates
from analysis.questions.records import list_records
from analysis.questions.suspensions import compare_windows
from analysis.questions.timeline import read_timeline
from analysis.questions.timeline.named import count_uncovered_attacks, list_named_attacks
from tests.cases import attack, coverage, fill_tables, open_in_memory, refill, strait, suspension, transit_count
from views.briefing.page import write_briefing
from views.charts.comparison import Compared, draw_comparison
from views.charts.style import LIGHT
from views.words.figures.comparison import explain_units
from views.words.timeline import make_tiles
from views.words.timeline.counted import compose_headline, list_things_to_know

MONDAY = date(2021, 3, 1)
FLIGHTS = {"unit": "flights", "unit_singular": "flight", "targets": "aircraft", "target_singular": "aircraft"}


def week(number: int, flights: int, counted_by: str = "a") -> dict:
    first = MONDAY + timedelta(days=7 * number)
    return transit_count(
        first, first + timedelta(days=6), flights, unit="flights", counted_by=counted_by, feed="curated"
    )


def shot(day: date, **columns) -> dict:
    return attack(day, target="traffic", kind="shooting", feed="curated") | columns


def flights(**given: list[dict]) -> dict[str, list[dict]]:
    """Make the rows of the case: eight weeks, of which the fourth is not counted."""
    usual = {
        "corridors": [strait(title="Northern airfield", **FLIGHTS)],
        "coverage": [
            coverage("incidents", "patrol", MONDAY, MONDAY + timedelta(days=55), complete=False, feed="curated")
        ],
        "exposure": [week(number, 10 + number) for number in range(8) if number != 3],
    }
    return {
        name: [row | {"first_release": 1} for row in rows] if name in ("exposure", "incidents", "suspensions") else rows
        for name, rows in fill_tables(**usual | given).items()
    }


@pytest.fixture(scope="module")
def release():
    return open_in_memory(flights())


def ask(release, **given):
    refill(release, flights(**given))
    selection = read_choices(release).make_default()
    return replace(selection, from_day=MONDAY, to_day=MONDAY + timedelta(days=55), grain="week")


def test_a_feed_that_covers_counts_alone_has_an_unknown_number_of_attacks_and_not_0(release):
    held = [coverage("exposure", "any", MONDAY, MONDAY + timedelta(days=55), complete=False, feed="curated")]
    selection = ask(release, coverage=held)
    answers = read_timeline(release, selection)
    assert answers.counted.overall["attacks"] is None
    assert compose_headline(answers, selection) == "An unknown number of attacks on aircraft: no rate on these days."
    (rate, why), *_ = make_tiles(answers, selection).values()
    assert rate == "no rate"
    assert "does not cover attacks" in why
    (most, of), *_ = list(make_tiles(answers, selection).values())[1:]
    assert (most, of) == ("–", "not known: the chosen feed does not cover attacks on these days")
    assert list_things_to_know(answers, selection)[0].startswith("No day has both counts of flights by a and records")


def test_a_week_has_its_flights_and_its_rate_by_hand(release):
    selection = ask(
        release, incidents=[shot(MONDAY), shot(MONDAY + timedelta(days=2)), shot(MONDAY + timedelta(days=22))]
    )
    rows = compute_rates_by_period(release, selection, EVERY_UNIT).to_pylist()
    assert [row["exposed"] for row in rows] == [10, 11, 12, None, 14, 15, 16, 17]
    assert (rows[0]["attacks"], rows[0]["rate"]) == (2, 200)
    assert rows[0]["rate_low"] == pytest.approx(24.22, abs=0.01) and rows[0]["rate_high"] == pytest.approx(
        722.47, abs=0.01
    )
    assert rows[3]["rate"] is None  # an attack without a count has no rate, which is not a rate of zero
    assert all(row["patrols"] is None and row["share"] is None for row in rows)


def test_days_that_cut_a_count_have_no_rate_and_weeks_are_the_grain_that_has_one(release):
    selection = ask(release)
    assert list_grains_with_rates(release, selection) == ("week",)
    rows = {
        grain: compute_rates_by_period(release, replace(selection, grain=grain), EVERY_UNIT)
        for grain in ("day", "month")
    }
    assert all(row["exposed"].null_count == row.num_rows for row in rows.values())
    assert compute_rates_of_days(release, selection, MONDAY, MONDAY + timedelta(days=12), EVERY_UNIT)["exposed"] is None
    assert compute_rates_of_days(release, selection, MONDAY, MONDAY + timedelta(days=13), EVERY_UNIT)["exposed"] == 21


def test_a_page_opens_with_days_that_cut_no_count_and_by_a_grain_that_has_a_rate(release):
    first, last = MONDAY + timedelta(days=3), MONDAY + timedelta(days=47)
    held = [
        coverage("incidents", "patrol", first, last, complete=False, feed="curated"),
        coverage("exposure", "any", MONDAY, MONDAY + timedelta(days=55), complete=False, feed="curated"),
    ]
    ask(release, coverage=held, exposure=[week(number, 10) for number in range(8)], incidents=[shot(first), shot(last)])
    choices = read_choices(release)
    opening = choices.make_default()
    assert (opening.from_day, opening.to_day) == (MONDAY + timedelta(days=7), MONDAY + timedelta(days=41))
    assert opening.grain == choices.choose_grain(opening) == "week"
    assert compute_rates_of_days(release, opening, opening.from_day, opening.to_day, EVERY_UNIT)["exposed"] == 50


def test_days_without_records_of_attacks_have_no_rate_and_the_page_says_why(release):
    # Attacks are recorded for five weeks and a day; flights are counted for eight weeks.
    held = coverage("incidents", "patrol", MONDAY, MONDAY + timedelta(days=35), complete=False, feed="curated")
    counts = [week(number, 10) for number in range(8)]
    selection = ask(
        release, coverage=[held], exposure=counts, incidents=[shot(MONDAY), shot(MONDAY + timedelta(days=35))]
    )
    by_week = compute_rates_by_period(release, selection, EVERY_UNIT).to_pylist()
    assert [row["exposed"] for row in by_week] == [10] * 5 + [None] * 3
    answers = read_timeline(release, selection)
    assert answers.counted.overall["rate"] is None
    (rate, why), *_ = make_tiles(answers, selection).values()
    assert (rate, why) == (
        "no rate",
        "attacks on aircraft are not recorded for all of these days; there are rates by week",
    )
    known = list_things_to_know(answers, selection)[0]
    assert "counts of flights by a and records of attacks on aircraft are held from 1 March to 5 April 2021." in known
    within = replace(selection, to_day=MONDAY + timedelta(days=34))
    assert read_timeline(release, within).counted.overall["exposed"] == 50


def test_a_corridor_opens_with_a_feed_that_has_rates(release):
    spans = [
        coverage("incidents", "any", MONDAY, MONDAY + timedelta(days=55), complete=False, feed="acled"),
        coverage("incidents", "patrol", MONDAY, MONDAY + timedelta(days=55), complete=False, feed="curated"),
        coverage("exposure", "any", MONDAY, MONDAY + timedelta(days=55), complete=False, feed="curated"),
    ]
    ask(release, coverage=spans, incidents=[shot(MONDAY), shot(MONDAY, feed="acled", target="civilian")])
    assert read_choices(release).list_feeds("road") == ["curated", "acled"]
    listed = replace(
        read_choices(release).make_default(feed="acled"), from_day=MONDAY, to_day=MONDAY + timedelta(days=6)
    )
    (rate, why), *_ = make_tiles(read_timeline(release, listed), listed).values()
    assert (rate, why) == ("no rate", "the chosen feed has no counts of flights on these days")


def test_attacks_of_which_nothing_says_what_they_were_on_make_the_rate_a_range_and_not_0(release):
    # A table without a column of targets; one was on an aircraft, one unconfirmed, one beyond the chosen days.
    unsaid = [shot(MONDAY, target="unknown"), shot(MONDAY + timedelta(days=9), target="unknown")]
    others = [
        shot(MONDAY + timedelta(days=8)),
        shot(MONDAY, target="unknown", verification="unconfirmed"),
        shot(MONDAY + timedelta(days=30), target="unknown"),
        shot(MONDAY, target="civilian"),
    ]
    selection = replace(ask(release, incidents=[*unsaid, *others]), to_day=MONDAY + timedelta(days=13))
    answers = read_timeline(release, selection)
    assert answers.counted.unknown_targets == 2
    assert compose_headline(answers, selection) == (
        "1 to 3 sourced attacks on aircraft: 47.6 to 142.9 per 1,000 flights, the last certain one on 9 March 2021."
    )
    (rate, why), *_ = make_tiles(answers, selection).values()
    assert (rate, why) == (
        "47.6 to 142.9",
        "2 targets not known; 1 to 3 sourced attacks in 21 flights by a, not the risk of one flight",
    )
    assert (
        "2 attacks on the corridor are in no rate: no record says what they targeted, which may have been aircraft."
        in (list_things_to_know(answers, selection))
    )
    surely = ask(release, incidents=others[:1])
    assert compose_headline(read_timeline(release, surely), surely).startswith("1 sourced attack on aircraft")


def test_two_counters_are_compared_where_both_count_and_never_added(release):
    other = [
        week(0, 12, "b"),
        week(3, 20, "b"),
        transit_count(MONDAY, MONDAY + timedelta(days=13), 28, unit="flights", counted_by="c", feed="curated"),
    ]
    selection = ask(release, exposure=[*(week(number, 10) for number in range(2)), *other])
    rows = compare_counters(release, selection).to_pylist()
    assert [(row["counted_by"], row["count"], row["other_counter"], row["other_count"]) for row in rows] == [
        ("b", 12, "a", 10), ("c", 28, "a", 20),
    ]  # fmt: skip
    assert compute_rates_by_period(release, selection, EVERY_UNIT)["exposed"].to_pylist()[:2] == [10, 10]


def test_a_feed_without_counts_borrows_them_and_a_feed_with_counts_uses_only_its_own(release):
    lent = [row | {"feed": "portwatch"} for row in (week(0, 7), week(1, 8))]
    spans = [
        coverage("incidents", "patrol", MONDAY, MONDAY + timedelta(days=55), complete=False, feed="curated"),
        coverage("exposure", "any", MONDAY, MONDAY + timedelta(days=13), complete=False, feed="portwatch"),
    ]
    own = coverage("exposure", "any", MONDAY, MONDAY + timedelta(days=6), complete=False, feed="curated")
    found = {}
    for name, counts, cover in (("none of its own", lent, spans), ("its own", [*lent, week(0, 9)], [*spans, own])):
        ask(release, exposure=counts, coverage=cover, incidents=[shot(MONDAY)])
        selection = replace(
            read_choices(release).make_default(feed="curated"),
            from_day=MONDAY,
            to_day=MONDAY + timedelta(days=13),
            grain="week",
        )
        exposed = compute_rates_by_period(release, selection, EVERY_UNIT)["exposed"].to_pylist()
        listed = list_records(release, "exposure", selection)["count"].to_pylist()
        found[name] = (exposed, listed, find_lender(release, selection))
    assert found == {"none of its own": ([7, 8], [7, 8], "portwatch"), "its own": ([9, None], [9], None)}


def test_compared_series_use_whole_counts_aligned_by_day(release):
    selection = ask(release, incidents=[shot(MONDAY), shot(MONDAY + timedelta(days=22))])
    start = MONDAY + timedelta(days=10)
    rows = compute_series(release, Series("", selection, start))
    told = [(row["from_offset"], row["to_offset"], row["exposed"], row["attacks"], row["rate"]) for row in rows[:4]]
    assert told == [(-10, -4, 10, 1, 100), (-3, 3, 11, 0, 0), (4, 10, 12, 0, 0), (11, 17, None, None, None)]
    assert all(row["from_offset"] is None for row in compute_series(release, Series("", selection)))


def test_patrols_and_flights_are_stacked_with_a_scale_each(release, m4, m4_selection):
    selection = ask(release, incidents=[shot(MONDAY)])
    unit = Unit("flights", "flight", "aircraft", "aircraft", is_counted=True)
    series = [
        Compared("a", "a", compute_series(m4, Series("", m4_selection)), []),
        *(Compared(name, name, compute_series(release, Series("", selection)), [], unit) for name in ("b", "c")),
    ]
    layout = draw_comparison(series, m4_selection, LIGHT).layout
    shares, *rates = (axis for axis in (layout.yaxis, layout.yaxis2, layout.yaxis3))
    assert shares.range[1] == pytest.approx(1.1) and list(shares.tickvals) == [0, 0.5, 1]
    assert (
        rates[0].range == rates[1].range and rates[0].range[1] > 500
    )  # both use one scale, which contains each interval
    assert list(rates[0].tickvals) == [0, 500]
    said = " ".join(explain_units({held.unit: held.events for held in series}, set()))
    assert "the share of patrols attacked and attacks per 1,000 flights" in said and "risk of one flight" in said


def test_an_episode_counts_once_also_on_days_for_which_attacks_are_not_held(release):
    first, later = MONDAY + timedelta(days=57), MONDAY + timedelta(days=58)  # days after the covered ones
    sure = [shot(day, episode="E") for day in (first, later)]
    doubtful = [shot(day, episode="F", verification="unconfirmed") for day in (first, later)]
    selection = replace(ask(release, incidents=[*sure, *doubtful]), to_day=MONDAY + timedelta(days=62))
    for unit, number in (("attacks", 2), ("episodes", 1)):
        chosen = replace(selection, count_by=unit)
        [row] = count_uncovered_attacks(release, chosen).to_pylist()
        assert (row["on_targets"], row["on_targets_in_doubt"]) == (number, number)
        assert list_named_attacks(release, chosen).num_rows == 2 * number


def test_an_episode_counts_once_by_its_first_attack_that_counts(release):
    first, later = MONDAY, MONDAY + timedelta(days=1)
    doubtful = shot(first, episode="E", verification="unconfirmed")
    selection = ask(release, incidents=[doubtful, shot(later, episode="E"), shot(later, episode="E"), shot(later)])
    by = {unit: replace(selection, count_by=unit) for unit in ("attacks", "episodes")}
    numbers = {
        (unit, verification): compute_rates_by_period(release, replace(chosen, verification=verification), EVERY_UNIT)[
            "attacks"
        ][0].as_py()
        for unit, chosen in by.items()
        for verification in ("confirmed", "any")
    }
    assert numbers == {
        ("attacks", "confirmed"): 3, ("attacks", "any"): 4, ("episodes", "confirmed"): 2, ("episodes", "any"): 2,
    }  # fmt: skip
    behind = Population("attacks_on_targets", MONDAY, MONDAY + timedelta(days=6), exposure="counted")
    assert list_population(release, by["episodes"], behind)["incident_id"].to_pylist() == ["I2", "I4"]


def test_pauses_of_both_sides_have_windows_of_whole_counts(release):
    pauses = [
        suspension(
            MONDAY + timedelta(days=13),
            MONDAY + timedelta(days=30),
            side="attacks",
            announced_by="rebels",
            feed="curated",
        ),
        suspension(MONDAY + timedelta(days=34), None, side=None, announced_by="airline", feed="curated"),
    ]
    selection = ask(
        release,
        exposure=[week(number, 10 + number) for number in range(8)],
        suspensions=pauses,
        incidents=[shot(MONDAY + timedelta(days=8))],
    )
    rows = {(row["side"], row["window"]): row for row in compare_windows(release, selection, 14).to_pylist()}
    before, during = rows["attacks", "before"], rows["attacks", "during"]
    assert (before["exposed"], before["attacks_on_targets"], before["rate"]) == (21, 1, pytest.approx(1000 / 21))
    assert (during["first"], during["last"], during["exposed"]) == (
        MONDAY + timedelta(days=14),
        MONDAY + timedelta(days=27),
        25,
    )
    assert "whole counts" in during["cut_by"]
    assert rows["exposure", "during"]["exposed"] == 15 + 16 + 17
    assert all(row["patrols"] is None for row in rows.values())


def test_coverage_that_is_complete_makes_attacks_more_than_sourced(release):
    assert is_sourced(release, ask(release))
    whole = [coverage("incidents", "any", MONDAY, MONDAY + timedelta(days=55), feed="curated")]
    assert not is_sourced(release, ask(release, coverage=whole))


def test_a_briefing_speaks_of_flights_and_of_no_patrol(release):
    selection = ask(release, incidents=[shot(MONDAY), shot(MONDAY + timedelta(days=10))])
    briefing = write_briefing(release, selection).decode().lower()
    assert "patrol" not in briefing.replace("patrolwatch", "")
    assert "sourced attacks per 1,000 flights" in briefing


def test_two_releases_differ_by_the_counts_and_attacks_of_their_rates():
    held = [
        coverage("incidents", "patrol", MONDAY, MONDAY + timedelta(days=55), complete=False, feed="curated"),
        coverage("exposure", "any", MONDAY, MONDAY + timedelta(days=55), complete=False, feed="curated"),
    ]
    counts = [week(number, 10) for number in range(8)]
    before = open_in_memory(flights(coverage=held, exposure=counts, incidents=[shot(MONDAY)]))
    corrected = [*counts[:7], week(7, 14)]
    after = open_in_memory(flights(coverage=held, exposure=corrected, incidents=[shot(MONDAY), shot(MONDAY)]))
    (change,) = compare_all_headlines(before, after)
    assert describe_headline_change(change) == (
        "1 attack in 80 flights in R1; 2 attacks in 84 flights in R1: one count changed, one attack added."
    )
    (same,) = compare_all_headlines(before, before)
    assert describe_headline_change(same).endswith("; nothing behind it changed.")
