"""One id for two events is a conflict: both rows are rejected with their lines, unless the feed says which is newer."""

import random

import pytest

from etl.lake import Lake
from etl.load.files.options import Options
from etl.load.pipeline import load
from tests.etl.feeds.conftest import format_csv
from tests.etl.load.test_intake import acled, ucdp

HEADER = "id,date,place,lat,lon,killed\n"


def list_reasons(report):
    return [(reject.line, reject.column, reject.reason, reject.text) for reject in report.rejects]


def test_the_same_id_with_another_day_rejects_both_rows_with_their_lines(load_one):
    report = load_one(HEADER + "7,2020-08-25,Abad,,,1\n8,2020-08-26,Abad,,,1\n7,2020-09-14,Abad,,,1\n")
    assert (report.loaded, report.rejected, report.duplicates, report.events) == (1, 2, 0, 1)
    assert list_reasons(report) == [
        (2, "id", "the same id stands for another event: line 4 (2020-09-14, Abad)", "7"),
        (4, "id", "the same id stands for another event: line 2 (2020-08-25, Abad)", "7"),
    ]


def test_another_place_is_a_conflict_and_another_spelling_is_not(load_one):
    cases = [
        ("Abad,,", "Northtown,,", (0, 0, 2)),
        ("Abad,36,36", "Abad,37,36", (0, 0, 2)),
        ("Abad,36,36", "Abád,36.001,36", (1, 1, 0)),  # one point, spelt otherwise
        ("Abad,,", "abad,,", (1, 1, 0)),
        ("Abad,,", "Abad town,,", (1, 1, 0)),
        ("Abad,,", ",,", (1, 1, 0)),
    ]
    rows = [f"{number},2020-08-25,{place},1\n" for number, case in enumerate(cases) for place in case[:2]]
    report = load_one(HEADER + "".join(rows))
    assert {reject.text for reject in report.rejects} == {
        str(number) for number, (*_, fates) in enumerate(cases) if fates[2]
    }
    fates = [sum(fate) for fate in zip(*(fates for *_, fates in cases), strict=True)]
    assert [report.loaded, report.duplicates, report.rejected] == fates


def test_the_same_row_twice_is_a_duplicate(load_one):
    report = load_one(HEADER + "7,2020-08-25,Abad,,,1\n" * 2)
    assert (report.loaded, report.duplicates, report.rejected) == (1, 1, 0)


def test_a_second_row_of_the_day_and_place_that_says_otherwise_is_named(load_one):
    report = load_one(HEADER + "7,2020-08-25,Abad,,,1\n7,2020-08-25,Abad,,,2\n")
    assert (report.loaded, report.duplicates) == (1, 1)
    assert any("1 row with the id, day and place of another row" in warning for warning in report.warnings)


def test_a_conflict_may_lie_between_two_files(load_texts):
    reports = load_texts(HEADER + "7,2020-08-25,Abad,,,1\n", HEADER + "7,2020-09-14,Abad,,,1\n")
    assert [report.rejected for report in reports] == [1, 1]
    assert "another file, line 2" in reports[0].rejects[0].reason


def test_a_later_load_corrects_the_day(load_texts):
    load_texts(HEADER + "7,2020-08-25,Abad,,,1\n")
    [report] = load_texts(HEADER + "7,2020-08-26,Abad,,,1\n")
    assert report.changed == 1


def test_three_rows_of_one_id_are_in_conflict_whatever_their_order(tmp_path):
    rows = ["7,2020-08-25,Abad,,,1\n", "7,2020-08-25,Abad,,,1\n", "7,2020-09-14,Abad,,,1\n", "8,2020-09-15,Abad,,,1\n"]
    for seed in range(3):
        random.Random(seed).shuffle(rows)
        (tmp_path / "a.csv").write_text(HEADER + "".join(rows))
        [report] = load(Lake(tmp_path / f"lake{seed}"), [tmp_path / "a.csv"], Options(allow_rejects=True)).files
        assert (report.loaded, report.rejected, report.duplicates) == (1, 2, 1)


@pytest.mark.parametrize(("updated", "fates"), [((1000, 2000), (1, 1, 0)), ((1000, 1000), (0, 0, 2))])
def test_a_feed_that_dates_its_updates_says_which_is_newer(tmp_path, updated, fates):
    rows = [acled(updated=updated[0]), acled(updated=updated[1], event_date="2020-03-09")]
    (tmp_path / "a.csv").write_text(format_csv(*rows))
    [report] = load(Lake(tmp_path / "lake"), [tmp_path / "a.csv"], Options(allow_rejects=True)).files
    assert (report.loaded, report.duplicates, report.rejected) == fates


def test_of_two_releases_in_one_load_the_newer_counts(tmp_path):
    paths = [tmp_path / "GEDEvent_v24_1.csv", tmp_path / "GEDEvent_v25_1.csv"]
    for path, day in zip(paths, ("2020-03-05", "2020-03-07"), strict=True):
        path.write_text(format_csv(ucdp("1", day)))
    reports = load(Lake(tmp_path / "lake"), paths, Options()).files
    assert [(report.loaded, report.duplicates, report.rejected) for report in reports] == [(0, 1, 0), (1, 0, 0)]
