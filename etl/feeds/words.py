"""What the words and codes of a feed are called here: `words.csv`, and the SQL that is made of it."""

import csv
from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path

from etl.feeds import Refusal
from etl.tables.schema import literal, quoted

FILE = Path(__file__).parent / "words.csv"


@cache
def table() -> list[dict[str, str]]:
    """The rows of words.csv: in `column` of `feed`, `word` means that our column `ours` is `value`."""
    with open(FILE, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ours(feed: str, column: str, held: Collection[str], otherwise: str) -> str:
    """The expression of one of our columns by the words of a feed's columns, as far as the file has these.

    Columns are asked in the order of words.csv: the nearer word before the wider one.
    """
    rows = [row for row in table() if row["feed"] == feed and row["ours"] == column and row["column"] in held]
    cases = [
        case(
            f"whole(words({quoted(theirs)}))",
            {row["word"]: row["value"] for row in rows if row["column"] == theirs},
            None,
        )
        for theirs in dict.fromkeys(row["column"] for row in rows)
    ]
    return f"coalesce({', '.join([*cases, literal(otherwise)])})"


def case(expression: str, values: dict[str, str], otherwise: str | None) -> str:
    """A CASE over words, whatever their case."""
    pairs = " ".join(f"WHEN {literal(word.lower())} THEN {literal(value)}" for word, value in values.items())
    return f"CASE lower({expression}) {pairs} ELSE {'NULL' if otherwise is None else literal(otherwise)} END"


def cell(name: str, held: Collection[str]) -> str:
    """A column of words, empty where the file does not have it."""
    return f"words({quoted(name)})" if name in held else "NULL::VARCHAR"


def tidy(name: str, held: Collection[str]) -> str:
    """A column of figures as text, empty where the file does not have it or says that the value is not known."""
    return f"known(plain({quoted(name)}))" if name in held else "NULL::VARCHAR"


def code(name: str, held: Collection[str], unknown: str | None = None) -> str:
    """A column of codes or ids as text; a cell that the pattern `unknown` matches is empty."""
    if name not in held:
        return "NULL::VARCHAR"
    text = f"whole({tidy(name, held)})"
    return f"CASE WHEN NOT regexp_full_match({text}, {literal(unknown)}) THEN {text} END" if unknown else text


# Tells how a cell becomes text, for the feeds that write an unknown value in their own way.
Tidy = Callable[[str, Collection[str]], str]


def people(name: str, held: Collection[str]) -> str:
    """The low, best and high number of people in a column. A column that is not there is not read: DuckDB would plan it."""
    return (
        f"read_people({tidy(name, held)})" if name in held else "NULL::STRUCT(low INTEGER, best INTEGER, high INTEGER)"
    )


def days(name: str, held: Collection[str]) -> str:
    """The first and the last possible day in a column, and the precision."""
    if name not in held:
        return 'NULL::STRUCT("first" DATE, "last" DATE, "precision" VARCHAR)'
    return f"read_date({tidy(name, held)}, $date_order)"


def degrees(latitude: str, longitude: str, held: Collection[str], tidy: Tidy = tidy) -> dict[str, str]:
    """The parsed expressions `lat_read` and `lon_read` of a point; the point 0, 0 says that no point is known."""
    if not {latitude, longitude} <= set(held):
        return {"lat_read": "NULL::DOUBLE", "lon_read": "NULL::DOUBLE"}
    return {
        "lat_read": f"read_degrees({tidy(latitude, held)})",
        "lon_read": f"read_degrees({tidy(longitude, held)})",
    }


POINT = {
    "lat": "CASE WHEN lon_read IS NOT NULL AND NOT (lat_read = 0 AND lon_read = 0) THEN lat_read END",
    "lon": "CASE WHEN lat_read IS NOT NULL AND NOT (lat_read = 0 AND lon_read = 0) THEN lon_read END",
}
HAS_POINT = "(lat_read IS NOT NULL AND lon_read IS NOT NULL AND NOT (lat_read = 0 AND lon_read = 0))"


def refuse_point(latitude: str, longitude: str, held: Collection[str], tidy: Tidy = tidy) -> list[Refusal]:
    """The rules that a point must keep."""
    if not {latitude, longitude} <= set(held):
        return []
    return [
        rule
        for name, read, most in ((latitude, "lat_read", 90), (longitude, "lon_read", 180))
        for rule in (
            Refusal(f"{read} IS NULL AND {tidy(name, held)} IS NOT NULL", name, "not a number of degrees"),
            Refusal(f"abs({read}) > {most}", name, f"beyond {most} degrees"),
        )
    ]


def refuse_people(name: str, read: str, held: Collection[str], tidy: Tidy = tidy) -> list[Refusal]:
    """The rule for a column of people that is parsed as `read`."""
    if name not in held:
        return []
    return [Refusal(f"{read} IS NULL AND {tidy(name, held)} IS NOT NULL", name, "not a number of people")]


def refuse_day(name: str, read: str) -> list[Refusal]:
    """The rules for a column that must hold a date and is parsed as `read`."""
    return [
        Refusal(f"plain({quoted(name)}) IS NULL", name, "no date"),
        Refusal(f"{read} IS NULL", name, "not a date"),
    ]
