"""Watching: a schedule, the fetches that are due, those given up after failures, and the output of the command."""

from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner

from etl.errors import UsageError
from etl.fetch.log import FAILED, MOST_FAILURES, NOTHING_NEW, Fetch, note_fetch, read_fetches
from etl.fetch.question import Question
from etl.fetch.schedule import Job, read_jobs
from etl.fetch.watching import find_due, run_due
from patrolwatch import main
from tests.etl.fetch.rows import gdelt
from tests.etl.fetch.servers import Gdelt, Reply

NOW = datetime(2026, 8, 20, 12, tzinfo=UTC)
HOURLY = Job("gdelt", Question(), timedelta(hours=6))


@pytest.fixture
def schedule(tmp_path):
    def write(text):
        path = tmp_path / "watch.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def note(lake, outcome, ago_hours, **more):
    at = (NOW - timedelta(hours=ago_hours)).strftime("%Y-%m-%dT%H:%M:%SZ")
    cursor = None if outcome == FAILED else {"last": "20260820000000"}
    note_fetch(lake, Fetch("gdelt", Question().to_json(), at, outcome, cursor=cursor, **more))


def test_a_schedule_says_what_is_fetched_how_often(schedule):
    jobs = read_jobs(
        schedule(
            '[[fetch]]\nfeed = "ucdp_candidate"\nevery = "1d"\ncountries = ["Syria"]\nsince = 2020-01-01\ncorridors = ["m4"]\n'
            '[[fetch]]\nfeed = "gdelt"\nevery = "15m"\n[[notify]]\ncorridor = "m4"\n'
        )
    )
    assert jobs == [
        Job("ucdp_candidate", Question(date(2020, 1, 1), ("Syria",), ("m4",)), timedelta(days=1)),
        Job("gdelt", Question(), timedelta(minutes=15)),
    ]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "no \\[\\[fetch\\]\\]"),
        ("[[fetch]", "is not TOML"),
        ("[fetch]\nfeed = 1", "Use \\[\\[fetch\\]\\]"),
        ("fetch = [1]", "Use \\[\\[fetch\\]\\]"),
        ("notify = [1]", "Use \\[\\[fetch\\]\\]"),
        ("[[watch]]\n", "unknown table watch"),
        ('[[fetch]]\nfeed = ["gdelt"]\nevery = "1d"', "feed must be one of"),
        ('[[fetch]]\nfeed = "osm"\nevery = "1d"', "feed must be one of"),
        ('[[fetch]]\nfeed = "gdelt"\nevery = "5m"', "at least 15 minutes"),
        ('[[fetch]]\nfeed = "gdelt"\nevery = "soon"', "at least 15 minutes"),
        ('[[fetch]]\nfeed = "gdelt"\nevery = "1d"\ncountry = ["SY"]', "unknown key country"),
        ('[[fetch]]\nfeed = "gdelt"\nevery = "1d"\ncountries = "SY"', "countries must be a list"),
        ('[[fetch]]\nfeed = "gdelt"\nevery = "1d"\nsince = "2020"', "since must be a day"),
    ],
)
def test_a_schedule_that_is_not_understood_is_refused_in_a_sentence(schedule, text, what):
    with pytest.raises(UsageError, match=what):
        read_jobs(schedule(text))


def test_a_question_is_due_at_once_and_then_by_its_time(lake):
    assert find_due(lake, HOURLY) < NOW
    note(lake, NOTHING_NEW, 2)
    assert find_due(lake, HOURLY) == NOW + timedelta(hours=4)


def test_a_question_that_failed_is_asked_again_within_the_hour(lake):
    note(lake, FAILED, 0)
    assert find_due(lake, HOURLY) == NOW + timedelta(hours=1)


def test_a_question_that_failed_too_often_is_let_be_until_it_succeeds(lake):
    for ago in range(MOST_FAILURES):
        note(lake, FAILED, MOST_FAILURES - ago)
    assert find_due(lake, HOURLY) is None
    note(lake, NOTHING_NEW, 0)
    assert find_due(lake, HOURLY) == NOW + timedelta(hours=6)


def test_due_fetches_run_and_the_rest_wait(lake, serve):
    server = serve(Gdelt({"20260820000000": [gdelt(1, "20260820000000", "IZ")]}))
    note(lake, NOTHING_NEW, 1)
    said = []
    of_iraq = Job("gdelt", Question(countries=("SY",)), timedelta(hours=1))
    found = run_due(lake, [HOURLY, of_iraq], NOW, said.append, server.url)
    assert said == ["GDELT (SY): 0 of 1 events are of the countries asked for; the others were skipped.",
                    "GDELT (SY): GDELT has nothing new: no release was published."]  # fmt: skip
    assert (found.stopped, found.next_due) == ([], NOW + timedelta(hours=5))


def test_a_failure_is_reported_and_after_five_the_command_says_that_it_stopped(lake, serve, schedule, waits):
    server = serve(lambda request: Reply("", 403))
    path = schedule('[[fetch]]\nfeed = "gdelt"\nevery = "15m"\n')
    for ago in range(MOST_FAILURES - 1):
        note(lake, FAILED, 24 - ago)
    options = ["watch", str(path), "--lake", str(lake.root), "--server", server.url]
    result = CliRunner().invoke(main, options)  # ends by itself, since nothing is left to fetch
    assert result.exit_code == 6
    assert "GDELT: GDELT does not let this account read that (403)" in result.stdout
    assert "GDELT failed 5 times in a row and will not be asked again. Fix the cause" in result.stderr
    again = CliRunner().invoke(main, [*options, "--once"])
    assert (again.exit_code, len(server.asked)) == (6, 1)


def test_once_ends_after_what_is_due(lake, serve, schedule):
    server = serve(Gdelt({"20260820000000": [gdelt(1, "20260820000000", "IZ")]}))
    path = schedule('[[fetch]]\nfeed = "gdelt"\nevery = "15m"\ncountries = ["SY"]\n')
    result = CliRunner().invoke(main, ["watch", str(path), "--once", "--lake", str(lake.root), "--server", server.url])
    assert (result.exit_code, [each.outcome for each in read_fetches(lake)]) == (0, [NOTHING_NEW])
