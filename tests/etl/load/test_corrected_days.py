"""A patrol whose day is corrected keeps its number, if the file says that it holds all patrols."""

from datetime import date

from etl.load.files.options import Complete
from tests.cases import read_rows

LOG = "Date,Patrol No,Attacked?,Type of attack\n2020-07-20,1,no,\n2020-07-21,2,yes,IED\n2020-07-24,3,no,\n"
ALL_OF_JULY = {
    "corridor": "road", "participants": "joint", "complete": (Complete("road", date(2020, 7, 1), date(2020, 7, 31)),),
}  # fmt: skip


def test_the_number_of_a_patrol_that_a_load_withdraws_is_free_for_the_one_that_replaces_it(lake, load_one):
    load_one(LOG, **ALL_OF_JULY)
    report = load_one(LOG.replace("07-21", "07-22"), **ALL_OF_JULY)
    assert (report.loaded, report.duplicates, report.withdrawn, report.unread_cells) == (2, 2, 2, [])
    assert not any("tied to no patrol" in note.sentence for note in report.notes)
    attack = (
        "SELECT i.date::VARCHAR, number FROM incidents AS i JOIN patrols USING (patrol_id) WHERE i.feed = 'analyst'"
    )
    assert read_rows(lake, attack) == [("2020-07-22", 2)]


def test_the_number_of_a_patrol_that_stays_is_not(lake, load_one):
    load_one(LOG, corridor="road", participants="joint")
    report = load_one(LOG.replace("07-21", "07-22"), corridor="road", participants="joint")
    assert [cell.text for cell in report.unread_cells] == ["2"]
