"""Every number of a corridor with counted exposure, on generated cases, against a slow second implementation."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from analysis.exposure import EVERY_UNIT
from analysis.questions.comparison import Series, compute_series
from analysis.questions.holdings import read_choices
from analysis.questions.periods import compute_rates_by_period
from analysis.questions.populations import Population
from analysis.questions.populations.population import list_population
from analysis.questions.rates import compute_rates_of_days, find_halves
from analysis.questions.rates.counted import compare_counters, list_grains_with_rates
from analysis.questions.suspensions import compare_windows
from analysis.selection import COUNT_BY, GRAINS, Selection
from analysis.statistics.comparisons import compare_rates
from tests.analysis import counted_day_by_day as slow
from tests.cases import attack, coverage, fill_tables, open_in_memory, refill, strait, suspension, transit_count

MONDAY, DAYS = date(2021, 3, 1), 60
FEED = {"feed": "curated", "first_release": 1}


def make_case(dice: random.Random) -> dict[str, list[dict]]:
    """Make counts of one, three or seven days with gaps, by three counters, and attacks and pauses on any days."""
    counts = [
        row for counter, kept in (("a", 0.85), ("b", 0.5), ("c", 0.4)) for row in make_counts(dice, counter, kept)
    ]
    attacks = []
    for _ in range(dice.randrange(18)):
        day = make_day(dice)
        columns = {
            "verification": dice.choice(["confirmed", "confirmed", "unconfirmed"]),
            "episode": dice.choice([None, "E", "F"]),
        }
        until = day + timedelta(days=dice.choice([0, 0, 0, 2]))
        attacks.append(attack(day, until=until if until > day else None, target="traffic", **columns, **FEED))
    pauses = []
    for _ in range(dice.randrange(4)):
        start = make_day(dice)
        end = dice.choice([None, start + timedelta(days=dice.randrange(1, 25))])
        side, by = dice.choice(["attacks", "exposure"]), dice.choice(["x", "y"])
        pauses.append(suspension(start, end, side=side, announced_by=by, **FEED))
    first, last = sorted(make_day(dice) for _ in range(2))
    held = coverage(
        "incidents", "patrol", first - timedelta(days=20), last + timedelta(days=20), complete=False, feed="curated"
    )
    return fill_tables(corridors=[strait()], coverage=[held], exposure=counts, incidents=attacks, suspensions=pauses)


def make_counts(dice: random.Random, counter: str, kept: float) -> list[dict]:
    rows, day = [], MONDAY
    while day < MONDAY + timedelta(days=DAYS):
        last = day + timedelta(days=dice.choice([0, 2, 6, 6]))
        if dice.random() < kept:
            rows.append(transit_count(day, last, dice.randrange(1, 30), counted_by=counter, **FEED))
        day = last + timedelta(days=1)
    return rows


def make_day(dice: random.Random) -> date:
    return MONDAY + timedelta(days=dice.randrange(DAYS))


@pytest.fixture(scope="module")
def release():
    return open_in_memory(make_case(random.Random(0)))


def open_case(release, seed: int) -> tuple[dict, Selection, random.Random]:
    dice = random.Random(seed)
    rows = make_case(dice)
    refill(release, rows)
    from_day, to_day = (
        MONDAY + timedelta(days=dice.choice([0, 5])),
        MONDAY + timedelta(days=dice.choice([45, DAYS + 3])),
    )
    selection = replace(
        read_choices(release).make_default(),
        **{"from_day": from_day, "to_day": to_day, "grain": dice.choice(GRAINS), "count_by": dice.choice(COUNT_BY)},
        verification=dice.choice(["confirmed", "any"]),
    )
    return rows, selection, dice


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_rates_of_periods_and_of_any_days_are_those_counted_day_by_day(release, seed):
    rows, selection, dice = open_case(release, seed)
    found = compute_rates_by_period(release, selection, EVERY_UNIT).to_pylist()
    asked = [(row, max(row["start"], selection.from_day), min(row["end"], selection.to_day)) for row in found]
    for _ in range(3):
        first, last = sorted(make_day(dice) for _ in range(2))
        asked.append((compute_rates_of_days(release, selection, first, last, EVERY_UNIT), first, last))
    for row, first, last in asked:
        number, passed, rate = slow.compute_rates_of_days(rows, selection, first, last)
        is_cut = (first, last) != (row["start"], row["end"])  # a period only partly chosen has no rate
        assert (row["attacks"], row["exposed"]) == (number, None if is_cut else passed)
        assert row["rate"] == (None if is_cut else pytest.approx(rate) if rate is not None else None)
        if row["rate"] is not None:
            assert (row["rate_low"], row["rate_high"]) == pytest.approx(
                slow.find_garwood_interval(number, passed / 1000), abs=1e-6
            )
        if number is not None and not is_cut:
            behind = Population("attacks_on_targets", first, last, exposure="counted")
            assert list_population(release, selection, behind).num_rows == number


@pytest.mark.parametrize("seed", range(12, 20))
def test_halves_grains_counters_and_the_test_of_two_periods_are_those_counted_day_by_day(release, seed):
    rows, selection, _ = open_case(release, seed)
    assert list_grains_with_rates(release, selection) == slow.list_grains_with_rates(rows, selection)
    halves = find_halves(release, selection, EVERY_UNIT)
    assert halves == slow.find_halves(rows, selection)
    told = {
        tuple(row[name] for name in ("start", "end", "counted_by", "count", "other_counter", "other_count"))
        for row in compare_counters(release, selection).to_pylist()
    }
    assert told == slow.compare_counters(rows, selection)
    if not halves:
        return  # fewer than two counts
    (first, second) = (
        (row["attacks"], row["exposed"])
        for row in (compute_rates_of_days(release, selection, *half, EVERY_UNIT) for half in halves)
    )
    if first[1] and second[1] and first[0] + second[0]:
        assert compare_rates(first, second).p == pytest.approx(slow.compute_conditional_p(first, second))


@pytest.mark.parametrize("seed", range(24, 35))
def test_windows_around_pauses_of_both_sides_are_those_counted_day_by_day(release, seed):
    rows, selection, dice = open_case(release, seed)
    window_days = dice.choice([None, 7, 20])
    found = {
        (row["suspension_id"], row["window"]): tuple(
            row[name] for name in ("first", "last", "exposed", "attacks_on_targets")
        )
        for row in compare_windows(release, selection, window_days).to_pylist()
    }
    assert found == (
        slow.compare_windows(rows, selection, window_days) if found or slow.find_covered_spans(rows) else {}
    )


@pytest.mark.parametrize("seed", range(40, 43))
def test_compared_series_are_the_rates_at_the_longest_grain_that_has_one(release, seed):
    rows, selection, _ = open_case(release, seed)
    longest = slow.list_grains_with_rates(rows, selection)[-1:]
    for row in compute_series(release, Series("", selection, MONDAY)) if longest else ():
        number, passed, rate = slow.compute_rates_of_days(rows, selection, row["start"], row["end"])
        is_cut = row["start"] < selection.from_day or row["end"] > selection.to_day
        assert row["exposed"] == (None if is_cut else passed)
        assert row["from_offset"] == (row["start"] - MONDAY).days and row["to_offset"] == (row["end"] - MONDAY).days
        assert is_cut or (row["attacks"], row["rate"]) == (number, pytest.approx(rate) if rate is not None else None)
