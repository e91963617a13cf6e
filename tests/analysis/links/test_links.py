"""Links keep their meaning over versions, stay short, and carry their headline number."""

import random
import re
from dataclasses import fields
from datetime import date, timedelta
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.links import sharing
from analysis.links.codec import LONGEST_VALUE, encode, pick_values
from analysis.links.keys import KEYS, describe_keys
from analysis.links.sent_number import SentNumber, have_same_headline, parse_sent_number
from analysis.links.versions import MIGRATIONS, VERSION
from analysis.questions.holdings import read_choices
from analysis.selection import (
    GRAINS,
    PARTICIPANTS,
    TARGET_CHOICES,
    VERIFICATION_CHOICES,
    Selection,
)
from etl.paths import CHECKOUT
from tests.addresses import decode

COLLECTION = (CHECKOUT / "tests" / "fixtures" / "links.txt").read_text(encoding="utf-8")
LINKS = re.findall(r"^(/\S*)\n    (.*)$", COLLECTION, re.MULTILINE)
HOST = f"https://{'patrolwatch-' * 7}example.org:8501/"  # longer than most


@pytest.fixture(scope="session")
def choices(m4):
    return read_choices(m4)


def query_of(link):
    return parse_qs(urlsplit(link).query, keep_blank_values=True)


def describe_choices(selection, opening) -> str:
    """Describe the choices that differ from those of an opened page, as the collection of links does."""
    chosen = []
    if (selection.from_day, selection.to_day) != (opening.from_day, opening.to_day):
        chosen.append(f"days {selection.from_day} to {selection.to_day}")
    for field in fields(Selection):
        value = getattr(selection, field.name)
        if field.name not in ("from_day", "to_day") and value != getattr(opening, field.name):
            chosen.insert(0 if field.name == "corridor" else len(chosen), f"{field.name} {value}")
    return ", ".join(chosen)


@pytest.mark.parametrize(("link", "meaning"), LINKS)
def test_a_link_of_any_version_means_what_it_meant(choices, link, meaning):
    selection, refused = decode(query_of(link), choices)
    said = [
        describe_choices(selection, choices.make_default()),
        *(f"refused {sentence.partition(',')[0]}" for sentence in refused),
    ]
    assert ", ".join(filter(None, said)) == ("" if meaning == "as a page opens" else meaning)


def test_what_a_short_link_leaves_out_means_what_it_meant(choices):
    selection, refused = decode(query_of("/?v=3&corridor=m4&feed=curated&from=2020-05-01&to=2020-08-31"), choices)
    left_out = (selection.target, selection.verification, selection.participants, selection.sources, selection.count_by)
    assert (left_out, refused) == (("any", "confirmed", "joint", "any", "attacks"), [])


def test_the_collection_holds_links_of_every_version():
    stated = {(query_of(link).get("v") or ["1"])[0] for link, _ in LINKS}
    assert stated >= {str(version) for version in range(1, VERSION + 1)}
    assert set(MIGRATIONS) == set(range(1, VERSION))


def test_a_change_of_what_is_written_takes_a_new_version(m4_selection):
    # Whoever changes the keys sees this fail: raise VERSION, add a migration, and add links to the collection.
    (link,) = [link for link, meaning in LINKS if f"v={VERSION}&" in link and meaning == "as a page opens"]
    assert {key: [value] for key, value in encode(m4_selection).items()} == query_of(link)


@pytest.mark.parametrize("version", ["0", "4", "99", "-1", "02", "two", "", "²", "1" * 150])
def test_a_version_that_there_is_not_is_named_and_read_as_the_newest(choices, version):
    selection, (refused,) = decode({"v": [version], "grain": ["week"]}, choices)
    assert (
        refused
        == f"v: this link states a version other than 1 to {VERSION}, so it was read as one of version {VERSION}."
    )
    assert selection.grain == "week"


def test_every_choice_has_one_key():
    # Whether the corridor has one party follows from the corridor.
    choices = [field.name for field in fields(Selection) if field.name != "has_one_party"]
    assert [key.choice for key in KEYS.values() if key.choice] == choices


def test_the_docs_list_every_key():
    assert describe_keys() in (CHECKOUT / "docs" / "links.md").read_text(encoding="utf-8"), (
        "run: python -c 'from analysis.links.keys import describe_keys; print(describe_keys())', and put it into docs/links.md"
    )


# How long a link can be


@st.composite
def selections(draw, choices) -> Selection:
    corridor, feed = draw(st.sampled_from(sorted(choices.days)))
    first, last = choices.days[corridor, feed]
    from_day, to_day = sorted([draw(st.dates(first, last)), draw(st.dates(first, last))])
    posts = choices.kilometres.get(corridor)
    return Selection(
        999_999, corridor, feed, from_day, to_day,
        grain=draw(st.sampled_from(GRAINS)), target=draw(st.sampled_from(TARGET_CHOICES)),
        verification=draw(st.sampled_from(sorted(VERIFICATION_CHOICES))), participants=draw(st.sampled_from(PARTICIPANTS)),
        sources=draw(st.sampled_from(choices.list_sources(corridor))),
        records_from=draw(st.sampled_from([None, from_day])), records_to=draw(st.sampled_from([None, to_day])),
        km_from=posts and posts[0] + 0.125, km_to=posts and posts[1] - 0.125,
    )  # fmt: skip


@given(st.data())
def test_links_of_any_choice_stay_under_1500_characters(choices, data):
    words = data.draw(st.text(st.sampled_from("طريق 🚧é&= a"), max_size=50))  # the limit of the search field
    query = encode(data.draw(selections(choices))) | {
        "table": "suspensions", "everywhere": "yes", "search": words, "record": data.draw(st.sampled_from(["M4-P17", "x" * 64])),
    }  # fmt: skip
    made = sharing.make_links(HOST + "records", query, SentNumber(99_999, 1_000_000, 999_999))
    for link, release in ((made.this_release, "R999999"), (made.newest, "newest")):
        assert len(link) < 1_500
        assert query_of(link) == {
            key: [value] for key, value in (query | {"release": release, "sent": "99999of1000000-R999999"}).items()
        }


def test_what_does_not_fit_gives_no_link_rather_than_a_part_of_one(choices):
    query = encode(choices.make_default()) | {"search": "🚧" * 200}
    made = sharing.make_links(HOST, query, SentNumber(4, 24, 1))
    assert (made.this_release, made.newest) == (None, None)


def test_the_address_of_a_record_names_the_corridor_and_leaves_the_release_open(choices):
    link = sharing.make_record_link("/records", encode(choices.make_default()), "M4-P17")
    assert link == "/records?v=3&corridor=m4&feed=curated&release=newest&record=M4-P17"


# The headline number of a link


@given(st.integers(0, 10**8), st.integers(0, 10**8), st.integers(1, 10**6))
def test_the_number_sent_is_read_as_it_was_written(attacked, more, release):
    sent = (
        SentNumber(attacked, attacked + more, release) if attacked + more < 10**9 else SentNumber(None, None, release)
    )
    assert parse_sent_number(str(sent)) == sent
    assert quote(str(sent)) == str(sent)


def test_no_count_is_sent_as_none():
    assert str(SentNumber(None, None, 7)) == "none-R7"
    assert str(SentNumber(96, 34_200, 7, is_counted=True)) == "96in34200-R7"
    assert parse_sent_number("96in34200-R7") == SentNumber(96, 34_200, 7, is_counted=True)
    assert parse_sent_number("none-R7") == SentNumber(None, None, 7)


def test_a_range_is_sent_as_one_and_differs_from_another():
    two_to_four = SentNumber(2, 12, 7, most=4)
    assert (str(two_to_four), parse_sent_number("2to4of12-R7")) == ("2to4of12-R7", two_to_four)
    assert not two_to_four.equals(SentNumber(2, 12, 8, most=5))
    assert not two_to_four.equals(SentNumber(2, 12, 8))


@pytest.mark.parametrize(
    "text",
    ["", "4", "4of24", "4of24@R7", "24of4-R7", "4to4of24-R7", "4to25of24-R7", "4to5in24-R7", "04of24-R7", "4of24-R0", "4of24-R07", "-4of24-R7", "4of24-R7 ", "4of24-R7\n",
     "٤of٢٤-R7", "4OF24-R7", "none-R", "4of24-R7\x00", "1e3of24-R7", "4of" + "9" * 30 + "-R7"],
)  # fmt: skip
def test_a_number_that_no_link_carries_is_not_read(text):
    assert parse_sent_number(text) is None


def test_the_number_depends_on_some_choices_alone(m4_selection):
    from dataclasses import replace

    assert have_same_headline(
        m4_selection, replace(m4_selection, grain="day", target="civilian", release=7, km_from=3.0)
    )
    for other in (
        {"to_day": date(2020, 12, 30)},
        {"verification": "any"},
        {"participants": "any"},
        {"sources": "official"},
    ):
        assert not have_same_headline(m4_selection, replace(m4_selection, **other))


# Every choice of a link, known or not, is applied or named: a thousand links


ODD = ["", " ", "\x00", "\x1f", "%", "%00", "%zz", "\u202e", "\ufeff", "\ud800", "𝟚", "٢", "🚧" * 40, "x" * 5_000, "<b>x</b>",
       "' OR 1=1 --", "R1", "R0", "R-1", "R999", "newest", "m4", "M4", "curated", "2020-02-30", "2020-06-01", "0001-01-01",
       "9999-12-31", "day", "any", "official", "side:", "side:russian", "1e5", "nan", "-0", "16.4", "73", "yes", "2", "1"]  # fmt: skip


def make_fuzzed_query(number: int) -> dict[str, list[str]]:
    """Make the query of link `number`, the same in every run."""
    chance = random.Random(number)
    keys = [*sorted(KEYS), "record", "search", "stretch", "k", "sent", "embed_", "colour"]

    def make_key() -> str:
        if chance.random() < 0.7:
            return chance.choice(keys)
        return chance.choice([*ODD, "".join(chr(chance.randrange(0x2FFF)) for _ in range(chance.randrange(1, 9)))])

    def make_value() -> str:
        if chance.random() < 0.8:
            return chance.choice(ODD)
        return str(date(2020, 1, 1) + timedelta(days=chance.randrange(600)))

    return {
        make_key(): [make_value() for _ in range(chance.choice([1, 1, 1, 2, 3]))] for _ in range(chance.randrange(1, 7))
    }


def test_each_of_a_thousand_fuzzed_links_is_applied_or_named_key_by_key(choices):
    for number in range(1_000):
        query = make_fuzzed_query(number)
        selection, refused = decode({key: values for key, values in query.items() if key != "release"}, choices)
        written = encode(selection)
        assert decode({key: [value] for key, value in written.items()}, choices) == (selection, [])
        for key, values in query.items():
            if key == "release":
                continue
            named = [
                sentence
                for sentence in refused
                if sentence.startswith((f"{key}: ", f"{key} "))
                or "is not a choice" in sentence
                or f"“{key}” is in the address" in sentence
            ]
            end_of_the_road = key in ("km_from", "km_to") and values[0] in ("0", "73")
            assert written.get(key) == values[0] or named or end_of_the_road, (number, key, values, refused)
            if len(values) > 1 and key in KEYS:
                assert any(f"“{key}” is in the address {len(values)} times" in sentence for sentence in refused)
        unknown = [key for key in query if key not in KEYS]
        assert sum("is not a choice of this page" in sentence for sentence in refused) == len(unknown)
        assert all(len(sentence) < 500 and sentence.replace("“ ”", "").isprintable() for sentence in refused), refused


def test_a_value_that_is_too_long_is_named_by_its_length_and_ignored():
    asked, (refused,) = pick_values({"record": ["x" * 5_000]}, {"record"})
    assert asked == {}
    assert str(refused) == (
        f"record: “{'x' * 60}…” (5,000 characters) is longer than the {LONGEST_VALUE} that a value may have, so it was ignored."
    )
