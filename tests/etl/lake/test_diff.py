"""What changed between two releases: records added and withdrawn, and fields changed."""

import shutil
from dataclasses import replace

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.errors import ReleaseMissing
from etl.lake import Lake
from etl.lake.diff import Change, compare_releases, diff, summarise_changes
from etl.tables.records import CASE_TABLES
from etl.tables.schema import quote_identifier
from tests.cases import attack, claim, patrol, publish_case


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """Publish R1 and R2: P2 is withdrawn, P3 is new, P1 and I1 change, and one claim replaces another."""
    folder = tmp_path_factory.mktemp("diff")
    first, second, third = (
        patrol("2020-03-15", note="old"),
        patrol("2020-03-16", patrol_id="P2"),
        patrol("2020-03-17", patrol_id="P3"),
    )
    said = claim("patrols", "P1", "outcome", "full")
    publish_case(folder, patrols=[first, second], incidents=[attack("2020-03-15", killed_low=0)], claims=[said])
    return publish_case(
        folder,
        patrols=[replace_note(first, "new") | {"outcome": "partial", "participants": ["b", "a"]}, third],
        incidents=[attack("2020-03-15", killed_low=None)],
        claims=[said | {"value": "partial"}],
    )


def replace_note(row, note):
    return row | {"note": note}


def test_a_diff_names_what_came_what_changed_field_by_field_and_what_went(lake):
    assert list(compare_releases(lake, 1, 2).rows()) == [
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
        replace(change, kind=swapped[change.kind], before=change.after, after=change.before)
        for change in compare_releases(lake, 1, 2).rows()
    ]
    assert set(compare_releases(lake, 2, 1).rows()) == set(mirror)


def test_a_release_does_not_differ_from_itself(lake):
    same = compare_releases(lake, 2, 2)
    assert (list(same.rows()), same.counts.num_rows, same.describe_changes()) == ([], 0, "")


def test_a_release_that_is_not_there_is_named(lake):
    with pytest.raises(ReleaseMissing, match="There is no release R9 in this lake"):
        compare_releases(lake, 1, 9)


def test_of_many_changes_the_first_records_of_each_table_are_listed_and_all_are_counted(lake):
    few = compare_releases(lake, 1, 2, records=2)
    assert [(change.record, change.field) for change in few.rows()] == [
        ("P1", "participants"), ("P1", "outcome"), ("P1", "note"), ("P2", None), ("I1", "killed_low"),
        ("patrols / P1 / outcome / full / a", None), ("patrols / P1 / outcome / partial / a", None),
    ]  # fmt: skip
    assert few.counts.to_pylist() == compare_releases(lake, 1, 2).counts.to_pylist() == [
        {"table": "patrols", "added": 1, "changed": 1, "note_only": 0, "withdrawn": 1},
        {"table": "incidents", "added": 0, "changed": 1, "note_only": 0, "withdrawn": 0},
        {"table": "claims", "added": 1, "changed": 0, "note_only": 0, "withdrawn": 1},
    ]  # fmt: skip
    assert few.describe_changes() == (
        "1 patrol added, 1 patrol changed, 1 patrol withdrawn, 1 incident changed, 1 claim added, 1 claim withdrawn"
    )


def test_parts_that_both_releases_share_are_not_read(lake, tmp_path):
    copy = Lake(shutil.copytree(lake.root, tmp_path / "lake"))
    for part in copy.read_manifest(2).tables["sources"].parts:
        (copy.parts / f"{part.sha256}.parquet").unlink()
    assert compare_releases(copy, 1, 2).describe_changes() == compare_releases(lake, 1, 2).describe_changes()


COLUMNS = {"note": st.sampled_from([None, "old", "new"]), "outcome": st.sampled_from(["full", "partial", "cancelled"]),
           "participants": st.sampled_from([["a", "b"], ["b", "a"], ["a"]]), "number": st.none() | st.integers(1, 3),
           "length_km": st.sampled_from([None, 0.1, 0.25]), "withdrawn_release": st.sampled_from([None, None, 1])}  # fmt: skip
SAYINGS = st.lists(
    st.tuples(*map(st.sampled_from, (["P1", "P2"], ["full", "partial"], ["a", "b"], [None, "s"]))), unique=True
)
STATES = st.tuples(
    st.dictionaries(st.sampled_from([f"P{n}" for n in range(1, 6)]), st.fixed_dictionaries(COLUMNS)), SAYINGS
)


@pytest.fixture(scope="module")
def con():
    with duckdb.connect() as con:
        for schema in ("before", "after"):
            con.execute(f"CREATE SCHEMA {schema}")
            for table in CASE_TABLES.values():
                declared = ", ".join(f"{quote_identifier(column.name)} {column.type}" for column in table.columns)
                con.execute(f"CREATE TABLE {schema}.{table.name} ({declared})")
        yield con


def put(con, schema, state):
    patrols, sayings = state
    for table in ("patrols", "claims"):
        con.execute(f"DELETE FROM {schema}.{table}")
    for record_id, columns in patrols.items():
        names = ", ".join(["patrol_id", *columns])
        con.execute(f"INSERT INTO {schema}.patrols ({names}) VALUES ({', '.join('?' * (len(columns) + 1))})",
                    [record_id, *columns.values()])  # fmt: skip
    for record_id, value, side, source_id in sayings:
        con.execute(
            f"INSERT INTO {schema}.claims VALUES ('patrols', ?, 'outcome', ?, ?, ?, NULL)",
            [record_id, value, side, source_id],
        )


NOTES = {"note", "as_written", "feed_release"}


def compare_slowly(before, after) -> set[tuple]:
    """Compare record by record and field by field, with values as text."""
    found = set()
    old, new = (
        {key: row for key, row in state[0].items() if not row["withdrawn_release"]} for state in (before, after)
    )
    for record in old.keys() | new.keys():
        if record not in old or record not in new:
            found.add((record, "added" if record in new else "withdrawn", None))
            continue
        fields = {field for field in COLUMNS.keys() - {"withdrawn_release"} if old[record][field] != new[record][field]}
        found |= {(record, "changed" if fields - NOTES else "note_only", field) for field in fields}
    old, new = (
        {
            " / ".join(filter(None, ("patrols", one, "outcome", value, side, source_id)))
            for one, value, side, source_id in state[1]
        }
        for state in (before, after)
    )
    return found | {(said, "added", None) for said in new - old} | {(said, "withdrawn", None) for said in old - new}


@given(STATES, STATES)
def test_a_diff_is_that_of_plain_python(con, before, after):
    put(con, "before", before)
    put(con, "after", after)
    changes = diff(con, "before", "after")
    assert {(change.record, change.kind, change.field) for change in changes} == compare_slowly(before, after)
    assert len(set(changes)) == len(changes)


def test_a_summary_counts_records_and_not_fields():
    changes = [
        Change("patrols", "P1", "changed", "note", "old", "new"),
        Change("patrols", "P1", "changed", "outcome", "full", "partial"),
        Change("patrol_numbers", "P1 / b", "added"),
        Change("patrol_numbers", "P2 / b", "added"),
    ]
    assert summarise_changes(changes) == "1 patrol changed, 2 patrol numbers added"


def test_a_summary_of_nothing_is_empty():
    assert summarise_changes([]) == ""
