"""Recognises tables that look like event lists or accompany them, but hold no events."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from etl.feeds.common.counts import is_period, list_kinds
from etl.feeds.common.headers import find_header, make_names
from etl.tables.columns import Table
from etl.tables.records import TABLES

if TYPE_CHECKING:  # pages that only show records must not import the file readers
    from etl.formats import Preview

SO_FAR = re.compile(r"cumul|kumul|kümül|acumul|running|\bto date\b|\bso far\b|накоп|наростаюч|تراكم", re.IGNORECASE)
TERMS = re.compile(r"terms (of use|and conditions)|licen[cs]e|attribution|copyright|disclaimer|read ?me", re.IGNORECASE)


def describe_other_table(preview: "Preview") -> str | None:
    """Describe what a table holds instead of events, as a phrase that follows "it holds". Return None if it may be an event list."""
    if sums := describe_sums(preview):
        return sums
    if _is_text(preview) and any(TERMS.search(cell) for row in preview.rows for cell in row if cell):
        return "the terms of use of its publisher"
    if _is_form(preview):
        return "a questionnaire"
    return None


def describe_sums(preview: "Preview") -> str | None:
    """Describe figures that a table holds instead of events, in the same way. Return None if they are not known."""
    return next((phrase for phrase, is_header in SUMS if find_header(preview, is_header)), None)


def describe_figures(preview: "Preview") -> str | None:
    """Describe the figures that the headers of a table name, in the same way, if no feed finds events in it."""
    found = find_header(preview, lambda names: any(map(is_period, names)))
    if not found:
        return None
    headers = [name.replace("_", " ") for name in found[0]]
    if running := [header for header in headers if SO_FAR.search(header)]:
        return f"running totals ({', '.join(running)})"
    kinds = [name.replace("_", " ") for name in list_kinds(found[0])]
    return f"counts by period ({', '.join(kinds)})" if kinds else None


def _is_hapi(names: set[str]) -> bool:
    return {"events", "fatalities", "reference_period_start"} <= names and bool(
        names & {"location_code", "admin_level"}
    )


def _is_monthly(names: set[str]) -> bool:
    return {"country", "month", "year", "events"} <= names and not names & {"day", "date", "event_date", "event_id"}


def _is_weekly(names: set[str]) -> bool:
    return {"week", "events"} <= names and bool(names & {"event_type", "disorder_type"}) and "event_date" not in names


def _is_chat(names: set[str]) -> bool:
    if names & {"place", "location", "lat", "latitude", "killed", "event_type"}:
        return False  # somebody has coded the messages
    return {"date", "text"} <= names and bool(
        names & {"text_entities", "from_id", "date_unixtime", "message_id", "sender_id"}
    )


def _is_chart(names: set[str]) -> bool:
    return {"year", "adm_1", "best"} <= names and not names & {"id", "date_start"}


def _is_of_conflicts(names: set[str]) -> bool:
    # UCDP's yearly tables have a conflict, a dyad or an actor in each row.
    return {"year", "region"} <= names and bool(names & {"conflict_id", "dyad_id"}) and "date_start" not in names


def _is_of_territories(names: set[str]) -> bool:
    return (
        "territory_name" in names and bool(names & {"conflict_id", "side_a", "location"}) and "date_start" not in names
    )


def _match_own_table(table: Table) -> Callable[[set[str]], bool]:
    columns = set(make_names(tuple(table.column_names)))
    return lambda names: names == columns


SUMS = [
    *(
        (f"the table {table.name} of a release, which is made of other files", _match_own_table(table))
        for table in TABLES.values()
        if not table.tracked
    ),
    ("monthly sums of events by district (HDX HAPI)", _is_hapi),
    ("monthly sums of events by country or district (ACLED on HDX)", _is_monthly),
    ("weekly sums of events by province (ACLED)", _is_weekly),
    ("the messages of a chat (save a report among them as text for `patrolwatch propose`)", _is_chat),
    ("the figures of a chart, without days and places", _is_chart),
    ("conflicts or dyads by year (UCDP)", _is_of_conflicts),
    ("territories in dispute (UCDP)", _is_of_territories),
]


def _is_text(preview: "Preview") -> bool:
    """Whether the table is mostly sentences: hardly any row has three cells."""
    wide = sum(sum(bool(cell and cell.strip()) for cell in row) > 2 for row in preview.rows)
    return wide <= len(preview.rows) / 10


def _is_form(preview: "Preview") -> bool:
    """Whether the table is a form: questions, each with at most one cell for the answer."""
    questions = sum(any(cell and cell.strip().endswith(("?", "؟")) for cell in row) for row in preview.rows)
    return questions >= 2 and questions >= len(preview.rows) / 2 and _is_text(preview)
