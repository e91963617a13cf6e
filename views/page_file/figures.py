"""The figures of a page file: those of the Timeline at every grain, and the map."""

from dataclasses import dataclass, replace

import plotly.graph_objects as go

from analysis.links.sharing import make_link
from analysis.questions.holdings import find_lender, read_corridor
from analysis.questions.route import (
    choose_stretch_length,
    compute_stretches,
    find_ends,
    list_incidents_by_point,
    list_places,
    read_route,
)
from analysis.questions.route.base_map import CREDIT, SHORT_CREDIT
from analysis.questions.timeline import TimelineAnswers, read_timeline
from analysis.release import Release
from analysis.selection import GRAINS, Selection
from views.charts.road.map import PHONE, WIDE, Map, draw_map
from views.charts.style import LIGHT
from views.charts.timeline import describe_timeline
from views.charts.timeline_figure import draw_timeline
from views.charts.titles import add_titles, compose_titles
from views.words import timeline as words
from views.words.figures import road as road_words

MOST_PERIODS = 1_500  # drawn in one figure; four years of days
NARROW_BELOW = 900  # pixels; narrower windows have no room for a legend beside the figure or a subtitle in one line
ON_A_PHONE = "-on-a-phone"  # suffix for the name of the figure that page.js uses on a phone


@dataclass(frozen=True)
class FileFigure:
    """A figure by its name, with its text alternative."""

    name: str
    figure: go.Figure
    alt: str


def draw_timelines(release: Release, selection: Selection, answers: TimelineAnswers) -> list[FileFigure]:
    """Draw the Timeline at each grain with at most MOST_PERIODS periods, also for a phone.

    The chosen grain, with its `answers`, comes first.
    """
    others = [replace(selection, grain=grain) for grain in GRAINS if grain != selection.grain]
    grains = [(selection, answers), *((other, read_timeline(release, other)) for other in others)]
    return [figure for each in grains for figure in _draw_timeline(release, *each)]


def _draw_timeline(release: Release, selection: Selection, answers: TimelineAnswers) -> list[FileFigure]:
    rows = answers.series.to_pylist()
    if len(rows) > MOST_PERIODS:
        return []
    alt = words.describe_figure(answers, selection)
    timeline = describe_timeline(answers, selection)
    link, subtitle, lender = make_link(selection), f"By {selection.grain}", find_lender(release, selection)
    titles = compose_titles(
        "timeline", release, selection, answers.corridor, lender, alt=alt, rows=len(rows), link=link, subtitle=subtitle
    )
    drawn = {"": draw_timeline(timeline, LIGHT), ON_A_PHONE: draw_timeline(timeline, LIGHT, is_narrow=True)}
    return [
        FileFigure(selection.grain + name, add_titles(figure, titles, LIGHT, narrow=name == ON_A_PHONE), alt)
        for name, figure in drawn.items()
    ]


def draw_maps(release: Release, selection: Selection) -> list[FileFigure]:
    """Draw the map for a wide screen and for a phone; empty if no route is drawn."""
    line, posts = read_route(release, selection), find_ends(release, selection)
    if not line or posts is None:
        return []
    points = list_incidents_by_point(release, selection).to_pylist()
    places = list_places(release, selection).to_pylist()
    stretches = compute_stretches(release, selection, choose_stretch_length(*posts)).to_pylist()
    alt = road_words.describe_map(points, places, selection)
    titles = compose_titles(
        "map",
        release,
        selection,
        read_corridor(release, selection),
        find_lender(release, selection),
        alt=alt,
        rows=len(points),
        link=make_link(selection),
        credit=CREDIT,
        short_credit=SHORT_CREDIT,
    )
    data = Map(line=line, posts=posts, places=places, points=points, stretches=stretches)
    return [
        FileFigure(name, add_titles(draw_map(data, selection, LIGHT, size), titles, LIGHT, narrow=size is PHONE), alt)
        for name, size in (("map", WIDE), (f"map{ON_A_PHONE}", PHONE))
    ]
