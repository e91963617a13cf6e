"""Sentences on doubt and on suspensions."""

from datetime import date

import pytest

from analysis.questions.lag import LagZone
from analysis.questions.timeline import Unsettled
from analysis.selection import Selection
from tests.views.sentences import contains_in_order
from views.words import doubt as doubt_text
from views.words import suspensions as suspension_text
from views.words.timeline.caveats import describe_lag

JOINT = Selection(1, "road", "curated", date(2020, 3, 1), date(2020, 5, 31))


def denominator_row(patrols_by, patrols, attacked, with_doubtful, is_party=False):
    share, share_with_doubtful = (
        number / patrols if patrols and number <= patrols else None for number in (attacked, with_doubtful)
    )
    return {
        "patrols_by": patrols_by, "is_party": is_party, "patrols": patrols, "attacked": attacked, "share": share,
        "attacked_with_doubtful": with_doubtful, "share_with_doubtful": share_with_doubtful,
        "from_first": None, "numbers_left_out": None,
    }  # fmt: skip


def test_the_spread_goes_from_the_least_share_to_the_most_and_names_both_ways():
    (sentence,) = doubt_text.describe_denominators(
        [
            denominator_row("known_day", 24, 4, 6),
            denominator_row("press", 26, 4, 6),
            denominator_row("b", 23, 4, 6, True),
        ]
    )
    least, most = (
        "4 of 26 (15 %, 95 % interval 4 to 35 %) by the press count",
        "6 of 23 (26 %, 95 % interval 10 to 48 %)",
    )
    assert contains_in_order(
        sentence, f"from {least} to {most} by the B count", "with disputed and unconfirmed attacks"
    )


def test_the_verdict_on_the_spread_is_read_at_a_glance():
    rows = [
        denominator_row("known_day", 24, 4, 6),
        denominator_row("press", 26, 4, 6),
        denominator_row("b", 23, 4, 6, True),
    ]
    assert doubt_text.judge_spread(rows, Unsettled()).endswith(
        ": from 4 of 26 (15 %) patrols attacked to 6 of 23 (26 %)."
    )
    assert doubt_text.judge_spread([denominator_row("known_day", 4, 1, 1)], Unsettled()).endswith(
        ": 1 of 4 patrols attacked."
    )
    said = doubt_text.judge_spread([denominator_row("known_day", 4, 1, 1)], Unsettled(2))
    assert said.endswith(
        "1 of 4 patrols attacked. Up to 2 more patrols, since 2 attacks on patrols cannot be tied to any one patrol."
    )
    assert "no share" in doubt_text.judge_spread([denominator_row("a", 1, 2, 2, True)], Unsettled())


def test_a_share_that_is_the_same_by_every_count_has_no_spread():
    rows = [denominator_row("known_day", 28, 6, 6), denominator_row("b", 28, 6, 6, True)]
    said = doubt_text.describe_denominators(rows)
    assert said == ["Whoever counts, and whatever counts as an attack: 6 of 28 (21 %, 95 % interval 8 to 41 %)."]


def test_under_five_patrols_the_spread_has_no_percentage():
    (sentence,) = doubt_text.describe_denominators([denominator_row("known_day", 4, 1, 2)])
    assert sentence.endswith(
        "from 1 of 4 by the patrols of known day to 2 of 4 by the patrols of known day, with disputed and unconfirmed attacks."
    )
    assert "%" not in sentence


def test_a_count_below_the_attacked_is_named_and_no_patrol_gives_no_share():
    sentences = doubt_text.describe_denominators([denominator_row("a", 1, 2, 2, True)])
    below, none = sentences
    assert contains_in_order(below, "The A count numbers 1", "no share")
    assert contains_in_order(none, "No patrol ran", "no share")


def test_a_count_without_number_1_says_from_where_to_where_it_is_taken():
    numbers = {"lowest": 140, "highest": 300, "from_first": False, "numbers_left_out": 1}
    _, how = doubt_text.describe_denominators([denominator_row("a", 160, 15, 15, True) | numbers])
    assert contains_in_order(
        how, "The A count is taken from 140 to 300", "do not start with number 1", "without 1 number of cancelled runs"
    )


def source_rows(*attacked):
    choices = ("any", "independent", "official", "side:b")
    return [{"sources": choice, "patrols": 24, "attacked": n} for choice, n in zip(choices, attacked, strict=True)]


def test_what_each_choice_of_sources_counts_is_one_sentence_and_silence_is_no_denial():
    counted, silence = doubt_text.describe_sources(source_rows(4, 4, 3, 1), JOINT)
    assert contains_in_order(
        counted,
        "24 joint patrols",
        "4 by any source; 4 by two or more independent sources; 3 by official sources; 1 by the B side",
    )
    assert contains_in_order(silence, "does not deny")
    assert len(doubt_text.describe_sources(source_rows(2, 2, 2, 2), JOINT)) == 1


COUNT = {"counted_by": "a", "is_party": True, "numbers": 4, "lowest": 1, "highest": 6}
MISSING = {
    "counted_by": "a", "is_party": True, "doubt": "missing", "number": 2, "last_number": 3, "before": "P1", "number_before": 1,
    "day_before": date(2020, 3, 1), "at_patrol": "P4", "number_after": 4, "day": None, "between": ["P2", "P3"],
}  # fmt: skip


def test_a_count_says_how_many_of_its_numbers_are_in_doubt():
    counted = doubt_text.describe_count(COUNT, [MISSING])
    assert contains_in_order(
        counted, "A count", "4 numbers", "1 to 6", "2 missing", "none given twice", "none out of order"
    )
    later = doubt_text.describe_count(COUNT | {"lowest": 3}, [])
    assert contains_in_order(later, "4 numbers stated, 3 to 6", "no number before 3 is stated", "none missing")


NAMES = {"P1": "Patrol 7", "P2": "Patrol 8", "P3": "Patrol without a number", "P4": "Patrol 9"}


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({}, ["2 to 3 are missing", "1 of patrol 7 (1 March 2020)", "4 of patrol 9 (no known day)", "2 patrols", "may have run", "patrol 8, patrol without a number"]),
        ({"last_number": 2, "between": []}, ["2 is missing", "1 of patrol 7", "4 of patrol 9", "no patrol", "is known to have run"]),
        ({"doubt": "twice", "number": 4}, ["4", "twice", "patrol 7 (1 March 2020)", "patrol 9 (no known day)"]),
        ({"doubt": "out_of_order", "number": 4, "number_before": 7, "day": date(2020, 3, 2)},
         ["4 of patrol 9 (2 March 2020)", "after", "7 of patrol 7 (1 March 2020)"]),
    ],
)  # fmt: skip
def test_a_doubtful_number_is_named_with_the_patrols_around_it(changes, parts):
    assert contains_in_order(doubt_text.describe_doubtful_number(MISSING | changes, NAMES), "A count", *parts)


def lag_rows(of, **more):
    return [{"basis": "sources", "table": "patrols", "lag_days": 2, "known": of, "of": of} | more]


def test_the_lag_is_stated_by_when_nine_in_ten_were_known():
    sentences = doubt_text.describe_reporting_lag(lag_rows(20))
    assert contains_in_order(
        sentences[0], "By the dates", "90 % of 20 patrols", "within 2 days", "all of them within 2 days"
    )
    assert sentences[1:] == [doubt_text.NO_RELEASES, doubt_text.TRUNCATED]
    assert doubt_text.describe_reporting_lag(lag_rows(4))[0].endswith("4 patrols: too few to say.")
    assert doubt_text.describe_reporting_lag([]) == [doubt_text.NO_RELEASES, doubt_text.NO_DOCUMENTS]


@pytest.mark.parametrize(
    ("zone", "parts"),
    [
        (LagZone("sources", 3, 20, 20, date(2020, 5, 30), date(2020, 5, 31), 1),
         ["30 to 31 May 2020 are shaded", "90 % of 20 records", "within 3 days", "documents"]),
        (LagZone("releases", 0, 20, 20, None, None, 12),
         ["Reports of all chosen days should be in", "90 % of 20 records", "by the end of their day", "by the first release",
          "12 days after the last day covered"]),
        (LagZone("coverage", 1, 0, 4, date(2020, 5, 31), date(2020, 5, 31), 1),
         ["31 May 2020 is shaded", "as the coverage states", "4 records", "are too few", "20"]),
        (LagZone("coverage", 0, 0, 1, None, None, 1),
         ["No days are shaded as still being reported", "the coverage names none", "1 record", "is too few", "20"]),
    ],
)  # fmt: skip
def test_the_lag_zone_says_by_which_rule_it_is_drawn(zone, parts):
    assert contains_in_order(describe_lag(zone), *parts)


HALT = {
    "suspension_id": "S1", "announced_by": "a", "announced_on": date(2020, 3, 6), "start": date(2020, 3, 5),
    "end": date(2020, 3, 9), "is_open": False, "days_during": 3, "last_patrol": date(2020, 3, 5), "lag_days": -1,
    "patrols_during": 0, "patrols_that_may": 0, "kept": True, "days_before_announced": 0, "patrols_before_announced": 0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "ending"),
    [
        (
            {},
            "ran on 5 March 2020, 1 day before the announcement. Kept: no patrol of known day ran on the 3 days during it.",
        ),
        ({"lag_days": 2}, "2 days after the announcement. Kept: no patrol of known day ran on the 3 days during it."),
        ({"kept": False, "patrols_during": 2}, "Not kept: 2 patrols of known day ran on the 3 days during it."),
        (
            {"days_during": 128, "days_before_announced": 26},
            "Kept: no patrol of known day ran on the 102 days during it from its announcement on. On the 26 days before it was "
            "announced, none ran.",
        ),
        (
            {"days_before_announced": 1, "patrols_before_announced": 1, "patrols_during": 1},
            "Kept: no patrol of known day ran on the 2 days during it from its announcement on. On the one day before it was "
            "announced, 1 patrol ran.",
        ),
        (
            {"kept": None, "days_before_announced": 3, "patrols_before_announced": None, "patrols_during": None},
            "It had ended before it was announced, so it could be neither kept nor broken. On the 3 days before it was announced, "
            "whether any ran is not known.",
        ),
        ({"patrols_that_may": 1}, "on the 3 days during it; 1 patrol without a known day may have."),
        (
            {"kept": None},
            "Not known whether it was kept: records of patrols are incomplete for the 3 days during it.",
        ),
        (
            {"kept": None, "days_during": 0},
            "No day lay between its start and its end, so it could be neither kept nor broken.",
        ),
    ],
)
def test_a_suspension_is_described_as_announced_and_as_observed(changes, ending):
    sentence = suspension_text.describe_observed(HALT | changes)
    assert sentence.startswith("Suspension from 5 to 9 March 2020, announced by a on 6 March 2020.")
    assert sentence.endswith(ending)


def test_unknown_facts_of_a_suspension_are_named():
    unknown = HALT | {"announced_on": None, "last_patrol": None, "lag_days": None, "is_open": True, "end": None}
    assert suspension_text.describe_observed(unknown).startswith(
        "Suspension from 5 March 2020, still open, announced by a on an unknown day. Records are incomplete, so the last "
        "patrol before it is not known for certain."
    )


def window_row(name, **more):
    return {
        "suspension_id": "S1", "window": name, "days": 3, "cut_by": "", "patrols": 6, "attacked": 1, "corridor_attacks": 2,
    } | more  # fmt: skip


def test_without_patrols_the_sentence_says_why_attacks_on_them_fall_to_nothing():
    rows = [
        window_row("before"),
        window_row("during", patrols=0, attacked=0, corridor_attacks=1),
        window_row("after", days=0),
    ]
    told, why = suspension_text.describe_windows(rows, {})
    before = "before (3 days)", "1 of 6 patrols attacked (17 %, 95 % interval 0 to 64 %)", "2 attacks recorded"
    assert contains_in_order(
        told, "S1", *before, "during (3 days)", "no patrol and no rate", "1 attack recorded", "after, no day"
    )
    assert why == suspension_text.NO_EXPOSURE


def test_where_patrols_ran_during_it_nothing_is_explained_away():
    (told,) = suspension_text.describe_windows([window_row("during", cut_by="coverage", patrols=2, attacked=0)], {})
    assert contains_in_order(
        told, "S1: during (3 days, cut by coverage)", "0 of 2 patrols attacked", "2 attacks recorded"
    )


def test_the_gaps_that_nobody_announced_are_listed():
    gap = {
        "start": date(2020, 3, 1), "end": date(2020, 3, 20), "is_open": False, "days": 19, "covered_through": None, "announced": [],
        "patrols_that_may_split": [], "begins_before": False,
    }  # fmt: skip
    found, listed = suspension_text.describe_gaps([gap, gap | {"announced": ["S1"]}], 10, {})
    assert contains_in_order(found, "2 gaps of more than 10 days", "1 was not announced")
    assert listed.startswith("19 days between")
    (all_announced,) = suspension_text.describe_gaps([gap | {"announced": ["S1"]}], 10, {})
    assert contains_in_order(all_announced, "1 gap of more than 10 days", "each was announced")
    assert suspension_text.describe_gaps([], 10, {}) == []
