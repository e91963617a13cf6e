"""The route, its stretches, and the patrols and incidents on them: by hand, and against plain Python."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.questions.holdings import read_choices
from analysis.questions.populations import list_population
from analysis.questions.records import list_records
from analysis.questions.route import (
    LENGTHS_KM,
    choose_stretch_length,
    compute_stretch_length,
    compute_stretches,
    count_attacks_by_stretch,
    count_on_route,
    count_patrols_by_stretch,
    count_stretch_totals,
    count_unplaced,
    count_unplaced_records,
    cut_route,
    find_ends,
    find_point,
    find_stretch_populations,
    find_total_populations,
    list_edges,
    list_incidents_by_point,
    list_newest_without_km,
    list_places,
    read_route,
)
from analysis.questions.timeline import count_headline
from analysis.statistics.intervals import compute_rate
from tests.analysis import alternative_implementations as slowly
from tests.analysis.generated_cases import road_cases, try_few
from tests.analysis.questions.test_metrics import refill_release
from tests.cases import attack, corridor, fill_tables, open_case, open_in_memory, patrol, place

LENGTHS = st.sampled_from([2.0, 5.0, 10.0, 20.0, 50.0, 100.0])


def run(day, km_from, km_to, **columns):
    return patrol(day, outcome="partial", km_from=km_from, km_to=km_to, **columns)


@pytest.fixture(scope="module")
def driven():
    """Four patrols of known reach, one of unknown reach, and attacks on and off stretches of 20 km.

    km        0        20        40        60        80        100
    P1        ────────────────────────────────────────────────────    full, places not named
    P2        ───────────┤                                            turned back at 25, attacked there (I1)
    P3                                       ├─────────────────────   came back from 100 to 60
    P4        ─────────┤                                              turned back at 20 exactly, attacked there (I2)
    P5        from 0, not known how far                               attacked at 30 (I3)
    I4        at 25, known by district alone     I5 on a civilian at 70     I6 at 30, tied to no patrol
    """
    rows = fill_tables(
        patrols=[
            patrol("2020-02-01"),
            run("2020-02-02", 0, 25),
            run("2020-02-03", 100, 60, direction="return"),
            run("2020-02-04", 0, 20),
            patrol("2020-02-05", outcome="cut_short", km_from=0),
        ],
        incidents=[
            attack("2020-02-02", patrol_id="P2", km=25, geo_precision="near"),
            attack("2020-02-04", patrol_id="P4", km=20, geo_precision="exact"),
            attack("2020-02-05", patrol_id="P5", km=30, geo_precision="exact"),
            attack("2020-02-01", patrol_id="P1", km=25, geo_precision="admin2"),
            attack("2020-02-06", target="civilian", km=70, geo_precision="exact"),
            attack("2020-02-07", km=30, geo_precision="near"),
        ],
    )
    release = open_in_memory(rows)
    return release, read_choices(release).make_default()


def count_by_stretch(release, selection, length_km, *columns):
    return [
        tuple(row[column] for column in columns) for row in compute_stretches(release, selection, length_km).to_pylist()
    ]


def test_a_patrol_drove_the_stretches_that_it_came_into(driven):
    # P4, which turned back at kilometre 20, entered the stretch that begins there.
    assert count_by_stretch(*driven, 20.0, "km_from", "km_to", "patrols") == [
        (0, 20, 3), (20, 40, 3), (40, 60, 1), (60, 80, 2), (80, 100, 2),
    ]  # fmt: skip


def test_attacks_are_placed_as_nearly_as_they_are_known_and_within_the_reach_of_their_patrol(driven):
    # I1, I2 and I6 are on the second stretch. I3 is not, since the reach of its patrol is unknown, nor I4, known by district.
    assert count_by_stretch(*driven, 20.0, "attacks", "recorded") == [(0, 0), (3, 4), (0, 0), (0, 1), (0, 0)]
    totals = count_stretch_totals(*driven, 20.0)
    assert totals == {
        "patrols": 5, "patrols_of_unknown_reach": 1, "attacks": 5, "attacks_not_placed": 2, "recorded": 6,
        "recorded_not_placed": 1,
    }  # fmt: skip


def test_what_is_known_to_five_kilometres_is_on_no_stretch_of_five(driven):
    # Of those on the second fifth of the road I2 and I3 are known precisely enough, and of these I2 to a patrol of known reach.
    on_targets, recorded = zip(*count_by_stretch(*driven, 5.0, "attacks", "recorded"), strict=True)
    assert (sum(on_targets), sum(recorded)) == (1, 3)
    assert count_stretch_totals(*driven, 5.0)["attacks_not_placed"] == 4


def test_a_stretch_nobody_reached_has_no_rate():
    release = open_in_memory(fill_tables(patrols=[run("2020-02-01", 0, 30)], incidents=[]))
    rows = compute_stretches(release, read_choices(release).make_default(), 50.0).to_pylist()
    assert [(row["patrols"], row["attacks"], row["rate"], row["rate_low"]) for row in rows] == [
        (1, 0, 0.0, 0.0), (0, 0, None, None),
    ]  # fmt: skip


def test_attacks_per_patrol_of_a_stretch_have_the_exact_interval(driven):
    _, selection = driven
    release = open_in_memory(
        fill_tables(
            patrols=[run("2020-02-02", 0, 25), run("2020-02-03", 0, 30)],
            incidents=[attack("2020-02-02", patrol_id="P1", km=25, geo_precision="exact")],
        )
    )
    row = compute_stretches(release, selection, 20.0).to_pylist()[1]
    found = compute_rate(1, 2)
    assert (row["rate"], row["rate_low"], row["rate_high"]) == (0.5, found.low, found.high)


def test_no_stretch_has_a_rate_while_an_attack_is_placed_on_none(driven):
    rows, totals = compute_stretches(*driven, 20.0).to_pylist(), count_stretch_totals(*driven, 20.0)
    assert count_unplaced(rows, totals) == 1  # I4, known by district alone
    for name in ("rate", "rate_low", "rate_high", "rate_least", "rate_most"):
        assert {row[name] for row in rows} == {None}
    assert sum(row["attacks"] for row in rows) > 0


def test_outside_complete_coverage_there_are_recorded_attacks_and_no_rate(driven):
    _, selection = driven
    uncovered = open_in_memory(
        fill_tables(
            incidents=[attack("2020-02-02", km=25, geo_precision="exact", verification="coded")],
            coverage=[
                {
                    **{"corridor": "road", "table": "incidents", "scope": "any", "complete": False, "lag_days": 0},
                    **{"from": selection.from_day, "through": selection.to_day},
                }
            ],
        )
    )
    rows = compute_stretches(uncovered, selection, 50.0).to_pylist()
    assert [(row["patrols"], row["attacks"], row["rate"], row["recorded"]) for row in rows] == [
        (None, None, None, 1), (None, None, None, 0),
    ]  # fmt: skip
    assert count_stretch_totals(uncovered, selection, 50.0)["patrols"] is None


@try_few
@given(road_cases(), LENGTHS)
def test_stretches_agree_with_plain_python(generated, length_km):
    rows, selection = generated
    found = compute_stretches(refill_release(rows), selection, length_km).to_pylist()
    plain = [{key: value for key, value in row.items() if not key.startswith("rate")} for row in found]
    assert plain == slowly.compute_stretches(rows, selection, list_edges(0, 100, length_km), length_km)


@try_few
@given(road_cases(), st.sampled_from([10.0, 20.0, 50.0]))
def test_a_number_of_the_road_counts_its_records(generated, length_km):
    rows, selection = generated
    release, posts = refill_release(rows), (0, 100)
    for row in compute_stretches(release, selection, length_km).to_pylist():
        for column, number in find_stretch_populations(row, selection, posts, length_km).items():
            assert list_population(release, selection, number).num_rows == (row[column] or 0), (row, column)
    totals = count_stretch_totals(release, selection, length_km)
    for column, number in find_total_populations(selection, posts, length_km).items():
        assert list_population(release, selection, number).num_rows == (totals[column] or 0), column
    for row in count_attacks_by_stretch(release, selection, length_km).to_pylist():
        number = find_stretch_populations(row, selection, posts, length_km)["recorded"]
        assert list_population(release, selection, number).num_rows == row["attacks"]
    for row in count_patrols_by_stretch(release, selection, length_km).to_pylist():
        number = find_stretch_populations(row, selection, posts, length_km)["patrols"]
        assert list_population(release, selection, number).num_rows == row["patrols"]


@try_few
@given(road_cases(), LENGTHS)
def test_what_is_placed_and_what_is_not_make_up_the_whole(generated, length_km):
    rows, selection = generated
    release = refill_release(rows)
    stretches = compute_stretches(release, selection, length_km).to_pylist()
    totals = count_stretch_totals(release, selection, length_km)
    assert sum(row["recorded"] for row in stretches) == totals["recorded"] - totals["recorded_not_placed"]
    if totals["attacks"] is not None:
        assert sum(row["attacks"] for row in stretches) == totals["attacks"] - totals["attacks_not_placed"]


@given(st.integers(0, 500), st.integers(1, 9000), st.sampled_from(LENGTHS_KM))
def test_stretches_cover_the_road_and_are_all_as_long(start, tenths, length_km):
    km_from, km_to = float(start), start + tenths / 10
    found = list_edges(km_from, km_to, length_km)
    assert (found[0], found[-1]) == (km_from, km_to)
    assert found == sorted(found)
    expected = compute_stretch_length((km_from, km_to), length_km)
    for a, b in pairwise(found):
        assert b - a == pytest.approx(expected, abs=0.11)


def test_a_road_is_cut_into_ten_stretches_at_most_where_nobody_chooses():
    assert [choose_stretch_length(0, length) for length in (7, 73, 100, 101, 640, 9000)] == [1, 10, 10, 20, 100, 500]
    assert list_edges(0, 73, 10.0) == [0, 10.4, 20.9, 31.3, 41.7, 52.1, 62.6, 73]


# Narrowing the records


def test_a_stretch_lists_the_incidents_on_it_and_the_patrols_that_came_into_it(driven):
    release, selection = driven
    narrowed = replace(selection, km_from=20.0, km_to=40.0)
    assert list_records(release, "incidents", narrowed)[0].to_pylist() == ["I4", "I1", "I2", "I3", "I6"]
    assert list_records(release, "patrols", narrowed)[0].to_pylist() == ["P1", "P2", "P4"]
    assert count_unplaced_records(release, narrowed) == {"patrols": 1, "incidents": 0}
    # The last kilometre of a stretch belongs to the next. A stretch without one reaches to the end of the road.
    assert list_records(release, "incidents", replace(selection, km_to=20.0)).num_rows == 0
    assert list_records(release, "patrols", replace(selection, km_from=60.0))[0].to_pylist() == ["P1", "P3"]


def test_a_choice_of_a_stretch_moves_no_number_of_the_corridor(driven):
    release, selection = driven
    narrowed = replace(selection, km_from=20.0, km_to=40.0)
    assert count_headline(release, narrowed) == count_headline(release, selection)
    assert count_on_route(release, narrowed) == count_on_route(release, selection)


# Places and the route, through the real build


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Build a road due east from longitude 36 to 37, with kilometre 25 at 36.25."""
    return open_case(
        tmp_path_factory.mktemp("road"),
        places=[
            place("Quarter", 36.0, 36.25),
            place("Beside", 36.015, 36.5),
            place("Afar", 36.1, 36.5),
            place("Beyond", 36.0, 37.2),
        ],
        patrols=[patrol("2020-03-02", place_from="Quarter", place_to="Beside", outcome="partial")],
        incidents=[
            attack("2020-03-02", patrol_id="P1", place="Quarter", lat=36.0, lon=36.25, geo_precision="exact"),
            attack(
                "2020-03-03", place="Quarter", lat=36.0, lon=36.27, geo_precision="exact", verification="unconfirmed"
            ),
            attack("2020-03-04", place="somewhere", geo_precision="area_or_line"),
        ],
    )


def test_places_at_the_road_have_a_kilometre_and_the_incidents_around_it(built):
    rows = list_places(*built).to_pylist()
    assert [(row["place"], row["km"], row["km_from"], row["km_to"], row["incidents"]) for row in rows] == [
        ("Quarter", 25.0, 22.5, 27.5, 2), ("Beside", 50.0, 47.5, 52.5, 0),
    ]  # fmt: skip
    release, selection = built
    narrowed = replace(selection, km_from=22.5, km_to=27.5)
    assert list_records(release, "incidents", narrowed).num_rows == 2


def test_the_places_of_incidents_are_used_if_no_place_is_named(tmp_path):
    asked = open_case(
        tmp_path,
        places=[],
        incidents=[
            attack("2020-03-02", place="Often", lat=36.0, lon=36.5, geo_precision="exact"),
            attack("2020-03-03", place="Often", lat=36.0, lon=36.5, geo_precision="exact"),
            attack("2020-03-04", place="Coarse", lat=36.0, lon=36.9, geo_precision="admin1"),
        ],
    )
    assert [(row["place"], row["km"], row["incidents"]) for row in list_places(*asked).to_pylist()] == [
        ("Often", 50.0, 2)
    ]


def test_the_line_carries_kilometres_from_post_to_post(built):
    line = read_route(*built)
    assert line == [(0.0, 36.0, 36.0), (100.0, 37.0, 36.0)]
    assert find_point(line, 25) == pytest.approx((36.25, 36.0))
    assert cut_route(line, 25, 75) == [pytest.approx((36.25, 36.0)), pytest.approx((36.75, 36.0))]


def test_the_line_and_the_kilometres_of_places_agree_on_the_m4(m4):
    selection = read_choices(m4).make_default("m4")
    line = read_route(m4, selection)
    for row in list_places(m4, selection).to_pylist():
        lon, lat = find_point(line, row["km"])
        # The distance of a place from the route: two kilometres, in degrees.
        assert (lon, lat) == (pytest.approx(row["lon"], abs=0.025), pytest.approx(row["lat"], abs=0.02)), row["place"]


def test_points_hold_every_incident_once_with_how_nearly_it_is_known(built):
    rows = list_incidents_by_point(*built).to_pylist()
    columns = ("place", "radius_km", "incidents", "attacks", "on_targets", "attacks_in_doubt", "on_targets_in_doubt")
    assert [tuple(row[name] for name in columns) for row in rows] == [
        ("Quarter", 1, 1, 1, 1, 0, 0), ("Quarter", 1, 1, 0, 0, 1, 1), ("somewhere", None, 1, 1, 1, 0, 0),
    ]  # fmt: skip


def test_incidents_without_a_kilometre_are_counted_and_listed(built):
    assert count_on_route(*built) == {
        "patrols": 1, "patrols_of_unknown_reach": 0, "patrols_without_days": 0,
        "incidents": 3, "incidents_without_km": 1, "incidents_placed_widely": 0,
    }  # fmt: skip
    assert list_newest_without_km(*built).rows[0].to_pylist() == ["I3"]


def test_a_corridor_without_kilometres_has_no_line_and_no_stretches():
    rows = fill_tables(corridors=[corridor("road", km_from=None, km_to=None)], patrols=[patrol("2020-02-01")])
    release = open_in_memory(rows)
    selection = read_choices(release).make_default()
    assert find_ends(release, selection) is None
    assert read_route(release, selection) == []


def test_the_stretches_of_the_m4_are_those_counted_by_hand(m4):
    # docs/methods.md counts the second: 17 of the 22 patrols of known reach passed kilometre 10.4, and two were attacked
    # at Ariha, at kilometre 18.9.
    selection = read_choices(m4).make_default("m4")
    assert count_by_stretch(m4, selection, 10.0, "patrols", "attacks", "recorded") == [
        (22, 0, 2), (17, 2, 2), (12, 2, 3), (7, 0, 1), (6, 0, 0), (6, 0, 0), (4, 0, 0),
    ]  # fmt: skip
