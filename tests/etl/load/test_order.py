"""The order in which a case, a corridor and files are loaded does not change the release."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.release import open_release
from etl.curated import build as load
from etl.lake import Lake
from etl.load.files import new_corridor
from tests.cases import attack, write_case
from tests.etl.feeds.conftest import format_csv
from tests.etl.load.conftest import FEW_EXAMPLES
from tests.etl.load.test_intake import acled, at, count_fates, read_records, run

NEAR_KM = 4.4  # the corridor `near` runs so far north of the case's `road`
OWN_HEADER = "id,date,record,corridor,lat,lon,participants,target,number\n"
FILES = {
    "acled.csv": format_csv(*[at(km) for km in (0, 3, 5.9, 11)], acled("far", latitude="10")),
    "wide.csv": format_csv(*[at(km) for km in (12, 15)]),
    "attacks.csv": OWN_HEADER + "1,2020-08-20,attack,,36.03,36.5,,patrol,7\n2,2020-08-20,attack,,36,36.5,,patrol,7\n"
                              "4,2020-08-20,attack,,,,,patrol,7\n",
    "named.csv": OWN_HEADER + "5,2020-08-20,attack,road,36.03,36.5,,patrol,7\n9,2020-08-20,patrol,road,,,a;b,,7\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def commands(tmp_path_factory):
    """Return the commands that change a lake, by name."""
    folder = tmp_path_factory.mktemp("order")
    facts = write_case(folder / "case", incidents=[attack("2020-03-01")])
    route = folder / "near.geojson"
    north = 36 + NEAR_KM / 111.2
    route.write_text(
        json.dumps({"type": "LineString", "coordinates": [[36.0, north], [37.0, north]]}), encoding="utf-8"
    )
    for name, content in FILES.items():
        (folder / name).write_text(content, encoding="utf-8")
    return {
        "build": lambda lake: load.build(lake, facts),
        "corridor add": lambda lake: new_corridor.add_corridor(lake, new_corridor.NewCorridor("near", route, km_to=100, parties=("a", "b"))),
        **{name: lambda lake, name=name: run(lake, folder / name, **{"within_km": 10} if name == "wide.csv" else {})
           for name in FILES},
    }  # fmt: skip


def run_in_order(commands, folder, order) -> Lake:
    lake = Lake(folder)
    for name in order:
        commands[name](lake)
    return lake


@pytest.fixture(scope="module")
def in_order(commands, tmp_path_factory):
    """The lake of whoever does one thing after the other: the case, the other corridor, the files."""
    return run_in_order(commands, tmp_path_factory.mktemp("in-order") / "lake", commands)


def test_each_incident_lies_on_the_nearest_corridor_within_the_distance_of_its_load(in_order):
    assert read_records(in_order, "feed_id, corridor, patrol_id", where="feed <> 'curated'") == [
        ("1", "near", None), ("2", "road", "analyst:9"), ("4", None, None), ("5", "road", "analyst:9"),
        ("N0", "road", None), ("N11", None, None), ("N12", "near", None), ("N15", None, None), ("N3", "near", None),
        ("N5.9", "near", None), ("far", None, None),
    ]  # fmt: skip


# Each example publishes six releases, and to look for a shorter order would take minutes.
@pytest.mark.timeout(900)
@FEW_EXAMPLES
@example(order=["named.csv", "attacks.csv", "wide.csv", "acled.csv", "corridor add", "build"])
@example(order=["attacks.csv", "build", "acled.csv", "named.csv", "corridor add", "wide.csv"])
@given(order=st.permutations(["build", "corridor add", *FILES]))
def test_the_order_of_commands_does_not_change_the_result(commands, in_order, tmp_path_factory, order):
    lake = run_in_order(commands, tmp_path_factory.mktemp("any-order") / "lake", order)
    # A patrol needs its corridor, and is rejected before that exists.
    if order.index("named.csv") < order.index("build"):
        commands["named.csv"](lake)
    assert lake.find_newest().content_hash == in_order.find_newest().content_hash


def test_the_command_says_how_many_known_incidents_a_corridor_found(commands, tmp_path):
    lake = run_in_order(commands, tmp_path / "lake", ["acled.csv"])
    assert commands["build"](lake).placed == {"road": 3}
    assert commands["corridor add"](lake)[1] == 2
    assert open_release(lake, 1).query("SELECT DISTINCT corridor FROM incidents").to_pylist() == [{"corridor": None}]


def test_a_build_that_changes_no_corridor_moves_nothing(commands, tmp_path):
    lake = run_in_order(commands, tmp_path / "lake", ["build", "acled.csv"])
    outcome = load.build(lake, write_case(tmp_path / "case", incidents=[attack("2020-03-01"), attack("2020-03-02")]))
    assert (outcome.release.name, outcome.placed) == ("R3", {})


def test_what_was_left_out_for_want_of_a_corridor_comes_with_the_same_file_again(commands, tmp_path):
    lake = Lake(tmp_path / "lake")
    (tmp_path / "a.csv").write_text(FILES["acled.csv"], encoding="utf-8")
    first = run(lake, tmp_path / "a.csv", corridor_only=True)
    assert count_fates(first) == {"left_out": 5}
    assert any("no corridor yet" in warning for warning in first.files[0].warnings)
    commands["build"](lake)
    assert count_fates(run(lake, tmp_path / "a.csv", corridor_only=True)) == {"loaded": 3, "left_out": 2}
    commands["corridor add"](lake)
    assert count_fates(run(lake, tmp_path / "a.csv", corridor_only=True)) == {"duplicates": 3, "left_out": 2}


def test_another_distance_for_known_records_holds_for_corridors_that_come_later(commands, tmp_path):
    (tmp_path / "a.csv").write_text(format_csv(at(9)), encoding="utf-8")
    lake = Lake(tmp_path / "lake")
    run(lake, tmp_path / "a.csv")
    again = run(lake, tmp_path / "a.csv", within_km=10)
    assert (count_fates(again), again.release.name) == ({"duplicates": 1}, "R2")
    assert run(lake, tmp_path / "a.csv", within_km=10).release is None
    assert commands["build"](lake).placed == {"road": 1}


def test_an_attack_that_moves_to_a_nearer_corridor_leaves_the_patrol_of_the_other(commands, tmp_path):
    lake = run_in_order(commands, tmp_path / "lake", ["build"])
    (tmp_path / "a.csv").write_text(
        OWN_HEADER + "1,2020-08-20,attack,,36.03,36.5,,patrol,7\n9,2020-08-20,patrol,road,,,a;b,,7\n", encoding="utf-8"
    )
    run(lake, tmp_path / "a.csv")
    assert read_records(lake, "corridor, patrol_id", where="feed_id = '1'") == [("road", "analyst:9")]
    commands["corridor add"](lake)
    assert read_records(lake, "corridor, patrol_id", where="feed_id = '1'") == [("near", None)]


def test_days_that_a_patrol_did_not_run_on_tie_no_known_attack_to_it(commands, tmp_path):
    lake = run_in_order(commands, tmp_path / "lake", ["build", "attacks.csv"])
    late, patrols = tmp_path / "late.csv", tmp_path / "patrols.csv"
    late.write_text(OWN_HEADER + "3,2020-09-20,attack,,36,36.5,,patrol,7\n", encoding="utf-8")
    patrols.write_text(OWN_HEADER + "9,2020-08-20,patrol,road,,,a;b,,7\n", encoding="utf-8")
    run(lake, late)
    outcome = run(lake, patrols)
    assert "2 known attacks were tied to patrols of this load by their numbers." in outcome.files[0].warnings
    assert read_records(lake, "feed_id, patrol_id", where="feed = 'analyst'") == [
        ("1", "analyst:9"), ("2", "analyst:9"), ("3", None), ("4", None),
    ]  # fmt: skip
