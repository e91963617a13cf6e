"""PortWatch: all days of one chokepoint, page by page, as counts of a corridor. Missing days stop the fetch."""

from datetime import date, timedelta

import pytest

from analysis.release import open_release
from etl.errors import FetchFailed, UsageError
from etl.fetch.question import Question
from etl.fetch.run import fetch
from tests.cases import publish_case, strait
from tests.etl.fetch.rows import portwatch, read
from tests.etl.fetch.servers import Portwatch, Reply

STRAIT = {"countries": ("Strait 4",), "corridors": ("strait",)}
FIRST = date(2021, 3, 1)


def make_days(number: int, total: int = 30) -> list[dict]:
    return [portwatch(str(FIRST + timedelta(days=each)), total) for each in range(number)]


def test_all_days_of_a_chokepoint_are_read_page_by_page(serve, ask):
    server = serve(Portwatch([*make_days(5), portwatch("2021-03-01", number=6)], days_of_a_page=2))
    answer = ask("portwatch", server, **STRAIT)
    assert [(row["date"], row["n_total"], row["corridor"]) for row in read(answer.files)] == [
        (f"2021-03-0{day}", 30, "strait") for day in range(1, 6)
    ]
    assert [request.params.get("resultOffset") for request in server.asked] == [None, "0", "2", "4"]
    by_id = ask("portwatch", server, **STRAIT | {"countries": ("chokepoint4",), "since": date(2021, 3, 4)})
    assert [row["date"] for row in read(by_id.files)] == ["2021-03-04", "2021-03-05"]


def test_a_day_may_be_written_in_milliseconds_as_the_service_once_did(serve, ask):
    answer = ask("portwatch", serve(Portwatch([portwatch(1_614_556_800_000)])), **STRAIT)
    assert [row["date"] for row in read(answer.files)] == ["2021-03-01"]


@pytest.mark.parametrize(
    ("question", "says"),
    [({"countries": ("Strait 4",)}, "name one, such as"), ({"corridors": ("strait",)}, "name one, such as"),
     (STRAIT | {"countries": ("Strait' OR '1'='1",)}, "counts no chokepoint .* It has: Strait 4, Strait 6.")],
)  # fmt: skip
def test_a_question_that_names_no_known_chokepoint_and_corridor_is_refused(serve, ask, question, says):
    with pytest.raises(UsageError, match=says):
        ask("portwatch", serve(Portwatch([*make_days(1), portwatch("2021-03-01", number=6)])), **question)


def give(*pages: dict, expected: int = 3):
    """Make a service that counts this many days, and answers every request with these pages."""
    left = list(pages)
    return lambda request: Reply({"count": expected} if "returnCountOnly" in request.params else left.pop(0))


def make_page(*rows: dict, more: bool = False) -> dict:
    return {"features": [{"attributes": row} for row in rows], "exceededTransferLimit": more}


@pytest.mark.parametrize(
    ("answer", "says"),
    [(give(make_page(*make_days(2))), "announced 3 days, but sent 2"), (give(make_page(more=True)), "announced 3 days, but sent 0"),
     (give(make_page(*make_days(4))), "announced 3 days, but sent 4"),
     (give(make_page(*make_days(2), more=True), make_page(*make_days(1))), "sent a record twice \\(page 2\\)"),
     (give({"error": {"code": 400, "message": "secret"}}), "refuses the request \\(400\\)"),
     (give({"error": "secret"}), "refuses the request \\(no code\\)"),
     (give({"features": [{"attributes": None}]}), "has changed the format"), (give({"features": None}), "has changed the format"),
     (give(make_page({"date": "2021-03-01"})), "has changed its columns \\(no n_total, portid, portname\\)"),
     (give(make_page(portwatch("March")), expected=1), "has changed how it writes days"), (give({}, expected="many"), "has changed the format")],
)  # fmt: skip
def test_an_answer_that_is_not_whole_stops_the_fetch(serve, ask, answer, says):
    with pytest.raises(FetchFailed, match=says) as failed:
        ask("portwatch", serve(answer), **STRAIT)
    assert "secret" not in str(failed.value)


@pytest.mark.slow
def test_counts_are_published_and_revised_as_the_service_revises_them(serve, tmp_path):
    lake = publish_case(tmp_path, corridors=[strait("strait", own_count="IMF PortWatch")], coverage=[])
    service = Portwatch([*make_days(9), portwatch("2021-03-10", None)])
    server = serve(service)
    question = Question(**STRAIT)
    [first] = fetch(lake, "portwatch", question, server=server.url).loaded.files
    assert (first.loaded, first.left_out, first.rejected) == (9, 1, 0)  # a day without a count has none, and not 0
    service.days[0] = portwatch("2021-03-01", 31)
    outcome = fetch(lake, "portwatch", question, server=server.url)
    [revised] = outcome.loaded.files
    assert (revised.changed, revised.duplicates, revised.loaded) == (1, 8, 0)
    stands = "SELECT DISTINCT corridor, unit, counted_by, sum(count) OVER ()::INTEGER AS count FROM exposure"
    assert open_release(lake, outcome.release).query(stands).to_pylist() == [
        {"corridor": "strait", "unit": "transits", "counted_by": "IMF PortWatch", "count": 271}
    ]
