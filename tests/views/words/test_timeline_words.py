"""Sentences of the Timeline, for one and many, for few and none."""

from dataclasses import replace
from datetime import date

import pytest

from analysis.export.citation import CREDITS
from analysis.questions.holdings import read_choices
from analysis.selection import Selection
from etl.tables.vocabulary import FEEDS
from tests.cases import complete_coverage, corridor, fill_tables, open_in_memory
from tests.views.sentences import contains_in_order
from views.words import records as records_words
from views.words import timeline as words
from views.words.phrases import format_possible_days, name_around, name_patrols, name_records
from views.words.suspensions import describe_gap, describe_suspension
from views.words.timeline import caveats

JOINT = Selection(1, "road", "curated", date(2020, 3, 1), date(2020, 5, 31))
ANY = replace(JOINT, participants="any", verification="any")
HEADLINE = {
    "attacks_tied_to_none": 0, "attack_unknown": 0,
    "patrols": 24, "attacked": 4, "patrols_without_day": 0, "last_patrol": date(2020, 5, 30), "days_since_last_patrol": 1,
}  # fmt: skip
SUSPENSION = {
    "suspension_id": "S1", "announced_on": None, "start": date(2020, 5, 1), "end": None, "is_open": True,
    "begins_before": False, "days": 30, "announced_by": "a", "resumed": False, "corrected": None,
}  # fmt: skip
GAP = {
    "start": date(2020, 4, 1), "end": date(2020, 4, 22), "is_open": False, "begins_before": False, "days": 21, "covered_through": None,
    "patrols_that_may_split": [], "announced": [],
}  # fmt: skip


def test_patrols_of_a_corridor_with_one_party_are_not_called_joint():
    roads = [corridor("road", parties=["a"]), corridor("other")]
    days = [
        row | {"corridor": name} for name in ("road", "other") for row in complete_coverage("2020-03-01", "2020-03-31")
    ]
    choices = read_choices(open_in_memory(fill_tables(corridors=roads, coverage=days)))
    assert [name_patrols(choices.make_default(name)) for name in ("road", "other")] == ["patrol", "joint patrol"]


@pytest.mark.parametrize(
    ("attacked", "patrols", "selection", "parts"),
    [
        (4, 24, JOINT, ["4 of 24 joint patrols", "were attacked (17 %, 95 % interval 5 to 37 %)"]),
        (1, 5, ANY, ["1 of 5 patrols", "was attacked (20 %, 95 % interval 1 to 72 %)"]),
        (1, 4, JOINT, ["1 of 4 joint patrols", "was attacked."]),
        (0, 0, JOINT, ["No rate", "no joint patrol", "1 March to 31 May 2020"]),
        (None, None, JOINT, ["No rate", "joint patrols", "not completely known"]),
    ],
)
def test_the_share_attacked_in_words(attacked, patrols, selection, parts):
    sentence = words.describe_headline(HEADLINE | {"attacked": attacked, "patrols": patrols}, selection)
    assert contains_in_order(sentence, *parts)
    assert ("%" in sentence) == (patrols is not None and patrols >= 5)


def test_patrols_that_may_have_been_attacked_make_the_share_a_range():
    headline = HEADLINE | {"attacked": 3, "attacks_tied_to_none": 1, "attack_unknown": 2, "patrols": 20}
    assert words.describe_headline(headline, JOINT).endswith(
        "3 to 6 of 20 joint patrols of known day were attacked (15 to 30 %, 95 % interval 3 to 54 %): 1 attack on a patrol cannot be "
        "tied to any one patrol and it is not known whether 2 patrols were attacked."
    )


@pytest.mark.parametrize(
    ("attacked", "untied", "patrols", "sentence", "figure"),
    [
        # Of 20 patrols, 3 by themselves are 3 to 38 %, and 4 are 6 to 44 %.
        (3, 1, 20, "3 to 4 of 20 joint patrols of known day were attacked (15 to 20 %, 95 % interval 3 to 44 %)",
         ("15 to 20 %", "95 % interval 3 to 44 %")),
        (0, 1, 20, "0 to 1 of 20 joint patrols of known day were attacked (0 to 5 %, 95 % interval 0 to 25 %)",
         ("0 to 5 %", "95 % interval 0 to 25 %")),
        (2, 9, 4, "2 to 4 of 4 joint patrols of known day were attacked", ("2 to 4 of 4", "too few for a percentage")),
        (5, 2, 5, "5 of 5 joint patrols of known day were attacked (100 %, 95 % interval 48 to 100 %)",
         ("100 %", "95 % interval 48 to 100 %")),
    ],
)  # fmt: skip
def test_attacks_that_are_tied_to_no_patrol_make_the_share_a_range(attacked, untied, patrols, sentence, figure):
    headline = HEADLINE | {"attacked": attacked, "attacks_tied_to_none": untied, "patrols": patrols}
    assert words.describe_headline(headline, JOINT).startswith(sentence)
    assert words.format_share(headline) == figure


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
    assert words.format_share(HEADLINE | {"attacked": attacked, "patrols": patrols}) == figure


@pytest.mark.parametrize(
    ("headline", "suspensions", "word"),
    [
        ({"last_patrol": None}, [], "Unknown"),
        ({"days_since_last_patrol": None}, [], "Unknown"),
        ({"days_since_last_patrol": 10}, [], "Patrolled"),
        ({"days_since_last_patrol": 11}, [], "In a gap"),
        ({"last_patrol": date(2020, 5, 1)}, [SUSPENSION], "Suspended"),
        # If patrols run despite an announced suspension, the headline says that they run.
        ({}, [SUSPENSION], "Patrolled"),
        ({"days_since_last_patrol": 11}, [SUSPENSION], "In a gap"),
        ({}, [SUSPENSION | {"is_open": False, "end": date(2020, 5, 20)}], "Patrolled"),
        # The start day of a suspension is before it.
        ({}, [SUSPENSION | {"start": JOINT.to_day, "days": 0}], "Patrolled"),
    ],
)
def test_whether_the_corridor_is_patrolled(headline, suspensions, word):
    said, _, sentence = words.judge_patrolled(HEADLINE | headline, suspensions, JOINT)
    assert said == word
    assert "31 May 2020" in sentence


@pytest.mark.parametrize(
    ("row", "figure"),
    [
        (None, ("–", "no attack on a patrol of known day counts up to the as-of day")),
        ((0, 0, 0), ("0 days", "last on 1 May 2020; no patrol has run since")),
        ((1, 1, 0), ("1 day", "last on 1 May 2020; 1 patrol has run since")),
        ((30, 2, 1), ("30 days", "last on 1 May 2020; 2 patrols have run since, 1 more may have")),
        ((None, None, None), ("–", "last on 1 May 2020; not completely covered since")),
    ],
)
def test_the_days_and_patrols_since_the_last_attack(row, figure):
    names = ("days_since", "patrols_since", "patrols_since_without_day")
    row = row and dict(zip(names, row, strict=True)) | {"last_attack": date(2020, 5, 1)}
    assert words.format_since_attack(row) == figure


@pytest.mark.parametrize(
    ("uncertain", "figure"),
    [
        (0, ("24", "all have a known day")),
        (1, ("24", "1 more has no known day")),
        (2, ("24", "2 more have no known day")),
    ],
)
def test_the_patrols_as_a_figure(uncertain, figure):
    assert words.format_patrols(HEADLINE | {"patrols_without_day": uncertain}) == figure


def test_a_suspension_in_words():
    assert contains_in_order(describe_suspension(SUSPENSION), "From 1 May 2020", "by a", "still open", "30 days")
    assert "announced on" not in describe_suspension(SUSPENSION)
    ended = SUSPENSION | {
        "is_open": False, "end": date(2020, 5, 2), "days": 1, "begins_before": True, "announced_on": date(2020, 4, 30),
    }  # fmt: skip
    parts = (
        "1 May 2020",
        "announced by a on 30 April 2020",
        "ended on 2 May 2020",
        "(1 day)",
        "began before the chosen days",
    )
    assert contains_in_order(describe_suspension(ended), *parts)
    assert "✎ Corrected by an editor." in describe_suspension(
        SUSPENSION | {"corrected": "end: unknown, stated as 2020-06-01"}
    )


def test_records_have_names_and_no_ids_and_two_suspensions_of_one_day_are_distinguished():
    days = {"date": date(2020, 5, 1), "date_end": date(2020, 5, 3), "date_precision": "range", "corridor": "m4"}
    named = name_records(
        [
            days | {"record_id": name, "table": "patrols", "number": number}
            for name, number in (("P1", 18), ("P2", None))
        ]
        + [days | {"record_id": name, "table": "suspensions", "announced_by": name.lower()} for name in ("S1", "S2")]
        + [days | {"record_id": "S3", "table": "suspensions", "announced_by": "c", "corridor": "m5"}]
        + [days | {"record_id": "I1", "table": "incidents", "kind": "ied"}]
    )
    assert named == {
        "P1": "Patrol 18", "P2": "Patrol without a number, 1–3 May 2020", "S1": "Suspension from 1 May 2020 (s1)",
        "S2": "Suspension from 1 May 2020 (s2)", "S3": "Suspension from 1 May 2020", "I1": "IED, 1–3 May 2020",
    }  # fmt: skip


def test_a_suspension_ended_as_patrols_resumed_only_if_one_ran_on_that_day():
    ended = SUSPENSION | {"is_open": False, "end": date(2020, 5, 20), "days": 18}
    assert "ended on 20 May 2020 (18 days)" in describe_suspension(ended)
    assert "ended on 20 May 2020, when patrols resumed (18 days)" in describe_suspension(ended | {"resumed": True})


@pytest.mark.parametrize(
    ("last_patrol", "expected"),
    [
        (date(2020, 4, 30), ("Suspended", "since 1 May 2020")),  # both began after the last patrol
        (date(2020, 5, 10), ("Suspended", "since 15 May 2020")),  # the first was not kept
        (date(2020, 5, 20), ("Patrolled", "last on 20 May 2020, although suspended since 1 May 2020")),
    ],
)
def test_of_two_open_suspensions_the_earliest_that_was_kept_says_since_when(last_patrol, expected):
    headline = HEADLINE | {"last_patrol": last_patrol, "days_since_last_patrol": 5}
    later = SUSPENSION | {"suspension_id": "S2", "start": date(2020, 5, 15), "announced_by": "b"}
    assert words.judge_patrolled(headline, [SUSPENSION, later], JOINT)[:2] == expected


def test_a_gap_in_words():
    assert contains_in_order(describe_gap(GAP, {}), "21 days", "1 and 22 April 2020", "no suspension was announced")
    split = GAP | {
        "patrols_that_may_split": ["P1", "P9"], "numbers": [23, None],
        "announced": ["S1", "S2"], "announced_from": [date(2020, 4, 2), date(2020, 4, 9)],
    }  # fmt: skip
    assert contains_in_order(
        describe_gap(split, name_around([split])),
        "announced: suspension from 2 April 2020, suspension from 9 April 2020.",
        "Patrol 23 and patrol without a number may have run within it.",
    )
    open_one = describe_gap(GAP | {"is_open": True, "end": None, "begins_before": True}, {})
    assert contains_in_order(
        open_one, "Since 1 April 2020, 21 days without a patrol", "still open", "began before the chosen days"
    )


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"date_precision": "day"}, "2 May 2020"),
        ({"date_precision": "range"}, "between 2 and 9 May 2020"),
        ({"date_precision": "unknown"}, "no source names a day; between 2 and 9 May 2020"),
        ({"date_precision": "unknown", "date": None}, "no source names a day"),
        ({"date_precision": "month", "date": None}, "exact day not known"),
    ],
)
def test_the_possible_days_of_a_record(row, words):
    assert format_possible_days({"date": date(2020, 5, 2), "date_end": date(2020, 5, 9)} | row) == words


def test_the_totals_name_each_count():
    rows = [
        {
            "counted_by": "turkish",
            "is_party": True,
            "attacked": 4,
            "total": 26,
            "from_first": True,
            "numbers_left_out": 0,
        },
        {
            "counted_by": "local",
            "is_party": False,
            "attacked": 4,
            "total": 25,
            "from_first": True,
            "numbers_left_out": 0,
        },
    ]
    assert words.describe_totals(rows, JOINT).endswith(": 4 of 26 by the Turkish count, 4 of 25 by the local.")
    assert words.describe_totals([], JOINT) == ""
    later = rows[0] | {"from_first": False, "lowest": 140, "highest": 300, "total": 159, "numbers_left_out": 2}
    said = words.describe_totals([later], JOINT)
    assert contains_in_order(said, "do not start with number 1", "4 of 159 (numbers 140 to 300) by the Turkish count")
    assert said.endswith("2 numbers of cancelled runs or runs of one party are left out.")


def test_caveats_of_one_and_of_many():
    row = {
        "complete": [{"from": date(2020, 1, 1), "through": date(2020, 12, 31)}], "patrols_without_source": 0, "data_through": date(2020, 12, 31),
        "complete_means": "All of them.",
        "attacks_left_out": 1, "attacks_without_day": 1, "attacks_tied_to_no_patrol": 1, "attacks_tied_by_day": 2, "patrols_attack_unknown": 3, "patrols_with_one_source": 1,
        "patrols": 2, "attacks_with_one_source": 0, "attacks_without_source": 0, "attacks": 1, "attacks_reported_by_others": 0,
    }  # fmt: skip
    unknown = [{"number": 7, "patrol_id": "P7", "date": None, "date_end": None, "date_precision": "unknown"}]
    one = caveats.describe_caveats(row, unknown, JOINT)
    assert contains_in_order(
        one[1], "1 joint patrol has no known day", "not counted", "patrol 7: no source names a day"
    )
    assert contains_in_order(one[2], "1 disputed or unconfirmed attack is left out")
    assert contains_in_order(one[3], "1 attack without a known day", "only if all possible days lie in it")
    assert contains_in_order(one[4], "2 attacks on patrols name no patrol", "only patrol that ran on their day")
    assert contains_in_order(one[5], "1 attack on a patrol cannot be tied to any", "may be larger")
    assert contains_in_order(
        one[6], "For 3 patrols the log does not say", "may be larger", "they count as not attacked"
    )
    assert contains_in_order(one[7], "single source", "1 of 2 patrols", "none of 1 attacks")
    told = caveats.describe_caveats(row | {"attacks_reported_by_others": 2}, unknown, replace(JOINT, sources="side:a"))
    assert told[3].startswith("2 attacks not known to be reported by the A side are left out of the numbers")

    none = dict.fromkeys(
        (
            "attacks_left_out",
            "attacks_without_day",
            "attacks_tied_to_no_patrol",
            "attacks_tied_by_day",
            "patrols_attack_unknown",
        ),
        0,
    )
    assert len(caveats.describe_caveats(row | none, [], JOINT)) == 2
    assert "are incomplete" in caveats.describe_caveats(row | none | {"complete": None}, [], JOINT)[0]


def test_every_span_of_covered_days_is_named_and_so_are_patrols_without_a_document():
    row = {
        "complete": [
            {"from": date(2020, 1, 1), "through": date(2020, 3, 31)}, {"from": date(2020, 6, 1), "through": date(2020, 12, 31)},
        ],
        "data_through": date(2020, 12, 31), "patrols_with_one_source": 1, "patrols_without_source": 2, "patrols": 9, "attacks": 1,
        "attacks_with_one_source": 0, "attacks_without_source": 1, "complete_means": "All that a ministry reported.",
    } | dict.fromkeys(("attacks_left_out", "attacks_without_day", "attacks_tied_to_no_patrol", "attacks_tied_by_day", "attacks_reported_by_others", "patrols_attack_unknown"), 0)  # fmt: skip
    covered, sources = caveats.describe_caveats(row, [], JOINT)
    assert "complete from 1 January to 31 March 2020 and 1 June to 31 December 2020;" in covered
    assert covered.endswith("unreported ones are in no number. The coverage states: “All that a ministry reported.”")
    assert (
        sources
        == "Resting on a single source: 1 of 9 patrols counted. No known document reports 2 of 9 patrols and 1 of 1 attacks."
    )


def test_the_figure_in_words_says_what_is_drawn():
    periods = [
        {"start": date(2020, 3, 1), "patrols": 2}, {"start": date(2020, 4, 1), "patrols": 22}, {"start": date(2020, 5, 1), "patrols": None},
    ]  # fmt: skip
    alt = words.describe_figure_of_patrols(HEADLINE, periods, [SUSPENSION], [GAP, GAP], JOINT)
    assert "by month from 1 March to 31 May 2020. 4 of 24 joint patrols" in alt
    assert "Most patrols in one month: 22, from 1 April 2020." in alt
    assert "1 announced suspension and 2 observed gaps are drawn" in alt


def test_a_report_of_an_error_states_the_known_fields_and_leaves_room_for_the_rest():
    report = records_words.write_error_report(
        "R3", "patrols", "P1", {"number": 7, "km_to": None, "participants": ["a", "b"]}
    )
    assert report == (
        "Patrolwatch R3, patrols, record P1\nCurrent fields:\n  number: 7\n  participants: a, b\n\n"
        "What is wrong:\nWhat it should be:\nSource (title, date, address):\n"
    )


def test_every_feed_is_credited_under_its_figures():
    assert set(CREDITS) == set(FEEDS)


@pytest.mark.parametrize(
    ("table", "fields", "said"),
    [
        ("patrols", {"date_precision": "range"}, "Its day is not known"),
        ("incidents", {"verification": "disputed", "patrol_id": "P1"}, "It is disputed. The numbers leave it out"),
        (
            "incidents",
            {"verification": "confirmed", "patrol_id": None},
            "It names no patrol. It counts for the only one",
        ),
    ],
)
def test_a_withdrawn_record_is_not_said_to_be_left_out_for_a_reason_of_its_own(table, fields, said):
    (sentence,) = records_words.describe_record(table, fields | {"withdrawn_release": None}, ["patrols"])
    assert said in sentence
    assert records_words.describe_record(table, fields | {"withdrawn_release": 3}, ["patrols"]) == []


def test_a_suspension_of_unknown_origin_is_announced_by_an_unknown_party():
    suspension = {"start": date(2020, 8, 25), "announced_by": "unknown"}
    assert records_words.name_record("suspensions", "S1", suspension) == (
        "Suspension from 25 August 2020, announced by an unknown party"
    )
    named = records_words.name_record("suspensions", "S1", suspension | {"announced_by": "Russia"})
    assert named == "Suspension from 25 August 2020, announced by Russia"
