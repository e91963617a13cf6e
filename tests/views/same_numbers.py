"""The numbers by period of one selection, read back from each of the ways in which they leave Patrolwatch.

Each way gives, for each period that it shows, by its first day: patrols, attacked, share, low and high. A way that must
agree to the last digit is one more function in WAYS. The address is asked for what lies in the lake that the server shows.
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
from tests.views.asking import ask
from views.briefing import page as briefing
from views.charts.style import LIGHT
from views.charts.timeline import describe_timeline
from views.charts.timeline_figure import draw_timeline

NAMES = ("patrols", "attacked", "share", "low", "high")


def cited(release, selection):
    rows = compute_share_by_period(release, selection)
    meanings = definitions.define_columns(rows.column_names)
    return cited_files.Cited(rows, "series", "Series", meanings, citation.cite_selection(release, selection))


def by_period(rows) -> dict[date, tuple]:
    return {row["start"]: tuple(row[name] for name in NAMES) for row in rows}


def of_table(release, selection):
    """What the page lists under its figure."""
    return by_period(compute_share_by_period(release, selection).to_pylist())


def of_csv(release, selection):
    text = cited_files.write(cited(release, selection), "csv").decode("utf-8-sig")
    return by_period(map(_typed, csv.DictReader(io.StringIO(text))))


def of_json(release, selection):
    return by_period(map(_typed, json.loads(cited_files.write(cited(release, selection), "json"))["records"]))


def of_parquet(release, selection):
    return by_period(pq.read_table(io.BytesIO(cited_files.write(cited(release, selection), "parquet"))).to_pylist())


def of_workbook(release, selection):
    sheet = openpyxl.load_workbook(io.BytesIO(cited_files.write(cited(release, selection), "xlsx")))["data"]
    head, *rows = sheet.iter_rows(values_only=True)
    listed = [dict(zip(head, row, strict=True)) for row in rows]
    return by_period(row | {"start": row["start"].date()} for row in listed)


def of_address(release, selection):
    return by_period(map(_typed, ask("/api/v1/series.csv", encode(selection)).rows()))


def of_address_as_json(release, selection):
    return by_period(map(_typed, ask("/api/v1/series.json", encode(selection)).json()))


def of_rates_at_the_address(release, selection):
    return by_period(map(_typed, ask("/api/v1/rates.csv", encode(selection)).rows()))


def of_briefing(release, selection):
    """The periods that its table shows, which are not always all."""
    reader = _Cells()
    reader.feed(briefing.write_briefing(release, selection).decode())
    found = {}
    for start, cells in reader.rows:
        patrols, attacked, share = cells[1:4]
        values = [*(patrols or [None]), *(attacked or [None]), *(share or [None] * 3)]
        found[start] = tuple(map(_number, values))
    return found


def drawn(answers, selection):
    return draw_timeline(describe_timeline(answers, selection), ink=LIGHT)


def of_chart(figure):
    """Patrols and attacked of each period that has a bar or a mark."""
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


def shares_of_chart(figure):
    """The share, low and high of each period that has a mark; the figure draws them at a grain of its own."""
    (trace,) = (trace for trace in figure.data if trace.name == "Share attacked")
    spans = zip(trace.customdata, trace.y, trace.error_y.arrayminus, trace.error_y.array, strict=True)
    return {date.fromisoformat(start): (share, share - down, share + up) for (start, _), share, down, up in spans}


WAYS = {
    "CSV": of_csv,
    "JSON": of_json,
    "Parquet": of_parquet,
    "address": of_address,
    "address, as JSON": of_address_as_json,
    "address of rates": of_rates_at_the_address,
}


def _typed(row):
    return {"start": date.fromisoformat(row["start"])} | {name: _number(row[name]) for name in NAMES}


def _number(text):
    if text is None or text == "":
        return None
    return text if not isinstance(text, str) else int(text) if text.isdigit() else float(text)


class _Cells(HTMLParser):
    """The rows of the table of a briefing: the first day, and the values of each cell."""

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
