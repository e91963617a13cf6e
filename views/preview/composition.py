"""Composes the text and picture of a preview from the answers of the Timeline."""

from dataclasses import dataclass, replace

from analysis.questions.timeline import TimelineAnswers, read_timeline
from analysis.release import Release
from analysis.selection import Selection
from etl.tables.labels import label_feed
from views.charts.timeline import describe_timeline
from views.preview.picture import can_draw, draw_picture
from views.state import cache as kept
from views.words.phrases import format_from_to
from views.words.timeline.headline import compose_headline

PICTURES = 100  # cached, about 20 kB each


@dataclass(frozen=True)
class Preview:
    """The text of a preview: the corridor and its days, the headline, and the source."""

    title: str
    headline: str
    source: str


def compose_preview(answers: TimelineAnswers, selection: Selection, release: Release) -> Preview:
    """Compose the text of a preview."""
    manifest, days = release.manifest, format_from_to(selection.from_day, selection.to_day)
    return Preview(
        title=f"{answers.corridor['title']}, {days}",
        headline=compose_headline(answers, selection),
        source=f"Patrolwatch, release {manifest.name} of {manifest.made_at[:10]} · {label_feed(selection.feed)} · content "
        f"{manifest.content_hash[:12]}",
    )


def read_preview(release: Release, selection: Selection) -> Preview:
    """Read the text of a preview."""
    return compose_preview(kept.answer(read_timeline, release, selection), selection, release)


@kept.keep(max_entries=PICTURES)
def draw_preview(release: Release, selection: Selection) -> bytes:
    """Draw the picture of a preview as PNG, with the grain that suits its days."""
    selection = replace(selection, grain=kept.list_choices(release).choose_grain(selection))
    answers = kept.answer(read_timeline, release, selection)
    preview = compose_preview(answers, selection, release)
    # Names in scripts that the font lacks are left to the link's title, below the picture.
    days = format_from_to(selection.from_day, selection.to_day)
    title = preview.title if can_draw(preview.title) else f"{selection.corridor}, {days}"
    return draw_picture(title, preview.headline, preview.source, describe_timeline(answers, selection))
