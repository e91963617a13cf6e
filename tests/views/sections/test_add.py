"""The texts and fields of the page Add: a field for every option of a load."""

import ast
import re
from collections import Counter
from dataclasses import asdict
from datetime import date
from types import SimpleNamespace

import pytest

from etl import paths
from etl.errors import Note, NoteKind
from views.sections.add import form, questions, words
from views.sections.add.article.source_text import describe_web_page, mark_sentences
from views.sections.add.corridor.line_map import MOST_TURNS, read_line, read_window

AT_A_TERMINAL = {"json", "corridor-only", "engine", "km-from", "km-to", "leave-incidents", "party", "quiet"}


def test_every_option_that_the_loader_names_has_a_field_on_the_page():
    named = set()
    for folder in ("load", "feeds", "formats"):
        for file in (paths.CHECKOUT / "etl" / folder).rglob("*.py"):
            named |= set(re.findall(r"(?<![-\w])--([a-z]+(?:-[a-z]+)*)", file.read_text(encoding="utf-8")))
    assert named - AT_A_TERMINAL <= set(words.FIELDS)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Say --hidden to read it.", f"Say “{words.FIELDS['hidden']}” to read it."),
        ("name it with --map THEIRS=kind.", f"name it with “{words.FIELDS['map']}”."),
        ('Say it with --map "Killed#2=killed", or delete the other.', "Say it with “What its columns mean”, or delete the other."),
        ('with --map "a#1=lat" or --map "a#2=lat".', "with “What its columns mean”."),
        ("with --date-order dmy or --date-order mdy.", "with “Day first” or “Month first”."),
        ('a word that is not known (--words kind:"…"=…)', f"a word that is not known (see “{words.FIELDS['words']}”)"),
        ("withdraw them with `patrolwatch review`.", "withdraw them on the Review page."),
        ("as `patrolwatch template` lays them out", "as the empty workbook on this page lays them out"),
        ("Say it with --utm, such as --utm 37N.", f"Say it with “{words.FIELDS['utm']}”, such as “{words.FIELDS['utm']}”."),
    ],
)  # fmt: skip
def test_a_sentence_names_the_field_in_place_of_the_option(said, shown):
    assert words.adapt_to_page(said) == shown


def test_words_that_are_not_known_are_listed_once_with_their_rows():
    of_files = [{"column": "kind", "word": "Blorp", "rows": rows} for rows in (3, 1)]
    report = {"unknown_words": [*of_files, {"column": "record", "word": "Zonk", "rows": 2}]}
    assert words.count_unknown_words(report) == {("kind", "Blorp"): 4, ("record", "Zonk"): 2}


def test_a_reject_names_the_field_of_the_form():
    reject = {"column": "date", "reason": "not a date", "text": "soon"}
    assert words.describe_reject("patrol", reject) == "Day: not a date (“soon”)"
    assert words.describe_reject("suspension", reject) == "First day: not a date (“soon”)"
    assert words.describe_unused("patrol", reject) == "Day: not a date (“soon”). The record is kept without it."


@pytest.mark.parametrize(
    ("note", "is_asked"),
    [
        (Note("Recognised as a table of an analyst."), False),
        (Note("Name the column that says it.", options=("map",)), True),
        (Note("1 attack on a patrol names no number of a patrol.", NoteKind.MISCOUNTED), True),
    ],
)
def test_notes_that_offer_an_option_or_miss_a_count_are_told_from_others(note, is_asked):
    assert words.needs_action(asdict(note)) is is_asked


def list_sentences_without_their_options():
    """Yield each note and refusal of the loader whose sentence names an option of the page that it does not offer as data."""
    for folder in ("load", "feeds", "formats"):
        for file in (paths.CHECKOUT / "etl" / folder).rglob("*.py"):
            for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                name = getattr(call.func, "id", getattr(call.func, "attr", "")) if isinstance(call, ast.Call) else ""
                if name in ("Note", "FileRefused", "refuse"):
                    sentence = ast.unparse(call.args[0])
                    given = " ".join(map(ast.unparse, [*call.args[1:], *(word.value for word in call.keywords)]))
                    named = set(re.findall(r"(?<![-\w])--([a-z]+(?:-[a-z]+)*)", sentence)) & set(words.FIELDS)
                    if not all(f"'{option}'" in given or "OPTION" in given for option in named):
                        yield f"{file.name}:{call.lineno} {named}"


def test_every_sentence_of_the_loader_that_names_an_option_offers_it_as_data_too():
    assert list(list_sentences_without_their_options()) == []


def test_half_a_point_needs_the_other_half():
    incident = {"record": "incident", "date": "2022-08-25", "kind": "ied"}
    assert form.list_missing(incident) == []
    assert form.list_missing(incident | {"lat": "35.8"}) == ["Longitude"]
    assert form.list_missing(incident | {"lat": "35.8", "lon": "36.6"}) == []


def test_the_corridor_is_asked_for_where_no_column_could_say_it():
    report = {
        "headers": [{"ours": "date"}],
        "notes": [asdict(Note("2 incidents on no corridor.", NoteKind.NO_CORRIDOR))],
    }
    assert questions.lacks_corridor(report)
    assert not questions.lacks_corridor(report | {"headers": [{"ours": "corridor"}]})
    assert not questions.lacks_corridor(report | {"notes": [asdict(Note("2 incidents on no corridor."))]})


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ((4, 25), (5, 26), "M4: share attacked 16 % to 19 %"), ((4, 25), (4, 25), "M4: share attacked 16 %, as before"),
        ((None, None), (5, 26), "M4: share attacked 19 %, not known before"), ((1, 4), (0, 0), "M4: share attacked no longer known"),
        ((1, 3), (2, 4), "M4: share attacked 1 of 3 to 2 of 4"),
        ((1, 25), (1, 25, 2), "M4: share attacked 4 to 12 %, 4 % before"), ((1, 3), (1, 4, 1), "M4: share attacked 1 to 2 of 4, 1 of 3 before"),
    ],
)  # fmt: skip
def test_what_a_release_did_to_the_headline_is_one_sentence(before, after, said):
    names = ("attacked", "patrols", "attacks_tied_to_none")
    headlines = [dict(zip(names, (*each, 0), strict=False)) | {"attack_unknown": 0} for each in (before, after)]
    assert words.describe_share(SimpleNamespace(before=headlines[0], after=headlines[1]), "M4") == said


def test_what_a_web_page_states_and_leaves_out_is_said():
    stated = {"publisher": "Agency", "published": date(2020, 8, 25), "title": "Hit", "url": None}
    said = describe_web_page(stated, 1)
    assert "by Agency on 25 August 2020" in said and "1 word outside the article" in said
    assert describe_web_page(dict.fromkeys(stated), 0) == ""
    assert "<b>" not in describe_web_page(stated | {"publisher": "<b>x</b>"}, 0)


def test_sentences_are_marked_in_a_text_and_all_else_is_shown_as_text():
    marked = mark_sentences("One. <b>Two</b> :red[x].\n\nThree.", ["Three.", "not there"])
    assert marked.rstrip().endswith(":yellow-background[Three\\.]")
    assert "<b>" not in marked and ":red[x]" not in marked
    assert ":yellow-background[Two words\\.]" in mark_sentences("One. Two\nwords. Three.", ["Two words."])


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ([[36, 35.5], [37.25, 36]], [(36.0, 35.5), (37.25, 36.0)]), (None, []), ("x", []), ([], []), ({"0": 1}, []),
        ([[36, 35], [1], None, ["a", "b"], [float("nan"), 1], [10**400, 1], [200, 0], [0, 91], [36, 36]], [(36.0, 35.0), (36.0, 36.0)]),
        ([[0, 0]] * (MOST_TURNS + 5), [(0.0, 0.0)] * MOST_TURNS),
    ],
)  # fmt: skip
def test_only_places_on_earth_are_read_from_the_line_of_a_browser(said, line):
    assert read_line(said) == line


@pytest.mark.parametrize("said", [None, [1, 2, 3], [2, 0, 1, 1], [0, 1, 1, 0], ["w", 0, 1, 1], [float("inf"), 0, 1, 1]])
def test_a_view_outside_the_world_is_ignored(said):
    assert read_window(said) is None


@pytest.mark.parametrize(
    ("left", "stay", "said"),
    [
        ([], 0, ""),
        (["M4", "M5", "M4"], 0, "It takes 2 from M4 and 1 from M5, whose numbers change."),
        ([], 1, "1 known incident within 6 km of it stays on another corridor, which is nearer or which the record names."),
    ],
)  # fmt: skip
def test_a_new_corridor_says_what_it_takes_from_others_and_what_stays_there(left, stay, said):
    assert words.describe_neighbours(Counter(left), stay) == said


def test_all_parties_together_or_one_of_them_may_have_run_the_patrols_of_a_log(monkeypatch):
    corridors = {"road": ("Road", ("a", "b")), "guarded": ("Guarded", ("army",))}
    monkeypatch.setattr(questions, "list_all_corridors", lambda: corridors)
    assert list(questions._list_parties(["road"])) == ["joint", "a", "b"]
    assert list(questions._list_parties(["guarded"])) == ["army"]


def test_what_a_release_did_to_counted_traffic_is_told_in_attacks():
    before, after = (
        {"patrols": None, "attacks": attacks, "exposed": 34_200, "unit": "transits"} for attacks in (96, 95)
    )
    told = words.describe_share(SimpleNamespace(before=before, after=after), "Strait")
    assert told == "Strait: attacks 96 in 34,200 transits to 95 in 34,200 transits"
    assert words.describe_share(SimpleNamespace(before=after, after=after), "Strait").endswith(
        "95 in 34,200 transits, as before"
    )
