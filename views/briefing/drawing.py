"""The figure of the briefing: the Timeline as a self-contained SVG, drawn without a browser and always the same.

It is read on paper and in greyscale: attacked patrols are hatched as well as coloured, doubtful marks are hollow or dotted, and
the text below names every shape.
"""

from datetime import date, datetime, timedelta
from math import ceil

from analysis.statistics.intervals import FEW_PATROLS
from views.charts.axis import Span, choose_ticks
from views.charts.milestones import stack_marks
from views.charts.style import BLUE, PERIODS_WITH_ROOM, RED
from views.charts.timeline import ABOVE, BESIDE, Mark, Timeline, find_room_for_counts
from views.words.markup import escape_html

DARK, GREY, PALE, INK = "#6a727a", "#b4bbc1", "#e3e6e9", "#1c2126"
WIDTH, LEFT, RIGHT = 720, 84, 8
BANDS_TOP, LANE = 20, 19
PATROLS_TOP, PATROLS_BOTTOM = 88, 196
ATTACKS_TOP, ATTACKS_HEIGHT = 230, 72
SHARE_TOP, SHARE_BOTTOM = 312, 387
MILESTONES_TOP, MILESTONE_LEVEL, MILESTONE_RADIUS = 407, 16, 7
HEIGHT = 470
TICKS = 9
MONTHS_APART = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600)
IN_WORDS = (
    "Bars: patrols run; hatched: those attacked. Dots: share attacked, with its exact 95 % interval and, where there is room, the "
    f"number of patrols below; hollow: fewer than {FEW_PATROLS} patrols. Diamonds: attacks, red on patrols and grey on others; hollow: in doubt. Hatched ground: partly covered. Dotted: a patrol without a known day. Numbers: milestones."
)
PATTERNS = (
    f'<defs><pattern id="attacked" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<rect width="5" height="5" fill="{RED}"/><rect width="1.6" height="5" fill="#fff"/></pattern>'
    f'<pattern id="partly" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<rect width="1" height="6" fill="{GREY}"/></pattern></defs>'
)


def draw_timeline_svg(timeline: Timeline, title: str, alt: str) -> str:
    """Draw suspensions and gaps, patrols with the attacked ones distinguished, attacks, and the share attacked."""
    x = _Axis(timeline)
    bands, patrols, attacks, shares = timeline.headings
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="t d" '
        f'font-family="system-ui, sans-serif" font-size="11" fill="{INK}">',
        f'<title id="t">{escape_html(title)}</title>',
        f'<desc id="d">{escape_html(alt)}</desc>',
        PATTERNS,
        *_draw_ticks(x),
        _write_heading(BANDS_TOP - 8, bands),
        *_draw_bands(timeline, x),
        *_draw_grounds(timeline.partly_covered[0], timeline.lag, PATROLS_TOP, PATROLS_BOTTOM, x),
        _write_heading(PATROLS_TOP - 8, patrols),
        *_draw_patrols(timeline, x),
        _write_heading(ATTACKS_TOP - 8, attacks),
        *_draw_attacks(timeline, x),
        *_draw_grounds(timeline.partly_covered[1], timeline.lag, SHARE_TOP, SHARE_BOTTOM, x),
        _write_heading(SHARE_TOP - 8, shares),
        *_draw_shares(timeline, x),
        *_draw_milestones(timeline, x),
        "</svg>",
    ]
    return "\n".join(parts)


class _Axis:
    """The horizontal axis of the chosen days."""

    def __init__(self, timeline: Timeline):
        self.first, self.last = timeline.selection.from_day, timeline.selection.to_day
        self.span = Span.from_days(self.first, self.last)

    def __call__(self, moment: datetime) -> float:
        share = (moment - self.span.start) / (self.span.end - self.span.start)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def list_ticks(self) -> list[date]:
        """List the firsts of months, or days if the axis is too short for them."""
        first, last = (day.year * 12 + day.month - 1 for day in (self.first, self.last))
        days = (self.last - self.first).days + 1
        if last - first < 2:
            return [self.first + timedelta(days=step) for step in range(0, days, ceil(days / TICKS))]
        months = next((step for step in MONTHS_APART if (last - first) / step < TICKS), MONTHS_APART[-1])
        firsts = [date(month // 12, month % 12 + 1, 1) for month in range(first, last + 1) if month % months == 0]
        return [tick for tick in firsts if tick >= self.first]


def _draw_ticks(x: _Axis) -> list[str]:
    marks, ticks = [], x.list_ticks()
    has_days = len({tick.day for tick in ticks}) > 1
    for tick in ticks:
        at = x(Span.from_days(tick, tick).start)
        marks += [
            _draw_line(at, BANDS_TOP, at, SHARE_BOTTOM, PALE),
            _write(at + 3, HEIGHT - 18, f"{tick.day} {tick:%b}" if has_days else f"{tick:%b}", DARK),
            _write(at + 3, HEIGHT - 5, str(tick.year), DARK),
        ]
    return marks


def _draw_bands(timeline: Timeline, x: _Axis) -> list[str]:
    marks = []
    names = ("Announced", "Observed gap") if not timeline.is_counted else timeline.names.bands[::-1]
    lanes = ((names[0], timeline.suspensions, GREY), (names[1], timeline.gaps, "#fff"))
    for lane, (name, bands, fill) in enumerate(lanes):
        top = BANDS_TOP + lane * LANE
        marks.append(_write(LEFT - 6, top + 11, name, DARK, anchor="end"))
        for band in bands:
            left, right = x(band.span.start), x(band.span.end)
            marks.append(_draw_box(left, top, right - left, LANE - 5, fill, DARK))
            marks.append(_write((left + right) / 2, top + 11, band.label, anchor="middle"))
    return marks


def _draw_patrols(timeline: Timeline, x: _Axis) -> list[str]:
    rows = timeline.exposed
    if rows is None:
        return [_write_in_middle(timeline.no_exposure, PATROLS_TOP, PATROLS_BOTTOM)]
    highest = max(row.run for row in rows)
    top = max(highest, 1) * 1.35

    def y(patrols: float) -> float:
        return PATROLS_BOTTOM - patrols / top * (PATROLS_BOTTOM - PATROLS_TOP)

    ticks = choose_ticks(max(highest, 1), most=5, least=1)
    marks = _draw_scale([(y(number), f"{number:,.0f}") for number in ticks])
    for row in rows:
        left, right = x(row.span.start), x(row.span.end)
        width, quiet = (right - left) * 0.8, row.run - row.attacked
        left += (right - left) * 0.1
        if quiet:
            marks.append(_draw_box(left, y(quiet), width, y(0) - y(quiet), GREY, "none"))
        if row.attacked:
            marks.append(_draw_box(left, y(row.run), width, y(quiet) - y(row.run), "url(#attacked)", RED))
        if row.run and len(rows) <= PERIODS_WITH_ROOM:
            marks.append(_write(left + width / 2, y(row.run) - 4, row.label, anchor="middle"))
    return marks + [part for mark in timeline.unknown_days for part in _draw_unknown_days(mark, x)]


def _draw_unknown_days(mark: Mark, x: _Axis) -> list[str]:
    height, left, right = PATROLS_TOP + 14, x(mark.span.start), x(mark.span.end)
    return [
        _draw_line(left, height, right, height, DARK, ' stroke-dasharray="2 2"'),
        *(_draw_line(at, height - 3, at, height + 3, DARK) for at in (left, right)),
        _write((left + right) / 2, height - 5, mark.label, anchor="middle"),
    ]


def _draw_attacks(timeline: Timeline, x: _Axis) -> list[str]:
    marks, lane_height = [], ATTACKS_HEIGHT / max(3, len(timeline.attacks))
    for place, lane in enumerate(timeline.attacks):
        height = ATTACKS_TOP + 10 + place * lane_height
        room = find_room_for_counts(lane.marks, timeline.selection, WIDTH - LEFT - RIGHT)
        fill, edge = (RED, RED) if lane.is_accented else (GREY, DARK)
        look = f'fill="{"#fff" if lane.is_hollow else fill}" stroke="{edge}" stroke-width="1.5"'
        marks.append(_draw_line(LEFT, height, WIDTH - RIGHT, height, PALE))
        marks.append(_write(LEFT - 6, height + 4, lane.name, DARK, anchor="end"))
        for mark in lane.marks:
            at = x(mark.span.middle)
            turned = f' transform="rotate(45 {_n(at)} {_n(height)})"' if lane.shape == "diamond" else ""
            marks.append(f'<rect x="{_n(at - 4)}" y="{_n(height - 4)}" width="8" height="8" {look}{turned}/>')
            if mark.label and room == BESIDE:
                marks.append(_write(at + 8, height + 4, mark.label))
            if mark.label and room == ABOVE:
                marks.append(_write(at, height - 8, mark.label, anchor="middle"))
    return marks


def _draw_shares(timeline: Timeline, x: _Axis) -> list[str]:
    shares = timeline.shares
    if shares is None:
        return [_write_in_middle(timeline.no_rates, SHARE_TOP, SHARE_BOTTOM)]
    top = timeline.names.top or 1

    def y(share: float) -> float:
        return SHARE_BOTTOM - 4 - share / top * (SHARE_BOTTOM - SHARE_TOP - 8)

    scale = [(quarter / 4, f"{25 * quarter} %") for quarter in range(5)]
    if timeline.is_counted:
        scale = [(tick, f"{tick:,g}") for tick in choose_ticks(top, most=5)]
    marks = _draw_scale([(y(at), name) for at, name in scale])
    for share in shares:
        at, estimate = x(share.span.middle), share.estimate
        low, high, fill = y(estimate.low), y(estimate.high), "#fff" if estimate.hollow else BLUE
        marks.append(_draw_line(at, low, at, high, DARK, ' stroke-width="1.4"'))
        marks += [_draw_line(at - 3, end, at + 3, end, DARK) for end in (low, high)]
        marks.append(
            f'<circle cx="{_n(at)}" cy="{_n(y(estimate.value))}" r="4" fill="{fill}" stroke="{BLUE}" stroke-width="1.8"/>'
        )
        if len(shares) <= 2 * PERIODS_WITH_ROOM:
            marks.append(_write(at, SHARE_BOTTOM + 14, share.label, anchor="middle"))
    return marks + [_write(x(span.middle), SHARE_BOTTOM + 14, "no rate", anchor="middle") for span in timeline.no_rate]


def _draw_milestones(timeline: Timeline, x: _Axis) -> list[str]:
    """Draw the number of each milestone in a circle. If there is no room, one number stands for several: `7+`."""
    marks = []
    for level, groups in enumerate(stack_marks(timeline.milestones, timeline.selection, WIDTH - LEFT - RIGHT)):
        height = MILESTONES_TOP + level * MILESTONE_LEVEL + MILESTONE_RADIUS
        for first, *others in groups:
            at = x(first.span.middle)
            if not others:
                marks.append(
                    f'<circle cx="{_n(at)}" cy="{_n(height)}" r="{MILESTONE_RADIUS}" fill="#fff" stroke="{DARK}"/>'
                )
            label = f'<text x="{_n(at)}" y="{_n(height + 3)}" font-size="9" text-anchor="middle">'
            marks.append(f"{label}{escape_html(first.label)}{'+' * bool(others)}</text>")
    if marks:
        marks.append(_write(LEFT - 6, MILESTONES_TOP + 11, "Milestones", DARK, anchor="end"))
    return marks


def _draw_grounds(partly: list[Span], lag: Span | None, top: float, bottom: float, x: _Axis) -> list[str]:
    """Hatch periods cut off by coverage or the chosen days, and shade the days not fully reported yet."""
    spans = [(lag, PALE)] if lag else []
    spans += [(span, "url(#partly)") for span in partly]
    return [
        _draw_box(x(span.start), top, x(span.end) - x(span.start), bottom - top, fill, "none") for span, fill in spans
    ]


def _draw_scale(marks: list[tuple[float, str]]) -> list[str]:
    return [
        part
        for height, words in marks
        for part in (
            _draw_line(LEFT, height, WIDTH - RIGHT, height, PALE),
            _write(LEFT - 6, height + 4, words, DARK, anchor="end"),
        )
    ]


def _write_heading(height: float, words: str) -> str:
    return f'<text x="0" y="{_n(height)}" font-size="12" font-weight="600">{escape_html(words)}</text>'


def _write_in_middle(words: str, top: float, bottom: float) -> str:
    return _write((LEFT + WIDTH) / 2, (top + bottom) / 2, words, DARK, anchor="middle")


def _write(x: float, y: float, text: str, colour: str = INK, anchor: str = "start") -> str:
    return f'<text x="{_n(x)}" y="{_n(y)}" fill="{colour}" text-anchor="{anchor}">{escape_html(text)}</text>'


def _draw_box(left: float, top: float, width: float, height: float, fill: str, stroke: str) -> str:
    return (
        f'<rect x="{_n(left)}" y="{_n(top)}" width="{_n(max(width, 0.5))}" height="{_n(height)}" fill="{fill}" '
        f'stroke="{stroke}"/>'
    )


def _draw_line(x1: float, y1: float, x2: float, y2: float, colour: str, more: str = "") -> str:
    return f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" stroke="{colour}"{more}/>'


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
