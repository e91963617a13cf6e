"""The effect of review entries: by hand, and any sequence of them against a slow second implementation."""

from copy import deepcopy
from dataclasses import asdict, replace
from datetime import date

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.review.apply import apply_entries
from etl.review.entries import Entry, decide, list_in_force, read_value, write_value
from etl.tables.records import INCIDENTS, TABLES
from tests.cases import _LakeOfRows, attack, claim, fill_tables, open_in_memory, patrol, suspension

IDS = ["I1", "I2", "I3", "I4"]
WEAPONS = {"I1": None, "I2": "mine", "I3": None, "I4": "rocket"}


def entry(number, action, record_id="I1", **more):
    return Entry(
        number, date(2021, 1, 1), "Ana", "a reason", action, "incidents", record_id, first_release=number + 1, **more
    )


def correct(number, column, value, record_id="I1", **more):
    return entry(number, "change", record_id, column=column, value=value, **more)


def test_the_later_of_two_entries_on_a_column_holds_until_it_is_undone():
    entries = [correct(1, "kind", "rocket"), correct(2, "kind", "protest")]
    assert decide(entries).changes["incidents", "I1"]["kind"].value == "protest"
    entries.append(entry(3, "undo", undoes=2))
    assert decide(entries).changes["incidents", "I1"]["kind"].value == "rocket"


def test_an_entry_that_undoes_another_can_be_undone():
    entries = [entry(1, "withdraw"), entry(2, "undo", undoes=1), entry(3, "undo", undoes=2)]
    assert [each.entry for each in list_in_force(entries[:2])] == [2]
    assert [each.entry for each in list_in_force(entries)] == [1, 3]


def test_links_are_transitive_and_keeping_two_members_separate_contradicts_them():
    entries = [entry(1, "link", "I2", other_id="I1"), entry(2, "link", "I3", other_id="I2")]
    [event] = decide(entries).events
    assert event.members == ["I3", "I2", "I1"]
    entries.append(entry(3, "keep_apart", "I1", other_id="I3"))
    assert decide(entries).find_contradiction().entry == 3
    assert decide([*entries, entry(4, "undo", undoes=1)]).find_contradiction() is None


@pytest.mark.parametrize(
    ("column", "text", "says"),
    [
        ("date", "3 May", "“3 May” is not a day"),
        ("date", "2020-W12-1", "is not a day"),
        ("date", "2020-02-30", "is not a day"),
        ("killed_best", "two", "“two” is not a whole number"),
        ("killed_best", "9999999999", "is not a whole number"),
        ("killed_best", "1_0", "is not a whole number"),
        ("killed_best", "٣", "is not a whole number"),
        ("lat", "nan", "is not a number"),
        ("kind", "bomb", "“bomb” is not one"),
    ],
)
def test_a_value_that_its_column_does_not_accept_is_named(column, text, says):
    [declared] = [each for each in INCIDENTS.declared if each.name == column]
    with pytest.raises(ValueError, match=says):
        read_value(declared, text)


@pytest.mark.parametrize(
    ("column", "value"),
    [("date", date(2020, 5, 3)), ("killed_best", 0), ("lat", 35.5), ("source_ids", ["a", "b"]), ("note", None)],
)
def test_a_value_is_read_as_it_is_written(column, value):
    [declared] = [each for each in INCIDENTS.declared if each.name == column]
    assert read_value(declared, write_value(value)) == value


@pytest.fixture(scope="module")
def con():
    """The four incidents as their feed states them, in schema `stated`."""
    con = duckdb.connect()
    incidents = [attack("2020-03-15", incident_id=name, weapon=WEAPONS[name]) for name in IDS]
    _LakeOfRows(fill_tables(incidents=incidents)).attach(con, None, "stated")
    return con


def apply(con, entries):
    """Return the kind and weapon of each incident that is left after some entries."""
    con.execute("DELETE FROM stated.review_entries")
    names = [column.name for column in TABLES["review_entries"].columns if column.name != "withdrawn_release"]
    for each in entries:
        listed = ", ".join(f'"{name}"' for name in names)
        values = [getattr(each, name) for name in names]
        con.execute(f"INSERT INTO stated.review_entries ({listed}) VALUES ({', '.join('?' * len(names))})", values)
    apply_entries(con, "stated", "standing")
    rows = con.execute(
        "SELECT incident_id, kind, weapon FROM standing.incidents WHERE withdrawn_release IS NULL"
    ).fetchall()
    con.execute("DROP SCHEMA standing CASCADE")
    return {name: said for name, *said in rows}


def apply_slowly(entries):
    """The same one by one: whether an entry holds is asked of all that undo it, and events are lists that grow."""

    def is_valid(number):
        return not any(each.undoes == number and is_valid(each.entry) for each in entries)

    standing = [each for each in entries if is_valid(each.entry)]
    rows = {name: ["ied", WEAPONS[name]] for name in IDS}
    event = {name: [name] for name in IDS}
    withdrawn = {each.record_id for each in standing if each.action == "withdraw"}
    for each in standing:
        if each.action == "change":
            rows[each.record_id][("kind", "weapon").index(each.column)] = each.value
        if each.action == "link" and each.other_id not in event[each.record_id]:
            merged = event[each.record_id] + event[each.other_id]
            event |= dict.fromkeys(merged, merged)
    told, gone = deepcopy(rows), set(withdrawn)
    for first, *others in event.values():
        for other in others:
            if other not in withdrawn:
                gone.add(other)
                told[first] = [mine or theirs for mine, theirs in zip(told[first], rows[other], strict=True)]
    return {name: said for name, said in told.items() if name not in gone}


@st.composite
def sequences(draw):
    entries = []
    for number in range(1, draw(st.integers(1, 9)) + 1):
        record, other = draw(st.permutations(IDS))[:2]
        action = draw(st.sampled_from(["change", "withdraw", "link", *["undo"] * (number > 1)]))
        if action == "change":
            column, value = draw(
                st.sampled_from([("kind", "rocket"), ("kind", "protest"), ("weapon", "gun"), ("weapon", None)])
            )
            entries.append(correct(number, column, value, record))
        elif action == "undo":
            entries.append(entry(number, "undo", record, undoes=draw(st.integers(1, number - 1))))
        else:
            entries.append(entry(number, action, record, other_id=other if action == "link" else None))
    return entries


@given(entries=sequences())
def test_any_sequence_of_entries_and_undos_gives_what_a_slow_replay_gives(con, entries):
    assert apply(con, entries) == apply_slowly(entries)


def test_a_patrol_that_takes_in_another_takes_its_attacks_numbers_and_claims():
    rows = fill_tables(
        patrols=[patrol("2020-03-15", place_to=None), patrol("2020-03-15", number=4, place_to="Midway")],
        incidents=[attack("2020-03-15", patrol_id="P2")],
        patrol_numbers=[
            {"patrol_id": name, "counted_by": count, "number": number}
            for name, count, number in (("P1", "b", 3), ("P2", "b", 9), ("P2", "c", 5))
        ],
        claims=[claim("patrols", "P2", "outcome", "full"), claim("patrol_numbers", "P2 / c", "number", "5")],
        suspensions=[suspension("2020-03-20"), suspension("2020-03-20", "2020-04-01")],
        review_entries=[
            asdict(replace(entry(1, "link", "P1", other_id="P2"), table="patrols")),
            asdict(replace(entry(2, "link", "S1", other_id="S2"), table="suspensions")),
        ],
    )
    release = open_in_memory(rows)
    read = lambda query: [tuple(row.values()) for row in release.query(query).to_pylist()]  # noqa: E731
    assert read("SELECT patrol_id, number, place_to FROM patrols") == [("P1", 4, "Midway")]
    assert read("SELECT incident_id, patrol_id FROM incidents") == [("I1", "P1")]
    assert read("SELECT counted_by, number FROM patrol_numbers WHERE patrol_id = 'P1' ORDER BY 1") == [
        ("b", 3),
        ("c", 5),
    ]
    assert read("SELECT record_id FROM claims ORDER BY 1") == [("P1",), ("P1 / c",)]
    assert read('SELECT suspension_id, "end" FROM suspensions') == [("S1", date(2020, 4, 1))]
