"""UCDP: versions of releases, pages that add up, known releases, and the days for which each is complete."""

from datetime import date

import pytest

from etl.errors import FetchFailed, UsageError
from etl.load.files.options import Complete
from tests.etl.fetch.rows import read, ucdp
from tests.etl.fetch.servers import Reply, Ucdp


def list_versions(server) -> list[str]:
    return [request.path.removeprefix("/api/gedevents/") for request in server.asked]


def test_the_newest_yearly_release_is_read_page_by_page(serve, ask):
    server = serve(Ucdp({"26.1": [ucdp(number) for number in range(2001)], "25.1": [ucdp(9)]}))
    answer = ask("ucdp", server)
    assert [file.name for file in answer.files] == ["gedevent_v26_1.jsonl"]
    assert len(read(answer.files)) == 2001
    assert [request.params["page"] for request in server.asked] == ["0", "1", "2"]
    assert answer.complete == [Complete("all", date(1989, 1, 1), date(2025, 12, 31))]


def test_the_release_of_last_year_is_read_as_long_as_there_is_no_other(serve, ask):
    server = serve(Ucdp({"25.1": [ucdp(9)]}))
    assert ask("ucdp", server).cursor == {"releases": ["25.1"]}
    assert ask("ucdp", server, {"releases": ["25.1"]}).files == []


def test_a_release_that_is_known_is_not_requested(serve, ask):
    server = serve(Ucdp({"26.1": [ucdp(9)]}))
    assert ask("ucdp", server, {"releases": ["26.1"]}).files == []
    assert server.asked == []


def test_candidates_are_the_longest_release_since_january_and_the_months_after_it(serve, ask):
    releases = {"26.1": [ucdp(0)], "26.01.26.03": [ucdp(1)], "26.01.26.06": [ucdp(2)], "26.0.6": [ucdp(3)],
                "26.0.7": [ucdp(4)], "26.0.8": [ucdp(5)]}  # fmt: skip
    answer = ask("ucdp_candidate", serve(Ucdp(releases)))
    assert [file.name for file in answer.files] == [
        "gedevent_v26_01_26_06.jsonl", "gedevent_v26_0_7.jsonl", "gedevent_v26_0_8.jsonl",
    ]  # fmt: skip
    assert answer.complete == [
        Complete("all", date(2026, 1, 1), date(2026, 6, 30)), Complete("all", date(2026, 7, 1), date(2026, 7, 31)),
        Complete("all", date(2026, 8, 1), date(2026, 8, 31)),
    ]  # fmt: skip


def test_candidates_of_last_year_are_read_until_its_yearly_release_is_there(serve, ask):
    answer = ask(
        "ucdp_candidate", serve(Ucdp({"25.01.25.12": [ucdp(1)], "26.0.1": [ucdp(2)]})), today=date(2026, 2, 20)
    )
    assert answer.cursor == {"releases": ["25.01.25.12", "26.0.1"]}


def test_only_new_releases_of_candidates_are_read(serve, ask):
    releases = {"26.1": [ucdp(0)], "26.01.26.06": [ucdp(2)], "26.0.7": [ucdp(4)]}
    first = ask("ucdp_candidate", serve(Ucdp(releases)))
    server = serve(Ucdp(releases | {"26.0.8": [ucdp(5)]}))
    second = ask("ucdp_candidate", server, first.cursor)
    assert [file.name for file in second.files] == ["gedevent_v26_0_8.jsonl"]
    assert not {"26.01.26.06", "26.0.7"} & set(list_versions(server))
    assert ask("ucdp_candidate", server, second.cursor).files == []


def test_a_longer_release_is_read_in_place_of_months_that_are_known(serve, ask):
    known = {"releases": ["26.0.7", "26.0.8", "26.0.9"]}
    answer = ask("ucdp_candidate", serve(Ucdp({"26.1": [ucdp(0)], "26.01.26.09": [ucdp(2)]})), known)
    assert answer.complete == [Complete("all", date(2026, 1, 1), date(2026, 9, 30))]


def test_a_country_is_requested_by_number_and_complete_under_its_name(serve, ask):
    server = serve(Ucdp({"26.1": [ucdp(1), ucdp(2, country="Iraq", country_id="645"), ucdp(3, country_id="1")]}))
    answer = ask("ucdp", server, countries=("syria", "645"), since=date(2020, 5, 1))
    assert [row["id"] for row in read(answer.files)] == [1, 2]
    assert (server.asked[0].params["Country"], server.asked[0].params["StartDate"]) == ("652,645", "2020-05-01")
    assert {scope.country for scope in answer.complete} == {"Syria", "Iraq"}
    assert {scope.first for scope in answer.complete} == {date(2020, 5, 1)}


def test_a_country_under_another_name_that_ucdp_writes_is_known(serve, ask):
    server = serve(Ucdp({"26.1": [ucdp(1)]}))
    ask("ucdp", server, countries=("Yemen", "myanmar (burma)"))
    assert server.asked[0].params["Country"] == "678,775"


def test_an_unknown_country_is_refused_before_any_request(serve, ask):
    server = serve(Ucdp({}))
    with pytest.raises(UsageError, match="Atlantis"):
        ask("ucdp", server, countries=("Atlantis",))
    assert server.asked == []


def test_a_release_without_events_of_the_country_is_there_all_the_same(serve, ask):
    releases = {"26.1": [ucdp(0)], "26.01.26.06": [ucdp(2)], "26.0.7": [ucdp(4, country_id="1")], "26.0.8": [ucdp(5)]}
    answer = ask("ucdp_candidate", serve(Ucdp(releases)), countries=("Syria",))
    assert answer.cursor == {"releases": ["26.01.26.06", "26.0.7", "26.0.8"]}
    assert answer.notes == ["Release 26.0.7 has nothing that you asked for."]


@pytest.mark.parametrize(
    ("pages", "what"),
    [
        ([(2, [ucdp(1)]), (2, [ucdp(1)])], "sent a record twice"),
        ([(3, [ucdp(1)]), (4, [ucdp(2)])], "announced 3 events, then 4 on page 2, and sent 2"),
        ([(3, [ucdp(1)]), (3, [])], "announced 3 events, then 3 on page 2, and sent 1"),
        ([(1, [ucdp(1), ucdp(2)])], "announced 1 events, then 1 on page 1, and sent 2"),
        ([(None, [ucdp(1)])], "announced None events"),
    ],
    ids=["a page repeats another", "the count changes", "a page is missing", "more than counted", "no count"],
)
def test_pages_that_do_not_add_up_stop_the_fetch(serve, ask, pages, what):
    def answer(request):
        total, rows = pages[int(request.params["page"])]
        return Reply({"TotalCount": total, "Result": rows})

    with pytest.raises(FetchFailed, match=what):
        ask("ucdp", serve(answer))
