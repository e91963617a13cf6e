"""The labels that readers see for the words of records."""

from datetime import date

import pyarrow as pa
import pytest

from analysis.exposure import Unit
from etl.tables.labels import LABELS, label_feed, label_value
from etl.tables.records import TABLES
from views.parts.display import prepare_rows
from views.words.phrases import format_days_known


def test_every_word_that_a_column_of_records_may_hold_has_a_label_of_its_own():
    for table in TABLES.values():
        for column in table.columns:
            if column.words and column.name in LABELS:
                labels = [label_value(column.name, word) for word in column.words]
                assert len(set(labels)) == len(labels), column.name
                assert not any("_" in label or label[0].islower() for label in labels), column.name


@pytest.mark.parametrize(
    ("first", "last", "precision", "written"),
    [
        ("2020-06-16", "2020-06-16", "day", "16 June 2020"),
        ("2020-06-17", "2020-06-30", "range", "17–30 June 2020"),
        ("2020-06-17", "2020-07-02", "range", "17 June – 2 July 2020"),
        ("2019-12-30", "2020-01-02", "range", "30 December 2019 – 2 January 2020"),
        ("2020-06-01", "2020-06-30", "month", "June 2020"),
        ("2020-01-01", "2020-12-31", "year", "2020"),
        ("2020-07-23", "2020-08-11", "unknown", "23 July – 11 August 2020, day not stated"),
        (None, "2020-08-11", "unknown", "until 11 August 2020"),
        (None, None, "unknown", "not known"),
    ],
)
def test_a_day_is_written_as_far_as_it_is_known(first, last, precision, written):
    days = (day and date.fromisoformat(day) for day in (first, last))
    assert format_days_known(*days, precision) == written


def test_a_reader_sees_names_words_and_one_day_and_what_is_the_same_everywhere():
    day = date(2020, 6, 16)
    rows = pa.table({
        "patrol_id": ["M4-P17", "M4-T02"], "number": pa.array([17, None]), "date": [day, day], "date_end": [day, date(2020, 6, 30)],
        "date_precision": ["day", "range"], "outcome": ["cut_short", "cut_short"], "length_km": [7.0, 7.0],
        "participants": ["russian, turkish", "turkish_alone"], "place_to": pa.array([None, None], pa.string()),
    })  # fmt: skip
    shown = prepare_rows(rows, {"M4-P17": "Patrol 17"}, {})
    assert shown.rows.column_names == ["patrol_id", "date", "length_km", "participants"]
    assert shown.rows["patrol_id"].to_pylist() == ["Patrol 17", "M4-T02"]
    assert shown.rows["participants"].to_pylist() == ["Russian, Turkish", "Turkish alone"]
    assert list(map(shown.days.get, shown.rows["date"].to_pylist())) == ["16 June 2020", "16–30 June 2020"]
    assert shown.note == "The same in every row shown: Outcome: Cut short. Empty in every row shown: To."


def test_a_target_is_called_by_the_word_of_the_corridor():
    rows = pa.table({"incident_id": ["I1", "I2"], "target": ["traffic", "civilian"]})
    ships = Unit("transits", "transit", "ships", "ship", is_counted=True)
    assert prepare_rows(rows, {}, {}, ships).rows["target"].to_pylist() == ["Ship", "Civilian"]
    assert prepare_rows(rows, {}, {}).rows["target"].to_pylist() == ["Ship, flight or convoy", "Civilian"]


def test_a_claim_is_labelled_by_the_field_that_it_speaks_of():
    rows = pa.table(
        {
            "field": ["outcome", "killed_best turkish"],
            "claimed_by_side": ["russian", "turkish"],
            "value": ["cut_short", "2"],
        }
    )
    shown = prepare_rows(rows, {}, {}).rows.to_pylist()
    assert [row["value"] for row in shown] == ["Cut short", "2"]
    assert shown[1]["field"] == "Killed (best), Turkish"


def test_a_feed_is_called_by_its_name():
    assert (label_feed("curated"), label_feed("ucdp_ged")) == ("compiled by hand", "UCDP GED")
