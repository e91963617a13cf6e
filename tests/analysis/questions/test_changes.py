"""What a release changed in the headline, and the records that explain it."""

from dataclasses import replace

import pytest
from hypothesis import given

from analysis.questions.changes import compare_headlines, describe_headline_change, describe_records
from analysis.questions.holdings import read_choices
from analysis.questions.populations import Population, list_population
from analysis.questions.timeline import count_headline
from analysis.release import open_release
from etl.lake.diff import Change
from etl.tables.records import TABLES
from tests.analysis.generated_cases import REFILLED, cases, try_few
from tests.cases import (
    attack,
    claim,
    complete_coverage,
    corridor,
    coverage,
    fill_tables,
    open_in_memory,
    patrol,
    publish_case,
    refill,
    source,
)

pytestmark = pytest.mark.slow
PATROLS = [patrol(f"2020-03-{day:02}") for day in range(1, 6)]
STRUCK = attack("2020-03-02", patrol_id="P2")
DOUBTFUL = attack("2020-03-04", patrol_id="P4", verification="disputed")


def publish_two(folder, before: dict, after: dict):
    """Publish two releases, and return both with the selection of a page without choices."""
    publish_case(folder, **before)
    lake = publish_case(folder, **after)
    older, newer = (open_release(lake, number) for number in (1, 2))
    return older, newer, read_choices(newer).make_default()


@pytest.fixture
def changed(tmp_path):
    def publish_change(before: dict, after: dict, **choices):
        older, newer, selection = publish_two(tmp_path, before, after)
        return compare_headlines(older, newer, replace(selection, **choices))

    return publish_change


def test_a_patrol_that_came_and_an_attack_that_was_confirmed_bear_on_the_headline(changed):
    # Before: P1 to P5, P2 attacked, the attack on P4 disputed. After: P6 is new, and the attack on P4 confirmed.
    change = changed(
        {"patrols": PATROLS, "incidents": [STRUCK, DOUBTFUL]},
        {
            "patrols": [*PATROLS, patrol("2020-03-09")],
            "incidents": [STRUCK, DOUBTFUL | {"verification": "confirmed", "note": "now confirmed"}],
        },
    )
    assert change.records == (
        Change("patrols", "P6", "added"),
        Change("incidents", "I2", "changed", "verification", "disputed", "confirmed"),
    )
    assert describe_headline_change(change) == (
        "1 of 5 joint patrols of known day in R1; 2 of 6 in R2: one patrol added, one attack changed."
    )


def test_an_attack_that_is_tied_to_no_patrol_makes_the_headline_a_range(changed):
    both = [*PATROLS, patrol("2020-03-02")]  # two ran on the 2nd
    change = changed({"patrols": both}, {"patrols": both, "incidents": [attack("2020-03-02")]})
    assert (
        describe_headline_change(change)
        == "0 of 6 joint patrols of known day in R1; 0 to 1 of 6 in R2: one attack added."
    )


def test_a_patrol_of_which_a_log_no_longer_says_whether_it_was_attacked_makes_it_a_range_too(changed):
    unsure = [*PATROLS[:4], PATROLS[4] | {"attack_unknown": True}]
    change = changed({"patrols": PATROLS, "incidents": [STRUCK]}, {"patrols": unsure, "incidents": [STRUCK]})
    assert describe_headline_change(change) == (
        "1 of 5 joint patrols of known day in R1; 1 to 2 of 5 in R2: one patrol changed."
    )


def test_a_second_attack_on_a_patrol_and_an_attack_off_patrol_do_not(changed):
    before = {"patrols": PATROLS, "incidents": [STRUCK]}
    change = changed(
        before,
        before | {"incidents": [STRUCK, attack("2020-03-02", patrol_id="P2"), attack("2020-03-02", target="civilian")]},
    )
    assert (change.is_the_same, change.records) == (True, ())
    assert describe_headline_change(change) == (
        "1 of 5 joint patrols of known day in R1 and in R2; nothing behind it changed."
    )


def test_the_same_number_of_other_records_says_so(changed):
    other = {"patrols": [*PATROLS[:4], patrol("2020-03-09", patrol_id="P6")], "incidents": [STRUCK]}
    change = changed({"patrols": PATROLS, "incidents": [STRUCK]}, other)
    assert describe_headline_change(change) == (
        "1 of 5 joint patrols of known day in R1 and in R2, but other records make it up: one patrol withdrawn, one patrol "
        "added."
    )


@pytest.mark.parametrize(
    ("columns", "field", "now"),
    [
        ({"outcome": "cancelled"}, "outcome", "cancelled"),
        ({"participants": ["a"]}, "participants", "[a]"),
        (patrol("2020-03-05", until="2020-03-08"), "date_precision", "range"),
    ],
)
def test_a_patrol_that_counts_no_longer_is_named_with_the_field(changed, columns, field, now):
    change = changed({"patrols": PATROLS}, {"patrols": [*PATROLS[:4], PATROLS[4] | columns]})
    assert [(one.record, one.field, one.after) for one in change.records] == [("P5", field, now)]
    assert (
        describe_headline_change(change) == "0 of 5 joint patrols of known day in R1; 0 of 4 in R2: one patrol changed."
    )


def test_an_attack_that_is_tied_to_another_patrol_is_one_change(changed):
    change = changed(
        {"patrols": PATROLS, "incidents": [STRUCK]},
        {"patrols": PATROLS, "incidents": [attack("2020-03-03", patrol_id="P3")]},
    )
    assert change.records == (Change("incidents", "I1", "changed", "patrol_id", "P2", "P3"),)
    assert describe_headline_change(change).endswith("and in R2, but other records make it up: one attack changed.")


def test_coverage_that_came_makes_a_number_of_none(changed):
    change = changed(
        {"patrols": PATROLS, "coverage": [coverage("patrols", "joint", "2020-01-01", "2020-12-31")]},
        {"patrols": PATROLS},
    )
    assert change.records == (Change("coverage", "curated / road / incidents / patrol / 2020-01-01", "added"),)
    assert describe_headline_change(change) == (
        "No rate (the patrols, or the attacks on them, are not completely held) in R1; 0 of 5 joint patrols of known day in R2: "
        "one span of coverage added."
    )


def test_a_patrol_after_the_days_that_were_held_comes_with_the_coverage_that_lets_it_count(changed):
    change = changed(
        {"patrols": PATROLS, "coverage": complete_coverage("2020-03-01", "2020-03-07")},
        {"patrols": [*PATROLS, patrol("2020-03-09")], "coverage": complete_coverage("2020-03-01", "2020-03-31")},
    )
    assert describe_headline_change(change) == (
        "0 of 5 joint patrols of known day in R1; 0 of 6 in R2: one patrol added, 2 spans of coverage changed."
    )


def test_a_claim_bears_on_the_headline_if_it_reports_the_attack(changed):
    before = {"patrols": PATROLS, "incidents": [STRUCK]}
    said = {"claims": [claim("incidents", "I1", "kind", "ied", source_id="source")]}
    change = changed(before, before | said, sources="side:a")
    assert change.records == (Change("claims", "incidents / I1 / kind / ied / a / source", "added"),)
    assert describe_headline_change(change).endswith(
        "0 of 5 joint patrols of known day in R1; 1 of 5 in R2: one claim added."
    )


def test_a_source_that_turns_out_to_copy_another_bears_on_it(changed):
    before = {
        "patrols": PATROLS, "incidents": [STRUCK | {"source_ids": ["source", "radio"]}],
        "sources": [source("source"), source("radio", publisher="Radio")],
    }  # fmt: skip
    after = before | {"sources": [source("source"), source("radio", publisher="Radio", origin="Publisher")]}
    change = changed(before, after, sources="independent")
    assert change.records == (Change("sources", "radio", "changed", "origin", None, "Publisher"),)


def test_other_corridors_and_feeds_do_not_bear_on_it(changed):
    roads = {"corridors": [corridor("road"), corridor("other")]}
    change = changed(
        roads | {"patrols": PATROLS},
        roads | {"patrols": [*PATROLS, patrol("2020-03-09", corridor="other")]},
        corridor="road",
    )
    assert change.records == ()


def test_a_corridor_that_came_has_no_rate_before(changed):
    roads = {"corridors": [corridor("road"), corridor("other")]}
    change = changed({"patrols": PATROLS}, roads | {"patrols": PATROLS}, corridor="other")
    assert change.is_the_same
    assert describe_headline_change(change).startswith(
        "No rate (the patrols, or the attacks on them, are not completely held) in R1"
    )


def test_no_patrol_is_no_rate_in_words(changed):
    change = changed({}, {"patrols": PATROLS[:1]})
    assert describe_headline_change(change) == (
        "No rate (no patrol of known day ran) in R1; 0 of 1 joint patrols of known day in R2: one patrol added."
    )


def test_records_are_counted_and_not_their_fields():
    changes = [Change("patrols", "P1", "changed", name, "old", "new") for name in ("date", "outcome")]
    assert describe_records([*changes, Change("patrols", "P2", "changed", "date", "old", "new")]) == "2 patrols changed"


def list_counted(release, selection) -> list[set]:
    """List the patrols and attacked patrols of the headline, as the page does."""
    days = (selection.from_day, selection.to_day)
    populations = ("patrols", "patrols_attacked")
    return [
        set(list_population(release, selection, Population(name, *days))["patrol_id"].to_pylist())
        for name in populations
    ]


def patch_rows(before: dict, after: dict, changes: tuple[Change, ...]) -> dict:
    """Return the rows before, with only the named records as they are after."""
    rows = {name: list(held) for name, held in before.items()}
    for table, record in {(change.table, change.record) for change in changes}:
        key = TABLES[table].key

        def is_named(row, key=key, record=record):
            row = {"feed": "curated"} | row
            return " / ".join(str(row[name]) for name in key if row.get(name) is not None) == record

        rows[table] = [row for row in rows[table] if not is_named(row)] + [row for row in after[table] if is_named(row)]
    return rows


@pytest.fixture(scope="module")
def three_in_memory():
    return [open_in_memory(fill_tables(corridors=[corridor("road"), corridor("other")])) for _ in range(3)]


@try_few
@given(cases(), cases())
def test_the_records_named_make_the_whole_difference_and_are_none_where_there_is_none(three_in_memory, one, another):
    (before, selection), (after, _) = one, another
    older, newer, mixed = three_in_memory
    for release, rows in ((older, before), (newer, after)):
        refill(release, {name: rows[name] for name in REFILLED})
    change = compare_headlines(older, newer, selection)
    assert (change.before, change.after) == (count_headline(older, selection), count_headline(newer, selection))
    refill(mixed, {name: held for name, held in patch_rows(before, after, change.records).items() if name in REFILLED})
    assert list_counted(mixed, selection) == list_counted(newer, selection)
    if list_counted(older, selection) == list_counted(newer, selection) and change.is_the_same:
        assert change.records == ()
    else:
        assert change.records != ()


@try_few
@given(cases())
def test_a_release_changes_nothing_of_itself(three_in_memory, one):
    rows, selection = one
    release = refill(three_in_memory[0], {name: rows[name] for name in REFILLED})
    change = compare_headlines(release, release, selection)
    assert change.is_the_same
    assert change.records == ()
