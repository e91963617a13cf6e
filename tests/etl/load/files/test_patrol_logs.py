"""A log of patrols with a column of attacked ones is read as patrols and attacks on them, or refused, since its attacks would be lost."""

from datetime import date

import duckdb
import pytest

from etl.errors import FileRefused, NoteKind
from etl.formats import Rows
from etl.load.files.evidence.logs.find import find_patrol_log
from etl.load.files.options import Complete
from tests.cases import read_rows


def find(header, cells, names=("participants",), **columns):
    """Apply the rule to a table with a column `header` and others."""
    name = "kind" if header == "Incident?" else "asked"
    columns = {name: cells} | dict.fromkeys(names, ["x"] * len(cells)) | columns
    with duckdb.connect() as con:
        con.execute(f"CREATE TABLE log ({', '.join(f'{column} VARCHAR' for column in columns)})")
        con.executemany(
            f"INSERT INTO log VALUES ({', '.join('?' * len(columns))})", list(zip(*columns.values(), strict=True))
        )
        return find_patrol_log(con, "log.csv", Rows("log", False, "log", 0, (), None), list(columns), {name: header})


@pytest.mark.parametrize(
    ("header", "cells", "yes"),
    [
        ("attacked", ["yes", "no", "no"], "yes"),
        ("Attacked (Y/N)", ["Y", "N", "N"], "y"),
        ("Under attack?", ["TRUE", "FALSE", "FALSE"], "true"),
        ("patrol_attacked", ["1", "0", "0"], "1"),
        ("Нападение", ["да", "нет", "нет"], "да"),
        ("Attaquée", ["oui", "non", "non"], "oui"),
        ("Saldırı", ["evet", "hayır", "hayır"], "evet"),
        ("هجوم", ["نعم", "لا", "لا"], "نعم"),
        ("Incident?", ["Y", "N", "N"], "y"),
        ("TIC", ["Y", "N", "N"], "y"),
        ("Attaquée (O/N)", ["O", "N", "N"], "o"),
        ("Saldırıya uğradı mı", ["E", "H", "H"], "e"),
        ("هل تعرضت لهجوم", ["نعم", "كلا", "كلا"], "نعم"),
        ("Обстріл", ["так", "ні", "ні"], "так"),
        ("attacked", ["x", "", ""], "x"),
        ("attacked", ["Yes (mortar)", "No", "No - quiet"], "yes (mortar)"),
        ("Contact", ["SAF", "Nil", "None"], "saf"),
        ("Incident?", ["IED", "none", ""], "ied"),
    ],
)
def test_a_column_says_which_patrols_of_a_log_were_attacked(header, cells, yes):
    found = find(header, cells)
    assert found
    assert found.yes == (yes,)


@pytest.mark.parametrize(
    ("header", "cells", "columns"),
    [
        ("Attacks", ["2", "0", None], {}),  # which of the two a kind, a place or a toll describes is not known
        ("attacked", ["yes", "no", "no"], {"names": ()}),  # nothing shows that the rows are patrols
        ("attacked", ["yes", "", ""], {"kind": ["Joint patrol", "IED", "Patrol"]}),  # the IED may be that attack
        (
            "attacked",
            ["no", "yes", "no"],
            {"kind": ["Joint patrol", "Convoy escort", "Patrol"]},
        ),  # an escort is no kind of attack
    ],
)
def test_a_log_whose_attacks_cannot_be_told_is_refused(header, cells, columns):
    with pytest.raises(FileRefused, match="says that 1 of 3 patrols were attacked"):
        find(header, cells, **columns)


@pytest.mark.parametrize(
    ("header", "cells", "columns"),
    [
        ("attack", ["IED", "RPG"], {}),  # a list of attacks, with the number of the patrol
        ("Incident?", ["IED", "RPG"], {}),
        ("Incident?", ["IED", "Joint patrol"], {}),
        ("Contact", ["Maj. A", ""], {}),
        ("Incident no", ["1", "2"], {}),
        ("armoured", ["yes", "no"], {}),
        ("patrol attacked", ["yes", "no"], {"kind": ["IED", "RPG"]}),
        ("attacked", ["", "yes"], {"kind": ["Joint patrol", "IED"]}),
    ],
)
def test_no_other_table_is_such_a_log(header, cells, columns):
    assert find(header, cells, **columns) is None


@pytest.mark.parametrize(
    ("header", "cells", "said"),
    [
        ("Incident report filed (Y/N)", ["Y", "N"], "may say which patrols were attacked"),
        ("Radio contact", ["yes", "no"], "may say which patrols were attacked"),
        ("IED", ["yes", "no"], "may say which patrols were attacked"),
        ("Attack", ["IED", "no", "suspicious car"], "it is unclear what “suspicious car” means"),
    ],
)
def test_a_column_that_may_say_it_is_never_passed_over(header, cells, said):
    with pytest.raises(FileRefused, match=said):
        find(header, cells)


def test_two_columns_that_differ_are_refused_unless_one_asks_less(lake, load_one):
    log = "Date,Patrol No,Road,Parties,{},Attacked\n2020-08-20,1,road,a;b,yes,no\n2020-08-21,2,road,a;b,yes,yes\n"
    assert "“Ambushed” and “Attacked” both say" in load_one(log.format("Ambushed")).refused
    report = load_one(log.format("Incident"))
    assert any("column “Attacked” says that 1 of 2" in warning for warning in report.warnings)


def test_a_breakdown_beside_the_answer_is_no_attack(lake, load_one):
    load_one(
        "Date,Patrol No,Road,Parties,Incident,Attacked\n2020-08-20,1,road,a;b,breakdown,no\n2020-08-21,2,road,a;b,IED,yes\n"
    )
    assert read_rows(lake, "SELECT kind, count(*) FROM incidents WHERE feed = 'analyst' GROUP BY ALL") == [("ied", 1)]


def test_an_answer_names_the_kind_of_attack(lake, load_one):
    load_one(
        "Date,Patrol No,Road,Parties,Contact\n2020-08-20,1,road,a;b,IED\n2020-08-21,2,road,a;b,nil\n2020-08-22,3,road,a;b,Yes\n"
    )
    kinds = "SELECT kind, kind_detail FROM incidents WHERE feed = 'analyst' ORDER BY date"
    assert read_rows(lake, kinds) == [("ied", "IED"), ("attack", None)]


@pytest.mark.parametrize(
    "header", ["Attacked by", "Perpetrator", "Auteur", "Saldırgan", "Täter", "Нападавшие", "المهاجم", "الجهة"]
)
def test_a_log_says_who_attacked_a_patrol(lake, load_one, header):
    load_one(f"date,road,participants,attacked,{header}\n2020-03-01,road,a; b,no,\n2020-03-02,road,a; b,yes,Group\n")
    assert read_rows(lake, "SELECT date, actor1 FROM incidents") == [(date(2020, 3, 2), "Group")]


def test_an_attacker_alone_says_that_a_patrol_was_attacked(lake, load_one):
    report = load_one(
        "date,road,participants,attacked by\n2020-03-01,road,a; b,\n2020-03-02,road,a; b,Group\n2020-03-03,road,a; b,none\n"
        "2020-03-04,road,a; b,unknown\n"
    )
    assert read_rows(lake, "SELECT date, target, actor1 FROM incidents") == [(date(2020, 3, 2), "patrol", "Group")]
    assert [cell.text for cell in report.unread_cells] == ["unknown"]


def test_an_attacker_is_no_party_of_the_patrol(lake, load_one):
    rows = "2020-03-01,road,full,no,\n2020-03-02,road,full,yes,Group\n"
    report = load_one("date,road,outcome,attacked,perpetrator\n" + rows, participants="joint")
    assert read_rows(lake, "SELECT DISTINCT participants FROM patrols") == [(["a", "b"],)]
    assert report.unread_cells == []


def test_an_attacker_of_a_patrol_whose_attacks_have_rows_of_their_own_is_named(lake, load_one):
    report = load_one("record,date,corridor,participants,attacker\npatrol,2020-03-01,road,a; b,Group\n")
    assert [cell.reason for cell in report.unread_cells] == [
        "a patrol has no attacker: put the attack in a separate row"
    ]


def test_an_outcome_that_tells_of_an_attack_is_one_on_that_patrol(lake, load_one):
    outcomes = ("attacked", "IED attack - turned back", "completed")
    rows = "".join(f"2020-08-2{day},{day},road,a;b,{outcome}\n" for day, outcome in enumerate(outcomes, start=1))
    report = load_one("Date,Patrol No,Road,Parties,Outcome\n" + rows)
    assert (report.loaded, report.unread_cells) == (5, [])
    ran = "SELECT outcome, kind FROM patrols LEFT JOIN incidents USING (patrol_id) WHERE patrols.feed = 'analyst' ORDER BY patrols.date"
    assert read_rows(lake, ran) == [("unknown", "attack"), ("cut_short", "ied"), ("full", None)]


@pytest.mark.parametrize(
    ("answers", "unanswered"), [(["yes", "no", ""], 1), (["yes", "?", "unknown"], 2), (["x", "", ""], 0)]
)
def test_an_answer_that_is_not_known_is_not_no(lake, load_one, answers, unanswered):
    rows = "".join(f"2020-08-2{day},{day},road,a;b,{answer}\n" for day, answer in enumerate(answers))
    report = load_one("Date,Patrol No,Road,Parties,Attacked\n" + rows)
    [*said] = [note for note in report.notes if "does not say whether there was an attack" in note.sentence]
    assert [note.kind for note in said] == [NoteKind.MISCOUNTED] * bool(unanswered)
    assert all(f"For {unanswered} of 3 patrols" in note.sentence for note in said)
    written = "SELECT as_written FROM patrols WHERE feed = 'analyst' AND contains(as_written, 'Attacked') ORDER BY date"
    assert read_rows(lake, written) == [(f"Attacked: {answer}",) for answer in answers if answer in ("?", "unknown")]


def test_of_a_patrol_without_an_answer_it_is_unknown_whether_it_was_attacked_until_it_has_one(lake, load_one):
    log = "date,road,participants,attacked\n2020-08-20,road,a; b,no\n2020-08-21,road,a; b,{}\n"
    unknown = "SELECT attack_unknown FROM patrols WHERE feed = 'analyst' ORDER BY date"
    load_one(log.format("?"))
    assert read_rows(lake, unknown) == [(False,), (True,)]
    load_one(log.format("no"))
    assert read_rows(lake, unknown) == [(False,), (False,)]


def test_equal_patrols_of_a_day_are_two_if_one_was_attacked(lake, load_one):
    report = load_one("Date,Road,Parties,Attacked\n2020-08-20,road,a;b,no\n2020-08-20,road,a;b,yes\n")
    assert (report.loaded, report.duplicates) == (3, 0)


TWO_A_DAY = "Date,Time,Road,Parties,Attacked\n2020-08-20,08:00,road,a;b,no\n2020-08-20,15:00,road,a;b,yes\n2020-08-21,08:00,road,a;b,no\n"


def test_an_attack_is_on_the_patrol_of_its_row_also_where_two_without_a_number_ran_that_day(lake, load_one):
    report = load_one(TWO_A_DAY)
    assert not any("names no number" in warning for warning in report.warnings)
    ties = "SELECT count(*), count(patrol_id), min(p.date) FROM incidents AS i LEFT JOIN patrols AS p USING (patrol_id) WHERE i.feed = 'analyst'"
    assert read_rows(lake, ties) == [(1, 1, date(2020, 8, 20))]
    assert load_one(TWO_A_DAY + "2020-08-22,15:00,road,a;b,yes\n").changed == 0
    assert read_rows(lake, ties) == [(2, 2, date(2020, 8, 20))]


def test_an_attack_is_tied_within_its_sheet_and_never_to_a_patrol_that_did_not_run(lake, load_one):
    header = ("Date", "Road", "Parties", "Attacked", "Outcome")
    both = [("2020-08-20", "road", "a;b", "no", ""), ("2020-08-21", "road", "a;b", "yes", "")]
    other = [("2019-08-20", "road", "a;b", "yes", "cancelled"), ("2019-08-21", "road", "a;b", "no", "")]
    load_one({"2020": [header, *both], "2019": [header, *other]})
    ties = "SELECT i.date, p.date FROM incidents AS i LEFT JOIN patrols AS p USING (patrol_id) WHERE i.feed = 'analyst' ORDER BY ALL"
    assert read_rows(lake, ties) == [(date(2019, 8, 20), None), (date(2020, 8, 21), date(2020, 8, 21))]


LOG = (
    "Date,Patrol No,Road,Parties,Attacked?,Type of attack,Killed,Outcome\n2020-08-20,1,road,a;b,no,,,completed\n"
    "2020-08-21,2,road,a;b,YES,IED,3,turned back\n2020-08-22,3,road,a;b,no,,,\n"
)


def test_each_row_of_a_log_is_a_patrol_and_one_that_says_yes_is_an_attack_on_it_too(lake, load_one):
    report = load_one(LOG)
    assert (report.rows, report.loaded) == (4, 4)
    assert "A log of patrols: column “Attacked?” says that 1 of 3 were attacked. These rows count twice, as a patrol and as an attack on it." in report.warnings  # fmt: skip
    assert not any("not kept" in warning for warning in report.warnings)
    assert read_rows(lake, "SELECT number, outcome FROM patrols WHERE feed = 'analyst' ORDER BY 1") == [
        (1, "full"), (2, "cut_short"), (3, "unknown"),
    ]  # fmt: skip
    attack = "SELECT kind, target, killed_best, i.date = p.date, number FROM incidents AS i JOIN patrols AS p USING (patrol_id) WHERE i.feed = 'analyst'"
    assert read_rows(lake, attack) == [("ied", "patrol", 3, True, 2)]
    ids = "SELECT patrol_id FROM patrols UNION ALL SELECT incident_id FROM incidents"
    assert read_rows(lake, f"SELECT count(*) = count(DISTINCT patrol_id) FROM ({ids})") == [(True,)]


def test_a_log_loaded_again_says_nothing_new(lake, load_one):
    load_one(LOG)
    report = load_one(LOG + "2020-08-24,4,road,a;b,yes,RPG,,\n")
    assert (report.rows, report.loaded, report.duplicates) == (6, 2, 4)


def test_a_log_beside_a_list_of_incidents_is_refused_since_an_attack_would_count_twice(lake, load_one):
    log = [line.split(",") for line in LOG.splitlines()]
    incidents = [["date", "road", "type", "target", "patrol no"], ["2020-08-21", "road", "IED", "patrol", "2"]]
    refused = load_one({"Log": log, "Incidents": incidents}).refused
    assert "of sheet Log says which patrols were attacked, and sheet Incidents lists" in refused
    assert load_one({"Log": log, "Summary": [["total", "patrols"], ["all", "3"]]}).loaded == 4


ALONE = "Date,Patrol No,Attacked?,Type of attack\n2020-08-20,1,no,\n2020-08-21,2,yes,IED\n"


def test_the_road_and_the_parties_of_a_log_can_be_given_for_all_of_its_rows(lake, load_one):
    report = load_one(ALONE.replace("2020-08", "2020-07"), corridor="road")
    [note] = [note for note in report.notes if "participants" in note.options]
    assert note.sentence.startswith("It is not known who took part in 2 patrols")
    assert load_one(ALONE, corridor="road", participants="joint").loaded == 3
    assert read_rows(
        lake, "SELECT DISTINCT participants FROM patrols WHERE feed = 'analyst' AND date >= '2020-08-01'"
    ) == [(["a", "b"],)]
    assert load_one("date,type,road\n2020-08-23,IED,road\n2020-08-24,mine,road\n", participants="joint").loaded == 2
    assert read_rows(lake, "SELECT count(*) FROM patrols WHERE feed = 'analyst'") == [(4,)]


def test_what_was_said_of_all_rows_is_kept_for_the_next_file_with_the_same_headers_but_not_applied(lake, load_one):
    month = "Date,Patrol No,Outcome,Attacked\n10/0{0}/2020,{0}1,full,no\n11/0{0}/2020,{0}2,full,yes\n"
    complete = (Complete("road", date(2020, 8, 10), date(2020, 8, 11)),)
    said = {"corridor": "road", "participants": "joint", "verification": "confirmed", "date_order": "dmy"}
    load_one(month.format(8), complete=complete, **said)
    report = load_one(month.format(9), date_order="dmy")
    kept = {answer.word: (answer.meaning, answer.load_id) for answer in report.words}
    assert kept == {name: (answer, "R2/1") for name, answer in (said | {"complete": "road"}).items()}
    assert report.rejected == 2  # on no corridor
    other = load_one(month.format(9).replace("Date,", "Direction,Date,").replace("\n1", "\n,1"))
    assert other.words == []


def test_an_attack_that_a_log_takes_back_is_named(lake, load_one):
    load_one(LOG)
    corrected = LOG.replace("YES,IED,3", "no,,")
    [said] = [note for note in load_one(corrected).notes if "no longer marks as attacked" in note.sentence]
    assert said.sentence.startswith(
        "1 known attack is on a patrol that the log no longer marks as attacked (2020-08-21 analyst:"
    )
    assert said.kind is NoteKind.MISCOUNTED
    days = Complete("road", date(2020, 8, 1), date(2020, 8, 31))
    assert load_one(corrected, complete=(days,)).withdrawn == 1


def test_what_is_said_of_all_records_does_not_change_what_the_rows_are(lake, load_one):
    patrols = "date,corridor,participants,number\n2020-08-20,road,a;b,1\n2020-08-21,road,a;b,2\n"
    load_one(patrols, verification="confirmed")
    assert read_rows(lake, "SELECT count(*) FROM patrols WHERE feed = 'analyst'") == [(2,)]
    incidents = "date,type,road,target\n2020-08-23,IED,road,patrol\n2020-08-24,something else,road,patrol\n"
    report = load_one(incidents, participants="joint", verification="confirmed")
    assert (report.loaded, report.rejected) == (2, 0)
    kinds = "SELECT kind, verification FROM incidents WHERE feed = 'analyst' ORDER BY date"
    assert read_rows(lake, kinds) == [("ied", "confirmed"), ("unknown", "confirmed")]
