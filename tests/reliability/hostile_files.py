"""Load hostile and odd files, each by its own process of `patrolwatch load`.

    python -m bench.reliability hostile_files

Prints the result for each file, its time, and the peak memory of the process and its child. Wrong is a file that was not loaded
or refused as expected, a traceback, more than one sentence, more than 5 s of processor time or 500 MB, something published for
a refused file, and a file outside the lake.
"""

import contextlib
import csv
import io
import json
import shlex
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl

from etl import paths
from etl.lake import Lake
from etl.load import pipeline as intake
from tests.reliability.findings import Experiment, Finding, count_troubles, measure

# Of the processor: the clock would count what else the machine does. Memory is that of a whole process, of which an idle one has
# about 150.
SECONDS, MEGABYTES = 5, 500
SECONDS_OF_BAIT = 1  # over those of the same file without
HEADER = "date,record,corridor,place,lat,lon,killed,note\n"
ROW = "2020-05-01,incident,,Abad,35.9,36.6,1,x\n"
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
ENTITY = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
ROWS_BELOW = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(2, 5))


def make_table(**cells: str) -> str:
    """Make a table of one row, with these cells instead of the usual ones."""
    row = dict(zip(HEADER.strip().split(","), ROW.strip().split(","), strict=True)) | cells
    text = io.StringIO(newline="")
    csv.writer(text).writerow(row.values())
    return HEADER + text.getvalue()


def make_workbook(sheet: str | None = None, **parts: bytes) -> bytes:
    """Make a workbook of one row, with another sheet or more parts."""
    book = openpyxl.Workbook()
    for row in csv.reader([HEADER, ROW]):
        book.active.append(row)
    usual = io.BytesIO()
    book.save(usual)
    out = io.BytesIO()
    with zipfile.ZipFile(usual) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            replaced = sheet if sheet is not None and name == "xl/worksheets/sheet1.xml" else old.read(name)
            new.writestr(name, replaced)
        for name, content in parts.items():
            new.writestr(f"xl/media/{name}", content)
    return out.getvalue()


def format_header_row() -> str:
    cells = "".join(
        f'<c r="{letter}1" t="inlineStr"><is><t>{name}</t></is></c>' for letter, name in zip("ABC", ("date", "place", "killed"),
                                                                                           strict=True)
    )  # fmt: skip
    return f'<row r="1">{cells}</row>'


def make_archive(name: str, content: bytes | str, declared: int | None = None) -> bytes:
    """Make a ZIP archive of one file, which may declare a wrong size."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    if declared is None:
        return out.getvalue()
    return out.getvalue().replace(len(content).to_bytes(4, "little"), declared.to_bytes(4, "little"))


def make_database(*statements: str) -> bytes:
    """Make an SQLite database."""
    with contextlib.closing(sqlite3.connect(":memory:")) as con:
        for statement in statements:
            con.execute(statement)
        return con.serialize()


def make_bait(column: str, text: str) -> Callable[[], str]:
    return lambda: make_table(**{column: text})


# What each file holds, and whether it is to be loaded; a record that cannot be read is rejected, and the others are loaded.
FILES: dict[str, tuple[Callable[[], bytes | str], bool]] = {
    "formula.csv": (lambda: make_table(place="=cmd|' /C calc'!A0", note="@SUM(A1)"), True),
    "markup.csv": (lambda: make_table(place="<script>alert(1)</script>", note="![x](http://example.org/x.png)"), True),
    "nul.csv": (lambda: HEADER + ROW + "2020-05-02,incident,,Ab\0ad,35.9,36.6,1,x\n", True),
    "newlines.csv": (lambda: (HEADER + ROW).replace("\n", "\r\n") + ROW + ROW.replace("\n", "\r"), True),
    "unclosed.csv": (lambda: HEADER + ROW + '2020-05-02,incident,,"Abad,35.9,36.6,1,x\n' + ROW * 9, False),
    "unclosed-30mb.csv": (lambda: HEADER + ROW + '2020-05-02,incident,,"Abad,35.9,36.6,1,x\n' + ROW * 700_000, False),
    "ragged.csv": (lambda: HEADER + ROW + "2020-05-02,incident\n2020-05-03,incident,,a,1,1,1,x,y,z\n", True),
    "header-twice.csv": (lambda: "date,record,killed,killed,place\n2020-05-01,incident,1,2,Abad\n", False),
    "no-header.csv": (lambda: ROW * 3, False),
    "columns-3000.csv": (lambda: "date,killed,place," + ",".join(f"c{n}" for n in range(3000)) + "\n2020-05-01,1,Abad" +
                         ",x" * 3000 + "\n", True),
    "columns-million.csv": (lambda: "date,killed," + ",".join(f"c{n}" for n in range(1_000_000)) + "\n", False),
    "cell-300-000.csv": (lambda: make_table(note="x" * 300_000), True),
    "cell-100mb.csv": (lambda: HEADER + ROW + "2020-05-02,incident,,Abad,35.9,36.6,1," + "x" * 100_000_000 + "\n", False),
    "quoted-cell-100mb.csv": (lambda: HEADER + ROW + '2020-05-02,incident,,Abad,35.9,36.6,1,"' + "x\n" * 50_000_000 + '"\n', False),
    "zeros-1gb.csv": (lambda: "1gb", False),
    "rejects-million.csv": (lambda: HEADER + ROW + "a,b\n" * 1_000_000, False),
    "deep.json": (lambda: "[" * 1_000_000, False),
    "deep-value.json": (lambda: '[{"date":"2020-05-01","killed":1,"place":"x","note":' + "[" * 5000 + "]" * 5000 + "}]", False),
    "names-million.json": (lambda: json.dumps([{"date": "2020-05-01", "killed": 1, "place": "x"} |
                                               {f"n{n}": 1 for n in range(1_000_000)}]), False),
    "hollow.json": (lambda: json.dumps([{f"n{n}": 1} for n in range(9_000)] * 30), False),
    "cell-90mb.json": (lambda: json.dumps([{"date": "2020-05-01", "killed": 1, "place": "x", "note": "x" * 90_000_000}]), True),
    "name-twice.json": (lambda: '[{"date":"2020-05-01","killed":1,"killed":2,"place":"x"}]', False),
    "last-corner-blank.xlsx": (lambda: make_workbook(SHEET.format(
        format_header_row() + ROWS_BELOW + '<row r="1048576"><c r="XFD1048576" s="0"/></row>')), True),
    "last-corner.xlsx": (lambda: make_workbook(SHEET.format(
        format_header_row() + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')), False),
    "last-row.xlsx": (lambda: make_workbook(SHEET.format(
        format_header_row() + '<row r="1048576"><c r="A1048576"><v>1</v></c></row>')), True),
    "entities.xlsx": (lambda: make_workbook(ENTITY + SHEET.format(format_header_row() + '<row r="2"><c r="A2" t="inlineStr"><is><t>&b;</t>'
                                                             "</is></c></row>")), False),
    "inflating.xlsx": (lambda: make_workbook(x=bytes(600_000_000)), False),
    "inflating-sheet.xlsx": (lambda: make_workbook(SHEET.format(format_header_row() + "<row/>" * 60_000_000)), False),
    "million-rows.xlsx": (lambda: make_workbook(SHEET.format(format_header_row() + "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(2, 1_000_001)))), False),
    "bomb.zip": (lambda: make_archive("a.csv", bytes(600_000_000)), False),
    "lying.zip": (lambda: make_archive("a.csv", b"0" * 3_000_000, declared=900), False),
    "in-itself.zip": (lambda: make_archive("a.zip", make_archive("b.zip", make_archive("c.csv", HEADER + ROW))), False),
    "slip.zip": (lambda: make_archive("../../escaped.csv", HEADER + ROW), True),
    "entities.kml": (lambda: ENTITY + "<kml><Placemark><name>&b;</name></Placemark></kml>", False),
    "deep.kml": (lambda: "<kml>" + "<Folder>" * 1_000_000, False),
    "link-elsewhere.kml": (lambda: "<kml><NetworkLink><Link><href>file:///etc/passwd</href></Link></NetworkLink></kml>", False),
    "bomb.kmz": (lambda: make_archive("doc.kml", bytes(600_000_000)), False),
    "bomb-shapefile.zip": (lambda: make_archive("x.shp", bytes(600_000_000)), False),
    "endless-view.gpkg": (lambda: make_database(
        "CREATE TABLE gpkg_contents (table_name, identifier, data_type)",
        "CREATE TABLE gpkg_spatial_ref_sys (srs_id, organization, organization_coordsys_id, definition)",
        "INSERT INTO gpkg_contents VALUES ('endless', '', 'attributes')",
        "CREATE VIEW endless AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n FROM r",
    ), False),
    "truncated.parquet": (lambda: b"PAR1" + bytes(1000) + b"\xff\xff\xff\x7fPAR1", False),
    "login.csv": (lambda: "<!DOCTYPE html><html><body>Please log in</body></html>", False),
    "empty.csv": (lambda: "", False),
    "bait-date.csv": (make_bait("date", "1" * 100_000), True),
    "bait-date-words.csv": (make_bait("date", "12 " * 33_000 + "January"), True),
    "bait-killed.csv": (make_bait("killed", "between " + "1 and " * 16_000), True),
    "bait-killed-digits.csv": (make_bait("killed", "1," * 50_000), True),
    "bait-degrees.csv": (make_bait("lat", "35°" + "1'" * 50_000), True),
    "bait-blanks.csv": (make_bait("lat", " " * 50_000 + "1" + " " * 50_000 + "x"), True),
    "bait-participants.csv": (lambda: make_table(record="patrol", corridor="m4", place=" and " * 20_000), True),
}  # fmt: skip
NAMES = [
    "..csv", "...csv", " .csv", "-rf.csv", "--lake.csv", "a b.csv", "it's.csv", 'q"q.csv', "$(touch escaped).csv",
    "`touch escaped`.csv", "a;touch escaped.csv", "a|b.csv", "a&b.csv", "*.csv", "[ab]*.csv", "?.csv", "{a,b}.csv", "%2e%2e%2f.csv",
    "%s%n.csv", "a\\..\\b.csv", "C:evil.csv", "con.csv", "NUL.csv", "aux", "a.csv:stream", "\\\\host\\share.csv", "~root.csv",
    "a\nb.csv", "a\tb.csv", "a\x1b[31m.csv", "a\u202egpj.csv", "é.csv", "e\u0301.csv", "ﬁ.csv", "عربي.csv", "💥.csv", "A.CSV",
    "a.csv.exe", "a.xlsx", "a.json", ".hidden", "a" * 200 + ".csv", "'; DROP TABLE x; --.csv", "a'||'b.csv", "<b>.csv",
    "![x](http:x).csv", "R000001.json",
]  # fmt: skip


def write(path: Path, content: bytes | str) -> None:
    if content == "1gb":
        with path.open("wb") as file:
            for _ in range(1000):
                file.write(b"0" * 1_000_000)
        return
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


# A process begins with the most memory that the one which starts it ever had: so a small one stands between.
MEASURE = """
import os, sys
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(child, 0)
print(os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, file=open(3, "w"))
"""


def load_file(lake: Path, path: Path) -> tuple[int, str, str, float, float]:
    """Load a file, and return exit code, both outputs, processor seconds, and MiB of the load and its child."""
    # `--` ends the options: a name may begin with a hyphen.
    load = [
        sys.executable,
        "-m",
        "patrolwatch",
        "load",
        "--json",
        "--allow-rejects",
        "--lake",
        str(lake),
        "--",
        str(path),
    ]
    with tempfile.NamedTemporaryFile() as measured:
        # The shell gives it the file as number 3.
        words = [
            "sh",
            "-c",
            f'exec "$@" 3> {shlex.quote(measured.name)}',
            "sh",
            sys.executable,
            "-S",
            "-c",
            MEASURE,
            *load,
        ]
        done = subprocess.run(words, cwd=paths.CHECKOUT, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        code, seconds, memory = measured.read().split()
    return (
        int(code),
        done.stdout.decode(errors="replace"),
        done.stderr.decode(errors="replace"),
        float(seconds),
        float(memory),
    )


def find_trouble(code: int, said: str, complained: str, load: bool, lake: Path) -> str | None:
    if "Traceback" in said + complained or code not in (0, 3):
        return f"exit code {code}: {complained[-200:]}"
    (report,) = json.loads(said)["files"]
    if load != (report["refused"] is None):
        return f"refused: {report['refused']}" if load else f"loaded {report['loaded']} of {report['rows']}"
    if report["refused"] and (
        "\n" in report["refused"] or not report["refused"].endswith(".") or Lake(lake).list_numbers()
    ):
        return f"no sentence, or something was published: {report['refused']!r}"
    return None


def shorten(said: str) -> str:
    try:
        (report,) = json.loads(said)["files"]
    except ValueError:
        return ""
    counts = [
        f"{report[name]:,} {name}" for name in ("rows", "loaded", "rejected", "blank") if report[name] or name == "rows"
    ]
    return report["refused"].partition(": ")[2][:90] if report["refused"] else ", ".join(counts)


@contextlib.contextmanager
def open_bench() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="hostile-files-") as folder:
        yield Path(folder)


def load_each(bench: Path, names: tuple[str, ...], most_seconds: float) -> list[Finding]:
    """Load each file of these names into a new lake."""
    findings = []
    for name in names:
        with tempfile.TemporaryDirectory(dir=bench) as folder:
            path, lake = Path(folder) / name, Path(folder) / "lake"
            write(path, FILES[name][0]())
            size = path.stat().st_size / 1e6
            code, said, complained, seconds, memory = load_file(lake, path)
            trouble = find_trouble(code, said, complained, FILES[name][1], lake)
            if seconds > most_seconds or memory > MEGABYTES:
                trouble = trouble or "too slow or too large"
        said = f"{name}, {size:.1f} MB: {seconds:.1f} s, {memory:.0f} MiB; {shorten(said)}"
        findings.append(Finding(said, int(not trouble), 0, (trouble,) if trouble else ()))
    return findings


def load_odd_names(bench: Path, names: list[str]) -> list[Finding]:
    """Load a good table under each odd name. Only the lake may appear, and no name may change which file is read."""
    with tempfile.TemporaryDirectory(dir=bench) as outer:
        folder, lake = Path(outer) / "inner", Path(outer) / "lake"
        folder.mkdir()
        for number, name in enumerate(names):
            # Each is another event, so that a file read in place of another would be noticed.
            (folder / name).write_text(make_table(lat=str(35 + number / 10)), encoding="utf-8")
        troubles = []
        for name in names:
            code, said, complained, *_ = load_file(lake, folder / name)
            is_loaded = not code and json.loads(said)["files"][0]["loaded"] == 1
            troubles.append(None if is_loaded else f"{name!r}: exit code {code}, {shorten(said)} {complained[-200:]}")
        there = {path.name for path in Path(outer).iterdir()} | {path.name for path in folder.iterdir()}
        surplus = there - {"inner", "lake", *names} or {"escaped"} & {path.name for path in paths.CHECKOUT.iterdir()}
    return [
        count_troubles("a file of an odd name: loaded as what it holds", troubles),
        count_troubles("odd names: nothing is written outside the lake", [f"there are {surplus}" if surplus else None]),
    ]


def load_bait(bench: Path, names: tuple[str, ...]) -> list[Finding]:
    """Measure texts of 100 kB and 200 kB that are made to slow down a pattern."""
    findings = []
    with tempfile.TemporaryDirectory(dir=bench) as folder:
        lake, path = Lake(Path(folder) / "lake"), Path(folder) / "a.csv"

        def measure_seconds(content: str) -> float:
            path.write_text(content)
            begun = time.process_time()
            intake.load(lake, [path], dry_run=True)
            return time.process_time() - begun

        usual = min(measure_seconds(HEADER + ROW) for _ in range(3))
        for name in names:
            content = FILES[name][0]()
            findings.append(
                measure(f"{name}: over a plain file", measure_seconds(content) - usual, SECONDS_OF_BAIT, " s")
            )
            twice = max(content.removeprefix(HEADER).split(","), key=len) + content.removeprefix(HEADER)
            findings.append(
                measure(
                    f"{name}, twice as long: over a plain file",
                    measure_seconds(HEADER + twice) - usual,
                    2.5 * SECONDS_OF_BAIT,
                    " s",
                )
            )
    return findings


BAIT = tuple(name for name in FILES if name.startswith("bait-"))
EXPERIMENTS = {
    # Beside other tests the processor itself is slower.
    "files": Experiment(
        load_each,
        {"names": ("last-corner-blank.xlsx", "lying.zip", "entities.kml"), "most_seconds": 4 * SECONDS},
        {"names": tuple(FILES), "most_seconds": SECONDS},
    ),
    "names": Experiment(load_odd_names, {"names": ["--lake.csv", "*.csv", "a\nb.csv"]}, {"names": NAMES}),
    "bait": Experiment(load_bait, {"names": BAIT[:1]}, {"names": BAIT}),
}
