"""Proposals to an editor: pairs that may be one event, and claims that disagree with their record."""

import pytest

from analysis.questions.changes import find_news
from analysis.questions.records.review import find_duplicates, list_disagreements, list_entries
from tests.cases import attack, claim, fill_tables, open_in_memory, parse_day, patrol, suspension

pytestmark = pytest.mark.slow

HERE = {"lat": 36.0, "lon": 36.5, "geo_precision": "exact"}
NEAR = {"lat": 36.0, "lon": 36.55, "geo_precision": "near"}  # 4.5 km to the east
ONE = attack("2020-03-15", **HERE)


def entry(number, action, **columns):
    return {"entry": number, "made_on": parse_day("2021-01-01"), "author": "Ana", "reason": "a reason", "action": action,
            "table": "incidents", "record_id": "I1"} | columns  # fmt: skip


def find(*incidents, entries=(), days=1):
    release = open_in_memory(fill_tables(incidents=[ONE, *incidents], review_entries=list(entries)))
    return [(pair.one["incident_id"], pair.other["incident_id"]) for pair in find_duplicates(release, days=days)[0]]


@pytest.mark.parametrize(
    ("other", "is_proposed"),
    [
        (attack("2020-03-15", **NEAR), True),
        (attack("2020-03-16", **NEAR), False),  # in one feed, days must overlap
        (attack("2020-03-14", until="2020-03-17", **NEAR), True),
        (attack("2020-03-16", **NEAR, feed="acled"), True),
        (attack("2020-03-17", **NEAR, feed="acled"), False),
        (
            attack("2020-03-15", lat=36.0, lon=36.6, geo_precision="near", feed="acled"),
            False,
        ),  # 9 km apart, of which 6 may be imprecision
        (attack("2020-03-15", kind="rocket", **HERE), False),
        (attack("2020-03-15", kind="rocket", feed="acled", **HERE), True),  # feeds code kinds differently
        (attack("2020-03-15", kind="protest", feed="acled", **HERE), False),
        (attack("2020-03-15", kind="attack", place="Ariha"), True),  # one has no coordinates, the other no place
        (attack("2020-03-15", corridor=None, **HERE), False),
    ],
)
def test_incidents_are_proposed_where_day_place_and_kind_may_be_one(other, is_proposed):
    assert find(other) == ([("I1", "I2")] if is_proposed else [])


RUN = patrol("2020-03-15", number=1)


@pytest.mark.parametrize(
    ("other", "is_proposed"),
    [
        (patrol("2020-03-15"), True),  # reported again without its number
        (patrol("2020-03-15", number=2), False),
        (patrol("2020-03-16"), False),
        (patrol("2020-03-15", participants=["a"]), False),
        (patrol("2020-03-15", participants=["a"], feed="analyst"), True),  # lists of two feeds differ in more
        (patrol("2020-03-13", until="2020-03-17"), False),
        (patrol("2020-03-13", until="2020-03-17", feed="analyst"), True),
        (patrol("2020-03-15", direction="outbound", feed="analyst"), True),
    ],
)
def test_patrols_are_proposed_where_day_and_number_may_be_one(other, is_proposed):
    pairs, _ = find_duplicates(open_in_memory(fill_tables(patrols=[RUN, other])), days=1)
    assert [(pair.table, pair.one["patrol_id"], pair.other["patrol_id"]) for pair in pairs] == (
        [("patrols", "P1", "P2")] if is_proposed else []
    )


@pytest.mark.parametrize(
    ("other", "is_proposed"),
    [
        (suspension("2020-03-15"), True),
        (suspension("2020-03-15", announced_by="b"), False),
        (suspension("2020-03-15", side="attacks"), False),
        (suspension("2020-03-16", announced_by="b", feed="analyst"), True),
        (suspension("2020-03-17", feed="analyst"), False),
    ],
)
def test_suspensions_are_proposed_where_start_and_side_may_be_one(other, is_proposed):
    release = open_in_memory(fill_tables(suspensions=[suspension("2020-03-15"), other]))
    assert [pair.table for pair in find_duplicates(release, days=1)[0]] == ["suspensions"] * is_proposed
    decided = entry(1, "keep_apart", table="suspensions", record_id="S1", other_id="S2")
    release = open_in_memory(fill_tables(suspensions=[suspension("2020-03-15"), other], review_entries=[decided]))
    assert find_duplicates(release, days=1) == ([], 0)


def test_two_rows_of_a_feed_that_codes_its_events_are_proposed_only_with_one_text():
    rows = [attack("2020-03-15", feed="acled", note=note) for note in ("A bomb.", "a bomb", "Another bomb")]
    release = open_in_memory(fill_tables(incidents=rows))
    [pair], total = find_duplicates(release, days=1)
    assert (pair.one["incident_id"], pair.other["incident_id"], pair.is_same_text, total) == ("I1", "I2", True, 1)


@pytest.mark.parametrize("action", ["link", "keep_apart"])
def test_a_decided_pair_is_proposed_again_only_after_the_decision_is_undone(action):
    other = attack("2020-03-15", **NEAR, feed="acled")
    decided = entry(1, action, other_id="I2")
    assert find(other, entries=[decided]) == []
    assert find(other, entries=[decided, entry(2, "undo", undoes=1)]) == [("I1", "I2")]


def test_claims_that_differ_from_the_record_are_listed_with_those_that_agree():
    claims = [
        claim("incidents", "I1", "kind", "ied"), claim("incidents", "I1", "kind", "rocket", claimed_by_side="b"),
        claim("incidents", "I1", "date", "2020-03-15"), claim("casualties", "I1 / a", "killed_best", "2"),
    ]  # fmt: skip
    casualties = [{"incident_id": "I1", "side": "a", "killed_low": 1}]
    found = list_disagreements(open_in_memory(fill_tables(incidents=[ONE], claims=claims, casualties=casualties)))
    assert [(each.opens, each.field, each.chosen, [claim["value"] for claim in each.claims]) for each in found] == [
        ("I1", "killed_best", None, ["2"]),
        ("I1", "kind", "ied", ["ied", "rocket"]),
    ]


def test_linked_incidents_of_two_feeds_make_one_notice():
    one, other = ONE | {"patrol_id": "P1", "first_release": 2}, attack("2020-03-15", feed="acled", first_release=2)
    before = open_in_memory(fill_tables(patrols=[patrol("2020-03-15")]))
    linked = fill_tables(
        patrols=[patrol("2020-03-15")], incidents=[one, other], review_entries=[entry(1, "link", other_id="I2")]
    )
    assert [row["record"] for row in find_news(before, open_in_memory(linked), "road").attacks] == ["I1"]


def test_entries_on_records_of_a_withheld_feed_are_withheld_too():
    rows = fill_tables(incidents=[ONE, attack("2020-03-15", incident_id="acled:1", feed="acled")],
                  review_entries=[entry(1, "change", column="kind", stated="ied", value="rocket"),
                                  entry(2, "change", record_id="acled:1", column="kind", stated="ied", value="shelling"),
                                  entry(3, "link", other_id="acled:1")])  # fmt: skip
    release = open_in_memory(rows)
    assert [row["entry"] for row in list_entries(release)] == [3, 2, 1]
    release.withheld = frozenset({"acled"})
    assert [row["entry"] for row in list_entries(release)] == [1]
    assert release.query("SELECT incident_id FROM incidents").to_pylist() == [{"incident_id": "I1"}]
