"""The exact test of a trend: by hand, by listing every possible placing of the attacks, and its properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.statistics import trend as trends
from analysis.statistics.trend import Group, Trend, compute_trend, join_trends
from tests.analysis import alternative_implementations as slowly


def group(places, attacked, weights=()):
    return Group(tuple(2 * place for place in places), tuple(place in attacked for place in places), tuple(weights))


def test_two_last_of_five_by_hand():
    # Of ten pairs of five one has a sum as large as 4 + 5.
    assert compute_trend((group(range(1, 6), {4, 5}),)) == Trend(pytest.approx(0.2), 1, True)
    assert compute_trend((group(range(1, 6), {1, 2}),)) == Trend(pytest.approx(0.2), -1, True)


def test_attacks_in_the_middle_show_no_trend():
    assert compute_trend((group(range(1, 6), {3}),)) == Trend(1.0, 0, True)


def test_a_patrol_of_thrice_the_kilometres_has_thrice_the_odds_of_being_attacked():
    # One attack among three, on the last: with weights 1, 1 and 3 it falls there in three cases of five.
    assert compute_trend((group([1, 2, 3], {3}, [10, 10, 30]),)).p == pytest.approx(min(1, 2 * 3 / 5))
    assert compute_trend((group([1, 2, 3], {3}, [30, 10, 10]),)).p == pytest.approx(2 * 1 / 5)


def test_groups_are_compared_with_themselves_alone():
    # Early patrols reached no place of attacks. Among those that did, the attacked ones are no later.
    near, far = group(range(1, 11), set()), group(range(11, 15), {11, 13})
    together = group(range(1, 15), {11, 13})
    assert compute_trend((near, far)) == compute_trend((far,))
    assert (
        compute_trend((near, far)).p == pytest.approx(4 / 6 * 2, abs=1) and compute_trend((near, far)).direction == -1
    )
    assert compute_trend((together,)).p < 0.2


def test_without_a_quiet_or_an_attacked_patrol_there_is_no_trend():
    assert compute_trend((group([1, 2], set()), group([3], {3}))) == Trend(None, 0, True)


@pytest.mark.parametrize(
    ("patrols", "attacked", "p"),
    [(24, {17, 20, 23, 24}, 0.0051), (26, {17, 21, 25, 26}, 0.0095), (14, {7, 10, 13, 14}, 0.0539)],
)
def test_the_trends_that_a_reader_worked_out_for_the_m4(patrols, attacked, p):
    # All 24 of known day; both undated ones quiet; the 14 that reached Ariha if the eleventh did not.
    assert compute_trend((group(range(1, patrols + 1), attacked),)).p == pytest.approx(p, abs=5e-5)


@st.composite
def groups(draw):
    number = draw(st.integers(2, 9))
    attacked = draw(st.lists(st.booleans(), min_size=number, max_size=number))
    places = draw(st.lists(st.integers(1, 12), min_size=number, max_size=number))
    weights = draw(st.sampled_from([(), tuple(range(1, number + 1))]))
    return Group(tuple(2 * place for place in places), tuple(attacked), weights)


@given(groups())
def test_p_agrees_with_a_list_of_every_possible_placing_of_the_attacks(one):
    found = compute_trend((one,))
    if found.p is None:
        assert not one.is_informative
    else:
        assert found.p == pytest.approx(
            slowly.compute_trend_p(list(one.places), list(one.attacked), list(one.weights) or None)
        )


@given(groups(), groups())
def test_the_order_of_groups_does_not_matter(one, other):
    found, back = compute_trend((one, other)), compute_trend((other, one))
    assert (found.p, found.direction) == (pytest.approx(back.p), back.direction)


def test_patrols_that_share_one_place_say_nothing_about_a_trend():
    # Three hundred patrols of one day without numbers, thirty of them attacked.
    tied = Group((301,) * 300, (True,) * 30 + (False,) * 270)
    assert compute_trend((tied,)) == Trend(None, 0, True)
    informative = group(range(1, 6), {4, 5})
    assert compute_trend((tied, informative)) == compute_trend((informative,))


@given(groups(), groups())
def test_p_of_two_groups_agrees_with_a_list_of_every_placing_in_both(one, other):
    found = compute_trend((one, other))
    both = [
        slowly.list_sums(list(each.places), list(each.attacked), list(each.weights) or None) for each in (one, other)
    ]
    if one.is_informative and other.is_informative:
        assert found.p == pytest.approx(slowly.double_the_smaller_tail(*both))


def assert_near_the_exact(monkeypatch, *groups, rel):
    exact = compute_trend(groups)
    monkeypatch.setattr(trends, "MOST_STEPS", 0)
    near = compute_trend(groups)
    assert (exact.is_exact, near.is_exact) == (True, False)
    assert near.direction == exact.direction
    assert near.p == pytest.approx(exact.p, rel=rel)


def test_of_many_patrols_the_approximation_is_near_the_exact_p(monkeypatch):
    assert_near_the_exact(monkeypatch, group(range(1, 121), set(range(30, 121, 9))), rel=0.01)


def test_the_approximation_supposes_the_same_odds_by_kilometre_as_the_exact_one(monkeypatch):
    # Half of the patrols drove four times as far, most of them later, and half of all were attacked: chances far from the odds.
    weights = [1 + 3 * (place % 7 > 3 if place < 60 else place % 7 > 0) for place in range(1, 121)]
    one = group(range(1, 121), {place for place in range(1, 121) if place * 37 % 120 < 70}, weights)
    assert_near_the_exact(monkeypatch, one, rel=0.01)


@pytest.mark.parametrize(
    ("attacked", "normal"),
    [({100, 150, 280, 285, 290}, 1e-6), ({180, 272, 282, 288, 295}, 0.011), ({285, 290, 296, 299, 300}, 0.3)],
)
def test_few_attacked_of_patrols_of_very_unequal_kilometres_get_no_p_that_is_badly_off(monkeypatch, attacked, normal):
    # The last tenth drove a hundred times as far. The normal distribution would give the second figure.
    weights = [100 if place > 270 else 1 for place in range(1, 301)]
    one = group(range(1, 301), attacked, weights)
    assert compute_trend((one,)).p != pytest.approx(normal, rel=0.3)
    assert_near_the_exact(monkeypatch, one, rel=0.25)


def test_a_group_with_an_exact_distribution_keeps_it_beside_one_without(monkeypatch):
    many, few = group(range(1, 101), {20, 60, 70, 88, 93, 97}), group((3, 190, 300), {300})
    exact = compute_trend((many, few))
    monkeypatch.setattr(trends, "MOST_STEPS", 10_000)
    assert compute_trend((many, few)).p == pytest.approx(exact.p, rel=0.02)


def test_the_approximation_takes_the_last_and_the_first_of_many_as_they_are():
    last, first = (group(range(1, 401), set(range(*ends))) for ends in ((341, 401), (1, 61)))
    assert compute_trend((last,)) == Trend(pytest.approx(0, abs=1e-50), 1, False)
    assert compute_trend((first,)) == Trend(pytest.approx(0, abs=1e-12), -1, False)


@pytest.mark.parametrize(
    ("patrols", "attacked"), [(130, 65), (130, 67), (250, 30), (250, 220), (700, 10), (3_000, 2), (3_000, 2_998)]
)
def test_the_approximation_is_used_only_beyond_the_documented_numbers(patrols, attacked):
    step = patrols / attacked
    found = compute_trend((group(range(1, patrols + 1), {round(step * place) for place in range(1, attacked + 1)}),))
    assert found.is_exact


@given(groups())
def test_a_trend_of_the_quiet_is_the_reverse_with_the_same_p(one):
    found = compute_trend((one,))
    inverse = tuple(1 / weight for weight in one.weights)
    other = compute_trend((Group(one.places, tuple(not was for was in one.attacked), inverse),))
    assert (other.p, other.direction) == (found.p if found.p is None else pytest.approx(found.p), -found.direction)


def test_one_attacked_of_five_thousand_by_hand():
    assert compute_trend((group(range(1, 5_001), {4_990}),)) == Trend(pytest.approx(2 * 11 / 5_000), 1, True)


def test_of_two_orders_the_greater_p_is_given_and_none_where_they_disagree():
    later, earlier = Trend(0.01, 1, True), Trend(0.02, -1, True)
    assert join_trends([later, Trend(0.04, 1, True)]).p == 0.04
    assert join_trends([later, earlier]) == Trend(1.0, 0, True)
