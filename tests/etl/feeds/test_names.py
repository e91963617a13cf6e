"""Others' names for columns, parties and roads, and our own names."""

import duckdb
import pytest

from etl.feeds import analyst
from etl.feeds.common.headers import make_names
from etl.feeds.common.survey import strip_groups
from etl.feeds.lexicon.names.corridors import read_corridor_name
from etl.feeds.lexicon.names.headers import (
    name_last_day,
    name_number,
    name_record,
    name_status,
    read_headers,
    shorten_header,
)
from etl.feeds.lexicon.names.parties import list_party_names, name_party, read_names, set_party_names
from etl.formats import Preview
from etl.tables.schema import quote_text


@pytest.mark.parametrize(
    ("header", "ours"),
    [("date_of_the_incident", "date"), ("accident_date", "date"), ("date_dd_mm_yyyy", "date"), ("date_jj_mm_aaaa", "date"),
     ("дата_день_месяц_год", "date"), ("eventdate", "date"), ("incidenttype", "kind"), ("precision", "geo_precision"), ("incident", "kind"),
     ("событие", "kind"), ("date_التاريخ", "date"), ("الموقع_location", "place"), ("дата_date", "date"), ("id_заявки", "id_заявки"), ("what", "kind"), ("dd_mm_yyyy", "date"), ("type_of_attack", "kind"),
     ("type_incident", "kind"), ("killed_persons", "killed"), ("lat_n", "lat"), ("long_e", "lon"), ("incident_location", "place"),
     ("primary_target", "target"), ("ziel", "target"), ("tote", "killed"), ("tués", "killed"), ("дата", "date"), ("ölü_sayısı", "killed"),
     ("الهدف", "target"), ("number_of_incidents", "number_of_incidents"), ("date_reported", "date_reported"), ("attack", "attack"),
     ("killed_civilians", "killed_civilians"), ("report_date", "report_date"),
     ("number_of_deaths", "killed"), ("nb_morts", "killed"), ("total_number_of_injured", "wounded"), ("кількість_загиблих", "killed"),
     ("event_no", "id"), ("dtg", "date"), ("day", "date"), ("підтверджено", "verification"), ("number_of_civilians_killed", "number_of_civilians_killed"),
     ("date_de_l_incident", "date"), ("ort_des_angriffs", "place"), ("fecha_del_ataque", "date"), ("nombre_d_incidents", "nombre_d_incidents"),
     ("how_many_people_were_killed", "killed"), ("where_did_it_happen", "place"), ("when_did_this_happen", "date"), ("utc_date", "date"),
     ("primary_category", "kind"), ("devriye_no", "number"), ("номер_патруля", "number"), ("رقم_الدورية", "number"), ("الرقم", "الرقم"), ("lat_dms", "lat"), ("مؤكد", "verification"),
     ("no_de_patrulla", "number"), ("patrouille_no", "number"), ("number_of_patrols", "number_of_patrols"), ("no", "no")],
)  # fmt: skip
def test_a_header_in_other_words_is_known(header, ours):
    assert analyst.make_names([header]) == [ours]


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        (["start", "end", "corridor", "reason"], ["date", "date_end", "corridor", "reason"]),
        (["date", "start", "end", "reason"], ["date", "start", "end", "reason"]),
        (["date", "end", "reason"], ["date", "date_end", "reason"]),
        (["start", "end", "place", "killed"], ["start", "end", "place", "killed"]),
        (["date", "means_of_attack", "total_killed"], ["date", "kind", "killed"]),
        (["date", "means_of_attack", "type"], ["date", "weapon", "kind"]),
    ],
)
def test_a_header_means_what_those_beside_it_leave(headers, ours):
    assert analyst.make_names(headers) == ours


def test_a_status_of_incidents_is_no_outcome_because_one_was_planned():
    assert name_status(["kind", "status"], [("ied", "planned"), ("ied", "confirmed")]) == ["kind", "verification"]
    assert name_status(["corridor", "status"], [("m4", "planned"), ("m4", "TBC")]) == ["corridor", "outcome"]


@pytest.mark.parametrize("header", ["N°", "N.º", "Nº", "No.", "№", "#", "Nr.", "Numéro", "رقم", "Mission no."])
def test_a_bare_number_is_that_of_a_patrol_in_a_log_of_patrols_alone(header):
    [name] = make_names((header,))
    assert name_number(["date", "corridor", name, "participants"]) == ["date", "corridor", "number", "participants"]
    assert name_number(["date", "kind", name]) == ["date", "kind", name]
    assert name_number(["date", "place", name, "killed"]) == ["date", "place", name, "killed"]


def test_a_listed_header_comes_before_one_in_other_words():
    assert analyst.make_names(["date_of_incident_utc", "date"]) == ["date_of_incident_utc", "date"]


def test_each_header_of_another_language_means_a_column_that_a_listed_header_does_not():
    assert set(read_headers().values()) <= analyst.OURS
    assert [header for header in read_headers() if header in analyst.OURS or header != header.lower()] == []


def test_a_header_of_nothing_but_fillers_stays():
    assert shorten_header("incident_of_the_event") == "incident_of_the_event"


def compute(expression):
    with duckdb.connect() as con:
        con.execute(set_party_names())
        return con.execute(f"SELECT {expression}").fetchone()[0]


@pytest.mark.parametrize(
    ("written", "parties"),
    [("Russia; Turkey", {"russian", "turkish"}), ("Russian-Turkish", {"russian", "turkish"}), ("Türkiye ve Rusya", {"russian", "turkish"}),
     ("Russian MP and the Turkish Army", {"russian", "turkish"}), ("russian_military_police", {"russian"}),
     ("Россия и Турция", {"russian", "turkish"}), ("روسيا وتركيا", {"russian", "turkish"}), ("Turkish-backed forces", {"turkish-backed"}), ("SDF", {"sdf"}),
     ("RU/TU", {"russian", "turkish"}), ("Ru-Tu", {"russian", "turkish"}), ("Russo-Turkish", {"russian", "turkish"}),
     ("Российско-турецкий", {"russian", "turkish"}), ("روسية تركية", {"russian", "turkish"}), ("TU only", {"turkish"}),
     ("Russian MP - Turkish Army", {"russian", "turkish"}), ("Joint Russian-Turkish patrol", {"russian", "turkish"}),
     ("Turkish Armed Forces (TAF)", {"turkish"}), ("Joint Russian", {"joint russian"}), ("border police", {"border police"}), ("both sides", {"both"})],
)  # fmt: skip
def test_parties_are_known_by_their_other_names(written, parties):
    listed = list_party_names(quote_text(written), ["russian", "turkish", "border", "police"])
    named = compute(f"list_transform({listed}, lambda party: {name_party('party')})")
    assert {party for party in named if party} == parties


def test_no_name_of_a_party_means_two():
    assert not set(read_names()) & set(read_names().values())


@pytest.mark.parametrize(
    ("written", "corridor"),
    [("m4", "m4"), ("M-4", "m4"), ("M4 highway", "m4"), ("the M 4 road", "m4"), ("трасса М4", "m4"), ("الطريق الدولي M4", "m4"),
     ("M5", "m5"), ("M4/M5", "m4/m5"),
     ("near M4", "near m4"), ("Road", "road"), ("coast road", "coast road"), ("NE-border", "ne_border")],
)  # fmt: skip
def test_a_road_is_known_by_its_name_in_more_words(written, corridor):
    assert compute(read_corridor_name(quote_text(written), ["m4", "ne_border", "road", "coast road"])) == corridor


def test_a_header_of_two_rows_may_be_below_a_title(tmp_path):
    rows = (
        ("Incidents on the M4",), ("Date", "Place", "Toll", None, "Type"), (None, None, "Killed", "Wounded", None),
        ("2020-08-03", "Ariha", "1", "2", "IED"),
    )  # fmt: skip
    found = analyst.recognise(Preview(tmp_path, tmp_path, "workbook", "Sheet", "", None, rows, tuple(range(1, 5))))
    assert (found.names, found.skip) == (["date", "place", "killed", "wounded", "kind"], 3)


def test_a_number_below_the_header_of_patrols_is_that_of_the_patrol(tmp_path):
    rows = (
        ("Patrol", None, "Incident", None, "Route"), ("No", "Date", "No", "Type", None),
        ("26", "2020-08-03", "1", "IED", "M4"),
    )  # fmt: skip
    found = analyst.recognise(Preview(tmp_path, tmp_path, "workbook", "Sheet", "", None, rows, tuple(range(1, 4))))
    assert (found.names, found.skip) == (["number", "date", "id", "kind", "corridor"], 2)


def test_questions_are_known_without_their_groups_with_a_point_beside_its_parts(tmp_path):
    header = ("where/date", "where/gps", "_where/gps_latitude", "_where/gps_longitude", "_id")
    stripped = strip_groups(Preview(tmp_path, tmp_path, "csv", None, "", None, (header,), (1,)))
    assert stripped.rows == (("date", "gps", "gps_latitude", "gps_longitude", "_id"),)


@pytest.mark.parametrize("header", ["status", "Résultat", "Результат", "sonuç", "Ergebnis", "النتيجة"])
def test_a_column_of_results_is_that_of_outcomes_where_its_words_are(header):
    assert name_status([header.lower()], [("completed",)]) == ["outcome"]
    assert name_status([header.lower()], [("two of them",)]) == [header.lower()]


def test_a_day_beside_its_month_stays_one_of_three_columns():
    assert analyst.make_names(["year", "month", "day"]) == ["year", "month", "day"]


def test_a_header_with_a_sign_for_number_is_no_kind(tmp_path):
    rows = (("Event #", "Date", "Place", "Type"), ("1", "2020-08-03", "Ariha", "IED"))
    found = analyst.recognise(Preview(tmp_path, tmp_path, "csv", None, "", None, rows, (1, 2)))
    assert found.names == ["id", "date", "place", "kind"]


@pytest.mark.parametrize(
    ("name", "cells", "becomes"),
    [
        ("activity", ["Joint patrol", "Patrol cancelled", "Sitrep"], "record_2"),
        ("мероприятие", ["Совместное патрулирование", "Обстрел патруля"], "record_2"),
        ("number", ["Joint patrol #1", "No patrol"], "record_2"),
        ("number", ["1", "2"], "number"),
        ("note", ["Joint patrol", "No patrol"], "note"),
        ("vehicle", ["patrol car", "truck"], "vehicle"),
    ],
)
def test_words_that_say_what_a_row_is_make_the_column_the_record(name, cells, becomes):
    assert name_record(["date", name], analyst.OURS, [("2020-08-03", cell) for cell in cells]) == ["date", becomes]


def test_an_end_above_days_is_a_last_day_and_above_places_is_not():
    assert name_last_day(["date", "end"], [("2020-08-25", "10 Sept 2020"), ("2020-09-20", "")]) == ["date", "date_end"]
    assert name_last_day(["date", "end"], [("2020-08-25", "Ayn al-Hawr")]) == ["date", "end"]
    assert name_last_day(["date", "end"], [("2020-08-25", "14:30")]) == ["date", "end"]
    assert name_last_day(["date", "end"], [("2020-08-25", None)]) == ["date", "end"]
    assert name_last_day(["date", "until", "date_end"], [("2020-08-25", "2020-09-01", "")]) == [
        "date",
        "until",
        "date_end",
    ]
