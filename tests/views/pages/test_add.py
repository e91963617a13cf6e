"""The page Add: its four forms, proposals from an article to accept, and a record by hand with lists of allowed words."""

import io
from datetime import date
from types import SimpleNamespace

import openpyxl
import pyarrow as pa
import pytest
import streamlit as st

from etl.fetch.hosts import HOSTS
from etl.load.files.options import Options
from etl.load.report import FileReport
from tests.cases import corridor, fill_tables, open_in_memory, patrol, publish_case, strait
from views.parts import tables
from views.sections.add import draft as drafts
from views.sections.add import preview, questions, words
from views.state import kept
from views.state.keys import DRAFTS

REPORT = (
    "The 26th joint patrol of Russian and Turkish forces was attacked by an IED on the M4 highway on 25 August 2020."
)


@pytest.fixture
def asked(monkeypatch):
    """Record the loads that the page requests, without running them."""
    asked = []

    class Asked:
        is_done, progress = False, ""

        def __init__(self, request):
            asked.append(request)

        def stop(self):
            pass

    monkeypatch.setattr(drafts, "Job", Asked)
    return asked


def test_an_article_proposes_and_only_what_gets_a_yes_is_looked_at(visit, asked):
    page = visit("add", {"way": "article"})
    denied = "On 20 August 2022 there was a blast in Binnish, a channel wrote. The governor denied this report."
    page.text_area[0].input(f"{REPORT}\n\n{denied}")
    page.find_field("Publisher", "text_input").input("Agency")
    page.press("Propose records")
    assert any(words.startswith("2 records proposed.") for words in page.read_texts("subheader"))
    assert any(words.startswith("Attack: the report denies it.") for words in page.read_texts("caption"))
    assert asked == [] and page.find_field("Accept a record first", "button").disabled
    attack = next(place for place, said in enumerate(page.read_texts("caption")) if said.startswith("“The 26th"))
    assert attack >= 0
    page.checkbox[1].check().run()
    page.press("Preview 1 record")
    (request,) = asked
    assert request["dry_run"] is True and len(request["files"]) == 1
    (row,) = page.session_state[DRAFTS.name]["article"].rows
    assert {"record": "incident", "kind": "ied", "number": "26", "source": "Agency"}.items() <= row.items()


def test_a_headline_on_which_a_record_rests_is_marked_above_the_text(visit, asked):
    page = visit("add", {"way": "article"})
    page.text_area[0].input("People in Ariha welcomed the decision of 3 June 2020.")
    page.find_field("Headline, if the text does not begin with it", "text_input").input("Joint patrols on M4 suspended")
    page.press("Propose records")
    assert any(
        words.startswith(":yellow-background[Joint patrols on M4 suspended]") for words in page.read_texts("markdown")
    )


def test_a_record_by_hand_is_looked_at_once_it_has_what_it_needs(visit, asked):
    page = visit("add", {"way": "record"})
    assert "Still needed: Day, Corridor." in page.read_texts("caption")
    page.find_field("Day *", "text_input").input("2022-08-25").run()
    assert "Still needed: Corridor." in page.read_texts("caption") and asked == []
    page.find_field("Corridor *", "selectbox").select("m4").run()
    assert len(asked) == 1
    (row,) = page.session_state[DRAFTS.name]["record"].rows
    assert row == {"record": "patrol", "date": "2022-08-25", "corridor": "m4", "participants": "russian; turkish"}
    page.run()
    assert len(asked) == 1, "what has not changed is not looked at again"


def test_claims_of_others_are_added_with_their_record(visit, asked):
    page = visit("add", {"way": "record"})
    page.find_field("Day *", "text_input").input("2022-08-25").run()
    page.find_field("Corridor *", "selectbox").select("m4").run()
    page.press("Add what another party says")
    page.find_field("Field", "selectbox").select("outcome")
    page.find_field("Claim", "text_input").input("cut short; near | Ariha").run()
    assert "A claim needs a value and who makes it." in page.read_texts("caption")
    page.find_field("Who makes it", "text_input").input("Local press").run()
    (row,) = page.session_state[DRAFTS.name]["record"].rows
    assert row["other_claims"] == "outcome | cut short near Ariha | Local press"


def test_a_reload_restores_the_fields_of_its_own_tab_only(visit, asked, monkeypatch):
    cookies = {"tab": "a"}
    monkeypatch.setattr(type(st.context), "cookies", property(lambda context: cookies))
    monkeypatch.setattr(kept, "_held", {})
    page = visit("add", {"way": "record"})
    page.find_field("Day *", "text_input").input("2022-08-25").run()
    page.find_field("Corridor *", "selectbox").select("m4").run()
    page.run()

    again = visit("add", {"way": "record"})
    assert again.find_field("Day *", "text_input").value == "2022-08-25"
    assert len(asked) == 1 and list(again.session_state[DRAFTS.name]) == ["record"], (
        "the preview is there, and not made anew"
    )

    cookies["tab"] = "b"
    assert visit("add", {"way": "record"}).find_field("Day *", "text_input").value == ""
    cookies.clear()
    assert visit("add", {"way": "record"}).find_field("Day *", "text_input").value == ""


def test_the_browser_is_told_again_of_a_field_that_was_out_of_view(visit, asked, monkeypatch):
    monkeypatch.setattr(type(st.context), "cookies", property(lambda context: {"tab": "a"}))
    monkeypatch.setattr(kept, "_held", {})
    page = visit("add", {"way": "record"})
    page.find_field("Day *", "text_input").input("2022-08-25").run()
    page.press(words.KINDS["file"][0])
    page.run()
    page.press(words.KINDS["record"][0])
    field = page.find_field("Day *", "text_input")
    assert (field.value, field.proto.set_value, field.proto.value) == ("2022-08-25", True, "2022-08-25")


def test_answers_on_one_article_are_not_kept_for_the_next(visit, asked, monkeypatch):
    monkeypatch.setattr(type(st.context), "cookies", property(lambda context: {"tab": "a"}))
    monkeypatch.setattr(kept, "_held", {})
    page = visit("add", {"way": "article"})
    for is_first in (True, False):
        page.text_area[0].input(REPORT)
        page.press("Propose records")
        assert page.checkbox[1].value is False
        if is_first:
            page.checkbox[1].check().run()
            page.press("Another article")
            assert page.text_area[0].value == ""


def test_the_text_and_day_of_an_article_can_be_changed(visit, asked):
    page = visit("add", {"way": "article"})
    page.text_area[0].input(REPORT.replace(" 2020", ""))
    page.press("Propose records")
    assert page.markdown[0].value.startswith("**Patrol, day not known")
    page.press("Change the text or the day")
    assert page.text_area[0].value.startswith("The 26th")
    page.date_input[0].set_value(date(2020, 8, 25))
    page.press("Propose records")
    assert page.markdown[0].value.startswith("**Patrol, 2020\\-08\\-25")


def test_the_form_of_files_offers_an_empty_workbook_to_fill_in(visit, monkeypatch):
    offered = {}
    monkeypatch.setattr(tables, "download_workbook", lambda label, name, write: offered.update({name: write}))
    visit("add", {"way": "file"})
    [write] = offered.values()
    assert openpyxl.load_workbook(io.BytesIO(write())).sheetnames == ["records", "columns"]


def test_files_of_the_same_name_are_kept_separate_and_each_can_be_left_out(asked, tmp_path, monkeypatch):
    monkeypatch.setattr(drafts, "find_reader", lambda: None)
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.csv").write_text(folder)
    draft = drafts.Draft([tmp_path / "a" / "x.csv", tmp_path / "b" / "x.csv"])
    assert [(file.name, file.read_text()) for file in draft.files] == [("x.csv", "a"), ("x (2).csv", "b")]
    draft.leave_out(draft.files[0])
    assert asked[-1]["files"] == [str(draft.files[0])] and draft.message == "Loaded x (2).csv"


def test_a_message_outlasts_a_release_that_came_first(asked, tmp_path, monkeypatch):
    monkeypatch.setattr(drafts, "find_reader", lambda: None)
    (tmp_path / "x.csv").write_text("")
    draft = drafts.Draft([tmp_path / "x.csv"])
    draft.preview = SimpleNamespace(result={"compared_with": 1})
    draft.publish("Why", "Ana")
    draft.make_preview(draft.options)
    assert draft.message == "Why"


def test_a_header_of_two_sheets_is_asked_about_once_and_a_phone_keeps_the_order_of_the_headers(monkeypatch):
    labels, rows_of_columns = [], []
    column = SimpleNamespace(selectbox=lambda label, options, index, **_: labels.append(label) or options[index])
    monkeypatch.setattr(
        questions,
        "st",
        SimpleNamespace(markdown=str, columns=lambda number: rows_of_columns.append(len(labels)) or [column] * number),
    )
    header = {"theirs": "Date", "ours": "date", "guess": None, "examples": []}
    headers = [
        header | {"sheet": "A"},
        header | {"sheet": "B"},
        *(header | {"sheet": "B", "theirs": name, "ours": None} for name in "XYZ"),
    ]
    assert questions._ask_headers(headers, Options(), is_guessed=False) == Options()
    assert (labels, rows_of_columns) == (["Date", "X", "Y", "Z"], [0, 3])


def test_a_row_names_its_file_where_there_are_several_but_a_withdrawn_record_is_in_none():
    rows = pa.table({"file": [0, None], "line": [2, None]})
    assert preview.name_files(rows, ["a.csv", "b.csv"])["file"].to_pylist() == ["a.csv", None]
    assert preview.name_files(rows, ["b.csv"]).column_names == ["line"]
    assert preview.name_files(rows.slice(1), ["a.csv", "b.csv"]).column_names == ["line"]


def test_the_list_of_rejected_rows_says_nothing_of_columns_that_no_rejected_row_has(monkeypatch, tmp_path):
    rows = pa.table(
        {name: pa.array([None, None], pa.string()) for name in ("sheet", "date", "what", "place", "corridor")}
    )
    rows = rows.add_column(0, "why", [["not a date", "no date"]]).add_column(0, "line", [[2, 3]])
    shown = []
    monkeypatch.setattr(preview, "read_rows", lambda path, fate, most: rows.add_column(0, "file", [[0, 0]]))
    monkeypatch.setattr(preview.st, "pills", lambda label, options, **_: options[0])
    monkeypatch.setattr(preview.tables, "show_table", lambda found, *_: shown.extend(found.column_names))
    counts = dict.fromkeys(("changed", "withdrawn", "left_out", "loaded", "duplicates"), 0)
    preview.show_rows("file", tmp_path, [counts | {"rejected": 2, "file": "x.csv", "feed": "analyst"}])
    assert shown == ["line", "why"]


def test_the_fates_of_several_files_add_up_and_one_refusal_refuses_all():
    empty = FileReport("a.csv", "analyst").as_dict() | {"withdrawn": 0}
    of_a = empty | {
        "rows": 3,
        "loaded": 2,
        "rejected": 1,
        "events": 2,
        "first_date": "2020-03-01",
        "last_date": "2020-03-02",
    }
    of_b = empty | {
        "file": "b.csv",
        "rows": 1,
        "loaded": 1,
        "events": 1,
        "first_date": "2020-02-01",
        "last_date": "2020-02-01",
    }
    report = preview.add_up([of_a, of_b, empty | {"file": "c.csv", "refused": "c.csv is empty."}])
    assert (report["rows"], report["loaded"], report["rejected"]) == (4, 3, 1)
    assert (report["first_date"], report["last_date"], report["refused"]) == (
        "2020-02-01",
        "2020-03-02",
        "c.csv is empty.",
    )
    assert report["says"] == "3 files: 4 rows, 3 events. 1 refused, so nothing can be published."


@pytest.mark.parametrize(
    ("service", "labels", "corridors"),
    [
        ("acled", ["Since; empty: everything", "Countries, separated by commas; empty: all"], ["road"]),
        ("gdelt", ["Since; empty: the newest 15 minutes", "Countries, separated by commas; empty: all"], ["road"]),
        ("hapi", ["Since; empty: everything", "Countries, separated by commas"], []),
        ("portwatch", ["Since; empty: everything", "The chokepoint"], ["red_sea"]),
    ],
)
def test_a_service_is_asked_only_what_it_can_answer(visit, asked, monkeypatch, tmp_path, service, labels, corridors):
    for key in ("ACLED_USERNAME", "ACLED_PASSWORD", "HAPI_APP_IDENTIFIER"):
        monkeypatch.setenv(key, "key")
    lake = publish_case(tmp_path, corridors=[corridor("road"), strait("red_sea")], patrols=[patrol("2020-03-01")])
    page = visit("add", {"way": "fetch"}, lake)
    page.multiselect(key="fetch-corridors").set_value(["road"]).run()  # its answer is not passed on to other services
    page.session_state["fetch-service"] = service
    page.run()
    assert [page.date_input[0].label, page.text_input[0].label] == labels
    is_kept = any("sums are kept" in words for words in page.read_texts("caption"))
    assert is_kept == (service == "hapi")
    page.press(f"Ask {HOSTS[service].name}")
    assert asked[0]["fetch"]["corridors"] == corridors


def test_there_is_no_page_for_who_may_not_write(visit, monkeypatch):
    monkeypatch.setattr("views.frame.bar.may_write", lambda cookies: False)
    page = visit()
    assert "Add" not in [link.proto.label for link in page.get("page_link")]


def test_a_corridor_of_counts_needs_a_unit_and_a_counter_but_no_line(visit, asked):
    page = visit("add", {"way": "corridor"})
    for chosen, label in {"counts": words.TRAFFIC["counts"], "none": words.NO_LINE["none"]}.items():
        next(each for each in page.button_group if label in each.options).set_value(chosen).run()
    page.find_field("Name *", "text_input").input("Airfield North")
    page.press("Preview")
    assert page.read_texts("info") == ["This corridor still needs a unit and who counts it."] and asked == []
    for label, text in {"What is counted *": "flights", "One of them *": "flight", "Who counts it *": "tower"}.items():
        page.find_field(label, "text_input").input(text)
    page.press("Preview")
    (request,) = asked
    assert request["files"] == [] and request["corridor"]["counted"] == {
        "unit": "flights", "unit_singular": "flight", "targets": "flights", "target_singular": "flight", "own_count": "tower",
    }  # fmt: skip


def test_a_new_corridor_leads_to_the_form_of_files_with_it_chosen(visit, asked, monkeypatch):
    page = visit("add", {"way": "corridor"})
    done = SimpleNamespace(is_done=True, progress="", result={"release": "R1", "found": 0}, stop=lambda: None)
    draft = SimpleNamespace(
        job=done, preview=done, is_publishing=True, is_shown=True, corridor={"name": "m4", "title": "M4"}, note=""
    )
    page.session_state[DRAFTS.name] = {"corridor": draft}
    page.run()
    page.press("Add its records from a file")
    chosen = page.find_field(words.FIELDS["corridor"], "selectbox")
    assert chosen.value == "m4"
    assert page.session_state["way"] == "file"


def test_a_corridor_that_holds_nothing_yet_is_asked_about_by_its_title(monkeypatch, tmp_path):
    release = open_in_memory(
        fill_tables(corridors=[strait("north", title="Northern airfield"), corridor("road")], coverage=[])
    )
    monkeypatch.setattr(questions, "RELEASE", SimpleNamespace(get=lambda: release))
    monkeypatch.setattr(questions.cache, "answer", lambda question, opened: question(opened))
    monkeypatch.setattr(questions, "list_touched", lambda rows, unchanged: ["north"])
    asked = []
    monkeypatch.setattr(
        questions.st,
        "selectbox",
        lambda label, offered, format_func, **_: asked.extend([label, *map(format_func, offered)]),
    )
    report = {"first_date": "2021-03-01", "last_date": "2021-03-07"}
    assert questions._ask_complete(Options(), report, tmp_path, None) == ()
    assert asked == [words.ALL_ATTACKS, "No, or not known", "Yes, of Northern airfield"]


def test_answers_for_the_last_file_with_the_same_headers_are_filled_in_but_completeness_is_left_to_a_person(
    asked, tmp_path, monkeypatch
):
    monkeypatch.setattr(drafts, "find_reader", lambda: None)
    (tmp_path / "march.csv").write_text("")
    draft = drafts.Draft([tmp_path / "march.csv"])
    kept = {"corridor": "m4", "participants": "joint", "verification": "confirmed", "complete": "m4"}
    answers = [
        {"column": "answer", "word": name, "meaning": answer, "load_id": "R5/1"} for name, answer in kept.items()
    ]
    draft.preview = SimpleNamespace(result={"files": [{"words": answers}]})
    assert draft.take_answers({"m4"})
    assert {name: asked[-1]["options"][name] for name in kept} == kept | {"complete": ()}
    said = questions._describe_kept(draft.kept_answers, draft.kept_from, is_refused=False)
    assert "in R5: its corridor, who ran its patrols and how certain its attacks are." in said
    assert "If this one is too" in said
    assert not draft.take_answers({"m4"})  # what a person changes since stays changed
    (tmp_path / "april.csv").write_text("")
    other = drafts.Draft([tmp_path / "april.csv"])
    other.preview = SimpleNamespace(result={"files": [{"words": answers[:1]}]})
    assert not other.take_answers({"m5"})  # the corridor is no longer one of the release


def test_who_ran_the_patrols_is_asked_of_known_corridors_and_how_certain_attacks_are_of_any(monkeypatch, tmp_path):
    offered = {}
    monkeypatch.setattr(
        questions, "_choose", lambda field, labels, chosen, nothing: offered.update({field: dict(labels)})
    )
    monkeypatch.setattr(questions, "list_all_corridors", lambda: {"road": ("Road", ("us", "them"))})
    # A file that only repeats known patrols still has a corridor.
    monkeypatch.setattr(questions, "list_touched", lambda rows, unchanged=False: ["road"] if unchanged else [])
    questions._ask_fields({"participants", "verification"}, Options(), {}, tmp_path, None)
    assert list(offered["participants"]) == ["joint", "us", "them"]
    assert list(offered["verification"]) == ["confirmed", "disputed"]
    questions._ask_fields(set(), Options(participants="joint"), {}, tmp_path, None)
    assert offered["participants"]["joint"] == words.ALL_PARTIES
