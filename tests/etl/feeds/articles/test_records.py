"""A proposal as a row of an analyst's table: what a person would have typed, and nothing that the report does not tell."""

from datetime import date

from etl.feeds import analyst
from etl.feeds.articles.proposals import propose
from etl.feeds.articles.reading import Report
from etl.feeds.articles.records import make_row

PARTIES = {"m4": ("russian", "turkish"), "ne_border": ("russian", "turkish")}
TEXT = (
    "The 26th joint patrol of Russian and Turkish forces was attacked on the M4 highway on 25 August 2020. One vehicle was damaged. "
    "Patrols on the M4 were suspended by the Russian ministry on 13 July 2020."
)


def test_a_report_gives_the_rows_of_its_patrol_its_attack_and_its_suspension():
    proposals = propose(Report(TEXT, date(2020, 8, 26), "Agency")).records
    rows = [make_row(each, PARTIES, publisher="Agency", url="https://example.org/1") for each in proposals]
    patrol, attack, stop = sorted(
        filter(None, rows), key=lambda row: ("patrol", "incident", "suspension").index(row["record"])
    )
    assert {
        "date": "2020-08-25",
        "corridor": "m4",
        "number": "26",
        "participants": "russian; turkish",
    }.items() <= patrol.items()
    assert {"kind": "attack", "number": "26", "target": "patrol", "vehicles_damaged": "1"}.items() <= attack.items()
    assert {"date": "2020-07-13", "corridor": "m4"}.items() <= stop.items() and "date_end" not in stop
    for row in (patrol, attack, stop):
        assert set(row) <= set(analyst.COLUMNS)
        assert (row["source"], row["source_url"]) == ("Agency", "https://example.org/1") and row["note"] in TEXT


def test_what_is_no_record_gives_no_row_and_what_is_not_stated_no_cell():
    told = {"kind": "milestone", "date_from": "2020-03-05", "date_to": "2020-03-05", "evidence": "x"}
    assert make_row(told, PARTIES) is None
    patrol = {
        "kind": "patrol",
        "date_from": None,
        "date_to": None,
        "evidence": "x",
        "corridor_hint": "elsewhere",
        "patrol_no": None,
    }
    assert make_row(patrol, PARTIES) == {"record": "patrol", "note": "x"}
    over_days = patrol | {"date_from": "2020-07-01", "date_to": "2020-07-31", "corridor_hint": "ne-border"}
    assert make_row(over_days, PARTIES) == {
        "record": "patrol", "note": "x", "date": "2020-07-01", "date_end": "2020-07-31", "corridor": "ne_border",
    }  # fmt: skip


def test_a_suspension_that_began_on_one_of_several_days_leaves_its_day_to_a_person():
    told = {"kind": "suspension", "date_from": "2020-10-06", "date_to": "2020-10-08", "evidence": "x"}
    assert make_row(told, PARTIES) == {"record": "suspension", "note": "x"}
