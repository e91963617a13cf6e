"""Words of analysts' tables: read by the lexicon, named if unknown, and mapped by the person who loads them."""

import json

import pytest
from click.testing import CliRunner

import patrolwatch
from analysis.questions.holdings import list_unread_cells, list_word_meanings
from analysis.questions.timeline import count_caveats, count_headline
from analysis.release import open_release
from analysis.selection import Selection
from etl.feeds import WordMeaning
from etl.feeds.common.free_words import assume_record
from etl.load.files.options import Complete, Options
from etl.load.pipeline import load
from etl.tables.vocabulary import FATES
from tests.cases import parse_day, read_rows
from tests.etl.feeds.conftest import format_csv

POINT = {"lat": "36.0", "lon": "36.5"}
DAYS = ("2020-03-01", "2020-03-05")


@pytest.fixture
def load_rows(lake, tmp_path):
    """Load rows as a file, and return its report."""

    def loaded(*rows, words=(), name="table.csv", **options):
        (tmp_path / name).write_text(format_csv(*rows), encoding="utf-8")
        said = tuple(WordMeaning(*word) for word in words)
        [report] = load(lake, [tmp_path / name], Options(words=said, **options)).files
        assert report.refused is None, report.refused
        assert report.rows == sum(getattr(report, fate) for fate in FATES)
        return report

    return loaded


def read(lake, columns, table="incidents"):
    return read_rows(lake, f"SELECT {columns} FROM {table} WHERE feed = 'analyst' ORDER BY feed_id")


def incident(number, kind, **columns):
    return {"id": f"A{number}", "date": f"2020-03-0{number}", "place": "Abad", "type": kind, **POINT} | columns


def select_corridor(release):
    return Selection(release.number, "road", "analyst", *map(parse_day, DAYS))


def describe_unread_cells(report):
    return [(cell.column, cell.text, cell.rows) for cell in report.unread_cells]


# Known words


def test_four_attacks_on_four_patrols_in_the_words_of_analysts_are_four_of_four(lake, load_rows):
    columns = dict.fromkeys(("type", "participants", "patrol", "target", "verification", "lat", "lon"), "")
    patrols = [
        columns | {"record_type": "patrol", "id": f"P{day}", "date": f"2020-03-0{day}", "route": "road",
                   "participants": "a; b", "patrol": str(day)}
        for day in (1, 2, 3, 4)
    ]  # fmt: skip
    attacks = [
        columns | {"record_type": "incident", "id": f"A{day}", "date": f"2020-03-0{day}", "route": "road", "type": kind,
                   "patrol": str(day), "target": "joint patrol", "verification": "yes"} | POINT
        for day, kind in enumerate(("IED attack", "RPG", "Ambush", "S/A fire"), start=1)
    ]  # fmt: skip
    report = load_rows(*patrols, *attacks, complete=(Complete("road", parse_day(DAYS[0]), parse_day(DAYS[1])),))
    assert (report.loaded, describe_unread_cells(report)) == (8, [])
    assert read(lake, "kind, kind_detail, target, verification") == [
        ("ied", "IED attack", "patrol", "confirmed"), ("rocket", "RPG", "patrol", "confirmed"),
        ("attack", "Ambush", "patrol", "confirmed"), ("shooting", "S/A fire", "patrol", "confirmed"),
    ]  # fmt: skip
    release = open_release(lake, lake.list_numbers()[-1])
    headline = count_headline(release, select_corridor(release))
    assert (headline["attacked"], headline["patrols"]) == (4, 4)


def test_a_log_of_patrols_is_read_by_its_words_and_no_row_of_it_is_an_incident(lake, load_rows):
    kinds = ("Joint patrol", "Patrols", "Convoy", "No patrol", "Patrol cancelled", "Zeremony", "")
    log = [
        {
            "id": str(day),
            "date": f"2020-03-0{day}",
            "type": kind,
            "route": "road",
            "participants": "a; b",
            "outcome": "",
        }
        for day, kind in enumerate(kinds, start=1)
    ]
    report = load_rows(*log)
    assert (report.loaded, report.left_out, report.rejected, report.events) == (3, 2, 2, 3)
    assert read(lake, "feed_id, outcome", "patrols") == [("1", "unknown"), ("2", "unknown"), ("5", "cancelled")]
    assert read(lake, "feed_id") == []
    left_out = [warning for warning in report.warnings if "left out" in warning]
    assert left_out == [
        "1 left out: type says neither patrol, incident nor suspension (“Convoy”).",
        "1 left out: type says that nothing took place (“No patrol”).",
    ]
    assert [(reject.column, reject.text or "") for reject in report.rejects] == [("type", "Zeremony"), ("type", "")]
    assert "--words record" in report.rejects[0].reason


def test_in_a_list_of_incidents_a_word_that_is_not_known_is_a_kind_of_its_own(lake, load_rows):
    report = load_rows(
        incident(1, "IED"), incident(2, "Explosion"), incident(3, ""), incident(4, "x " * 300), incident(5, "No attack")
    )
    assert (report.loaded, report.left_out, report.rejected) == (4, 1, 0)
    assert [kind for (kind,) in read(lake, "kind")] == ["ied", "unknown", "unknown", "unknown"]
    assert [(cell.column, cell.rows) for cell in report.unread_cells] == [("type", 1), ("type", 1)]


def test_a_table_that_only_patrols_have_is_one_of_patrols_and_that_is_stated(lake, load_rows):
    report = load_rows(
        {"id": "1", "date": "2020-03-01", "route": "road", "participants": "a; b", "outcome": "completed"}
    )
    assert "No column says what a row is: every row was taken as a patrol." in report.warnings
    assert read(lake, "outcome, as_written", "patrols") == [("full", "outcome: completed")]


def test_a_log_of_roads_and_outcomes_is_one_of_patrols():
    assert assume_record({"date", "corridor", "number", "outcome", "note"}) == "patrol"
    assert assume_record({"date", "corridor", "outcome", "killed"}) == "incident"
    assert assume_record({"date", "date_end", "corridor", "announced_by"}) == "suspension"


def test_a_precision_that_is_not_known_is_unknown_and_gives_no_kilometre(lake, load_rows):
    found = {
        "province": ("admin1", None), "town": ("near", None), "high": ("unknown", None), "unknown": ("unknown", None),
        "exact": ("exact", pytest.approx(50)), "": ("exact", pytest.approx(50)),
    }  # fmt: skip
    report = load_rows(*(incident(number, "IED", geo_precision=word) for number, word in enumerate(found, start=1)))
    assert dict(zip(found, read(lake, "geo_precision, km"), strict=True)) == found
    assert describe_unread_cells(report) == [("geo_precision", "high", 1)]


def test_a_date_is_known_as_nearly_as_its_precision_says(lake, load_rows):
    found = {
        "day": ("2020-03-09", "2020-03-09", "day"), "": ("2020-03-09", "2020-03-09", "day"),
        "week": ("2020-03-03", "2020-03-15", "range"), "month": ("2020-03-01", "2020-03-31", "month"),
        "année": ("2020-01-01", "2020-12-31", "year"), "approx.": ("2020-03-09", "2020-03-09", "unknown"),
        "Blorb": ("2020-03-09", "2020-03-09", "unknown"),
    }  # fmt: skip
    rows = [incident(9, "IED", date_precision=word) | {"id": f"A{number}"} for number, word in enumerate(found)]
    load_rows(*rows)
    assert dict(zip(found, read(lake, "date::VARCHAR, date_end::VARCHAR, date_precision"), strict=True)) == found


# Unknown words


def test_words_that_are_not_known_are_named_with_their_column_and_rows(lake, load_rows):
    rows = [incident(1, "Explosion"), incident(2, "Explosion"), incident(3, "IED")]
    more = [
        {"target": "convoy", "verified": "A1"},
        {"target": "convoy", "verified": "yes"},
        {"target": "n/a", "verified": ""},
    ]
    report = load_rows(*(row | added for row, added in zip(rows, more, strict=True)))
    named = [("target", "convoy", 2), ("type", "Explosion", 2), ("verified", "A1", 1)]
    assert sorted(describe_unread_cells(report)) == named
    assert [
        (row["column"], row["text"], row["rows"]) for row in list_unread_cells(open_release(lake, 2)).to_pylist()
    ] == named
    assert read(lake, "kind, target, verification, as_written") == [
        ("unknown", "unknown", "unconfirmed", "type: Explosion; target: convoy; verified: A1"),
        ("unknown", "unknown", "confirmed", "verified: yes; type: Explosion; target: convoy"),
        ("ied", "unknown", "unconfirmed", None),
    ]


# Words that a person maps


def test_a_word_means_what_the_person_who_loads_says(lake, load_rows):
    rows = [incident(1, "Explosion"), incident(2, "Blorb"), incident(3, "Ambush")]
    report = load_rows(*rows, words=[("kind", "explosion", "ied"), ("kind", "Ambush", "shooting")])
    assert [kind for (kind,) in read(lake, "kind")] == ["ied", "unknown", "shooting"]
    assert describe_unread_cells(report) == [("type", "Blorb", 1)]
    assert "Meanings given to words: kind “explosion” is ied, kind “Ambush” is shooting." in report.warnings


def test_a_meaning_given_by_a_person_makes_a_record_of_a_row(lake, load_rows):
    row = {"id": "1", "date": "2020-03-01", "type": "Convoy", "route": "road", "participants": "a; b"}
    load_rows(
        row,
        row | {"id": "2", "type": "Zeremony"},
        words=[("record", "Convoy", "patrol"), ("record", "zeremony", "none")],
    )
    assert read(lake, "feed_id", "patrols") == [("1",)]


def test_choices_are_kept_for_the_next_file_with_the_same_headers(lake, load_rows):
    load_rows(incident(1, "Explosion"), words=[("kind", "Explosion", "ied")])
    report = load_rows(incident(2, "explosions"), name="next.csv")
    assert [kind for (kind,) in read(lake, "kind")] == ["ied", "ied"]
    said = "Meanings of words kept from R2 for files with these headers: kind “Explosion” is ied."
    assert said in report.warnings
    assert describe_unread_cells(load_rows(incident(3, "Explosion", note="other headers"), name="other.csv")) == [
        ("type", "Explosion", 1)
    ]
    release = open_release(lake, lake.list_numbers()[-1])
    [word] = list_word_meanings(release).to_pylist()
    assert (word["column"], word["word"], word["meaning"], word["load_id"]) == ("kind", "Explosion", "ied", "R2/1")
    [first] = release.query("SELECT options FROM loads WHERE load_id = 'R2/1'").to_pylist()
    assert json.loads(first["options"])["words"] == [["kind", "Explosion", "ied"]]


def test_another_meaning_takes_the_place_of_what_was_said_before(lake, load_rows):
    load_rows(incident(1, "Explosion"), words=[("kind", "Explosion", "ied")])
    load_rows(incident(1, "Explosion"), words=[("kind", "EXPLOSION", "shelling")], name="again.csv")
    assert read(lake, "kind") == [("shelling",)]
    load_rows(incident(2, "Explosion"), name="next.csv")
    assert [kind for (kind,) in read(lake, "kind")] == ["shelling", "shelling"]
    [word] = list_word_meanings(open_release(lake, lake.list_numbers()[-1])).to_pylist()
    assert (word["meaning"], word["load_id"]) == ("shelling", "R3/1")


def test_the_same_file_is_read_again_with_a_new_meaning(lake, load_rows):
    load_rows(incident(1, "Explosion"))
    assert load_rows(incident(1, "Explosion"), words=[("kind", "Explosion", "ied")]).changed == 1
    assert read(lake, "kind") == [("ied",)]


def test_a_row_without_an_id_stays_the_same_record_when_its_word_becomes_known(lake, load_rows):
    rows = [
        {**incident(1, kind), "id": "", "target": "convoy", "geo_precision": "high"} for kind in ("Explosion", "IED")
    ]
    load_rows(*rows)
    report = load_rows(
        *rows, words=[("kind", "Explosion", "ied"), ("target", "convoy", "patrol"), ("geo_precision", "high", "exact")]
    )
    assert (report.changed, report.loaded, report.duplicates) == (2, 0, 0)
    assert read(lake, "kind, target, geo_precision") == [("ied", "patrol", "exact")] * 2


def test_a_publisher_is_read_by_its_own_codes(load_rows):
    acled = {
        "event_id_cnty": "X1",
        "event_date": "2020-03-01",
        "event_type": "Battles",
        "actor1": "A",
        "actor2": "B",
        "fatalities": "0",
    }
    report = load_rows(acled, words=[("kind", "Battles", "ied")])
    assert "--words changes nothing here: ACLED is read by its own codes." in report.warnings


def test_a_meaning_is_given_on_the_command_line_and_checked(lake, tmp_path):
    (tmp_path / "a.csv").write_text(format_csv(incident(1, "Explosion")), encoding="utf-8")
    command = ["load", str(tmp_path / "a.csv"), "--lake", str(lake.root), "--json"]
    wrong = CliRunner().invoke(patrolwatch.main, [*command, "--words", "type:Explosion=bang"])
    assert (wrong.exit_code, lake.list_numbers()) == (2, [1])
    assert "“bang” is not a word for kind" in wrong.stderr
    right = CliRunner().invoke(patrolwatch.main, [*command, "--words", "type:Explosion=ied"])
    assert right.exit_code == 0, right.stderr
    [said] = json.loads(right.stdout)["files"][0]["words"]
    assert (said["column"], said["word"], said["meaning"]) == ("kind", "Explosion", "ied")
    assert read(lake, "kind") == [("ied",)]


def test_incidents_of_unknown_kind_are_beside_the_headline(lake, load_rows):
    load_rows(
        incident(1, "Explosion"),
        incident(2, "IED"),
        complete=(Complete("road", parse_day(DAYS[0]), parse_day(DAYS[1])),),
    )
    release = open_release(lake, lake.list_numbers()[-1])
    assert count_caveats(release, select_corridor(release))["incidents_of_unknown_kind"] == 1


def test_a_row_with_victims_is_an_incident_whatever_word_says_that_it_is_no_event(lake, load_rows):
    header = {"record": "", "killed": "", "wounded": ""}
    report = load_rows(
        *(incident(day, "") | header | {"record": record, "killed": killed, "wounded": wounded}
          for day, (record, killed, wounded) in enumerate(
              [("Convoy", "3", ""), ("Checkpoint", "0", "several"), ("Convoy", "0", ""), ("No patrol", "none", "")], start=1)),
    )  # fmt: skip
    assert (report.loaded, report.left_out) == (2, 2)
    assert describe_unread_cells(report) == [("record", "Checkpoint", 1), ("record", "Convoy", 1)]
    assert read(lake, "feed_id, kind, as_written") == [
        ("A1", "unknown", "record: Convoy"),
        ("A2", "unknown", "wounded: several; record: Checkpoint"),
    ]


def test_a_row_with_victims_is_left_out_where_a_person_said_that_its_word_is_no_event(load_rows):
    report = load_rows(incident(1, "Convoy") | {"killed": "3"}, words=[("record", "Convoy", "none")])
    assert (report.loaded, report.left_out) == (0, 1)


def test_the_words_that_were_mapped_are_listed_with_their_release_and_said_of_a_file_loaded_again(lake, load_rows):
    words = [("kind", "Blorb", "ied")]
    load_rows(incident(1, "Blorb"), words=words)
    lines = CliRunner().invoke(patrolwatch.main, ["releases", "--lake", str(lake.root)]).stdout.splitlines()
    assert [line for line in lines if line.startswith(" ")] == ["    analyst: kind “Blorb” is ied"]
    again = load_rows(incident(1, "Blorb"), words=words)
    assert again.words and any("Blorb" in warning for warning in again.warnings)


def test_the_report_says_first_which_words_count_as_attacks(load_rows):
    report = load_rows(
        incident(1, "IED missed"), incident(2, "IED missed"), incident(3, "IED found and defused"), incident(4, "IED not exploded")
    )  # fmt: skip
    assert report.warnings[0] == (
        "Counted as attacks: 2 rows (“IED missed” 2). Incidents that are not attacks: 1 row (“IED found and defused” 1). Of unknown kind, "
        "which does not count as an attack: 1 row (“IED not exploded” 1)."
    )
    assert report.warnings.index("Recognised as a table of an analyst.") > 0


def test_the_report_says_which_words_count_as_patrols_and_rejects_a_thing_of_a_patrol(load_rows):
    words = ("Joint patrol", "Joint patrol", "patrol", "Patrol vehicle damaged")
    report = load_rows(*(
        {"id": f"P{day}", "date": f"2020-03-0{day}", "record": word, "route": "road", "participants": "a; b"}
        for day, word in enumerate(words, start=1)
    ))  # fmt: skip
    assert "Counted as patrols: 3 rows (“Joint patrol” 2, “patrol” 1)." in report.warnings
    assert [reject.text for reject in report.rejects] == ["Patrol vehicle damaged"]


def test_a_table_in_our_own_words_needs_no_such_sentence(load_rows):
    assert not any("Counted as attacks" in said for said in load_rows(incident(1, "ied")).warnings)
