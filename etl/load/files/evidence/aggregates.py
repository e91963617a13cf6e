"""Recognises tables that count events or add up victims instead of listing events.

A release cannot hold such figures, so these tables are refused with a description of what they hold.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import prod
from pathlib import Path
from typing import NamedTuple

import duckdb

from etl.errors import FileRefused
from etl.feeds import Shape, analyst
from etl.feeds.common import counts
from etl.feeds.common.expressions import read_date_text
from etl.feeds.common.headers import find_header
from etl.formats import Preview, Rows, read
from etl.load.sql import fetch_row, fill_in
from etl.tables.labels import format_count
from etl.tables.schema import quote_identifier, quote_text

# Columns that describe single events; a table of counts does not have them.
OF_AN_EVENT = (
    "kind", "target", "target_party", "actor", "attacker", "actor2", "weapon", "claimed_by", "verification", "outcome", "participants",
    "direction", "record_2",
)  # fmt: skip
OF_A_RECORD = ("id", "lat", "lon", "note", "source_url")
PLACES = ("country", "admin1", "admin2", "corridor", "place")
STEPS = {1: "daily ", 7: "weekly "}
FEWEST_ROWS, MOST_ROWS = 3, 20_000
# Only used to describe the time span. The order of day and month is decided elsewhere.
IN_FIGURES = "try_strptime(regexp_replace(without_time({text}), '[.-]', '/', 'g'), ['%d/%m/%Y', '%m/%d/%Y'])::DATE"
# How likely meaningless figures may be to rise in the order of days: in a list, in rows of regular days without any
# description of an event, and in a column called a total.
CHANCE, CHANCE_OF_REGULAR_DAYS, CHANCE_OF_TOTALS = 0.01, 0.1, 0.5
TOTAL_SO_FAR = re.compile(
    r"\b(total|cumul|kumul|running|to.date|so.far|gesamt|итог|всего|накоп|всього|наростаюч|toplam|kümül|acumul)|جمالي|مجموع|تراكم",
    re.IGNORECASE,
)


AS_EXPOSURE = (
    "Counts of what passed a corridor whose exposure is counted, such as transits, are loaded from rows of record=exposure with corridor, "
    "date, date_end, unit, count and counted_by, as `patrolwatch template` lays them out. "
)


class NoEvents(FileRefused):
    """Raised for a table that holds no events. `phrase` describes what it holds: running totals of victims, or counts."""

    def __init__(self, name: str, phrase: str, are_totals: bool = False):
        counts = "" if are_totals else AS_EXPOSURE
        super().__init__(
            f"{name}: it holds {phrase}, not events, so nothing was loaded from it. {counts}If each row is one event, use --as-events.",
            options=("as-events",),
        )
        self.phrase = phrase


@dataclass(frozen=True)
class _Header:
    """The columns of a table that may count events. `period` is an expression for the period of a row."""

    names: list[str]
    headers: list[str]
    skip: int
    counted: list[str]
    period: str
    of_period: set[str]

    @property
    def described(self) -> list[str]:
        """The columns that describe a single event or record."""
        return [name for name in (*OF_AN_EVENT, *OF_A_RECORD) if name in self.names]

    @property
    def groups(self) -> list[str]:
        """The columns that distinguish rows of one period."""
        others = {*self.counted, *self.of_period, *analyst.FIGURES, *OF_A_RECORD}
        return [name for name in self.names if name not in others]


@dataclass(frozen=True)
class _Statistics:
    """Statistics over all rows of such a table; see counts_by_period.sql."""

    rows: int
    filled: list[int]
    whole: list[int]
    other_than_one: list[int]
    without_events: int
    keys: int
    described_filled: list[int]
    first: date | None
    last: date | None
    begins: str
    ends: str
    precision: str | None
    steps: list[int] | None
    periods: int

    @property
    def is_regular(self) -> bool:
        """Whether each period and group has exactly one row, and all periods are equally far apart."""
        is_even = len(self.steps or ()) == 1 or self.precision in ("month", "year")
        return self.periods >= 3 and self.keys == self.rows and is_even


def describe_counts(con: duckdb.DuckDBPyConnection, preview: Preview, folder: Path) -> str | None:
    """Describe what a table counts, as a phrase that follows "it holds". Return None if it may be a list of events."""
    header = _read_header(preview)
    if not header:
        return None
    statistics = _read_statistics(con, read(preview, header.names, header.skip, folder, quick=False), header)
    counted = [
        place
        for place, cells in enumerate(statistics.filled)
        if cells >= 0.8 * statistics.rows
        and statistics.whole[place] >= 0.9 * cells
        and statistics.other_than_one[place]
    ]
    if not statistics.rows or not counted or not _counts_events(header, statistics, len(counted)):
        return None
    often = {"month": "monthly ", "year": "yearly "}.get(statistics.precision or "") or STEPS.get(
        min(statistics.steps or [0]), ""
    )
    span = (
        f"{statistics.first} to {statistics.last}" if statistics.first else f"{statistics.begins} to {statistics.ends}"
    )
    headed = dict(zip(header.names, header.headers, strict=True))
    what = _join([counts.name_counted(headed[header.counted[place]]) for place in counted])
    return f"{often}counts of {what} ({format_count(statistics.rows, 'row')}, {span})"


def _read_header(preview: Preview) -> _Header | None:
    found = find_header(preview, counts.is_header)
    if not found:
        return None
    headers, skip = found
    names = analyst.make_names(headers)
    headed = dict(zip(names, headers, strict=True))
    # Rows with record=exposure are counts that a release can hold.
    ours = analyst.OURS if "record_2" in names else analyst.OURS - {"count"}
    of_kinds = counts.list_kinds([headed[name] for name in names if name not in analyst.OURS])
    counted = [
        name for name in names if (counts.is_count(headed[name]) and name not in ours) or headed[name] in of_kinds
    ]
    if not counted:
        return None
    if "date" in names or {"year", "month"} <= set(names):
        return _Header(names, headers, skip, counted, read_date_text(names), set(analyst.DAYS))
    column = next(name for name in names if counts.is_period(headed[name]))
    return _Header(names, headers, skip, counted, f"known(plain({quote_identifier(column)}))", {column})


def _read_statistics(con: duckdb.DuckDBPyConnection, rows: Rows, header: _Header) -> _Statistics:
    numbers = range(1, len(header.counted) + 1)
    query = fill_in(
        "counts_by_period",
        period=header.period,
        day=f"coalesce(plain_days(period), one_day({IN_FIGURES.format(text='period')}))",
        counts=f"[{', '.join(map(quote_identifier, header.counted))}]::VARCHAR[]",
        group=f"[{', '.join(f'lower(trim({quote_identifier(name)}))' for name in header.groups)}]::VARCHAR[]",
        described=f"[{', '.join(map(quote_identifier, header.described))}]::VARCHAR[]",
        relation=rows.numbered_relation,
        filled=", ".join(f"count(nullif(trim(counts[{n}]), ''))" for n in numbers),
        whole=", ".join(f"count(numbers[{n}])" for n in numbers),
        other=", ".join(f"count(*) FILTER (numbers[{n}] <> 1)" for n in numbers),
        described_filled=", ".join(
            f"count(nullif(trim(described[{n}]), ''))" for n in range(1, len(header.described) + 1)
        ),
    )
    return _Statistics(*fetch_row(con, query))


def _counts_events(header: _Header, statistics: _Statistics, columns: int) -> bool:
    """Whether the rows are periods rather than events, judging by their other columns."""
    holds = {
        name
        for name, cells in zip(header.described, statistics.described_filled, strict=True)
        if cells >= 0.5 * statistics.rows
    }
    of_event = holds & set(OF_AN_EVENT)
    if of_event:  # a long table has one kind per row and a single column of counts
        is_one_a_group = statistics.keys == statistics.rows and columns == 1 and holds == of_event
        return is_one_a_group and (
            bool(statistics.without_events) or statistics.is_regular or statistics.rows > statistics.periods
        )
    # A list may have one event a day. If each row has a point or an id, it is a table of periods only if some rows
    # count no event.
    return not holds or bool(statistics.without_events) or (statistics.is_regular and not holds & {"id", "lat", "lon"})


class _Rising(NamedTuple):
    """How the figures of one column change from day to day; see running_totals.sql."""

    column: str
    rising_groups: int
    groups: int
    has_small_steps: bool
    first: int
    last: int
    most_on_one_day: int
    first_day: date
    last_day: date
    chance: float
    is_regular: bool

    @property
    def only_rises(self) -> bool:
        """Whether the figures never fall in any group with at least three days."""
        return self.rising_groups == self.groups

    def is_by_chance(self, header: str, lists_events: bool) -> bool:
        """Whether figures in random order could rise like this. Needs less evidence if the header or regular days suggest totals."""
        if TOTAL_SO_FAR.search(header):
            return self.chance > CHANCE_OF_TOTALS
        return self.chance > (CHANCE if lists_events or not self.is_regular else CHANCE_OF_REGULAR_DAYS)


def describe_running_totals(
    con: duckdb.DuckDBPyConnection, rows: Rows, names: Sequence[str], shape: Shape, headers: Mapping[str, str]
) -> tuple[str | None, list[str]]:
    """Describe figures that are running totals, as a phrase that follows "it holds".

    In uncertain cases, return no phrase but a warning for each column that only rises. `headers` maps our columns to the
    names in the file.
    """
    figures = [name for name in shape.figures if name in names]
    if not figures:
        return None, []
    if not FEWEST_ROWS <= fetch_row(con, f"SELECT count(*) FROM {rows.relation}")[0] <= MOST_ROWS:
        return None, []  # no real table has more running totals, and fewer figures do not show that they only rise
    groups = [name for name in names if name in PLACES]
    cells = ", ".join(
        f"{{'column': {quote_text(name)}, 'figure': figure_of(known(plain({quote_identifier(name)})))}}"
        for name in figures
    )
    query = fill_in(
        "running_totals",
        day=f"read_date_of({shape.date_text})",
        group=f"[{', '.join(f'lower(trim({quote_identifier(name)}))' for name in groups)}]::VARCHAR[]",
        figures=f"[{cells}]",
        relation=rows.relation,
    )
    found = [_Rising(*row) for row in con.execute(query).fetchall()]
    rising = [each for each in found if each.only_rises]
    if not rising:
        return None, []
    spans = _join([f"{headers.get(each.column, each.column)} ({each.first:,} to {each.last:,})" for each in rising])
    if _are_surely_totals(found, rising, set(names)):
        first_day, last_day = min(each.first_day for each in rising), max(each.last_day for each in rising)
        return f"running totals of {spans} from {first_day} to {last_day}", []
    lists_events = bool({*OF_AN_EVENT, *OF_A_RECORD} & set(names))
    return None, [
        f"{headers.get(each.column, each.column)} only rises, from {each.first:,} to {each.last:,}: if it is a total of all days so "
        "far, its sum counts people many times. In that case leave the column out, or load the new cases of each day."
        for each in rising
        if each.most_on_one_day == 1 and not each.is_by_chance(headers.get(each.column, each.column), lists_events)
    ]


def _are_surely_totals(found: Sequence[_Rising], rising: Sequence[_Rising], names: set[str]) -> bool:
    """Whether all figures only rise, at most once a day and in small steps or on regular days, and no column describes an event."""
    if names & {*OF_AN_EVENT, *OF_A_RECORD} or len(rising) != len([each for each in found if each.last]):
        return False
    if any(each.most_on_one_day > 1 for each in rising):
        return False
    chance = prod(each.chance for each in rising)
    if all(each.has_small_steps for each in rising):
        return len(rising) > 1 or chance < CHANCE or rising[0].first >= 50
    return chance < CHANCE and all(each.is_regular for each in rising)


def _join(names: list[str]) -> str:
    return ", ".join(names[:-1]) + (" and " if len(names) > 1 else "") + names[-1]
