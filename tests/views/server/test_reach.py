"""The page says who can open a link, from the address on which the server listens."""

import pytest

from etl.errors import UsageError
from views.server.access import audience
from views.server.public_url import PUBLIC_URL, check_public_url
from views.server.reach import find_reach


@pytest.mark.parametrize(
    ("bound_to", "public", "reach"),
    [
        ("127.0.0.1", "", "computer"),
        ("localhost", "", "computer"),
        ("0.0.0.0", "", "network"),  # noqa: S104 - compared with, never bound to
        (None, "", "network"),
        ("192.0.2.7", "", "network"),
        ("127.0.0.1", "https://watch.example/m4/", "public"),
    ],
)
def test_a_link_reaches_whom_the_server_answers(monkeypatch, bound_to, public, reach):
    monkeypatch.setenv(PUBLIC_URL, public)
    assert find_reach(bound_to) == reach


@pytest.mark.parametrize(
    "url",
    [
        "watch.example",
        "ftp://watch.example",
        "https://",
        "https://a:b@watch.example",
        "https://a.example/?x=1",
        "https://[::1",
    ],
)
def test_what_is_no_address_of_a_server_is_refused(url):
    with pytest.raises(UsageError, match="is not a public address"):
        check_public_url(url)


@pytest.mark.parametrize(
    ("bound_to", "public", "login", "others"),
    [
        ("127.0.0.1", "", None, False),
        ("0.0.0.0", "", None, True),  # noqa: S104 - nothing listens here
        (None, "", None, True),
        ("127.0.0.1", "https://watch.example", None, True),
        ("127.0.0.1", "", "a login", True),
    ],
)
def test_others_are_all_but_who_sits_at_this_computer_without_a_login(monkeypatch, bound_to, public, login, others):
    monkeypatch.setenv(PUBLIC_URL, public)
    monkeypatch.setattr(audience.st, "get_option", lambda name: bound_to)
    monkeypatch.setattr(audience.served_login, "read", lambda: login)
    assert audience.is_served_to_others() is others
