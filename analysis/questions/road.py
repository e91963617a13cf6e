"""The road itself: its line and its stretches, and one question of it a function, as in `metrics`."""

import math
from itertools import pairwise

import pyarrow as pa

from analysis.questions import metrics
from analysis.questions.behind import Behind
from analysis.questions.listing import Listing, Turns, in_turns, newest
from analysis.release import Release
from analysis.selection import Selection
from analysis.statistics.rates import rate_of
from etl.geometry import route_points

STRETCHES = 10  # at most so many, where the reader chooses no length
LENGTHS_KM = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0)
NEAR_KM = 2.5  # what a place stands for on the road, to either side
DRAWN_ONE_BY_ONE = {"patrols": 400, "incidents": 1500}  # more of them are drawn as sums of stretch and period
PERIODS = {
    "day": 60,
    "week": 420,
}  # the days that hold at most some sixty periods of the grain; longer ones have months
PLACES_SHOWN = 30
POINTS_SHOWN = 300


def ends(release: Release, selection: Selection) -> tuple[float, float] | None:
    """The first and the last kilometre of the corridor; None where it has none, and so no stretches either."""
    row = metrics.corridor(release, selection)
    if row["km_from"] is None or row["km_to"] is None or row["km_to"] <= row["km_from"]:
        return None
    return row["km_from"], row["km_to"]


def usual_length(km_from: float, km_to: float) -> float:
    """The shortest of LENGTHS_KM that cuts a road into ten stretches at most."""
    return next((length for length in LENGTHS_KM if (km_to - km_from) / length <= STRETCHES), LENGTHS_KM[-1])


def edges(km_from: float, km_to: float, length_km: float) -> list[float]:
    """The kilometres between which the stretches lie: all as long, to a tenth, and as nearly `length_km` as that allows."""
    count = max(1, round((km_to - km_from) / length_km))
    inner = [round(km_from + (km_to - km_from) * place / count, 1) for place in range(1, count)]
    return [km_from, *inner, km_to]


def line(release: Release, selection: Selection) -> list[tuple[float, float, float]]:
    """The (km, lon, lat) of each point of the drawn route, in its order; none where no route is drawn.

    The kilometre grows with the length of the drawn line from the first post to the last, as in `sql/kilometres.sql`.
    """
    row, posts = metrics.corridor(release, selection), ends(release, selection)
    if not row["route"] or posts is None:
        return []
    points = route_points(row["route"])
    shorter = math.cos(math.radians(sum(lat for _, lat in points) / len(points)))  # a degree east than a degree north
    steps = [math.hypot((b[0] - a[0]) * shorter, b[1] - a[1]) for a, b in pairwise(points)]
    along, found = 0.0, []
    for (lon, lat), step in zip(points, [*steps, 0.0], strict=True):
        found.append((posts[0] + (posts[1] - posts[0]) * along / sum(steps), lon, lat))
        along += step
    return found


def at(line: list[tuple[float, float, float]], km: float) -> tuple[float, float]:
    """The (lon, lat) of a kilometre on the drawn route."""
    for (km_a, lon_a, lat_a), (km_b, lon_b, lat_b) in pairwise(line):
        if km <= km_b and km_b > km_a:
            share = max(0.0, (km - km_a) / (km_b - km_a))
            return lon_a + share * (lon_b - lon_a), lat_a + share * (lat_b - lat_a)
    return line[-1][1:]


def between(line: list[tuple[float, float, float]], km_from: float, km_to: float) -> list[tuple[float, float]]:
    """The (lon, lat) points of the drawn route from one kilometre to another."""
    inside = [(lon, lat) for km, lon, lat in line if km_from < km < km_to]
    return [at(line, km_from), *inside, at(line, km_to)]


def counts(release: Release, selection: Selection) -> dict:
    return _ask("road_counts", release, selection).to_pylist()[0]


def places(release: Release, selection: Selection) -> pa.Table:
    return _ask("places_on_road", release, selection, near_km=NEAR_KM, places_shown=PLACES_SHOWN)


def patrols(release: Release, selection: Selection) -> pa.Table:
    return _ask("patrols_on_road", release, selection)


def incidents(release: Release, selection: Selection) -> pa.Table:
    return _ask("incidents_on_road", release, selection)


def incidents_without_kilometre(release: Release, selection: Selection) -> pa.Table:
    return _ask("incidents_without_kilometre", release, selection)


def without_kilometre_in_turns(release: Release, selection: Selection) -> Turns:
    return in_turns(release, metrics.sql("incidents_without_kilometre"), **selection.parameters())


def newest_without_kilometre(release: Release, selection: Selection) -> Listing:
    return newest(release, metrics.sql("incidents_without_kilometre"), **selection.parameters())


def incidents_by_point(release: Release, selection: Selection) -> pa.Table:
    return _ask("incidents_by_point", release, selection, points_shown=POINTS_SHOWN)


def left_off_stretches(release: Release, selection: Selection) -> dict:
    return _ask("left_off_stretches", release, selection).to_pylist()[0]


def stretches(release: Release, selection: Selection, length_km: float) -> pa.Table:
    """The columns of stretches.sql, and rate, rate_low, rate_high: attacks on patrols per patrol that drove the stretch, with
    the exact 95 % interval. All three are empty on a stretch that nobody is known to have driven ("no rate").
    """
    table = _ask_of_stretches("stretches", release, selection, length_km)
    rates = [rate_of(row["attacks"] or 0, row["patrols"] or 0) for row in table.to_pylist()]
    for name, part in (("rate", "rate"), ("rate_low", "low"), ("rate_high", "high")):
        table = table.append_column(name, pa.array([getattr(rate, part) for rate in rates], pa.float64()))
    return table


def stretch_totals(release: Release, selection: Selection, length_km: float) -> dict:
    return _ask_of_stretches("stretch_totals", release, selection, length_km).to_pylist()[0]


def cell_grain(selection: Selection) -> str:
    """The grain of the sums that stand in for single patrols and incidents: some sixty periods, or months."""
    days = (selection.to_day - selection.from_day).days
    return next((grain for grain, most in PERIODS.items() if days <= most), "month")


def attacks_by_stretch_and_period(release: Release, selection: Selection, length_km: float) -> pa.Table:
    return _ask_of_stretches("attacks_by_stretch_and_period", release, selection, length_km)


def patrols_by_stretch_and_period(release: Release, selection: Selection, length_km: float) -> pa.Table:
    return _ask_of_stretches("patrols_by_stretch_and_period", release, selection, length_km)


def stretch_numbers(row: dict, selection: Selection, posts: tuple[float, float], length_km: float) -> dict[str, Behind]:
    """What stands behind the columns of a stretch, or of a stretch in a period: patrols, attacks on them, recorded attacks."""
    first, last = max(row.get("start", selection.from_day), selection.from_day), row.get("end", selection.to_day)
    here = {"stretch_from": row["km_from"], "stretch_to": row["km_to"] if row["km_to"] < posts[1] else None}
    placed = here | {"stretch_km": stretch_length(posts, length_km)}
    days = first, min(last, selection.to_day)
    return {
        "patrols": Behind("patrols", *days, **here),
        "attacks": Behind("attacks_on_patrols", *days, **placed),
        "recorded": Behind("corridor_attacks", *days, **placed),
    }


def total_numbers(selection: Selection, posts: tuple[float, float], length_km: float) -> dict[str, Behind]:
    """What stands behind the columns of `stretch_totals`."""
    days = selection.from_day, selection.to_day
    off = {"stretch_km": stretch_length(posts, length_km), "off_stretches": True}
    return {
        "patrols": Behind("patrols", *days),
        "patrols_of_unknown_reach": Behind("patrols", *days, off_stretches=True),
        "attacks": Behind("attacks_on_patrols", *days),
        "attacks_not_placed": Behind("attacks_on_patrols", *days, **off),
        "recorded": Behind("corridor_attacks", *days),
        "recorded_not_placed": Behind("corridor_attacks", *days, **off),
    }


def stretch_length(posts: tuple[float, float], length_km: float) -> float:
    """How long the stretches are in truth, where the reader asked for about `length_km`."""
    return (posts[1] - posts[0]) / max(1, round((posts[1] - posts[0]) / length_km))


def _ask(name: str, release: Release, selection: Selection, **more) -> pa.Table:
    return release.query(metrics.sql(name), **selection.parameters(), **more)


def _ask_of_stretches(name: str, release: Release, selection: Selection, length_km: float) -> pa.Table:
    posts = ends(release, selection)
    assert posts is not None, "a corridor without kilometres has no stretches"  # noqa: S101 - a slip of ours
    cut = {"edges": edges(*posts, length_km), "stretch_km": stretch_length(posts, length_km)}
    return _ask(name, release, selection, **cut, cell_grain=cell_grain(selection))
