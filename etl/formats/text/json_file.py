"""JSON, JSON Lines, GeoJSON and Esri JSON: each object of a list is a row with its keys as columns.

The standard library decodes each record separately. So a list of a million records is never in memory as a whole, numbers stay
as written, and an object with a repeated key is refused.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from etl.errors import FileRefused
from etl.formats import other_files
from etl.formats.geo.nested import spread_points
from etl.formats.geo.place import UNREAD_GEOMETRY, Transform, read_plain_point
from etl.formats.staging import NamedStaging, Number
from etl.formats.text.pages import describe_page

MAX_BYTES = 100_000_000
LISTS = {"data", "Result", "result", "results", "rows", "records", "features", "events", "incidents", "items", "value"}
DEPTH = 2  # maximum depth of objects around the list of records
BESIDE = 100  # values kept from outside the list of records
WHITE = re.compile(r"[ \t\r\n]*")
FEATURE = re.compile(r'\s*\{\s*"type"\s*:\s*"Feature"')
TOPOLOGY = re.compile(r'\s*\{\s*"type"\s*:\s*"Topology"')
SYSTEM = re.compile(r'"(crs|spatialReference)"\s*:')


def parse(path: Path, name: str, out: Path) -> dict[str, Any]:
    """Stage the only list of objects in a file. Raises FileRefused if there is none, or the file is not JSON."""
    if path.stat().st_size > MAX_BYTES:
        raise FileRefused(f"{name}: it is larger than {MAX_BYTES // 1_000_000} MB. Save it as CSV.")
    data = path.read_bytes()
    encoding = json.detect_encoding(data)
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise FileRefused(f"{name}: it is not UTF-8 text. Save it as UTF-8.") from None
    del data
    if TOPOLOGY.match(text):
        other_files.refuse(name, "TopoJSON", "Save it as GeoJSON")
    staging = NamedStaging(out / "0", name)
    try:
        table = _Table(staging, _find_transform(text, name))
        found = _stage(_Reader(text), table, name)
    except RecursionError:
        raise FileRefused(f"{name}: its values are nested too deep. Choose a file with a plain list.") from None
    except json.JSONDecodeError as error:
        raise FileRefused(
            f"{name}, line {error.lineno}: it is not valid JSON ({error.msg}). Fetch or export the file again."
        ) from None
    if found != 1:
        trouble = "no list of records" if found == 0 else "more than one list that could be its records"
        raise FileRefused(f"{name}: it has {trouble}. Keep the list alone, as [{{...}}, {{...}}].")
    if not table.records:  # an answer without records is not an error
        return {"kind": "json", "encoding": encoding, "tables": []}
    if not staging.names:
        trouble = "its list of records is empty" if table.objects else "the rows of its list do not name their values"
        raise FileRefused(f"{name}: {trouble}. Choose a file with records.")
    staging.finish()
    kind = "geojson" if table.is_geojson else "json"
    return {
        "kind": kind,
        "encoding": encoding,
        "tables": [{"folder": "0", "sheet": None}],
        "notes": list(map(asdict, describe_page(table.beside, table.records))),
    }


def _stage(reader: "_Reader", table: "_Table", name: str) -> int:
    """Stage the objects that are found, and return the number of lists that they come from."""
    lists = 0
    if name.lower().endswith((".jsonl", ".ndjson")) or reader.holds_lines():
        for line, value, text in reader.read_lines():
            table.add(line, value, text, "")
        return 1
    if FEATURE.match(reader.text):
        table.add(1, reader.read_value(), "", "features")
        return 1
    if reader.peek() == "[":
        lists = 1
        _stage_list(reader, table, "")
    else:
        others: dict[int, str] = {}
        for key in reader.read_members():
            if key in LISTS and reader.peek() == "[":
                lists += 1
                if lists > 1:
                    return lists
                _stage_list(reader, table, key)
            else:
                table.beside[key] = _read_beside(reader, key, others, DEPTH)
        if not lists and others:  # a list with a usual name takes precedence
            found = {at: key for at, key in others.items() if key in LISTS} or others
            lists = len(found)
            if lists == 1:
                [(reader.at, key)] = found.items()
                _stage_list(reader, table, key)
                return lists
    if reader.peek():
        raise json.JSONDecodeError("text after its end", reader.text, reader.at)
    return lists


def _read_beside(reader: "_Reader", key: str, others: dict[int, str], depth: int) -> Any:
    """Read a value beside a list of records, and note where each list of objects in it begins."""
    start = reader.at if reader.peek() == "[" else None
    if start is not None:
        kept, are_objects = [], False
        for number, (value, _) in enumerate(reader.read_elements()):
            are_objects = isinstance(value, dict) and (are_objects or number == 0)
            kept += [value] if number < BESIDE else []
        if are_objects:
            others[start] = key
        return kept
    if depth and reader.peek() == "{":
        return {name: _read_beside(reader, name, others, depth - 1) for name in reader.read_members()}
    return reader.read_value()


def _stage_list(reader: "_Reader", table: "_Table", key: str) -> None:
    for number, (value, text) in enumerate(reader.read_elements(), start=1):
        table.add(number, value, text, key)


class _Table:
    """The rows so far. Features are flattened to their properties or attributes and their place."""

    def __init__(self, staging: NamedStaging, transform: Transform) -> None:
        self.staging = staging
        self.transform = transform
        self.is_geojson = False
        self.beside: dict[str, Any] = {}  # values outside the list
        self.records = self.objects = 0

    def add(self, line: int, value: Any, text: str, key: str) -> None:
        """Stage a record. Raises FileRefused if the table becomes too wide or too sparse."""
        self.records += 1
        if not isinstance(value, dict):
            self.staging.add_trouble(line, "not an object of names and values", text)
            return
        self.objects += 1
        if key in ("features", "") and value.get("type") == "Feature":
            self.is_geojson = True
            value = self._flatten(value, value.get("properties"))
        elif key == "features" and isinstance(value.get("attributes"), dict):
            self.is_geojson = True
            value = self._flatten(value, value["attributes"])
        self.staging.add(line, spread_points(value))

    def _flatten(self, feature: dict[str, Any], properties: Any) -> dict[str, Any]:
        """Return the properties of a feature with its place. Properties of the same name take precedence."""
        row = dict(properties) if isinstance(properties, dict) else {}
        if "id" in feature:
            row.setdefault("id", feature["id"])
        geometry = feature.get("geometry")
        place = None if self.transform else read_plain_point(geometry)
        if not place and geometry:
            from etl.formats.geo.geometry import (
                read_geometry,
            )  # imported here: these libraries load slowly and few files need them

            place = read_geometry(geometry, self.transform)
        if place:
            place.put_into(row)
        elif geometry and not (isinstance(geometry, dict) and geometry.get("coordinates") == []):
            row.setdefault(UNREAD_GEOMETRY, geometry)  # as written, so that the load can report it
        return row


def _find_transform(text: str, name: str) -> Transform:
    """Return the conversion of a map's coordinates to degrees. Raises FileRefused if their system is unknown."""
    if not SYSTEM.search(text):
        return None
    from etl.formats.geo.coordinates import transform_from_wkid

    reader = _Reader(text)
    if reader.peek() != "{":
        return None
    for key in reader.read_members():
        if key == "crs":
            return _read_crs(reader.read_value(), name)
        if key == "spatialReference":
            return transform_from_wkid(name, reader.read_value())
        if reader.peek() == "[":
            for _ in reader.read_elements():  # one at a time, since the list may be long
                pass
        else:
            reader.read_value()
    return None


def _read_crs(crs: Any, name: str) -> Transform:
    from etl.formats.geo.coordinates import transform_from

    match crs:
        case {"type": "name", "properties": {"name": str(system)}}:
            return transform_from(name, system)
        case {"type": "EPSG", "properties": {"code": code}}:
            return transform_from(name, f"EPSG:{code}")
        case None:
            return None
    raise FileRefused(
        f"{name}: its coordinate system (crs) is written in an unknown way. Save it in WGS 84 (EPSG:4326)."
    )


class _Reader:
    """A JSON text and the current position in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self._decoder = json.JSONDecoder(
            parse_int=Number, parse_float=Number, parse_constant=Number, object_pairs_hook=_make_object
        )

    def peek(self) -> str:
        """Return the next character that is not white space, or ""."""
        self.at = WHITE.match(self.text, self.at).end()  # type: ignore[union-attr]  # it matches the empty text too
        return self.text[self.at : self.at + 1]

    def read_value(self) -> Any:
        """Decode the value at the current position."""
        self.peek()
        try:
            value, self.at = self._decoder.raw_decode(self.text, self.at)
        except _NameTwice as error:
            raise json.JSONDecodeError(str(error), self.text, self.at) from None
        return value

    def read_elements(self) -> Iterator[tuple[Any, str]]:
        """Yield each element of the list at the current position, and the start of its text."""
        for start in self._read_items("[", "]"):
            yield self.read_value(), self.text[start : min(self.at, start + 1000)]

    def read_members(self) -> Iterator[str]:
        """Yield each key of the object at the current position. The caller must read its value before the next."""
        for _ in self._read_items("{", "}"):
            key = self.read_value()
            self._take(":")
            yield key

    def holds_lines(self) -> bool:
        """Whether the first line is a complete object and another line follows."""
        first, _, rest = self.text.lstrip().partition("\n")
        try:
            return isinstance(self._decoder.decode(first), dict) and rest.lstrip().startswith("{")
        except ValueError:
            return False

    def read_lines(self) -> Iterator[tuple[int, Any, str]]:
        """Yield the number, value (None if it is not JSON) and text of each line that is not blank."""
        number = start = 0
        while start < len(self.text):
            end = self.text.find("\n", start) % (len(self.text) + 1)  # for the last line, the end of the text
            number += 1
            if text := self.text[start:end].strip():
                try:
                    yield number, self._decoder.decode(text), text
                except ValueError:
                    yield number, None, text
            start = end + 1

    def _read_items(self, opening: str, closing: str) -> Iterator[int]:
        """Yield the position of each item. The caller must read it before the next."""
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
    """Raised for an object with a repeated key, since either value may be meant."""


def _make_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _NameTwice("a name occurs twice in one object")
    return made
