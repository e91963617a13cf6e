"""`serve` starts the same server with the right settings, and answers nobody else unless told that everyone may read."""

import os
import sys

import pytest
from streamlit import config, net_util
from streamlit.web import bootstrap

from analysis.export.terms import TERMS_MET
from commands import serving
from etl import paths
from tests.test_patrolwatch import run
from tests.views.server.access.test_settings import write
from views.server.public_url import PUBLIC_URL


@pytest.fixture
def started(monkeypatch):
    """The commands that would have taken this process's place."""
    commands = []
    monkeypatch.setattr(os, "execv", lambda program, command: commands.append(command))
    monkeypatch.setattr(os, "chdir", lambda folder: None)
    monkeypatch.setattr(serving, "find_own_address", lambda: "192.0.2.7")
    monkeypatch.setenv(PUBLIC_URL, "")
    return commands


def test_it_answers_this_computer_alone_by_default(started, tmp_path):
    result = run("serve", "--lake", tmp_path)
    assert result.exit_code == 0
    assert "http://localhost:8501" in result.output
    [command] = started
    assert command[:4] == [sys.executable, "-m", "streamlit", "run"]
    assert "--server.address=127.0.0.1" in command
    assert os.environ["PATROLWATCH_LAKE"] == str(tmp_path)


@pytest.mark.parametrize("wider", [["--lan"], ["--public-url", "https://watch.example"]])
def test_it_answers_nobody_else_without_open(started, tmp_path, wider):
    result = run("serve", *wider, "--lake", tmp_path)
    assert (result.exit_code, started) == (2, [])
    assert "add --open" in result.output


def test_a_server_of_a_network_asks_nobody_elsewhere_for_its_address(monkeypatch, capsys):
    monkeypatch.chdir(paths.CHECKOUT)  # where Streamlit reads its settings
    monkeypatch.setattr(net_util, "get_external_ip", lambda: pytest.fail("a server elsewhere was asked"))
    config.get_config_options(force_reparse=True, options_from_flags={"server.address": serving.EVERY_ADDRESS})
    try:
        bootstrap._print_url(False)
    finally:
        config.get_config_options(force_reparse=True, options_from_flags={})
    assert "http://127.0.0.1:8501" in capsys.readouterr().out


CODE = "\N{FULL BLOCK}"  # to photograph


def test_on_a_network_it_prints_the_address_to_send(started, tmp_path):
    result = run("serve", "--lan", "--open", "--port", "8600", "--lake", tmp_path)
    assert "http://192.0.2.7:8600" in result.output
    assert CODE not in result.output  # which the log of a service has no use for
    [command] = started
    assert {"--server.address=0.0.0.0", "--server.port=8600", "--server.allowedHosts=192.0.2.7"} <= set(command)


def test_it_draws_the_address_as_a_qr_code_in_a_terminal(started, tmp_path, monkeypatch):
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda stream: True)
    assert CODE in run("serve", "--lan", "--open", "--lake", tmp_path).output


def test_behind_a_proxy_it_answers_the_proxy_alone_under_the_public_path(started, tmp_path):
    run("serve", "--public-url", "https://watch.example/m4", "--open", "--lake", tmp_path)
    [command] = started
    assert {"--server.address=127.0.0.1", "--server.baseUrlPath=m4", "--server.allowedHosts=watch.example"} <= set(
        command
    )
    assert os.environ[PUBLIC_URL] == "https://watch.example/m4"


def test_records_that_may_not_be_passed_on_are_shown_to_others_only_if_configured(started, tmp_path, monkeypatch):
    file = tmp_path / "acled.csv"
    file.write_text(
        "event_id_cnty,event_date,year,time_precision,event_type,sub_event_type,actor1,country,location,latitude,longitude,geo_precision,"
        "source,notes,fatalities,timestamp\n"
        "SYR1,1 March 2020,2020,1,Battles,Armed clash,A,Syria,B,35.8,36.6,1,C,D,0,1583000000\n"
    )
    assert run("load", file, "--lake", tmp_path / "lake").exit_code == 0
    monkeypatch.setenv(TERMS_MET, "")
    assert "add --terms-met acled" in run("serve", "--lan", "--open", "--lake", tmp_path / "lake").output
    assert os.environ[TERMS_MET] == ""
    met = run("serve", "--lan", "--open", "--terms-met", "acled", "--lake", tmp_path / "lake")
    assert "--terms-met" not in met.output
    assert os.environ[TERMS_MET] == "acled"
    assert "--terms-met" not in run("serve", "--lake", tmp_path / "lake").output


def test_what_is_no_address_is_refused_in_a_sentence(started, tmp_path):
    result = run("serve", "--public-url", "watch.example", "--open", "--lake", tmp_path)
    assert (result.exit_code, started) == (2, [])
    assert "is not a public address" in result.output


def test_a_login_replaces_the_option_open(started, tmp_path):
    settings = write(tmp_path)
    result = run("serve", "--public-url", "https://watch.example", "--settings", settings, "--lake", tmp_path / "lake")
    assert result.exit_code == 0
    assert f"--secrets.files={settings}" in started[0]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--public-url", "https://watch.example/m4"], "but must be https://watch.example/m4/oauth2callback"),
        (["--public-url", "https://watch.example", "--open"], "choose one of the two"),
    ],
)
def test_a_login_that_would_fail_or_be_passed_by_is_refused(started, tmp_path, options, words):
    result = run("serve", *options, "--settings", write(tmp_path), "--lake", tmp_path / "lake")
    assert (result.exit_code, started) == (2, [])
    assert words in result.output


def test_a_weak_secret_refuses_to_start_in_one_sentence(started, tmp_path):
    result = run("serve", "--settings", write(tmp_path, cookie_secret="x" * 40), "--lake", tmp_path / "lake")
    assert (result.exit_code, started) == (2, [])
    assert "can be guessed" in result.output
