"""Tokens for programs: shown once, stored as hashes, and invalid once revoked or expired."""

from datetime import UTC, datetime, timedelta

import pytest

from etl.errors import LakeUnusable, UsageError
from etl.lake import Lake
from tests.test_patrolwatch import run
from views.server.access import tokens
from views.server.access.tokens import Tokens


@pytest.fixture
def kept(tmp_path):
    return Tokens(tmp_path / "lake")


def test_a_token_lets_in_until_it_is_revoked(kept):
    made, text = kept.add("newsroom", "reader", 90)
    assert kept.find(text) == made
    kept.revoke("newsroom")
    assert kept.find(text) is None
    assert [token.name for token in kept.read()] == ["newsroom"]


def test_a_token_lets_in_until_its_last_day(kept, monkeypatch):
    _, text = kept.add("newsroom", "reader", 90)
    now = datetime.now(UTC)
    monkeypatch.setattr(tokens, "_read_clock", lambda: now + timedelta(days=89))
    assert kept.find(text)
    monkeypatch.setattr(tokens, "_read_clock", lambda: now + timedelta(days=90, seconds=1))
    assert kept.find(text) is None


def test_the_lake_keeps_nothing_that_lets_anybody_in(kept):
    _, text = kept.add("newsroom", "reader", 90)
    (file,) = [file for file in kept.root.rglob("*") if file.name == "tokens.json"]
    assert text[len("patrolwatch_00000000_") :] not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
    assert kept.find(file.read_text().partition('"sha256": "')[2][:64]) is None


def test_nothing_but_the_whole_token_lets_in(kept):
    made, text = kept.add("newsroom", "reader", 90)
    _, other = kept.add("field", "reader", 90)
    beginning, secret = text[: len("patrolwatch_00000000_")], text[len("patrolwatch_00000000_") :]
    wrong = [
        "",
        made.id,
        secret,
        text[:-1],
        text + "x",
        text.upper(),
        other[: len(beginning)] + secret,
        beginning + "A" * 43,
    ]
    assert [kept.find(sent) for sent in wrong] == [None] * len(wrong)


def test_a_name_is_used_once_at_a_time(kept):
    kept.add("newsroom", "reader", 90)
    with pytest.raises(UsageError, match="already"):
        kept.add("newsroom", "reader", 90)
    kept.revoke("newsroom")
    kept.add("newsroom", "reader", 90)
    with pytest.raises(UsageError, match="no valid token"):
        kept.revoke("field")


def test_a_damaged_file_lets_nobody_in(kept):
    _, text = kept.add("newsroom", "reader", 90)
    kept.file.write_text("[{}]")
    with pytest.raises(LakeUnusable, match="so no token is accepted"):
        kept.find(text)


def test_the_terminal_shows_a_token_once_and_lists_it_without(tmp_path):
    added = run("token", "add", "newsroom", "--days", "7", "--lake", tmp_path)
    assert Tokens(tmp_path).find(added.stdout.strip())
    for listed in (run("token", "list", "--lake", tmp_path), run("token", "list", "--json", "--lake", tmp_path)):
        assert "newsroom" in listed.stdout
        assert added.stdout.strip() not in listed.stdout and "sha256" not in listed.stdout
    assert run("token", "revoke", "newsroom", "--lake", tmp_path).exit_code == 0
    assert "revoked" in run("token", "list", "--lake", tmp_path).stdout
    assert run("token", "revoke", "newsroom", "--lake", tmp_path).exit_code == 2


def test_a_lake_that_holds_tokens_alone_is_new(kept):
    kept.add("newsroom", "reader", 90)
    assert Lake(kept.root).is_new()
