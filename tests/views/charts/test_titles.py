"""A figure states its road, its choices and the source of its numbers."""

import plotly.graph_objects as go
import pytest

from analysis.exposure import PATROLS
from views.charts.style import LIGHT, style_layout
from views.charts.titles import HOVER, NARROW, Titles, add_titles, wrap_hovers, wrap_parts
from views.words.figures.titles import describe_choices, describe_source_line, name_corridor, title_figure

CORRIDOR = {"corridor": "m4", "title": "M4 highway, Trumba to Ain al-Hawr (Idlib)"}


@pytest.fixture
def titled():
    figure = go.Figure([{"type": "scatter", "x": [1], "y": [1]}], style_layout(LIGHT, 300))
    words = Titles(
        "M4 <b>x</b>: patrols and attacks on them", "By month · " * 9 + "end", "Patrolwatch · R1", "All <i>of</i> it."
    )
    return add_titles(figure, words, LIGHT, narrow=True)


def test_title_and_subtitle_are_above_the_figure_in_lines_of_a_phones_width(titled):
    title, subtitle, _ = titled.layout.annotations
    for words, most in ((title.text, NARROW[0]), (subtitle.text, NARROW[1])):
        assert max(len(line.replace("&lt;", "<").replace("&gt;", ">")) for line in words.split("<br>")) <= most
    lines = len(title.text.split("<br>")) + len(subtitle.text.split("<br>"))
    assert titled.layout.height - 300 >= 15 * (lines + 1)


def test_the_source_is_one_line_under_the_figure_and_the_full_text_is_out_of_sight(titled):
    assert titled.layout.title.text == "Patrolwatch · R1"
    hidden = titled.layout.annotations[2]
    assert (hidden.text, hidden.opacity) == ("All &lt;i&gt;of&lt;/i&gt; it.", 0)


def test_hover_text_is_wrapped_to_the_width_of_a_phone():
    said = "Patrol 24, 17 August 2020: attacked by an IED between Ariha and Urum al-Jawz &lt;b&gt;.<br>Second."
    figure = go.Figure(
        [{"type": "scatter", "x": [1], "y": [1], "hovertext": [said]}, {"type": "bar", "x": [1], "y": [1]}]
    )
    wrap_hovers(figure)
    (wrapped,) = figure.data[0].hovertext
    assert max(map(len, wrapped.split("<br>"))) <= HOVER
    assert wrapped.replace("<br>", " ") == said.replace("<br>", " ")


def test_words_from_data_are_no_markup(titled):
    assert "&lt;b&gt;" in titled.layout.annotations[0].text


def test_lines_break_between_parts_where_they_can():
    assert wrap_parts("one · two · three", 9) == ["one · two", "three"]
    assert wrap_parts("a part that is longer", 10) == ["a part", "that is", "longer"]


def test_the_words_name_road_choices_release_and_credit_without_an_address(m4_selection):
    assert title_figure("timeline", CORRIDOR) == "M4 highway: patrols and attacks"
    assert name_corridor({"corridor": "x", "title": ""}) == "x"
    assert describe_choices(m4_selection, "By month", PATROLS) == (
        "By month · 15 March to 31 December 2020 · joint patrols · confirmed attacks"
    )
    line = describe_source_line(CORRIDOR, "R1", "569fd633aa", m4_selection, credit="")
    assert line == "Patrolwatch · M4 highway · R1 569fd633 · CC BY 4.0, GeoNames"
