"""Every check stops a release: a case that breaks it, and a sentence that names the record."""

import pytest

from analysis.release import open_release
from etl.curated import build as load
from etl.errors import CheckFailed
from etl.lake import Lake
from etl.tables import checks
from etl.tables.checks import HERE
from etl.tables.vocabulary import KINDS, VIOLENT_KINDS
from tests.cases import (
    attack,
    claim,
    complete_coverage,
    corridor,
    coverage,
    parse_day,
    patrol,
    place,
    source,
    strait,
    suspension,
    transit_count,
    write_case,
)

pytestmark = pytest.mark.slow


# What is wrong (a file of etl/sql/checks), a case with that one fault, and how the sentence names the record.
WRONG = {
    "claims_about_a_field_that_its_table_does_not_have": (
        {"patrols": [patrol("2020-03-15")], "claims": [claim("patrols", "P1", "colour", "red")]},
        "patrols / P1 (colour)",
    ),
    "claims_about_a_record_that_does_not_exist": (
        {"claims": [claim("patrols", "P9", "outcome", "full")]},
        "patrols / P9 (outcome)",
    ),
    "patrol_numbers_in_the_count_that_is_the_corridors_own": (
        {
            "patrols": [patrol("2020-03-15")],
            "patrol_numbers": [{"patrol_id": "P1", "counted_by": "a", "number": 7}],
        },
        "P1 (a)",
    ),
    "corridors_whose_unit_lacks_one_of_its_words": (
        {"corridors": [strait(targets=None)]},
        "road (transits, transit, ship)",
    ),
    "exposure_in_a_unit_that_is_not_that_of_its_corridor": (
        {"corridors": [strait()], "exposure": [transit_count("2020-01-01", "2020-01-31", 9, unit="ships")]},
        "E1 (ships)",
    ),
    "exposure_that_ends_before_it_begins": (
        {"corridors": [strait()], "exposure": [transit_count("2020-01-31", "2020-01-01", 9)]},
        "E1 (2020-01-31 to 2020-01-01)",
    ),
    "exposure_of_days_that_its_counter_counts_twice": (
        {
            "corridors": [strait()],
            "exposure": [
                transit_count("2020-01-01", "2020-01-31", 9),
                transit_count("2020-01-31", "2020-02-29", 9),
                transit_count("2020-01-01", "2020-02-29", 9, counted_by="b"),
            ],
        },
        "E2 (2020-01-31 is counted in E1)",
    ),
    "patrols_on_a_corridor_whose_exposure_is_counted": (
        {"corridors": [strait()], "patrols": [patrol("2020-03-15")]},
        "P1 (road)",
    ),
    "coverage_of_a_scope_that_its_table_does_not_have": (
        {"coverage": [coverage("patrols", "patrol", "2020-01-01", "2020-12-31")]},
        "road / patrols / patrol",
    ),
    "coverage_that_ends_before_it_begins": (
        {"coverage": [coverage("patrols", "joint", "2020-02-02", "2020-02-01")]},
        "road / patrols / joint (2020-02-02 to 2020-02-01)",
    ),
    "incidents_on_a_patrol_of_another_corridor": (
        {
            "corridors": [corridor("road"), corridor("lane")],
            "patrols": [patrol("2020-03-15")],
            "incidents": [attack("2020-03-15", corridor="lane", patrol_id="P1")],
        },
        "I1 (lane, patrol P1)",
    ),
    "incidents_on_a_patrol_that_ran_on_other_days": (
        {"patrols": [patrol("2020-03-15")], "incidents": [attack("2020-03-16", patrol_id="P1")]},
        "I1 (2020-03-16, patrol P1 of 2020-03-15)",
    ),
    "incidents_on_a_patrol_that_was_cancelled": (
        {"patrols": [patrol("2020-03-15", outcome="cancelled")], "incidents": [attack("2020-03-15", patrol_id="P1")]},
        "I1 (P1)",
    ),
    "incidents_whose_days_do_not_fit_their_date_precision": (
        {"incidents": [attack("2020-03-15", date_end=parse_day("2020-03-16"))]},
        "I1 (day 2020-03-15 2020-03-16)",
    ),
    "incidents_whose_last_possible_day_is_before_the_first": (
        {"incidents": [attack("2020-03-15", date_end=parse_day("2020-03-14"), date_precision="unknown")]},
        "I1 (2020-03-15 to 2020-03-14)",
    ),
    "incidents_with_a_kilometre_outside_their_corridor": (
        # Posts that fall westwards: every place between them lies outside, since a corridor's kilometres rise.
        {
            "corridors": [corridor("road", km_from=100, km_to=0)],
            "incidents": [attack("2020-03-15", lat=36.0, lon=36.5)],
        },
        "I1 (50.0 km)",
    ),
    "incidents_with_half_a_point_or_the_point_zero_zero": (
        {"incidents": [attack("2020-03-15", lat=0, lon=0)]},
        "I1 (0.0 0.0)",
    ),
    "patrols_by_a_party_that_does_not_patrol_their_corridor": (
        {"patrols": [patrol("2020-03-15", participants=["a", "c"])]},
        "P1 (a, c)",
    ),
    "patrols_whose_days_do_not_fit_their_date_precision": (
        {"patrols": [patrol(None, date_precision="day")]},
        "P1 (day)",
    ),
    "patrols_whose_last_possible_day_is_before_the_first": (
        {"patrols": [patrol("2020-03-15", date_end=parse_day("2020-03-14"), date_precision="unknown")]},
        "P1 (2020-03-15 to 2020-03-14)",
    ),
    "patrols_with_a_kilometre_outside_their_corridor": (
        {
            "corridors": [corridor("road", km_from=100, km_to=0)],
            "places": [place("Midway", 36.0, 36.5)],
            "patrols": [patrol("2020-03-15", place_to="Midway")],
        },
        "P1 (50.0)",
    ),
    "patrols_with_a_number_that_another_has_in_the_count_of_the_corridor": (
        {"patrols": [patrol("2020-03-15", number=7), patrol("2020-03-16", number=7)]},
        "P1 (7 in the a count), P2 (7 in the a count)",
    ),
    "sources_of_a_side_whose_voice_is_not_official": (
        {"sources": [source("source", voice="press", side="a")]},
        "source (a)",
    ),
    "suspensions_that_end_before_they_begin": (
        {"suspensions": [suspension("2020-03-15", "2020-03-14")]},
        "S1 (2020-03-15 to 2020-03-14)",
    ),
}

# The rules that follow from a declaration in etl/tables/records.py, one of each kind, broken in one case.
WRONG_IN_ONE_COLUMN = {
    "patrols": [
        patrol("2020-03-15", outcome=None),
        patrol("2020-03-16", participants=[]),
        patrol("2020-03-17", number=0),
        patrol("2020-03-18", source_ids=["source", "hearsay"]),
        patrol("2020-03-19", patrol_id="P5"),
        patrol("2020-03-20", patrol_id="P5"),
    ],
    "incidents": [attack("2020-03-15", kind="bomb"), attack("2020-03-15", patrol_id="P9")],
    "places": [place("Pole", 90.5, 0)],
    "sources": [source("source"), source("source", title="Another")],
}
SENTENCES = [
    "patrols without outcome: P1;",
    "patrols without participants: P2;",
    "patrols whose number is below 1: P3 (0);",
    "patrols whose source_ids names no record of sources: P4 (hearsay);",
    "patrols that stand more than once: P5 (stands 2 times);",
    f"incidents whose kind is not one of the declared words ({', '.join(KINDS)}): I1 (bomb);",
    "incidents whose patrol_id names no record of patrols: I2 (P9);",
    "places whose lat is above 90: Pole (90.5)",
    "sources that stand more than once: source (stands 2 times);",
]


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """Publish a lake with one good release. No test of this file publishes another."""
    folder = tmp_path_factory.mktemp("good")
    lake = Lake(folder / "lake")
    load.build(lake, write_case(folder / "case", patrols=[patrol("2020-01-01")]))
    return lake


def read_refusal(lake, folder, given):
    """Return the sentence with which a case is refused, and assert that no file of the lake was written or removed."""
    files_before = sorted(lake.root.rglob("*"))
    with pytest.raises(CheckFailed) as refused:
        load.build(lake, write_case(folder, **given))
    assert refused.value.exit_code == 4
    assert sorted(lake.root.rglob("*")) == files_before
    return str(refused.value)


@pytest.mark.parametrize("name", WRONG)
def test_a_case_is_stopped_that_holds(name, lake, tmp_path):
    given, record = WRONG[name]
    assert f"{name.replace('_', ' ')}: {record}" in read_refusal(lake, tmp_path, given)


@pytest.fixture(scope="module")
def told(lake, tmp_path_factory):
    return read_refusal(lake, tmp_path_factory.mktemp("wrong"), WRONG_IN_ONE_COLUMN)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_case_is_stopped_that_breaks_a_declaration(sentence, told):
    assert sentence in told


@pytest.mark.usefixtures("told")
def test_the_last_good_release_is_read_after_a_refusal(lake):
    assert open_release(lake, 1).query("SELECT patrol_id FROM patrols")["patrol_id"].to_pylist() == ["P1"]


def test_every_check_has_a_case_that_breaks_it():
    assert {path.stem for path in (HERE / "rules").glob("*.sql")} == set(WRONG)


def test_the_sentence_names_five_records_and_counts_the_rest(lake, tmp_path):
    given = {"patrols": [patrol("2020-03-15", number=0) for _ in range(7)]}
    with pytest.raises(CheckFailed, match=r"P5 \(0\) and 2 more"):
        load.build(lake, write_case(tmp_path, **given))


# What each doubt is about, in one case that holds them all.
DOUBTFUL = {
    "patrols": [
        patrol("2020-01-10", number=1),
        patrol("2020-01-12", number=5),
        patrol("2020-01-14", number=3),
        patrol("2020-02-01", until="2020-02-03"),
        patrol(None),
    ],
    "patrol_numbers": [{"patrol_id": name, "counted_by": "b", "number": 9} for name in ("P1", "P3")],
    "incidents": [
        attack("2020-01-10"),
        attack("2020-01-12", patrol_id="P2", killed_low=3, killed_best=2),
    ],
}
DOUBTS = [
    ("attacks on patrols tied to no patrol", "I1", "road 2020-01-10"),
    ("incidents whose figures are out of order", "I2", "killed: low 3, best 2, high unknown"),
    ("patrol numbers that a count gives twice", "P1", "9 in the b count"),
    ("patrol numbers that a count gives twice", "P3", "9 in the b count"),
    ("patrol numbers that no patrol has", "road 2", "missing in the a count"),
    ("patrol numbers that no patrol has", "road 4", "missing in the a count"),
    ("patrols numbered out of order", "P3", "number 3 on 2020-01-14, after number 5 on 2020-01-12"),
    ("patrols without a known day", "P4", "exact day not known, between 1 February 2020 and 3 February 2020"),
    ("patrols without a known day", "P5", "no source names a day"),
]


def test_a_doubt_is_named_and_kept_and_stops_nothing(tmp_path):
    outcome = load.build(Lake(tmp_path / "lake"), write_case(tmp_path / "case", **DOUBTFUL))
    assert outcome.release.number == 1
    assert outcome.doubts == DOUBTS


def test_every_doubt_is_shown_by_that_case():
    assert {path.stem.replace("_", " ") for path in (HERE / "doubts").glob("*.sql")} == {what for what, _, _ in DOUBTS}


def test_violent_kinds_of_the_doubt_are_those_of_the_declarations(lake):
    # The doubt names the other kinds, so a kind that is added to the declarations must be put on one side there.
    doubt = (HERE / "doubts" / "attacks_on_patrols_tied_to_no_patrol.sql").read_text(encoding="utf-8")
    assert {kind for kind in KINDS if f"'{kind}'" in doubt} == set(KINDS) - set(VIOLENT_KINDS)


def test_what_a_case_leaves_unknown_breaks_no_rule(lake, tmp_path):
    unknown = {
        "patrols": [patrol(None)],
        "incidents": [attack(None, corridor=None)],
        "coverage": complete_coverage("2020-01-01", "2020-01-01"),
    }
    assert load.build(lake, write_case(tmp_path, **unknown), dry_run=True).release is None


def test_each_check_says_the_record_and_the_detail(lake):
    with open_release(lake, 1).cursor() as con:
        for sentence, query in checks.CHECKS + checks.DOUBTS:
            assert [column[0] for column in con.execute(query).description] == ["record", "detail"], sentence


def test_facts_may_hold_any_text(lake, tmp_path):
    note = "'; DROP TABLE patrols; -- \" \\ “نص”"
    folder = write_case(tmp_path, patrols=[patrol("2020-01-01", note=note)])
    changes = load.build(lake, folder, dry_run=True).changes
    assert [(change.field, change.after) for change in changes] == [("note", note)]
