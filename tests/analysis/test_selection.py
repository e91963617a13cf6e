"""The reader's choices as a value: the defaults of a page, and the consequences of a choice."""

from dataclasses import replace
from datetime import date

import pytest

from analysis.questions.holdings import read_choices


@pytest.fixture(scope="session")
def choices(m4):
    return read_choices(m4)


def test_the_default_opens_on_the_days_of_complete_coverage(choices):
    # The M4 is covered to June 2021, completely only to the end of 2020.
    selection = choices.make_default()
    assert (selection.corridor, selection.from_day, selection.to_day) == ("m4", date(2020, 3, 15), date(2020, 12, 31))


def test_the_headline_verification_counts_confirmed_and_coded(choices):
    assert choices.make_default().verifications == ("confirmed", "coded")


def test_the_records_follow_the_chosen_days_until_they_are_narrowed(choices):
    selection = choices.make_default()
    assert selection.records_days == (selection.from_day, selection.to_day)
    narrowed = replace(selection, records_to=date(2020, 4, 1))
    assert narrowed.records_days == (selection.from_day, date(2020, 4, 1))
