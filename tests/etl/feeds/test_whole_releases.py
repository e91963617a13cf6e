"""A whole release of UCDP implies the days for which it is complete."""

from datetime import date

import pytest

from etl.feeds.common import ucdp
from etl.lake import Lake
from etl.load import pipeline as intake

pytestmark = pytest.mark.slow

HEADER = "id,year,type_of_violence,conflict_name,dyad_name,side_a,side_b,where_prec,where_coordinates,adm_1,latitude,longitude,country,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low,code_status\n"


def row(number, day, best=1):
    return f"{number},2020,1,C,D,A,B,1,X,Y,35.9,36.6,Syria,1,1,{day},{day},0,{best},0,0,{best},{best},{best},Clear\n"


@pytest.mark.parametrize(
    "name, release, rows, days",
    [
        ("GEDEvent_v25_1.csv", "25.1", 385_918, (date(1989, 1, 1), date(2024, 12, 31))),
        ("GEDEvent_v24_0_2.csv", "24.0.2", 2_500, (date(2024, 2, 1), date(2024, 2, 29))),
        ("GEDEvent_v25_01_25_09.csv", "25.01.25.09", 20_000, (date(2025, 1, 1), date(2025, 9, 30))),
        ("GEDEvent_v25_1.csv", "25.1", 2_000, None),  # a part of it
        ("GEDEvent_v25_1 Syria.csv", "25.1", 385_918, None),  # another name
        ("ged191.csv", "19.1", 152_616, None),  # without Syria
        ("table.csv", None, 385_918, None),
    ],
)
def test_a_release_is_whole_by_its_name_and_length(name, release, rows, days):
    assert ucdp.find_whole_days(name, release, rows) == days


def test_records_that_a_whole_release_lacks_are_withdrawn(tmp_path, monkeypatch):
    monkeypatch.setattr(ucdp, "ROWS_OF_A_YEARLY_RELEASE", 1)
    lake, reports = Lake(tmp_path / "lake"), []
    for name, rows in [
        ("GEDEvent_v24_1.csv", row(1, "2020-05-01") + row(2, "2020-05-02")),
        ("GEDEvent_v25_1.csv", row(2, "2020-05-02", best=3) + row(3, "2020-05-03")),
    ]:
        (tmp_path / name).write_text(HEADER + rows, encoding="utf-8")
        (report,) = intake.load(lake, [tmp_path / name]).files
        assert report.refused is None
        reports.append((report.loaded, report.changed, report.withdrawn))
    assert reports == [(2, 0, 0), (1, 1, 1)]
    (report,) = intake.load(lake, [tmp_path / "GEDEvent_v24_1.csv"]).files
    assert (report.loaded, report.changed, report.withdrawn, report.left_out) == (0, 0, 0, 2)
