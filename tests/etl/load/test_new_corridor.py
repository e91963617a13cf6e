"""A new corridor: incidents are placed on it, and pages offer it like any other."""

import json
from dataclasses import replace

import click
import pytest

from analysis.questions.holdings import read_choices
from analysis.release import open_release
from commands.arguments import TimeZone
from etl.errors import FileRefused, UsageError
from etl.load import pipeline as intake
from etl.load.files import new_corridor
from etl.tables.corridors import spell_party
from tests.cases import attack, corridor, publish_case, read_rows

HEADER = "date,record,corridor,lat,lon,killed\n"


@pytest.fixture()
def lake(tmp_path):
    return publish_case(tmp_path, incidents=[attack("2020-03-01")])


def write_route(tmp_path, found=None):
    path = tmp_path / "route.geojson"
    line = {"type": "LineString", "coordinates": [[40.0, 35.0], [41.0, 35.0]]}
    path.write_text(json.dumps(found or {"type": "Feature", "properties": {}, "geometry": line}), encoding="utf-8")
    return path


def load_rows(lake, tmp_path, rows):
    path = tmp_path / "table.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    return intake.load(lake, [path])


def read_incidents(lake):
    return read_rows(lake, "SELECT corridor, km, offset_km FROM incidents WHERE feed = 'analyst' ORDER BY date")


def test_records_that_were_there_before_are_found_on_it(lake, tmp_path):
    load_rows(
        lake,
        tmp_path,
        "2020-05-01,incident,,35.01,40.5,1\n2020-05-02,incident,,35.5,40.5,1\n2020-05-03,incident,,35,39.9,1\n",
    )
    release, found = new_corridor.add_corridor(lake, new_corridor.NewCorridor("east", write_route(tmp_path), km_to=100))
    assert (release.number, found) == (3, 1)
    assert read_incidents(lake) == [("east", 50.0, 1.1), (None, None, None), (None, None, None)]


def test_records_that_come_later_are_placed_on_it(lake, tmp_path):
    new_corridor.add_corridor(lake, new_corridor.NewCorridor("east", write_route(tmp_path), km_from=10, km_to=110))
    load_rows(lake, tmp_path, "2020-05-01,incident,,35,40.25,1\n")
    assert read_incidents(lake) == [("east", 35.0, 0.0)]


def test_it_says_what_its_count_holds_beside_joint_patrols(lake, tmp_path):
    new_corridor.add_corridor(lake, new_corridor.NewCorridor("east", write_route(tmp_path), count_holds=("one_party",)))
    new_corridor.add_corridor(lake, new_corridor.NewCorridor("west", write_route(tmp_path)))
    query = "SELECT corridor, count_holds FROM corridors WHERE corridor <> 'road' ORDER BY 1"
    assert read_rows(lake, query) == [("east", ["one_party"]), ("west", None)]


def test_the_pages_offer_the_new_corridor(lake, tmp_path):
    new_corridor.add_corridor(lake, new_corridor.NewCorridor("east", write_route(tmp_path), parties=("a",)))
    load_rows(lake, tmp_path, "2020-05-01,attack,,35,40.25,1\n")
    release = open_release(lake, lake.list_numbers()[-1])
    choices = read_choices(release)
    assert ("east", "analyst") in choices.days
    assert release.query("SELECT count(*) AS n FROM attacks WHERE corridor = 'east'")["n"][0].as_py() == 1


def test_without_posts_it_is_as_long_as_its_line(lake, tmp_path):
    new_corridor.add_corridor(lake, new_corridor.NewCorridor("east", write_route(tmp_path)))
    assert read_rows(lake, "SELECT km_from, km_to FROM corridors WHERE corridor = 'east'") == [(0.0, 91.1)]


def test_a_name_that_is_taken_is_refused(lake, tmp_path):
    with pytest.raises(UsageError, match="There is a corridor road already"):
        new_corridor.add_corridor(lake, new_corridor.NewCorridor("road", write_route(tmp_path)))
    assert lake.list_numbers() == [1]


FLIGHTS = new_corridor.Counted("flights", "flight", "aircraft", "aircraft", "a")


@pytest.mark.parametrize(
    ("stated", "says"),
    [
        ({"km_from": float("nan")}, "Kilometre posts must be between"),
        ({"km_to": float("inf")}, "Kilometre posts must be between"),
        ({"km_from": 100, "km_to": 0}, "must be higher than the first"),
        ({"title": "\ud800"}, "cannot be stored"),
        ({"parties": ["a\0"]}, "cannot be stored"),
        ({"counted": replace(FLIGHTS, own_count=" ")}, "none of these may be empty"),
        ({"counted": FLIGHTS, "route": None, "km_to": 5}, "posts need a route"),
        ({"route": None}, "needs a route"),
    ],
)
def test_an_impossible_corridor_is_refused_in_one_sentence(tmp_path, stated, says):
    with pytest.raises(UsageError, match=says):
        new_corridor.NewCorridor(**{"name": "east", "route": write_route(tmp_path)} | stated).make_row()


@pytest.mark.parametrize(
    "found", [{"type": "Point", "coordinates": [1, 2]}, {"type": "FeatureCollection", "features": []}, []]
)
def test_a_file_without_one_line_is_refused(lake, tmp_path, found):
    with pytest.raises(FileRefused, match="not a GeoJSON file with one LineString"):
        new_corridor.add_corridor(lake, new_corridor.NewCorridor("east", write_route(tmp_path, found or {"type": "x"})))


def test_its_time_zone_is_kept(lake, tmp_path):
    new_corridor.add_corridor(lake, new_corridor.NewCorridor("east", write_route(tmp_path), zone="Asia/Damascus"))
    assert read_rows(lake, "SELECT zone FROM corridors WHERE corridor = 'east'") == [("Asia/Damascus",)]


def test_a_time_is_of_the_day_in_the_zone_of_the_corridor_that_the_rows_name(tmp_path):
    lake = publish_case(
        tmp_path, corridors=[corridor("road", zone="Asia/Damascus"), corridor("strait", zone="Asia/Aden")]
    )
    file = tmp_path / "winter.csv"
    file.write_text(
        "date,corridor,kind\n2020-12-01T21:00:00Z,Road,ied\n2020-12-01T22:30:00Z,road,ied\n", encoding="utf-8"
    )
    (report,) = intake.load(lake, [file]).files
    assert [str(report.first_date), str(report.last_date)] == ["2020-12-01", "2020-12-02"]


@pytest.mark.parametrize("zone", ["Damascus", "UTC+3", "../etc"])
def test_a_time_zone_that_is_none_is_refused(zone):
    with pytest.raises(click.BadParameter, match="not a time zone"):
        TimeZone().convert(zone, None, None)


def test_the_embedded_case_can_be_built_again_beside_it(lake, tmp_path):
    new_corridor.add_corridor(lake, new_corridor.NewCorridor("east", write_route(tmp_path)))
    load_rows(lake, tmp_path, "2020-05-01,attack,,35,40.25,1\n")
    publish_case(tmp_path, incidents=[attack("2020-03-01"), attack("2020-03-02")])
    assert read_incidents(lake) == [("east", 22.8, 0.0)]


PATROLS = "date,record,corridor,participants,number,counted_by\n"


def test_a_party_patrols_and_counts_whatever_its_case_and_blanks(lake, tmp_path):
    new_corridor.add_corridor(
        lake, new_corridor.NewCorridor("east", write_route(tmp_path), parties=("VDP", "Burkinabe  Army", "vdp"))
    )
    path = tmp_path / "patrols.csv"
    written = [("Burkinabe army", "VDP"), ("burkinabe  ARMY", "vdp"), ("burkinabe_army", "Vdp")]
    path.write_text(
        PATROLS + "".join(f"2020-05-0{n},patrol,east,{a}; {v},{n},{v}\n" for n, (a, v) in enumerate(written, start=1)),
        encoding="utf-8",
    )
    intake.load(lake, [path])
    kept = read_rows(lake, "SELECT participants, number FROM patrols WHERE corridor = 'east' ORDER BY number")
    assert kept == [(["VDP", "burkinabe army"], number) for number in (1, 2, 3)]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("VDP", "VDP"),
        ("VDP_of  Fada", "VDP of fada"),
        ("Burkinabe Army", "burkinabe army"),
        ("VDP FADA", "vdp fada"),
        ("POLICE", "police"),
    ],
)
def test_an_abbreviation_keeps_its_capitals(written, kept):
    assert spell_party(written) == kept


def test_a_party_that_no_table_could_name_is_refused(lake, tmp_path):
    with pytest.raises(UsageError, match="separate parties"):
        new_corridor.add_corridor(
            lake, new_corridor.NewCorridor("east", write_route(tmp_path), parties=("army and police",))
        )


def test_a_corridor_is_changed_by_a_new_release_and_keeps_what_was_not_given(lake, tmp_path):
    new_corridor.add_corridor(
        lake, new_corridor.NewCorridor("east", write_route(tmp_path), km_to=100, parties=("army",))
    )
    load_rows(lake, tmp_path, "2020-05-01,incident,,35,40.25,1\n")
    release, _ = new_corridor.change_corridor(
        lake, "east", {"title": "East road", "parties": ("army", "Police")}, message="They joined"
    )
    assert release.message == "They joined"
    (row,) = read_rows(lake, "SELECT title, parties, km_to FROM corridors WHERE corridor = 'east'")
    assert row == ("East road", ["army", "police"], 100)
    assert read_incidents(lake) == [("east", 25.0, 0.0)]


def test_a_party_whose_patrols_are_known_cannot_be_dropped(lake, tmp_path):
    new_corridor.add_corridor(lake, new_corridor.NewCorridor("east", write_route(tmp_path), parties=("army", "police")))
    path = tmp_path / "patrols.csv"
    path.write_text(PATROLS + "2020-05-01,patrol,east,army,3,army\n", encoding="utf-8")
    intake.load(lake, [path])
    with pytest.raises(UsageError, match="were run by army: name each with --party"):
        new_corridor.change_corridor(lake, "east", {"parties": ("police",)})
    with pytest.raises(UsageError, match="corridor east cannot be removed, since it has records: 1 patrol"):
        new_corridor.remove_corridor(lake, "east", leave_incidents=True)


def test_a_corridor_is_removed_if_nothing_refers_to_it_or_its_incidents_are_left(lake, tmp_path):
    added, _ = new_corridor.add_corridor(
        lake, new_corridor.NewCorridor("east", write_route(tmp_path), title="East road")
    )
    assert added.message == "Corridor added: East road"
    load_rows(lake, tmp_path, "2020-05-01,incident,,35,40.25,1\n")
    before = lake.list_numbers()[-1]
    with pytest.raises(UsageError, match="give --leave-incidents"):
        new_corridor.remove_corridor(lake, "east")
    assert lake.list_numbers()[-1] == before
    release, left = new_corridor.remove_corridor(lake, "east", leave_incidents=True)
    assert (release.message, left) == ("Corridor removed: East road", 1)
    assert read_incidents(lake) == [(None, None, None)]
    for wrong, said in (("road", "comes with the case"), ("east", "There is no corridor east")):
        with pytest.raises(UsageError, match=said):
            new_corridor.remove_corridor(lake, wrong)
