"""What is proposed from reports: the real ones in our words, precision and recall on two halves, and single rules."""

import io
import json
import time
import zipfile
from datetime import date

import pytest
from click.testing import CliRunner

from etl.errors import FileRefused
from etl.feeds.articles.language.days import Calendar
from etl.feeds.articles.language.texts import decode_article
from etl.feeds.articles.proposals import propose
from etl.feeds.articles.reading import Report
from etl.feeds.articles.records import FIELDS
from tests.etl.feeds.articles.scoring import print_misses, print_scores, read_reports, run, score

TUESDAY = date(2020, 8, 25)
HALVES = ("open", "kept_back", "other_wars", "news", "styles", "unread", "by_others", "fields")
REPORTS = [report for half in HALVES for report in read_reports(half)]
IDS = [report["name"] for report, _ in REPORTS]


def propose_from(text, published=TUESDAY, **said):
    return propose(Report(text, published, **said)).records


def find_all(records, kind):
    return [record for record in records if record["kind"] == kind]


def test_the_report_of_25_august_gives_its_records():
    report, answers = REPORTS[0]
    proposals = run(report)
    said = [{field: record[field] for field in FIELDS if field != "evidence"} for record in proposals]
    wanted = [{field: answer[field] for field in FIELDS if field != "evidence"} for answer in answers]
    assert sorted(said, key=str) == sorted(wanted, key=str)


@pytest.mark.parametrize(
    ("half", "precision", "recall"), [("open", 0.95, 0.95), ("kept_back", 0.85, 0.7)], ids=["open", "kept back"]
)
def test_most_records_have_the_right_kind_and_day(half, precision, recall):
    print_scores(half)
    found = score(half)
    assert found["kind and day"][0] >= precision
    assert found["kind and day"][1] >= recall
    assert all(found[field][0] >= 0.8 for field in found if found[field][2] >= 5)
    assert all(found[field][1] >= 0.75 for field in found if found[field][2] >= 5)


@pytest.mark.slow
@pytest.mark.parametrize("half", ["other_wars", "news", "styles", "by_others"])
def test_most_records_of_other_wars_of_news_and_of_other_styles_have_the_right_kind_and_day(half):
    print_scores(half)
    precision, recall, _ = score(half)["kind and day"]
    assert precision >= 0.9 and recall >= 0.85


def test_reports_that_the_rules_were_not_mended_for_keep_what_their_first_reading_gave():
    print_scores("unread")
    precision, recall, _ = score("unread")["kind and day"]
    assert precision >= 0.85 and recall >= 0.7


def test_the_fields_of_short_reports_are_as_a_careful_reader_gives_them():
    print_misses("fields")
    found = score("fields")
    assert all(found[field][:2] == (1, 1) for field in found if found[field][2])


def test_there_are_sixty_reports_and_half_as_many_kept_back():
    assert len(REPORTS) >= 60
    assert len(read_reports("kept_back")) >= 30
    assert len(set(IDS)) == len(IDS)


@pytest.mark.parametrize("report", [report for report, _ in REPORTS], ids=IDS)
def test_a_record_cites_words_of_its_report(report):
    for record in run(report):
        assert list(record) == list(FIELDS)
        assert record["evidence"] in f"{report.get('title', '')}\n{report['text']}"
        assert record["date_from"] is None or record["date_from"] <= record["date_to"]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("early Tuesday", "2020-08-25", "2020-08-25"),
        ("last Tuesday", "2020-08-18", "2020-08-18"),
        ("on Sunday", "2020-08-23", "2020-08-23"),
        ("yesterday", "2020-08-24", "2020-08-24"),
        ("overnight", "2020-08-24", "2020-08-25"),
        ("last night", "2020-08-24", "2020-08-25"),
        ("the thirteenth of August", "2020-08-13", "2020-08-13"),
        ("со вторника", "2020-08-25", "2020-08-25"),
        ("last week", "2020-08-17", "2020-08-23"),
        ("three days ago", "2020-08-22", "2020-08-22"),
        ("in July", "2020-07-01", "2020-07-31"),
        ("in December", "2019-12-01", "2019-12-31"),
        ("in mid-July", "2020-07-11", "2020-07-20"),
        ("last month", "2020-07-01", "2020-07-31"),
        ("on 14-16 July", "2020-07-14", "2020-07-16"),
        ("17 Ağustos'ta", "2020-08-17", "2020-08-17"),
        ("أمس", "2020-08-24", "2020-08-24"),
        ("14 июля", "2020-07-14", "2020-07-14"),
        ("between 27 July and 3 August", "2020-07-27", "2020-08-03"),
        ("at dawn on Sunday", "2020-08-23", "2020-08-23"),
        ("two hours later", "2020-08-25", "2020-08-25"),
    ],
)
def test_a_day_is_counted_from_that_of_the_report(text, first, last):
    [found] = Calendar(TUESDAY).find(text)
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "Asked about a blast near Ariha yesterday, the spokesman could not confirm that the convoy had been hit.",
        "Between 27 July and 3 August we noted 41 shells and 2 killings by unknown gunmen in Idlib city.",
        "Shelling of the town stopped on Monday afternoon.",
        "Residents demonstrated on Friday against Turkish shelling.",
        "Russian jets have stepped up raids in Idlib before Wednesday's meeting.",
        "Mines now kill more people than shells do.",
        "ولم تسجل أي هجمات على الرتل أمس.",
        "The 19th joint patrol was executed today on the M4.",
        "23 people have lost their lives to mines on this road since spring.",
        "Divers of the navy on Sunday destroyed a drifting mine off the cape.",
        '"We won\'t let those who bombed us drive past our houses," said a resident.',
        "Shelling continued along the front lines in Jabal al-Zawiya.",
        "Reports of the shelling of a joint patrol near Kobani do not correspond to reality, the ministry said today.",
        "A boy was hit by a Turkish armoured vehicle on Monday during a joint patrol.",
        "On Monday they removed a device that engineers had detonated.",
        "The army said on Monday that its guns had been responding to rocket fire.",
        "On Monday the Kurdish forces denied any role in the attack.",
        "Incident type: ATTACK",
        "Flags flew at half-mast today as the country began three days of mourning for the victims of the ambush.",
    ],
)
def test_what_is_no_single_attack_is_no_proposal_of_one(text):
    assert find_all(propose_from(text), "attack") == []


def test_a_note_of_the_editors_is_no_event():
    text = (
        "A mine wounded two soldiers near Ariha on Monday.\n\n(Corrects August 23 story to show that they were wounded, not killed)\n\n"
        "Correction: An earlier version said that a mine exploded on Sunday."
    )
    assert [record["date_from"] for record in propose_from(text)] == ["2020-08-24"]


def test_a_toll_that_is_denied_leaves_its_attack():
    text = (
        "A bomb hit a Russian car near Ariha on Monday. Some channels claimed that three soldiers had been killed. The ministry "
        "called these reports untrue."
    )
    assert [record["kind"] for record in propose_from(text)] == ["attack"]


def test_an_attack_that_is_named_again_by_its_day_is_one_attack():
    text = (
        "A bomb hit a convoy near Ariha on Sunday. A mine had killed a farmer near Saraqib on 3 August.\n\nNo group claimed Sunday's attack, "
        "but jihadists are active there."
    )
    assert [record["date_from"] for record in propose_from(text)] == ["2020-08-23", "2020-08-03"]


LONG = "\n\nThe road was open in the afternoon. Shops were open too. The weather was fine. Nothing else is known."


@pytest.mark.parametrize(
    ("text", "said", "kind", "days"),
    [
        ("A joint patrol passed along the M4, the ministry said on Tuesday.", {}, "patrol", ("2020-08-25", "2020-08-25")),
        ("The 26th joint patrol was carried out on the M4.", {"publisher": "Ministry of National Defence"}, "patrol", ("2020-08-25", "2020-08-25")),
        ("A mine hit a convoy near Ariha on Sunday. The patrols have been suspended until the road is safe.", {}, "suspension", ("2020-08-23", "2020-08-25")),
        ("The joint patrols on the M4 resumed. On Monday a joint patrol went from Trumba to Ain al-Hawr.", {}, "resumption", ("2020-08-24", "2020-08-24")),
        ("Over the past 24 hours 18 cases of shelling were registered.\n\nA soldier was wounded by sniper fire near Kafr Nabl.", {}, "attack", ("2020-08-24", "2020-08-25")),
    ],
)  # fmt: skip
def test_news_without_a_day_has_the_days_that_the_report_leaves_for_it(text, said, kind, days):
    [found] = find_all(propose_from(text + LONG, **said), kind)
    assert (found["date_from"], found["date_to"]) == days


def test_an_attack_without_any_day_is_proposed_from_a_headline_only():
    headline = "A mine hit a convoy near Ariha."
    assert [record["date_from"] for record in propose_from(headline)] == [None]
    long = propose(Report(headline + LONG, TUESDAY))
    assert long.records == [] and [each.reason for each in long.left_out] == ["long"]


def test_two_others_are_of_the_side_of_the_first_and_those_who_speak_are_of_none():
    [attack] = find_all(
        propose_from(
            "A Turkish soldier was killed and two others were wounded by a mine near Ariha on Monday, two rebel sources said."
        ),
        "attack",
    )
    assert attack["by_side"] == {"killed": {"turkish": 1}, "wounded": {"turkish": 2}}


def test_what_is_too_uncertain_is_left_out_with_its_reason():
    text = (
        "A bomb hit a convoy near Ariha on Monday.\n\nGunmen had fired at a checkpoint in Nayrab.\n\nOn Sunday there was a blast in "
        "Binnish, a channel wrote. The governor denied this report."
    )
    found = propose(Report(text, TUESDAY))
    assert [record["date_from"] for record in found.records] == ["2020-08-24"]
    assert [(each.kind, each.reason) for each in found.left_out] == [("attack", "undated"), ("attack", "denied")]


def test_the_command_prints_what_is_left_out_only_if_asked(tmp_path):
    from patrolwatch import main

    report = tmp_path / "report.txt"
    report.write_text("A bomb hit a convoy near Ariha on Monday.\n\nGunmen had fired at a checkpoint in Nayrab.")
    asked = ["propose", str(report), "--published", "2020-08-25", "--lake", str(tmp_path / "lake")]
    plain, listing = (CliRunner().invoke(main, [*asked, *more]) for more in ([], ["--left-out"]))
    assert plain.stdout == listing.stdout and plain.stderr == ""
    assert listing.stderr.startswith("Left out: attack: the report gives no day for it")


@pytest.mark.parametrize("text", ["early Tuesday", "in July", "on 14 July", "yesterday", "last week"])
def test_nothing_is_resolved_without_the_day_of_the_report(text):
    assert [found.first for found in Calendar(None).find(text)] == [None]


def test_a_day_of_figures_that_may_be_two_is_none():
    assert [found.first for found in Calendar(TUESDAY).find("on 05/08/2020")] == [None]


def test_the_day_on_which_it_was_said_is_not_that_of_the_attack():
    [attack] = find_all(
        propose_from("A Turkish convoy was hit by a mine near Ariha, officials said on Monday."), "attack"
    )
    assert attack["date_from"] is None


@pytest.mark.parametrize(
    ("text", "kind", "day"),
    [
        ("The mission today condemned the attack on a convoy near Ariha on 20 August.", "attack", "2020-08-20"),
        ("Under the memorandum of 5 March 2020 a joint patrol was completed as planned today.", "patrol", "2020-08-25"),
    ],
)
def test_the_day_of_a_protest_or_a_plan_does_not_replace_that_of_the_event(text, kind, day):
    [found] = find_all(propose_from(text), kind)
    assert found["date_from"] == day


@pytest.mark.parametrize(
    ("sentence", "killed"),
    [
        ("More than 250 soldiers have lost their lives in the region since 2013.", 2),
        ("On Tuesday the minister of defence raised the toll to 29: twenty soldiers and nine civilians.", 29),
        ("The number of soldiers killed in the attack has risen to three.", 3),
        ("The militants said they had killed nine, but a spokesman for the mission said that nobody died.", 0),
        ("A third soldier died of his wounds in hospital on Tuesday.", 3),
        ("A soldier died in hospital on Tuesday.", 2),
        ("A spokesman for the group said nine soldiers had been killed.", 2),
    ],
)
def test_the_toll_of_an_event_is_replaced_by_a_later_one_and_not_by_the_dead_of_years(sentence, killed):
    [attack] = find_all(
        propose_from(f"A bomb hit a convoy near Ariha on Monday, killing two soldiers.\n\n{sentence}"), "attack"
    )
    assert attack["killed"] == killed


@pytest.mark.parametrize(
    ("text", "killed", "wounded"),
    [
        (
            "A missile hit a convoy near Ariha on Monday, killing one soldier and wounding four, rebel sources said.",
            1,
            4,
        ),
        ("On Monday a civilian truck hit an IED near Ariha: three dead, four wounded.", 3, 4),
        ("Major General Ivan Petrov, a senior adviser, was killed by a mine near Ariha on Monday.", 1, None),
        ("Shells fell on Ariha on Monday. One civilian (a man) was killed, two (both children) were injured.", 1, 2),
        ("Вчера при подрыве фугаса у Ариха двое военнослужащих получили лёгкие контузии.", None, 2),
        (
            "Dün İdlib'de bombalı saldırıda ölen ya da yaralanan asker olmadı, iki muhalif savaşçı hayatını kaybetti.",
            2,
            0,
        ),
    ],
)
def test_people_killed_and_wounded_are_counted_once(text, killed, wounded):
    [attack] = find_all(propose_from(text), "attack")
    assert (attack["killed"], attack["wounded"]) == (killed, wounded)


@pytest.mark.parametrize(
    "text",
    [
        "A bomb hit a convoy near Ariha on Monday. Ansar al-Haq published a statement in which it took responsibility.",
        "A bomb hit a convoy near Ariha on Monday. Ansar al-Haq said one of its men had carried it out.",
        "A bomb hit a convoy near Ariha on Monday. Later, Ansar al-Haq claimed the operation on its channel.",
    ],
)
def test_who_claims_an_attack_is_named_as_printed(text):
    [attack] = find_all(propose_from(text), "attack")
    assert attack["claimed_by"] == "Ansar al-Haq"


def test_a_toll_below_the_day_of_another_entry_is_not_that_of_the_attack_above():
    [attack] = find_all(
        propose_from(
            "20/08 - Ariha: a convoy was ambushed. Three soldiers were killed.\n"
            "22/08 - Nayrab: demonstrators threw stones at a convoy. No injuries."
        ),
        "attack",
    )
    assert (attack["killed"], attack["wounded"]) == (3, None)


def test_a_toll_that_rises_replaces_the_old_one_and_officials_come_before_attackers():
    [attack] = find_all(
        propose_from(
            "A bomb hit a Turkish convoy near Ariha on Monday, killing one soldier. The militants said they had killed nine "
            "soldiers. The Turkish Defence Ministry later said two soldiers were killed."
        ),
        "attack",
    )
    assert attack["killed"] == 2


def test_a_corridor_of_the_lake_is_known_by_its_title():
    from etl.feeds.articles.places import KnownCorridor

    [attack] = find_all(
        propose(
            Report("A bomb hit a convoy on the Gao-Kidal road on Monday.", TUESDAY),
            [KnownCorridor("rn18", ("Gao-Kidal road",))],
        ).records,
        "attack",
    )
    assert attack["corridor_hint"] == "rn18"


@pytest.mark.parametrize(("titles", "hint"), [(["RN16 A – B"], "c0"), (["RN16 A – B", "RN16 B – C"], "elsewhere")])
def test_a_corridor_of_the_lake_is_known_by_the_number_of_its_road_if_no_other_has_it(titles, hint):
    from etl.feeds.articles.places import KnownCorridor

    corridors = [KnownCorridor(f"c{place}", (title,)) for place, title in enumerate(titles)]
    report = Report("Armed men attacked a convoy near Hombori on the RN16 road on Monday.", TUESDAY)
    [attack] = find_all(propose(report, corridors).records, "attack")
    assert (attack["corridor_hint"], attack["place"]) == (hint, "Hombori")


@pytest.mark.parametrize(
    ("stop", "days"),
    [
        ("Patrols were then suspended.", ("2020-07-01", "2020-07-31")),
        ("Patrols have now been suspended.", ("2020-08-25", "2020-08-25")),
    ],
)
def test_a_stop_told_right_after_an_older_event_followed_that_event(stop, days):
    report = f"The 26th patrol on the M4 was attacked on Tuesday.\n\nIn July, three Russian soldiers were wounded by an IED. {stop}"
    [suspension] = find_all(propose_from(report), "suspension")
    assert (suspension["date_from"], suspension["date_to"]) == days


def make_docx():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.7 ...", "a PDF"),
        (make_docx(), "a Word document (DOCX)"),
        (b"\0\1\2", "not a text file"),
        (b"  ", "no text"),
    ],
    ids=["pdf", "docx", "bytes", "blank"],
)
def test_what_is_no_text_is_refused_by_its_name(data, name):
    with pytest.raises(FileRefused, match=name.replace("(", r"\(").replace(")", r"\)")):
        decode_article(data, "report.txt")


@pytest.mark.parametrize(
    "text", ["two killed " * 2_000, "Al Ab-Cd " * 1_000, "(" * 20_000, ", " * 5_000, "IED attack on 5 May and " * 500]
)
def test_a_hostile_text_takes_no_longer_than_another(text):
    start = time.perf_counter()
    propose_from(text)
    assert time.perf_counter() - start < 5


def test_the_command_prints_json_and_writes_nothing(tmp_path):
    from patrolwatch import main

    report = tmp_path / "report.txt"
    report.write_text("The 26th joint patrol on the M4 was hit by an RPG on Tuesday.", encoding="utf-8")
    lake = tmp_path / "lake"
    result = CliRunner().invoke(
        main, ["propose", str(report), "--published", "2020-08-25", "--lake", str(lake)], catch_exceptions=False
    )
    assert result.exit_code == 0
    assert [record["kind"] for record in json.loads(result.stdout)] == ["patrol", "attack"]
    assert [path.name for path in tmp_path.iterdir()] == ["report.txt"]


@pytest.mark.slow
def test_the_day_that_a_web_page_states_is_used_and_named(tmp_path):
    from patrolwatch import main

    head = "<title>Patrols</title><meta property='article:published_time' content='2020-08-25T20:00:00Z'>"
    page = tmp_path / "report.html"
    page.write_text(
        f"<html><head>{head}</head><body><ul><li><a href=/>Home</a></li></ul><p>The 26th joint patrol on the M4 was hit by an RPG on "
        "Tuesday.</p></body></html>",
        encoding="utf-8",
    )
    for options, day in (([], "2020-08-25"), (["--published", "2020-09-02"], "2020-09-01")):
        result = CliRunner().invoke(main, ["propose", str(page), "--lake", str(tmp_path / "lake"), *options])
        assert {record["date_from"] for record in json.loads(result.stdout)} == {day}
        assert ("states that it was published on 2020-08-25" in result.stderr) == (not options)
