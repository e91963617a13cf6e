"""Rates of several corridors, feeds, periods or suspensions, for comparison.

For single patrols, the share of them that were attacked, in equal bins. For counted exposure, attacks per 1,000 of its unit in
the periods that its counts fill.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from analysis.exposure import EVERY_UNIT, read_unit
from analysis.questions.holdings import read_corridor
from analysis.questions.periods import choose_share_grain, compute_rates_by_period, compute_share_by_period
from analysis.questions.rates.counted import list_grains_with_rates
from analysis.questions.suspensions import compare_announced
from analysis.questions.timeline import count_headline
from analysis.release import Release
from analysis.selection import Selection
from analysis.statistics.intervals import compute_share

MOST_SERIES = 4
BIN_DAYS = 30
BINS_BEFORE, BINS_AFTER = 4, 4  # of a suspension
OFFSETS = (("from_offset", "start"), ("to_offset", "end"))


@dataclass(frozen=True)
class Series:
    """One of the compared series: its choices, and the day from which its days are counted (None: by date)."""

    name: str
    selection: Selection
    zero: date | None = None


def split_days(selection: Selection, parts: int, *, between_counts: bool) -> list[Series]:
    """Split the chosen days into periods of equal length, give or take a day. Each counts from its first day.

    With `between_counts` they begin with a week or a month of the grain, so that no count is cut and left out.
    """
    days = (selection.to_day - selection.from_day).days + 1
    edges = [selection.from_day + timedelta(days=days * part // parts) for part in range(parts + 1)]
    if between_counts:
        inner = {find_first_day(edge, selection.grain) for edge in edges[1:-1]}
        edges = [edges[0], *sorted(edge for edge in inner if edge > edges[0]), edges[-1]]
    return [
        Series("", replace(selection, from_day=first, to_day=after - timedelta(days=1)), first - timedelta(days=1))
        for first, after in pairwise(edges)
    ]


def find_first_day(day: date, grain: str) -> date:
    """Return the first day of the week or month that holds a day; by day the day itself."""
    if grain == "month":
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if grain == "week" else day


def find_last_day(day: date, grain: str) -> date:
    """Return the last day of the week or month that holds a day; by day the day itself."""
    first = find_first_day(day, grain)
    if grain == "month":
        return find_first_day(first + timedelta(days=31), grain) - timedelta(days=1)
    return first + timedelta(days=6) if grain == "week" else first


def find_last_suspension(release: Release, selection: Selection) -> date | None:
    """Return the first day of the last suspension announced in the chosen days."""
    starts = [row["start"] for row in compare_announced(release, selection).to_pylist()]
    return max(starts, default=None)


def compute_series(release: Release, series: Series) -> list[dict[str, Any]]:
    """Compute the share attacked by period, or by 30 days from the reference day, with its exact 95 % interval.

    Rows: start and end (days), from_offset and to_offset (days after the reference day; None by date), patrols, attacked,
    share, low, high. Counts are None if not completely known, and so are shares if no patrol ran. With counted exposure, the
    last five are replaced by exposed, attacks, rate, rate_low and rate_high (per 1,000 of its unit), in the longest periods
    that have a rate.
    """
    if read_unit(read_corridor(release, series.selection)).is_counted:
        return _compute_counted(release, series)
    if series.zero is not None:
        return _compute_bins(release, series.selection, series.zero)
    at_grain = replace(series.selection, grain=choose_share_grain(release, series.selection))
    rows = compute_share_by_period(release, at_grain).to_pylist()
    return [row | {"from_offset": None, "to_offset": None} for row in rows]


def _compute_counted(release: Release, series: Series) -> list[dict[str, Any]]:
    grains = list_grains_with_rates(release, series.selection)
    at_grain = replace(series.selection, grain=grains[-1] if grains else series.selection.grain)
    rows = compute_rates_by_period(release, at_grain, EVERY_UNIT).to_pylist()
    zero = series.zero
    offsets = [{name: (row[end] - zero).days if zero else None for name, end in OFFSETS} for row in rows]
    return [row | offset for row, offset in zip(rows, offsets, strict=True)]


def _compute_bins(release: Release, selection: Selection, zero: date) -> list[dict[str, Any]]:
    begin, end = ((day - zero).days for day in (selection.from_day, selection.to_day))
    numbers = range((begin - 1) // BIN_DAYS, (end - 1) // BIN_DAYS + 1)
    rows = []
    for number in numbers:
        first, last = max(begin, BIN_DAYS * number + 1), min(end, BIN_DAYS * (number + 1))
        start, stop = zero + timedelta(days=first), zero + timedelta(days=last)
        counted = count_headline(release, replace(selection, from_day=start, to_day=stop))
        patrols, attacked = counted["patrols"], counted["attacked"]
        found = compute_share(attacked, patrols) if patrols else None
        share = {name: getattr(found, name, None) for name in ("share", "low", "high")}
        offsets = {"start": start, "end": stop, "from_offset": first, "to_offset": last}
        rows.append(offsets | {"patrols": patrols, "attacked": attacked} | share)
    return rows


def frame_suspension(selection: Selection, start: date) -> Selection:
    """Narrow the chosen days to those around the start of a suspension that are compared with those of another."""
    return replace(
        selection,
        from_day=max(selection.from_day, start - timedelta(days=BIN_DAYS * BINS_BEFORE - 1)),
        to_day=min(selection.to_day, start + timedelta(days=BIN_DAYS * BINS_AFTER)),
    )
