"""Read the numbers by period of one selection from every file, answer and figure that shows them.

Each reader returns patrols, attacked, share, low and high of each period by its first day. Those that must agree to the last
digit are listed in READERS. The API answers from the lake that the server shows.
"""

import csv
import io
import json
from datetime import date
from html.parser import HTMLParser

import openpyxl
import pyarrow.parquet as pq

from analysis.export import citation, cited_files, definitions
from analysis.links.codec import encode
from analysis.questions.periods import compute_share_by_period
from tests.views.api_client import ask
from views.briefing import page as briefing
from views.charts.style import LIGHT
from views.charts.timeline import describe_timeline
from views.charts.timeline_figure import draw_timeline

NAMES = ("patrols", "attacked", "share", "low", "high")


def make_cited(release, selection):
    rows = compute_share_by_period(release, selection)
    meanings = definitions.define_columns(rows.column_names)
    return cited_files.Cited(rows, "series", "Series", meanings, citation.cite_selection(release, selection))


def index_by_period(rows) -> dict[date, tuple]:
    return {row["start"]: tuple(row[name] for name in NAMES) for row in rows}


def read_table(release, selection):
    """Return the rows that the page lists under its figure."""
    return index_by_period(compute_share_by_period(release, selection).to_pylist())


def read_csv(release, selection):
    text = cited_files.write(make_cited(release, selection), "csv").decode("utf-8-sig")
    return index_by_period(map(_convert_row, csv.DictReader(io.StringIO(text))))


def read_json(release, selection):
    return index_by_period(
        map(_convert_row, json.loads(cited_files.write(make_cited(release, selection), "json"))["records"])
    )


def read_parquet(release, selection):
    return index_by_period(
        pq.read_table(io.BytesIO(cited_files.write(make_cited(release, selection), "parquet"))).to_pylist()
    )


def read_workbook(release, selection):
    sheet = openpyxl.load_workbook(io.BytesIO(cited_files.write(make_cited(release, selection), "xlsx")))["data"]
    head, *rows = sheet.iter_rows(values_only=True)
    listed = [dict(zip(head, row, strict=True)) for row in rows]
    return index_by_period(row | {"start": row["start"].date()} for row in listed)


def read_api_csv(release, selection):
    return index_by_period(map(_convert_row, ask("/api/v1/series.csv", encode(selection)).rows()))


def read_api_json(release, selection):
    return index_by_period(map(_convert_row, ask("/api/v1/series.json", encode(selection)).json()))


def read_api_rates(release, selection):
    return index_by_period(map(_convert_row, ask("/api/v1/rates.csv", encode(selection)).rows()))


def read_briefing(release, selection):
    """Return the periods in the table of the briefing, which may not be all."""
    reader = _Cells()
    reader.feed(briefing.write_briefing(release, selection).decode())
    found = {}
    for start, cells in reader.rows:
        patrols, attacked, share = cells[1:4]
        values = [*(patrols or [None]), *(attacked or [None]), *(share or [None] * 3)]
        found[start] = tuple(map(_parse_number, values))
    return found


def draw_chart(answers, selection):
    return draw_timeline(describe_timeline(answers, selection), ink=LIGHT)


def read_chart(figure):
    """Return patrols and attacked of each period with a bar or a mark."""
    counts: dict[str, dict[date, int]] = {"Patrols": {}, "Attacked": {}}
    for trace in figure.data:
        if trace.name in counts:
            for place, (start, _) in enumerate(trace.customdata):
                height = trace.y[place] if trace.type == "bar" else 1
                held = counts[trace.name]
                held[date.fromisoformat(start)] = held.get(date.fromisoformat(start), 0) + height
    starts = counts["Patrols"] | counts["Attacked"]
    return {
        start: (counts["Patrols"].get(start, 0) + attacked, attacked)
        for start in starts
        for attacked in [counts["Attacked"].get(start, 0)]
    }


def read_chart_shares(figure):
    """Return share, low and high of each period with a mark. The figure chooses their grain."""
    (trace,) = (trace for trace in figure.data if trace.name == "Share attacked")
    spans = zip(trace.customdata, trace.y, trace.error_y.arrayminus, trace.error_y.array, strict=True)
    return {date.fromisoformat(start): (share, share - down, share + up) for (start, _), share, down, up in spans}


READERS = {
    "CSV": read_csv,
    "JSON": read_json,
    "Parquet": read_parquet,
    "address": read_api_csv,
    "address, as JSON": read_api_json,
    "address of rates": read_api_rates,
}


def _convert_row(row):
    return {"start": date.fromisoformat(row["start"])} | {name: _parse_number(row[name]) for name in NAMES}


def _parse_number(text):
    if text is None or text == "":
        return None
    return text if not isinstance(text, str) else int(text) if text.isdigit() else float(text)


class _Cells(HTMLParser):
    """Collect the rows of the table of a briefing: the first day, and the values of each cell."""

    def __init__(self):
        super().__init__()
        self.rows: list[tuple[date, list[list[str]]]] = []
        self.cells: list[list[str]] = []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "tr":
            self.cells = []
        elif tag == "td":
            self.cells.append([])
        elif tag == "time":
            self.rows.append((date.fromisoformat(attributes["datetime"]), self.cells))
        elif tag == "data":
            self.cells[-1].append(attributes["value"])
