"""What pages need is imported while the browser of the first reader still loads the page program."""

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from views.server.routes import Routes
from views.server.shell import warm_up

BY_A_BROWSER = {"Sec-Fetch-Mode": "navigate"}


@pytest.fixture
def imports(monkeypatch):
    """How often the modules were imported."""
    imported = []
    monkeypatch.setattr(warm_up, "_import_all", lambda: imported.append(1))
    warm_up.start_importing.cache_clear()
    yield imported
    warm_up.start_importing.cache_clear()


def test_the_first_page_that_is_requested_imports_what_pages_need(imports):
    client = TestClient(Routes(PlainTextResponse("")))
    client.get("/_stcore/health")
    assert imports == []
    for path in ("/", "/risk", "/"):
        client.get(path, headers=BY_A_BROWSER)
    warm_up.start_importing().join()
    assert imports == [1]


def test_what_pages_need_can_be_imported_beside_them():
    for name in warm_up.NEEDED_BY_PAGES:
        warm_up.import_module(name)
