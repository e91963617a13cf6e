"""Sentences about corridors with counted exposure."""

from datetime import date
from types import SimpleNamespace

import pyarrow as pa

from analysis.exposure import Unit
from views.words.figures.comparison import explain_units
from views.words.statistics.counted import (
    CLOSE_PERIODS,
    describe_counters,
    describe_windows,
    explain_cut_days,
    group_windows,
    judge_suspensions,
    qualify_verdict,
)
from views.words.suspensions import describe_suspension
from views.words.timeline.counted import describe_documents

FLIGHTS = Unit("flights", "flight", "aircraft", "aircraft", is_counted=True)


def test_a_difference_of_two_counters_is_a_sentence_and_never_a_sum():
    rows = [{"counted_by": "radar", "other_counter": "tower", "difference": by} for by in (-0.1, 0.034)]
    (sentence,) = describe_counters(SimpleNamespace(counters=pa.Table.from_pylist(rows)))
    assert (
        sentence
        == "In 2 counts of the same days, radar differs from tower by −10.0 % to +3.4 %. The two are never added."
    )


def test_close_periods_are_warned_of_only_where_attacks_need_not_be_all():
    assert CLOSE_PERIODS in explain_units({FLIGHTS: "sourced attacks"}, {FLIGHTS})
    assert CLOSE_PERIODS not in explain_units({FLIGHTS: "attacks"}, set())


def test_a_rate_before_or_during_a_suspension_has_its_interval():
    row = {"suspension_id": "S", "side": "exposure", "window": "before", "days": 28, "cut_by": None, "attacks_on_targets": 1,
           "exposed": 400, "rate": 2.5, "rate_low": 0.06, "rate_high": 13.9, "attacks_on_cut_days": 0}  # fmt: skip
    (sentence,) = describe_windows([row], FLIGHTS, "attacks", {"S": "Suspension from 1 March 2021"})
    assert sentence.endswith("1 attack in 400 flights, 2.5 per 1,000 (95 % interval 0.1 to 13.9).")
    assert explain_cut_days([row], FLIGHTS) == ""
    cut = row | {"attacks_on_cut_days": 8}
    (sentence,) = describe_windows([cut], FLIGHTS, "attacks", {"S": "Suspension from 1 March 2021"})
    assert sentence.endswith(", without 8 attacks on days that counts fill only in part.")
    assert "up to 8 before a suspension" in explain_cut_days([row, cut], FLIGHTS)


def test_attacks_of_a_feed_that_brings_no_documents_have_no_number_of_sources():
    row = {"attacks": 40, "attacks_with_one_source": 0, "attacks_without_source": 40}
    assert describe_documents(row, ("attacks",)).startswith("No document that reports these attacks is held")
    assert describe_documents(dict.fromkeys(row, 0), ("attacks",)) == ""
    assert describe_documents(row | {"attacks_with_one_source": 23, "attacks_without_source": 0}, ("attacks",)) == (
        "Resting on a single source: 23 of 40 attacks counted."
    )


def test_a_suspension_that_nobody_is_known_to_have_announced_is_by_nobody():
    row = {"start": date(2022, 5, 23), "announced_on": None, "announced_by": "unknown", "is_open": True, "days": 181, "side": "exposure",
           "begins_before": False, "resumed": False, "corrected": False}  # fmt: skip
    assert describe_suspension(row, FLIGHTS).startswith(
        "From 23 May 2022, suspension of flights, not announced as far as is known; still open"
    )


def test_a_verdict_says_how_many_attacks_it_leaves_out_and_is_none_where_these_may_be_all():
    left_out = (
        "7 attacks on the corridor are in no rate: no record says what they targeted, which may have been aircraft."
    )

    def judge(attacks, unknown):
        return qualify_verdict(
            "Lower: so and so.", SimpleNamespace(overall={"attacks": attacks}, unknown_targets=unknown), FLIGHTS
        )

    assert judge(0, 0) == judge(3, 0) == "Lower: so and so."
    assert judge(3, 7) == f"Lower: so and so. {left_out}"
    assert judge(0, 7) == f"Nobody can tell. {left_out}"


def test_suspensions_of_some_lines_are_not_said_to_have_stopped_all_traffic():
    names = {name: f"Suspension from 15 December 2023 ({name})" for name in "ABC"}
    rows = [
        {
            "suspension_id": name,
            "side": "exposure",
            "window": window,
            "rate": rate,
            "attacks_on_targets": 1,
            "exposed": 1_000,
        }
        for name in names
        for window, rate in (("before", 0.1), ("during", 3.2))
    ]
    assert judge_suspensions(rows, FLIGHTS, "attacks per 1,000 flights", names) == (
        "Attacks per 1,000 flights before and during a suspension: 0.1 and 3.2 (3 suspensions of flights from 15 December 2023)."
    )
    [(name, _)] = group_windows(rows[:2], FLIGHTS, {"A": "Suspension from 15 December 2023"})
    assert name == "Suspension of flights from 15 December 2023"
