"""The coverage of a load: stated as complete, or the span of its records."""

from datetime import date

import pytest

from analysis.questions.timeline import count_headline
from analysis.release import open_release
from analysis.selection import Selection
from etl.load import pipeline as intake
from etl.load.files.options import Complete, Options
from tests.cases import attack, publish_case, read_rows

HEADER = "id,date,record,corridor,participants,target,number,killed\n"
PATROLS = "1,2020-08-20,patrol,road,a;b,,1,\n2,2020-08-21,patrol,road,a;b,,2,\n"
ATTACK = "3,2020-08-21,attack,road,,patrol,2,0\n"
AUGUST = Complete("road", date(2020, 8, 1), date(2020, 8, 31))


@pytest.fixture()
def lake(tmp_path):
    return publish_case(tmp_path, incidents=[attack("2020-03-01")])


def load(lake, tmp_path, rows, *complete):
    path = tmp_path / "table.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    (report,) = intake.load(lake, [path], Options(complete=complete)).files
    return report


def read_coverage(lake):
    columns = '"table", scope, "from", through, complete'
    return read_rows(lake, f"SELECT {columns} FROM coverage WHERE feed = 'analyst' ORDER BY ALL")


def read_headline(lake):
    release = open_release(lake, lake.list_numbers()[-1])
    chosen = Selection(
        release=release.number, corridor="road", feed="analyst", from_day=AUGUST.first, to_day=AUGUST.through,
        verification="any",
    )  # fmt: skip
    row = count_headline(release, chosen)
    return row["patrols"], row["attacked"]


def test_days_that_are_only_spanned_are_not_complete(lake, tmp_path):
    load(lake, tmp_path, PATROLS + ATTACK)
    assert read_coverage(lake) == [
        ("incidents", "any", date(2020, 8, 21), date(2020, 8, 21), False),
        ("patrols", "any", date(2020, 8, 20), date(2020, 8, 21), False),
    ]
    assert read_headline(lake) == (None, None)


def test_an_analyst_who_names_a_corridor_and_days_as_complete_gets_rates(lake, tmp_path):
    load(lake, tmp_path, PATROLS + ATTACK, AUGUST)
    assert read_headline(lake) == (2, 1)


def test_days_that_were_named_as_complete_stay_so_when_more_is_loaded(lake, tmp_path):
    load(lake, tmp_path, PATROLS + ATTACK, AUGUST)
    load(lake, tmp_path, PATROLS + ATTACK + "4,2020-08-25,patrol,road,a;b,,3,\n")
    assert read_headline(lake) == (3, 1)


def test_what_complete_files_lack_of_a_corridor_is_withdrawn(lake, tmp_path):
    load(lake, tmp_path, PATROLS + ATTACK)
    report = load(lake, tmp_path, PATROLS, AUGUST)
    assert (report.withdrawn, report.duplicates) == (1, 2)
    assert read_headline(lake) == (2, 0)


def test_a_record_that_is_rejected_is_not_withdrawn_for_it(lake, tmp_path):
    load(lake, tmp_path, PATROLS + ATTACK)
    report = load(lake, tmp_path, PATROLS + ATTACK.replace("2020-08-21", "2020-08-41"), AUGUST)
    assert (report.withdrawn, report.rejected) == (0, 1)


def test_other_feeds_and_other_days_are_left_alone(lake, tmp_path):
    load(lake, tmp_path, PATROLS + ATTACK)
    report = load(lake, tmp_path, PATROLS, Complete("road", date(2020, 8, 20), date(2020, 8, 20)))
    assert report.withdrawn == 0
