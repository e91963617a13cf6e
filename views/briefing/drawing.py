"""The figure of the briefing: the timeline as SVG that stands for itself, drawn without a browser, and the same every time.

It is read on paper and in grey: attacked patrols are hatched as well as coloured, doubt is hollow or dotted, and every
shape is named in words under it.
"""

from datetime import date, datetime, timedelta
from math import ceil

from analysis.questions.timeline import TimelineAnswers
from analysis.selection import Selection
from analysis.statistics.intervals import FEW_PATROLS
from views.charts.days import PERIODS_WITH_ROOM, band, end_of, in_view, middle_of, runs_without_patrols, start_of
from views.words import text
from views.words.markup import escape

ACCENT, DARK, GREY, PALE, INK = "#d1453b", "#6a727a", "#b4bbc1", "#e3e6e9", "#1c2126"
WIDTH, LEFT, RIGHT = 720, 84, 8
BANDS_TOP, LANE = 20, 19
PATROLS_TOP, PATROLS_BOTTOM = 88, 196
ATTACKS_TOP, ATTACK_LANE = 230, 17
SHARE_TOP, SHARE_BOTTOM = 312, 416
HEIGHT = 470
TICKS = 9
MONTHS_APART = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600)
LANES = {  # of attacks: name, shape, what fills it, its edge
    "on_patrols": ("On patrols", "diamond", ACCENT, ACCENT),
    "on_patrols_in_doubt": ("In doubt", "diamond", "#fff", ACCENT),
    "other": ("Other", "square", GREY, DARK),
}
IN_WORDS = (
    "Bars: patrols run; hatched: those attacked. Dots: share attacked, with its exact 95 % interval and the number of "
    f"patrols below; hollow: fewer than {FEW_PATROLS} patrols. Diamonds: attacks on patrols; hollow: in doubt. Hatched ground: partly covered. Dotted: a patrol without a known day."
)
PATTERNS = (
    f'<defs><pattern id="attacked" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<rect width="5" height="5" fill="{ACCENT}"/><rect width="1.6" height="5" fill="#fff"/></pattern>'
    f'<pattern id="partly" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<rect width="1" height="6" fill="{GREY}"/></pattern></defs>'
)


def timeline_drawing(answers: TimelineAnswers, selection: Selection) -> str:
    """Suspensions and gaps, patrols with the attacked ones set apart, and the share attacked, over one date axis."""
    series, shares = (in_view(rows.to_pylist(), selection) for rows in (answers.series, answers.shares))
    x = _Axis(selection)
    alt = text.timeline_alt(answers.headline, series, answers.suspensions, answers.gaps, selection)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="t d" '
        f'font-family="system-ui, sans-serif" font-size="11" fill="{INK}">',
        f'<title id="t">{escape(answers.corridor["title"])}: patrols and the share attacked</title>',
        f'<desc id="d">{escape(alt)}</desc>',
        PATTERNS,
        *_ticks(x),
        *_bands(answers, selection, x),
        *_grounds(answers, series, PATROLS_TOP, PATROLS_BOTTOM, x),
        *_patrols(answers, series, selection, x),
        *_attacks(in_view(answers.attacks.to_pylist(), selection), selection, x),
        *_grounds(answers, shares, SHARE_TOP, SHARE_BOTTOM, x),
        *_shares(shares, answers.share_grain, x),
        "</svg>",
    ]
    return "\n".join(parts)


class _Axis:
    """The chosen days from left to right."""

    def __init__(self, selection: Selection):
        self.first, self.last = selection.from_day, selection.to_day
        self.start, self.end = start_of(self.first), end_of(self.last)

    def __call__(self, moment: datetime) -> float:
        share = (moment - self.start) / (self.end - self.start)
        return LEFT + min(max(share, 0), 1) * (WIDTH - LEFT - RIGHT)

    def ticks(self) -> list[date]:
        """Firsts of months, or days where the axis is too short for them."""
        months = self.last.year * 12 + self.last.month - (self.first.year * 12 + self.first.month)
        days = (self.last - self.first).days + 1
        if months < 2:
            return [self.first + timedelta(days=step) for step in range(0, days, ceil(days / TICKS))]
        apart = next((step for step in MONTHS_APART if months / step < TICKS), MONTHS_APART[-1])
        numbers = range(self.first.year * 12 + self.first.month - 1, self.last.year * 12 + self.last.month)
        firsts = [date(number // 12, number % 12 + 1, 1) for number in numbers if number % apart == 0]
        return [first for first in firsts if first >= self.first]


def _ticks(x: _Axis) -> list[str]:
    marks = []
    for tick in x.ticks():
        at = x(start_of(tick))
        name = f"{tick.day} {tick:%b}" if len({day.day for day in x.ticks()}) > 1 else f"{tick:%b}"
        marks += [
            _line(at, BANDS_TOP, at, SHARE_BOTTOM, PALE),
            _words(at + 3, SHARE_BOTTOM + 30, name, DARK),
            _words(at + 3, SHARE_BOTTOM + 43, str(tick.year), DARK),
        ]
    return marks


def _bands(answers: TimelineAnswers, selection: Selection, x: _Axis) -> list[str]:
    marks = [_heading(BANDS_TOP - 8, "Suspensions and gaps")]
    lanes = (("Announced", answers.suspensions, GREY), ("Observed gap", answers.gaps, "#fff"))
    for lane, (name, rows, fill) in enumerate(lanes):
        top = BANDS_TOP + lane * LANE
        marks.append(_words(LEFT - 6, top + 11, name, DARK, anchor="end"))
        for row in rows:
            start, end, label = band(row, selection)
            left, right = x(start), x(end)
            marks.append(_box(left, top, right - left, LANE - 5, fill, DARK))
            marks.append(_words((left + right) / 2, top + 11, label, anchor="middle"))
    return marks


def _patrols(answers: TimelineAnswers, periods: list[dict], selection: Selection, x: _Axis) -> list[str]:
    marks = [_heading(PATROLS_TOP - 8, f"Patrols by {selection.grain}; attacked / run")]
    rows = [row for row in periods if row["patrols"] is not None]
    if not rows:
        return [*marks, _say("not completely covered: no counts", PATROLS_TOP, PATROLS_BOTTOM)]
    highest = max(row["patrols"] for row in rows)
    top = max(highest, 1) * 1.35

    def y(patrols: float) -> float:
        return PATROLS_BOTTOM - patrols / top * (PATROLS_BOTTOM - PATROLS_TOP)

    marks += _scale([(y(number), f"{number:,}") for number in range(0, highest + 1, max(ceil(highest / 4), 1))])
    for row in rows:
        left, right = x(start_of(row["first"])), x(end_of(row["last"]))
        width, quiet = (right - left) * 0.8, row["patrols"] - row["attacked"]
        left += (right - left) * 0.1
        if quiet:
            marks.append(_box(left, y(quiet), width, y(0) - y(quiet), GREY, "none"))
        if row["attacked"]:
            marks.append(_box(left, y(row["patrols"]), width, y(quiet) - y(row["patrols"]), "url(#attacked)", ACCENT))
        if row["patrols"] and len(rows) <= PERIODS_WITH_ROOM:
            label = f"{row['attacked']:,}/" * bool(row["attacked"]) + f"{row['patrols']:,}"
            marks.append(_words(left + width / 2, y(row["patrols"]) - 4, label, anchor="middle"))
    return [*marks, *_unknown_days(answers, x)]


def _unknown_days(answers: TimelineAnswers, x: _Axis) -> list[str]:
    marks, height = [], PATROLS_TOP + 14
    for row in answers.unknown_days:
        if row["date"] and row["date_end"]:
            left, right = x(start_of(row["date"])), x(end_of(row["date_end"]))
            marks.append(_line(left, height, right, height, DARK, ' stroke-dasharray="2 2"'))
            marks += [_line(at, height - 3, at, height + 3, DARK) for at in (left, right)]
            marks.append(
                _words((left + right) / 2, height - 5, f"{row['number'] or row['patrol_id']}?", anchor="middle")
            )
    return marks


def _attacks(periods: list[dict], selection: Selection, x: _Axis) -> list[str]:
    marks = [_heading(ATTACKS_TOP - 8, f"Attacks by {selection.grain}")]
    for lane, (column, (name, shape, fill, edge)) in enumerate(LANES.items()):
        height = ATTACKS_TOP + 8 + lane * ATTACK_LANE
        marks += [
            _line(LEFT, height, WIDTH - RIGHT, height, PALE),
            _words(LEFT - 6, height + 4, name, DARK, anchor="end"),
        ]
        for row in periods:
            if row[column]:
                at = x(middle_of(row))
                turned = f' transform="rotate(45 {_n(at)} {_n(height)})"' if shape == "diamond" else ""
                marks.append(
                    f'<rect x="{_n(at - 4)}" y="{_n(height - 4)}" width="8" height="8" fill="{fill}" stroke="{edge}" '
                    f'stroke-width="1.5"{turned}/>'
                )
                if row[column] > 1:
                    marks.append(_words(at + 8, height + 4, f"{row[column]:,}"))
    return marks


def _shares(periods: list[dict], grain: str, x: _Axis) -> list[str]:
    marks = [_heading(SHARE_TOP - 8, f"Share attacked by {grain} (95 % interval, number of patrols below)")]

    def y(share: float) -> float:
        return SHARE_BOTTOM - 4 - share * (SHARE_BOTTOM - SHARE_TOP - 8)

    if all(row["patrols"] is None for row in periods):
        return [*marks, _say("not completely covered: no rates", SHARE_TOP, SHARE_BOTTOM)]
    marks += _scale([(y(share), f"{share:.0%}") for share in (0, 0.25, 0.5, 0.75, 1)])
    rows = [row for row in periods if row["share"] is not None]
    for row in rows:
        at = x(middle_of(row))
        marks.append(_line(at, y(row["low"]), at, y(row["high"]), DARK, ' stroke-width="1.4"'))
        marks += [_line(at - 3, y(end), at + 3, y(end), DARK) for end in (row["low"], row["high"])]
        fill = "#fff" if row["patrols"] < FEW_PATROLS else ACCENT
        marks.append(
            f'<circle cx="{_n(at)}" cy="{_n(y(row["share"]))}" r="4" fill="{fill}" stroke="{ACCENT}" stroke-width="1.8"/>'
        )
        if len(rows) <= 2 * PERIODS_WITH_ROOM:
            marks.append(_words(at, SHARE_BOTTOM + 14, f"{row['patrols']:,}", anchor="middle"))
    for run in runs_without_patrols(periods):
        marks.append(_words(x(middle_of(run)), SHARE_BOTTOM + 14, "no rate", anchor="middle"))
    return marks


def _grounds(answers: TimelineAnswers, periods: list[dict], top: float, bottom: float, x: _Axis) -> list[str]:
    """Hatch the periods that coverage or the chosen days cut; shade the days not yet fully reported."""
    spans = [(row["first"], row["last"], "url(#partly)") for row in periods if row["covered"] == "part"]
    if answers.lag.first:
        spans.insert(0, (answers.lag.first, answers.lag.last, PALE))
    edges = [(x(start_of(first)), x(end_of(last)), fill) for first, last, fill in spans]
    return [_box(left, top, right - left, bottom - top, fill, "none") for left, right, fill in edges]


def _scale(marks: list[tuple[float, str]]) -> list[str]:
    return [
        part
        for height, words in marks
        for part in (
            _line(LEFT, height, WIDTH - RIGHT, height, PALE),
            _words(LEFT - 6, height + 4, words, DARK, anchor="end"),
        )
    ]


def _heading(height: float, words: str) -> str:
    return f'<text x="0" y="{_n(height)}" font-size="12" font-weight="600">{escape(words)}</text>'


def _say(words: str, top: float, bottom: float) -> str:
    return _words((LEFT + WIDTH) / 2, (top + bottom) / 2, words, DARK, anchor="middle")


def _words(x: float, y: float, words: str, colour: str = INK, anchor: str = "start") -> str:
    return f'<text x="{_n(x)}" y="{_n(y)}" fill="{colour}" text-anchor="{anchor}">{escape(words)}</text>'


def _box(left: float, top: float, width: float, height: float, fill: str, stroke: str) -> str:
    return (
        f'<rect x="{_n(left)}" y="{_n(top)}" width="{_n(max(width, 0.5))}" height="{_n(height)}" fill="{fill}" '
        f'stroke="{stroke}"/>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, more: str = "") -> str:
    return f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}" stroke="{colour}"{more}/>'


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
