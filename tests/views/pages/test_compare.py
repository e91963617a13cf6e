"""The Compare page draws shares above each other, in the same periods and on one scale."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from types import SimpleNamespace

import plotly.graph_objects as go

from analysis.exposure import PATROLS, Unit
from analysis.questions.comparison import Series, compute_series, find_last_suspension, split_days
from analysis.questions.holdings import read_choices
from analysis.questions.timeline import count_headline
from views.charts.comparison import Compared, draw_comparison
from views.charts.style import LIGHT
from views.sections.drawings.comparison import choose_usual, list_series
from views.words.figures.comparison import explain_empty, explain_last_suspensions, head_series, name_suspension


def test_parts_hold_each_chosen_day_once(m4_selection):
    parts = split_days(m4_selection, 3, between_counts=False)
    assert parts[0].selection.from_day == m4_selection.from_day
    assert parts[-1].selection.to_day == m4_selection.to_day
    for before, after in pairwise(parts):
        assert (after.selection.from_day - before.selection.to_day).days == 1


def test_bins_from_a_suspension_hold_every_patrol_of_its_days_once(m4, m4_selection):
    start = find_last_suspension(m4, m4_selection)
    assert start == date(2020, 8, 25)
    rows = compute_series(m4, Series("", m4_selection, start))
    assert sum(row["patrols"] for row in rows) == count_headline(m4, m4_selection)["patrols"]
    assert {row["to_offset"] - row["from_offset"] + 1 for row in rows[1:-1]} == {30}
    # The start day itself is before it, as everywhere.
    assert [row["to_offset"] for row in rows if row["to_offset"] <= 0][-1] == 0


def test_by_date_a_series_is_that_of_the_timeline(m4, m4_selection):
    rows = compute_series(m4, Series("", m4_selection))
    assert [row["patrols"] for row in rows][:6] == [2, 5, 6, 4, 4, 3]


def test_the_usual_corridors_are_those_covered_on_some_of_the_chosen_days(m4, m4_selection):
    choices = read_choices(m4)
    assert choose_usual("corridors", choices, m4_selection) == ["m4", "ne_border", "ne_kobani"]
    in_2019 = replace(m4_selection, from_day=date(2019, 11, 1), to_day=date(2019, 12, 31))
    assert choose_usual("corridors", choices, in_2019) == ["m4", "ne_border"]


def test_each_series_has_a_row_on_one_scale_and_says_why_it_is_empty(m4, m4_selection):
    rows = compute_series(m4, Series("", m4_selection))
    unknown = [row | {"patrols": None, "share": None} for row in rows]
    figure = draw_comparison(
        [Compared("a", "<b>a</b>", rows, []), Compared("b", "b", unknown, [])], m4_selection, LIGHT
    )
    assert isinstance(figure, go.Figure)
    assert figure.layout.yaxis.range == figure.layout.yaxis2.range
    assert figure.layout.annotations[0].text == "&lt;b&gt;a&lt;/b&gt;"
    said = [word for trace in figure.data if trace.mode == "text" for word in trace.text]
    assert "not completely covered: no rates" in said


def test_the_heading_of_a_series_is_a_range_if_attacks_are_tied_to_no_patrol():
    rows = [{"patrols": 10, "attacked": 2}, {"patrols": None, "attacked": None}]
    assert [head_series("Road", rows, PATROLS, "attacks", untied) for untied in (0, 3)] == [
        "Road · 2 of 10 attacked", "Road · 2 to 5 of 10 attacked",
    ]  # fmt: skip


def test_the_heading_of_counts_sums_every_count_and_names_its_days_where_some_periods_have_none():
    unit = Unit("convoys", "convoy", "convoys", "convoy", is_counted=True)
    days = [
        (date(2022, 1, 3), date(2022, 1, 9)),
        (date(2022, 1, 10), date(2022, 1, 16)),
        (date(2022, 1, 17), date(2022, 1, 23)),
    ]
    counts = [(4, 1), (0, 1), (None, 3)]  # a week without a convoy has an attack, and no rate
    rows = [
        {"start": first, "end": last, "exposed": exposed, "attacks": attacks, "rate": 250 if exposed else None}
        for (first, last), (exposed, attacks) in zip(days, counts, strict=True)
    ]
    assert head_series("Road", rows[:2], unit, "attacks", 0) == "Road · 2 attacks in 4 convoys"
    assert explain_empty(rows[2:], unit) == "no counts of convoys fill these days: no rates"
    assert explain_empty([{"attacks": None}], unit) == "no day has both counts and attacks: no rates"
    assert head_series("Road", rows, unit, "attacks", 0) == "Road · 2 attacks in 4 convoys · 3 Jan – 16 Jan 2022"


def test_the_heading_of_a_suspension_speaks_of_the_days_around_its_first():
    assert name_suspension(date(2025, 1, 19), "attacks") == "Around 19 January 2025, suspension of attacks"
    assert (
        explain_last_suspensions(4, 8).startswith("These are the last 4 of 8 days")
        and explain_last_suspensions(4, 4) == ""
    )


def test_the_chosen_corridor_is_compared_by_the_chosen_feed(m4, m4_selection):
    view = SimpleNamespace(selection=replace(m4_selection, feed="analyst"), opened=m4)
    choices = read_choices(m4)
    series, _ = list_series(view, "corridors", ["m4", "ne_border"], "date", 2, choices)
    assert [each.selection.feed for each in series] == ["analyst", choices.list_feeds("ne_border")[0]]


def test_on_a_phone_headings_have_two_lines_and_large_counts_are_rounded(m4, m4_selection):
    rows = [row | {"patrols": 2438} for row in compute_series(m4, Series("", m4_selection))]
    figure = draw_comparison([Compared("a", "a · 4 of 24", rows, [])] * 2, m4_selection, LIGHT, is_small=True)
    assert figure.layout.annotations[0].text == "a<br>4 of 24"
    assert {word for trace in figure.data if trace.mode == "text" for word in trace.text} == {"2.4k"}


def test_the_page_compares_suspensions_corridors_and_parts(visit):
    page = visit("compare")
    assert len(page.get("plotly_chart")) == 1
    assert page.query_params["compare"] == "suspensions"
    page = visit("compare", {"compare": "corridors", "align": "suspension", "with": "m4,ne_border,ne_kobani"})
    assert page.query_params["with"] == "m4,ne_border,ne_kobani"
    assert any("it has no suspension: Countryside of Kobani" in words for words in page.read_texts("caption"))
