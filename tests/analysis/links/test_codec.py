"""Choices survive encoding into an address and decoding. Each one that is not available is named."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.links.codec import encode, find_release
from analysis.links.keys import KEYS
from analysis.links.refusal import quote_value
from analysis.questions.holdings import read_choices
from analysis.selection import GRAINS, PARTICIPANTS, TARGET_CHOICES, VERIFICATION_CHOICES, Selection
from tests.addresses import decode


@pytest.fixture(scope="session")
def choices(m4):
    return read_choices(m4)


def encode_as_browser(selection):
    """Encode a selection, and return the values of each key as a browser sends them."""
    return {key: [value] for key, value in encode(selection).items()}


def decode_choices(choices, **query):
    """Decode an address in which each of these keys occurs once."""
    return decode({key: [value] for key, value in query.items()}, choices)


@st.composite
def stretches(draw, choices, corridor) -> dict[str, float]:
    """Draw two kilometres of a corridor, one or none. A corridor without kilometres has no stretch."""
    if corridor not in choices.kilometres:
        return {}
    start, end = (round(post * 1000) for post in choices.kilometres[corridor])
    first, last = sorted(draw(st.sets(st.integers(start + 1, end - 1), min_size=2, max_size=2)))
    return {
        "km_from": draw(st.sampled_from([None, first / 1000])),
        "km_to": draw(st.sampled_from([None, last / 1000])),
    }


@given(st.data())
def test_what_is_encoded_is_decoded_the_same_and_refuses_nothing(choices, data):
    corridor, feed = data.draw(st.sampled_from(sorted(choices.days)))
    first, last = choices.days[corridor, feed]
    days = st.dates(first, last)
    from_day, to_day = sorted([data.draw(days), data.draw(days)])
    chosen_days = st.dates(from_day, to_day)
    records_from, records_to = sorted([data.draw(chosen_days), data.draw(chosen_days)])
    selection = Selection(
        choices.release, corridor, feed, from_day, to_day,
        grain=data.draw(st.sampled_from(GRAINS)),
        target=data.draw(st.sampled_from(TARGET_CHOICES)),
        verification=data.draw(st.sampled_from(sorted(VERIFICATION_CHOICES))),
        participants=data.draw(st.sampled_from(PARTICIPANTS)),
        sources=data.draw(st.sampled_from(choices.list_sources(corridor))),
        records_from=data.draw(st.sampled_from([None, records_from])),
        records_to=data.draw(st.sampled_from([None, records_to])),
        **data.draw(stretches(choices, corridor)),
    )  # fmt: skip
    assert decode(encode_as_browser(selection), choices) == (selection, [])


@given(
    st.dictionaries(st.one_of(st.sampled_from(sorted(KEYS)), st.text()), st.lists(st.text(), max_size=3), max_size=6)
)
def test_any_text_in_an_address_gives_a_selection_that_can_be_shown(choices, query):
    selection, refused = decode(query, choices)
    assert decode(encode_as_browser(selection), choices) == (selection, [])
    assert all(sentence.endswith(".") for sentence in refused)


@given(st.text().filter(lambda key: key not in KEYS), st.text())
def test_a_key_that_is_no_choice_is_named(choices, key, value):
    selection, (refused,) = decode_choices(choices, **{key: value})
    assert refused == f"{quote_value(key)} is not a choice of this page and was ignored."
    assert selection == choices.make_default()


@given(
    st.sampled_from(
        ["corridor", "feed", "grain", "target", "verification", "participants", "sources", "from", "to", "records_from"]
    ),
    st.text(max_size=8),
)
def test_a_value_that_is_not_available_is_named_and_the_default_taken(choices, key, value):
    # No text of eight characters or fewer is a day written YYYY-MM-DD.
    if value in (*GRAINS, *TARGET_CHOICES, *VERIFICATION_CHOICES, *PARTICIPANTS, *choices.corridors, "curated"):
        return
    selection, (refused,) = decode_choices(choices, **{key: value})
    assert refused.startswith(f"{key}: ")
    assert quote_value(value) in refused
    assert selection == choices.make_default()


def test_a_key_given_twice_is_named_and_the_first_taken(choices):
    selection, (refused,) = decode({"grain": ["day", "week"]}, choices)
    assert refused == "“grain” is in the address 2 times; the first, “day”, was used."
    assert selection.grain == "day"


@pytest.mark.parametrize("value", ["2020-3-5", "20200305", "2020-W10-1", "2020-02-30", "2020-03-05T00:00", "today"])
def test_a_day_written_otherwise_is_named(choices, value):
    selection, (refused,) = decode_choices(choices, to=value)
    assert refused == f"to: “{value}” is not a day written YYYY-MM-DD, so it was ignored."
    assert selection == choices.make_default()


@pytest.mark.parametrize(
    ("key", "value", "nearest"), [("from", "2019-12-31", "2020-03-15"), ("to", "2030-01-01", "2021-06-12")]
)
def test_a_day_outside_those_covered_is_named_and_the_nearest_taken(choices, key, value, nearest):
    selection, (refused,) = decode_choices(choices, **{key: value})
    assert refused == f"{key}: {value} is outside the days covered, 2020-03-15 to 2021-06-12; {nearest} is shown."
    assert getattr(selection, f"{key}_day") == date.fromisoformat(nearest)


def test_from_after_to_is_named_and_the_days_of_the_corridor_taken(choices):
    selection, (refused,) = decode_choices(choices, **{"from": "2020-08-01", "to": "2020-07-01"})
    assert refused == "from: 2020-08-01 is after to, 2020-07-01; 2020-03-15 to 2020-12-31 is shown."
    assert selection == choices.make_default()


def test_records_from_after_records_to_is_named_and_the_records_are_not_narrowed(choices):
    selection, (refused,) = decode_choices(choices, records_from="2020-08-01", records_to="2020-07-01")
    assert refused == "records_from is after records_to, so the records are not narrowed."
    assert selection == choices.make_default()


@pytest.mark.parametrize(("key", "value"), [("records_from", "2020-04-30"), ("records_to", "2020-09-01")])
def test_records_of_days_that_are_not_chosen_are_named_and_not_narrowed(choices, key, value):
    days = {"from": "2020-05-01", "to": "2020-08-31"}
    selection, (refused,) = decode_choices(choices, **days, **{key: value})
    assert refused == f"{key}: {value} is outside the chosen days, 2020-05-01 to 2020-08-31; it was ignored."
    assert (selection.records_from, selection.records_to) == (None, None)


def test_the_days_of_another_corridor_are_judged_by_its_own_coverage(choices):
    selection, refused = decode_choices(choices, corridor="ne_border", to="2024-08-22")
    assert (selection.to_day, refused) == (date(2024, 8, 22), [])


def test_an_address_without_choices_is_the_default(choices):
    assert decode({}, choices) == (choices.make_default(), [])


def test_every_choice_is_in_the_address_but_the_narrowing_of_records_that_are_not_narrowed(choices):
    selection = choices.make_default()
    assert set(encode(selection)) == KEYS.keys() - {"records_from", "records_to", "km_from", "km_to"}
    days = {"records_from": selection.from_day, "records_to": selection.from_day + timedelta(days=1)}
    narrowed = replace(selection, **days, km_from=1.0, km_to=2.0)
    assert list(encode(narrowed)) == list(KEYS)


@pytest.mark.parametrize("query", [{}, {"release": []}, {"release": ["newest"]}, {"release": ["R3"]}])
def test_the_newest_release_is_taken_unless_another_is_requested(query):
    assert find_release(query, [1, 2, 3]) == (3, [])


def test_the_requested_release_is_used():
    assert find_release({"release": ["R2"]}, [1, 2, 3]) == (2, [])


@given(st.text().filter(lambda value: value not in ("newest", "R1", "R3")))
def test_a_release_that_is_not_there_is_named_and_the_newest_taken(value):
    assert find_release({"release": [value]}, [1, 3]) == (
        3,
        [f"release: there is no {quote_value(value)} in this lake, so the newest, R3, is shown."],
    )


def test_a_stretch_of_the_corridor_is_taken_and_its_ends_narrow_nothing(choices):
    chosen, refused = decode_choices(choices, km_from="16.4", km_to="21.4")
    assert (chosen.km_from, chosen.km_to, refused) == (16.4, 21.4, [])
    chosen, refused = decode_choices(choices, km_from="0", km_to="73")
    assert (chosen.km_from, chosen.km_to, chosen.is_on_a_stretch, refused) == (None, None, False, [])


@pytest.mark.parametrize(
    ("query", "beginning"),
    [
        ({"km_from": "nine"}, "km_from: “nine” is not a kilometre"),
        ({"km_from": "-1"}, "km_from: “-1” is not a kilometre"),
        ({"km_to": "nan"}, "km_to: “nan” is not a kilometre"),
        ({"km_to": "80"}, "km_to: 80 is not on the corridor, which goes from 0 to 73"),
        ({"km_from": "30", "km_to": "20"}, "km_from is not before km_to"),
        ({"corridor": "ne_border", "km_to": "20"}, "km_to: this corridor has no kilometres"),
    ],
)
def test_a_stretch_that_is_not_available_is_named_and_narrows_nothing(choices, query, beginning):
    chosen, (sentence,) = decode_choices(choices, **query)
    assert sentence.startswith(beginning)
    assert not chosen.is_on_a_stretch
