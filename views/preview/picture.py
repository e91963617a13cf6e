"""Draws the picture of a preview as PNG: the headline above the Timeline. Needs no browser and always gives the same bytes."""

import io
from bisect import bisect
from collections.abc import Iterator
from functools import cache, lru_cache
from math import ceil
from pathlib import Path

import streamlit
from PIL import Image, ImageDraw, ImageFont

from views.charts.axis import Span
from views.charts.style import BLUE, RED
from views.charts.timeline import AttackLane, Timeline
from views.words.phrases import format_day

WIDTH, HEIGHT, MARGIN = 1200, 630, 56  # the size that chat programs expect
INK, GREY, PALE, BAND = "#12161a", "#4d555d", "#b4bbc1", "#e3e6e9"
TITLE, SMALL = (34, 500), (23, 400)  # size in pixels, and weight
HEADLINES = (
    (54, 650, 2),
    (46, 650, 3),
    (38, 650, 4),
    (30, 650, 5),
)  # size, weight and maximum number of lines; the largest that fits is used
LEGEND, FIGURE_TOP, FIGURE_BOTTOM, LANE, DAYS, SOURCE = 330, 375, 490, 514, 530, 580
DIAMOND = 9  # from its middle to a corner
NO_CHARACTER = "\U0010ffff"  # the font draws its replacement box for this character
Font = ImageFont.FreeTypeFont


def draw_picture(title: str, headline: str, source: str, timeline: Timeline) -> bytes:
    """Draw the text and the figure as PNG. Text that is too long ends in an ellipsis."""
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(image)
    pen.text((MARGIN, 40), _cut(title, load_font(*TITLE)), INK, load_font(*TITLE))
    lines, font = _fit_headline(headline)
    pen.multiline_text((MARGIN, 104), "\n".join(lines), INK, font, spacing=8)
    _draw_legend(pen, timeline)
    _draw_figure(pen, timeline)
    pen.text((MARGIN, SOURCE), _cut(source, load_font(*SMALL)), GREY, load_font(*SMALL))
    written = io.BytesIO()
    image.quantize(64, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
    return written.getvalue()


@cache
def load_font(size: int, weight: int) -> Font:
    """Load a font that comes with Streamlit, so that text looks the same wherever the server runs."""
    folder = Path(streamlit.__file__).parent / "static" / "static" / "media"
    font = ImageFont.truetype(next(folder.glob("SourceSansVF-Upright*")), size)
    font.set_variation_by_axes([weight])
    return font


def can_draw(text: str) -> bool:
    """Return whether the font has all characters of a text. It lacks Arabic, for example, and would draw boxes."""
    return all(map(_has_sign, "".join(text.split())))


@lru_cache(10_000)
def _has_sign(character: str) -> bool:
    drawn, missing = (load_font(*SMALL).getmask(each) for each in (character, NO_CHARACTER))
    return character.isprintable() and (drawn.size, bytes(drawn)) != (missing.size, bytes(missing))


def _spell(text: str) -> str:
    """Return the text on one line, with an ellipsis in place of words that cannot be drawn."""
    words = [word if can_draw(word) else "…" for word in text.split()]
    return " ".join(word for word, before in zip(words, ["", *words], strict=False) if word != "…" or before != "…")


def _fit_headline(text: str) -> tuple[list[str], Font]:
    text = _spell(text)
    for size, weight, most in HEADLINES:
        font = load_font(size, weight)
        lines = list(_wrap(text, font))
        if len(lines) <= most and all(font.getlength(line) <= WIDTH - 2 * MARGIN for line in lines):
            return lines, font
    shown = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [_cut(line, font) for line in shown if line], font


def _wrap(text: str, font: Font) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and font.getlength(longer) > WIDTH - 2 * MARGIN:
            yield line
            longer = word
        line = longer
    yield line


def _cut(text: str, font: Font) -> str:
    """Return the text on one line, shortened with an ellipsis if it is too long for the picture."""
    text, room = _spell(text), WIDTH - 2 * MARGIN
    if font.getlength(text) <= room:
        return text
    longer = bisect(range(len(text)), room, key=lambda length: ceil(font.getlength(f"{text[:length]}…")))
    return f"{text[: max(longer - 1, 0)].rstrip()}…"


def _draw_legend(pen: ImageDraw.ImageDraw, timeline: Timeline) -> None:
    """Draw the legend, with only the marks that the figure shows."""
    rows, font, left = timeline.exposed or [], load_font(*SMALL), float(MARGIN)
    lanes = [lane for lane in timeline.attacks if lane.marks]
    boxes = (
        (bool(rows), BLUE, _spell(f"{timeline.names.bars} by {timeline.selection.grain}")),
        (any(row.attacked for row in rows), RED, "attacked"),
        (bool(timeline.suspensions), BAND, "suspension announced"),
    )
    for is_drawn, colour, name in boxes:
        if is_drawn:
            pen.rectangle((left, LEGEND + 6, left + 20, LEGEND + 26), colour)
            pen.text((left + 28, LEGEND), name, GREY, font)
            left += 52 + font.getlength(name)
    for place, lane in enumerate(lanes):
        if not place:
            pen.text((left, LEGEND), "Attacks:", GREY, font)
            left += 8 + font.getlength("Attacks:")
        _draw_diamond(pen, left + DIAMOND, LEGEND + 16, lane)
        name = _spell(lane.name.lower())
        pen.text((left + 24, LEGEND), name, GREY, font)
        left += 40 + font.getlength(name)


def _draw_figure(pen: ImageDraw.ImageDraw, timeline: Timeline) -> None:
    """Draw bars by period with attacked patrols in red, attacks below them, and suspensions as a grey background."""
    chosen, font = timeline.selection, load_font(*SMALL)
    axis = Span.from_days(chosen.from_day, chosen.to_day)

    def place(span: Span) -> tuple[float, float]:
        left, right = (
            MARGIN + (moment - axis.start) / (axis.end - axis.start) * (WIDTH - 2 * MARGIN)
            for moment in (span.start, span.end)
        )
        return left, max(right, left + 1)

    for band in timeline.suspensions:
        left, right = place(band.span)
        pen.rectangle((left, FIGURE_TOP, right, FIGURE_BOTTOM), BAND)
    rows = timeline.exposed or []
    highest = max((row.run for row in rows), default=0) or 1
    for row in rows:
        left, right = place(row.span)
        gap = (right - left) * 0.1
        for number, colour in ((row.run, BLUE), (row.attacked, RED)):
            if number:
                top = FIGURE_BOTTOM - (FIGURE_BOTTOM - FIGURE_TOP) * number / highest
                pen.rectangle((left + gap, top, max(right - gap, left + gap + 1), FIGURE_BOTTOM), colour)
    if not rows:
        middle = WIDTH / 2, (FIGURE_TOP + FIGURE_BOTTOM) / 2
        pen.text(middle, timeline.no_exposure, INK, font, anchor="mm")
    pen.line((MARGIN, FIGURE_BOTTOM, WIDTH - MARGIN, FIGURE_BOTTOM), PALE, 2)
    for lane in reversed(timeline.attacks):  # draws those on patrols on top
        for mark in lane.marks:
            _draw_diamond(pen, sum(place(mark.span)) / 2, LANE, lane)
    pen.text((MARGIN, DAYS), format_day(chosen.from_day), GREY, font)
    pen.text((WIDTH - MARGIN, DAYS), format_day(chosen.to_day), GREY, font, anchor="ra")


def _draw_diamond(pen: ImageDraw.ImageDraw, x: float, y: float, lane: AttackLane) -> None:
    edge = RED if lane.is_accented else GREY
    corners = [(x - DIAMOND, y), (x, y - DIAMOND), (x + DIAMOND, y), (x, y + DIAMOND)]
    pen.polygon(corners, "white" if lane.is_hollow else edge, edge, 2)
