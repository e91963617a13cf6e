"""Prepares rows for readers: words for codes, one column for the day, and no constant columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from analysis.answer import label_column, label_field, select_format
from analysis.exposure import PATROLS, Unit
from analysis.statistics.intervals import FEW_PATROLS
from etl.tables.labels import label_value
from views.words.phrases import format_days_known, format_field, format_moment, label_target

DAYS_KNOWN = ("date", "date_end", "date_precision")
YES_NO = {True: "Yes", False: "No"}
OF_A_FIELD = frozenset({"value", "before", "after"})  # these describe the field that the row names
MOMENTS = frozenset({"made_at", "loaded_at"})
EXPLAINED = frozenset({"why"})  # the purpose of its row
NAMED = frozenset(  # ids that are replaced by names
    {"patrol_id", "incident_id", "suspension_id", "record", "record_id", "at_patrol", "last_patrol_id"}
)


@dataclass(frozen=True)
class Shown:
    """`rows` as drawn. `days` maps values of column `date` to text, `note` says what is not drawn."""

    rows: pa.Table
    days: Mapping[str, str]
    note: str


def prepare_rows(rows: pa.Table, names: Mapping[str, str], titles: Mapping[str, str], unit: Unit = PATROLS) -> Shown:
    """Prepare rows for readers.

    `names` maps ids of records to names, `titles` short names of corridors to titles. `unit` is that of the open corridor.
    """
    days: dict[str, str] = {}
    if set(DAYS_KNOWN) <= set(rows.column_names):
        rows, days = _join_days(rows)
    if {"patrol_id", "number"} <= set(rows.column_names) and rows.column_names[0] == "patrol_id":
        rows = rows.drop_columns(["number"])  # already in the name
    if {"around", "suspension_id", "window"} <= set(rows.column_names):
        rows = rows.drop_columns(["around"])  # combines both others
    if {"suspension_id", "side"} <= set(rows.column_names):
        rows = rows.rename_columns({"side": "stops"})
    if _lists_incidents(rows):
        rows = rows.drop_columns(["incident_id"])  # kind and day identify it
    rows = _label_rows(rows, names, titles, unit)
    rows = _write_shares(rows)
    rows, note = _leave_out_constants(rows, days)
    return Shown(rows, days, note)


def list_ids(rows: pa.Table) -> set[str]:
    """Return the ids of records for which a reader needs names."""
    columns = NAMED.intersection(rows.column_names) - ({"incident_id"} if _lists_incidents(rows) else set())
    return {name for column in columns for name in rows[column].to_pylist() if isinstance(name, str)}


def _lists_incidents(rows: pa.Table) -> bool:
    return rows.column_names[0] == "incident_id" and {"kind", "date"} <= set(rows.column_names)


def _join_days(rows: pa.Table) -> tuple[pa.Table, dict[str, str]]:
    """Combine the possible days of each record in a column that sorts by the first one."""
    days, keys = {}, []
    for first, last, precision in zip(*(rows[name].to_pylist() for name in DAYS_KNOWN), strict=True):
        key = _make_sortable(first, last, precision)
        days[key] = format_days_known(first, last, precision)
        keys.append(key)
    place = rows.column_names.index("date")
    joined = rows.set_column(place, "date", pa.array(keys, pa.string()))
    return joined.drop_columns(["date_end", "date_precision"]), days


def _make_sortable(first: date | None, last: date | None, precision: str) -> str:
    day = first or last
    return f"{day or '9999'} {last or ''} {precision}"


def _write_shares(rows: pa.Table) -> pa.Table:
    """Format shares in per cent, omitting those based on too few patrols for a percentage."""
    names = set(rows.column_names)
    total = "of" if "of" in names else "patrols"
    numbers = rows[total].to_pylist() if total in names else [FEW_PATROLS] * rows.num_rows
    for column in select_format(rows.column_names, "share"):
        shares = zip(rows[column].to_pylist(), numbers, strict=True)
        shown = [None if share is None or (number or 0) < FEW_PATROLS else 100 * share for share, number in shares]
        rows = rows.set_column(rows.column_names.index(column), column, pa.array(shown, pa.float64()))
    return rows


def _label_rows(rows: pa.Table, names: Mapping[str, str], titles: Mapping[str, str], unit: Unit) -> pa.Table:
    fields = rows["field"].to_pylist() if "field" in rows.column_names else []
    for place, column in enumerate(rows.column_names):
        type_ = rows.schema.field(column).type
        values = rows[column].to_pylist()
        if pa.types.is_boolean(type_):  # a checkbox would look editable
            rows = rows.set_column(place, column, pa.array([YES_NO.get(value) for value in values], pa.string()))
            continue
        if not (pa.types.is_string(type_) or pa.types.is_list(type_)):
            continue
        if column == "corridor":
            shown = [titles.get(value, value) for value in values]
        elif column == "target":
            shown = [value and label_target(value, unit) for value in values]
        elif column in MOMENTS:
            shown = [value and format_moment(value) for value in values]
        elif column in NAMED:
            shown = [names.get(value, value) for value in values]
        elif fields and column == "field":
            shown = [value and label_field(value) for value in values]
        elif fields and column in OF_A_FIELD:
            shown = [value and format_field(field, value) for field, value in zip(fields, values, strict=True)]
        else:
            shown = [label_value(column, value) for value in values]
        rows = rows.set_column(place, column, pa.array(shown, pa.string()))
    return rows


def _leave_out_constants(rows: pa.Table, days: Mapping[str, str]) -> tuple[pa.Table, str]:
    """Omit columns with the same value in every row, and say so. Numbers stay, since they are there to be compared."""
    if rows.num_rows < 2:
        empty = [name for name in rows.column_names[1:] if rows[name].null_count == rows.num_rows]
        return rows.drop_columns(empty), ""
    same, empty = {}, []
    for column in rows.column_names[1:]:
        if rows[column].null_count == rows.num_rows:
            empty.append(column)
        elif (
            column not in EXPLAINED
            and not _is_number(rows.schema.field(column).type)
            and len(rows[column].unique()) == 1
        ):
            same[column] = _write_value(rows[column][0].as_py(), days if column == "date" else {})
    constants = [f"{label_column(column)}: {value}" for column, value in same.items()]
    note = f"The same in every row shown: {'; '.join(constants)}." if constants else ""
    if empty:
        note += f" Empty in every row shown: {', '.join(map(label_column, empty))}."
    return rows.drop_columns([*same, *empty]), note.strip()


def _is_number(type_: pa.DataType) -> bool:
    return bool(pa.types.is_integer(type_) or pa.types.is_floating(type_) or pa.types.is_decimal(type_))


def _write_value(value: Any, days: Mapping[str, str]) -> str:
    if isinstance(value, date):
        return format_days_known(value, value, "day")
    return days.get(value, str(value))
