"""Sentences of the Data page on fetches."""

from datetime import UTC, datetime

from etl.fetch.log import FAILED, NOTHING_NEW, PUBLISHED, Fetch
from views.words.data import describe_fetch, describe_fetched_questions

NOW = datetime(2026, 8, 20, 12, tzinfo=UTC)


def test_each_question_says_when_it_was_last_asked_and_what_came_of_it():
    fetches = [
        Fetch("ucdp_candidate", "{}", "2026-08-17T10:00:00Z", PUBLISHED, release=7, cursor={}),
        Fetch("acled", "{}", "2026-08-17T10:00:00Z", PUBLISHED, release=7, question_in_words="Syria", cursor={}),
        Fetch("ucdp_candidate", "{}", "2026-08-20T10:00:00Z", NOTHING_NEW, release=7, cursor={}),
        Fetch("gdelt", "{}", "2026-08-20T11:55:00Z", FAILED, "GDELT received too many requests (429)."),
        Fetch("gdelt", "other", "2026-08-20T12:00:00Z", NOTHING_NEW, question_in_words="SY", cursor={}),
    ]
    assert describe_fetched_questions(fetches, NOW) == [
        "UCDP Candidate: last asked 2 h ago, nothing new.",
        "ACLED (Syria): last asked 3 days ago, published R7.",
        "GDELT: last asked 5 min ago, failed: GDELT received too many requests (429).",
        "GDELT (SY): last asked just now, nothing new.",
    ]
    assert "ACLED (Syria), published R7." in describe_fetch(fetches[1])


def test_a_question_that_nobody_asks_any_more_says_so():
    failed = [Fetch("gdelt", "{}", f"2026-08-20T0{hour}:00:00Z", FAILED, "Why.") for hour in range(5)]
    assert describe_fetched_questions(failed, NOW) == [
        "GDELT: last asked 8 h ago, failed 5 times in a row, so no schedule asks again until a fetch by hand succeeds; the last failure: Why."
    ]
