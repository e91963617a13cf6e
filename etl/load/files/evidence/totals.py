"""Finds rows that are not events: totals of other rows, and headings that name a month or group.

A word alone decides nothing, since a place may be called Total. It takes into account whether the row describes anything as the
others do, whether its figures are the sum of others, and whether it names a month while others name a day.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import duckdb

from etl.feeds import Shape
from etl.feeds.common.days.words import read_names, tidy
from etl.feeds.lexicon.meaning import NOTHING, find_meaning
from etl.feeds.points.columns import POINTS
from etl.formats import Reject, Rows
from etl.formats.tables import MAX_REJECT_TEXT
from etl.load.files.evidence.total_words import TotalWords, read_total_words
from etl.load.sql import fetch_row, fill_in, list_names
from etl.tables.schema import quote_identifier, quote_text

A_TOTAL = "a total of other rows, not an event"
A_HEADING = "a heading, not an event"
A_DAY_ALONE = "nothing but a date, so not an event"
A_NOTE = "a note, not an event"
NOT_EVENTS = (A_TOTAL, A_HEADING, A_DAY_ALONE, A_NOTE)
WORD = re.compile(r"[^\W\d_]{2,}")
WORDS_OF_A_NOTE = 5  # a day has at most a weekday, an ordinal, a month and a word between them
# Columns that may describe a whole block of rows, so a heading may fill them too.
OF_A_BLOCK = {"country", "corridor", "admin1", "admin2", "source", "source_url"}
# Words that may accompany a word for a total without naming a group. Month names also count.
BESIDE = {
    "of", "for", "in", "the", "and", "month", "year", "week", "day", "date", "no", "number", "killed", "wounded", "dead", "deaths",
    "injured", "casualties", "victims", "incidents", "events", "attacks", "patrols", "rows", "records", "general", "cumulative", "to",
    "so", "far", "daily", "weekly", "monthly", "quarterly", "annual", "yearly", "quarter", "period", "months", "weeks", "days", "years",
    "this", "locations", "places", "areas", "sites", "provinces", "governorates", "districts", "types", "kinds", "journalier", "hebdomadaire", "mensuel", "annuel", "diario", "semanal", "mensual", "anual", "de", "du",
    "des", "pour", "mois", "annee", "за", "месяц", "год", "عدد", "شهر", "سنة",
}  # fmt: skip
# Numbers that describe a single event.
NUMBERS_THAT_DESCRIBE = {"id", "number", "lat", "lon", "kind", *POINTS}
LONGEST_LABEL = 45
ROWS_OF_A_SAMPLE = 2_000
# Terms of a sum; DuckDB takes seconds to plan thousands of columns, or rejects them as too deeply nested.
MOST_TERMS = 100
SURE_FIGURE = 10  # a single smaller figure may be the sum of those above it by chance


@dataclass(frozen=True)
class _Suspect:
    """A row that may not be an event; see totals_suspected.sql."""

    record: int
    line: int
    date_text: str | None
    is_coarse: bool
    has_day: bool
    is_followed: bool | None
    kind: str | None
    column: str | None
    label: str | None
    described: int
    own: int
    worded: int
    filled: int
    text: str
    figures: list[int | None]
    since_last: list[int | None]
    above: list[int | None]
    everything: list[int | None]
    below: list[int | None]
    rows_since: int
    rows_above: int
    rows_of_all: int
    rows_below: int
    is_at_edge_of_month: bool
    typical: float  # typical number of words in a row of the table
    rows_of_events: int
    rows_of_coarse_events: int

    @property
    def names_month_among_days(self) -> bool:
        """Whether it names a month or year while most other rows name a day."""
        return self.is_coarse and self.rows_of_coarse_events * 2 < self.rows_of_events

    @property
    def has_figures(self) -> bool:
        """Whether it has any figure."""
        return any(figure is not None for figure in self.figures)

    @property
    def rows_summed(self) -> int:
        """The number of other rows whose sums its figures are, or 0."""
        sums = [(self.since_last, self.rows_since), (self.above, self.rows_above), (self.everything, self.rows_of_all)]
        if self.is_followed:  # a total above the days of its month
            sums.append((self.below, self.rows_below))
        stated = [place for place, figure in enumerate(self.figures) if figure is not None]
        fitting = [rows for of, rows in sums if all(self.figures[place] == (of[place] or 0) for place in stated)]
        return max(fitting, default=0) if stated else 0

    @property
    def is_sum(self) -> bool:
        """Whether its figures are sums of other rows."""
        return self.rows_summed > 0

    @property
    def is_surely_sum(self) -> bool:
        """Whether its figures are sums and chance is ruled out."""
        counted = [figure for figure in self.figures if figure]
        return self.is_sum and self.rows_above >= 2 and (len(counted) > 1 or max(counted, default=0) >= SURE_FIGURE)

    def is_sum_without_kind(self, words: TotalWords) -> bool:
        """Whether it is a sum of other rows and names no kind of event. If it is also labelled a total, it is not chance."""
        kind = (self.kind or "").strip().casefold()
        # Not “3 incidents”.
        is_kind = bool(kind) and kind not in words.are_sure and not all(map(_names_no_group, kind.split()))
        has_kind = self.describes_event or (self.column != "kind" and is_kind)
        return self.is_sum and self.rows_above >= 2 and any(self.figures) and not has_kind

    @property
    def describes_event(self) -> bool:
        """Whether it names a known kind of event, which a total does not."""
        return bool(self.kind) and find_meaning("kind", self.kind or "") not in (None, NOTHING, "unknown")


def set_totals_aside(
    con: duckdb.DuckDBPyConnection, rows: Rows, names: list[str], shape: Shape, headers: Mapping[str, str]
) -> Rows:
    """Return the rows with totals and headings moved to the rejects.

    `rows` must be numbered. `headers` maps columns to their names in the file.
    """
    if not has_suspects(con, rows, names, shape):
        return rows
    words = read_total_words(con)
    suspects = _find_suspects(con, rows.numbered_relation, names, shape, words)
    groups = _read_groups(con, rows, names, shape, suspects, words)
    rejects = [
        Reject(
            suspect.record,
            suspect.line,
            headers.get(suspect.column or "", suspect.column),
            reason,
            suspect.text[:MAX_REJECT_TEXT],
        )
        for suspect in suspects
        if (reason := _find_reason(suspect, groups, words, shape.days))
    ]
    if not rejects:
        return rows
    numbers = ", ".join(str(reject.record) for reject in rejects)
    relation = f"(FROM {rows.numbered_relation} WHERE record NOT IN ({numbers}))"
    return replace(
        rows, relation=relation, numbered=True, numbered_relation=relation, rejects=(*rows.rejects, *rejects)
    )


def has_suspects(con: duckdb.DuckDBPyConnection, rows: Rows, names: list[str], shape: Shape) -> bool:
    """Whether any row may be a total or a heading. Checks every row, so it must be fast."""
    worded = _list_worded(con, rows.relation, names, shape)
    query = fill_in(
        "totals_sought",
        label=_find_label(worded, shape),
        written=_count_filled(names),
        own=_count_filled([name for name in worded if name not in OF_A_BLOCK]),
        worded=_count_filled(worded),
        day=_read_day(shape),
        relation=rows.relation,
    )
    return bool(con.execute(query, read_total_words(con).values).fetchall())


def _find_reason(row: _Suspect, groups: Collection[str], words: TotalWords, days: Collection[str]) -> str | None:
    """Return why a row is not an event, or None."""
    if row.label:
        return A_TOTAL if _is_total(row, row.label, groups, words, days) else None
    if row.typical < 1:
        return None
    if row.filled <= 1 and len(WORD.findall(row.text)) >= WORDS_OF_A_NOTE:
        return A_NOTE
    if row.filled <= 1 and (row.is_coarse or not row.has_day):  # the name of a group or a month
        return A_HEADING
    if row.own if row.names_month_among_days else row.worded:
        return None
    if row.has_figures:
        # Two killed in August is an attack of which only the month is known, unless it is the sum of other rows.
        if row.names_month_among_days:
            return A_TOTAL if row.is_sum else None
        # Spreadsheets store “August 2020” as 1 August, and a total of August may carry its last day.
        is_total = row.is_at_edge_of_month and any(row.figures) and row.rows_summed >= 2
        return A_TOTAL if row.is_surely_sum or is_total else None
    if row.is_coarse:  # a heading above the days of its month
        return None if row.is_followed is False else A_HEADING
    return A_DAY_ALONE if row.has_day else None


def _is_total(row: _Suspect, label: str, groups: Collection[str], words: TotalWords, days: Collection[str]) -> bool:
    """Whether a row with a word for a total is one, judging by its other cells."""
    word, rest = words.split_label(label)
    names_no_group = all(_names_no_group(part) for part in rest.split())
    if row.is_sum_without_kind(words) and _names_total(row, label, word, names_no_group or rest in groups):
        return True
    if not (names_no_group or rest in groups or row.is_surely_sum):
        return False
    if row.column in days or not row.has_day:  # without a day it could not be an event
        return True
    if row.described or row.describes_event:
        return False
    worded = row.worded + (row.column not in days)  # including the label itself
    return (
        row.names_month_among_days
        or not row.has_day
        or words.are_sure[word]
        or row.is_surely_sum
        or (row.typical >= 2 and worded < row.typical)
    )


def _names_total(row: _Suspect, label: str, word: str, is_known: bool) -> bool:
    """Whether the label of a sum marks it as a total.

    If other cells describe the row, a label that begins with a number may be a note on an event, such as “3 killed in total”.
    """
    if row.described:
        return is_known and not label[0].isdecimal()
    return is_known or label.endswith(" " + word)


def _names_no_group(part: str) -> bool:
    """Whether a word beside a word for a total names no group: a number, a month or one of `BESIDE`."""
    token = read_names().get(tidy(part))
    return part.isdecimal() or part in BESIDE or (token is not None and token.role.startswith("month"))


def _find_suspects(
    con: duckdb.DuckDBPyConnection, relation: str, names: list[str], shape: Shape, words: TotalWords
) -> list[_Suspect]:
    """Return the rows that may not be events."""
    worded = _list_worded(con, relation, names, shape)
    differing = ", ".join(f"min(trim({cell})) <> max(trim({cell}))" for cell in map(quote_identifier, worded))
    differs = fetch_row(con, f"SELECT {differing or 'count(*)'} FROM {relation}")
    describing = [name for name, does in zip(worded, differs, strict=False) if does and name not in OF_A_BLOCK]
    numbers = range(1, len(shape.figures) + 1)
    query = fill_in(
        "totals_suspected",
        label=_find_label(worded, shape),
        date_text=shape.date_text,
        kind=quote_identifier("kind") if "kind" in names else "NULL::VARCHAR",
        day=_read_day(shape),
        figures=f"[{', '.join(f'figure_of(known(plain({quote_identifier(name)})))' for name in shape.figures)}]::INTEGER[]",
        written=_count_filled(names),
        described=_count_filled(describing, but_label=True),
        own=_count_filled([name for name in worded if name not in OF_A_BLOCK], but_label=True),
        worded=_count_filled(worded, but_label=True),
        columns=list_names(names),
        relation=relation,
        sums_of_block=", ".join(f'(sum("its summed"[{n}]) OVER (PARTITION BY "its block"))::BIGINT' for n in numbers),
        sums_above=", ".join(f'(sum("its summed"[{n}]) OVER (ORDER BY record))::BIGINT' for n in numbers),
        sums_of_all=", ".join(f'(sum("its summed"[{n}]) OVER ())::BIGINT' for n in numbers),
        sums_below=", ".join(f'(sum("its summed"[{n}]) OVER below)::BIGINT' for n in numbers),
    )
    return [_Suspect(*row) for row in con.execute(query, words.values).fetchall()]


def _list_worded(con: duckdb.DuckDBPyConnection, relation: str, names: list[str], shape: Shape) -> list[str]:
    """List the columns of words, which hold neither days nor figures."""
    others = [name for name in names if name not in shape.figures and name not in shape.days]
    if not others:
        return []
    # Put the cells into a list: repeating the pattern for each of thousands of columns takes gigabytes.
    query = fill_in(
        "rows_described", cells=list_names(others), width=str(len(others)), relation=relation, most=ROWS_OF_A_SAMPLE
    )
    are_numbers = [is_number for (is_number,) in con.execute(query).fetchall()] or [False] * len(others)
    return [
        name
        for name, is_number in zip(others, are_numbers, strict=True)
        if not is_number or name in NUMBERS_THAT_DESCRIBE
    ]


def _count_filled(names: list[str], but_label: bool = False) -> str:
    """Return an expression for the number of filled columns, optionally without the one that names a total."""
    cells = list(map(quote_identifier, names))
    if len(names) > MOST_TERMS:
        label = f'coalesce(list_contains([{", ".join(map(quote_text, names))}], "its label"."column"), false)::INTEGER'
        return f"len(list_filter([{', '.join(cells)}], lambda cell: trim(cell) <> ''))" + f" - {label}" * but_label
    but = [f' AND "its label"."column" IS DISTINCT FROM {quote_text(name)}' * but_label for name in names]
    terms = [f"(trim(coalesce({cell}, '')) <> ''{but_it})::INTEGER" for cell, but_it in zip(cells, but, strict=True)]
    return " + ".join(["0", *terms])


def _find_label(worded: list[str], shape: Shape) -> str:
    """Return an expression for the first cell that names a total, with its column.

    The patterns are long, and reading one takes longer than matching a thousand cells. So each is written as rarely as
    possible, and a cheap prefilter handles most rows.
    """
    cells = {name: quote_identifier(name) for name in (*worded, *shape.days)}
    named = ", ".join(f"{{'column': {quote_text(name)}, 'cell': {cell}}}" for name, cell in cells.items())
    return (
        f"CASE WHEN regexp_matches(concat_ws(chr(10), {', '.join(cells.values())}), $prefilter) THEN list_filter([{named}], "
        f"lambda each: regexp_matches(each.cell, $prefilter) AND length(each.cell) <= {LONGEST_LABEL} "
        "AND regexp_matches(folded(each.cell), $pattern))[1] END"
    )


def _read_day(shape: Shape) -> str:
    return f"plain_days_of({shape.date_text})"


def _read_groups(
    con: duckdb.DuckDBPyConnection,
    rows: Rows,
    names: list[str],
    shape: Shape,
    suspects: list[_Suspect],
    words: TotalWords,
) -> set[str]:
    """Return the names beside a word for a total that also occur as a cell of other rows, such as Idlib in “Idlib Total”."""
    rests = {rest for suspect in suspects if suspect.label and (rest := words.split_label(suspect.label)[1])}
    worded = [name for name in names if name not in shape.figures]
    cells = ", ".join(f"folded({quote_identifier(name)})" for name in worded)
    return {
        rest
        for rest in rests
        if con.execute(f"SELECT 1 FROM {rows.relation} WHERE list_contains([{cells}], ?) LIMIT 1", [rest]).fetchone()
    }
