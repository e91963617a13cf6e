"""Presets of days, by how many days the counts of a corridor span."""

from datetime import date

from analysis.questions.comparison import find_last_day
from views.frame.presets import frame_suspension, list_presets

FIRST, LAST = date(2023, 9, 1), date(2026, 1, 31)


def test_presets_of_single_days_are_the_latest_ones():
    assert list_presets(date(2020, 3, 15), date(2020, 12, 31), "day") == {
        "All covered days": (date(2020, 3, 15), date(2020, 12, 31)),
        "Last 30 days": (date(2020, 12, 2), date(2020, 12, 31)),
        "Last 90 days": (date(2020, 10, 3), date(2020, 12, 31)),
    }


def test_presets_of_counts_by_month_or_week_cut_no_count():
    assert list_presets(FIRST, LAST, "month") == {
        "All covered days": (FIRST, LAST),
        "Last month": (date(2026, 1, 1), LAST),
        "Last 3 months": (date(2025, 11, 1), LAST),
        "Last 12 months": (date(2025, 2, 1), LAST),
    }
    sunday = date(2022, 11, 20)
    assert list_presets(date(2022, 1, 10), sunday, "week") == {
        "All covered days": (date(2022, 1, 10), sunday),
        "Last 4 weeks": (date(2022, 10, 24), sunday),
        "Last 13 weeks": (date(2022, 8, 22), sunday),
    }


def test_days_around_a_suspension_are_whole_months_where_counts_are():
    pause = {"start": date(2025, 1, 19), "end": date(2025, 3, 11)}
    assert frame_suspension(pause, FIRST, LAST, "day") == (date(2024, 12, 20), date(2025, 4, 10))
    assert frame_suspension(pause, FIRST, LAST, "month") == (date(2024, 12, 1), date(2025, 4, 30))
    assert frame_suspension(pause | {"end": None}, FIRST, LAST, "month") == (date(2024, 12, 1), LAST)
    assert [find_last_day(date(2024, 2, 7), grain) for grain in ("day", "week", "month")] == [
        date(2024, 2, 7), date(2024, 2, 11), date(2024, 2, 29),
    ]  # fmt: skip
