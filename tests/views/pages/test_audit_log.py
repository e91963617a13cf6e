"""The log of changes on the Data page, for editors and for the user of the server's computer."""

import pytest

from views.server.access.people import Person
from views.server.adding import permission
from views.state import person


@pytest.mark.parametrize(
    ("login", "role", "others", "is_shown"),
    [
        (None, None, False, True),
        (None, None, True, False),
        ("a login", "reader", True, False),
        ("a login", "editor", True, True),
    ],
)
def test_editors_see_who_changed_what(visit, monkeypatch, login, role, others, is_shown):
    monkeypatch.setattr(person.served_login, "read", lambda: login)
    for module in (person, permission):
        monkeypatch.setattr(module, "find_person", lambda cookies, login: Person("ana@example.org", role))
    monkeypatch.setattr(permission, "find_reach", lambda bound_to: "public" if others else "computer")
    page = visit("data")
    assert (
        any("Published" in frame.get("what", ()).values for frame in page.list_frames() if "details" in frame)
        is is_shown
    )
    assert ("Who changed what" in page.read_texts("subheader")) is is_shown
