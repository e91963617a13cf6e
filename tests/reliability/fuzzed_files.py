"""Make files of every feed in every dialect, whole or damaged, and count their records independently.

The number of a file (its seed) determines everything. No row is a feed's own.
"""

import csv
import io
import json
import random
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from etl.feeds import gdelt
from etl.formats import peek

DELIMITERS = ",;\t|"
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252")
NEWLINES = ("\n", "\r\n", "\r", "mixed")
LISTS = {"data", "Result", "results", "rows", "records", "features", "events"}
WHITE = " \t\r\n\v\f\u00a0"  # a row of only these is blank
NOTES = (
    "plain",
    "a,b;c|d",
    'he said "no"',
    "é",
    "two\nlines",
    " padded ",
    "=1+1",
    "it's",
    "",
    "NA",
    "٣ جرحى",
    "\\",
    "a\tb",
)
INSERTED = (
    b'"', b'""', b",", b";", b"\t", b"|", b"\0", b"\n", b"\r", b"\r\n", b"\xff", b"\xc3", b" ", b"\n\n\n", b"#",
    b"2020-01-01", b"{", b"}", b"[", b"]", b":", b"null", b"<", b"&",
)  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """The number of records of a file, and of blank and unreadable ones (None if unknown)."""

    rows: int
    blank: int | None = None
    rejected: int | None = None


@dataclass(frozen=True)
class Fuzzed:
    """A made-up file. `answer` counts the records of the written file, and returns None if none could be read.

    A whole file must be loaded; a damaged one may be refused."""

    name: str
    content: bytes
    answer: Callable[[Path], Answer | None]
    whole: bool = True


@dataclass(frozen=True)
class Table:
    """The rows of one table, as cells by name, each with its oddity (None, bad, blank, ragged or nul)."""

    feed: str
    header: tuple[str, ...]
    rows: tuple[tuple[str | None, dict], ...]
    above: tuple[tuple[str, ...], ...] = ()  # title rows
    below: tuple[str, ...] | None = None  # a row of tags under the header
    has_header: bool = True

    @property
    def answer(self) -> Answer:
        odd = [oddity for oddity, _ in self.rows]
        return Answer(len(odd), odd.count("blank"), len(odd) - odd.count("blank") - odd.count(None))


def make_fuzzed_file(seed: int) -> Fuzzed:
    """Make file number `seed`. About every other one is damaged."""
    dice = random.Random(seed)
    container = dice.choices(list(CONTAINERS), [10, 2, 1, 1, 1, 1, 2])[0]
    if dice.randrange(2):
        return CONTAINERS[container](dice, seed)
    # A header that is damaged below a title may be found in another row: which, only our own reader could say.
    return _damage(
        dice, CONTAINERS[container](dice, seed, **{"titles": False} if container == "csv" else {}), container
    )


# Rows of feeds


def _draw_day(dice: random.Random) -> date:
    return date(2015, 1, 1) + timedelta(dice.randrange(3000))


def _make_acled(dice: random.Random, key: str) -> dict:
    style = dice.choice(["%Y-%m-%d", "%d %B %Y"])
    return {
        "event_id_cnty": key, "event_date": _draw_day(dice).strftime(style), "event_type": "Battles", "actor1": f"A{key}",
        "actor2": "B", "country": "Xyland", "latitude": f"{dice.uniform(35, 37):.4f}",
        "longitude": f"{dice.uniform(36, 38):.4f}", "geo_precision": dice.choice("123"), "fatalities": str(dice.randrange(9)),
        "notes": dice.choice(NOTES), "timestamp": str(dice.randrange(10**9, 2 * 10**9)),
    }  # fmt: skip


def _make_acled_by_actor(dice: random.Random, key: str) -> dict:
    return {name: cell for name, cell in _make_acled(dice, key).items() if name != "actor2"}


def _make_ucdp(dice: random.Random, key: str) -> dict:
    first = _draw_day(dice)
    return {
        "id": "".join(filter(str.isdecimal, key)), "type_of_violence": dice.choice("123"),
        "date_start": f"{first} 00:00:00.000", "date_end": str(first + timedelta(dice.choice([0, 0, 9]))),
        "date_prec": dice.choice("12345"), "where_prec": dice.choice("1234567"), "where_description": dice.choice(NOTES),
        "best": str(dice.randrange(9)), "low": "0", "high": "12", "latitude": f"{dice.uniform(35, 37):.4f}",
        "longitude": f"{dice.uniform(36, 38):.4f}", "country": "Xyland", "code_status": "Clear",
    }  # fmt: skip


def _make_candidate(dice: random.Random, key: str) -> dict:
    return _make_ucdp(dice, key) | {"code_status": "Check"}


def _make_gdelt(dice: random.Random, key: str) -> dict:
    day = _draw_day(dice)
    return dict.fromkeys(gdelt.LAYOUTS[61][1], "") | {
        "globaleventid": "".join(filter(str.isdecimal, key)), "sqldate": day.strftime("%Y%m%d"),
        "monthyear": day.strftime("%Y%m"), "year": str(day.year), "actor1name": "XYLAND", "isrootevent": "1",
        "eventcode": "190", "eventbasecode": "190", "eventrootcode": dice.choice(["19", "18", "04"]), "quadclass": "4",
        "actiongeo_type": "4", "actiongeo_fullname": 'The "Old" Town, Xyland', "actiongeo_countrycode": "XX",
        "actiongeo_lat": "36.1", "actiongeo_long": "36.9", "dateadded": "20200305120000",
        "sourceurl": "https://example.org/" + key,
    }  # fmt: skip


def _make_gtd(dice: random.Random, key: str) -> dict:
    day = _draw_day(dice)
    return {
        "eventid": "".join(filter(str.isdecimal, key)), "iyear": str(day.year), "imonth": str(day.month),
        "iday": dice.choice(["0", str(day.day)]), "country_txt": "Xyland", "city": dice.choice(["Abad", "Élan"]),
        "latitude": "36.5", "longitude": "36.5", "specificity": "1", "attacktype1_txt": "Bombing/Explosion",
        "gname": "Unknown", "nkill": dice.choice(["", "0", "2", "-99"]), "nwound": "", "summary": dice.choice(NOTES),
    }  # fmt: skip


def _make_analyst(dice: random.Random, key: str) -> dict:
    kind = dice.choice(["patrol", "incident", "attack", "suspension"])
    return {
        "record": kind, "date": str(_draw_day(dice)), "corridor": "m4" if kind != "incident" else "", "place": f"Place {key}",
        "participants": "russian; turkish" if kind == "patrol" else "", "actor": "russian" if kind == "suspension" else "",
        "killed": dice.choice(["", "0", "3-5", "c. 12", "at least 2", "several", "1,204"]),
        "note": dice.choice(NOTES), "source": dice.choice(["", "Example News"]),
    }  # fmt: skip


def _make_incidents(dice: random.Random, key: str) -> dict:
    return {
        "Date": _draw_day(dice).strftime("%d %B %Y"), "Location": f"Place {key}", "Latitude": "36.5", "Longitude": "36.5",
        "Fatalities": dice.choice(["", "2", "3-5"]), "Remarks": dice.choice(NOTES),
    }  # fmt: skip


# How a row is made, the column of its day, and a word that is no day.
FEEDS: dict[str, tuple[Callable, str, str]] = {
    "acled": (_make_acled, "event_date", "never"),
    "acled_by_actor": (_make_acled_by_actor, "event_date", "31 February 2020"),
    "ged241": (_make_ucdp, "date_start", "2020-02-30"),
    "candidate": (_make_candidate, "date_start", "soon"),
    "gdelt": (_make_gdelt, "sqldate", "20201340"),
    "gtd": (_make_gtd, "iyear", "year"),
    "analyst": (_make_analyst, "date", "some day"),
    "incidents": (_make_incidents, "Date", ""),
}


def _make_table(dice: random.Random, seed: int, titles: bool = True) -> Table:
    feed = dice.choice(list(FEEDS))
    make, day, no_day = FEEDS[feed]
    rows: list[tuple[str | None, dict]] = []
    # The first rows are sound: what a file is, its first rows tell.
    sound = 40 if feed == "gdelt" else 9
    for number in range(sound + dice.randrange(3, 15)):
        cells = make(dice, f"{seed}0{number:02}")
        match dice.randrange(12) if number > sound else None:
            case 0:
                rows.append(("bad", cells | {day: no_day}))
            case 1 | 2:
                rows += [("blank", dict.fromkeys(cells, dice.choice(["", "", " "])))] * dice.randrange(1, 3)
            case 3:
                rows.append(("ragged", cells))
            case 4:
                rows.append(("nul", cells | {list(cells)[-2]: "a\0b"}))
            case 5:
                rows.append((None, cells))
                rows.append((None, cells))
            case _:
                rows.append((None, cells))
    rows.append((None, make(dice, f"{seed}099")))
    header = tuple(dice.choice([str, str.upper])(name) for name in rows[0][1]) if feed != "gdelt" else ()
    above = tuple(("Title of the table",) for _ in range(dice.choice([0, 0, 0, 1, 2])))
    tags = tuple("#" + name.lower().replace(" ", "_") for name in rows[0][1]) if dice.randrange(4) == 0 else None
    if feed == "gdelt":
        return Table(feed, (), tuple(rows), has_header=False)
    return Table(feed, header, tuple(rows), above if titles else (), tags if titles else None)


# Containers


def _write_csv(dice: random.Random, seed: int, titles: bool = True) -> Fuzzed:
    table = _make_table(dice, seed, titles)
    newline, encoding = dice.choice(NEWLINES), dice.choice(ENCODINGS)
    if not table.has_header:
        # GDELT quotes nothing: a cell with a TAB or a line break could not be.
        delimiter, quoting = "\t", csv.QUOTE_NONE
    else:
        delimiter = dice.choice(DELIMITERS)
        # Only quotes hold a line break that is not the file's own.
        quoting = dice.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]) if newline == "\n" else csv.QUOTE_ALL
    lines = [_format_line(cells, delimiter, quoting) for cells in table.above]
    if table.has_header:
        lines += [_format_line(cells, delimiter, quoting) for cells in (table.header, table.below) if cells]
    for number, (oddity, cells) in enumerate(table.rows):
        values = list(cells.values())
        if oddity == "ragged":
            values = dice.choice([[*values, "x"], [*values, "", "x"], values[:-1]])
        elif oddity == "blank":
            lines.append(dice.choice(["", "   ", delimiter * dice.randrange(1, len(values))]))
            continue
        elif oddity is None and number > 9 and table.has_header and dice.randrange(8) == 0:
            values += [""] * dice.randrange(1, 4)  # empty cells beyond the header do not count
        lines.append(_format_line(values, delimiter, quoting))
    ends = [dice.choice(["\n", "\r\n"]) if newline == "mixed" else newline for _ in lines]
    if dice.randrange(3) == 0:
        ends[-1] = ""
    text = "".join(line + end for line, end in zip(lines, ends, strict=True))
    if encoding == "cp1252":
        text = text.encode("cp1252", errors="replace").decode("cp1252")
    if encoding == "utf-16-le":
        text = text.encode("ascii", errors="replace").decode()  # Western signs are what tells it without a mark
    return Fuzzed(f"{seed}-{table.feed}.csv", text.encode(encoding), lambda _: table.answer)


def _format_line(cells, delimiter: str, quoting: int) -> str:
    if quoting == csv.QUOTE_NONE:
        return delimiter.join(cells)
    text = io.StringIO(newline="")
    # Without an end of its own the writer would leave a line break in a cell without quotes.
    csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator="\n").writerow(cells)
    return text.getvalue()[:-1]


def _write_xlsx(dice: random.Random, seed: int) -> Fuzzed:
    import openpyxl

    book = openpyxl.Workbook()
    if dice.randrange(2):
        book.active.append(["Terms of use"])
    sheet = book.create_sheet("data")
    if not dice.randrange(3):
        book.remove(book.active)
    table = _remove_rows(_add_header(_make_table(dice, seed)), "nul")
    place = 0
    for cells in (*table.above, table.header, *([table.below] if table.below else [])):
        place += 1 + (dice.randrange(3) if place else 0)  # what is not there above the first record is no record
        _write_row(sheet, place, cells)
    for oddity, cells in table.rows:
        place += 1
        if oddity == "blank" and dice.randrange(2):
            continue  # a row that is not stored
        _write_row(sheet, place, [*map(_convert_cell, cells.values()), *(["x"] if oddity == "ragged" else [])])
    out = io.BytesIO()
    book.save(out)
    return Fuzzed(f"{seed}-{table.feed}.xlsx", out.getvalue(), lambda _: table.answer)


def _write_row(sheet, place: int, cells) -> None:
    for column, cell in enumerate(cells, start=1):
        if cell not in ("", None):
            written = sheet.cell(place, column)
            written.value = cell
            if isinstance(cell, str):
                written.data_type = "s"  # what begins with = is a text here


def _convert_cell(cell: str):
    """Convert a cell to the type that a spreadsheet or a database stores."""
    try:
        return datetime.strptime(cell, "%Y-%m-%d")
    except ValueError:
        return _convert_number(cell)


def _write_json(dice: random.Random, seed: int) -> Fuzzed:
    table = _make_objects(dice, seed)
    objects = [_make_object(dice, cells, oddity) for oddity, cells in table.rows]
    text = json.dumps(
        objects if dice.randrange(2) else {"count": len(objects), dice.choice(["data", "results", "events"]): objects},
        ensure_ascii=bool(dice.randrange(2)), indent=dice.choice([None, 1]),
    )  # fmt: skip
    encoding = dice.choice(["utf-8", "utf-8-sig", "utf-16"])
    return Fuzzed(f"{seed}-{table.feed}.json", text.encode(encoding), lambda _: table.answer)


def _write_json_lines(dice: random.Random, seed: int) -> Fuzzed:
    table = _make_objects(dice, seed)
    lines = [
        "" if oddity == "blank" else json.dumps(_make_object(dice, cells, oddity), ensure_ascii=False)
        for oddity, cells in table.rows
    ]
    return Fuzzed(f"{seed}-{table.feed}.jsonl", "\n".join(lines).encode(), lambda _: table.answer)


def _write_geojson(dice: random.Random, seed: int) -> Fuzzed:
    table = _make_objects(dice, seed)
    point = {"type": "Point", "coordinates": [36.5, 36.5]}
    features = [
        {"type": "Feature", "properties": None, "geometry": None} if oddity == "blank"
        else 7 if oddity == "ragged"
        else {"type": "Feature", "properties": cells, "geometry": point} for oddity, cells in table.rows
    ]  # fmt: skip
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    return Fuzzed(f"{seed}-{table.feed}.geojson", text.encode(), lambda _: table.answer)


def _write_parquet(dice: random.Random, seed: int) -> Fuzzed:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = _remove_rows(_make_objects(dice, seed), "ragged")
    names = list(table.rows[0][1])
    columns = {}
    for name in names:
        cells = [cells[name] or None for _, cells in table.rows]
        numbers = all(cell is None or _is_number(cell) for cell in cells)
        array = pa.array([cell and int(cell) for cell in cells] if numbers else cells)
        columns[name] = array.dictionary_encode() if not numbers and dice.randrange(3) == 0 else array
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, row_group_size=dice.choice([5, 1000]))
    return Fuzzed(f"{seed}-{table.feed}.parquet", out.getvalue(), lambda _: table.answer)


def _write_zip(dice: random.Random, seed: int) -> Fuzzed:
    inner = dice.choice([_write_csv, _write_json, _write_xlsx])(dice, seed)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", dice.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])) as archive:
        if dice.randrange(2):
            archive.writestr("__MACOSX/._" + inner.name, b"\0\5")
        archive.writestr(dice.choice(["", "folder/", "../"]) + inner.name, inner.content)
    return replace(inner, name=inner.name.rsplit(".", 1)[0] + ".zip", content=out.getvalue())


CONTAINERS = {
    "csv": _write_csv, "xlsx": _write_xlsx, "json": _write_json, "jsonl": _write_json_lines, "geojson": _write_geojson, "parquet": _write_parquet, "zip": _write_zip,
}  # fmt: skip


def _add_header(table: Table) -> Table:
    return table if table.has_header else replace(table, header=tuple(table.rows[0][1]), has_header=True)


def _remove_rows(table: Table, what: str) -> Table:
    return replace(table, rows=tuple(row for row in table.rows if row[0] != what))


def _make_objects(dice: random.Random, seed: int) -> Table:
    """Make a table for named objects, without titles and tags, which JSON has not."""
    return _add_header(_make_table(dice, seed, titles=False))


def _make_object(dice: random.Random, cells: dict, oddity: str | None):
    if oddity == "blank":
        return {} if dice.randrange(2) else dict.fromkeys(cells)
    if oddity == "ragged":
        return [7, "text"]
    return {name: _convert_number(cell) if dice.randrange(2) else cell for name, cell in cells.items() if cell}


def _convert_number(cell: str):
    return int(cell) if _is_number(cell) else cell


def _is_number(cell: str) -> bool:
    """Return whether a cell survives as a number, which a code with a leading 0 does not."""
    return cell.isdecimal() and cell.isascii() and len(cell) < 10 and str(int(cell)) == cell


# Damage and independent counts


def _damage(dice: random.Random, file: Fuzzed, container: str) -> Fuzzed:
    content = bytearray(file.content)
    for _ in range(dice.randrange(1, 5)):
        # Damage below the header seldom makes the file unreadable, which would say little.
        below_header = min(len(content), 400)
        start = 0 if dice.randrange(3) == 0 else below_header
        place = dice.randrange(start, len(content) + 1)
        match dice.choice(["flip", "insert", "insert", "lose"]):
            case "flip" if place < len(content):
                content[place] ^= 1 << dice.randrange(8)
            case "insert":
                inserted = dice.choice(INSERTED)
                # A header in two lines may be a title and a header: which, only our own reader could say.
                place = max(place, below_header) if b"\r" in inserted or b"\n" in inserted else place
                content[place:place] = inserted
            case "lose":
                del content[place : place + dice.randrange(1, 41)]
    # Elsewhere a checksum or a parser notices it, or the damage lies where nothing is.
    as_before = lambda path: replace(file.answer(path), rejected=None)  # noqa: E731
    count = {"csv": count_by_csv, "json": count_by_json, "geojson": count_by_json, "jsonl": count_by_lines}
    return Fuzzed(file.name, bytes(content), count.get(container, as_before), whole=False)


def count_by_csv(path: Path) -> Answer:
    """Count the records below the header with Python's csv module, in the recognised dialect."""
    with tempfile.TemporaryDirectory() as folder:
        [preview] = peek(path, Path(folder))
    text = io.StringIO(path.read_bytes().decode(preview.encoding), newline="")
    quoting = csv.QUOTE_MINIMAL if preview.quoting else csv.QUOTE_NONE
    found = list(csv.reader(text, delimiter=preview.delimiter or "\x1f", quoting=quoting))
    blank = [not "".join(cells).strip(WHITE) for cells in found]
    header = 0 if path.stem.endswith("-gdelt") else blank.index(False) + 1
    return Answer(len(found) - header, sum(blank[header:]))


def count_by_json(path: Path) -> Answer | None:
    """Count the objects of the only list in a file with Python's json module."""
    try:
        value = json.loads(path.read_bytes())
    except ValueError:
        return None
    lists = [value] if isinstance(value, list) else [
        member for name, member in value.items() if name in LISTS and isinstance(member, list)
    ]  # fmt: skip
    return Answer(len(lists[0])) if len(lists) == 1 else None


def count_by_lines(path: Path) -> Answer:
    """Count the lines of a file down to the last one that is not empty."""
    lines = path.read_bytes().decode().split("\n")
    return Answer(max(number for number, line in enumerate(lines, start=1) if line.strip()))
