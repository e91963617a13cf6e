"""The trend over the order of patrols, and the kilometre that they must have reached: by hand."""

import pytest

from analysis.exposure import Exposure
from analysis.questions.rates import (
    compute_trends,
    count_hindrances,
    find_place,
    find_usual_kilometre,
    list_reaches_of_one_origin,
)
from tests.analysis import alternative_implementations as slowly
from tests.analysis.questions.test_metrics import refill_release, select_days
from tests.cases import (
    attack,
    claim,
    complete_coverage,
    corridor,
    fill_tables,
    open_case,
    open_in_memory,
    patrol,
    place,
    source,
)

MARCH = select_days("2020-03-01", "2020-03-31")


def open_march(patrols, incidents, **more):
    rows = fill_tables(
        patrols=patrols, incidents=incidents, coverage=complete_coverage("2020-03-01", "2020-03-31"), **more
    )
    return open_in_memory(rows) if "corridors" in more else refill_release(rows)


def make_daily_patrols(number, attacked, **more):
    """Make a patrol a day from the 1st, with attacks on these days."""
    patrols = [patrol(f"2020-03-{day:02d}", **more) for day in range(1, number + 1)]
    return patrols, [attack(f"2020-03-{day:02d}", patrol_id=f"P{day}") for day in attacked]


def index_trends(release, km=None):
    return {(row["alike"], row["days"]): row for row in compute_trends(release, MARCH, km).to_pylist()}


def test_attacks_on_the_last_two_of_five_by_hand():
    found = index_trends(open_march(*make_daily_patrols(5, [4, 5])))
    assert set(found) == {("patrols", "known_day"), ("patrols", "any_day")}
    row = found["patrols", "known_day"]
    assert (row["patrols"], row["attacked"], row["p"], row["direction"]) == (5, 2, pytest.approx(0.2), "later")


def test_a_patrol_of_unknown_day_takes_the_place_least_in_favour_of_a_trend():
    patrols, incidents = make_daily_patrols(5, [4, 5])
    undated = patrol("2020-03-01", until="2020-03-31")
    row = index_trends(open_march([*patrols, undated], incidents))["patrols", "any_day"]
    # At its latest it comes after both: 4th and 5th of six, of whose fifteen pairs two have a larger sum and one as large.
    assert (row["patrols"], row["p"]) == (6, pytest.approx(2 * compute_tail_slowly(6, 9)))
    assert compute_tail_slowly(6, 9) == pytest.approx(4 / 15)


def compute_tail_slowly(number, seen):
    pairs = [(one, other) for one in range(1, number + 1) for other in range(one + 1, number + 1)]
    return sum(sum(pair) >= seen for pair in pairs) / len(pairs)


def test_an_undated_attacked_patrol_that_may_be_first_or_last_says_nothing_about_a_trend():
    patrols, _ = make_daily_patrols(4, [])
    undated = patrol("2020-03-01", until="2020-03-31")
    incidents = [attack("2020-03-01", until="2020-03-31", patrol_id="P5")]
    row = index_trends(open_march([*patrols, undated], incidents))["patrols", "any_day"]
    assert (row["attacked"], row["p"], row["direction"]) == (1, 1.0, "neither")


def test_patrols_of_one_day_that_no_number_distinguishes_share_their_place():
    patrols = [patrol("2020-03-01"), patrol("2020-03-02"), patrol("2020-03-02"), patrol("2020-03-03")]
    row = index_trends(open_march(patrols, [attack("2020-03-02", patrol_id="P3")]))["patrols", "known_day"]
    assert row["p"] == slowly.compute_trend_p([1, 2.5, 2.5, 4], [False, False, True, False])


def test_doubtful_attacks_are_beside_the_confirmed_ones():
    patrols, incidents = make_daily_patrols(5, [4, 5])
    doubtful = attack("2020-03-01", patrol_id="P1", verification="disputed")
    row = index_trends(open_march(patrols, [*incidents, doubtful]))["patrols", "known_day"]
    assert (row["attacked"], row["attacked_with_doubtful"]) == (2, 3)
    assert row["p"] == pytest.approx(0.2)
    assert row["p_with_doubtful"] == slowly.compute_trend_p([1, 2, 3, 4, 5], [True, False, False, True, True])


def test_by_reach_those_that_came_to_a_kilometre_are_compared_among_themselves():
    short, _ = make_daily_patrols(4, [], outcome="cut_short", km_from=0.0, km_to=10.0)
    far = [patrol(f"2020-03-{day:02d}", outcome="partial", km_from=0.0, km_to=50.0) for day in range(5, 10)]
    incidents = [attack("2020-03-08", patrol_id="P8"), attack("2020-03-09", patrol_id="P9")]
    found = index_trends(open_march([*short, *far], incidents), km=20.0)
    assert found["patrols", "known_day"]["p"] == pytest.approx(2 / 36)
    assert (found["reached", "known_day"]["patrols"], found["reached", "known_day"]["p"]) == (5, pytest.approx(0.2))
    places, struck = list(range(1, 10)), [day in (8, 9) for day in range(1, 10)]
    by_distance = slowly.compute_trend_p(places, struck, [10.0] * 4 + [50.0] * 5)
    assert found["kilometres", "known_day"]["p"] == pytest.approx(by_distance)


def test_tied_patrols_say_nothing_about_a_trend_and_are_not_counted():
    patrols = [patrol("2020-03-05") for _ in range(20)]
    row = index_trends(open_march(patrols, [attack("2020-03-05", patrol_id="P3")]))["patrols", "known_day"]
    assert (row["patrols"], row["attacked"], row["p"], row["direction"]) == (0, 0, None, None)


def test_attacked_patrols_are_counted_over_the_same_groups_as_the_patrols():
    # Both patrols that did not reach it were attacked, so their group shows no trend. One of the other three was attacked.
    short, _ = make_daily_patrols(2, [], outcome="cut_short", km_from=0.0, km_to=10.0)
    far = [patrol(f"2020-03-{day:02d}", outcome="partial", km_from=0.0, km_to=50.0) for day in range(3, 6)]
    incidents = [attack(f"2020-03-{day:02d}", patrol_id=f"P{day}") for day in (1, 2, 5)]
    row = index_trends(open_march([*short, *far], incidents), km=20.0)["reached", "known_day"]
    assert (row["patrols"], row["attacked"]) == (3, 1)


def test_without_an_attack_there_is_no_trend():
    row = index_trends(open_march(*make_daily_patrols(5, [])))["patrols", "known_day"]
    assert (row["patrols"], row["p"], row["direction"]) == (0, None, None)


def test_the_usual_kilometre_is_the_first_at_which_a_patrol_was_attacked_or_the_middle(tmp_path):
    given = {
        "patrols": [patrol("2020-03-01"), patrol("2020-03-02")],
        "places": [place("Near", 36.0, 36.302, source_ids=["source"])],
        "incidents": [
            attack("2020-03-01", patrol_id="P1", place="Near", lat=36.0, lon=36.3, geo_precision="near"),
            attack("2020-03-02", patrol_id="P2", place="Far", lat=36.0, lon=36.6, geo_precision="exact"),
        ],
    }
    release, selection = open_case(tmp_path, **given)
    km = find_usual_kilometre(release, selection)
    assert km == pytest.approx(30, abs=0.5)
    assert find_place(release, selection, Exposure("reached", km)) == "Near"
    assert find_place(release, selection, Exposure("reached", 50.0)) is None
    assert find_usual_kilometre(open_march([], []), MARCH) == 50.0


def test_a_reach_has_one_origin_where_all_claims_on_it_have_that():
    patrols, _ = make_daily_patrols(4, [], outcome="cut_short", km_from=0.0, km_to=30.0)
    claims = [
        claim("patrols", "P1", "place_to", "Near", source_id="paper"),
        claim("patrols", "P2", "place_to", "Near", source_id="paper"),
        claim("patrols", "P2", "place_to", "Far", source_id="agency"),
        claim("patrols", "P3", "outcome", "cut_short", source_id="paper"),
        claim("patrols", "P4", "place_to", "Near", source_id="paper"),
        claim("patrols", "P4", "place_to", "Near", source_id="copy"),
    ]
    sources = [source("source"), source("paper", publisher="Paper"), source("agency", publisher="Agency")]
    sources.append(source("copy", publisher="Other", origin="Paper"))
    release = open_march(patrols, [], claims=claims, sources=sources)
    found = list_reaches_of_one_origin(release, MARCH, Exposure("reached", 20.0))
    assert [(row["date"].day, row["publisher"]) for row in found] == [(1, "Paper"), (4, "Paper")]
    assert list_reaches_of_one_origin(release, MARCH, Exposure("reached", 50.0)) == []


def test_a_corridor_without_kilometres_has_no_usual_one():
    corridors = [corridor("road", km_from=None, km_to=None, route=None)]
    assert find_usual_kilometre(open_march([], [], corridors=corridors), MARCH) is None


def test_protests_and_blocks_are_counted_beside_attacks_by_hand():
    # Turned back at a protest, at a block and a bomb, at a bomb, and for no recorded reason. The last drove on past a protest.
    patrols = [
        patrol(f"2020-03-{day:02d}", outcome=outcome) for day, outcome in enumerate(["cut_short"] * 4 + ["full"], 1)
    ]
    incidents = [
        attack("2020-03-01", patrol_id="P1", kind="protest"),
        attack("2020-03-02", patrol_id="P2", kind="sabotage"), attack("2020-03-02", patrol_id="P2"),
        attack("2020-03-03", patrol_id="P3"),
        attack("2020-03-05", patrol_id="P5", kind="protest"),
    ]  # fmt: skip
    found = {
        row["hindrance"]: (row["patrols"], row["of"])
        for row in count_hindrances(open_march(patrols, incidents), MARCH).to_pylist()
    }
    assert found == {
        "attacked": (2, 5),
        "obstructed": (2, 5),
        "attacked_and_cut_short": (2, 5),
        "cut_short_otherwise": (1, 5),
    }
