"""Incidents of a large part are counted by its sums, and give the same numbers as its rows."""

import random
import re
import shutil
from dataclasses import replace
from datetime import date, timedelta

import pytest

from analysis import release
from analysis.questions.holdings import find_near_duplicates, list_doubts, list_doubts_here, list_uncovered
from analysis.questions.periods import count_attacks_by_period, count_corridor_attacks_by_period
from analysis.questions.populations import Population, list_newest_population, list_population
from analysis.questions.rates import count_corridor_attacks
from analysis.questions.records import list_nameable_incidents, list_newest_records, list_records, listing
from analysis.questions.route import (
    compute_stretches,
    count_attacks_by_stretch,
    count_on_route,
    count_stretch_totals,
    list_incidents_by_point,
    list_places,
)
from analysis.questions.suspensions import compare_windows
from analysis.questions.timeline import count_caveats
from analysis.questions.timeline.named import count_uncovered_attacks
from analysis.release import open_release
from analysis.selection import COUNT_BY, GRAINS, SOURCE_CHOICES, TARGET_CHOICES, VERIFICATION_CHOICES, Selection
from etl.lake import Lake, parts
from etl.tables.vocabulary import KINDS, TARGETS, VERIFICATIONS
from tests.cases import attack, coverage, patrol, publish_case, publish_rows, suspension

COUNTS = (
    count_attacks_by_period,
    count_corridor_attacks_by_period,
    count_corridor_attacks,
    count_uncovered_attacks,
    count_caveats,
    compare_windows,
)
DRAWN = random.Random(19)


def draw_incident(number: int) -> dict:
    first, span = DRAWN.choice([(date(2020, 1, 1), 90), (date(2018, 11, 1), 1200)])
    day = first + timedelta(days=DRAWN.randrange(span))
    until = DRAWN.choice([None, None, None, *(day + timedelta(days=days) for days in (6, 40, 400))])
    place = DRAWN.randrange(8)
    return attack(DRAWN.choice([day, day, day, None]), until=until, incident_id=f"acled:{number}", source_ids=None) | {
        "corridor": DRAWN.choice(["road", "road", None]),
        "kind": DRAWN.choice(list(KINDS)),
        "target": DRAWN.choice([target for target in TARGETS if target not in ("patrol", "traffic")]),
        "verification": DRAWN.choice(list(VERIFICATIONS)),
        "reported_by": DRAWN.choice([None, "A", "A; B"]),
        "place": DRAWN.choice([None, f"Town {place}", "Town"]),
        "lat": 36.0,
        "lon": 36 + place / 10,
        "km": DRAWN.choice([None, 10.0 * place]),
        "geo_precision": DRAWN.choice(["exact", "exact", "near", "admin1"]),
        "withdrawn_release": DRAWN.choice([None] * 9 + [2]),
    }


@pytest.fixture(scope="module")
def lakes(tmp_path_factory):
    """Hand-compiled records and 400 incidents of a feed, published with sums and without. Each test publishes more into copies."""
    folder = tmp_path_factory.mktemp("summed")
    first = publish_case(
        folder / "with", patrols=[patrol("2020-02-01")], suspensions=[suspension("2020-02-10", "2020-02-20")],
        incidents=[attack("2020-02-01", patrol_id="P1"), attack("2020-02-02", target="civilian")],
    )  # fmt: skip
    rows = {
        "incidents": [draw_incident(number) for number in range(400)],
        "suspensions": [suspension("2020-02-10", "2020-02-20", suspension_id="acled:S1")],
        "coverage": [coverage("incidents", "any", "2020-01-10", "2020-02-28", feed="acled")],
    }
    other = Lake(shutil.copytree(first.root, folder / "without"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "ROWS_WITHOUT_SUMS", 100)
        publish_rows(first, "acled", 2020, **rows)
    publish_rows(other, "acled", 2020, **rows)
    return first, other


def open_newest(lake):
    return open_release(lake, lake.list_numbers()[-1])


def uses_sums(opened) -> bool:
    with opened.cursor() as con:
        return bool(con.execute("FROM duckdb_tables() WHERE table_name = 'summed_by_day'").fetchall())


def draw_selection(opened) -> Selection:
    return Selection(
        opened.number, "road", DRAWN.choice(["acled", "acled", "acled", "curated"]), date(2020, 1, 5), date(2020, 3, 20),
        grain=DRAWN.choice(GRAINS), target=DRAWN.choice(["any", *TARGET_CHOICES]),
        verification=DRAWN.choice(list(VERIFICATION_CHOICES)), sources=DRAWN.choice(SOURCE_CHOICES), count_by=DRAWN.choice(COUNT_BY),
    )  # fmt: skip


def draw_places(opened) -> Selection:
    """Draw days that begin and end anywhere, or with a month or year."""
    firsts = [date(2019, 1, 1), date(2020, 1, 1), date(2020, 2, 1), date(2018, 11, 20), date(2020, 2, 11)]
    lasts = [date(2020, 2, 20), date(2020, 2, 29), date(2020, 12, 31), date(2021, 12, 31), date(2021, 3, 3)]
    return replace(draw_selection(opened), from_day=DRAWN.choice(firsts), to_day=DRAWN.choice(lasts))


def assert_same_numbers(summed, read, turns: int) -> None:
    for turn in range(turns):
        selection = draw_selection(summed)
        for question in COUNTS:
            answers = [question(opened, selection) for opened in (summed, read)]
            assert answers[0] == answers[1], (turn, question.__name__, selection)
    assert list_uncovered(summed) == list_uncovered(read)


def test_sums_give_the_numbers_of_the_rows(lakes):
    summed, read = map(open_newest, lakes)
    assert (uses_sums(summed), uses_sums(read)) == (True, False)
    assert_same_numbers(summed, read, turns=5)
    everything = "SELECT * EXCLUDE (source_ids) FROM incidents_with_source_choices ORDER BY incident_id"
    assert summed.query(everything) == read.query(everything)


def test_sums_by_place_give_the_numbers_of_the_rows(lakes):
    summed, read = map(open_newest, lakes)
    for _ in range(30):
        selection = draw_places(summed)
        for question, *more in (
            (list_incidents_by_point,), (list_places,), (count_on_route,), (compute_stretches, 10.0), (count_stretch_totals, 10.0),
            (count_attacks_by_stretch, 10.0),
        ):  # fmt: skip
            answers = [question(opened, selection, *more) for opened in (summed, read)]
            assert answers[0] == answers[1], (question.__name__, selection)


def test_sums_by_place_that_are_few_are_kept_in_memory_and_others_stay_in_their_files(lakes, monkeypatch):
    kept = "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'incident_places'"
    for most, tables in ((release.ROWS_IN_MEMORY, 1), (0, 0)):
        monkeypatch.setattr(release, "ROWS_IN_MEMORY", most)
        opened = open_newest(lakes[0])
        assert opened.query(kept).column(0).to_pylist() == [tables]


@pytest.fixture(scope="module")
def longer(lakes, tmp_path_factory):
    """The lake with sums, in which the feed has a further part with one incident in 2030."""
    lake = Lake(shutil.copytree(lakes[0].root, tmp_path_factory.mktemp("longer") / "lake"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "ROWS_WITHOUT_SUMS", 0)
        publish_rows(
            lake,
            "acled",
            2030,
            incidents=[draw_incident(400) | {"date": date(2030, 1, 1), "date_end": date(2030, 1, 1)}],
        )
    return lake


def test_a_question_of_one_feed_opens_no_part_of_another(longer):
    for feed, scans in (("curated", 0), ("acled", 1)):
        with open_newest(longer).cursor() as con:
            [(_, plan)] = con.execute(
                "EXPLAIN SELECT note FROM incidents WHERE feed = $feed", {"feed": feed}
            ).fetchall()
        assert plan.count("Parquet") == scans, plan


def explain(opened, question, monkeypatch) -> str:
    """Return the plans, with the rows read, of all queries that a question asks."""
    asked, query = [], release.Release.query

    def note(asking, sql, **given):
        asked.append((sql, {name: given[name] for name in re.findall(r"\$([a-z_]+)", sql)}))
        return query(asking, sql, **given)

    with monkeypatch.context() as patch:
        patch.setattr(release.Release, "query", note)
        question(opened)
    with opened.cursor() as con:
        return "".join(
            con.execute(f"EXPLAIN (ANALYZE, FORMAT json) {sql}", given).fetchall()[0][1] for sql, given in asked
        )


@pytest.mark.parametrize("question", [lambda opened: find_near_duplicates(opened, days=1, km=500), list_doubts])
def test_a_question_of_other_days_or_columns_reads_no_row_of_a_part(lakes, longer, monkeypatch, question):
    rows_of_parts = re.compile('"name": "READ_PARQUET".*?"rows_scanned": ([0-9]+)', re.DOTALL)
    few, more = (
        sum(map(int, rows_of_parts.findall(explain(open_newest(lake), question, monkeypatch))))
        for lake in (lakes[0], longer)
    )
    assert few == more


@pytest.mark.parametrize(
    "question",
    [
        lambda opened: list_nameable_incidents(opened, ["I1"]),
        lambda opened: list_doubts_here(opened, draw_selection(opened), [("doubtful", "I1", "")]),
    ],
)
def test_records_of_other_feeds_are_found_by_their_ids_without_opening_parts_with_sums(longer, monkeypatch, question):
    plan, held = explain(open_newest(longer), question, monkeypatch), longer.find_newest().tables["incidents"].parts
    assert [part.year for part in held if part.sums and part.sha256 in plan] == []


def test_incidents_of_parts_with_sums_are_found_by_their_ids(lakes):
    found = list_nameable_incidents(open_newest(lakes[0]), ["I1", "acled:7"])
    assert {row["record_id"] for row in found} == {"I1", "acled:7"}


def test_a_release_without_sums_by_place_counts_places_by_rows(lakes, tmp_path):
    older, read = Lake(shutil.copytree(lakes[0].root, tmp_path / "older")), open_newest(lakes[1])
    manifest = older.find_newest()
    held = manifest.tables["incidents"]
    tables = manifest.tables | {
        "incidents": replace(held, parts=tuple(replace(part, places="") for part in held.parts))
    }
    (older.manifests / "R000002.json").write_bytes(replace(manifest, schema=6, tables=tables).to_bytes())
    opened = open_newest(older)
    assert uses_sums(opened)
    selection = draw_places(opened)
    assert list_incidents_by_point(opened, selection) == list_incidents_by_point(read, selection)


def test_sums_find_the_newest_rows_of_a_list(lakes, monkeypatch):
    monkeypatch.setattr(listing, "MOST_ROWS", 10)
    monkeypatch.setattr(listing, "ROWS_OF_SMALL_TABLES", 0)
    summed = open_newest(lakes[0])
    for _ in range(5):
        selection = draw_selection(summed)
        number = Population("corridor_attacks", selection.from_day, selection.to_day)
        for whole, newest in (
            (list_records(summed, "incidents", selection), list_newest_records(summed, "incidents", selection)),
            (list_population(summed, selection, number), list_newest_population(summed, selection, number)),
        ):
            assert newest == listing.Listing(whole.slice(max(0, whole.num_rows - 10)), whole.num_rows), selection


@pytest.mark.parametrize(("record", "are_used"), [("acled:7", False), ("I2", True)])
def test_sums_hold_unless_an_editor_decided_on_an_incident_of_their_feed(lakes, tmp_path, record, are_used):
    entry = {"entry": 1, "made_on": date(2021, 1, 1), "author": "A", "reason": "B", "action": "change", "table": "incidents",
             "record_id": record, "column": "verification", "value": "disputed"}  # fmt: skip
    copies = [Lake(shutil.copytree(lake.root, tmp_path / str(n))) for n, lake in enumerate(lakes)]
    for lake in copies:
        publish_rows(lake, "curated", review_entries=[entry])
    summed, read = map(open_newest, copies)
    assert (uses_sums(summed), uses_sums(read)) == (are_used, False)
    assert_same_numbers(summed, read, turns=1)


def test_sums_count_the_records_of_a_withheld_feed_without_its_texts(lakes):
    summed, read = (opened.withholding(frozenset({"acled"})) for opened in map(open_newest, lakes))
    assert uses_sums(summed)
    assert_same_numbers(summed, read, turns=1)
    assert summed.query("SELECT DISTINCT note FROM summed_incidents").to_pylist() == [{"note": None}]
