"""Sentences: what they say of one and of many, of few and of nothing."""

import re
import string
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.selection import Selection
from etl.tables.vocabulary import FEEDS
from views.words import text

JOINT = Selection(1, "road", "curated", date(2020, 3, 1), date(2020, 5, 31))
ANY = replace(JOINT, participants="any", verification="any")
HEADLINE = {
    "patrols": 24, "attacked": 4, "patrols_without_day": 0, "last_patrol": date(2020, 5, 30), "days_since_last_patrol": 1,
}  # fmt: skip
SUSPENSION = {
    "suspension_id": "S1", "announced_on": None, "start": date(2020, 5, 1), "end": None, "is_open": True,
    "begins_before": False, "days": 30, "announced_by": "a",
}  # fmt: skip
GAP = {
    "start": date(2020, 4, 1), "end": date(2020, 4, 22), "is_open": False, "begins_before": False, "days": 21,
    "patrols_that_may_split": [], "announced": [],
}  # fmt: skip


@pytest.mark.parametrize(
    ("attacked", "patrols", "selection", "sentence"),
    [
        (4, 24, JOINT, "4 of 24 joint patrols of known day were attacked (17 %, 95 % interval 5 to 37 %)."),
        (1, 5, ANY, "1 of 5 patrols of known day was attacked (20 %, 95 % interval 1 to 72 %)."),
        (1, 4, JOINT, "1 of 4 joint patrols of known day was attacked."),
        (0, 0, JOINT, "No rate: no joint patrol of known day ran between 1 March 2020 and 31 May 2020."),
        (None, None, JOINT, "No rate: the joint patrols of this corridor, or the attacks on them, are not completely known on these days."),
    ],
)  # fmt: skip
def test_the_share_attacked_in_words(attacked, patrols, selection, sentence):
    assert text.share_attacked(HEADLINE | {"attacked": attacked, "patrols": patrols}, selection) == sentence


@pytest.mark.parametrize(
    ("attacked", "patrols", "figure"),
    [
        (4, 24, ("17 %", "95 % interval 5 to 37 %")),
        (1, 4, ("1 of 4", "too few for a percentage")),
        (0, 0, ("no rate", "no patrol of known day ran")),
        (None, None, ("no rate", "not completely covered")),
    ],
)
def test_the_share_attacked_as_a_figure(attacked, patrols, figure):
    assert text.share_figure(HEADLINE | {"attacked": attacked, "patrols": patrols}) == figure


@pytest.mark.parametrize(
    ("headline", "suspensions", "word"),
    [
        ({"last_patrol": None}, [], "Unknown"),
        ({"days_since_last_patrol": None}, [], "Unknown"),
        ({"days_since_last_patrol": 10}, [], "Patrolled"),
        ({"days_since_last_patrol": 11}, [], "In a gap"),
        ({}, [SUSPENSION], "Suspended"),
        ({}, [SUSPENSION | {"is_open": False, "end": date(2020, 5, 20)}], "Patrolled"),
        # The day on which a suspension begins is before it.
        ({}, [SUSPENSION | {"start": JOINT.to_day, "days": 0}], "Patrolled"),
    ],
)
def test_whether_the_corridor_is_patrolled(headline, suspensions, word):
    said, _, sentence = text.patrolled_now(HEADLINE | headline, suspensions, JOINT)
    assert said == word
    assert "31 May 2020" in sentence


@pytest.mark.parametrize(
    ("row", "figure"),
    [
        (None, ("–", "no attack on a patrol of known day is recorded up to the as-of day")),
        ((0, 0, 0), ("0 days", "last on 1 May 2020; no patrol ran since")),
        ((1, 1, 0), ("1 day", "last on 1 May 2020; 1 patrol ran since")),
        ((30, 2, 1), ("30 days", "last on 1 May 2020; 2 patrols and 1 that may have ran since")),
        ((None, None, None), ("–", "last on 1 May 2020; not completely covered since")),
    ],
)
def test_the_days_and_patrols_since_the_last_attack(row, figure):
    names = ("days_since", "patrols_since", "patrols_since_without_day")
    row = row and dict(zip(names, row, strict=True)) | {"last_attack": date(2020, 5, 1)}
    assert text.since_figure(row) == figure


@pytest.mark.parametrize(
    ("uncertain", "figure"),
    [
        (0, ("24", "all have a known day")),
        (1, ("24", "1 more has no known day")),
        (2, ("24", "2 more have no known day")),
    ],
)
def test_the_patrols_as_a_figure(uncertain, figure):
    assert text.patrols_figure(HEADLINE | {"patrols_without_day": uncertain}, JOINT) == figure


def test_a_suspension_in_words():
    assert text.suspension(SUSPENSION) == "S1: from 1 May 2020 by a; still open (30 days)."
    ended = SUSPENSION | {
        "is_open": False, "end": date(2020, 5, 2), "days": 1, "begins_before": True, "announced_on": date(2020, 4, 30),
    }  # fmt: skip
    assert text.suspension(ended) == (
        "S1: from 1 May 2020 by a, announced on 30 April 2020; ended on 2 May 2020, the first day of patrols again (1 day). "
        "It began before the chosen days."
    )


def test_a_gap_in_words():
    assert text.gap(GAP, {}) == (
        "21 days between the patrols of 1 April 2020 and 22 April 2020; nothing was announced for it."
    )
    split = text.gap(GAP | {"patrols_that_may_split": ["P1", "P9"], "announced": ["S1", "S2"]}, {"P1": 23})
    assert split.endswith("; announced: S1, S2. Patrol 23 and patrol P9, if run, may fall inside it.")
    open_one = text.gap(GAP | {"is_open": True, "end": None, "begins_before": True}, {})
    assert open_one == (
        "Since 1 April 2020, 21 days without a patrol of known day, still open; nothing was announced for it. "
        "It began before the chosen days."
    )


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"date_precision": "day"}, "2 May 2020"),
        ({"date_precision": "range"}, "between 2 May 2020 and 9 May 2020"),
        ({"date_precision": "unknown"}, "no source names a day; between 2 May 2020 and 9 May 2020"),
        ({"date_precision": "unknown", "date": None}, "no source names a day"),
        ({"date_precision": "month", "date": None}, "day known as month"),
    ],
)
def test_the_possible_days_of_a_record(row, words):
    assert text.possible_days({"date": date(2020, 5, 2), "date_end": date(2020, 5, 9)} | row) == words


def test_the_totals_name_each_count():
    rows = [
        {"counted_by": "turkish", "is_party": True, "attacked": 4, "total": 26},
        {"counted_by": "local", "is_party": False, "attacked": 4, "total": 25},
    ]
    assert text.totals(rows).endswith(": 4 of 26 by the Turkish count, 4 of 25 by the local.")
    assert text.totals([]) == text.totals([rows[0] | {"attacked": None}]) == ""


def test_caveats_of_one_and_of_many():
    row = {
        "complete_from": date(2020, 1, 1), "complete_through": date(2020, 12, 31), "data_through": date(2020, 12, 31),
        "attacks_left_out": 1, "attacks_without_day": 1, "attacks_tied_to_no_patrol": 1, "patrols_with_one_source": 1,
        "patrols": 2, "attacks_with_one_source": 0, "attacks": 1, "attacks_told_by_others": 0,
    }  # fmt: skip
    unknown = [{"number": 7, "patrol_id": "P7", "date": None, "date_end": None, "date_precision": "unknown"}]
    one = text.caveats(row, unknown, JOINT)
    assert one[1] == (
        "1 joint patrol has no known day and stands in no period and in no rate (number 7: no source names a day)."
    )
    assert one[2].startswith("1 disputed or unconfirmed attack is left out")
    assert one[3].startswith("1 attack without a known day stands in a period")
    assert one[4].startswith("1 attack on patrols stands for no patrol")
    assert one[5] == "On one source alone rest 1 of 2 patrols and none of 1 attacks counted."
    told = text.caveats(row | {"attacks_told_by_others": 2}, unknown, replace(JOINT, sources="side:a"))
    assert told[3].startswith("2 attacks are left out of the numbers, not known to be told by the A side")

    none = dict.fromkeys(("attacks_left_out", "attacks_without_day", "attacks_tied_to_no_patrol"), 0)
    assert len(text.caveats(row | none, [], JOINT)) == 2
    assert "not completely held" in text.caveats(row | none | {"complete_from": None}, [], JOINT)[0]


def test_the_figure_in_words_says_what_is_drawn():
    periods = [
        {"start": date(2020, 3, 1), "patrols": 2}, {"start": date(2020, 4, 1), "patrols": 22}, {"start": date(2020, 5, 1), "patrols": None},
    ]  # fmt: skip
    alt = text.timeline_alt(HEADLINE, periods, [SUSPENSION], [GAP, GAP], JOINT)
    assert "by month from 1 March 2020 to 31 May 2020. 4 of 24 joint patrols" in alt
    assert "Most patrols in one month: 22, from 1 April 2020." in alt
    assert "1 announced suspension and 2 observed gaps are drawn" in alt


def test_a_report_of_an_error_states_the_known_fields_and_leaves_room_for_the_rest():
    report = text.report_an_error("R3", "patrols", "P1", {"number": 7, "km_to": None, "participants": ["a", "b"]})
    assert report == (
        "Patrolwatch R3, patrols, record P1\nAs it stands:\n  number: 7\n  participants: a, b\n\n"
        "What is wrong:\nWhat it should be:\nSource (title, date, address):\n"
    )


HARMLESS = set(",;?%")  # of the signs of ASCII, those that mean nothing in Markdown, wherever they stand


@given(st.text())
def test_escaped_text_shows_its_characters_and_has_no_sign_that_markdown_reads(words):
    escaped = text.escaped(words).replace(text.NOTHING, "")
    assert re.sub(r"\\(.)", r"\1", escaped) == re.sub(r"\s+", " ", words)
    bare = re.sub(r"\\.", "", escaped)
    assert not set(bare) & set(string.punctuation) - HARMLESS


@pytest.mark.parametrize(
    "words", ["1. a", "- a", "# a", "a\n\n    b", "    a", ":material/home:", "$x$", "a@b.example"]
)
def test_escaped_text_begins_no_block_and_no_directive(words):
    assert not re.search(r"^(\s{2,}|\d+[.)]|[-#>:])|\n|(?<!\\)[:$@/]", text.escaped(words).replace(text.NOTHING, ""))


@pytest.mark.parametrize(
    ("words", "apart"),
    [
        ("http://a.example", ["http:", "//a.example"]),
        ("WWW.a.example", ["WWW", ".a.example"]),
        ("me@a.example", ["me@", "a.example"]),
        (":material_home: :smile:", [":", "material_home: :", "smile:"]),
        ("a -> b <-> c", ["a -", "> b <", "-", "> c"]),
        ("-- >= <= ~=", ["-", "- >", "= <", "= ~", "="]),
        ("M4-P17: number 17", ["M4-P17: number 17"]),
    ],
)
def test_what_is_looked_for_after_the_escapes_is_parted(words, apart):
    assert [re.sub(r"\\(.)", r"\1", part) for part in text.escaped(words).split(text.NOTHING)] == apart


def test_every_feed_is_credited_under_its_figures():
    assert set(text.CREDITS) == set(FEEDS)


@pytest.mark.parametrize(
    ("table", "fields", "said"),
    [
        ("patrols", {"date_precision": "range"}, "It has no known day, so it stands in no period and in no rate."),
        (
            "incidents",
            {"verification": "disputed"},
            "It is disputed and left out of the numbers unless they are asked for.",
        ),
    ],
)
def test_a_withdrawn_record_is_not_said_to_be_left_out_for_a_reason_of_its_own(table, fields, said):
    assert text.record_in_words(table, fields | {"withdrawn_release": None}) == [said]
    assert text.record_in_words(table, fields | {"withdrawn_release": 3}) == []
