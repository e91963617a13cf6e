"""The figures of a page file: those of the Timeline at every grain."""

from dataclasses import dataclass, replace

import plotly.graph_objects as go

from analysis.links.sharing import make_link
from analysis.questions.timeline import read_timeline
from analysis.release import Release
from analysis.selection import GRAINS, Selection
from views.charts.style import LIGHT
from views.charts.timeline import describe_timeline
from views.charts.timeline_figure import draw_timeline
from views.charts.titles import Titles, add_titles
from views.words import timeline as words
from views.words.figures import titles as title_words
from views.words.phrases import describe_picture

MOST_PERIODS = 1_500  # drawn in one figure; four years of days


@dataclass(frozen=True)
class FileFigure:
    """A figure with its grain, and what a reader who does not see it is told."""

    grain: str
    figure: go.Figure
    alt: str


def draw_timelines(release: Release, selection: Selection) -> list[FileFigure]:
    """Draw the Timeline at each grain that has at most MOST_PERIODS periods, the chosen one first."""
    grains = sorted(GRAINS, key=lambda grain: grain != selection.grain)
    drawn = (_draw_timeline(release, replace(selection, grain=grain)) for grain in grains)
    return [figure for figure in drawn if figure]


def _draw_timeline(release: Release, selection: Selection) -> FileFigure | None:
    answers = read_timeline(release, selection)
    if answers.series.num_rows > MOST_PERIODS:
        return None
    rows = answers.series.to_pylist()
    alt = words.describe_figure(answers.headline, rows, answers.suspensions, answers.gaps, selection)
    manifest = release.manifest
    source = describe_picture(manifest.name, manifest.made_at, manifest.content_hash, selection, len(rows), "")
    titles = Titles(
        title=title_words.title_figure("timeline", answers.corridor),
        subtitle=title_words.describe_choices(selection),
        source=title_words.describe_source_line(answers.corridor, manifest.name, manifest.content_hash, selection),
        full_text=f"{answers.corridor['title']}. {alt} {source} Choices: {make_link(selection)}",
    )
    figure = draw_timeline(describe_timeline(answers, selection), LIGHT)
    return FileFigure(selection.grain, add_titles(figure, titles, LIGHT), alt)
