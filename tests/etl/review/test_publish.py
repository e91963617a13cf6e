"""A decision becomes a release, or one sentence and no release. Later loads neither undo nor lose it."""

import shutil

import duckdb
import pytest

from analysis.questions.changes import compare_all_headlines, describe_headline_change
from analysis.questions.records.review import list_entries
from analysis.release import open_release
from etl.errors import CheckFailed, UsageError
from etl.lake import Lake
from etl.lake.diff import compare_releases
from etl.load.sql.relations import Known
from etl.review.apply import describe_overtaken, foresee_overtaken
from etl.review.publish import DecisionRequest, review
from etl.tables.records import INCIDENTS
from tests.cases import attack, claim, parse_day, patrol, publish_case

pytestmark = pytest.mark.slow

FACTS = {
    "patrols": [patrol("2020-03-15"), patrol("2020-03-16")],
    "incidents": [attack("2020-03-15", patrol_id="P1"), attack("2020-03-15", patrol_id="P1", weapon="mine"),
                  attack("2020-03-16", patrol_id="P2")],
    "casualties": [{"incident_id": "I2", "side": "a", "killed_low": 1}],
    "claims": [claim("incidents", "I2", "weapon", "mine"), claim("casualties", "I2 / a", "killed_low", "1")],
}  # fmt: skip


def decide(lake, *asked, **more):
    return review(
        lake, DecisionRequest(*asked, **more), author="Ana", reason="a reason", made_on=parse_day("2021-01-02")
    )[0]


def read(lake, query):
    return open_release(lake, lake.list_numbers()[-1]).query(query).to_pylist()


def list_changes(lake, release):
    return [
        (change.record, change.kind, change.field, change.after)
        for change in compare_releases(lake, release.number - 1, release.number).rows()
        if change.table == "incidents"
    ]


@pytest.fixture
def lake(tmp_path):
    return publish_case(tmp_path, **FACTS)


@pytest.fixture(scope="module")
def untouched_lake(tmp_path_factory):
    """Publish the facts once, for decisions that must publish nothing."""
    return publish_case(tmp_path_factory.mktemp("untouched"), **FACTS)


def test_linked_incidents_of_one_feed_count_once_with_the_values_of_both(lake):
    release = decide(lake, "link", "I1", "I2")
    assert release.message == "I1 and I2 are one event: a reason" and release.made_by == "Ana"
    assert list_changes(lake, release) == [("I1", "changed", "weapon", "mine"), ("I2", "withdrawn", None, None)]
    assert read(lake, "SELECT incident_id FROM attacks_on_exposed ORDER BY 1") == [
        {"incident_id": "I1"},
        {"incident_id": "I3"},
    ]
    assert read(lake, "SELECT incident_id, side FROM casualties") == [{"incident_id": "I1", "side": "a"}]
    assert {row["record_id"] for row in read(lake, "FROM claims")} == {"I1", "I1 / a"}
    decide(lake, "undo", undoes=1)
    assert lake.verify() == []
    assert [change.kind for change in compare_releases(lake, 1, 3).rows()] == ["added", "added"], (
        "the two entries alone"
    )


def test_a_correction_says_what_it_did_to_the_headline(lake):
    release = decide(lake, "change", "I3", values={"kind": "protest"})
    [change] = compare_all_headlines(open_release(lake, 1), open_release(lake, release.number))
    assert describe_headline_change(change).startswith(
        "2 of 2 joint patrols of known day in R1; 1 of 2 in R2: one attack changed"
    )
    [row] = read(lake, "SELECT kind, corrected FROM incidents WHERE incident_id = 'I3'")
    assert row == {"kind": "protest", "corrected": "kind: protest, stated as ied (Ana, 2021-01-02: a reason)"}


def test_a_corrected_place_gets_another_kilometre(lake):
    decide(lake, "change", "I3", values={"lat": "36.0", "lon": "36.5", "geo_precision": "exact"})
    assert read(lake, "SELECT km, offset_km FROM incidents WHERE incident_id = 'I3'") == [
        {"km": 50.0, "offset_km": 0.0}
    ]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (("link", "I1", "P1"), "only records of one table can be linked"),
        (("link", "P1", "P2"), "incidents on a patrol that ran on other days"),
        (("withdraw", "I9"), "There is no patrol, incident, suspension or count I9"),
        (("withdraw", "P2"), "P2 cannot be withdrawn while I3 names it"),
        (("change", "I3", "", {"feed": "acled"}), "feed of incidents cannot be corrected"),
        (("undo", "", "", {}, 7), "There is no entry 7"),
        (("change", "I3", "", {"note": "\ud800"}), "contains a character that cannot be stored"),
        (("change", "I3", "", {"lat": "north"}), "lat: "),
        (("change", "I3", "", {"kind": None}), "kind cannot be empty"),
        (("change", "I3", "", {"kind": "ied"}), "I3 already says this"),
        (("link", "I1", "I1"), "Name two records"),
    ],
    ids=lambda value: "-".join(map(str, value)) if isinstance(value, tuple) else "",
)
def test_an_impossible_decision_is_refused_in_one_sentence_and_publishes_nothing(untouched_lake, asked, says):
    with pytest.raises((UsageError, CheckFailed), match=says):
        decide(untouched_lake, *asked)
    assert untouched_lake.list_numbers() == [1]


def test_a_decision_needs_an_author_a_reason_and_a_release(untouched_lake, tmp_path):
    request = DecisionRequest("withdraw", "I3")
    for author, reason in (("Ana", " "), ("", "a reason")):
        with pytest.raises(UsageError, match="needs an author and a reason"):
            review(untouched_lake, request, author=author, reason=reason)
    with pytest.raises(UsageError, match="There is no release yet"):
        decide(Lake(tmp_path / "empty"), "withdraw", "I3")


def test_a_decision_in_force_is_not_made_again_or_contradicted(lake):
    decide(lake, "link", "I1", "I2")
    refusals = {
        ("link", "I2", "I1"): "already one event",
        ("withdraw", "I2"): "I2 no longer stands: R2 withdrew it",
        ("keep_apart", "I1", "I2"): "Entry 2 keeps I1 and I2 apart: undo it first",
    }
    for asked, says in refusals.items():
        with pytest.raises(UsageError, match=says):
            decide(lake, *asked)
    decide(lake, "undo", undoes=1)
    with pytest.raises(UsageError, match="Entry 1 is already undone"):
        decide(lake, "undo", undoes=1)
    decide(lake, "keep_apart", "I1", "I2")
    for action, says in (
        ("keep_apart", "already kept apart"),
        ("link", "Entry 3 keeps I1 and I2 apart: undo it first"),
    ):
        with pytest.raises(UsageError, match=says):
            decide(lake, action, "I1", "I2")
    assert lake.list_numbers() == [1, 2, 3, 4]


def test_builds_and_entries_give_the_same_records_in_either_order(tmp_path):
    more = FACTS | {"patrols": [*FACTS["patrols"], patrol("2020-03-17")]}
    publish_case(tmp_path / "first", **FACTS)
    other = Lake(shutil.copytree(tmp_path / "first", tmp_path / "second") / "lake")
    lake = Lake(tmp_path / "first" / "lake")
    decide(lake, "change", "I3", values={"kind": "rocket"})
    publish_case(tmp_path / "first", **more)
    publish_case(tmp_path / "second", **more)
    decide(other, "change", "I3", values={"kind": "rocket"})
    one, two = lake.read_manifest(3), other.read_manifest(3)
    assert one.content_hash == two.content_hash
    assert one.tables["incidents"].parts == two.tables["incidents"].parts, "which hold what the feed states"
    assert read(lake, "SELECT kind FROM incidents WHERE incident_id = 'I3'") == [{"kind": "rocket"}]


def test_a_correction_holds_and_is_named_when_its_feed_contradicts_it_later(tmp_path):
    lake = publish_case(tmp_path, **FACTS)
    decide(lake, "change", "I3", values={"kind": "rocket"})
    says = ["I3: the feed now says kind shooting; correction 1 says rocket, and holds."]
    with duckdb.connect() as con:
        known = Known(con, lake, lake.find_newest())
        coming = f"SELECT * REPLACE (if(incident_id = 'I3', 'shooting', kind) AS kind) FROM ({known.select(INCIDENTS)})"
        [part] = known.release.tables["incidents"].parts
        assert foresee_overtaken(known, {"incidents": {part.cut: coming}}) == says
    incidents = [*FACTS["incidents"][:2], attack("2020-03-16", patrol_id="P2", kind="shooting")]
    publish_case(tmp_path, **FACTS | {"incidents": incidents})
    assert describe_overtaken(lake, lake.read_manifest(3)) == says
    [row] = list_entries(open_release(lake, 3))
    assert (row["standing"], row["stated"], row["stated_now"], row["value"]) == (
        "feed_changed",
        "ied",
        "shooting",
        "rocket",
    )
    assert read(lake, "SELECT kind FROM incidents WHERE incident_id = 'I3'") == [{"kind": "rocket"}]
    decide(lake, "change", "I3", values={"kind": "rocket"})
    confirmed, before = list_entries(open_release(lake, 4))
    assert (confirmed["standing"], confirmed["stated"], before["standing"]) == ("applied", "shooting", "superseded")


def test_the_number_of_an_entry_is_not_reused_after_a_revert(lake):
    decide(lake, "withdraw", "I1")
    with lake.writing():
        lake.publish_again(lake.read_manifest(1))
    decide(lake, "withdraw", "I3")
    assert [(row["entry"], row["record_id"]) for row in list_entries(open_release(lake, 4))] == [(2, "I3")]
    with pytest.raises(UsageError, match="There is no entry 1"):
        decide(lake, "undo", undoes=1)


def test_a_correction_that_a_later_load_made_wrong_is_named_to_the_person_it_stops(tmp_path):
    loose = attack("2020-03-15", incident_id="I3")
    first, second = patrol("2020-03-15"), patrol("2020-03-16", patrol_id="P2")
    lake = publish_case(tmp_path, patrols=[first, second], incidents=[loose, attack("2020-03-16", incident_id="I4")])
    decide(lake, "change", "I3", values={"patrol_id": "P1"})
    publish_case(tmp_path, patrols=[second], incidents=[loose, attack("2020-03-16", incident_id="I4")])
    with pytest.raises(CheckFailed, match="Or undo what no longer fits: entry 1 on I3"):
        decide(lake, "withdraw", "I4")
    decide(lake, "undo", undoes=1)


@pytest.mark.parametrize("first", [0, 1])
def test_a_corrected_day_is_undone_as_a_whole_and_so_is_its_undoing(tmp_path, first):
    lake = publish_case(tmp_path, incidents=[attack("2020-03-20", target="civilian")])
    days = "SELECT date::VARCHAR AS date, date_end::VARCHAR AS date_end FROM incidents"
    decide(lake, "change", "I1", values={"date": "2020-03-19"})
    corrected = [{"date": "2020-03-19", "date_end": "2020-03-19"}]
    assert read(lake, days) == corrected
    decide(lake, "undo", undoes=1 + first)
    assert read(lake, days) == [{"date": "2020-03-20", "date_end": "2020-03-20"}]
    decide(lake, "undo", undoes=3 + first)
    assert read(lake, days) == corrected


@pytest.mark.parametrize("entry", [1, 2, 3])
def test_a_corrected_point_is_undone_as_a_whole(lake, entry):
    decide(lake, "change", "I3", values={"lat": "36.0", "lon": "36.5", "geo_precision": "exact"})
    decide(lake, "undo", undoes=entry)
    points = read(lake, "SELECT lat, lon, geo_precision FROM incidents WHERE incident_id = 'I3'")
    assert points == [{"lat": None, "lon": None, "geo_precision": "unknown"}]


def test_other_corrections_of_one_decision_are_undone_one_by_one(lake):
    decide(lake, "change", "I1", values={"kind": "rocket", "weapon": "mine"})
    decide(lake, "undo", undoes=1)
    kept = read(lake, "SELECT kind, weapon FROM incidents WHERE incident_id = 'I1'")
    assert kept == [{"kind": "ied", "weapon": "mine"}]
