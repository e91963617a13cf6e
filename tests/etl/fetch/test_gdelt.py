"""GDELT: the newest file, those since the last fetch, their checksums, and files that are listed but missing."""

from datetime import date

import pytest

from etl.errors import FetchFailed
from tests.etl.fetch.rows import gdelt
from tests.etl.fetch.servers import Gdelt, Reply

FIRST, SECOND, THIRD = "20260820000000", "20260820001500", "20260820003000"
WHOLE = Gdelt.pack([["1", "2"] * 40])
DAMAGED = WHOLE[:47] + b"\xff" + WHOLE[48:]  # its MD5 is that of the list: damaged before it was listed


def make_service(*stamps: str) -> Gdelt:
    return Gdelt({stamp: [gdelt(int(stamp[-6:]), stamp), gdelt(int(stamp[-6:]) + 1, stamp, "IZ")] for stamp in stamps})


def list_ids(answer) -> list[str]:
    return [line.split("\t")[0] for file in answer.files for line in file.read_text().splitlines()]


def test_the_first_fetch_takes_the_newest_file_alone(serve, ask):
    server = serve(make_service(FIRST, SECOND))
    answer = ask("gdelt", server)
    assert (list_ids(answer), answer.cursor) == (["1500", "1501"], {"last": SECOND})
    assert server.paths() == ["/gdeltv2/lastupdate.txt", f"/gdeltv2/{SECOND}.export.CSV.zip"]


def test_the_next_fetch_takes_what_was_published_since(serve, ask):
    server = serve(make_service(FIRST, SECOND, THIRD))
    assert list_ids(ask("gdelt", server, {"last": SECOND})) == ["3000", "3001"]
    assert "/gdeltv2/masterfilelist.txt" not in server.paths()
    assert list_ids(ask("gdelt", server, {"last": FIRST})) == ["1500", "1501", "3000", "3001"]
    assert ask("gdelt", server, {"last": THIRD}).files == []


def test_a_day_is_taken_from_its_first_file_on(serve, ask):
    answer = ask("gdelt", serve(make_service("20260819234500", FIRST, SECOND)), since=date(2026, 8, 20))
    assert list_ids(answer) == ["0", "1", "1500", "1501"]


def test_events_of_other_countries_are_passed_by_and_counted(serve, ask):
    answer = ask("gdelt", serve(make_service(FIRST, SECOND)), {"last": "20260819"[:8] + "234500"}, countries=("iz",))
    assert list_ids(answer) == ["1", "1501"]
    assert answer.notes == ["2 of 4 events are of the countries asked for; the others were skipped."]


def test_a_file_that_is_listed_and_not_there_is_named_and_passed_by(serve, ask):
    listed = make_service(FIRST, SECOND, THIRD)
    listed.files[SECOND] = None
    answer = ask("gdelt", serve(listed), since=date(2026, 8, 20))
    assert list_ids(answer) == ["0", "1", "3000", "3001"]
    assert answer.notes == [f"GDELT lists files that are not there (1: {SECOND}), so their events are missing."]


@pytest.mark.parametrize("damage", [lambda data: data[:-1] + b"x", lambda data: data[:-9], lambda data: data + b"x"])
def test_a_file_other_than_listed_is_not_taken_and_those_before_it_are(serve, ask, damage):
    listed = make_service(FIRST, SECOND, THIRD)

    def answer(request):
        reply = listed(request)
        return Reply(damage(reply.body)) if THIRD in request.path else reply

    answer = ask("gdelt", serve(answer), since=date(2026, 8, 20))
    assert (list_ids(answer), answer.cursor) == (["0", "1", "1500", "1501"], {"last": SECOND})
    assert f"/gdeltv2/{THIRD}.export.CSV.zip" in str(answer.stopped)


def test_after_a_failure_the_next_fetch_goes_on_from_the_last_file(serve, ask):
    server = serve(make_service(FIRST, SECOND, THIRD))
    server.failing = [Reply(make_service(THIRD).list_files([THIRD])), Reply(make_service(FIRST, SECOND, THIRD).list_files([FIRST, SECOND, THIRD])),
                      Reply(make_service(FIRST).files[FIRST]), *[Reply("", 500)] * 4]  # fmt: skip
    stopped = ask("gdelt", server, since=date(2026, 8, 20))
    assert (stopped.cursor, "(500)" in str(stopped.stopped)) == ({"last": FIRST}, True)
    assert list_ids(ask("gdelt", server, stopped.cursor)) == ["1500", "1501", "3000", "3001"]


def test_many_files_are_taken_in_parts(serve, ask, monkeypatch):
    monkeypatch.setattr("etl.fetch.services.gdelt.FILES_AT_ONCE", 2)
    answer = ask("gdelt", serve(make_service(FIRST, SECOND, THIRD)), since=date(2026, 8, 20))
    assert answer.cursor == {"last": SECOND}
    assert "fetch again for the next" in answer.notes[0]


@pytest.mark.parametrize(
    ("latest", "what"),
    [
        ("nothing", "lists no file of events"),
        ("", "lists no file of events"),
        (f"9 {32 * 'a'} http://elsewhere.example/20269931996060.export.CSV.zip", "gives no time for its newest file"),
    ],
)
def test_a_list_of_another_shape_stops_the_fetch(serve, ask, latest, what):
    with pytest.raises(FetchFailed, match=what):
        ask("gdelt", serve(lambda request: Reply(latest)), {"last": FIRST})


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ([["1", "2", "3"]], "has changed its columns"),
        (b"no archive", "other than a ZIP archive of one table"),
        (DAMAGED, "other than a ZIP archive of one table"),
    ],
)
def test_a_table_of_another_shape_stops_the_fetch(serve, ask, rows, what):
    listed = make_service(FIRST)
    listed.files[FIRST] = rows if isinstance(rows, bytes) else Gdelt.pack(rows)
    answer = ask("gdelt", serve(listed))
    assert answer.files == []
    assert what in str(answer.stopped)
