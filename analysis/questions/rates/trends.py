"""Tests whether attacked patrols come later in the order of patrols than chance suggests, without splitting the days."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from analysis.answer import declare_answer
from analysis.exposure import read_unit
from analysis.question import Queries
from analysis.questions.holdings import read_corridor
from analysis.release import Release
from analysis.selection import VERIFICATION_CHOICES, Selection
from analysis.statistics.trend import Group, compute_trend, join_trends

QUERIES = Queries(__file__)
WITH_DOUBTFUL = "_with_doubtful"
LEAST_KILOMETRES = 0.1  # for a patrol that was attacked at its start
DIRECTIONS = {1: "later", -1: "earlier", 0: "neither"}
TRENDS = declare_answer(
    "alike days p p_with_doubtful patrols attacked attacked_with_doubtful direction direction_with_doubtful is_exact",
    meanings={
        "alike": "What is assumed to run the same risk: patrols: each one; kilometres: each one that a patrol of known reach drove; reached: "
        "patrols of one group, compared only with each other: those known to have reached the chosen kilometre, "
        "those known not to have, and those of unknown reach.",
        "days": "known_day: patrols of known day; any_day: also those without one, in two orders: attacked ones as late and quiet "
        "ones as early as possible, and the reverse. The larger p is given, or 1 if the two point in opposite directions. By "
        "kilometre and by reach, another order may give an even larger p.",
        "patrols": "Patrols of groups in which some and not all were attacked, and whose order is known.",
        "attacked": "How many of these patrols were attacked, by confirmed and coded attacks.",
        "p": "Twice the chance that attacks hit such late patrols, or such early ones, if there is no trend. Empty if no "
        "group of patrols can show one.",
        "direction": "later: attacked patrols came later in the order than expected by chance; earlier; neither.",
        "attacked_with_doubtful": "How many of these patrols were attacked, also by disputed and unconfirmed attacks.",
        "p_with_doubtful": "The same with these.",
        "direction_with_doubtful": "The same with these.",
        "is_exact": "Whether both p are exact; for many patrols they are saddlepoint approximations.",
    },
)

Row = Mapping[str, Any]


def compute_trends(release: Release, selection: Selection, reached_km: float | None) -> pa.Table:
    """Test a trend for each way of comparing patrols, with and without those of unknown day and doubtful attacks.

    Columns: alike, days, p, p_with_doubtful, patrols, attacked, attacked_with_doubtful, direction, direction_with_doubtful,
    is_exact. Without `reached_km`, patrols are only compared as equal. No rows if the exposure is counted.
    """
    verifications = {"sure": VERIFICATION_CHOICES["confirmed"], "doubtful": VERIFICATION_CHOICES["any"]}
    bound = {name: list(words) for name, words in verifications.items()}
    rows = QUERIES.ask("order_of_patrols", release, selection, reached_km=reached_km, **bound).to_pylist()
    orders = ["patrols"] if reached_km is None else ["patrols", "kilometres", "reached"]
    if read_unit(read_corridor(release, selection)).is_counted:
        orders = []
    found = [
        _test_trends([row for row in rows if _is_taken(row, alike, days)], alike, days)
        for alike in orders
        for days in ("known_day", "any_day")
    ]
    return pa.Table.from_pylist(found, schema=_type_columns())


def _test_trends(rows: list[Row], alike: str, days: str) -> dict[str, Any]:
    """Test the trend without and with doubtful attacks, and count the patrols of the groups that can show either."""
    row: dict[str, Any] = {"alike": alike, "days": days, "is_exact": True}
    informative: set[str] = set()
    for of in ("", WITH_DOUBTFUL):
        orders = [_group(rows, places, f"attacked{of}", alike) for places in _list_orders(rows, f"attacked{of}")]
        trend = join_trends([compute_trend(list(groups.values())) for groups in orders])
        row[f"p{of}"], row["is_exact"] = trend.p, row["is_exact"] and trend.is_exact
        row[f"direction{of}"] = None if trend.p is None else DIRECTIONS[trend.direction]
        informative |= {name for groups in orders for name, group in groups.items() if group.is_informative}
    counted = [one for one in rows if _name_group(one, alike) in informative]
    return row | {
        "patrols": len(counted),
        "attacked": sum(one["attacked"] for one in counted),
        f"attacked{WITH_DOUBTFUL}": sum(one[f"attacked{WITH_DOUBTFUL}"] for one in counted),
    }


def _type_columns() -> pa.Schema:
    words, shares = ("alike", "days", "direction"), ("p",)
    types = {name: pa.string() for name in words} | {name: pa.float64() for name in shares} | {"is_exact": pa.bool_()}
    return pa.schema([(name, types.get(name.removesuffix(WITH_DOUBTFUL), pa.int32())) for name in TRENDS])


def _is_taken(row: Row, alike: str, days: str) -> bool:
    return (row["is_dated"] or days == "any_day") and (alike != "kilometres" or row["km_driven"] is not None)


def _list_orders(rows: list[Row], attacked: str) -> set[tuple[int, ...]]:
    """List the two extreme orders that the patrols can have; they are equal if all have a known day."""
    return {_place(rows, attacked, later_attacked) for later_attacked in (True, False)}


def _place(rows: list[Row], attacked: str, later_attacked: bool) -> tuple[int, ...]:
    """Return twice the rank of each patrol in running order. Patrols that cannot be ordered share the middle rank.

    Of the patrols without a known day, the attacked ones get their latest possible day and the quiet ones their earliest, or
    the reverse. No other order has a larger or smaller sum of ranks of attacked patrols.
    """

    def order(row: Row) -> tuple[date, int, float]:
        if row["is_dated"]:
            return row["first"], 0, row["number"] or float("inf")
        is_late = row[attacked] == later_attacked
        return (row["last"], 1, 0.0) if is_late else (row["first"], -1, 0.0)

    keys = [order(row) for row in rows]
    places: dict[tuple[date, int, float], int] = {}
    before = 0
    for key, number in sorted(Counter(keys).items()):
        places[key] = 2 * before + number + 1
        before += number
    return tuple(places[key] for key in keys)


def _group(rows: list[Row], places: tuple[int, ...], attacked: str, alike: str) -> dict[str, Group]:
    """Group the patrols that are compared with each other."""
    members: dict[str, list[int]] = {}
    for ordinal, row in enumerate(rows):
        members.setdefault(_name_group(row, alike), []).append(ordinal)
    return {
        name: Group(
            tuple(places[ordinal] for ordinal in ordinals),
            tuple(bool(rows[ordinal][attacked]) for ordinal in ordinals),
            tuple(max(LEAST_KILOMETRES, rows[ordinal]["km_driven"]) for ordinal in ordinals)
            if alike == "kilometres"
            else (),
        )
        for name, ordinals in members.items()
    }


def _name_group(row: Row, alike: str) -> str:
    return str(row["reach"]) if alike == "reached" else "all"
