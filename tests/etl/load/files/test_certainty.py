"""How certain the attacks of a table are can be said for all of its rows."""

from tests.cases import read_rows

LIST = "Date,Road,Type of attack,Target\n2020-08-20,road,IED,patrol\n2020-08-21,road,protest,patrol\n2020-08-22,road,IED,civilians\n"


def read_certainties(lake):
    return read_rows(
        lake, "SELECT date::VARCHAR, verification FROM incidents WHERE feed = 'analyst' AND kind = 'ied' ORDER BY date"
    )


def find_notes(report):
    return [note.sentence for note in report.notes if "verification" in note.options]


def test_a_load_says_how_many_attacks_on_patrols_no_share_counts_because_they_are_unconfirmed(lake, load_one):
    [note] = find_notes(load_one(LIST))
    assert note.startswith("1 attack on a patrol is unconfirmed, so the share attacked does not count it.")
    assert not find_notes(load_one(LIST.replace("patrol", "civilians")))


def test_the_certainty_of_all_incidents_can_be_given_and_no_later_file_without_it_takes_it_back(lake, load_one):
    confirmed = [("2020-08-20", "confirmed"), ("2020-08-22", "confirmed")]
    assert not find_notes(load_one(LIST, verification="confirmed"))
    assert read_certainties(lake) == confirmed
    load_one(LIST)
    assert read_certainties(lake) == confirmed


def test_a_table_that_says_how_certain_each_incident_is_is_believed(lake, load_one):
    stated = "Date,Road,Type of attack,Target,Verification\n2020-08-20,road,IED,patrol,disputed\n"
    load_one(stated, verification="confirmed")
    assert read_certainties(lake) == [("2020-08-20", "disputed")]
