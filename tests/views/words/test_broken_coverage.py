"""Texts and figures if coverage ends before the as-of day: nothing extends beyond it."""

from datetime import date

from analysis.questions.rates import list_days_between_attacks, list_patrols_between_attacks
from analysis.questions.timeline import find_observed_gaps
from analysis.selection import Selection
from tests.cases import attack, complete_coverage, fill_tables, open_in_memory, parse_day, patrol
from tests.views.sentences import contains_in_order
from views.charts.axis import place_band
from views.words import risk as risk_words
from views.words.suspensions import describe_gap

MARCH_AND_JUNE = Selection(1, "road", "curated", date(2020, 3, 1), date(2020, 6, 30))


def open_broken_coverage():
    """Open a case covered in March and June, with two patrols and an attack in each, and one of both on 1 May, which do not count."""
    days = ("2020-03-02", "2020-03-05", "2020-05-01", "2020-06-03", "2020-06-20")
    return open_in_memory(
        fill_tables(
            patrols=[patrol(day) for day in days],
            incidents=[attack(days[place], patrol_id=f"P{place + 1}") for place in (0, 2, 3)],
            coverage=[
                row | {"from": parse_day(first), "through": parse_day(through)}
                for first, through in (("2020-03-01", "2020-03-31"), ("2020-06-01", "2020-06-30"))
                for row in complete_coverage(first, through)
            ],
        )
    )


def test_a_gap_is_known_as_far_as_coverage_goes():
    first, second, last = find_observed_gaps(open_broken_coverage(), MARCH_AND_JUNE, 9).to_pylist()
    assert contains_in_order(
        describe_gap(first, {}), "Since 5 March 2020, 26 days", "up to 31 March 2020, where complete coverage ends"
    )
    assert (second["start"], second["end"], second["is_open"]) == (date(2020, 6, 3), date(2020, 6, 20), False)
    assert describe_gap(last, {}).startswith("Since 20 June 2020, 10 days without a patrol of known day, still open")
    drawn = place_band(first, MARCH_AND_JUNE)
    assert (drawn.start.date(), drawn.end.date()) == (date(2020, 3, 6), date(2020, 4, 1))


def test_no_interval_between_attacks_reaches_over_days_that_are_not_covered():
    patrols = list_patrols_between_attacks(open_broken_coverage(), MARCH_AND_JUNE).to_pylist()
    assert [(row["patrol_id"], row["quiet"], row["is_open"], row["date"]) for row in patrols] == [
        ("P1", 0, False, date(2020, 3, 2)), (None, 1, True, date(2020, 3, 31)),
        ("P4", 0, False, date(2020, 6, 3)), (None, 1, True, None),
    ]  # fmt: skip
    assert risk_words.describe_quiet(patrols[1]).endswith("up to 31 March 2020, where coverage breaks off")
    days = list_days_between_attacks(open_broken_coverage(), MARCH_AND_JUNE).to_pylist()
    assert [(row["incident_id"], row["days"], row["how"]) for row in days] == [
        ("I1", 1, "first"), ("I1", 29, "cut"), ("I3", 2, "first"), ("I3", 27, "open"),
    ]  # fmt: skip
    assert contains_in_order(risk_words.describe_interval(days[1]), "29 days", "where coverage breaks off")
