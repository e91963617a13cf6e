"""Hostile text on its way to a terminal: it is printed, and steers nothing."""

import csv
import io
import json
import os
import pty
import subprocess
import sys

import pytest
from click.testing import CliRunner

import patrolwatch
from analysis.release import open_release
from etl import paths
from tests import cases
from tests.hostile_strings import HOSTILE, LOADABLE

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """R1: a patrol for each hostile text, in its note. R2: the texts in the notes have moved on by one."""
    folder = tmp_path_factory.mktemp("hostile")
    texts = list(LOADABLE.values())
    for moved in (texts, texts[1:] + texts[:1]):
        patrols = [cases.patrol("2020-03-15", note=text.strip() or "x") for text in moved]
        made = cases.publish_case(
            folder,
            patrols=patrols,
            sources=[
                cases.source("source", title=texts[0]),
                *(cases.source(f"s{n}", title=text) for n, text in enumerate(moved)),
            ],
        )
    return made


def run(*words):
    result = CliRunner().invoke(patrolwatch.main, [*map(str, words)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def find_control_lines(printed):
    return [line for line in printed.split("\n") if not line.isprintable()]


def test_diff_prints_what_changed_and_nothing_that_steers_the_terminal(lake):
    result = run("diff", "R1", "R2", "--lake", lake.root)
    assert find_control_lines(result.output) == []
    changed = [line for line in result.stdout.split("\n") if line.startswith("changed")]
    assert len(changed) == 2 * len(LOADABLE)
    assert HOSTILE["script element"] in result.stdout


def test_diff_as_json_gives_every_text_as_it_is_and_prints_none_that_steers(lake):
    result = run("diff", "R1", "R2", "--lake", lake.root, "--json")
    assert find_control_lines(result.stdout) == []
    said = {change["after"] for change in json.loads(result.stdout)["changes"]}
    assert said >= {text.strip() for text in LOADABLE.values()}


@pytest.mark.parametrize("as_json", [True, False])
def test_load_prints_rejects_and_nothing_that_steers_the_terminal(tmp_path, as_json):
    path = tmp_path / "a\x1b[31m\nb.csv"
    text = io.StringIO(newline="")
    csv.writer(text).writerows(
        [["date", "record", "place", "killed"], ["2020-05-01", "incident", "Abad", "1"],
         *([text, "incident", "Abad", "1"] for text in HOSTILE.values())]
    )  # fmt: skip
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    result = run("load", path, "--lake", tmp_path / "lake", *["--json"] * as_json)
    assert find_control_lines(result.output) == []
    assert "reject" in result.output
    if as_json:
        (report,) = json.loads(result.stdout)["files"]
        assert report["file"] == path.name
        assert len(report["rejects"]) == report["rejected"] == len(HOSTILE)


def test_who_and_why_of_a_release_are_listed_as_they_are(tmp_path):
    text = " ".join(text for text in LOADABLE.values() if len(text) < 1000)
    build = (
        "build",
        "--lake",
        tmp_path / "lake",
        "--case",
        cases.write_case(tmp_path / "case"),
        "--by",
        text,
        "--message",
        text,
    )
    for result in (run(*build), run("releases", "--lake", tmp_path / "lake")):
        assert result.exit_code == 0
        assert find_control_lines(result.output) == []
        assert len(result.stdout.split("\n")) == 2


@pytest.mark.parametrize(
    "words", [["brief", "corridor={}"], ["diff", "{}", "R1"], ["corridor", "add", "{}", "--route", "x"]]
)
def test_what_is_requested_wrongly_is_named_and_steers_nothing(lake, words):
    text = " ".join(text.replace("&", "") for text in HOSTILE.values() if len(text) < 1000)
    result = run(*(word.replace("{}", text) for word in words), "--lake", lake.root)
    assert result.exit_code == 2
    assert find_control_lines(result.output) == []


def test_a_table_that_is_printed_to_a_terminal_does_not_steer_it(lake):
    ours, its = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "patrolwatch", "export", "patrols", "--lake", str(lake.root)],
        cwd=paths.CHECKOUT, stdout=its, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        os.close(its)
        printed = b""
        while True:
            try:
                piece = os.read(ours, 1 << 16)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            printed += piece
        assert process.wait() == 0
    os.close(ours)
    shown = printed.decode().replace("\r\n", "\n")
    assert find_control_lines(shown) == []
    assert HOSTILE["script element"] in shown
    notes = open_release(lake, 2).query("SELECT note FROM patrols").to_pylist()
    assert {row["note"] for row in notes} == {text.strip() for text in LOADABLE.values()}
