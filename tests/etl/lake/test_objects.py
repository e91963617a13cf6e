"""A lake in object storage: published once, read through a local copy, and never overwritten by another machine."""

import shutil

import duckdb
import pytest

from analysis.release import open_release
from etl.curated.build import build
from etl.errors import LakeUnusable, ReleaseDamaged, UsageError
from etl.lake import Lake
from tests.cases import patrol, write_case
from tests.etl.lake.conftest import MARCH, flip_a_byte
from tests.s3_server import serve_bucket

ADDRESS = "s3://bucket/team"


@pytest.fixture
def bucket(monkeypatch):
    with serve_bucket() as bucket:
        for name, value in (
            ("AWS_ENDPOINT_URL", bucket.endpoint),
            ("AWS_ACCESS_KEY_ID", "somebody"),
            ("AWS_SECRET_ACCESS_KEY", "anything"),
            ("AWS_REGION", "us-east-1"),
        ):
            monkeypatch.setenv(name, value)
        yield bucket


@pytest.fixture
def on_machine(bucket, monkeypatch, tmp_path):
    """Open the lake as on a machine of this name, with its own folder for copies."""

    def open_there(name: str) -> Lake:
        monkeypatch.setenv("PATROLWATCH_COPIES", str(tmp_path / name))
        return Lake(ADDRESS)

    return open_there


@pytest.fixture
def facts(tmp_path):
    return write_case(tmp_path / "facts", patrols=MARCH)


@pytest.fixture
def more_facts(tmp_path):
    return write_case(tmp_path / "more facts", patrols=[*MARCH, patrol("2020-03-17")])


def count_patrols(lake, number):
    return open_release(lake, number).query("SELECT count(*) AS n FROM patrols").to_pylist()[0]["n"]


def test_what_one_machine_publishes_another_reads_and_publishes_on_top_of(on_machine, facts, more_facts):
    ours, theirs = on_machine("ours"), on_machine("theirs")
    assert theirs.list_numbers() == []
    build(ours, facts)
    theirs = on_machine("theirs")
    assert count_patrols(theirs, 1) == 2
    build(theirs, more_facts)
    assert count_patrols(on_machine("a third"), 2) == 3
    assert on_machine("ours").read_manifest(2) == theirs.read_manifest(2)


def test_the_storage_has_the_names_and_bytes_of_the_folder(on_machine, bucket, facts):
    lake = on_machine("ours")
    build(lake, facts)
    held = {f"team/{file.relative_to(lake.root)}": file.read_bytes() for file in lake.root.glob("*/*")}
    audit = {name for name in held if "/access/" in name}  # who published stays on the machine
    assert bucket.objects == {name: held[name] for name in held.keys() - audit} | {"team/newest": b"1\n"}


def test_of_two_machines_that_publish_one_number_the_later_is_refused(on_machine, bucket, facts, more_facts):
    build(on_machine("ours"), facts)
    late = on_machine("late")
    with late.writing(), duckdb.connect() as con:
        build(on_machine("another"), more_facts)
        before = dict(bucket.objects)
        with pytest.raises(LakeUnusable, match="Another process published R2 meanwhile"):
            late.publish(
                con, parent=late.read_manifest(1), rewritten={}, message="", made_by="", inputs={}, versions={}
            )
    assert bucket.objects == before
    assert late.read_manifest(2) == on_machine("another").read_manifest(2)


def test_a_put_whose_answer_was_lost_counts_as_published(on_machine, bucket, facts, monkeypatch):
    lake = on_machine("ours")
    put = type(lake.objects).put_manifest

    def lose_the_answer(self, name, content):
        bucket.loses_answers = True
        put(self, name, content)

    monkeypatch.setattr(type(lake.objects), "put_manifest", lose_the_answer)
    build(lake, facts)
    assert bucket.requests.count("PUT team/releases/R000001.json") == 2
    assert lake.list_numbers() == [1]


def test_a_part_is_copied_once_and_again_if_the_copy_is_lost(on_machine, bucket, facts):
    build(on_machine("ours"), facts)
    lake = on_machine("theirs")
    bucket.requests.clear()
    count_patrols(lake, 1)
    copied = [request for request in bucket.requests if "parts/" in request]
    assert copied and len(set(copied)) == len(copied)
    count_patrols(on_machine("theirs"), 1)
    assert [request for request in bucket.requests if "parts/" in request] == copied
    shutil.rmtree(lake.parts)
    assert count_patrols(on_machine("theirs"), 1) == 2


@pytest.mark.parametrize("is_kept", [True, False])
def test_damage_in_the_storage_is_found_and_never_read(on_machine, bucket, facts, is_kept):
    lake = on_machine("ours")
    build(lake, facts)
    name = next(name for name in bucket.objects if "/parts/" in name)
    if is_kept:
        bucket.objects[name] = bucket.objects[name][:-1] + b"?"
    else:
        del bucket.objects[name]
    [trouble] = on_machine("ours").verify()
    assert ("is not what was published" if is_kept else "is missing") in trouble
    with pytest.raises(ReleaseDamaged):
        count_patrols(on_machine("theirs"), 1)


def test_damage_of_a_copy_is_found(on_machine, facts):
    lake = on_machine("ours")
    build(lake, facts)
    flip_a_byte(next(lake.parts.iterdir()))
    assert "differs" not in (found := on_machine("ours").verify()) and len(found) == 1


def test_storage_that_refuses_gives_one_sentence_and_publishes_nothing(on_machine, bucket, facts):
    bucket.refuses = True
    with pytest.raises(LakeUnusable, match="does not answer, or refuses") as caught:
        build(on_machine("ours"), facts)
    assert "somebody" not in caught.value.detail and "anything" not in caught.value.detail
    bucket.refuses = False
    assert bucket.objects == {} and on_machine("ours").list_numbers() == []


def test_a_copy_that_cannot_be_written_gives_one_sentence(on_machine, facts, tmp_path):
    build(on_machine("ours"), facts)
    (tmp_path / "no folder").write_text("")
    with pytest.raises(LakeUnusable, match=r"cannot be written .* set PATROLWATCH_COPIES"):
        on_machine("no folder").list_numbers()


def test_a_name_in_the_storage_that_is_no_manifest_is_not_copied(on_machine, bucket, facts):
    bucket.objects["team/releases/R000001.json.bak"] = bucket.objects["team/releases/R000001.json/more"] = b"{}"
    lake = on_machine("ours")
    assert lake.list_numbers() == []
    assert not lake.root.exists()


def test_another_kind_of_address_is_refused():
    with pytest.raises(UsageError, match="s3://BUCKET/FOLDER"):
        Lake("gs://bucket/team")
