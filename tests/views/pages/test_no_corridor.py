"""A lake with loaded files and no corridor: pages, commands and addresses say so and what to do."""

import pytest
from click.testing import CliRunner

from etl.lake import Lake
from etl.load import pipeline as intake
from patrolwatch import main
from tests.cases import attack, publish_case
from tests.etl.feeds.conftest import format_csv
from tests.etl.load.test_intake import acled
from tests.views.api_client import ask
from tests.views.conftest import PAGES
from views.server.data import api

SENTENCE = "R1 has no records on any corridor yet"


@pytest.fixture(scope="module")
def without_corridor(tmp_path_factory):
    folder = tmp_path_factory.mktemp("no-corridor")
    (folder / "a.csv").write_text(format_csv(acled("XYZ1")), encoding="utf-8")
    lake = Lake(folder / "lake")
    intake.load(lake, [folder / "a.csv"])
    return lake


@pytest.fixture
def lake(without_corridor, monkeypatch):
    monkeypatch.setenv("PATROLWATCH_LAKE", str(without_corridor.root))
    return without_corridor


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_that_no_corridor_is_there_and_what_to_do(visit, lake, page):
    shown = visit(page, lake=lake)
    assert shown.read_only_text("error").startswith(SENTENCE)
    assert "patrolwatch build" in shown.read_only_text("error")
    assert lake.list_numbers() == [1]


@pytest.mark.parametrize("address", ["incidents.csv", "series.json", "openapi.json"])
def test_the_address_answers_that_nothing_is_available_yet(lake, address):
    answer = ask(f"{api.ROOT}/{address}")
    assert answer.status == 503
    assert answer.json()["detail"].startswith(SENTENCE)


def test_the_server_is_well(lake):
    assert ask("/healthz").status == 200


def test_a_briefing_is_refused_with_the_same_sentence(lake):
    result = CliRunner().invoke(main, ["brief"])
    assert (result.exit_code, result.stderr.startswith(SENTENCE)) == (2, True)
    assert result.stdout == ""


def test_the_releases_before_and_after_the_first_corridor_can_be_compared(tmp_path):
    (tmp_path / "a.csv").write_text(format_csv(acled("XYZ1")), encoding="utf-8")
    lake = Lake(tmp_path / "lake")
    intake.load(lake, [tmp_path / "a.csv"])
    publish_case(tmp_path, incidents=[attack("2020-03-01")])
    result = CliRunner().invoke(main, ["diff", "R1", "R2", "--lake", str(lake.root)])
    assert result.exit_code == 0, result.output
    assert "corridor: (empty) → road" in result.output
