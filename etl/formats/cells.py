"""A value of a workbook, a JSON or a Parquet file as the text that a CSV file would have for it."""

import datetime
import json


class Number(str):
    """A number of a JSON file, as it is written there."""


def text_of(value, true: str = "true", false: str = "false") -> str | None:
    """None stays None; a list of plain values is joined, and whatever else is nested becomes compact JSON."""
    match value:
        case None | str():
            return value
        case bool():
            return true if value else false
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case datetime.datetime():
            return _moment(value)
        case datetime.date() | datetime.time():
            return value.isoformat()
        case bytes():
            return _bytes(value)
        case list() if not any(isinstance(item, list | dict) for item in value):
            return "; ".join(text_of(item, true, false) or "" for item in value)
        case list() | dict():
            return compact(value)
    return str(value)


def _moment(value: datetime.datetime) -> str:
    # A workbook counts days: its seconds are fractions, and not quite exact.
    value = (value + datetime.timedelta(microseconds=500_000)).replace(microsecond=0)
    return value.date().isoformat() if value.time() == datetime.time() and not value.tzinfo else value.isoformat(" ")


def _bytes(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.hex()


def compact(value) -> str:
    """A value as JSON without blanks; a Number as it was written. Raises RecursionError where it is nested too deep."""
    match value:
        case Number():
            return str(value)
        case dict():
            return "{" + ",".join(f"{json.dumps(k, ensure_ascii=False)}:{compact(v)}" for k, v in value.items()) + "}"
        case list():
            return "[" + ",".join(map(compact, value)) + "]"
    return json.dumps(value, ensure_ascii=False, default=text_of)
