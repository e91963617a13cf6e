"""Whether attacked patrols come later in the order of patrols than chance would have it, without any cut."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from analysis.answer import declare_answer
from analysis.question import Queries
from analysis.release import Release
from analysis.selection import VERIFICATION_CHOICES, Selection
from analysis.statistics.trend import Group, Trend, compute_trend, join_trends

QUERIES = Queries(__file__)
WITH_DOUBTFUL = "_with_doubtful"
LEAST_KILOMETRES = 0.1  # of a patrol that was attacked where it set out
DIRECTIONS = {1: "later", -1: "earlier", 0: "neither"}
TRENDS = declare_answer(
    "alike days p p_with_doubtful patrols attacked attacked_with_doubtful direction direction_with_doubtful is_exact",
    meanings={
        "alike": "What is taken to run the same risk: patrols, each one; kilometres, each that a patrol of known reach drove; reached, "
        "patrols of one group, which are compared with each other alone: those known to have come to the chosen kilometre, "
        "those known not to have, and those of unknown reach.",
        "days": "known_day: patrols of known day; any_day: those without one too, at the earliest and at the latest place that "
        "they can have in the order, of which the greater p is given.",
        "patrols": "Patrols that tell of a trend: those of groups of which some and not all were attacked.",
        "attacked": "Patrols attacked, by confirmed and coded attacks.",
        "p": "Twice the chance that attacks fell on so late patrols, or so early ones, if there is no trend. Empty where no "
        "patrol tells of one.",
        "direction": "later: attacked patrols came later in the order than chance would have them on average; earlier; neither.",
        "attacked_with_doubtful": "Patrols attacked, by disputed and unconfirmed attacks too.",
        "p_with_doubtful": "The same with these.",
        "direction_with_doubtful": "The same with these.",
        "is_exact": "Whether the p are exact; of many patrols with many attacked they are those of the normal distribution.",
    },
)

Row = Mapping[str, Any]


def compute_trends(release: Release, selection: Selection, reached_km: float | None) -> pa.Table:
    """Test a trend in each way to compare patrols, without and with those of unknown day, and without and with doubtful attacks.

    Columns: alike, days, p, p_with_doubtful, patrols, attacked, attacked_with_doubtful, direction, direction_with_doubtful,
    is_exact. Without `reached_km` each patrol alone is taken alike.
    """
    verifications = {"sure": VERIFICATION_CHOICES["confirmed"], "doubtful": VERIFICATION_CHOICES["any"]}
    bound = {name: list(words) for name, words in verifications.items()}
    rows = QUERIES.ask("order_of_patrols", release, selection, **bound).to_pylist()
    ways = ["patrols"] if reached_km is None else ["patrols", "kilometres", "reached"]
    columns: dict[str, list[Any]] = {name: [] for name in TRENDS.names}
    for alike in ways:
        for days in ("known_day", "any_day"):
            taken = [row for row in rows if _is_taken(row, alike, days)]
            found = {of: _test(taken, f"attacked{of}", alike, reached_km) for of in ("", WITH_DOUBTFUL)}
            columns["alike"].append(alike)
            columns["days"].append(days)
            columns["patrols"].append(max(trend.patrols for trend in found.values()))
            for of, trend in found.items():
                columns[f"attacked{of}"].append(sum(row[f"attacked{of}"] for row in taken))
                columns[f"p{of}"].append(trend.p)
                columns[f"direction{of}"].append(None if trend.p is None else DIRECTIONS[trend.direction])
            columns["is_exact"].append(all(trend.is_exact for trend in found.values()))
    return pa.table(columns, schema=_type_columns())


def _type_columns() -> pa.Schema:
    words, shares = ("alike", "days", "direction"), ("p",)
    types = {name: pa.string() for name in words} | {name: pa.float64() for name in shares} | {"is_exact": pa.bool_()}
    return pa.schema([(name, types.get(name.removesuffix(WITH_DOUBTFUL), pa.int32())) for name in TRENDS.names])


def _is_taken(row: Row, alike: str, days: str) -> bool:
    return (row["is_dated"] or days == "any_day") and (alike != "kilometres" or row["km_low"] is not None)


def _test(rows: list[Row], attacked: str, alike: str, reached_km: float | None) -> Trend:
    """Test the trend of patrols in both of the extreme orders that they can have."""
    orders = {_place(rows, attacked, later_attacked) for later_attacked in (True, False)}
    return join_trends([compute_trend(_group(rows, places, attacked, alike, reached_km)) for places in orders])


def _place(rows: list[Row], attacked: str, later_attacked: bool) -> tuple[int, ...]:
    """Return twice the place of each patrol in the order in which they ran; those that nothing tells apart share the middle.

    Of the patrols without a known day, the attacked ones are placed as late as they can have run and the quiet ones as early, or
    the other way round: no other order has a greater or a smaller sum of places of attacked patrols.
    """

    def order(row: Row) -> tuple[date, int, float]:
        if row["is_dated"]:
            return row["first"], 0, row["number"] or float("inf")
        is_late = row[attacked] == later_attacked
        return (row["last"], 1, 0.0) if is_late else (row["first"], -1, 0.0)

    keys = [order(row) for row in rows]
    places: dict[tuple[date, int, float], int] = {}
    before = 0
    for key, number in _count(sorted(keys)):
        places[key] = 2 * before + number + 1
        before += number
    return tuple(places[key] for key in keys)


def _count(keys: list[Any]) -> list[tuple[Any, int]]:
    counted: dict[Any, int] = {}
    for key in keys:
        counted[key] = counted.get(key, 0) + 1
    return list(counted.items())


def _group(
    rows: list[Row], places: tuple[int, ...], attacked: str, alike: str, reached_km: float | None
) -> tuple[Group, ...]:
    find_group: Callable[[Row], str] = (
        (lambda row: _name_reach(row, reached_km)) if alike == "reached" else lambda row: ""
    )
    members: dict[str, list[int]] = {}
    for ordinal, row in enumerate(rows):
        members.setdefault(find_group(row), []).append(ordinal)
    return tuple(
        Group(
            tuple(places[ordinal] for ordinal in ordinals),
            tuple(bool(rows[ordinal][attacked]) for ordinal in ordinals),
            tuple(_weigh(rows[ordinal]) for ordinal in ordinals) if alike == "kilometres" else (),
        )
        for _, ordinals in sorted(members.items())
    )


def _name_reach(row: Row, reached_km: float | None) -> str:
    if row["km_low"] is None or reached_km is None:
        return "unknown"
    return "reached" if row["km_low"] <= reached_km <= row["km_high"] else "not reached"


def _weigh(row: Row) -> float:
    return max(LEAST_KILOMETRES, float(row["km_high"] - row["km_low"]))
