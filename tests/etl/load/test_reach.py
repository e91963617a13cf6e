"""The reach of patrols in a table: places by any name, kilometres, and stretches if neither is stated."""

from datetime import date

import pytest

from analysis.questions.route import compute_stretches, count_stretch_totals
from analysis.release import open_release
from analysis.selection import Selection
from etl.load import pipeline as intake
from etl.load.files.options import Complete, Options
from tests.cases import place, publish_case

HEADER = "id,date,record,corridor,participants,target,number,verification,outcome,place_from,place_to,km_from,km_to,lat,lon\n"
PLACES = [
    place("Start", 36.0, 36.0, other_names=["Al-Bidāya", "البداية"]),
    place("Middle", 36.0, 36.5),
    place("Goal", 36.0, 37.0),
    place("Twin", 36.0, 36.2, other_names=["Same"]),
    place("Other Twin", 36.0, 36.3, other_names=["Same"]),
]


@pytest.fixture
def load(tmp_path):
    lake = publish_case(tmp_path, places=PLACES)

    def run(*rows):
        path = tmp_path / "patrols.csv"
        path.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
        span = Complete("road", date(2021, 3, 1), date(2021, 3, 31))
        outcome = intake.load(lake, [path], Options(complete=(span,)))
        return open_release(lake, lake.list_numbers()[-1]), outcome.files[0]

    return run


def patrol(day, ends=",,,", outcome="cut short"):
    return f"P{day},2021-03-{day:02},patrol,road,a;b,,{day},,{outcome},{ends},,"


def attack(day, lon):
    return f"I{day},2021-03-{day:02},attack,road,,patrol,{day},confirmed,,,,,,36.0,{lon}"


def test_the_ends_of_a_patrol_are_read_from_places_and_kilometres(load):
    ends = [
        ("Start,Middle,,", ("Start", "Middle", 0.0, 50.0, None)),
        ("al bidaya,MIDDLE,,", ("Start", "Middle", 0.0, 50.0, "place_from: al bidaya; place_to: MIDDLE")),
        ("البداية,Middle,,", ("Start", "Middle", 0.0, 50.0, "place_from: البداية")),
        ("Start,Middle,,48.5", ("Start", "Middle", 0.0, 48.5, None)),
        (',,"0,5",30 km', (None, None, 0.5, 30.0, None)),
        ("Start,Nowhere,,", ("Start", None, 0.0, None, "place_to: Nowhere")),
        ("Start,Same,,", ("Start", None, 0.0, None, "place_to: Same")),
        (",,,", (None, None, None, None, None)),
    ]
    release, report = load(*(patrol(day, written) for day, (written, _) in enumerate(ends, start=1)))
    query = "SELECT place_from, place_to, km_from, km_to, as_written FROM patrols WHERE feed = 'analyst' ORDER BY date"
    found = [tuple(row.values()) for row in release.query(query).to_pylist()]
    assert dict(zip([written for written, _ in ends], found, strict=True)) == dict(ends)
    [said] = [said for said in report.warnings if said.startswith("Places of patrols that the release does not have")]
    assert ("Nowhere" in said, "Same" in said, "bidaya" in said) == (True, True, False)


def test_a_kilometre_that_is_no_number_stays_as_it_was_written_and_the_patrol_is_kept(load):
    release, report = load(patrol(1, ",,zero,"), patrol(2, ',,,"1,250"'), patrol(3, ",,0,40"))
    assert (report.loaded, report.rejected) == (3, 0)
    query = "SELECT km_from, km_to, as_written FROM patrols WHERE feed = 'analyst' ORDER BY patrol_id"
    assert [tuple(row.values()) for row in release.query(query).to_pylist()] == [
        (None, None, "km_from: zero"), (None, None, "km_to: 1,250"), (0.0, 40.0, None),
    ]  # fmt: skip


def test_a_stretch_says_how_many_patrols_are_of_unknown_reach_and_bounds_its_rate(load):
    # Three known: one whole road, two to 40 km. Three unknown: one was attacked at 30 km, two were not.
    release, _ = load(
        patrol(1, outcome="full"), patrol(2, "Start,,,40"), patrol(3, "Start,,,40"), patrol(4), patrol(5), patrol(6),
        attack(2, 36.2), attack(4, 36.3),
    )  # fmt: skip
    selection = Selection(release.number, "road", "analyst", date(2021, 3, 1), date(2021, 3, 31))
    first, second = compute_stretches(release, selection, 55.0).to_pylist()
    assert (first["patrols"], first["attacks"], first["rate"]) == (3, 1, pytest.approx(1 / 3))
    assert (first["patrols_of_unknown_reach"], first["attacks_of_unknown_reach"], first["attacks_in_all"]) == (3, 1, 2)
    assert (first["patrols_least"], first["patrols_most"]) == (4, 6)
    assert (first["rate_least"], first["rate_most"]) == (pytest.approx(2 / 6), pytest.approx(2 / 4))
    # Nobody was attacked beyond the middle, where one is known to have come and three may have.
    assert (second["patrols"], second["attacks"], second["rate_least"], second["rate_most"]) == (1, 0, 0, 0)
    assert count_stretch_totals(release, selection, 55.0)["patrols_of_unknown_reach"] == 3
