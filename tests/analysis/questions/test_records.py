"""Lists of records by the choices, the search, and one record with everything known about it."""

from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.questions.holdings import read_choices
from analysis.questions.records import (
    TABLES_WITH_PAGES,
    count_incidents_everywhere,
    find_record,
    list_newest_records,
    list_records,
    listing,
    read_records_in_batches,
)
from analysis.release import open_release
from etl.lake import Lake
from tests.analysis.generated_cases import REFILLED, cases, try_few
from tests.cases import (
    attack,
    claim,
    fill_tables,
    open_in_memory,
    patrol,
    place,
    publish_case,
    refill,
    source,
    suspension,
)

pytestmark = pytest.mark.slow


def read_ids(table):
    return table.column(0).to_pylist()


def select_2020(release):
    return read_choices(release).make_default()


@pytest.fixture(scope="module")
def small():
    return open_in_memory(
        fill_tables(
            sources=[source("source", publisher="Enab Baladi"), source("other", title="Étude")],
            places=[place("Ariha", 36.0, 36.5, other_names=["Ariḥa", "أريحا"])],
            patrols=[
                patrol("2020-03-15", number=12, place_to="Ariha", note="100 % done"),
                patrol("2020-03-16", participants=["a"], source_ids=["other"]),
                patrol(None),
                patrol("2020-03-10", until="2020-03-20", number=13),
            ],
            patrol_numbers=[{"patrol_id": "P1", "counted_by": "press", "number": 99}],
            incidents=[
                attack("2020-03-15", patrol_id="P1", place="Ariha"),
                attack("2020-03-15", kind="protest", target="civilian"),
                attack("2020-03-15", corridor=None, claimed_by="Front_A"),
                attack("2020-03-15", verification="disputed"),
            ],
            suspensions=[suspension("2020-04-01", "2020-04-05"), suspension("2020-06-01")],
        )
    )


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["P4", "P1", "P3"]),
        ("12", ["P1"]),
        ("press 99", ["P1"]),
        ("ariha", ["P1"]),
        ("أريحا", ["P1"]),
        ("BALADI", ["P4", "P1", "P3"]),
        ("baladi ariha", ["P1"]),
        ("ariha nowhere", []),
        ("Ari\u1e25a", ["P1"]),
        ("ari", []),
        ("cut_short", []),
        ("%", []),
        ("_", []),
    ],
)
def test_a_search_finds_joint_patrols_that_have_all_words(small, words, found):
    # P3 has no day at all, and comes last after patrols with bounds. P2 is not joint.
    assert read_ids(list_records(small, "patrols", select_2020(small), words)) == found


def test_each_table_counts_what_the_words_find_in_it(small):
    everyone = replace(select_2020(small), participants="any")

    def count_found(search="", **more):
        return {table: list_newest_records(small, table, everyone, search, **more).total for table in TABLES_WITH_PAGES}

    assert count_found("etude") == {"patrols": 1, "incidents": 0, "suspensions": 0, "exposure": 0, "sources": 1}
    assert count_found("أريحا") == {"patrols": 1, "incidents": 1, "suspensions": 0, "exposure": 0, "sources": 0}
    counts = count_found()
    assert counts["incidents"] == 3 and count_incidents_everywhere(small, everyone) == 4
    assert counts["sources"] == len(list_records(small, "sources", everyone))


def test_a_search_looks_past_case_and_accents(small):
    everyone = replace(select_2020(small), participants="any")
    assert read_ids(list_records(small, "patrols", everyone, "etude")) == ["P2"]


def test_patrols_are_listed_that_may_have_run_in_the_days_of_the_records(small):
    that_day = replace(select_2020(small), records_from=date(2020, 3, 20), records_to=date(2020, 3, 20))
    assert read_ids(list_records(small, "patrols", that_day)) == ["P4", "P3"]


def test_incidents_are_those_of_the_corridor_with_their_doubtful_ones(small):
    rows = list_records(small, "incidents", select_2020(small)).to_pylist()
    assert [(row["incident_id"], row["attack"], row["counted"]) for row in rows] == [
        ("I1", True, True),
        ("I2", False, True),
        ("I4", True, False),
    ]


def test_incidents_of_everywhere_hold_those_off_every_corridor(small):
    found = list_records(small, "incidents", select_2020(small), everywhere=True)
    assert read_ids(found) == ["I1", "I2", "I3", "I4"]


def test_a_search_of_incidents_looks_at_the_claimant(small):
    assert read_ids(list_records(small, "incidents", select_2020(small), "front_a", everywhere=True)) == ["I3"]


def test_incidents_are_narrowed_to_the_chosen_target(small):
    assert read_ids(list_records(small, "incidents", replace(select_2020(small), target="civilian"))) == ["I2"]


def test_suspensions_are_those_that_touch_the_days_of_the_records(small):
    selection = select_2020(small)
    may = replace(selection, records_from=date(2020, 5, 1), records_to=date(2020, 5, 31))
    assert read_ids(list_records(small, "suspensions", selection)) == ["S1", "S2"]
    assert read_ids(list_records(small, "suspensions", may)) == []
    assert read_ids(list_records(small, "suspensions", replace(may, records_to=date(2020, 6, 1)))) == ["S2"]


def test_sources_say_how_many_records_cite_them(small):
    # P1, P3, P4, four incidents and two suspensions; P2.
    rows = list_records(small, "sources", select_2020(small)).to_pylist()
    assert {row["source_id"]: row["records"] for row in rows} == {"source": 9, "other": 1}


# One record


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """R1: P1 by one source. R2: P1 with another note and outcome. R3: P2 is new, I1 withdrawn. R4: P1 withdrawn."""
    folder = tmp_path_factory.mktemp("records")
    sources = [source("late", date=date(2020, 4, 1)), source("early", date=date(2020, 3, 15)), source("source")]
    first = patrol("2020-03-15", source_ids=["late", "early"])
    second = first | {"note": "new", "outcome": "partial"}
    more = {
        "incidents": [attack("2020-03-15", patrol_id="P1")],
        "casualties": [{"incident_id": "I1", "side": "a", "wounded_low": 2}],
        "claims": [
            claim("casualties", "I1 / a", "wounded_low", "2"),
            claim("incidents", "I1", "weapon", "RPG", claimed_by_side="b", source_id="early"),
        ],
    }
    publish_case(folder, sources=sources, patrols=[first], **more)
    publish_case(folder, sources=sources, patrols=[second], **more)
    publish_case(folder, sources=sources, patrols=[second, patrol("2020-03-16")])
    publish_case(folder, sources=sources, patrols=[patrol("2020-03-16", patrol_id="P2")])
    return Lake(folder / "lake")


def test_a_record_shows_its_sources_oldest_first(lake):
    assert find_record(lake, open_release(lake, 1), "P1").sources["source_id"].to_pylist() == ["early", "late"]


def test_a_record_shows_claims_about_it_and_about_its_losses_side_by_side(lake):
    claims = find_record(lake, open_release(lake, 1), "I1").claims.to_pylist()
    assert [(row["field"], row["claimed_by_side"], row["value"], row["publisher"]) for row in claims] == [
        ("weapon", "b", "RPG", "Publisher"),
        ("wounded_low a", "a", "2", None),
    ]


def test_a_record_shows_the_losses_by_side(lake):
    (row,) = find_record(lake, open_release(lake, 1), "I1").casualties.to_pylist()
    assert (row["side"], row["wounded_low"], row["wounded_best"]) == ("a", 2, None)


def test_a_source_shows_the_records_that_cite_it(lake):
    rows = find_record(lake, open_release(lake, 1), "early").related.to_pylist()
    assert [(row["table"], row["record_id"]) for row in rows] == [("patrols", "P1")]


@pytest.mark.parametrize(("record_id", "related"), [("P1", "I1"), ("I1", "P1")])
def test_a_patrol_and_what_happened_to_it_show_each_other(lake, record_id, related):
    assert find_record(lake, open_release(lake, 1), record_id).related["record_id"].to_pylist() == [related]


def read_history(lake, number, record_id):
    steps = find_record(lake, open_release(lake, number), record_id).history
    return [(step["release"], step["field"], step["before"], step["after"]) for step in steps]


def test_the_history_of_a_record_shows_when_it_came_what_changed_and_when_it_went(lake):
    assert read_history(lake, 4, "P1") == [
        ("R1", None, None, "added"),
        ("R2", "outcome", "full", "partial"),
        ("R2", "note", None, "new"),
        ("R4", None, None, "withdrawn"),
    ]


def test_the_history_ends_at_the_release_that_is_shown(lake):
    assert read_history(lake, 1, "P1") == [("R1", None, None, "added")]


def test_a_withdrawn_record_is_found_and_says_so(lake):
    record = find_record(lake, open_release(lake, 4), "I1")
    assert record.fields["withdrawn_release"] == 3


def test_an_id_that_the_release_never_held_is_not_found(lake):
    assert find_record(lake, open_release(lake, 1), "P2") is None


@pytest.fixture(scope="module")
def refilled():
    return open_in_memory(fill_tables())


@try_few
@given(cases(), st.integers(1, 4), st.booleans())
def test_a_list_in_turns_is_the_list(refilled, case, rows_in_a_turn, everywhere):
    rows, selection = case
    refill(refilled, {name: rows[name] for name in REFILLED})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(listing, "ROWS_IN_A_BATCH", rows_in_a_turn)
        turns = list(read_records_in_batches(refilled, "incidents", selection, everywhere=everywhere))
    assert pa.concat_tables(turns).equals(list_records(refilled, "incidents", selection, everywhere=everywhere))


def test_a_turn_holds_whole_days_and_those_of_no_day_come_last(monkeypatch):
    release = open_in_memory(
        fill_tables(incidents=[attack("2020-03-15"), attack(None), attack("2020-03-15"), attack("2020-03-16")])
    )
    monkeypatch.setattr(listing, "ROWS_IN_A_BATCH", 1)
    turns = [read_ids(turn) for turn in read_records_in_batches(release, "incidents", select_2020(release))]
    assert turns == [["I1", "I3"], ["I4"], ["I2"]]


def test_a_list_of_nothing_is_one_turn_without_rows():
    release = open_in_memory(fill_tables())
    (turn,) = read_records_in_batches(release, "incidents", select_2020(release))
    assert turn.num_rows == 0
    assert turn.schema == list_records(release, "incidents", select_2020(release)).schema
