"""What changed between two releases: records added and withdrawn, and fields changed."""

from dataclasses import replace

import pytest

from etl.diff import Change, between, summary
from etl.errors import ReleaseMissing
from tests.cases import attack, claim, patrol, released


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """R1 to R2: P2 leaves, P3 comes, P1 and I1 change, one claim is put in another's place."""
    folder = tmp_path_factory.mktemp("diff")
    first, second, third = (
        patrol("2020-03-15", note="old"),
        patrol("2020-03-16", patrol_id="P2"),
        patrol("2020-03-17", patrol_id="P3"),
    )
    said = claim("patrols", "P1", "outcome", "full")
    released(folder, patrols=[first, second], incidents=[attack("2020-03-15", killed_low=0)], claims=[said])
    return released(
        folder,
        patrols=[replace_note(first, "new") | {"outcome": "partial", "participants": ["b", "a"]}, third],
        incidents=[attack("2020-03-15", killed_low=None)],
        claims=[said | {"value": "partial"}],
    )


def replace_note(row, note):
    return row | {"note": note}


def test_a_diff_names_what_came_what_changed_field_by_field_and_what_went(lake):
    assert between(lake, 1, 2) == [
        Change("patrols", "P1", "changed", "participants", "[a, b]", "[b, a]"),
        Change("patrols", "P1", "changed", "outcome", "full", "partial"),
        Change("patrols", "P1", "changed", "note", "old", "new"),
        Change("patrols", "P2", "withdrawn"),
        Change("patrols", "P3", "added"),
        Change("incidents", "I1", "changed", "killed_low", "0", None),
        Change("claims", "patrols / P1 / outcome / full / a", "withdrawn"),
        Change("claims", "patrols / P1 / outcome / partial / a", "added"),
    ]


def test_a_diff_backwards_is_its_mirror(lake):
    swapped = {"added": "withdrawn", "withdrawn": "added", "changed": "changed"}
    mirror = [
        replace(change, what=swapped[change.what], before=change.after, after=change.before)
        for change in between(lake, 1, 2)
    ]
    assert set(between(lake, 2, 1)) == set(mirror)


def test_a_release_does_not_differ_from_itself(lake):
    assert between(lake, 2, 2) == []


def test_a_release_that_is_not_there_is_named(lake):
    with pytest.raises(ReleaseMissing, match="There is no release R9 in this lake"):
        between(lake, 1, 9)


def test_a_summary_counts_records_and_not_fields():
    changes = [
        Change("patrols", "P1", "changed", "note", "old", "new"),
        Change("patrols", "P1", "changed", "outcome", "full", "partial"),
        Change("patrol_numbers", "P1 / b", "added"),
        Change("patrol_numbers", "P2 / b", "added"),
    ]
    assert summary(changes) == "1 patrol changed, 2 patrol numbers added"


def test_a_summary_of_nothing_is_empty():
    assert summary([]) == ""
