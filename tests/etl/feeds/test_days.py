"""The meaning of written dates: single ones, listed in `days_written.txt`, and whole columns, which settle ambiguous ones."""

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from etl.errors import Note
from etl.feeds.common.days import words
from etl.feeds.common.days.columns import DatesInDoubt, PlainDates, read_texts
from etl.feeds.common.days.headers import read_order
from etl.feeds.common.days.written import ORDERS, OrderNeeded, read
from etl.load.normalise import MACROS
from etl.load.sql.utc_headers import add_zone_of_headers
from tests import day_names

HERE = Path(__file__).parent
LINES = [line for line in (HERE / "days_written.txt").read_text(encoding="utf-8").splitlines() if line[0] != "#"]
WRITTEN = [tuple(line.split(" | ", 1)) for line in LINES]


def read_in(text, order):
    """Return the days that a text means, as the table writes them."""
    try:
        found = read(text, order)
    except OrderNeeded:
        return "needs an order" if any(read(text, order) for order in ORDERS) else "no"
    if not found:
        return "no"
    last = f" {found.last}" if found.last != found.first else ""
    return f"{found.first}{last}" + (f" {found.precision}" if found.precision in ("month", "year") else "")


@pytest.fixture(scope="module")
def read_quickly():
    """Return what the quick reader makes of each text, in one query, since planning takes longer than running it."""
    with duckdb.connect() as con:
        con.execute(MACROS)
        asked = "SELECT text, plain_days(known(plain(text))) FROM (SELECT unnest(?) AS text)"
        return dict(con.execute(asked, [[text for _, text in WRITTEN]]).fetchall())


def test_there_are_many_spellings():
    assert len({text for _, text in WRITTEN}) == len(WRITTEN) > 200


@pytest.mark.parametrize(("meaning", "text"), WRITTEN, ids=[text for _, text in WRITTEN])
def test_a_spelling_means_what_the_table_says(read_quickly, meaning, text):
    *days, order = meaning.split(" ") if meaning.split(" ")[-1] in ORDERS else [*meaning.split(" "), None]
    assert read_in(text, order) == " ".join(days)
    others = {read_in(text, other) for other in ORDERS if other != order}
    assert meaning == "no" or order or others == {meaning}  # the same day in every order
    # The quick reader reads nothing else.
    quick = read_quickly[text]
    assert quick is None or (f"{quick['first']}" == days[0] and str(quick["last"]) == (days[1:] or days)[0])


def test_a_header_of_utc_makes_moments_of_the_times_below_it():
    cells = {
        "2024-01-05 21:45": "2024-01-05 21:45Z",
        "20240105 2145": "20240105 2145Z",
        "2024-01-05": "2024-01-05",
        "2024-01-05 21:45Z": "2024-01-05 21:45Z",
    }
    texts = "(SELECT unnest(?) AS date)"
    with duckdb.connect() as con:
        for header, expected in (("Date (UTC)", list(cells.values())), ("Date", list(cells))):
            found = con.execute(
                f"FROM {add_zone_of_headers(texts, ['date'], {'date': header})}", [list(cells)]
            ).fetchall()
            assert [text for (text,) in found] == expected
        beside = "(VALUES ('2020-08-25', '22:30'), ('2020-08-26', 'night'), ('2020-08-27', NULL)) AS t(date, hour)"
        for header, first in (("Time (UTC)", "2020-08-25 22:30Z"), ("Time", "2020-08-25")):
            found = con.execute(
                f"SELECT date FROM {add_zone_of_headers(beside, ['date'], {'date': 'Date', 'hour': header})}"
            ).fetchall()
            assert [text for (text,) in found] == [first, "2020-08-26", "2020-08-27"]


def test_the_names_are_those_of_cldr():
    written = io.StringIO(newline="")
    day_names.write(written)
    assert (words.HERE / "cldr.csv").read_text(encoding="utf-8") == written.getvalue()


def list_names(file):
    with open(words.HERE / file, encoding="utf-8", newline="") as rows:
        return [(row["kind"], int(row["number"]), row["name"], row["source"]) for row in csv.DictReader(rows)]


def test_other_names_are_none_of_cldr_and_say_where_they_are_from():
    cldr = {(kind, words.tidy(name)) for kind, _, name, _ in list_names("cldr.csv")}
    others = list_names("other_names.csv")
    assert [name for kind, _, name, _ in others if (kind, words.tidy(name)) in cldr] == []
    assert all(source for *_, source in others)


def test_no_name_is_two_months():
    months = {}
    for file in ("cldr.csv", "other_names.csv"):
        for kind, number, name, _ in list_names(file):
            if kind == "month":
                months.setdefault(words.tidy(name), set()).add(number)
    assert {name: numbers for name, numbers in months.items() if len(numbers) > 1} == {}


@pytest.mark.parametrize(("kind", "number", "name"), sorted({entry[:3] for entry in list_names("cldr.csv")}))
def test_each_name_is_read_in_a_date(kind, number, name):
    if kind == "month":
        assert read(f"7 {name} 2020").first == date(2020, number, 7)
    else:
        assert read(f"{name}, {9 + number - 1} March 2020").first == date(
            2020, 3, 9 + number - 1
        )  # the 9th is a Monday


# Whole columns


def read_first_days(*texts, plain=None, chosen_order=None, zones=()):
    """Return the first day of each text of a column."""
    found = read_texts(dict.fromkeys(texts, 1), plain or PlainDates(), chosen_order, zones)
    return [str(found.days[text].first) if text in found.days else None for text in texts], found


def read_doubt(*texts, **options):
    with pytest.raises(DatesInDoubt) as caught:
        read_first_days(*texts, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    ("header", "order"),
    [("Date (dd/mm/yyyy)", "dmy"), ("Date (JJ/MM/AAAA)", "dmy"), ("(MM/DD/YYYY)", "mdy"), ("день.месяц.год", "dmy"), ("Datum TT.MM.JJJJ", "dmy"),
     ("Tarih (GG.AA.YYYY)", "dmy"), ("Fecha (dd-mm-aaaa)", "dmy"), ("дата (дд.мм.рррр)", "dmy"), ("التاريخ (يوم/شهر/سنة)", "dmy"), ("YYYYMMDD", "ymd"),
     ("Date", None), ("day month", None), ("damage", None)],
)  # fmt: skip
def test_a_header_may_state_the_order(header, order):
    assert read_order(header) == order


def test_the_order_of_the_header_holds_if_no_row_decides():
    found = read_texts({"5/8/2020": 1}, PlainDates(), of_header="dmy")
    assert (found.days["5/8/2020"].first, found.order) == (date(2020, 8, 5), "dmy")
    assert found.notes == (Note("Its header says that dates are written day, month, year."),)


def test_a_row_that_contradicts_the_header_leaves_the_order_in_doubt():
    with pytest.raises(DatesInDoubt, match=r"its header says .* day, month, year, and 2 rows cannot be"):
        read_texts({"5/8/2020": 1, "8/25/2020": 2}, PlainDates(), of_header="dmy")


def test_one_date_decides_the_order_for_all():
    assert read_first_days("01/02/2020", "13/02/2020")[0] == ["2020-02-01", "2020-02-13"]
    assert read_first_days("01/02/2020", "02/13/2020")[0] == ["2020-01-02", "2020-02-13"]


def test_a_weekday_or_a_span_decides_too():
    assert read_first_days("01/02/2020", "Wed 05/02/2020")[1].order == "dmy"
    assert read_first_days("01/02/2020", "9-11/02/2020")[1].order == "dmy"


def test_where_nothing_decides_it_is_asked():
    assert "--date-order dmy or --date-order mdy" in read_doubt("01/02/2020", "03/02/2020")
    assert "the other rows are then rejected" in read_doubt("13/02/2020", "02/13/2020")
    assert read_first_days("13/02/2020", "02/13/2020", chosen_order="dmy")[0] == ["2020-02-13", None]


def test_two_digits_may_be_a_year_at_either_end():
    assert "ymd" in read_doubt("20-08-25", "20-08-26")
    assert read_first_days("20-08-25", "20-08-31")[1].order == "ymd"
    assert read_first_days("25/08/20", "27/08/20")[1].order == "dmy"


SWAPPED = {"plain": PlainDates(5, days_up_to_12=5)}


def test_real_dates_up_to_the_12th_beside_text_above_it_were_swapped():
    said = read_doubt("13/08/2020", "25/08/2020", **SWAPPED)
    assert "--date-order swapped" in said and "--date-order dmy" in said
    assert "--date-order mdy" in read_doubt("08/13/2020", **SWAPPED)
    assert read_first_days("13/08/2020", chosen_order="dmy", **SWAPPED)[0] == ["2020-08-13"]


def test_a_real_date_above_the_12th_or_text_up_to_it_shows_no_swap():
    assert read_first_days("13/08/2020", plain=PlainDates(6, days_up_to_12=5, days_above_12=1))[0] == ["2020-08-13"]
    few = PlainDates(2, days_up_to_12=2)
    assert read_first_days("13/08/2020", "05/08/2020", plain=few)[0] == ["2020-08-13", "2020-08-05"]
    assert read_first_days("5 August 2020", "25 August 2020", **SWAPPED)[0] == ["2020-08-05", "2020-08-25"]


@pytest.mark.parametrize(
    "texts",
    [
        ("13/08/2020", "05/08/2020"),
        ("25 August 2020", "26 August 2020", "27 August 2020"),
        ("25 August 2020", "05/08/2020", "13/8/2020"),
    ],
)
def test_several_real_dates_up_to_the_12th_were_swapped_whatever_was_text_before(texts):
    assert "--date-order swapped" in read_doubt(*texts, **SWAPPED)


def test_swapped_dates_are_swapped_back():
    found, dates = read_first_days(
        "2020-05-08", "2020-08-08", "2020-08-25", "13/08/2020", chosen_order="swapped", plain=PlainDates(3, 1, 1)
    )
    assert found == ["2020-08-05", "2020-08-08", "2020-08-25", "2020-08-13"]
    assert "swapped back" in dates.notes[0].sentence


# Numbers


def format_milliseconds(day):
    return str(int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()) * 1000)


def test_numbers_count_what_all_of_them_can_count():
    assert read_first_days("1598313600000", "1598400000000")[0] == ["2020-08-25", "2020-08-26"]
    assert read_first_days("1598313600000.0", "1.5984e12")[0] == ["2020-08-25", "2020-08-26"]
    assert read_first_days("1598313600", "1598400000")[0] == ["2020-08-25", "2020-08-26"]
    assert read_first_days("1598313600000000")[0] == ["2020-08-25"]
    assert read_first_days("202008251430", "202008260930")[0] == ["2020-08-25", "2020-08-26"]
    assert read_first_days("20200825143000")[0] == ["2020-08-25"]
    assert read_first_days("44068", "44069")[0] == ["2020-08-25", "2020-08-26"]


def test_a_number_that_does_not_fit_the_others_makes_none_of_them_a_day():
    assert read_first_days("1598313600000", "9998313600000")[0] == [None, None]
    assert read_first_days("44068", "25 August 2020")[0] == [None, "2020-08-25"]
    assert read_first_days("1598313600", plain=PlainDates(5))[0] == [None]


# Moments

DAMASCUS = ["Asia/Damascus"]
EVENINGS = ["2020-08-23T21:00:00Z", "2020-08-24T21:00:00Z", "2020-08-25T21:00:00Z"]


def test_midnights_of_the_corridors_zone_are_its_days():
    found, dates = read_first_days(*EVENINGS, zones=DAMASCUS)
    assert found == ["2020-08-24", "2020-08-25", "2020-08-26"]
    assert "midnight in Asia/Damascus" in dates.notes[0].sentence


def test_all_zones_are_named_whose_midnights_they_are():
    _, dates = read_first_days(*EVENINGS, zones=["Asia/Damascus", "Asia/Aden", "Europe/Rome"])
    assert "midnight in Asia/Aden and Asia/Damascus" in dates.notes[0].sentence


def test_midnights_follow_summer_time():
    assert read_first_days("2020-01-14T22:00:00Z", "2020-08-23T21:00:00Z", zones=DAMASCUS)[0] == [
        "2020-01-15",
        "2020-08-24",
    ]


def test_midnights_as_written_are_days_wherever():
    texts = ["2020-08-24T00:00:00.000Z", "2020-08-25T00:00:00.000Z"]
    assert read_first_days(*texts, zones=["America/Bogota"])[0] == ["2020-08-24", "2020-08-25"]
    assert read_first_days("2020-08-24T00:00:00+03:00", zones=[])[0] == ["2020-08-24"]
    assert (
        read_first_days(format_milliseconds("2020-08-24"), format_milliseconds("2020-08-25"), zones=["America/Bogota"])[
            0
        ][0]
        == "2020-08-24"
    )


def test_milliseconds_that_are_local_midnights_are_local_days():
    texts = [str(int(format_milliseconds(f"2020-08-{day}")) - 3 * 3_600_000) for day in (24, 25, 26)]
    assert read_first_days(*texts, zones=DAMASCUS)[0] == ["2020-08-24", "2020-08-25", "2020-08-26"]


def test_midnights_of_another_zone_are_asked_about():
    texts = [text.replace("T21", "T20") for text in EVENINGS]
    assert "midnight in UTC+4 and not in Asia/Damascus" in read_doubt(*texts, zones=DAMASCUS)
    assert read_first_days(*texts, zones=["Asia/Dubai"])[0] == ["2020-08-24", "2020-08-25", "2020-08-26"]
    assert "midnight in UTC+3" in read_doubt(*EVENINGS)


def test_times_of_many_hours_are_days_of_the_zone():
    texts = ["2020-08-23T21:30:00Z", "2020-08-24T08:15:00Z", "2020-08-25T13:45:00Z"]
    found, dates = read_first_days(*texts, zones=DAMASCUS)
    assert found == ["2020-08-24", "2020-08-24", "2020-08-25"]
    assert "days in Asia/Damascus" in dates.notes[0].sentence
    found, dates = read_first_days(*texts)
    assert found == ["2020-08-23", "2020-08-24", "2020-08-25"]
    assert dates.notes[0].options == ("zone",)


def test_of_several_zones_the_one_whose_midnights_they_are_is_taken():
    assert read_first_days(*EVENINGS, zones=["America/Bogota", "Asia/Damascus"])[0][0] == "2020-08-24"


def test_military_groups_are_moments():
    assert read_first_days("242130ZAUG20", "251430CAUG20", zones=DAMASCUS)[0] == ["2020-08-25", "2020-08-25"]
