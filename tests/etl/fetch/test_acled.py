"""ACLED: the token, pages, changes, deletions, and pages that do not add up."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.errors import FetchFailed, UsageError
from tests.etl.fetch.rows import acled, deleted, read
from tests.etl.fetch.servers import SECRETS, Acled, Reply

NOW = int(time.time())


def list_ids(answer) -> list[str]:
    return [row["event_id_cnty"] for file in answer.files for row in read([file])]


def test_the_first_fetch_asks_for_a_token_and_then_for_events_of_countries_and_days(serve, ask):
    events = [acled(1), acled(2, country="Otherland"), acled(3, event_date="2025-01-01"), acled(4, country="Ypsilon")]
    server = serve(Acled(events))
    answer = ask("acled", server, countries=("Xyland", "Ypsilon"), since="2026-01-01")
    assert list_ids(answer) == ["XYZ1", "XYZ4"]
    assert server.asked[0].form == {
        "grant_type": "password", "client_id": "acled", "username": SECRETS["ACLED_USERNAME"],
        "password": SECRETS["ACLED_PASSWORD"],
    }  # fmt: skip
    assert server.paths() == ["/oauth/token", "/api/acled/read", "/api/acled/read", "/api/deleted/read"]


@pytest.mark.parametrize("rows_of_a_page", [5000, 700])
def test_pages_are_read_until_one_is_empty_however_many_rows_they_hold(serve, ask, rows_of_a_page):
    server = serve(Acled([acled(number) for number in range(2 * rows_of_a_page)], rows_of_a_page=rows_of_a_page))
    answer = ask("acled", server, countries=("Xyland",))
    assert len(list_ids(answer)) == 2 * rows_of_a_page
    pages = [request.params["page"] for request in server.asked if request.path == "/api/acled/read"]
    assert pages == ["1", "2", "3"]


def test_the_next_fetch_asks_only_for_what_changed_and_was_deleted_since(serve, ask):
    service = Acled([acled(1, 1000), acled(2, 2000)])
    server = serve(service)
    first = ask("acled", server, countries=("Xyland",))
    assert first.cursor["timestamp"] == 2000
    service.events += [acled(3, 3000)]
    service.deleted = [deleted(1, NOW), deleted(9, NOW - 400_000_000)]
    second = ask("acled", server, first.cursor, countries=("Xyland",))
    assert list_ids(second) == ["XYZ2", "XYZ3", "XYZ1"]
    assert [file.name for file in second.files] == ["acled.jsonl", "acled-deleted.jsonl"]
    assert second.cursor["timestamp"] == 3000


def test_what_is_uploaded_during_a_fetch_is_requested_again(serve, ask):
    now = int(time.time())
    answer = ask("acled", serve(Acled([acled(1, now + 50)])), countries=("Xyland",))
    assert answer.cursor["timestamp"] <= now - 3000


def test_deletions_are_requested_since_the_oldest_record_that_is_held(serve, ask):
    server = serve(Acled([acled(1)]))
    ask("acled", server, countries=("Xyland",), oldest_stamp=1234)
    assert server.asked[-1].params["deleted_timestamp"] == "1234"


def test_a_token_that_no_longer_holds_is_refreshed(serve, ask):
    service = Acled([acled(1)])
    server = serve(service)
    server.failing = [Reply("", 401)]
    assert list_ids(ask("acled", server, countries=("Xyland",))) == ["XYZ1"]
    assert server.asked[2].form["grant_type"] == "refresh_token"
    assert service.tokens_given == 2


def test_a_refresh_that_is_refused_is_followed_by_the_password(serve, ask):
    service = Acled([acled(1)])

    def answer(request):
        if request.form.get("grant_type") == "refresh_token":
            return Reply("", 401)
        return service(request)

    server = serve(answer)
    server.failing = [Reply("", 401)]
    assert list_ids(ask("acled", server, countries=("Xyland",))) == ["XYZ1"]


def test_a_wrong_password_is_a_sentence_that_does_not_say_it(serve, ask, monkeypatch):
    monkeypatch.setenv("ACLED_PASSWORD", "another-that-nobody-has")
    with pytest.raises(
        FetchFailed, match=r"refuses the login \(400\), at /oauth/token: check that ACLED_USERNAME"
    ) as failed:
        ask("acled", serve(Acled([])), countries=("Xyland",))
    assert "another-that-nobody-has" not in str(failed.value)


@pytest.mark.parametrize(
    ("pages", "what"),
    [
        ({"1": [acled(n) for n in range(5000)], "2": [acled(7)]}, "sent a record twice \\(page 2\\)"),
        ({"1": [acled(1), acled(1)]}, "sent a record twice \\(page 1\\)"),
    ],
    ids=["a page repeats another", "a page repeats itself"],
)
def test_pages_that_repeat_stop_the_fetch(serve, ask, pages, what):
    service = Acled([])

    def answer(request):
        if request.path != "/api/acled/read":
            return service(request)
        page = pages.get(request.params["page"], [])
        return Reply({"success": True, "count": len(page), "data": page})

    with pytest.raises(FetchFailed, match=what):
        ask("acled", serve(answer), countries=("Xyland",))


@pytest.mark.parametrize(
    ("answered", "what"),
    [
        ({"success": True, "count": 3, "data": [acled(1)]}, "announced 3 rows on page 1, but sent 1"),
        ({"success": False, "count": 0, "data": []}, "reports that the request failed"),
    ],
)
def test_a_count_that_does_not_add_up_stops_the_fetch(serve, ask, answered, what):
    service = Acled([])
    with pytest.raises(FetchFailed, match=what):
        answer = lambda request: Reply(answered) if request.path == "/api/acled/read" else service(request)  # noqa: E731
        ask("acled", serve(answer), countries=("Xyland",))


def test_an_account_that_may_read_nothing_is_refused_with_that_reason(serve, ask):
    assert "may not read events" in ask("acled", serve(Acled([])), countries=("Xyland",)).notes[0]


def test_the_whole_of_acled_is_not_requested_by_mistake(serve, ask):
    server = serve(Acled([]))
    with pytest.raises(UsageError, match="name a country with --country"):
        ask("acled", server)
    assert server.asked == []


EDITS = st.lists(
    st.lists(st.tuples(st.sampled_from(["write", "delete"]), st.integers(0, 5)), max_size=4), min_size=1, max_size=4
)


@pytest.mark.slow
@given(EDITS)
def test_answers_one_after_another_give_what_the_service_holds(serve, ask, rounds):
    service = Acled([], rows_of_a_page=2)
    server, held, cursor = serve(service), {}, {}
    for number, edits in enumerate(rounds):
        for what, event in edits:
            service.events = [row for row in service.events if row["event_id_cnty"] != f"XYZ{event}"]
            service.deleted = [row for row in service.deleted if row["event_id_cnty"] != f"XYZ{event}"]
            if what == "write":
                service.events.append(acled(event, 1_000_000 + number, fatalities=str(number)))
            else:
                service.deleted.append(deleted(event, NOW + number))
        answer = ask("acled", server, cursor, countries=("Xyland",))
        cursor = answer.cursor
        for row in (row for file in answer.files for row in read([file])):
            if "deleted_timestamp" in row:
                held.pop(row["event_id_cnty"], None)
            else:
                held[row["event_id_cnty"]] = row
        assert sorted(held) == sorted(row["event_id_cnty"] for row in service.events)
        assert all(row in service.events for row in held.values())
