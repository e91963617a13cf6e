"""SQL expressions that feeds build of the columns of a file, and `words.csv`, which says what a feed's words mean here."""

import csv
from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path

from etl.feeds import Refusal
from etl.tables.schema import literal, quoted

FILE = Path(__file__).parent / "words.csv"


@cache
def read_words_table() -> list[dict[str, str]]:
    """Read words.csv: in `column` of `feed`, `word` means that our column `ours` is `value`."""
    with open(FILE, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def translate(feed: str, column: str, held: Collection[str], otherwise: str) -> str:
    """Return the expression of one of our columns by the words of a feed's columns, as far as the file has these.

    Columns are looked at in the order of words.csv: the nearer word before the wider one.
    """
    rows = [
        row for row in read_words_table() if row["feed"] == feed and row["ours"] == column and row["column"] in held
    ]
    cases = [
        match_words(
            f"whole(words({quoted(theirs)}))",
            {row["word"]: row["value"] for row in rows if row["column"] == theirs},
            None,
        )
        for theirs in dict.fromkeys(row["column"] for row in rows)
    ]
    return f"coalesce({', '.join([*cases, literal(otherwise)])})"


def match_words(expression: str, values: dict[str, str], otherwise: str | None) -> str:
    """Return a CASE over words, whatever their case."""
    pairs = " ".join(f"WHEN {literal(word.lower())} THEN {literal(value)}" for word, value in values.items())
    return f"CASE lower({expression}) {pairs} ELSE {'NULL' if otherwise is None else literal(otherwise)} END"


def read_cell(name: str, held: Collection[str]) -> str:
    """Return a column of words, empty where the file does not have it."""
    return f"words({quoted(name)})" if name in held else "NULL::VARCHAR"


def read_figure(name: str, held: Collection[str]) -> str:
    """Return a column of figures as text, empty where the file does not have it or says that the value is not known."""
    return f"known(plain({quoted(name)}))" if name in held else "NULL::VARCHAR"


def read_code(name: str, held: Collection[str], unknown: str | None = None) -> str:
    """Return a column of codes or ids as text; a cell that the pattern `unknown` matches is empty."""
    if name not in held:
        return "NULL::VARCHAR"
    text = f"whole({read_figure(name, held)})"
    return f"CASE WHEN NOT regexp_full_match({text}, {literal(unknown)}) THEN {text} END" if unknown else text


# How a cell becomes text; some feeds write an unknown value in their own way.
Reader = Callable[[str, Collection[str]], str]


def read_people(name: str, held: Collection[str]) -> str:
    """Return the low, best and high number of people in a column.

    A column that is not there is not read at all: DuckDB would plan it.
    """
    return (
        f"read_people({read_figure(name, held)})"
        if name in held
        else "NULL::STRUCT(low INTEGER, best INTEGER, high INTEGER)"
    )


def read_days(name: str, held: Collection[str]) -> str:
    """Return the first and the last possible day in a column, and the precision."""
    if name not in held:
        return 'NULL::STRUCT("first" DATE, "last" DATE, "precision" VARCHAR)'
    return f"read_date({read_figure(name, held)}, $date_order)"


def read_degrees(latitude: str, longitude: str, held: Collection[str], read: Reader = read_figure) -> dict[str, str]:
    """Return the parsed expressions `lat_read` and `lon_read` of a point; the point 0, 0 says that no point is known."""
    if not {latitude, longitude} <= set(held):
        return {"lat_read": "NULL::DOUBLE", "lon_read": "NULL::DOUBLE"}
    return {
        "lat_read": f"read_degrees({read(latitude, held)})",
        "lon_read": f"read_degrees({read(longitude, held)})",
    }


POINT = {
    "lat": "CASE WHEN lon_read IS NOT NULL AND NOT (lat_read = 0 AND lon_read = 0) THEN lat_read END",
    "lon": "CASE WHEN lat_read IS NOT NULL AND NOT (lat_read = 0 AND lon_read = 0) THEN lon_read END",
}
HAS_POINT = "(lat_read IS NOT NULL AND lon_read IS NOT NULL AND NOT (lat_read = 0 AND lon_read = 0))"


def refuse_point(latitude: str, longitude: str, held: Collection[str], read: Reader = read_figure) -> list[Refusal]:
    """Return the rules that a point must keep."""
    if not {latitude, longitude} <= set(held):
        return []
    return [
        rule
        for name, degrees, most in ((latitude, "lat_read", 90), (longitude, "lon_read", 180))
        for rule in (
            Refusal(f"{degrees} IS NULL AND {read(name, held)} IS NOT NULL", name, "not a number of degrees"),
            Refusal(f"abs({degrees}) > {most}", name, f"beyond {most} degrees"),
        )
    ]


def refuse_people(name: str, people: str, held: Collection[str], read: Reader = read_figure) -> list[Refusal]:
    """Return the rule for a column that is parsed as `people`."""
    if name not in held:
        return []
    return [Refusal(f"{people} IS NULL AND {read(name, held)} IS NOT NULL", name, "not a number of people")]


def read_number(name: str, held: Collection[str]) -> str:
    """Return a column of kilometres, with decimals after a point or a comma."""
    return f"read_kilometres({read_figure(name, held)})"


def refuse_number(name: str, held: Collection[str], condition: str) -> list[Refusal]:
    """Return the rule for such a column of the rows that fulfil a condition."""
    if name not in held:
        return []
    number, cell = read_number(name, held), read_figure(name, held)
    return [Refusal(f"{condition} AND {number} IS NULL AND {cell} IS NOT NULL", name, "not a number of kilometres")]


def refuse_day(name: str, day: str) -> list[Refusal]:
    """Return the rules for a column that must hold a date and is parsed as `day`."""
    return [
        Refusal(f"plain({quoted(name)}) IS NULL", name, "no date"),
        Refusal(f"{day} IS NULL", name, "not a date"),
    ]
