"""Two records that may be one event, side by side with their differences marked."""

import pyarrow as pa
import streamlit as st

from analysis.answer import label_field
from analysis.questions.records.review import Pair, list_documents
from analysis.questions.records.review.duplicates import COMPARED
from analysis.release import Release
from views.sections.review import words
from views.state import cache
from views.words.phrases import format_day

DAYS = ("date", "date_end", "date_precision")  # shown as one row
IN_FULL = ("note",)  # too long for a cell


def compare(opened: Release, pair: Pair) -> pa.Table:
    """List the values of both records by column, with the columns that differ marked and first."""
    both, rows = (pair.one, pair.other), []
    for name in COMPARED[pair.table]:
        if name == "date":
            rows.append(_mark(name, *map(words.describe_days, both)))
        elif name == "patrol_id":
            rows.append(_mark(name, *(each[name] and cache.name_record(opened, each[name]) for each in both)))
        elif name == "source_ids":
            rows.append(_mark("sources", *(_name_documents(opened, each[name]) for each in both)))
        elif name not in DAYS and name not in IN_FULL:
            rows.append(_mark(name, *(words.describe_cell(name, each[name]) for each in both)))
    compared = [row for row in rows if row["first_says"] or row["second_says"]]
    compared.sort(key=lambda row: row["differs"] is None)
    return pa.Table.from_pylist(compared, pa.schema([(name, pa.string()) for name in rows[0]]))


def _name_documents(opened: Release, source_ids: list[str]) -> str | None:
    documents = [
        ", ".join(filter(None, (row["publisher"], row["date"] and format_day(row["date"]))))
        for row in list_documents(opened, source_ids or [])
    ]
    return "; ".join(documents) or None


def _mark(name: str, one: str | None, other: str | None) -> dict[str, str | None]:
    differs = "≠" if one and other and one != other else None
    return {"what": label_field(name), "first_says": one, "second_says": other, "differs": differs}


def show_texts(pair: Pair) -> None:
    """Show the notes of both in full, side by side."""
    for column, each in zip(st.columns(2), (pair.one, pair.other), strict=True):
        for name in IN_FULL:
            if each[name]:
                column.text(each[name])
