"""`docs/feeds.md` agrees with the code: these tests compute its examples, look up its columns and try its rules."""

import re
import shutil
from datetime import date
from functools import cache

import duckdb
import pytest

from analysis.release import open_release
from etl.feeds import ReadingOptions, analyst, read_register
from etl.feeds.common import expressions
from etl.feeds.common.days.columns import PlainDates, read_texts
from etl.feeds.common.days.written import ORDERS
from etl.feeds.common.ucdp import LAYOUT
from etl.feeds.lexicon import find_meaning
from etl.feeds.lexicon.names.headers import ALIASES
from etl.formats.text.delimited import DELIMITERS
from etl.lake import Lake
from etl.load.files.options import WITHIN_KM, Complete, Options
from etl.load.normalise import MACROS
from etl.load.pipeline import load
from etl.load.report import FileReport
from etl.paths import CHECKOUT
from etl.tables.records import EXPOSURE, INCIDENTS, PATROL_NUMBERS, PATROLS, SOURCES, SUSPENSIONS, TABLES
from etl.tables.vocabulary import FATES
from tests.etl.feeds.conftest import format_csv

TEXT = (CHECKOUT / "docs" / "feeds.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL))
FEEDS = {"acled": "ACLED (`acled`)", "ucdp_ged": "UCDP (`ucdp_ged` and `ucdp_candidate`)",
         "gdelt": "GDELT (`gdelt`)", "gtd": "GTD (`gtd`)", "icews": "ICEWS (`icews`)", "portwatch": "IMF PortWatch (`portwatch`)"}  # fmt: skip
OWN = "Tables of your own (`analyst`)"


def read_rows_of_section(title):
    """Return the cells of the table in a section, without its header."""
    lines = [line for line in SECTIONS[title].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in lines[2:]]


def list_code(text):
    """List the texts in backticks."""
    return re.findall(r"`([^`]+)`", text)


@cache
def open_database():
    """One for all examples: to make its macros takes longer than a hundred of them."""
    con = duckdb.connect(config={"threads": 1})
    con.execute(MACROS)
    return con


def compute(expression, texts):
    """List what an expression makes of tidied cells, of which it speaks as `cell`: a column, as in a load, since a macro writes out
    its argument wherever it names it. To plan one that reads numbers takes 25 ms, for one cell or for a hundred."""
    query = f"SELECT {expression} FROM (SELECT known(plain(text)) AS cell FROM unnest(?) AS texts(text))"
    return [found for (found,) in open_database().execute(query, [list(texts)]).fetchall()]


@pytest.mark.parametrize("row", read_rows_of_section("Dates"), ids=lambda row: row[0])
def test_an_example_of_a_date_is_read_as_it_says(row):
    written, order, first, last, precision = row
    [found] = compute("read_date(cell)", [written])
    if not found:
        days = read_texts({written: 1}, PlainDates(), order if order in ORDERS else None, ["Asia/Damascus"]).days[
            written
        ]
        found = {"first": days.first, "last": days.last, "precision": days.precision}
    assert (str(found["first"]), str(found["last"]), found["precision"]) == (first, last, precision)


def test_orders_of_dates_are_those_of_the_code():
    assert {row[1] for row in read_rows_of_section("Dates")} <= {"", "serial", *ORDERS}


def test_an_example_of_a_number_of_people_is_read_as_it_says():
    examples = {
        written: [int(number) if number else None for number in numbers]
        for written, *numbers in read_rows_of_section("Numbers of people")
    }
    found = [list(people.values()) for people in compute("read_people(cell)", examples)]
    assert dict(zip(examples, found, strict=True)) == examples


def test_words_beside_a_number_are_read_where_they_change_nothing_of_it():
    examples = {
        "killed": {
            "2 KIA": 2, "12 dead": 12, "1 (child)": 1, "2 (wounded)": None, "3 (incl. 1 child)": 3, "5 (3 civilians, 2 soldiers)": 5,
            "3 مدنيين": 3, "4 погибших": 4, "2 (1 wounded)": None, "3 ранено": None, "4 people killed": 4,
            "3 soldiers, including 1 officer": 3, "2 чел.": 2, "3 personnes": 3, "a dozen": None, "2 injured": None,
            "incl. 1 child": None, "3, including 2 wounded": None, "-99": None,
        },
        "wounded": {"2 WIA": 2, "2 killed": None, "5 (incl. 2 killed)": None},
        "vehicles_damaged": {"2 (of them 1 injured)": None},
    }  # fmt: skip
    for column, numbers in examples.items():
        expression = expressions.read_people(column, [column]).replace(f'known(plain("{column}"))', "cell")
        found = [people and people["best"] for people in compute(expression, numbers)]
        assert dict(zip(numbers, found, strict=True)) == numbers


def test_the_number_of_a_patrol_is_read_in_words_and_several_are_distinguished_from_one():
    one = [
        "26",
        "26.0",
        "26th",
        "No. 26",
        "№ 26",
        "P-26",
        "Patrol 26",
        "26. ortak devriye",
        "26-й патруль",
        "الدورية ٢٦",
    ]
    no_number = ["26 patrols", "26/27", "M4-26", "26-1", "1,200"]
    several = ["12-14", "patrols 12 to 14", "12, 13 and 14"]
    assert compute("read_patrol_number(cell)", one) == [26] * len(one)
    assert compute("read_patrol_number(cell)", no_number + several) == [None] * len(no_number + several)
    assert compute("names_patrols(cell)", one + no_number) == [False] * len(one + no_number)
    assert compute("names_patrols(cell)", several) == [True] * len(several)


def test_an_example_of_degrees_is_read_as_it_says():
    examples = {written: float(degrees) for written, degrees in read_rows_of_section("Degrees")}
    assert compute("read_degrees(cell)", examples) == pytest.approx(list(examples.values()))


@pytest.mark.parametrize("row", read_rows_of_section("Words of your own tables"), ids=lambda row: row[1])
def test_an_example_of_a_word_is_read_as_it_says(row):
    column, written, meaning = row
    assert find_meaning(list_code(column)[0], written) == (None if meaning == "not known" else list_code(meaning)[0])


def test_words_for_what_is_not_known_are_empty():
    paragraph = SECTIONS["Words for unknown values"].partition("A date that")[0]
    assert len(list_code(paragraph)) > 10
    assert set(compute("cell", list_code(paragraph))) == {None}


def test_the_counts_are_those_of_a_load():
    named = [list_code(name)[0] for name, _ in read_rows_of_section("What a load reports")]
    assert set(FATES) < set(named)
    assert set(named) <= set(FileReport.__dataclass_fields__)


def test_every_feed_has_a_section():
    assert {name for title in SECTIONS for name in list_code(title) if name in read_register()} == set(read_register())


def is_read_by(shape, expression, name):
    """Return whether an expression reads a column of the file, directly or after parsing."""
    expression = re.sub(r"'[^']*'", "''", expression)
    if re.search(rf'[(]"?{name}"?[),]', expression):
        return True
    used = [parsed for parsed in shape.parsed if re.search(rf"\b{parsed}\b", expression)]
    return any(is_read_by(shape, shape.parsed[parsed], name) for parsed in used)


@pytest.mark.parametrize("feed", FEEDS)
def test_columns_of_a_feed_become_those_that_its_table_names(feed):
    table = [(list_code(theirs), list_code(ours)) for theirs, ours, _ in read_rows_of_section(FEEDS[feed])]
    shape = read_register()[feed].shape(sorted({name for theirs, _ in table for name in theirs}), ReadingOptions())
    [(name, filled)] = shape.tables.items()
    assert set(filled) <= set(TABLES[name].column_names)
    assert {name for _, ours in table for name in ours} == set(filled)
    for theirs, ours in table:
        for name in ours:
            assert not theirs or any(is_read_by(shape, filled[name], their) for their in theirs), name
        for name in theirs:
            assert any(is_read_by(shape, filled[our], name) for our in ours), name


@pytest.mark.parametrize("feed", FEEDS)
def test_columns_marked_as_not_kept_are_not_read(feed):
    [named] = re.findall(r"^Not kept: (.+)$", SECTIONS[FEEDS[feed]], re.MULTILINE)
    theirs = {name for row in read_rows_of_section(FEEDS[feed]) for name in list_code(row[0])}
    shape = read_register()[feed].shape(sorted({*theirs, *list_code(named)}), ReadingOptions())
    read = [
        name
        for name in list_code(named)
        if any(is_read_by(shape, ours, name) for table in shape.tables.values() for ours in table.values())
    ]
    assert len(list_code(named)) > 5
    assert read == []


def test_each_column_of_ucdp_is_kept_or_said_not_to_be():
    said = list_code(SECTIONS[FEEDS["ucdp_ged"]])
    assert [name for name in LAYOUT if name not in said and not name.endswith(("dset_id", "new_id", "year"))] == []


def test_the_table_of_an_analyst_names_its_columns_and_their_other_headers():
    table = {list_code(name)[0]: (ours, list_code(others)) for name, ours, others in read_rows_of_section(OWN)}
    assert set(table) == analyst.OURS
    assert {name: tuple(others) for name, (_, others) in table.items() if others} == ALIASES
    known = {
        *TABLES,
        *(
            name
            for t in (PATROLS, INCIDENTS, SUSPENSIONS, EXPOSURE, PATROL_NUMBERS, SOURCES)
            for name in t.column_names
        ),
    }
    our_words = {"exact", "unconfirmed"}
    assert {word for ours, _ in table.values() for word in list_code(ours)} <= known | our_words


def test_no_feed_says_that_a_patrol_was_hit():
    assert "patrol" not in {row["value"] for row in expressions.read_words_table()}


def test_limits_are_those_of_the_code():
    assert WITHIN_KM == 6
    assert DELIMITERS == (",", ";", "\t", "|")
    assert ReadingOptions().roots == ("18", "19", "20")


# Updates


@pytest.fixture
def load_text(m4_lake, tmp_path):
    """Load a text as a file into a lake with the embedded case, and return the report."""
    shutil.copytree(m4_lake.root, tmp_path / "lake")

    def loaded(content, name, **options):
        (tmp_path / name).write_text(content, encoding="utf-8")
        [report] = load(Lake(tmp_path / "lake"), [tmp_path / name], Options(**options)).files
        assert report.refused is None
        assert report.rows == sum(getattr(report, fate) for fate in FATES)
        return {count: getattr(report, count) for count in (*FATES, "withdrawn") if getattr(report, count)}

    return loaded


def acled(**changes):
    return format_csv({"event_id_cnty": "XYL1", "event_date": "2020-05-01", "event_type": "Battles", "actor1": "A", "actor2": "B",
                   "fatalities": "1", "timestamp": "1600000000"} | changes)  # fmt: skip


@pytest.mark.slow
def test_a_newer_timestamp_of_acled_replaces_and_an_older_changes_nothing(load_text):
    assert load_text(acled(), "a.csv") == {"loaded": 1}
    assert load_text(acled(timestamp="1700000000", fatalities="2"), "b.csv") == {"changed": 1}
    assert load_text(acled(fatalities="3"), "c.csv") == {"left_out": 1}


@pytest.mark.slow
def test_a_list_of_deletions_withdraws(load_text):
    load_text(acled(), "a.csv")
    deleted = "event_id_cnty,deleted_timestamp\nXYL1,1700000000\nXYL2,1700000000\n"
    assert load_text(deleted, "deleted.csv") == {"changed": 1, "left_out": 1, "withdrawn": 1}


def ged(*ids, **changes):
    return format_csv(*({"id": id, "type_of_violence": "1", "date_start": "2020-05-01", "date_end": "2020-05-01", "date_prec": "1",
                     "where_prec": "1", "best": "1", "country": "Xyland"} | changes for id in ids))  # fmt: skip


@pytest.mark.slow
def test_a_complete_release_of_ucdp_withdraws_and_an_older_one_changes_nothing(load_text):
    assert load_text(ged("1", "2"), "ged241.csv") == {"loaded": 2}
    assert load_text(ged("1", best="9"), "ged231.csv") == {"left_out": 1}
    assert load_text(ged("1"), "ged251.csv") == {"duplicates": 1}
    days = date(2020, 1, 1), date(2020, 12, 31)
    assert load_text(ged("1", best="2"), "ged261.csv", complete=(Complete("Xyland", *days),)) == {
        "changed": 1,
        "withdrawn": 1,
    }
    assert load_text(ged("2"), "ged271.csv") == {"changed": 1}


@pytest.mark.slow
def test_a_row_without_an_id_that_is_corrected_is_a_new_record(load_text):
    row = {"date": "2020-05-01", "place": "Abad", "killed": "1"}
    assert load_text(format_csv(row), "a.csv") == {"loaded": 1}
    assert load_text(format_csv(row | {"killed": "2"}), "b.csv") == {"loaded": 1}
    assert load_text(format_csv(row), "c.csv") == {"duplicates": 1}


def test_the_order_of_days_is_decided_for_all_columns_of_dates(load_text):
    two = [{"date": "01/02/2020", "date_end": "", "place": "A", "killed": "1"},
             {"date": "02/02/2020", "date_end": "25/02/2020", "place": "B", "killed": "1"}]  # fmt: skip
    assert load_text(format_csv(*two), "a.csv") == {"loaded": 2}


# Corridors


# Trumba is on the route. The others are three and nine kilometres south of it, or known only nearly.
POINTS = [
    ("On", "35.857", "exact"),
    ("Three", "35.825", "exact"),
    ("Nine", "35.775", "exact"),
    ("Near", "35.857", "near"),
]


def load_and_place(lake, path, **options):
    outcome = load(lake, [path], Options(**options))
    with open_release(lake, outcome.release.number).cursor() as con:
        return dict(con.execute("SELECT place, corridor FROM incidents WHERE feed = 'analyst' ORDER BY 1").fetchall())


@pytest.fixture
def points(tmp_path):
    path = tmp_path / "points.csv"
    row = {"Date of blast": "2020-05-01", "lon": "36.75", "kind": "ied"}
    path.write_text(
        format_csv(
            *(row | {"place": place, "lat": lat, "geo_precision": precision} for place, lat, precision in POINTS)
        )
    )
    return path


COLUMNS = (("Date of blast", "date"),)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "on"),
    [({}, {"On", "Three"}), ({"within_km": 2.0}, {"On"}), ({"within_km": 12.0}, {"On", "Three", "Nine"})],
    ids=["6 km", "2 km", "12 km"],
)
def test_points_known_exactly_within_reach_lie_on_the_corridor(load_text, tmp_path, points, options, on):
    found = load_and_place(Lake(tmp_path / "lake"), points, columns=COLUMNS, **options)
    assert found == {place: "m4" if place in on else None for place, _, _ in POINTS}


@pytest.mark.slow
def test_incidents_on_no_corridor_may_be_left_out(load_text, tmp_path, points):
    assert set(load_and_place(Lake(tmp_path / "lake"), points, columns=COLUMNS, corridor_only=True)) == {"On", "Three"}
