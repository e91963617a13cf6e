"""A fetch from a page: run once, previewed, and published as previewed."""

import json

import pytest

from etl.fetch.job import work
from etl.fetch.log import FAILED, NOTHING_NEW, PUBLISHED, read_fetches
from etl.load.jobs.folder import REQUEST, RESULT, ROWS, list_corridors, read_rows
from etl.load.jobs.run import run
from tests.etl.fetch.rows import acled
from tests.etl.fetch.servers import SECRETS, Acled, Reply


@pytest.fixture
def do(tmp_path, lake, monkeypatch):
    """Run one job of a fetch of Xyland at a server, and return its result and its folder."""
    kept = tmp_path / "kept"
    kept.mkdir()
    asked = {"name": "acled", "since": "2020-01-01", "countries": ["Xyland"], "corridors": [], "folder": str(kept)}

    def do_fetch(server, *, dry_run, expected=None):
        monkeypatch.setenv("PATROLWATCH_SERVER", server.url)
        folder = tmp_path / f"job-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        request = {"lake": str(lake.root), "fetch": asked, "dry_run": dry_run, "message": "", "made_by": "", "account": "",
                   "corridor": None, "expected": expected}  # fmt: skip
        (folder / REQUEST).write_text(json.dumps(request))
        run(folder, work)
        return json.loads((folder / RESULT).read_text()), folder

    return do_fetch


@pytest.mark.slow
def test_a_service_is_asked_until_it_answers_and_the_preview_is_published(serve, lake, do, tmp_path):
    server = serve(Acled([acled(1, 1000), acled(2, 2000)]))
    server.failing = [Reply({}, 403)]
    failed, _ = do(server, dry_run=True)
    assert failed["error"].startswith("ACLED does not let this account read that (403)")
    assert [fetch.outcome for fetch in read_fetches(lake)] == [FAILED]

    look, folder = do(server, dry_run=True)
    assert (look["would_publish"], look["compared_with"]) == (True, 0)
    assert look["message"] == "Fetched ACLED (Xyland, since 2020-01-01)"
    assert read_rows(folder / ROWS, "loaded", 9).num_rows == 2 and list_corridors(folder / ROWS) == []
    assert lake.list_numbers() == [] and len(read_fetches(lake)) == 1, "a look notes nothing"

    asked = len(server.asked)
    published, _ = do(server, dry_run=False, expected=0)
    assert published["release"] == "R1" and len(server.asked) == asked, "the answer is kept"
    again, _ = do(server, dry_run=True)
    assert not again["would_publish"]
    assert [fetch.outcome for fetch in read_fetches(lake)] == [FAILED, PUBLISHED, NOTHING_NEW]
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert not any(secret.encode() in written for secret in SECRETS.values())
