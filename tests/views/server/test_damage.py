"""The server of a lake that is damaged or vanishes: it shows a sentence and no number, and needs no restart."""

import shutil

import pytest

from analysis.questions.holdings import read_choices
from analysis.questions.records import listing, read_records_in_batches
from analysis.release import open_release
from etl.errors import ReleaseDamaged
from etl.lake import Lake
from tests.cases import attack, patrol, publish_case
from tests.etl.lake.conftest import find_part, flip_a_byte
from tests.views.api_client import ask

pytestmark = pytest.mark.slow
MARCH = [patrol(f"2020-03-{day:02d}") for day in (1, 4, 7)]


@pytest.fixture(scope="module")
def lake_of_two(tmp_path_factory):
    folder = tmp_path_factory.mktemp("damage")
    publish_case(folder, patrols=MARCH)
    return publish_case(folder, patrols=MARCH, incidents=[attack("2020-03-04", patrol_id="P2")])


@pytest.fixture
def lake(lake_of_two, tmp_path, monkeypatch):
    """Copy a lake to damage. R1 has three patrols, and R2 an attack on one of them as well."""
    lake = Lake(shutil.copytree(lake_of_two.root, tmp_path / "lake"))
    monkeypatch.setenv("PATROLWATCH_LAKE", str(lake.root))
    return lake


def test_a_release_damaged_after_a_page_was_drawn_shows_no_number_and_offers_the_one_before(visit, lake, tmp_path):
    page = visit(lake=lake)
    assert page.read_share_counts()[0] == 1
    part = find_part(lake, 2, "incidents")
    copy = shutil.copy2(part, tmp_path / "copy")
    flip_a_byte(part)
    page.run()
    assert page.read_only_text("error").startswith("Release R2 is damaged: a part of incidents")
    assert not page.metric and not page.dataframe and not page.get("plotly_chart")
    assert [button.label for button in page.button] == ["Open R1, the release before"]
    shutil.copy2(copy, part)
    page.run()
    assert page.read_share_counts()[0] == 1
    assert not page.error


def test_a_damaged_release_is_503_at_the_address_and_the_one_before_is_available(lake, tmp_path):
    paths = ("/healthz", "/api/v1/incidents.csv", "/api/v1/rates.json")
    first = [ask(path).status for path in paths]
    part = find_part(lake, 2, "incidents")
    copy = shutil.copy2(part, tmp_path / "copy")
    flip_a_byte(part)
    for path in paths:
        answer = ask(path)
        assert answer.status == 503
        assert answer.json()["detail"].startswith("Release R2 is damaged: a part of incidents")
    assert ask("/api/v1/incidents.csv", {"release": "R1"}).status == 200
    shutil.copy2(copy, part)
    assert first == [ask(path).status for path in paths] == [200, 200, 200]


def test_a_download_whose_release_is_damaged_meanwhile_ends_with_an_error(tmp_path, monkeypatch):
    lake = publish_case(
        tmp_path, patrols=MARCH, incidents=[attack(MARCH[n]["date"], patrol_id=f"P{n + 1}") for n in (0, 2)]
    )
    monkeypatch.setattr(listing, "ROWS_IN_A_BATCH", 1)
    release = open_release(lake, 1)
    selection = read_choices(release).make_default()
    turns = iter(read_records_in_batches(release, "incidents", selection, everywhere=True))
    assert next(turns).num_rows == 1
    flip_a_byte(find_part(lake, 1, "incidents"))
    with pytest.raises(ReleaseDamaged):
        next(turns)


def test_a_lake_that_vanished_is_not_replaced_and_is_read_again_when_it_is_back(visit, lake, tmp_path):
    page = visit(lake=lake)
    lake.root.rename(tmp_path / "away")
    for is_mounted_upon in (False, True):
        if is_mounted_upon:
            lake.root.mkdir()
        page.run()
        assert page.read_only_text("error").startswith("The lake is gone")
        assert not page.metric
        assert ask("/healthz").status == 503
        assert ask("/healthz").json()["detail"].startswith("The lake is gone")
        assert ask("/api/v1/incidents.csv").status == 503
    assert list(lake.root.iterdir()) == []
    lake.root.rmdir()
    (tmp_path / "away").rename(lake.root)
    page.run()
    assert page.read_share_counts()[0] == 1
    assert ask("/healthz").json() == {"status": "ok", "release": "R2"}


def test_a_folder_that_holds_other_things_is_not_published_into_by_itself(visit, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").write_text("mine", encoding="utf-8")
    page = visit(lake=Lake(tmp_path / "home"))
    assert page.read_only_text("error").startswith("The folder of the data store holds other files and no release")
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["letter.txt"]
