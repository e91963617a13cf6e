"""The date axis: positions of days, periods and bands, for any drawing library."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from analysis.selection import Selection
from views.charts.style import GREY, style_axis

BAND_LABEL_SHARE = 0.05  # of the axis; shorter bands have no room for their days
MOST_TICKS = 9
DAY_MS = 86_400_000
LONGEST_BELOW_A_MONTH_MS = 27 * DAY_MS  # of the steps between ticks


@dataclass(frozen=True)
class Span:
    """A span of time on the axis."""

    start: datetime
    end: datetime

    @classmethod
    def from_days(cls, first: date, last: date, chosen: Selection | None = None) -> "Span":
        """Return the time from the start of one day to the end of another, clipped to the chosen days."""
        start, end = datetime.combine(first, time()), datetime.combine(last, time()) + timedelta(days=1)
        if chosen is None:
            return cls(start, end)
        axis = cls.from_days(chosen.from_day, chosen.to_day)
        start = min(max(start, axis.start), axis.end)
        return cls(start, max(start, min(end, axis.end)))

    @property
    def middle(self) -> datetime:
        """The time halfway between its ends."""
        return self.start + (self.end - self.start) / 2

    @property
    def milliseconds(self) -> float:
        """Its length in the unit of bar widths on a date axis."""
        return (self.end - self.start) / timedelta(milliseconds=1)


def find_smallest_gap(moments: Sequence[datetime], selection: Selection) -> float:
    """Return the smallest gap between neighbours as a share of the axis, or 1 if there are none."""
    axis = Span.from_days(selection.from_day, selection.to_day)
    gaps = ((after - before) / (axis.end - axis.start) for before, after in pairwise(moments))
    return min(gaps, default=1.0)


def round_down(top: float) -> float:
    """Return the largest number up to `top` that is 1, 2 or 5 times a power of ten. `top` must be above 0."""
    power = 10.0 ** math.floor(math.log10(top))
    return max(step * power for step in (1, 2, 5) if step * power <= top)


def choose_ticks(highest: float, most: int, least: float = 0) -> list[float]:
    """Return at most `most` round numbers from 0 up to `highest`, which must be above 0, at least `least` apart."""
    power = max(10.0 ** math.floor(math.log10(highest / most)), least)
    step = next(step * power for step in (1, 2, 5, 10, 20) if highest / (step * power) < most)
    return [round(step * place, 12) for place in range(math.floor(highest / step) + 1)]


def place_period(row: dict[str, Any], selection: Selection) -> Span:
    """Return the span of a period, clipped to the chosen days."""
    return Span.from_days(row["start"], row["end"], selection)


def place_band(row: dict[str, Any], selection: Selection) -> Span:
    """Return the span of a suspension or gap. It begins after its first day and ends before its last, on which patrols ran again."""
    known_through = row.get("covered_through") or selection.to_day
    last = known_through if row["is_open"] else row["end"] - timedelta(days=1)
    return Span.from_days(row["start"] + timedelta(days=1), last, selection)


def label_band(row: dict[str, Any], span: Span, selection: Selection) -> str:
    """Return the label in a band: its days if there is room, and whether it continues beyond the chosen days."""
    has_room = (span.end - span.start).days > BAND_LABEL_SHARE * (selection.to_day - selection.from_day).days
    label = f"{row['days']} d" if has_room else ""
    if row["begins_before"]:
        label = f"◂ {label or row['days']}"
    if row["is_open"] and not row.get("covered_through"):
        label = f"{label or row['days']}, open ▸"
    return label


def find_runs_without_patrols(rows: list[dict[str, Any]], selection: Selection) -> list[Span]:
    """Return each run of consecutive periods without a patrol, so that each is labelled once."""
    spans: list[Span] = []
    was_quiet = False
    for row in rows:
        is_quiet = row["patrols"] == 0
        if is_quiet:
            span = place_period(row, selection)
            spans.append(Span(spans.pop().start, span.end) if was_quiet else span)
        was_quiet = is_quiet
    return spans


def make_date_axis(selection: Selection) -> dict[str, Any]:
    """Return the axis of the chosen days."""
    axis = Span.from_days(selection.from_day, selection.to_day)
    stops = [
        {"dtickrange": [None, LONGEST_BELOW_A_MONTH_MS], "value": "%-d %b\n%Y"},
        {"dtickrange": ["M1", None], "value": "%b\n%Y"},
    ]
    cross = {
        **{"showspikes": True, "spikemode": "across", "spikesnap": "cursor", "spikethickness": 1, "spikedash": "solid"},
        "spikecolor": GREY,
    }
    ticks = {"nticks": MOST_TICKS, "tickangle": 0, "tickformatstops": stops}
    if (axis.end - axis.start).days < MOST_TICKS:  # otherwise a day has several ticks with the same label
        ticks |= {"tickmode": "linear", "dtick": DAY_MS, "tick0": axis.start}
    return style_axis(type="date", range=[axis.start, axis.end], fixedrange=False) | ticks | cross
