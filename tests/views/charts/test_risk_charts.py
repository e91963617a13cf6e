"""The figures of the Risk page agree with their tables, and draw open intervals and values of few patrols hollow."""

import pytest

from analysis.exposure import Exposure
from analysis.questions.holdings import read_choices
from analysis.questions.periods import compute_rates_by_period
from analysis.questions.rates import compute_rates_by_block, list_days_between_attacks, list_patrols_between_attacks
from analysis.statistics.intervals import compute_g_limits
from tests.cases import attack, fill_tables, open_in_memory, patrol
from views.charts import risk as risk_charts
from views.charts.style import LIGHT
from views.words.statistics.exposure import PER_PATROL, Exposed


def index_traces(figure):
    return {(trace.name, trace.yaxis): trace for trace in figure.data if trace.name not in list_legend(figure)}


def list_legend(figure):
    return [trace.name for trace in figure.data if figure.layout.showlegend and trace.showlegend is not False]


def test_each_period_with_a_patrol_has_a_mark_at_its_share_and_few_patrols_are_hollow(m4, m4_selection):
    rows = compute_rates_by_period(m4, m4_selection).to_pylist()
    figure = risk_charts.draw_rates_by_period(rows, m4_selection, LIGHT, PER_PATROL)
    assert list_legend(figure) == ["Fewer than 5 patrols"]
    drawn = index_traces(figure)
    ran = [row for row in rows if row["patrols"]]
    share = drawn["Share attacked", "y"]
    assert list(share.y) == [row["share"] for row in ran]
    assert list(share.marker.symbol) == ["circle-open" if row["patrols"] < 5 else "circle" for row in ran]
    assert list(drawn["n", "y"].text) == [*(str(row["patrols"]) for row in ran), "no rate"]  # from September on
    ends = zip(share.y, share.error_y.arrayminus, share.error_y.array, strict=True)
    assert [(y - down, y + up) for y, down, up in ends] == [pytest.approx((row["low"], row["high"])) for row in ran]
    # Each attack was on a different patrol, so attacks per patrol would repeat the share.
    assert set(drawn) == {("Share attacked", "y"), ("n", "y")}


def test_attacks_per_patrol_are_drawn_where_they_differ_from_the_share():
    release = open_in_memory(
        fill_tables(patrols=[patrol("2020-03-05")] * 2, incidents=[attack("2020-03-05", patrol_id="P1")] * 2)
    )
    selection = read_choices(release).make_default()
    rows = compute_rates_by_period(release, selection).to_pylist()
    drawn = index_traces(risk_charts.draw_rates_by_period(rows, selection, LIGHT, PER_PATROL))
    assert list(drawn["Attacks per patrol", "y2"].y) == [1.0]
    assert list(drawn["Share attacked", "y"].y) == [0.5]


def test_per_kilometre_attacks_alone_are_drawn(m4, m4_selection):
    exposure = Exposure("kilometres")
    rows = compute_rates_by_period(m4, m4_selection, exposure).to_pylist()
    drawn = index_traces(risk_charts.draw_rates_by_period(rows, m4_selection, LIGHT, Exposed(exposure)))
    ((name, axis),) = drawn
    assert (name, axis) == ("Attacks per 100 patrol-kilometres", "y")
    assert list(drawn[name, axis].y) == [row["rate"] for row in rows if row["patrols"]]


def test_each_block_is_drawn_over_its_patrols(m4, m4_selection):
    rows = compute_rates_by_block(m4, m4_selection, 10).to_pylist()
    drawn = index_traces(risk_charts.draw_rates_by_block(rows, LIGHT, PER_PATROL))
    assert list(drawn["Share attacked", "y"].x) == [19.5, 9.5, 2.5]


def test_the_g_chart_has_its_limits_and_an_open_last_interval(m4, m4_selection):
    rows = list_patrols_between_attacks(m4, m4_selection).to_pylist()
    figure = risk_charts.draw_patrols_between(rows, compute_g_limits(20, 4), LIGHT)
    drawn = {trace.name: trace for trace in figure.data}
    marks = drawn["Quiet patrols between attacked ones"]
    assert list(marks.y) == [16, 2, 2, 0, 0]
    assert list(marks.marker.symbol) == ["diamond"] * 4 + ["diamond-open"]
    assert list(drawn["mean"].y) == [5.0, 5.0]
    assert drawn["upper limit"].y[0] == 36
    (arrow,) = [note for note in figure.layout.annotations if note.showarrow]
    assert (arrow.x, arrow.ax) == (5, 5)
    assert arrow.y > arrow.ay


def test_the_first_and_the_open_days_are_hollow(m4, m4_selection):
    rows = list_days_between_attacks(m4, m4_selection).to_pylist()
    figure = risk_charts.draw_days_between(rows, LIGHT)
    (marks,) = index_traces(figure).values()
    assert list(marks.y) == [93, 28, 34, 8, 128]
    assert list(marks.marker.symbol) == ["diamond-open", *["diamond"] * 3, "diamond-open"]
    assert list_legend(figure) == ["Begins or ends without an attack"]


def test_an_interval_is_named_by_the_day_that_ends_it():
    release = open_in_memory(
        fill_tables(patrols=[patrol("2020-03-01")], incidents=[attack("2020-03-01", patrol_id="P1")])
    )
    rows = list_patrols_between_attacks(release, read_choices(release).make_default()).to_pylist()
    figure = risk_charts.draw_patrols_between(rows, compute_g_limits(0, 1), LIGHT)
    marks = {trace.name: trace for trace in figure.data}["Quiet patrols between attacked ones"]
    assert marks.hovertext[0] == "0 quiet patrols before the one attacked on 1 March 2020"


def test_only_the_newest_of_very_many_intervals_are_drawn():
    rows = [
        {"interval": place, "quiet": 1, "patrol_id": "P", "date": None, "is_open": True} for place in range(1, 1001)
    ]
    figure = risk_charts.draw_patrols_between(rows, None, LIGHT)
    assert (figure.data[0].x[0], figure.data[0].x[-1]) == (801, 1000)
