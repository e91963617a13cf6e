"""Logs of patrols as colleagues keep them: the headers they use, and what stands between, beside and below the patrols."""

import pytest

from etl.errors import NoteKind
from etl.feeds.lexicon.answers import read_answer, tells_of_several
from etl.load.files.headers import guess_column
from tests.cases import read_rows

PATROLS = "SELECT count(*) FROM patrols WHERE feed = 'analyst'"
ATTACKED = "SELECT date::VARCHAR, kind FROM incidents WHERE feed = 'analyst' AND target = 'patrol' AND patrol_id IS NOT NULL ORDER BY 1"
HEADERS, GIVEN = "Date,Patrol No,Attacked\n", {"corridor": "road", "participants": "joint"}
ROWS = "2020-03-01,1,no\n2020-03-02,2,yes\n2020-03-03,3,no\n"


def test_the_number_of_a_patrol_and_whether_it_was_attacked_are_a_log(lake, load_one):
    assert load_one(HEADERS + ROWS, **GIVEN).loaded == 4
    assert read_rows(lake, PATROLS) == [(3,)]
    assert read_rows(lake, ATTACKED) == [("2020-03-02", "attack")]


@pytest.mark.parametrize(
    "below",
    [
        "Total,3,1\n",
        "Grand total March,3,1\n",
        ",Total: 3,1\n",
        "\nNote: patrol 2 was hit by an IED near Ariha,,\n",
        "Subtotal March 2020,3,1\nApril 2020,,\n",
    ],
)
def test_what_stands_below_the_patrols_is_no_patrol_and_no_answer(lake, load_one, below):
    report = load_one(HEADERS + ROWS + below, **GIVEN)
    assert any("that 1 of 3 were attacked" in warning for warning in report.warnings)
    assert all(reject.reason.endswith(", not an event") for reject in report.rejects)
    assert report.rejects
    assert read_rows(lake, PATROLS) == [(3,)]


@pytest.mark.parametrize(
    ("headers", "party"),
    [
        ("Date,From,To,Escort,Attacked", "a"),
        ("Date,De,À,Escorte par,Attaquée", "a"),
        ("Date,Desde,Hasta,Escoltada por,¿Atacada?", "a"),
        ("Tarih,Nereden,Nereye,Refakat,Saldırı", "a"),
        ("Дата,Откуда,Куда,Сопровождение,Обстрел", "a"),
        ("التاريخ,من,إلى,المرافقة,هجوم", "a"),
        ("Datum,Von,Nach,Begleitung,Angegriffen", "a"),
    ],
)
def test_an_escort_and_the_ends_of_a_route_are_read(lake, load_one, headers, party):
    load_one(f"{headers},Road\n2020-03-01,Abad,Elsewhere,{party},no,road\n2020-03-02,Abad,Elsewhere,{party},yes,road\n")
    ran = "SELECT DISTINCT participants, place_from IS NOT NULL OR contains(as_written, 'Abad') FROM patrols WHERE feed = 'analyst'"
    assert read_rows(lake, ran) == [([party], True)]
    assert len(read_rows(lake, ATTACKED)) == 1


def test_hours_are_no_ends_of_a_route(load_one):
    report = load_one(
        "Date,From,To,Parties,Attacked,Road\n2020-03-01,08:00,12:00,a,no,road\n2020-03-02,8h,12h,a,yes,road\n"
    )
    assert "Columns that are not kept: from, to." in report.warnings


@pytest.mark.parametrize(
    ("header", "examples", "guess"),
    [
        ("From", ("Ariha",), "place_from"),
        ("To", ("Ariha",), "place_to"),
        ("From", ("08:00",), None),
        ("Escorte par", ("Turquie",), "participants"),
        ("Under attack?", ("yes", "no"), "attacked"),
        ("Hit", (), "attacked"),
    ],
)
def test_the_meaning_of_such_a_header_is_guessed(header, examples, guess):
    assert guess_column(header, examples) == guess


@pytest.mark.parametrize(("who", "named"), [("a|a; b|b", []), ("|Group|", ["Group"])])
def test_an_actor_of_all_patrols_ran_them_and_one_of_attacked_patrols_attacked_them(lake, load_one, who, named):
    rows = "".join(
        f"2020-03-0{day},{day},{actor},{answer},road\n"
        for day, (actor, answer) in enumerate(zip(who.split("|"), ("لا", "نعم", "لا"), strict=True), start=1)
    )
    report = load_one("التاريخ,رقم الدورية,الجهة,هجوم,road\n" + rows)
    assert report.unread_cells == []
    assert read_rows(lake, "SELECT actor1 FROM incidents WHERE actor1 IS NOT NULL") == [(name,) for name in named]
    ran = "SELECT len(participants) > 0 FROM patrols WHERE feed = 'analyst' GROUP BY 1"
    assert read_rows(lake, ran) == [(not named,)]


def test_yes_or_no_below_a_merged_header_answers_it(lake, load_one):
    upper, lower = ["", "Patrol", "", "Attack", ""], ["Date", "No.", "Parties", "Y/N", "Type"]
    rows = [["2020-03-01", 1, "a; b", "N", None], ["2020-03-02", 2, "a; b", "Y", "IED"]]
    load_one({"Log": [upper, lower, *rows]}, corridor="road")
    assert read_rows(lake, PATROLS) == [(2,)]
    assert read_rows(lake, ATTACKED) == [("2020-03-02", "ied")]


def test_a_header_that_asks_for_yes_or_no_is_no_latitude(lake, load_one):
    load_one("Date,Patrol No,Incident (Y/N),Road\n2020-03-01,1,N,road\n2020-03-02,2,Y,road\n")
    assert read_rows(lake, ATTACKED) == [("2020-03-02", "attack")]


def test_kinds_beside_a_word_for_nothing_and_the_number_of_a_patrol_are_a_log(lake, load_one):
    load_one(
        "Date,Patrol,Status,Incident,Road\n2020-03-01,1,completed,none,road\n2020-03-02,2,completed,small arms fire,road\n"
    )
    assert read_rows(lake, PATROLS) == [(2,)]
    assert read_rows(lake, ATTACKED) == [("2020-03-02", "shooting")]


@pytest.mark.parametrize("cell", ["yes (2 attacks)", "attacked twice", "2 IED attacks", "deux attaques", "نعم مرتين"])
def test_two_attacks_on_a_patrol_are_not_read_as_one(load_one, cell):
    assert tells_of_several(cell)
    report = load_one(HEADERS + f"2020-03-01,1,no\n2020-03-02,2,{cell}\n", **GIVEN)
    assert "it is unclear which attacks these are" in report.refused


@pytest.mark.parametrize("cell", ["yes (2 wounded)", "2 mortar rounds", "ied, 3 killed", "attacked by 3 gunmen"])
def test_several_rounds_or_victims_are_of_one_attack(cell):
    assert not tells_of_several(cell)


@pytest.mark.parametrize("cell", ["н/д", "k.a.", "غير محدد", "desconocida", "not stated"])
def test_a_word_for_what_is_not_known_is_neither_yes_nor_no(cell):
    assert read_answer(cell) == "unclear"


def test_a_remark_that_tells_of_an_attack_is_never_passed_over(lake, load_one):
    log = "Date,Patrol No,Parties,Events,Road\n2020-03-01,1,a; b,Nothing to report,road\n2020-03-02,2,a; b,Attacked near Ariha,road\n"
    [said] = [
        note
        for note in load_one(log).notes
        if "tells of an attack on 1 patrol (“Attacked near Ariha”)" in note.sentence
    ]
    assert (said.kind, said.options) == (NoteKind.MISCOUNTED, ("map",))
    load_one(log, columns=(("Events", "attacked"),))
    assert read_rows(lake, ATTACKED) == [("2020-03-02", "attack")]


def test_a_remark_that_contradicts_the_answer_is_named(load_one):
    log = "Date,Patrol No,Attacked,Remarks\n2020-03-01,1,no,turned back after shelling\n2020-03-02,2,yes,IED\n"
    [said] = [note.sentence for note in load_one(log, **GIVEN).notes if "turned back after shelling" in note.sentence]
    assert "column “Attacked” does not say yes" in said


@pytest.mark.parametrize("remark", ["cancelled because of fog", "sis nedeniyle iptal edildi"])
def test_a_remark_that_a_patrol_was_cancelled_is_named(remark, load_one):
    log = f"Date,Patrol No,Attacked,Remarks\n2020-03-01,1,no,{remark}\n2020-03-02,2,yes,IED\n2020-03-03,3,no,calm\n"
    [said] = [note for note in load_one(log, **GIVEN).notes if remark in note.sentence]
    assert said.kind is NoteKind.MISCOUNTED and "1 patrol did not run" in said.sentence


def test_a_remark_that_nothing_happened_is_not_taken_for_a_cancelled_patrol(load_one):
    log = "Date,Patrol No,Attacked,Remarks\n2020-03-01,1,no,не было происшествий\n2020-03-02,2,yes,IED\n"
    assert not any("did not run" in note.sentence for note in load_one(log, **GIVEN).notes)


def test_equal_rows_of_a_log_can_be_patrols_of_their_own(lake, load_one):
    log = "Date,Parties,Attacked,Road\n2020-03-01,a; b,no,road\n2020-03-01,a; b,no,road\n2020-03-02,a; b,yes,road\n"
    assert load_one(log).duplicates == 1
    load_one(log, as_events=True)
    assert read_rows(lake, PATROLS) == [(3,)]
    assert len(read_rows(lake, ATTACKED)) == 1


def test_two_numbered_patrols_of_a_day_are_not_called_equal(load_one):
    report = load_one(HEADERS + "2020-03-01,1,no\n2020-03-01,2,no\n2020-03-02,3,yes\n", **GIVEN)
    assert not any("equal to another row" in warning for warning in report.warnings)


def test_an_attack_is_on_the_patrol_of_its_row_also_where_the_numbers_begin_anew_each_month(lake, load_one):
    load_one(HEADERS + ROWS, **GIVEN)
    report = load_one(HEADERS + ROWS.replace("2020-03", "2020-04"), **GIVEN)
    assert not any("tied to no patrol" in warning for warning in report.warnings)
    ties = "SELECT i.date = p.date, count(*) FROM incidents AS i JOIN patrols AS p USING (patrol_id) WHERE i.feed = 'analyst' GROUP BY 1"
    assert read_rows(lake, ties) == [(True, 2)]


def test_an_attack_is_on_the_patrol_of_its_row_also_where_another_of_that_day_has_its_number(lake, load_one):
    load_one("Date,Patrol No,Parties,Attacked,Road\n2020-03-02,1,a,no,road\n2020-03-03,2,a,no,road\n")
    load_one("Date,Patrol No,Parties,Attacked,Road\n2020-03-02,1,b,yes,road\n2020-03-04,3,b,no,road\n")
    assert read_rows(
        lake, "SELECT participants FROM incidents JOIN patrols USING (patrol_id) WHERE incidents.feed = 'analyst'"
    ) == [(["b"],)]
