"""Finds the placeholders for missing values and the separators in figures, by the evidence of a whole table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb

from etl.load.files.evidence.marks import Marks, find_marks
from etl.load.sql import fetch_row, fill_in, list_names
from etl.tables.schema import quote_identifier, quote_text

# Placeholders for missing values that are never the name of a place.
CERTAIN = (
    *("NULL", "null", "Null", "NaN", "nan", "NA", "<NA>", "#N/A", "N/A", "n/a", "NaT", "(null)", "\\N"),
    *(
        "#NULL!",
        "#DIV/0!",
        "#REF!",
        "#VALUE!",
        "#NAME?",
        "#NUM!",
        "#GETTING_DATA",
        "Err:502",
        "Err:504",
        "Err:508",
        "Err:511",
        "Err:522",
    ),
    *("-", "--", "---", "–", "—", "unk", "Unk", "UNK", "unk."),
)
# In a column of people these mean nobody, unless the word also occurs where that makes no sense, or beside a 0 or NULL.
NONE = (OF_PYTHON := "None", "none", "NONE")
NOUGHT = ("0", "0.0", "0,0")
WHERE_NONE_IS_A_PROGRAM = (*NOUGHT, "NULL", "NaN", "nan", "<NA>", "NaT", "(null)", "\\N")
WHERE_NONE_IS_NO_WORD = {
    *("id", "date", "date_end", "place", "lat", "lon", "point", "lat_lon", "lon_lat", "admin1", "admin2", "country"),
    *("number", "length_km", "source_url"),
}
# Codes for a missing value: below 0, or far above all other numbers.
CODES = ("-1", "-8", "-9", "-88", "-98", "-99", "-999", "-9999", "-99999", "-1.0", "-9.0", "-99.0", "-999.0", "-9999.0")
HIGH_CODES = ("999", "9999", "99999", "999999", "999.0", "9999.0", "99999.0")
TIMES_ABOVE = 10
ONCE_IS_ENOUGH = 9999  # a smaller code must occur more than once
BEYOND = {"lat": 90, "lon": 180}
SPECIAL = (*CERTAIN, *NONE, *CODES, *HIGH_CODES, *NOUGHT)

Counts = dict[str, dict[str, int]]  # number of rows by column and cell


@dataclass(frozen=True)
class Evidence:
    """What a table shows: missing-value cells, separators in figures, and degrees that are not plain numbers, by column."""

    missing: dict[str, list[str]] = field(default_factory=dict)
    marks: dict[str, Marks] = field(default_factory=dict)
    odd_degrees: dict[str, list[str]] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    def drop_missing(self, relation: str) -> str:
        """Return the relation with NULL in place of missing-value cells."""
        if not self.missing:
            return relation
        replaced = ", ".join(
            f"CASE WHEN trim({name}) IN ({', '.join(map(quote_text, texts))}) THEN NULL ELSE {name} END AS {name}"
            for name, texts in ((quote_identifier(column), texts) for column, texts in self.missing.items())
        )
        return f"(SELECT * REPLACE ({replaced}) FROM {relation})"


NO_EVIDENCE = Evidence()


def find_evidence(
    con: duckdb.DuckDBPyConnection,
    relation: str,
    names: Sequence[str],
    people: Sequence[str],
    measures: Sequence[str],
    degrees: Sequence[str],
    headers: Mapping[str, str],
) -> Evidence:
    """Scan the columns `names` once and return what they show.

    `people` are columns with numbers of people, `measures` with other numbers, and `degrees` with latitudes or
    longitudes. `headers` maps columns to their names in the file.
    """
    if not names:
        return NO_EVIDENCE
    figures = (*people, *measures)
    codes = ", ".join(map(quote_text, HIGH_CODES))
    columns = [
        f"histogram(trim({cell})) FILTER (list_contains($special, CASE WHEN {cell} < '!' THEN trim({cell}) ELSE {cell} END))"
        for cell in map(quote_identifier, names)
    ]
    columns += [
        fill_in("marks_of_figures", cell=quote_identifier(name), odd=quote_identifier(f"odd {name}"), codes=codes)
        for name in figures
    ]
    columns += [
        f"list(DISTINCT {cell}) FILTER (try_cast({cell} AS DOUBLE) IS NULL)" for cell in map(quote_identifier, degrees)
    ]
    # Tidying a cell takes ten times as long as scanning it.
    odd = "".join(
        f", CASE WHEN NOT regexp_full_match({quote_identifier(name)}, '\\d+') THEN plain({quote_identifier(name)}) END AS {quote_identifier(f'odd {name}')}"
        for name in figures
    )
    listed = list_names(dict.fromkeys((*names, *figures, *degrees)))
    query = fill_in("cells_of_columns", columns=", ".join(columns), names=listed, odd=odd, relation=relation)
    row = fetch_row(con, query, {"special": list(SPECIAL)})
    counts: Counts = {name: found or {} for name, found in zip(names, row, strict=False)}
    shapes: dict[str, dict[str, Any]] = dict(zip(figures, row[len(names) :], strict=False))
    missing: dict[str, list[str]] = {
        name: [text for text in CERTAIN if text in found] + _find_codes(name, counts, shapes if name in people else {})
        for name, found in counts.items()
    }
    remarks = [*_decide_none(counts, missing, people, headers), *_describe_codes(counts, missing, headers)]
    marks = {name: found for name, shape in shapes.items() if (found := find_marks(shape, name in people))}
    remarks += [
        f"{headers.get(name, name)}: numbers such as 1.200 or 1,200 may be thousands or decimals, since other cells of the column show both; they are not "
        f"known (cells: {shape['dot groups'] + shape['comma groups']:,})."
        for name, shape in shapes.items()
        if name in marks and "unclear" in marks[name]
    ]
    remarks += [
        f"{headers.get(name, name)}: a dot before three digits was read as a thousands separator, 1.200 as 1200 (cells: {cells:,})."
        for name in people
        if name in marks and marks[name].dot == "thousands" and (cells := shapes[name]["dot groups"])
    ]
    odd_degrees = {name: found or [] for name, found in zip(degrees, row[len(names) + len(figures) :], strict=True)}
    return Evidence({name: texts for name, texts in missing.items() if texts}, marks, odd_degrees, tuple(remarks))


def _decide_none(
    counts: Counts, missing: dict[str, list[str]], people: Sequence[str], headers: Mapping[str, str]
) -> list[str]:
    """Add the word None to `missing` if the table shows that it is not a number, and describe how it was read."""
    remarks = []
    for text in NONE:
        columns = [name for name, found in counts.items() if text in found]
        if not any(
            name in WHERE_NONE_IS_NO_WORD
            or (text == OF_PYTHON and name in people and set(WHERE_NONE_IS_A_PROGRAM) & set(counts[name]))
            for name in columns
        ):
            columns = [name for name in columns if name in people]
            if columns:
                rows = sum(counts[name][text] for name in columns)
                remarks.append(f"“{text}” in {_list_headers(columns, headers)} was read as nobody (cells: {rows:,}).")
            continue
        for name in columns:
            missing[name].append(text)
        rows = sum(counts[name][text] for name in columns)
        remarks.append(f"“{text}” in {_list_headers(columns, headers)} was read as not known (cells: {rows:,}).")
    return remarks


def _find_codes(name: str, counts: Counts, shapes: dict[str, dict[str, Any]]) -> list[str]:
    """Return the numbers of a column that are codes for a missing value."""
    found = counts[name]
    if name in BEYOND:
        beyond = [code for code in (*CODES, *HIGH_CODES) if code in found and abs(float(code)) > BEYOND[name]]
        # -99 may be a longitude, unless -99 also occurs as a latitude in the same number of rows.
        both = [code for code in ("-99", "-99.0") if code in found and counts.get("lat", {}).get(code) == found[code]]
        return list(dict.fromkeys([*beyond, *both]))
    if name not in shapes:
        return []
    highest = shapes[name]["highest"] or 0
    return [
        code
        for code in (*CODES, *HIGH_CODES)
        if code in found
        and (
            code in CODES
            or (highest * TIMES_ABOVE <= float(code) and (found[code] > 1 or float(code) >= ONCE_IS_ENOUGH))
        )
    ]


def _list_headers(columns: Sequence[str], headers: Mapping[str, str]) -> str:
    return ", ".join(headers.get(name, name) for name in columns)


def _describe_codes(counts: Counts, missing: dict[str, list[str]], headers: Mapping[str, str]) -> list[str]:
    found_codes = {
        name: {text: counts[name][text] for text in texts if text in CODES or text in HIGH_CODES}
        for name, texts in missing.items()
    }
    return [
        f"{headers.get(name, name)}: {', '.join(found)} was read as not known (cells: {sum(found.values()):,})."
        for name, found in found_codes.items()
        if found
    ]
