"""Readers may add data only where they may write, by a file on disk, in a process that can be ended."""

from unittest.mock import Mock

import pytest
import streamlit as st

from tests.views.api_client import run_async
from views.server import limits
from views.server.access.people import Person
from views.server.adding import jobs, permission, uploads
from views.server.adding.jobs import Job
from views.server.adding.permission import may_write
from views.server.routes import Routes


@pytest.fixture
def open_server(monkeypatch):
    """Set up a server that listens on every address."""
    option = st.get_option
    monkeypatch.setattr(st, "get_option", lambda name: "0.0.0.0" if name == "server.address" else option(name))  # noqa: S104 - nothing listens here


def test_only_who_sits_at_this_machine_may_write():
    assert may_write({})
    assert Routes(None).belongs_to_pages("/add", {})
    assert uploads.is_upload("/_stcore/upload_file/a/b", {})


def test_where_others_read_there_is_no_page_add_and_no_place_for_a_file(open_server):
    assert not may_write({})
    assert not Routes(None).belongs_to_pages("/add", {})
    assert not uploads.is_upload("/_stcore/upload_file/a/b", {})


@pytest.mark.parametrize(("role", "may"), [("editor", True), ("reader", False), (None, False)])
def test_where_people_log_in_editors_may_write(monkeypatch, open_server, role, may):
    monkeypatch.setattr(permission.served_login, "read", lambda: "a login")
    monkeypatch.setattr(permission, "find_person", lambda cookies, login: Person("a", role))
    assert may_write({}) is may


@pytest.mark.parametrize(
    ("name", "safe"),
    [("a.csv", "a.csv"), ("../../etc/passwd", "_.._etc_passwd"), ("a\\b\x00.csv", "a_b_.csv"), ("..", "file"), ("", "file"),
     ("x" * 300 + ".xlsx", "x" * 95 + ".xlsx")],
)  # fmt: skip
def test_the_name_of_a_dropped_file_leads_to_no_other_folder_and_keeps_its_ending(name, safe):
    assert uploads._name_safely(name) == safe


def test_a_file_that_is_too_large_is_cut_off_while_it_comes(monkeypatch):
    monkeypatch.setattr(limits, "UPLOAD_BYTES", 10)

    async def receive():
        return {"type": "http.request", "body": b"x" * uploads.FRAMING_BYTES, "more_body": True}

    limited = uploads._limit(receive)
    run_async(limited())
    with pytest.raises(OverflowError):
        run_async(limited())


def test_a_session_holds_at_most_the_bytes_of_one_file_and_ended_sessions_none(monkeypatch, tmp_path):
    active = {"a", "b"}
    monkeypatch.setattr(uploads, "Runtime", Mock(instance=lambda: Mock(is_active_session=active.__contains__)))
    monkeypatch.setattr(uploads, "_files", {})
    monkeypatch.setattr(limits, "UPLOAD_BYTES", 10)

    def drop(session, name, size):
        path = tmp_path / session / name / "file.csv"
        path.parent.mkdir(parents=True)
        path.write_bytes(b"x" * size)
        return uploads._keep(session, name, path)

    assert [drop("a", "1", 6), drop("a", "2", 4), drop("a", "3", 1)] == [True, True, False]
    assert uploads.find_upload("1") and not uploads.find_upload("3")
    uploads._forget("a", "2")
    assert uploads.find_upload("2") is None and drop("a", "4", 4)
    active.remove("a")
    assert drop("b", "1b", 10)
    assert uploads.find_upload("1") is None and not (tmp_path / "a" / "1").exists()


def test_a_job_that_is_stopped_ends_its_process_and_leaves_no_folder(monkeypatch):
    monkeypatch.setattr(jobs, "PROGRAM", "http.server")  # which would run for ever
    job = Job({})
    while not job._run._process:
        job._run.is_done.wait(0.01)
    assert job.progress == "Starting"
    job.stop()
    assert job._run.is_done.wait(30)
    assert job._run._process.returncode != 0 and not job.folder.exists()


def test_a_job_without_a_result_ends_in_a_sentence(monkeypatch):
    monkeypatch.setattr(jobs, "PROGRAM", "nowhere")
    job = Job({})
    assert job._run.is_done.wait(30)
    assert job.result == {"error": jobs.ENDED}
