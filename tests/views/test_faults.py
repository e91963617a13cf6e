"""After any fault a reader sees a sentence and an id, and the log has the details under this id.

Each fault contains a path of the machine and a value of the environment. Neither may reach a reader, and the value must not be
in the log either.
"""

import logging
import os
import re
import shutil
import subprocess
import sys
from functools import partial

import duckdb
import pytest
from streamlit import error_util
from streamlit.runtime.scriptrunner import exec_code

from etl import paths
from etl.errors import LakeUnusable, UsageError
from etl.lake import Lake
from tests.reliability.running_server import RunningServer, find_free_port, wait_for_health
from tests.reliability.session_client import Session
from tests.views.api_client import ask
from tests.views.server.protection.test_guard import LOCAL
from views import faults
from views.server.data import page_files

SECRET = "a-value-of-the-environment-5f1c"
ID = re.compile(r"\b[0-9a-f]{8}\b")
NUMBERS = re.compile(r"\[([0-9a-f]{8})\]")


@pytest.fixture
def canary(m4_lake, tmp_path, monkeypatch):
    """Build a lake at a path that no reader may see, in a process with a secret in its environment."""
    monkeypatch.setenv("PATROLWATCH_TEST_SECRET", SECRET)
    lake = Lake(shutil.copytree(m4_lake.root, tmp_path / "canary" / "lake"))
    monkeypatch.setenv("PATROLWATCH_LAKE", str(lake.root))
    monkeypatch.setattr("views.state.cache.get_lake", lambda: lake)
    return lake


@pytest.fixture
def log(monkeypatch):
    """Collect the lines of every log of this process, as a server writes them."""
    lines = []

    class Kept(logging.Handler):
        def emit(self, record):
            lines.append(self.format(record))

    usual = logging.getLogRecordFactory()
    monkeypatch.setattr(faults.LOG, "handlers", [])
    monkeypatch.setattr(faults.LOG, "propagate", True)
    faults.begin_log()
    kept = Kept()
    loggers = [
        faults.LOG,
        *(logging.getLogger(name) for name in list(logging.root.manager.loggerDict) if "streamlit" in name),
    ]
    for logger in loggers:
        logger.addHandler(kept)
    yield lines
    logging.setLogRecordFactory(usual)
    for logger in loggers:
        logger.removeHandler(kept)


@pytest.fixture
def served_pages(monkeypatch):
    """Run pages as the server does: uncaught errors of a script go to `faults.show`."""
    monkeypatch.setattr(
        exec_code,
        "handle_user_script_exception",
        lambda error, _: error_util.handle_user_script_exception(error, faults.show),
    )


def make_failing(error: type, lake: Lake):
    """Make a function that fails like one of a library, with a path and a secret in its message."""

    def fail(*_, **__):
        raise error(f"cannot open {lake.root} with {SECRET}")

    return fail


def change_manifest(lake: Lake) -> None:
    (lake.manifests / "R000001.json").write_text('{"tables": 1}')


def remove_part(lake: Lake) -> None:
    next(lake.parts.glob("*.parquet")).unlink()


def change_part(lake: Lake) -> None:
    for part in lake.parts.glob("*.parquet"):
        part.chmod(0o600)
        part.write_bytes(b"PAR1 is what it begins with")


def put_a_file_in_place_of_the_releases(lake: Lake) -> None:
    shutil.rmtree(lake.manifests)
    lake.manifests.write_text("x")


def link_the_parts(lake: Lake) -> None:
    lake.parts.rename(lake.root.parent / "elsewhere")
    lake.parts.symlink_to(lake.root.parent / "elsewhere")


def remove_all(lake: Lake) -> None:
    lake.list_numbers()  # so that its absence is noticed
    shutil.rmtree(lake.root)


ON_DISK = [change_manifest, remove_part, change_part, put_a_file_in_place_of_the_releases, link_the_parts, remove_all]


def assert_tells_nothing(lake: Lake, shown: str, log: list[str]) -> None:
    for canary in (str(lake.root), str(paths.CHECKOUT), SECRET, "Traceback", "site-packages"):
        assert canary not in shown
    assert not [line for line in log if SECRET in line]


def assert_is_logged(lake: Lake, shown: str, log: list[str]) -> None:
    """Assert that the shown text has an id with details in the log."""
    (found,) = {found for found in ID.findall(shown) if any(f"[{found}]" in line for line in log)}
    (line,) = [line for line in log if f"[{found}]" in line]
    assert str(lake.root) in line


@pytest.mark.parametrize("seed", ON_DISK, ids=lambda seed: seed.__name__)
def test_a_fault_of_the_disk_reveals_the_path_of_the_lake_to_nobody(canary, log, visit, seed):
    seed(canary)
    answers = [ask(path, app=LOCAL) for path in ("/api/v1/rates.csv", "/healthz", "/api/v1/releases")]
    assert {answer.status for answer in answers} <= {200, 503}
    shown = "".join(answer.body.decode() for answer in answers)
    page = visit(lake=canary)
    assert page.error
    assert_tells_nothing(canary, shown + repr(page._tree), log)
    for sentence in (*page.read_texts("error"), *re.findall(r'"detail": "(.*)"', shown)):
        assert "under" not in sentence or ID.search(sentence)


@pytest.mark.parametrize("error", [KeyError, OSError, duckdb.IOException, MemoryError, RecursionError, UnicodeError])
def test_a_fault_in_a_question_is_shown_with_an_id_on_the_page_and_at_the_address(
    canary, log, visit, served_pages, monkeypatch, error
):
    monkeypatch.setattr("analysis.questions.timeline.headline.count_headline", make_failing(error, canary))
    monkeypatch.setattr("views.server.data.served_tables.compute_rates_by_period", make_failing(error, canary))
    answer = ask("/api/v1/rates.csv", {"from": "2020-04-01"}, app=LOCAL)
    assert answer.status == 500
    page = visit(query={"from": "2020-04-02"}, lake=canary)
    for shown in (answer.json()["detail"], page.read_texts("error")[-1]):
        assert_is_logged(canary, shown, log)
    assert_tells_nothing(canary, answer.body.decode() + repr(page._tree), log)


@pytest.mark.parametrize(
    ("place", "path"),
    [
        ("views.server.data.served_tables.TABLES", "/api/v1/patrols.csv"),
        ("views.server.data.openapi.describe", "/api/v1/openapi.json"),
        ("analysis.questions.holdings.list_releases", "/api/v1/releases"),
        ("views.server.data.api.open_newest_release", "/healthz"),
        ("views.server.data.table_requests.decode", "/api/v1/series.json"),
    ],
)
def test_a_fault_at_an_address_is_answered_with_an_id(canary, log, monkeypatch, place, path):
    if place.endswith("TABLES"):
        monkeypatch.setattr("views.state.cache.list_choices", make_failing(KeyError, canary))
    else:
        monkeypatch.setattr(place, make_failing(KeyError, canary))
    answer = ask(path, app=LOCAL)
    assert answer.status == 500
    assert_is_logged(canary, answer.body.decode(), log)
    assert_tells_nothing(canary, answer.body.decode(), log)


@pytest.mark.parametrize(
    "place",
    [
        "views.parts.share.fill_share",
        "views.state.address.read_address",
        "views.frame.sent_notice.draw_sent_notice",
        "views.state.cache.describe_newer_facts",
        "views.frame.opening._offer_newer_release",
    ],
)
def test_a_fault_in_a_part_of_a_page_is_shown_with_an_id(canary, log, visit, served_pages, monkeypatch, place):
    monkeypatch.setattr(place, make_failing(KeyError, canary))
    page = visit(lake=canary)
    assert_is_logged(canary, page.read_texts("error")[-1], log)
    assert_tells_nothing(canary, repr(page._tree), log)


def test_a_fault_in_what_a_choice_sets_off_is_shown_with_an_id(canary, log, visit, served_pages, monkeypatch):
    monkeypatch.setattr("views.state.fields.reset", make_failing(KeyError, canary))
    page = visit(lake=canary).press("Reset the choices")
    assert_is_logged(canary, page.read_texts("error")[-1], log)
    assert_tells_nothing(canary, repr(page._tree), log)


@pytest.mark.parametrize("write", [page_files.write_whole, partial(page_files.write_in_turns, make_writer=None)])
@pytest.mark.parametrize("error", [OSError, MemoryError])
def test_a_file_that_cannot_be_written_is_answered_with_an_id(canary, log, error, write):
    file = page_files.PageFile("a.csv", "text/csv", write(make_failing(error, canary)))
    (address,) = page_files.offer_files([file])
    answer = ask(address, app=LOCAL)
    assert answer.status == 500
    assert_is_logged(canary, answer.json()["detail"], log)
    assert_tells_nothing(canary, answer.body.decode(), log)


def test_errors_of_ours_are_shown_unchanged_and_logged_where_they_say_more(log):
    assert faults.explain(UsageError("Choose a corridor.")) == "Choose a corridor."
    assert log == []
    error = LakeUnusable("The lake is gone.", "It lay in /srv/lake.")
    shown = faults.explain(error)
    assert shown == faults.explain(error) != "The lake is gone. It lay in /srv/lake."
    (line,) = log
    assert shown.startswith("The lake is gone. ") and "/srv" not in shown
    assert line.endswith("The lake is gone. It lay in /srv/lake.")
    assert NUMBERS.search(line)[1] in shown


def test_values_of_the_environment_are_in_no_log_of_any_library(log, monkeypatch):
    monkeypatch.setenv("TOKEN_OF_A_TEST", "s3cr3t-words")
    monkeypatch.setenv("SHORT", "of")
    monkeypatch.setenv("FOLDER_OF_A_TEST", os.sep + "srv")
    logger = logging.getLogger("streamlit.of_a_test")
    said = []
    monkeypatch.setattr(logger, "handle", lambda record: said.append(logging.Formatter("%(message)s").format(record)))
    try:
        raise ValueError("s3cr3t-words again")
    except ValueError:
        logger.exception("told %s of %s", "s3cr3t-words", "/srv")
    assert "s3cr3t" not in said[0]
    assert said[0].startswith("told [TOKEN_OF_A_TEST] of /srv\nTraceback")
    assert said[0].endswith("ValueError: [TOKEN_OF_A_TEST] again")


BROKEN = """
import os, sys
import uvicorn
from analysis.questions.timeline import headline

def fails(*_, **__):
    raise KeyError(os.environ["PATROLWATCH_LAKE"] + " with " + os.environ["PATROLWATCH_TEST_SECRET"])

headline.count_headline = fails
from dashboard import app
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=False)
"""


@pytest.mark.slow
def test_a_running_server_shows_the_id_of_a_fault_and_logs_it(canary, tmp_path):
    port, log = find_free_port(), tmp_path / "log"
    with open(log, "wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", BROKEN, str(port)], cwd=paths.CHECKOUT, stdout=out, stderr=subprocess.STDOUT
        )
    server = RunningServer(process, port, log)
    try:
        wait_for_health(server)
        with Session(port) as session:
            session.open()
            shown = f"{session.read_text()} {session.list_exceptions()}"
    finally:
        process.terminate()
        process.wait(30)
    lines = log.read_text()
    (number,) = set(NUMBERS.findall(lines))
    assert number in shown
    assert str(canary.root) in lines and "Traceback" in lines
    assert SECRET not in lines
    assert_tells_nothing(canary, shown, [])
