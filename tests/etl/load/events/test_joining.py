"""Whether two rows of different files report one event, decided by the columns of both."""

import itertools

import pytest

from etl.load.events.comparison import compare, join
from etl.load.events.joining import KNOWN, Event, join_events
from etl.tables.records import INCIDENTS, PATROLS

IED = {
    "date_precision": "day", "kind": "ied", "kind_detail": "IED", "target": "unknown", "verification": "unconfirmed", "corridor": None,
    "place": "Ariha", "lat": None, "lon": None, "killed_best": None, "as_written": None, "line": 2,
}  # fmt: skip
PATROL = {
    "date_precision": "day",
    "corridor": "m4",
    "participants": [],
    "outcome": "unknown",
    "extra_patrol_number": None,
}


def incident(**values):
    return IED | values


@pytest.mark.parametrize(
    ("one", "other", "differing"),
    [
        ({}, {"killed_best": 2}, ()),
        ({"killed_best": 2}, {"killed_best": 2, "target": "patrol", "verification": "confirmed"}, ()),
        ({}, {"place": "Ariha town"}, ()),
        ({"place": "أريحا"}, {"place": "اريحا"}, ()),
        ({"lat": 35.81, "lon": 36.60}, {"lat": 35.812, "lon": 36.605, "place": "Arihah"}, ()),
        ({"place": None, "corridor": "m4"}, {"corridor": "m4"}, ()),
        ({"killed_best": 2}, {"killed_best": 3}, ("killed",)),
        ({"target": "patrol"}, {"target": "civilian"}, ("target",)),
        ({"kind": "attack"}, {}, ("kind",)),
        ({"kind": "unknown", "kind_detail": "explosion"}, {"kind": "unknown", "kind_detail": "Explosions"}, ()),
        ({"kind": "unknown", "kind_detail": "explosion"}, {"kind": "unknown", "kind_detail": "bag"}, ("kind",)),
        ({"date_precision": "month"}, {"date_precision": "month"}, ("day",)),
    ],
)
def test_two_rows_of_one_day_and_place_are_one_event_unless_they_differ_in_what_both_say(one, other, differing):
    for pair in itertools.permutations((incident(**one), incident(**other))):
        assert compare(INCIDENTS, *pair).differing == differing


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"place": "Saraqib"}),
        ({"place": None}, {}),
        ({}, {"kind": "rocket"}),
        ({"corridor": "m4"}, {"corridor": "m5"}),
        ({"lat": 35.81, "lon": 36.60}, {"lat": 35.91, "lon": 36.60}),
        ({"extra_patrol_number": 7}, {"extra_patrol_number": 8}),
    ],
)
def test_another_place_kind_road_or_patrol_is_plainly_another_event(one, other):
    assert compare(INCIDENTS, incident(**one), incident(**other)) is None


@pytest.mark.parametrize(
    ("other", "differing"),
    [
        ({"outcome": "full"}, ()),
        ({"participants": ["russian", "turkish"], "extra_patrol_number": 7}, ()),
        ({"corridor": "m5"}, None),
    ],
)
def test_patrols_are_distinguished_by_corridor_and_by_what_both_say(other, differing):
    found = compare(PATROLS, PATROL, PATROL | other)
    assert (found and found.differing) == differing


def test_what_is_joined_holds_what_either_says_and_the_first_prevails():
    first = incident(as_written="type: IED", source_ids=["a"], note="mine")
    second = incident(
        lat=35.8, lon=36.6, geo_precision="near", killed_best=2, target="patrol", as_written="type: IED; killed: 2 KIA",
        source_ids=["a", "b"], note="yours",
    )  # fmt: skip
    joined = join(first, second)
    assert (joined["lat"], joined["geo_precision"], joined["killed_best"], joined["target"]) == (
        35.8,
        "near",
        2,
        "patrol",
    )
    assert (joined["note"], joined["source_ids"]) == ("mine", ["a", "b"])
    assert joined["as_written"] == "type: IED; killed: 2 KIA"
    assert join(joined, second) == joined


def join_pairs_of(*events):
    """Join events given as (key, files, id, values), any two of which may be one."""
    made = [
        Event(key, set(files), feed_id, incident(**values), f"file {min(files)}")
        for key, files, feed_id, values in events
    ]
    pairs = [
        (one.key, other.key)
        for one, other in itertools.combinations(made, 2)
        if not one.files & other.files and not (one.feed_id and other.feed_id)
    ]
    found = join_events(INCIDENTS, made, pairs)
    return [(event.key, sorted(event.files)) for event in found.events], found


def test_within_a_file_two_rows_are_two_events_and_each_meets_the_one_it_agrees_with_most():
    events, found = join_pairs_of(
        ("a1", [0], None, {"killed_best": 1}), ("a2", [0], None, {"killed_best": 2}),
        ("b1", [1], None, {"killed_best": 2}), ("b2", [1], None, {}), ("b3", [1], None, {}),
    )  # fmt: skip
    assert sorted(events) == [("a1", [0, 1]), ("a2", [0, 1])]
    assert sorted(match.key for match in found.same) == ["b1", "b2"]
    assert found.alike == []


def test_a_third_file_is_held_against_what_the_others_say_together():
    events, found = join_pairs_of(
        ("a", [0], None, {}), ("b", [1], None, {"killed_best": 1}), ("c", [2], None, {"killed_best": 2})
    )  # fmt: skip
    assert events == [("a", [0, 1])]
    assert [(match.key, match.differing) for match in found.alike] == [("c", ("killed",))]


@pytest.mark.parametrize(
    ("first", "second", "key"),
    [
        (("b", [0], None, {}), ("a", [1], None, {}), "a"),
        (("x", [0], None, {}), ("analyst:7", [1], "7", {}), "analyst:7"),
        (("x", [KNOWN], None, {}), ("a", [1], None, {}), "x"),
        (("analyst:7", [KNOWN], "7", {}), ("a", [1], None, {}), "analyst:7"),
    ],
)
def test_a_known_record_keeps_its_id_and_an_id_of_the_feed_comes_before_one_made_here(first, second, key):
    assert [event for event, _ in join_pairs_of(first, second)[0]] == [key]


def test_a_known_record_without_an_id_gets_that_of_the_row_that_reports_it_again():
    events, found = join_pairs_of(("x", [KNOWN], None, {}), ("analyst:7", [1], "7", {}))
    assert events == [("x", [KNOWN, 1])]
    assert [event.feed_id for event in found.events] == ["7"]
    assert [match.key for match in found.same] == ["analyst:7"]
