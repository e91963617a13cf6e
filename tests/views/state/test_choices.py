"""Choices persist across pages and are in the address. Those that are not available are named."""

from datetime import date

import pytest
import streamlit
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.runtime.state import QueryParamsProxy

from analysis.links.codec import find_release
from analysis.links.keys import KEYS, list_page_keys
from analysis.questions.holdings import read_choices
from tests.addresses import decode
from tests.views.conftest import PAGES


def test_every_choice_holds_over_the_pages(visit):
    page = visit(unfolded=("timeline-records",))
    page.find_field("From", "date_input").set_value(date(2020, 7, 1)).run()
    page.find_field("To (as of)", "date_input").set_value(date(2020, 8, 31)).run()
    for label, value in (
        ("Verification", "any"),
        ("Participants", "any"),
        ("Sources", "official"),
        ("Target", "patrol"),
    ):
        page.find_field(label, "selectbox").set_value(value).run()
    page.find_field("Show by", "button_group").set_value("week").run()
    page.find_field("Records from", "date_input").set_value(date(2020, 7, 5)).run()
    page.find_field("Records to", "date_input").set_value(date(2020, 8, 5)).run()
    chosen = {
        "v": "3", "release": "R1", "corridor": "m4", "feed": "curated", "from": "2020-07-01", "to": "2020-08-31", "grain": "week",
        "target": "patrol", "verification": "any", "participants": "any", "sources": "official", "count": "attacks",
        "records_from": "2020-07-05", "records_to": "2020-08-05",
    }  # fmt: skip
    assert dict(page.query_params) == chosen
    page.go_to("records")
    assert dict(page.query_params) == chosen | {"table": "patrols"}
    page.go_to("timeline")
    assert chosen.items() <= dict(page.query_params).items()


def test_the_corridor_holds_over_the_pages(visit):
    page = visit()
    page.find_field("Corridor", "selectbox").set_value("ne_border").run()
    title = page.read_texts("title")
    for name in ("records", "timeline"):
        assert page.go_to(name).find_field("Corridor", "selectbox").value == "ne_border"
    assert page.read_texts("title") == title


def test_a_link_with_every_choice_opens_with_just_those(visit):
    query = {
        "v": "3", "release": "R1", "corridor": "m4", "feed": "curated", "from": "2020-05-01", "to": "2020-08-31", "grain": "day",
        "target": "patrol", "verification": "any", "participants": "any", "sources": "official", "count": "attacks",
        "records_from": "2020-06-01", "records_to": "2020-06-30",
    }  # fmt: skip
    page = visit(query=query)
    assert dict(page.query_params) == query
    assert not page.warning


def test_the_choices_begin_anew_on_request(visit):
    page = visit(query={"grain": "day", "from": "2020-07-01", "verification": "any"})
    page.press("Reset the choices")
    fresh = visit()
    assert dict(page.query_params) == dict(fresh.query_params)
    assert page.read_tiles() == fresh.read_tiles()


@pytest.mark.parametrize(
    ("name", "query", "sentence"),
    [
        ("timeline", {"colour": "red"}, "“colour” is not a choice of this page and was ignored."),
        ("timeline", {"record": "M4-P17"}, "“record” is not a choice of this page and was ignored."),
        ("timeline", {"grain": ["day", "week"]}, "“grain” is in the address 2 times; the first, “day”, was used."),
        ("records", {"record": ["M4-P17", "M4-P18"]},
         "“record” is in the address 2 times; the first, “M4-P17”, was used."),
        ("timeline", {"from": "1 May"}, "from: “1 May” is not a day written YYYY-MM-DD, so it was ignored."),
        ("timeline", {"to": "2020-02-30"}, "to: “2020-02-30” is not a day written YYYY-MM-DD, so it was ignored."),
        ("timeline", {"to": "2030-01-01"},
         "to: 2030-01-01 is outside the days covered, 2020-03-15 to 2021-06-12; 2021-06-12 is shown."),
        ("timeline", {"from": "2020-08-01", "to": "2020-07-01"},
         "from: 2020-08-01 is after to, 2020-07-01; 2020-03-15 to 2020-12-31 is shown."),
        ("timeline", {"records_from": "2020-08-01", "records_to": "2020-07-01"},
         "records_from is after records_to, so the records are not narrowed."),
        ("timeline", {"corridor": "m5"}, "corridor: there is no “m5” here, so “m4” is shown."),
        ("timeline", {"grain": "year"}, "grain: there is no “year” here, so “month” is shown."),
        ("timeline", {"verification": "<b>all</b>"}, "verification: there is no “<b>all</b>” here, so “confirmed” is shown."),
        ("timeline", {"sources": "side:nobody"}, "sources: there is no “side:nobody” here, so “any” is shown."),
        ("timeline", {"release": "R9"}, "release: there is no “R9” in this lake, so the newest, R1, is shown."),
    ],
)  # fmt: skip
def test_unavailable_choices_of_an_address_are_named(visit, name, query, sentence):
    (said,) = visit(name, query).read_receipt()
    assert said.startswith(sentence)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        (
            {"record": "M4-P99"},
            "record: “M4-P99” is not in release R1, nor in any other release here.",
        ),
        (
            {"table": "cars"},
            "table: there is no “cars” here, so “patrols” is shown. Choose from patrols, incidents, suspensions, sources.",
        ),
        ({"everywhere": "maybe"}, "everywhere: there is no “maybe” here, only yes; it was ignored."),
    ],
)
def test_unavailable_choices_of_the_records_page_are_named(visit, query, sentence):
    page = visit("records", query)
    assert page.read_receipt() == [sentence]
    assert page.find_text("26 patrols from")


def test_all_unavailable_choices_are_named_at_once(visit):
    page = visit(query={"colour": "red", "grain": "year", "to": "never", "release": "R0"})
    assert len(page.read_receipt()) == 4


ANY_KEY = st.one_of(st.sampled_from(sorted({*KEYS, *list_page_keys("records")})), st.text(min_size=1, max_size=8))
PLAUSIBLE = st.sampled_from(
    ["m4", "ne_border", "day", "week", "any", "patrol", "R1", "R2", "newest", "sources", "incidents", "M4-P17", "yes",
     "2020-03-15", "2020-06-30", "2020-12-31", "2021-06-12", "0001-01-01", "9999-12-31", ""]
)  # fmt: skip
ANY_QUERY = st.dictionaries(
    ANY_KEY, st.lists(st.one_of(PLAUSIBLE, st.text(max_size=12)), min_size=1, max_size=2), max_size=5
)


@pytest.mark.slow
@settings(max_examples=40)
@given(st.sampled_from(sorted(PAGES)), ANY_QUERY)
def test_whatever_an_address_holds_the_page_draws_and_names_what_it_ignored(visit, m4, name, query):
    # Streamlit reserves these two keys and hides them from pages.
    query = {key: values for key, values in query.items() if key.lower() not in ("embed", "embed_options")}
    page = visit(name, query)
    assert not page.error
    assert len(page.title) == 1
    # An element that only a completely drawn page has.
    ways_in = [button for button in page.button if button.key == "kind-corridor"]
    is_reviewed = name == "review" and (page.info or any((each.key or "").startswith("open-") for each in page.button))
    assert (
        page.read_tiles()
        or page.get("subheader")
        or page.get("plotly_chart")
        or ways_in
        or is_reviewed
        or page.find_field("Search", "text_input")
    )

    own = frozenset(list_page_keys(name))
    choices = read_choices(m4)
    asked = {key: values for key, values in query.items() if key not in own}
    ignored = find_release(query, [1])[1] + decode(asked, choices)[1]
    said = " ".join(page.read_receipt())
    assert all(" ".join(sentence.split()) in said for sentence in ignored)
    assert all(f"“{key}” is in the address 2 times" in said for key in own & set(query) if len(query[key]) == 2)
    # The address that the page then writes has only available choices.
    written = {key: [value] for key, value in page.query_params.items() if key not in own}
    assert decode(written, choices)[1] == []


# A click, a link, and going back


def test_a_click_that_comes_with_an_older_address_takes_no_choice_back(visit):
    # The browser receives the new address later, so a click before that still sends the old one.
    page = visit()
    before = dict(page.query_params)
    page.find_field("Show by", "button_group").set_value("week").run()
    assert page.query_params["grain"] == "week"
    for key, value in before.items():
        page.query_params[key] = value
    page.find_field("Verification", "selectbox").set_value("any").run()
    assert (page.query_params["grain"], page.query_params["verification"]) == ("week", "any")


def test_a_click_in_an_interrupted_run_takes_no_choice_back(visit, monkeypatch):
    page = visit()
    before = dict(page.query_params)
    with monkeypatch.context() as interrupted:
        # Streamlit may stop a run for the next click whenever it sends something, also here.
        interrupted.setattr(QueryParamsProxy, "from_dict", lambda self, query: streamlit.stop())
        page.find_field("Show by", "button_group").set_value("week").run()
    assert dict(page.query_params) == before
    page.find_field("Verification", "selectbox").set_value("any").run()
    assert (page.query_params["grain"], page.query_params["verification"]) == ("week", "any")


def test_going_back_to_an_address_shows_what_it_showed(visit):
    page = visit()
    before = dict(page.query_params)
    page.find_field("Show by", "button_group").set_value("week").run()
    for key, value in before.items():
        page.query_params[key] = value
    page.run()
    assert page.query_params["grain"] == "month"
