"""JSON, JSON Lines and GeoJSON: each object of a list is a row, and its names are the columns.

The standard library decodes every record by itself: a list of a million is never in memory as a whole, a number stays
as it is written, and an object in which a name stands twice is refused.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from etl.errors import FileRefused
from etl.formats.staging import Number, Staging, write_compact_json
from etl.formats.tables import MAX_COLUMNS

MAX_BYTES = 100_000_000
LISTS = {"data", "Result", "results", "rows", "records", "features", "events"}
WHITE = re.compile(r"[ \t\r\n]*")


def parse(path: Path, name: str, out: Path) -> dict[str, Any]:
    """Stage the one list of objects in a file. Raises FileRefused where there is none, or it is not JSON."""
    if path.stat().st_size > MAX_BYTES:
        raise FileRefused(f"{name}: it is larger than {MAX_BYTES // 1_000_000} MB. Save it as CSV.")
    data = path.read_bytes()
    encoding = json.detect_encoding(data)
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise FileRefused(f"{name}: it is not UTF-8 text. Save it as UTF-8.") from None
    del data
    table = _Table(Staging(out / "0"), name)
    try:
        found = _stage(_Reader(text), table)
    except RecursionError:
        raise FileRefused(f"{name}: its values are nested too deep. Choose a file with a plain list.") from None
    except json.JSONDecodeError as error:
        raise FileRefused(
            f"{name}, line {error.lineno}: it is not valid JSON ({error.msg}). Fetch or export the file again."
        ) from None
    if found != 1:
        trouble = "no list of records" if found == 0 else "more than one list that could be its records"
        raise FileRefused(f"{name}: it has {trouble}. Keep the list alone, as [{{...}}, {{...}}].")
    if not table.names:
        raise FileRefused(f"{name}: its list of records is empty. Choose a file with records.")
    table.staging.finish(list(table.names))
    kind = "geojson" if table.is_geojson else "json"
    return {"kind": kind, "encoding": encoding, "tables": [{"folder": "0", "sheet": None}]}


def _stage(reader: "_Reader", table: "_Table") -> int:
    """Stage the objects that are found, and return the number of lists they were found in."""
    lists = 0
    if table.name.lower().endswith((".jsonl", ".ndjson")) or reader.holds_lines():
        for line, value, text in reader.read_lines():
            table.add(line, value, text, "")
        return 1
    if reader.peek() == "[":
        lists = 1
        _stage_list(reader, table, "")
    else:
        for key in reader.read_members():
            if key in LISTS and reader.peek() == "[":
                lists += 1
                if lists > 1:
                    return lists
                _stage_list(reader, table, key)
            else:
                reader.read_value()
    if reader.peek():
        raise json.JSONDecodeError("text after its end", reader.text, reader.at)
    return lists


def _stage_list(reader: "_Reader", table: "_Table", key: str) -> None:
    for number, (value, text) in enumerate(reader.read_elements(), start=1):
        table.add(number, value, text, key)


class _Table:
    """The rows so far, and the names that were met in them."""

    def __init__(self, staging: Staging, name: str) -> None:
        self.staging = staging
        self.name = name
        self.names: dict[str, int] = {}
        self.is_geojson = False

    def add(self, line: int, value: Any, text: str, key: str) -> None:
        """Stage a record. Raises FileRefused where there are too many names, or almost every cell is empty."""
        if not isinstance(value, dict):
            self.staging.add_trouble(line, "not an object of names and values", text)
            return
        if key == "features" and value.get("type") == "Feature":
            self.is_geojson = True
            value = _flatten_feature(value)
        for name in value:
            self.names.setdefault(name, len(self.names))
        if len(self.names) > MAX_COLUMNS:
            raise FileRefused(
                f"{self.name}, record {line}: the records have more than {MAX_COLUMNS} names, and a table may have no "
                "more columns. Keep those that are needed."
            )
        cells: list[str | None] = [None] * (max((self.names[name] for name in value), default=-1) + 1)
        for name, item in value.items():
            is_plain = item is None or type(item) is str
            cells[self.names[name]] = item if is_plain else write_compact_json(item)
        self.staging.add(line, cells)
        if self.staging.is_hollow:
            raise FileRefused(
                f"{self.name}: its records have {len(self.names)} names, and almost no record has more than a few of "
                "them. Keep the names that are needed."
            )


def _flatten_feature(feature: dict[str, Any]) -> dict[str, Any]:
    """Return the properties of a feature with its place; a property of the same name comes first."""
    properties = feature.get("properties")
    row = dict(properties) if isinstance(properties, dict) else {}
    if "id" in feature:
        row.setdefault("id", feature["id"])
    match feature.get("geometry"):
        case {"type": "Point", "coordinates": [Number() as lon, Number() as lat, *_]}:
            row.setdefault("lon", lon)
            row.setdefault("lat", lat)
        case {"type": str(kind)}:
            row.setdefault("geometry_type", kind)
    return row


class _Reader:
    """A text of JSON and how far it is read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self._decoder = json.JSONDecoder(
            parse_int=Number, parse_float=Number, parse_constant=Number, object_pairs_hook=_make_object
        )

    def peek(self) -> str:
        """Return the next character that is not white, or ""."""
        self.at = WHITE.match(self.text, self.at).end()  # type: ignore[union-attr]  # it matches the empty text too
        return self.text[self.at : self.at + 1]

    def read_value(self) -> Any:
        """Decode the value that begins here."""
        self.peek()
        try:
            value, self.at = self._decoder.raw_decode(self.text, self.at)
        except _NameTwice as error:
            raise json.JSONDecodeError(str(error), self.text, self.at) from None
        return value

    def read_elements(self) -> Iterator[tuple[Any, str]]:
        """Yield each element of the list that begins here, and the start of its text."""
        for start in self._read_items("[", "]"):
            yield self.read_value(), self.text[start : min(self.at, start + 1000)]

    def read_members(self) -> Iterator[str]:
        """Yield each name of the object that begins here; its value has to be read before the next."""
        for _ in self._read_items("{", "}"):
            key = self.read_value()
            self._take(":")
            yield key

    def holds_lines(self) -> bool:
        """Whether the first line is an object of its own and another follows."""
        first, _, rest = self.text.lstrip().partition("\n")
        try:
            return isinstance(self._decoder.decode(first), dict) and rest.lstrip().startswith("{")
        except ValueError:
            return False

    def read_lines(self) -> Iterator[tuple[int, Any, str]]:
        """Yield each line that is not blank: its number, its value (None where it is not JSON) and its text."""
        number = start = 0
        while start < len(self.text):
            end = self.text.find("\n", start) % (len(self.text) + 1)  # of the last line: the end of the text
            number += 1
            if text := self.text[start:end].strip():
                try:
                    yield number, self._decoder.decode(text), text
                except ValueError:
                    yield number, None, text
            start = end + 1

    def _read_items(self, opening: str, closing: str) -> Iterator[int]:
        """Yield where each item begins; it has to be read before the next."""
        self._take(opening)
        while self.peek() != closing:
            yield self.at
            if self.peek() != closing:
                self._take(",")
                if self.peek() == closing:
                    raise json.JSONDecodeError("a comma before the end of a list", self.text, self.at)
        self._take(closing)

    def _take(self, character: str) -> None:
        if self.peek() != character:
            raise json.JSONDecodeError(f"{character} is missing", self.text, self.at)
        self.at += 1


class _NameTwice(ValueError):
    """Which of the two is meant cannot be known."""


def _make_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _NameTwice("a name stands twice in one object")
    return made
