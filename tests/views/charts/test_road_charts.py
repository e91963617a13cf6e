"""The figures of the Map page: their marks, and how they show doubt."""

import math
from dataclasses import replace
from datetime import date

import pytest

from analysis.questions.holdings import read_choices
from analysis.questions.route import (
    compute_stretches,
    count_attacks_by_stretch,
    list_incidents_by_point,
    list_incidents_on_route,
    list_patrols_on_route,
    list_places,
    read_route,
)
from analysis.questions.timeline import find_observed_gaps, list_announced_suspensions
from analysis.selection import Selection
from views.charts.road.map import Map, draw_map
from views.charts.road.stretches import draw_stretches
from views.charts.road.strip import Strip, draw_strip
from views.charts.style import GREY, LIGHT, RED
from views.sections.add.corridor.adding import complete_points


@pytest.fixture(scope="module")
def chosen(m4):
    return read_choices(m4).make_default("m4")


def draw_strip_of_m4(m4, selection, **changes):
    rows = {
        name: question(m4, selection).to_pylist()
        for name, question in (
            ("patrols", list_patrols_on_route), ("incidents", list_incidents_on_route), ("places", list_places)
        )
    }  # fmt: skip
    data = Strip(
        posts=(0.0, 73.0), **rows, patrol_cells=None, attack_cells=None,
        suspensions=list_announced_suspensions(m4, selection).to_pylist(),
        gaps=find_observed_gaps(m4, selection).to_pylist(),
    )  # fmt: skip
    return draw_strip(replace(data, **changes), selection, LIGHT)


def find_trace(figure, name):
    """Find the marks with a name. Traces without a place on the axes are keys of the legend."""
    (found,) = [trace for trace in figure.data if trace.name == name and list(trace.x or ()) != [None]]
    return found


def list_hover_texts(figure):
    return {words for trace in figure.data for words in trace.hovertext or ()}


def test_every_patrol_and_every_incident_is_in_the_strip(m4, chosen):
    said = list_hover_texts(draw_strip_of_m4(m4, chosen))
    assert len([words for words in said if words.startswith("Patrol ") and " of unknown" not in words]) == 26
    drawn = sum(len(trace.x) for trace in draw_strip_of_m4(m4, chosen).data if trace.error_y.array is not None)
    assert drawn == 25


def test_a_pen_is_beside_what_an_editor_corrected_and_on_hover(m4, chosen):
    incidents = list_incidents_on_route(m4, chosen).to_pylist()
    incidents[0]["corrected"] = "kind: rocket, stated as ied (Ana, 2021-01-02: a reason)"
    figure = draw_strip_of_m4(m4, chosen, incidents=incidents)
    [pen] = [trace for trace in figure.data if trace.type == "scatter" and trace.mode == "text"]
    assert list(pen.text) == ["✎"] and pen.y == (incidents[0]["km"],)
    assert sum("✎ Corrected by an editor." in words for words in list_hover_texts(figure)) == 1


def test_a_run_points_where_it_went_and_a_cut_short_one_ends_in_a_bar(m4, chosen):
    figure = draw_strip_of_m4(m4, chosen)
    full = find_trace(figure, "Full run")
    assert list(full.marker.symbol)[1::3] == ["triangle-up", "triangle-up", "triangle-down"]
    assert list(full.y)[-3:-1] == [73.0, 0.0]  # the 25th drove back from the last kilometre
    assert set(find_trace(figure, "Cut short").marker.symbol[1::3]) == {"line-ew-open"}
    assert find_trace(figure, "Cut short").line.dash == "dash"


def test_a_patrol_of_unknown_reach_is_dotted_over_the_whole_road(m4, chosen):
    dotted = find_trace(draw_strip_of_m4(m4, chosen), "Not known how far it got, or on which day")
    assert dotted.line.dash == "dot"
    whole = [words for words in dotted.hovertext if "not known how far it got" in words]
    assert len(set(whole)) == 3


def test_an_attack_is_a_diamond_red_on_a_patrol_and_hollow_in_doubt(m4, chosen):
    figure = draw_strip_of_m4(m4, chosen)
    for name, colour in (("Attack on a patrol", RED), ("Other attack", GREY)):
        attacks = find_trace(figure, name)
        hollow = {words for words in attacks.hovertext if words.endswith(("disputed", "unconfirmed"))}
        assert hollow == {
            words
            for words, symbol in zip(attacks.hovertext, attacks.marker.symbol, strict=True)
            if symbol == "diamond-open"
        }
        assert attacks.marker.color == colour
        assert attacks.marker.symbol[0] == "diamond"  # as the key in the legend
        assert all((" on patrol," in words) == (colour == RED) for words in attacks.hovertext)
    assert [drawn.name for drawn in figure.data][-2:] == [
        "Attack on a patrol",
        "Hollow: disputed or unconfirmed",
    ]  # red on top


def test_a_place_known_by_district_has_a_bar_over_the_whole_road(m4, chosen):
    bombs = find_trace(draw_strip_of_m4(m4, chosen), "Other attack")
    place = next(n for n, words in enumerate(bombs.hovertext) if "Salat al-Zuhur" in words)
    assert (bombs.y[place], bombs.error_y.arrayminus[place], bombs.error_y.array[place]) == (59.0, 59.0, 14.0)
    bombs = find_trace(draw_strip_of_m4(m4, chosen), "Attack on a patrol")
    near = next(n for n, words in enumerate(bombs.hovertext) if "Ariha, km 18.9" in words)
    assert (bombs.error_y.arrayminus[near], bombs.error_y.array[near]) == (5, 5)


def test_names_of_places_do_not_lie_on_each_other(m4, chosen):
    axis = draw_strip_of_m4(m4, chosen).layout.yaxis
    assert "Trumba 0" in axis.ticktext
    assert "Ain al-Hawr 73" in axis.ticktext
    gaps = [b - a for a, b in zip(axis.tickvals, axis.tickvals[1:], strict=False)]
    assert min(gaps) >= 0.03 * 73


def test_hostile_names_are_shown_as_characters(m4, chosen):
    rows = list_places(m4, chosen).to_pylist()
    figure = draw_strip_of_m4(m4, chosen, places=[row | {"place": "<b>x</b>"} for row in rows])
    assert all("<b>" not in words for words in figure.layout.yaxis.ticktext)


def test_sums_are_drawn_instead_of_single_records(m4, chosen):
    cells = count_attacks_by_stretch(m4, chosen, 10.0).to_pylist()
    figure = draw_strip_of_m4(m4, chosen, incidents=[], attack_cells=cells)
    on_targets, attacks = (
        find_trace(figure, "Attacks on patrols"),
        find_trace(figure, "Attacks by stretch (highest bar: 1)"),
    )
    assert len(on_targets.x) == 4
    assert "Km 10.4 to 20.9" in on_targets.hovertext[0] + on_targets.hovertext[1]
    assert list(attacks.base) == [row["km_from"] for row in cells]
    heights = [0.9 * (row["km_to"] - row["km_from"]) * row["attacks"] for row in cells]
    assert list(attacks.y) == heights  # for at most one attack


def test_stretches_without_coverage_show_what_is_recorded_alone():
    rows = [
        {"stretch": 1, "km_from": 0.0, "km_to": 50.0, "patrols": None, "attacks": None, "recorded": 2,
         "rate": None, "rate_low": None, "rate_high": None},
    ]  # fmt: skip
    figure = draw_stretches(rows, [], (0.0, 50.0), LIGHT)
    assert [trace.type for trace in figure.data] == ["bar"]


def test_a_stretch_nobody_reached_says_no_rate_and_has_no_mark():
    row = {
        "km_from": 0.0,
        "km_to": 50.0,
        "patrols": 10,
        "attacks": 1,
        "recorded": 1,
        "rate": 0.1,
        "rate_low": 0.0,
        "rate_high": 0.6,
        "patrols_of_unknown_reach": 0,
        "attacks_of_unknown_reach": 0,
        "attacks_in_all": 1,
        "patrols_least": 10,
        "patrols_most": 10,
    }
    empty = row | {
        "km_from": 50.0,
        "km_to": 100.0,
        "patrols": 0,
        "attacks": 0,
        "rate": None,
        "rate_low": None,
        "rate_high": None,
    }
    figure = draw_stretches([row, empty], [], (0.0, 100.0), LIGHT)
    marks = [trace for trace in figure.data if trace.type == "scatter"]
    assert list(marks[0].y) == [0.1]
    assert list(marks[1].text) == ["1/10", "no rate"]


def test_the_incidents_that_a_new_corridor_would_get_are_drawn_on_its_map(chosen):
    here = {"lat": 35.8, "lon": 36.5, "place": "Abad", "incidents": 2, "attacks": 1, "on_targets": 1}
    points = complete_points([here])
    line = [(0.0, 36.4, 35.8), (20.0, 36.6, 35.8)]
    figure = draw_map(Map(line=line, posts=(0.0, 20.0), places=[], points=points, stretches=[]), chosen, LIGHT)
    assert (36.5, 35.8) in [
        (x, y) for trace in figure.data if trace.mode == "markers" for x, y in zip(trace.x, trace.y, strict=True)
    ]


@pytest.fixture(scope="module")
def m4_map(m4, chosen):
    data = Map(
        line=read_route(m4, chosen), posts=(0.0, 73.0), places=list_places(m4, chosen).to_pylist(),
        points=list_incidents_by_point(m4, chosen).to_pylist(), stretches=compute_stretches(m4, chosen, 10.0).to_pylist(),
    )  # fmt: skip
    return draw_map(data, replace(chosen, km_from=16.4, km_to=21.4), LIGHT)


def test_the_map_is_drawn_from_plain_traces_that_ask_nobody(m4_map):
    assert {trace.type for trace in m4_map.data} == {"scatter"}
    assert find_trace(m4_map, "Border").x
    assert "Idlib" in find_trace(m4_map, "Town").text
    assert len(m4_map.to_json()) < 60_000


def test_how_nearly_a_place_is_known_is_area_on_the_map(m4_map):
    assert find_trace(m4_map, "May lie within").fill == "toself"
    assert find_trace(m4_map, "Somewhere on the corridor (3 incidents)").line.width > 15
    # The incident known only by district has no mark.
    assert (
        sum(len(drawn.x) for drawn in m4_map.data if "attack" in drawn.name.lower() and drawn.mode == "markers") == 10
    )


@pytest.mark.parametrize(
    ("counted", "name", "colour", "symbol"),
    [
        (
            {"on_targets_in_doubt": 1, "attacks_in_doubt": 1, "attacks": 1},
            "Attack on a patrol in doubt",
            RED,
            "diamond-open",
        ),
        ({"attacks_in_doubt": 1}, "Other attack in doubt", GREY, "diamond-open"),
        ({"attacks": 2, "on_targets": 1, "on_targets_in_doubt": 1}, "Attack on a patrol", RED, "diamond"),
        ({}, "No attack", GREY, "square"),
    ],
)
def test_a_point_with_an_attack_in_doubt_is_not_drawn_as_one_without_attacks(counted, name, colour, symbol):
    point = {"lat": 36.0, "lon": 36.5, "km": 50.0, "place": "Quarter", "radius_km": 1, "geo_precision": "exact",
             "incidents": 2, "attacks": 0, "on_targets": 0, "attacks_in_doubt": 0, "on_targets_in_doubt": 0, "corrected": None}  # fmt: skip
    data = Map(
        line=[(0, 36.0, 36.0), (100, 37.0, 36.0)], posts=(0, 100), places=[], points=[point | counted], stretches=[]
    )
    selection = Selection(1, "road", "curated", date(2020, 1, 1), date(2020, 12, 31))
    (mark,) = [drawn for drawn in draw_map(data, selection, LIGHT).data if drawn.showlegend and drawn.mode == "markers"]
    assert (mark.name, mark.marker.color, mark.marker.symbol) == (name, colour, symbol)


def test_attacks_on_patrols_lie_on_top_of_the_map(m4_map):
    assert [drawn.name for drawn in m4_map.data if drawn.mode == "markers"][-1] == "Attack on a patrol"


def test_the_scale_counts_kilometres_and_moves_with_the_map(m4_map):
    axis, scale = m4_map.layout.xaxis, m4_map.layout.xaxis2
    assert (scale.overlaying, scale.scaleanchor, scale.ticksuffix) == ("x", "x", " km")
    east = (axis.range[1] - axis.range[0]) * 111.195 * math.cos(math.radians(35.82))
    assert scale.range[1] == pytest.approx(east, rel=0.001)


def test_a_place_and_a_stretch_carry_the_kilometres_that_a_click_narrows_to(m4_map):
    places = find_trace(m4_map, "Place")
    at = next(n for n, words in enumerate(places.hovertext) if words.startswith("Ariha"))
    assert list(places.customdata[at]) == [None, None, 16.4, 21.4]
    bars = [list(said) for said in find_trace(m4_map, "Stretch").customdata]
    assert [None, None, 41.7, 52.1] in bars
    assert [None, None, 62.6, 73.0] not in bars  # its centre is Badama, and a click there is on its ring
    assert find_trace(m4_map, "Records shown").line.color == LIGHT.text  # another colour than attacks


@pytest.mark.parametrize(
    ("end", "angle"), [((36.8, 35.0), 0), ((36.0, 35.65), -90), ((36.0, 34.35), 90), ((35.2, 35.0), -180)]
)
def test_the_bar_of_a_stretch_lies_across_the_road(m4, chosen, end, angle):
    line = [(0.0, 36.0, 35.0), (73.0, *end)]
    stretches = compute_stretches(m4, chosen, 10.0).to_pylist()
    drawn = draw_map(Map(line=line, posts=(0.0, 73.0), places=[], points=[], stretches=stretches), chosen, LIGHT)
    assert set(find_trace(drawn, "Stretch").marker.angle) == {angle}


def test_days_outside_the_chosen_ones_are_drawn_at_their_edge(m4, chosen):
    figure = draw_strip_of_m4(m4, replace(chosen, from_day=date(2020, 6, 20), to_day=date(2020, 8, 31)))
    for drawn in figure.data:
        for x in drawn.x or ():
            assert x is None or date(2020, 6, 20) <= x.date() <= date(2020, 9, 1)
