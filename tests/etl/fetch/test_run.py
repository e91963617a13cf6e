"""A whole fetch: one release by the steps of a load, no record twice, a log, and no key anywhere."""

import json
import logging
import socket

import pytest
from click.testing import CliRunner

from etl.errors import FetchFailed, UsageError
from etl.fetch.log import (
    FAILED,
    KEPT,
    NOTHING_NEW,
    PUBLISHED,
    Fetch,
    count_failures,
    find_cursor,
    note_fetch,
    read_fetches,
)
from etl.fetch.question import Question
from etl.fetch.run import fetch
from etl.lake import Lake
from etl.tables.vocabulary import FATES
from patrolwatch import main
from tests.cases import publish_case
from tests.etl.fetch.conftest import TODAY
from tests.etl.fetch.rows import acled, deleted, gdelt, ucdp
from tests.etl.fetch.servers import SECRETS, Acled, Gdelt, Reply, Ucdp
from tests.etl.load.test_intake import read_records

pytestmark = pytest.mark.slow
XYLAND = Question(countries=("Xyland",))


def list_live_ids(lake, feed) -> list[str]:
    return [feed_id for (feed_id,) in read_records(lake, "feed_id", where=f"feed = '{feed}'")]


def list_outcomes(lake) -> list[str]:
    return [each.outcome for each in read_fetches(lake)]


def test_acled_is_kept_up_to_date_one_release_a_fetch(serve, lake):
    service = Acled([acled(1, 1000), acled(2, 2000), acled(9, 2000, event_date="never")])
    server = serve(service)
    first = fetch(lake, "acled", XYLAND, server=server.url)
    assert (first.release, list_live_ids(lake, "acled")) == (1, ["XYZ1", "XYZ2"])
    [report] = first.loaded.files
    assert report.rows == sum(getattr(report, fate) for fate in FATES) == 3
    assert (report.loaded, report.rejected) == (2, 1)

    again = fetch(
        lake, "acled", XYLAND, server=server.url
    )  # the service sends the newest rows again, including the one that cannot be read
    assert (again.release, lake.list_numbers()) == (None, [1])

    service.events = [acled(2, 3000, fatalities="5"), acled(3, 3000)]
    service.deleted = [deleted(1, 2_000_000_000), deleted(77, 2_000_000_000)]
    third = fetch(lake, "acled", XYLAND, server=server.url)
    assert (third.release, list_live_ids(lake, "acled")) == (2, ["XYZ2", "XYZ3"])
    events, deletions = third.loaded.files
    assert (events.changed, events.loaded) == (1, 1)
    assert (deletions.changed, deletions.left_out, deletions.withdrawn) == (1, 1, 1)
    assert list_outcomes(lake) == [PUBLISHED, NOTHING_NEW, PUBLISHED]


def test_a_release_of_ucdp_withdraws_what_the_one_before_had_and_it_lacks(serve, lake):
    releases = {"26.1": [ucdp(0, "2025-01-01")], "26.0.1": [ucdp(1, "2026-01-05"), ucdp(2, "2026-01-06")]}
    service = Ucdp(releases)
    server = serve(service)
    fetch(lake, "ucdp_candidate", Question(), server=server.url, today=TODAY)
    service.releases["26.01.26.03"] = [ucdp(2, "2026-01-06"), ucdp(3, "2026-02-06", country_id="1", country="Iraq")]
    outcome = fetch(lake, "ucdp_candidate", Question(), server=server.url, today=TODAY)
    assert list_live_ids(lake, "ucdp_candidate") == ["2", "3"]
    [report] = outcome.loaded.files
    assert (report.feed_release, report.withdrawn) == ("26.01.26.03", 1)
    assert not any("cut off" in warning or "older" in warning for warning in report.warnings)


def test_gdelt_goes_on_after_its_last_file(serve, lake):
    service = Gdelt({"20260820000000": [gdelt(1, "20260820000000")]})
    server = serve(service)
    fetch(lake, "gdelt", Question(), server=server.url)
    service.files["20260820001500"] = Gdelt.pack([gdelt(2, "20260820001500")])
    fetch(lake, "gdelt", Question(), server=server.url)
    assert list_live_ids(lake, "gdelt") == ["1", "2"]


def test_only_what_lies_on_a_corridor_is_published(serve, lake, tmp_path):
    publish_case(tmp_path)
    service = Acled([acled(1), acled(2, latitude="10.0")])
    outcome = fetch(lake, "acled", Question(countries=("Xyland",), corridors=("road",)), server=serve(service).url)
    assert list_live_ids(lake, "acled") == ["XYZ1"]
    assert outcome.loaded.files[0].left_out == 1
    assert "1 left out: it does not lie on road." in outcome.loaded.files[0].warnings


def test_a_corridor_that_is_not_there_is_named_before_any_request(serve, lake):
    server = serve(Acled([]))
    with pytest.raises(UsageError, match="no corridor m9"):
        fetch(lake, "acled", Question(corridors=("m9",)), server=server.url)
    assert server.asked == []


def test_a_failed_fetch_publishes_nothing_and_the_next_goes_on_from_the_last_success(serve, lake):
    cursor = {"timestamp": 1000, "deleted": 2000}
    note_fetch(lake, Fetch("acled", XYLAND.to_json(), "2026-01-01T00:00:00Z", NOTHING_NEW, cursor=cursor))
    server = serve(Acled([acled(1, 1000)]))
    server.failing = [Reply("", 403)]
    with pytest.raises(FetchFailed, match="403"):
        fetch(lake, "acled", XYLAND, server=server.url)
    assert server.asked[-1].params["timestamp"] == "1000"
    assert (lake.list_numbers(), list_outcomes(lake)) == ([], [NOTHING_NEW, FAILED])
    assert find_cursor(lake, "acled", XYLAND.to_json()) == cursor


def test_what_cannot_be_loaded_is_a_failure_that_says_why(serve, lake):
    events = [acled(number, event_date="never") for number in range(21)]
    with pytest.raises(FetchFailed, match=r"What ACLED sent was not loaded.*all of its 21 rows are rejected"):
        fetch(lake, "acled", XYLAND, server=serve(Acled(events)).url)
    assert (lake.list_numbers(), list_outcomes(lake)) == ([], [FAILED])


def test_after_a_revert_everything_is_requested_again(serve, lake, tmp_path):
    publish_case(tmp_path)
    server = serve(Acled([acled(1, 1000)]))
    fetch(lake, "acled", XYLAND, server=server.url)
    query = read_fetches(lake)[-1].query
    assert find_cursor(lake, "acled", query)["timestamp"] == 1000
    with lake.writing():
        lake.publish_again(lake.read_manifest(1))
    assert find_cursor(lake, "acled", query) == {}


def test_another_question_begins_anew(lake):
    note_fetch(lake, Fetch("acled", XYLAND.to_json(), "2026-01-01T00:00:00Z", NOTHING_NEW, cursor={"timestamp": 7}))
    assert find_cursor(lake, "acled", XYLAND.to_json()) == {"timestamp": 7}
    assert find_cursor(lake, "acled", Question(countries=("Xyland", "Ypsilon")).to_json()) == {}
    assert find_cursor(lake, "gdelt", XYLAND.to_json()) == {}


# The log


def test_the_log_keeps_the_last_fetches_and_the_last_success_of_every_question(lake):
    note_fetch(lake, Fetch("acled", "rare", "2026-01-01T00:00:00Z", NOTHING_NEW, cursor={"timestamp": 7}))
    path = lake.root / "fetches.jsonl"
    line = json.dumps({"service": "gdelt", "query": "{}", "at": "2026-01-02T00:00:00Z", "outcome": FAILED}) + "\n"
    path.write_text(path.read_text() + line * KEPT + '{"service": "gde')  # the last line was cut by a power failure
    note_fetch(lake, Fetch("gdelt", "{}", "2026-01-03T00:00:00Z", FAILED))
    assert len(read_fetches(lake)) == KEPT + 1
    assert find_cursor(lake, "acled", "rare") == {"timestamp": 7}
    assert count_failures(read_fetches(lake), "gdelt", "{}") == KEPT
    assert count_failures(read_fetches(lake), "acled", "rare") == 0


def test_a_log_with_the_older_names_of_its_keys_is_read(lake):
    lake.root.mkdir(parents=True)
    (lake.root / "fetches.jsonl").write_text(
        '{"service": "gdelt", "query": "{}", "at": "2026-01-03T00:00:00Z", "outcome": "failed", "says": "Why.", "asked": "SY"}\n'
        "[]\n"
    )
    [fetch] = read_fetches(lake)
    assert (fetch.reason, fetch.question_in_words) == ("Why.", "SY")


def test_a_lake_with_nothing_but_a_log_is_new(lake):
    note_fetch(lake, Fetch("gdelt", "{}", "2026-01-03T00:00:00Z", FAILED))
    assert Lake(lake.root).is_new()
    assert {path.stat().st_mode & 0o077 for path in lake.root.rglob("*")} == {0}


# Keys and hosts


def test_the_command_prints_the_report_or_ends_with_6_and_no_key_is_anywhere(serve, lake, caplog):
    server = serve(Acled([acled(1)]))
    options = ["fetch", "acled", "--country", "Xyland", "--lake", str(lake.root), "--server", server.url]
    with caplog.at_level(logging.DEBUG):
        published = CliRunner().invoke(main, options)
        server.failing = [Reply(SECRETS["ACLED_PASSWORD"], 403)]
        failed = CliRunner().invoke(main, options)
    assert published.stdout.splitlines()[-1] == "Published R1."
    assert (failed.exit_code, "(403)" in failed.stderr) == (6, True)
    held = b"".join(path.read_bytes() for path in lake.root.rglob("*") if path.is_file())
    tokens = [each.headers["Authorization"].split()[1] for each in server.asked if "Authorization" in each.headers]
    for key in (*SECRETS.values(), *tokens):
        assert key not in published.output + failed.output + caplog.text
        assert key.encode() not in held


def test_no_host_is_contacted_unless_a_fetch_is_requested(lake, monkeypatch, waits):
    contacted = []

    def refuse(*arguments, **named):
        contacted.append(arguments)
        raise OSError("no network here")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    for arguments in (["--help"], ["fetch", "--help"], ["releases", "--lake", str(lake.root)]):
        assert CliRunner().invoke(main, arguments).exit_code == 0
    assert contacted == []
    result = CliRunner().invoke(main, ["fetch", "gdelt", "--lake", str(lake.root)])
    assert (result.exit_code, len(contacted) > 0) == (6, True)
