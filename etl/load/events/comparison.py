"""Decides whether two records describe the same event, and combines what they say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from etl.feeds.lexicon.folding import fold
from etl.tables.columns import Table
from etl.tables.records import INCIDENTS, PATROLS, SUSPENSIONS
from etl.tables.vocabulary import VIOLENT_KINDS

Values = Mapping[str, Any]  # of a record, by column
NEAR_DEGREES = 0.01  # points closer than this count as one place
# Values that mean a column has no information.
UNINFORMATIVE = {
    "target": "unknown",
    "verification": "unconfirmed",
    "outcome": "unknown",
    "announced_by": "unknown",
    "side": "exposure",
}
POINT = ("lat", "lon", "geo_precision")
FIGURES = ("low", "best", "high")
NUMBER = "extra_patrol_number"

# Values that must agree where both records have them, with their names in reports.
TRAITS: dict[str, dict[str, tuple[str, ...]]] = {
    INCIDENTS.name: {
        "target": ("target",),
        "party": ("target_party",),
        "verification": ("verification",),
        "killed": tuple(f"killed_{figure}" for figure in FIGURES),
        "wounded": tuple(f"wounded_{figure}" for figure in FIGURES),
        "vehicles": ("vehicles_damaged",),
    },
    PATROLS.name: {
        "participants": ("participants",),
        "outcome": ("outcome",),
        "direction": ("direction",),
        "start": ("place_from",),
        "end": ("place_to",),
        "first kilometre": ("km_from",),
        "last kilometre": ("km_to",),
        "length": ("length_km",),
    },
    SUSPENSIONS.name: {"end": ("end",), "announcement": ("announced_on",), "official": ("announced_by",)},
}
# Columns whose difference makes two records different events.
DISTINGUISHING = {PATROLS.name: ("corridor",), SUSPENSIONS.name: ("corridor", "side")}


@dataclass(frozen=True)
class Comparison:
    """How two records of one day and place compare: the traits that differ and the number that agree.

    They describe the same event if no trait differs.
    """

    differing: tuple[str, ...]
    agreeing: int


def compare(table: Table, one: Values, other: Values) -> Comparison | None:
    """Compare two records of one day. Return None if their place, number or kind shows that they are different events."""
    counts = [record.get("extra_counted_by") for record in (one, other) if record.get(NUMBER) is not None]
    if len(counts) == 2 and counts[0] == counts[1] and one[NUMBER] != other[NUMBER]:
        return None
    if table is INCIDENTS and not (_is_one_place(one, other) and _may_be_one_kind(one, other)):
        return None
    if any(_read(one, column) != _read(other, column) for column in DISTINGUISHING.get(table.name, ())):
        return None
    differing = ["count of patrols"] if len(set(counts)) > 1 else []
    agreeing = 0
    if table is INCIDENTS and _name_kind(one) != _name_kind(other):
        differing.append("kind")
    if one.get("date_precision", "day") != "day":
        differing.append("day")  # a month may have several events
    for name, columns in TRAITS[table.name].items():
        values = [tuple(_read(record, column) for column in columns) for record in (one, other)]
        if all(any(value is not None for value in of_record) for of_record in values):
            agreeing += values[0] == values[1]
            differing += [name] if values[0] != values[1] else []
    return Comparison(tuple(differing), agreeing)


def join(first: Values, second: Values) -> dict[str, Any]:
    """Combine two records of the same event: the values of `first`, completed by those of `second`."""
    joined = dict(first)
    for column, value in second.items():
        mine = _read(first, column)
        if column in ("source_ids", "extra_documents"):
            joined[column] = _join_lists(mine, value)
        elif column == "as_written":
            joined[column] = (
                "; ".join(_join_lists(*(text.split("; ") if text else None for text in (mine, value))) or ()) or None
            )
        elif mine is None and column not in POINT:
            joined[column] = value
    if first.get("lat") is None and second.get("lat") is not None:
        joined |= {column: second[column] for column in POINT}
    return joined


def _join_lists(one: list[Any] | None, other: list[Any] | None) -> list[Any] | None:
    return [*(one or ()), *(each for each in other or () if each not in (one or ()))] or None


def _read(record: Values, column: str) -> Any:
    """Return the value of a column in a comparable form, or None if it has no information."""
    value = record.get(column)
    return None if value in ([], UNINFORMATIVE.get(column)) else value


def _is_one_place(one: Values, other: Values) -> bool:
    """Whether two incidents are at one place: compares points if both have one, otherwise names, otherwise corridors."""
    corridors = [record.get("lies_on") or record.get("corridor") for record in (one, other)]
    if _differ(*corridors):
        return False
    if None not in (one["lat"], other["lat"]):
        return all(abs(one[axis] - other[axis]) <= NEAR_DEGREES for axis in ("lat", "lon"))
    names = [fold_name(record["place"]) for record in (one, other)]
    if all(names):
        return names[0] in names[1] or names[1] in names[0]
    return corridors[0] is not None and corridors[0] == corridors[1]


def fold_name(text: str | None) -> str:
    """Return a name without case, accents, spaces and punctuation."""
    return "".join(word.text for word in fold(text or ""))


def _may_be_one_kind(one: Values, other: Values) -> bool:
    kinds = {one["kind"], other["kind"]}
    return len(kinds) == 1 or "unknown" in kinds or ("attack" in kinds and kinds <= set(VIOLENT_KINDS))


def _name_kind(record: Values) -> tuple[str, str]:
    """Return the kind. If it is unknown, also return the original word for it."""
    return record["kind"], fold_name(record["kind_detail"]) if record["kind"] == "unknown" else ""


def _differ(one: Any, other: Any) -> bool:
    return one is not None and other is not None and one != other
