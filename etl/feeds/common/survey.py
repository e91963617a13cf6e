"""Exports of KoboToolbox and ODK, whose headers put the groups of a question before its name."""

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from etl.feeds.common.headers import ROWS_SEARCHED

if TYPE_CHECKING:  # pages that only show records must not import the file readers
    from etl.formats import Preview

# Columns that these programs add. Two of them, or one that is unique to them, identify an export.
CERTAIN = {
    "_uuid",
    "meta/instanceid",
    "meta:instanceid",
    "meta-instanceid",
    "formhub/uuid",
    "__version__",
    "_xform_id_string",
}
LIKELY = {
    "_id",
    "_index",
    "_submission_time",
    "_submitted_by",
    "_status",
    "submissiondate",
    "key",
    "instanceid",
    "_geolocation",
}
OF_A_POINT = re.compile(r"_.+_(latitude|longitude)")
SEPARATOR = re.compile(r"[/:]")


def strip_groups(preview: "Preview") -> "Preview":
    """Return the preview of an export with each header reduced to its question, unless this makes two headers equal."""
    for place, cells in enumerate(preview.rows[:ROWS_SEARCHED]):
        headers = {(cell or "").strip().lower() for cell in cells}
        if headers & CERTAIN or len(headers & LIKELY) + sum(map(bool, map(OF_A_POINT.fullmatch, headers))) > 1:
            rows = list(preview.rows)
            rows[place] = _strip(cells)
            return replace(preview, rows=tuple(rows))
    return preview


def _strip(cells: tuple[str | None, ...]) -> tuple[str | None, ...]:
    # `_group/place_latitude` is the latitude of the question `group/place`.
    short = [strip_group(cell) if cell else cell for cell in cells]
    counts = Counter(name.lower() for name in short if name)
    return tuple(name if name and counts[name.lower()] == 1 else cell for name, cell in zip(short, cells, strict=True))


def strip_group(header: str) -> str:
    """Return a header without the groups before the question."""
    return SEPARATOR.split(header.strip())[-1]
