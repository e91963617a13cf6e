"""Delta tables over the parts of a lake: version N of each table reads as release RN does, by programs other than ours."""

import json
import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from etl.curated.build import build
from etl.errors import LakeUnusable, ReleaseDamaged, UsageError
from etl.lake import Lake
from etl.lake.parts import describe_columns
from etl.lake.storage import delta
from etl.lake.storage.delta import write_versions
from etl.tables.records import TABLES
from patrolwatch import main
from tests.cases import attack, patrol, publish_case, write_case
from tests.etl.lake.conftest import MARCH, find_part, flip_a_byte
from tests.etl.lake.test_folder import needs_posix, read_modes

deltalake = pytest.importorskip("deltalake", reason="deltalake is not installed: pip install -r requirements-dev.txt")


@pytest.fixture(scope="session")
def three_releases(tmp_path_factory):
    """Publish R1: two patrols and attacks of two years. R2: one patrol has another note. R3: the other is withdrawn."""
    folder = tmp_path_factory.mktemp("three releases")
    changed = [MARCH[0] | {"note": "later"}, MARCH[1]]
    attacks = [attack("2020-03-15", patrol_id="P1"), attack("2021-05-01", killed_best=2)]
    publish_case(folder, patrols=MARCH, incidents=attacks)
    publish_case(folder, patrols=changed, incidents=attacks)
    return publish_case(folder, patrols=changed[:1], incidents=attacks)


@pytest.fixture
def lake(three_releases, tmp_path):
    return Lake(shutil.copytree(three_releases.root, tmp_path / "lake"))


@pytest.fixture(scope="module")
def con():
    with duckdb.connect() as con:
        yield con


def open_table(lake, table, version=None):
    return deltalake.DeltaTable(lake.root / "delta" / table, version=version)


def read_delta(lake, table, version):
    rows = open_table(lake, table, version).to_pyarrow_table()
    assert rows.column_names == TABLES[table].column_names
    return sorted(map(repr, rows.to_pylist()))


def read_lake(con, lake, table, number):
    rows = con.execute(lake.query_rows(con, lake.read_manifest(number), table)).to_arrow_table()
    return sorted(map(repr, rows.to_pylist()))


def assert_every_version_reads_as_its_release(con, lake):
    numbers = lake.list_numbers()
    for table in TABLES:
        assert open_table(lake, table).version() == numbers[-1]
        assert read_delta(lake, table, 0) == []
        for number in numbers:
            assert read_delta(lake, table, number) == read_lake(con, lake, table, number), (table, number)


def list_states(folder):
    return {file: (file.stat().st_ino, file.stat().st_mtime_ns) for file in folder.rglob("*") if file.is_file()}


def read_logs(lake):
    logs = lake.root / "delta"
    return {file.relative_to(logs): file.read_text(encoding="utf-8") for file in logs.rglob("*.json")}


# What is read


def test_every_version_reads_as_its_release(con, lake):
    assert write_versions(lake) == [1, 2, 3]
    assert_every_version_reads_as_its_release(con, lake)


def test_a_withdrawn_record_is_read_with_the_release_that_withdrew_it(lake):
    write_versions(lake)
    rows = open_table(lake, "patrols", 3).to_pyarrow_table(columns=["patrol_id", "withdrawn_release"]).to_pylist()
    assert {row["patrol_id"]: row["withdrawn_release"] for row in rows} == {"P1": None, "P2": 3}


@pytest.mark.parametrize("schema", [1, 2, 3, 4, 5])
def test_a_lake_of_every_older_schema_reads_as_its_releases(con, tmp_path, schema):
    kept = Path(__file__).parents[2] / "fixtures" / "lakes" / f"schema_{schema}"
    lake = Lake(shutil.copytree(kept, tmp_path / "lake"))
    build(lake, write_case(tmp_path / "case", patrols=[patrol("2020-03-15")], incidents=[attack("2020-03-15")]))
    assert write_versions(lake) == [1, 2, 3]
    assert_every_version_reads_as_its_release(con, lake)
    # Some readers, such as Spark, refuse a file whose columns have other types than the table.
    for name, table in TABLES.items():
        for file in (lake.root / "delta" / name).glob("*.parquet"):
            types = describe_columns(con, [file]).types
            assert types.items() <= {column.name: column.type for column in table.columns}.items()


def test_counting_needs_no_rows_of_the_files(lake):
    write_versions(lake)
    assert open_table(lake, "incidents").count() == 2
    stated = open_table(lake, "incidents").get_add_actions()
    assert sorted(stated["num_records"].to_pylist()) == [1, 1]


def test_a_table_says_what_its_rows_and_columns_are(lake):
    write_versions(lake)
    table = open_table(lake, "patrols")
    assert table.metadata().description == f"One row is {TABLES['patrols'].row_is}."
    described = {
        field["name"]: field["metadata"]["comment"] for field in json.loads(table.schema().to_json())["fields"]
    }
    assert described == {column.name: column.meaning for column in TABLES["patrols"].columns}


def test_a_version_says_which_release_it_is_and_can_be_found_by_its_time(lake):
    write_versions(lake)
    release = lake.read_manifest(2)
    made_at = datetime.fromisoformat(release.made_at)
    table = open_table(lake, "patrols")
    [version] = [version for version in table.history() if version["version"] == 2]
    assert version["userMetadata"] == f"R2 of {release.made_at}, content hash {release.content_hash}"
    assert datetime.fromtimestamp(version["timestamp"] / 1000, UTC) == made_at
    table.load_as_version(made_at)
    assert lake.read_manifest(table.version()).made_at == release.made_at


# What is written


def test_the_rows_are_in_the_lake_once(lake):
    write_versions(lake)
    files = list(lake.root.glob("delta/*/*.parquet"))
    assert files and all(file.samefile(lake.parts / file.name) for file in files)


def test_a_second_run_writes_nothing(lake):
    write_versions(lake)
    before = list_states(lake.root)
    assert write_versions(lake) == []
    assert list_states(lake.root) == before


def test_a_later_release_is_one_more_version(con, lake, tmp_path):
    write_versions(lake)
    before = read_logs(lake)
    build(lake, write_case(tmp_path / "case", patrols=[*MARCH, patrol("2020-03-17")]))
    assert write_versions(lake) == [4]
    assert before.items() <= read_logs(lake).items()
    assert_every_version_reads_as_its_release(con, lake)


def test_a_release_published_again_reads_as_it_did(con, lake):
    with lake.writing():
        lake.publish_again(lake.read_manifest(1))
    write_versions(lake)
    assert read_delta(lake, "patrols", 4) == read_delta(lake, "patrols", 1) != read_delta(lake, "patrols", 3)
    assert_every_version_reads_as_its_release(con, lake)


def test_a_new_column_is_in_the_versions_after_it(con, lake, tmp_path, monkeypatch):
    newer = TABLES["patrols"]
    with monkeypatch.context() as patch:
        declared = tuple(column for column in newer.declared if column.name != "note")
        patch.setitem(TABLES, "patrols", replace(newer, declared=declared))
        write_versions(lake)
    build(lake, write_case(tmp_path / "case", patrols=MARCH))
    assert write_versions(lake) == [4]
    assert "note" not in open_table(lake, "patrols", 3).to_pyarrow_table().column_names
    assert read_delta(lake, "patrols", 4) == read_lake(con, lake, "patrols", 4)


def test_an_interrupted_run_is_completed_by_the_next_one(lake, monkeypatch):
    whole = Lake(shutil.copytree(lake.root, lake.root.with_name("whole")))
    write_versions(whole)
    write_file = delta.temporary.write_file
    for versions_until_it_dies in (0, 1, 2, 5, 30, 71):
        left = versions_until_it_dies

        def write_or_die(*arguments, **options):
            nonlocal left
            left -= 1
            if left < 0:
                raise KeyboardInterrupt
            write_file(*arguments, **options)

        shutil.rmtree(lake.root / "delta", ignore_errors=True)
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(delta.temporary, "write_file", write_or_die)
            write_versions(lake)
        assert len(read_logs(lake)) == versions_until_it_dies
        assert write_versions(lake)
        assert read_logs(lake) == read_logs(whole)


def test_no_other_program_adds_a_version(lake):
    write_versions(lake)
    table = open_table(lake, "patrols")
    with pytest.raises(deltalake.exceptions.CommitFailedError, match="patrolwatch"):
        deltalake.write_deltalake(table, table.to_pyarrow_table(), mode="append")


def test_a_program_that_cleans_up_leaves_old_versions_readable(con, lake):
    for number in lake.list_numbers():  # as if they were published in 2001
        file = lake.manifests / f"R{number:06d}.json"
        old = replace(lake.read_manifest(number), made_at=f"2001-01-0{number}T00:00:00Z")
        file.write_bytes(old.to_bytes())
    write_versions(lake)
    for table in TABLES:
        assert open_table(lake, table).vacuum(dry_run=False) == []
        open_table(lake, table).create_checkpoint()
        open_table(lake, table).cleanup_metadata()
    assert_every_version_reads_as_its_release(con, lake)


# The lake around it


def test_what_delta_tables_read_stays_when_the_lake_is_swept(lake):
    write_versions(lake)
    before = list_states(lake.root)
    (lake.parts / f"{'0' * 64}.parquet").write_bytes(b"of no release")
    with lake.writing():
        pass
    assert list_states(lake.root) == before
    assert lake.verify() == []


@needs_posix
def test_delta_tables_are_their_owners_alone(lake):
    lake.root.chmod(0o755)
    write_versions(lake)
    with lake.writing():
        pass
    assert read_modes(lake.root) == {0o700, 0o600}


@needs_posix
@pytest.mark.parametrize("name", ["delta", "delta/incidents", "delta/incidents/_delta_log"])
def test_a_link_in_place_of_a_folder_is_not_followed(lake, tmp_path, name):
    elsewhere, link = tmp_path / "elsewhere", lake.root / name
    elsewhere.mkdir()
    elsewhere.chmod(0o755)
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(elsewhere)
    with pytest.raises(LakeUnusable, match=f"The folder “{link.name}” of the lake is a symbolic link"):
        write_versions(lake)
    assert (list(elsewhere.iterdir()), elsewhere.stat().st_mode & 0o777) == ([], 0o755)


def test_a_part_that_was_restored_from_a_copy_is_linked_again(lake):
    write_versions(lake)
    part = find_part(lake, 1, "sources")
    sound = part.read_bytes()
    flip_a_byte(part)
    part.unlink()
    part.write_bytes(sound)
    assert write_versions(lake) == []
    assert (lake.root / "delta" / "sources" / part.name).samefile(part)


def test_a_damaged_part_gets_into_no_version(lake):
    flip_a_byte(find_part(lake, 2, "patrols"))
    with pytest.raises(ReleaseDamaged, match="R2 is damaged"):
        write_versions(lake)
    assert open_table(lake, "patrols").version() == 1


def test_tables_of_another_lake_are_refused(lake, tmp_path):
    write_versions(lake)
    other = publish_case(tmp_path / "other", patrols=MARCH)
    shutil.copytree(lake.root / "delta", other.root / "delta")
    with pytest.raises(LakeUnusable, match="of another lake: its version 3 is not R3"):
        write_versions(other)


def test_a_lake_in_object_storage_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("PATROLWATCH_COPIES", str(tmp_path))
    with pytest.raises(UsageError, match="need a lake on a disk"):
        write_versions(Lake("s3://bucket/team"))


def test_a_disk_without_hard_links_is_refused(lake, monkeypatch):
    def refuse(*paths):
        raise PermissionError(1, os.strerror(1))

    monkeypatch.setattr(delta.os, "link", refuse)
    with pytest.raises(LakeUnusable, match="a disk with hard links"):
        write_versions(lake)


def test_a_lake_that_is_being_written_is_waited_for(lake, monkeypatch):
    monkeypatch.setattr("etl.lake.publish.LOCK_SECONDS", 0)
    with lake.writing(), pytest.raises(LakeUnusable, match="The lake is busy"):
        write_versions(Lake(lake.root))


# The command


def run(lake):
    return CliRunner().invoke(main, ["delta", "--lake", str(lake)])


def test_the_command_says_what_it_added(lake, tmp_path):
    where = f"the Delta tables in {lake.root / 'delta'}.\n"
    assert run(lake.root).output == f"Added R1 to R3 to {where}"
    assert run(lake.root).output == f"Nothing new: R3 is in {where}"
    build(lake, write_case(tmp_path / "case", patrols=MARCH))
    assert run(lake.root).output == f"Added R4 to {where}"


@pytest.mark.parametrize("make", [False, True], ids=["missing", "empty"])
def test_a_lake_without_releases_is_refused_and_left_alone(tmp_path, make):
    if make:
        (tmp_path / "lake").mkdir()
    result = run(tmp_path / "lake")
    assert (result.exit_code, result.output) == (2, "There is no release yet. Run: patrolwatch build\n")
    assert list(tmp_path.rglob("*")) == ([tmp_path / "lake"] if make else [])
