"""The figure, every file, the API and the briefing have the same numbers for a corridor with counted exposure."""

import csv
import io
import json
import random
import re
from dataclasses import replace
from datetime import date, timedelta

import pyarrow.parquet as pq
import pytest

from analysis.export import citation, cited_files, definitions
from analysis.exposure import EVERY_UNIT
from analysis.links.codec import encode
from analysis.questions.periods import compute_rates_by_period
from analysis.questions.timeline import read_timeline
from tests.cases import attack, coverage, fill_tables, publish_case, strait, transit_count
from tests.views.api_client import ask
from tests.views.same_numbers import draw_chart
from views.briefing.page import write_briefing
from views.state import cache

pytestmark = pytest.mark.slow

MONDAY, DAYS = date(2021, 3, 1), 56
NAMES = ("exposed", "attacks", "rate", "rate_low", "rate_high")
BRIEFED = re.compile(r'<td><data value="([^"]+)">[^<]*</data><data[^>]*hidden')


def make_case(dice: random.Random, ways: list[str]) -> dict:
    """Make eight weeks, each with one kind of count, and attacks on any days, counted or not."""
    counts = []
    for first in (MONDAY + timedelta(days=7 * week) for week in range(DAYS // 7)):
        way = dice.choice(ways)
        if way == "week":
            counts.append(transit_count(first, first + timedelta(days=6), dice.randrange(40)))
        if way == "days":
            counts += [
                transit_count(day, day, dice.randrange(9))
                for day in (first + timedelta(days=step) for step in range(7))
            ]
    shots = [attack(MONDAY + timedelta(days=dice.randrange(DAYS)), target="traffic") for _ in range(dice.randrange(12))]
    spans = [coverage("incidents", "patrol", MONDAY, MONDAY + timedelta(days=DAYS - 1), complete=False)]
    return fill_tables(corridors=[strait()], coverage=spans, exposure=counts, incidents=shots)


def index_by_period(rows) -> dict[str, tuple]:
    return {str(row["start"]): tuple(read_number(row[name]) for name in NAMES) for row in rows}


def read_number(text):
    return None if text in (None, "") else float(text)


@pytest.mark.parametrize(
    ("grain", "ways"),
    [("day", ["days", "days", "week", "none"]), ("week", ["days", "week", "none"]), ("month", ["days"])],
)
def test_all_outputs_agree_on_rates_of_counts(tmp_path, monkeypatch, grain, ways):
    monkeypatch.setenv("PATROLWATCH_LAKE", str(publish_case(tmp_path, **make_case(random.Random(1), ways)).root))
    release = cache.get_release(1)
    selection = replace(cache.list_choices(release).make_default("road"), grain=grain)
    rows = compute_rates_by_period(release, selection, EVERY_UNIT)
    table = index_by_period(rows.to_pylist())
    assert any(numbers[2] for numbers in table.values()), "a case without a rate would show nothing"

    meanings = definitions.define_columns(rows.column_names)
    cited = cited_files.Cited(rows, "rates", "Rates", meanings, citation.cite_selection(release, selection))
    text = cited_files.write(cited, "csv").decode("utf-8-sig")
    assert index_by_period(csv.DictReader(io.StringIO(text))) == table
    assert index_by_period(json.loads(cited_files.write(cited, "json"))["records"]) == table
    assert index_by_period(pq.read_table(io.BytesIO(cited_files.write(cited, "parquet"))).to_pylist()) == table
    assert index_by_period(ask("/api/v1/rates.csv", encode(selection)).rows()) == table
    assert index_by_period(ask("/api/v1/rates.json", encode(selection)).json()) == table

    answers = read_timeline(release, selection)
    assert index_by_period(answers.counted.rates.to_pylist()) == table
    rated = {start: numbers for start, numbers in table.items() if numbers[2] is not None}
    (marks,) = (trace for trace in draw_chart(answers, selection).data if trace.name == "Per 1,000")
    assert {start: rate for (start, _), rate in zip(marks.customdata, marks.y, strict=True)} == pytest.approx(
        {start: numbers[2] for start, numbers in rated.items()}
    )
    briefed = [float(value) for value in BRIEFED.findall(write_briefing(release, selection).decode())]
    assert briefed == [numbers[2] for numbers in rated.values()]
