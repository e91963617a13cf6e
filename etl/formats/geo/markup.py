"""KML and GPX files: each placemark, waypoint, route or track is a row.

defusedxml parses them and rejects declarations. Links to other files are not followed. Elements are discarded once their row is
made, so memory use depends on the largest element and not on the file.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import shapely
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from shapely.geometry.base import BaseGeometry

from etl.errors import FileRefused
from etl.formats.geo.geometry import find_place
from etl.formats.staging import NamedStaging

ROWS = {"Placemark", "wpt", "trk", "rte"}
FOLDERS = {"Folder", "Document"}


def parse(path: Path, name: str, out: Path) -> dict[str, Any]:
    """Stage the features of a file. Raises FileRefused if it has none or is not well-formed."""
    table = NamedStaging(out / "0", name)
    has_links = False
    try:
        with path.open("rb") as file:
            for line, (element, folder) in enumerate(read_elements(file), start=1):
                if element is None:
                    has_links = True
                    continue
                row = _read_placemark(element, folder) if read_tag(element) == "Placemark" else _read_track(element)
                table.add(line, row)
    except DefusedXmlException:
        raise FileRefused(
            f"{name}: it declares a document type, which map programs never do. Open it in a map program and save it again."
        ) from None
    except ParseError as error:
        raise FileRefused(f"{name}: it is not valid XML ({error}). Fetch or export it again.") from None
    if not table.names:
        trouble = "it only links to a map elsewhere" if has_links else "it has no placemarks, waypoints or tracks"
        raise FileRefused(f"{name}: {trouble}. Choose a file with features.")
    table.finish()
    return {"kind": "map", "encoding": "", "tables": [{"folder": "0", "sheet": None}]}


def read_elements(file: Any) -> Iterator[tuple[Element | None, str | None]]:
    """Yield each element that is a row with the name of its folder. Yield None for a link to another file."""
    above: list[Element] = []
    for event, element in iterparse(file, ("start", "end"), forbid_dtd=True):
        if event == "start":
            above.append(element)
            continue
        above.pop()
        tag = read_tag(element)
        if tag == "NetworkLink":
            yield None, None
        is_inside = any(read_tag(parent) in ROWS for parent in above)
        if tag in ROWS and not is_inside:
            folders = [parent for parent in above if read_tag(parent) == "Folder"]
            yield element, _read_text(folders[-1], "name") if folders else None
        # Elements of a row and folder names are needed until their parent ends.
        if above and not is_inside and tag not in FOLDERS | {"name"}:
            above[-1].remove(element)


def _read_placemark(mark: Element, folder: str | None) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for element in mark.iter():
        if read_tag(element) == "Data" and element.get("name"):
            row[str(element.get("name"))] = _read_text(element, "value")
        elif read_tag(element) == "SimpleData" and element.get("name"):
            row[str(element.get("name"))] = _strip(element.text)
    texts = {
        "placemark": _read_text(mark, "name"),
        "description": _strip_markup(_read_text(mark, "description")),
        "folder": folder,
    }
    for name, text in texts.items():
        row.setdefault(name, text)
    days = {
        read_tag(element): _strip(element.text)
        for element in mark.iter()
        if read_tag(element) in ("when", "begin", "end")
    }
    if day := days.get("when") or days.get("begin"):
        row.setdefault("date", day)
    if last := days.get("end"):
        row.setdefault("date_end", last)
    shapes = [shape for element in mark if (shape := read_shape(element))]
    if place := find_place(shapes[0] if shapes else None):
        place.put_into(row)
    return row


def read_shape(element: Element) -> BaseGeometry | None:
    """Read a KML geometry. Return None if it is missing or invalid."""
    try:
        match read_tag(element):
            case "Point":
                return shapely.Point(_read_coordinates(element)[0])
            case "LineString" | "LinearRing":
                return shapely.LineString(_read_coordinates(element))
            case "Track":
                texts = [child.text or "" for child in element if read_tag(child) == "coord"]
                return shapely.LineString([[float(part) for part in text.split()[:2]] for text in texts])
            case "Polygon":
                rings = {read_tag(child): child for child in element}
                return shapely.make_valid(shapely.Polygon(_read_coordinates(rings["outerBoundaryIs"])))
            case "MultiGeometry" | "MultiTrack":
                return shapely.GeometryCollection([shape for child in element if (shape := read_shape(child))])
    except (ValueError, IndexError, KeyError, shapely.errors.ShapelyError):
        pass
    return None


def _read_coordinates(element: Element) -> list[tuple[float, float]]:
    text = next((child.text or "" for child in element.iter() if read_tag(child) == "coordinates"), "")
    points = [point.split(",") for point in re.sub(r"\s*,\s*", ",", text).split()]
    return [(float(lon), float(lat)) for lon, lat, *_ in points]


def _read_track(element: Element) -> dict[str, Any]:
    row: dict[str, Any] = {}
    names = {
        "name": "waypoint",
        "desc": "description",
        "cmt": "comment",
        "time": "date",
        "type": "type",
        "sym": "symbol",
    }
    for child in element:
        if read_tag(child) in names:
            row[names[read_tag(child)]] = _strip(child.text)
        elif read_tag(child) == "link":
            row["link"] = child.get("href")
        elif read_tag(child) == "extensions":
            leaves = [leaf for leaf in child.iter() if not len(leaf) and _strip(leaf.text)]
            row = {read_tag(leaf): _strip(leaf.text) for leaf in leaves} | row
    points = (
        [element]
        if read_tag(element) == "wpt"
        else [point for point in element.iter() if read_tag(point) in ("trkpt", "rtept")]
    )
    try:
        places = [(float(point.get("lon", "")), float(point.get("lat", ""))) for point in points]
    except ValueError:
        places = []
    if len(places) > 1 and points:
        row.setdefault("date", next((day for point in points if (day := _read_text(point, "time"))), None))
    shape = shapely.Point(places[0]) if len(places) == 1 else shapely.LineString(places) if places else None
    if place := find_place(shape):
        place.put_into(row)
    return row


def read_tag(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _read_text(element: Element, tag: str) -> str | None:
    return next((_strip(child.text) for child in element if read_tag(child) == tag), None)


def _strip(text: str | None) -> str | None:
    return (text or "").strip() or None


class _Text(HTMLParser):
    """Extracts the text of a description, which programs write as HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        """Add a piece of text."""
        self.parts.append(data)


def _strip_markup(text: str | None) -> str | None:
    if not text or "<" not in text:
        return text
    reader = _Text()
    reader.feed(text)
    reader.close()
    return " ".join(" ".join(reader.parts).split()) or None
