"""The settings of who may log in: nobody by mistake, and none that anyone could bypass."""

import secrets
from urllib.parse import urlsplit

import pytest

from etl.errors import UsageError
from views.server.access.settings import Login, read_login

AUTH = {
    "redirect_uri": "https://watch.example/oauth2callback", "cookie_secret": secrets.token_urlsafe(32), "client_id": "watch",
    "client_secret": "of-the-test", "server_metadata_url": "https://id.example/.well-known/openid-configuration",
}  # fmt: skip
LISTS = 'readers = ["Ana@Example.org"]\neditors = ["ben@example.org"]\n'


def write(folder, access=LISTS, **auth):
    file = folder / "secrets.toml"
    lines = [f'{key} = "{value}"' for key, value in (AUTH | auth).items() if value is not None]
    file.write_text("[auth]\n" + "\n".join(lines) + f"\n[access]\n{access}")
    return file


def find_role(login: Login, email: str, **claims) -> str | None:
    return login.find_role({"email": email, "email_verified": True} | claims)


def test_roles_come_from_the_lists_and_a_person_on_none_has_no_role(tmp_path):
    login = read_login([tmp_path / "missing.toml", write(tmp_path)])
    assert find_role(login, "ana@example.org") == find_role(login, "ANA@example.ORG") == "reader"
    assert find_role(login, "ben@example.org") == "editor"
    assert find_role(login, "eve@example.org") is None
    assert login.find_role({}) is None


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_the_provider_has_not_verified_is_nobodys(tmp_path, verified):
    assert find_role(read_login([write(tmp_path)]), "ana@example.org", email_verified=verified) is None


def test_letters_that_become_those_of_another_address_are_not_taken_for_them(tmp_path):
    login = read_login([write(tmp_path, 'readers = ["kim@example.org"]')])
    assert find_role(login, "\N{KELVIN SIGN}im@example.org") is None


def test_a_claim_other_than_the_address_may_say_who_reads(tmp_path):
    login = read_login([write(tmp_path, 'claim = "groups"\nreaders = ["field"]\neditors = ["desk"]')])
    assert login.find_role({"groups": ["field", "desk"]}) == "editor"
    assert login.find_role({"groups": "field"}) == "reader"
    for claims in ({"groups": ["Field"]}, {"groups": [["field"], None, 1]}, {"email": "field", "email_verified": True}):
        assert login.find_role(claims) is None


def test_without_settings_nobody_need_log_in(tmp_path):
    other = tmp_path / "other.toml"
    other.write_text('[else]\nword = "x"\n')
    assert read_login([tmp_path / "missing.toml", other]) is None


@pytest.mark.parametrize(
    ("auth", "access", "words"),
    [
        ({"cookie_secret": None}, LISTS, "can be guessed"),
        ({"cookie_secret": "short"}, LISTS, "can be guessed"),
        ({"cookie_secret": "ab" * 30}, LISTS, "can be guessed"),
        ({"client_id": None, "redirect_uri": ""}, LISTS, "lacks redirect_uri, client_id"),
        ({"redirect_uri": "https://watch.example/"}, LISTS, "followed by /oauth2callback"),
        ({"server_metadata_url": "http://id.example/"}, LISTS, "https://"),
        ({}, "", "nobody could read"),
        ({}, "readers = []", "nobody could read"),
        ({}, 'readers = [""]', "nobody could read"),
        ({}, 'reader = ["ana@example.org"]', "invalid reader"),
        ({}, 'readers = "ana@example.org"', "invalid readers"),
        ({}, "readers = [", "cannot be read"),
    ],
)
def test_settings_that_let_in_nobody_or_anybody_are_refused_in_a_sentence(tmp_path, auth, access, words):
    with pytest.raises(UsageError, match=words):
        read_login([write(tmp_path, access, **auth)])


@pytest.mark.parametrize("section", ["[auth]\n", '[access]\nreaders = ["ana@example.org"]\n'])
def test_half_of_the_settings_is_refused(tmp_path, section):
    file = tmp_path / "secrets.toml"
    file.write_text(section)
    with pytest.raises(UsageError, match="both sections"):
        read_login([file])


def test_no_refusal_has_a_secret(tmp_path):
    with pytest.raises(UsageError) as refused:
        read_login([write(tmp_path, server_metadata_url="http://id.example/")])
    assert AUTH["client_secret"] not in str(refused.value) and AUTH["cookie_secret"] not in str(refused.value)
    assert urlsplit(AUTH["redirect_uri"]).hostname not in str(refused.value)
