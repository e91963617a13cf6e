"""Finds the header of a table: the row with the names of its columns, which may follow other rows."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # pages that only show records must not import the file readers
    from etl.formats import Preview

TAG = re.compile(r"#[a-z]+[\w+# ]*")
ROWS_SEARCHED = 25
LONGEST_HEADER = 80
NUMBER_SIGN = re.compile(r"\bn\.?\s?[°º]|№|(?<=\w)\s*#\s*$|^\s*#\s*$")  # “Event #” is the number of an event
# Headers that only say that a column has numbers, of what the table or the group of columns is about.
NUMERALS = {
    "no",
    "nr",
    "nbr",
    "num",
    "number",
    "numéro",
    "numero",
    "número",
    "nummer",
    "номер",
    "numara",
    "numarası",
    "رقم",
    "الرقم",
}
# Headers that only say that a column answers yes or no, to what the group of columns is about.
YES_OR_NO = {
    "y_n",
    "yes_no",
    "o_n",
    "oui_non",
    "sí_no",
    "si_no",
    "s_n",
    "ja_nein",
    "j_n",
    "да_нет",
    "так_ні",
    "evet_hayır",
    "e_h",
    "var_yok",
    "نعم_لا",
}
RESERVED = ("record", "line")  # the reader's own columns: the number of a record, and the line where it starts


@lru_cache(maxsize=64)  # every feed looks at the same few rows
def make_names(cells: tuple[str | None, ...]) -> tuple[str, ...]:
    """Make a unique name for each cell of a header: lower case, words joined by `_`, or `column_3` if the third is empty."""
    taken = set(RESERVED)
    next_ordinal: dict[str, int] = {}
    names = []
    for place, cell in enumerate(cells, start=1):
        name = unique = _fold(cell or "") or f"column_{place}"
        while unique in taken:
            next_ordinal[name] = next_ordinal.get(name, 1) + 1
            unique = f"{name}_{next_ordinal[name]}"
        taken.add(unique)
        names.append(unique)
    return tuple(names)


def find_header(preview: "Preview", is_header: Callable[[set[str]], bool]) -> tuple[list[str], int] | None:
    """Find the first row that is a header. Return its names and the number of rows before the first record, or None.

    A header may follow title rows and precede a row of HXL tags. In a workbook, a header may have two rows, the upper one merged
    over several columns; then a non-empty lower cell names the column.
    """
    for header, skip in _list_headers(preview):
        names = make_names(header)
        if is_header(set(names)):
            return list(names), skip
    return None


def find_same_headers(preview: "Preview", names: list[str], skip: int) -> list[tuple[str, list[int]]]:
    """Find headers that several columns have: the header as written, and their positions from 0.

    `names` and `skip` are those with which the feed reads the table. Columns without a header do not count.
    """
    headers = [header for header, end in _list_headers(preview) if end == skip]
    if not headers:
        return []
    # A workbook's header may consist of one or two rows: take the version that gives most of the names.
    header = max(headers, key=lambda cells: sum(map(str.__eq__, make_names(cells), names)))
    places: dict[str, list[int]] = {}
    for place, cell in enumerate(header):
        if cell and cell.strip() and place < len(names):
            places.setdefault(_fold(cell), []).append(place)
    return [(" ".join((header[found[0]] or "").split()), found) for found in places.values() if len(found) > 1]


def _list_headers(preview: "Preview") -> Iterator[tuple[tuple[str | None, ...], int]]:
    """Yield possible headers: their cells, and the number of rows before the first record."""
    for place, cells in enumerate(preview.rows[:ROWS_SEARCHED]):
        candidates = [(cells, place + 1)]
        if preview.kind == "workbook" and place + 1 < len(preview.rows):
            lower = preview.rows[place + 1]
            width = max(len(cells), len(lower))
            pairs = zip(_pad(cells, width), _pad(lower, width), strict=True)
            pair = (_join_rows(list(pairs)), place + 2)
            if place + 2 < len(preview.rows) and _names_parts(lower, preview.rows[place + 2]):
                pair = candidates[0]  # this row is the upper one of a two-row header
            candidates = [pair, *candidates] if _names_parts(cells, lower) else [*candidates, pair]
        for header, skip in candidates:
            yield header, skip + (1 if skip < len(preview.rows) and _is_tags(preview.rows[skip]) else 0)


def _join_rows(pairs: Sequence[tuple[str | None, str | None]]) -> tuple[str | None, ...]:
    """Return the cells of a header in two rows: the lower one, or the upper one, or both where the lower one only says “No.” or “Y/N”."""
    joined: list[str | None] = []
    group = ""
    for above, below in pairs:
        group = above or (group if below else "")
        says_little = bool(group and below) and _fold(below or "") in NUMERALS | YES_OR_NO
        joined.append(f"{group} {below}" if says_little else below or above)
    return tuple(joined)


def _names_parts(upper: tuple[str | None, ...], lower: tuple[str | None, ...]) -> bool:
    """Whether a row only names the parts of groups, such as killed and wounded below casualties, so that it is not a record."""
    width = max(len(upper), len(lower))
    written = [[bool(cell and cell.strip()) for cell in _pad(cells, width)] for cells in (upper, lower)]
    in_group = [False] * width
    for place in range(width):
        begins = written[0][place] and place + 1 < width and not written[0][place + 1]
        goes_on = place > 0 and not written[0][place] and in_group[place - 1]
        in_group[place] = written[1][place] and (begins or goes_on)
    has_others = any(above and not below for above, below in zip(*written, strict=True))
    are_words = not any(re.search(r"\d", cell) for cell in lower if cell)
    return any(in_group) and has_others and are_words and in_group == written[1] and sum(in_group) > 1


def _fold(cell: str) -> str:
    return re.sub(r"[\W]+", "_", NUMBER_SIGN.sub(" no ", cell.lower())).strip("_")


def find_written_headers(preview: "Preview", names: list[str], skip: int, renamed: Mapping[str, str]) -> dict[str, str]:
    """Map `names` to the headers in the file, on one line. `renamed` are headers that replaced others.

    Columns without a header are omitted.
    """
    rows = [cells for cells in preview.rows[:skip] if not _is_tags(cells)][-2:]
    originals = {ours: theirs for theirs, ours in renamed.items()}
    headers = {}
    for place, name in enumerate(names):
        # In a workbook the upper of two rows names a column if the lower cell is empty.
        for cells in reversed(rows if preview.kind == "workbook" else rows[-1:]):
            header = " ".join((cells[place] or "").split()) if place < len(cells) else ""
            if header:
                headers[name] = originals.get(header, header)[:LONGEST_HEADER]
                break
    return headers


def restore_names(names: list[str], renamed: Mapping[str, str]) -> list[str]:
    """Rename columns to their publisher's names by `renamed` (theirs to the publisher's), in the order of the file.

    A column keeps its name if the publisher's name is already taken.
    """
    restored: list[str] = []
    for name in names:
        published = renamed.get(name, name)
        restored.append(name if published in names or published in restored else published)
    return restored


def _pad(cells: tuple[str | None, ...], width: int) -> tuple[str | None, ...]:
    return cells + (None,) * (width - len(cells))


def _is_tags(cells: tuple[str | None, ...]) -> bool:
    """Whether this is a row of HXL tags. Many of its cells may be empty, even the first."""
    written = (cell.strip() for cell in cells if cell and not cell.isspace())
    return bool(TAG.fullmatch(next(written, ""))) and all(map(TAG.fullmatch, written))
