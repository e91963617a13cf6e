"""The log of changes: a line for each with who and what, which nothing removes."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from etl.curated import build as load
from etl.errors import LakeUnusable
from etl.lake import Lake, private
from etl.lake.private import audit
from tests.cases import patrol, write_case


@pytest.fixture
def log(tmp_path):
    return tmp_path / private.FOLDER / audit.NAME


def test_a_change_is_one_line_at_the_end(tmp_path, log):
    audit.note_change(tmp_path, "token added", name="news\nroom", role="reader")
    first = log.read_bytes()
    audit.note_change(tmp_path, "published", "Ana", release="R2")
    assert log.read_bytes().startswith(first) and log.read_bytes().count(b"\n") == 2
    newest, oldest = audit.read_changes(tmp_path)
    assert (newest["what"], newest["by"], newest["release"]) == ("published", "Ana", "R2")
    assert (oldest["what"], oldest["name"], oldest["by"]) == ("token added", "news\nroom", "")
    assert oldest["account"]


def test_a_logged_in_person_is_named_whatever_name_is_given(tmp_path, monkeypatch):
    monkeypatch.setenv(audit.ACCOUNT, "ben@example.org")
    audit.note_change(tmp_path, "published", "Ana")
    (change,) = audit.read_changes(tmp_path)
    assert (change["by"], change["account"]) == ("Ana", "ben@example.org")


def test_lines_of_many_writers_do_not_mix(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        for number in range(100):
            pool.submit(audit.note_change, tmp_path, "published", release=f"R{number} " + "x" * 500)
    assert sorted(change["release"].split()[0] for change in audit.read_changes(tmp_path)) == sorted(
        f"R{number}" for number in range(100)
    )


def test_a_line_that_was_cut_short_is_named_and_hides_no_other(tmp_path, log):
    audit.note_change(tmp_path, "published", release="R1")
    log.write_text(log.read_text() + json.dumps({"what": "published"})[:9])
    assert [change["what"] for change in audit.read_changes(tmp_path)] == [
        'a line that cannot be read: {"what": ',
        "published",
    ]


def test_the_log_names_the_publisher(tmp_path):
    lake = Lake(tmp_path / "lake")
    load.build(lake, write_case(tmp_path / "case", patrols=[patrol("2020-03-01")]), made_by="Ana", message="First")
    (change,) = audit.read_changes(lake.root)
    assert (change["what"], change["by"], change["release"], change["message"]) == ("published", "Ana", "R1", "First")


def test_a_log_that_cannot_be_written_is_named_and_undoes_no_release(tmp_path):
    lake = Lake(tmp_path / "lake")
    (lake.root / private.FOLDER / audit.NAME).mkdir(parents=True)
    with pytest.raises(LakeUnusable, match="R1 is published, but the log of changes cannot be written"):
        load.build(lake, write_case(tmp_path / "case", patrols=[patrol("2020-03-01")]))
    assert lake.list_numbers() == [1]
