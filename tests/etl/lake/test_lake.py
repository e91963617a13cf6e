"""Releases: published whole, never changed, and verified before they are read."""

import random
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from analysis.release import open_release
from etl.curated import build as load
from etl.errors import LakeUnusable, ReleaseDamaged, ReleaseMissing
from etl.lake import SCHEMA, Lake, Manifest, Part, PublishedTable
from etl.lake.parts import describe_columns, select_rows
from etl.tables.records import TABLES
from tests.cases import attack, patrol, publish_case, write_case

MARCH = [patrol("2020-03-15", note="first"), patrol("2020-03-16")]


# A quote, a pattern of file names, and letters of another script.
ODD = "o'clock [1] إدلب"


def flip_a_byte(file, place=None):
    data = bytearray(file.read_bytes())
    data[len(data) // 2 if place is None else place] ^= 1
    file.write_bytes(data)


def find_part(lake, number, table):
    (part,) = lake.read_manifest(number).tables[table].parts
    return lake.parts / f"{part.sha256}.parquet"


def find_manifest_file(lake, number):
    return lake.manifests / f"R{number:06d}.json"


def read_patrols(lake, number, columns="patrol_id, first_release, withdrawn_release"):
    rows = open_release(lake, number).query(f"SELECT {columns} FROM ever.patrols ORDER BY patrol_id")
    return [tuple(row.values()) for row in rows.to_pylist()]


@pytest.fixture(scope="module")
def history(tmp_path_factory):
    """Publish R1: P1, P2. R2: P1 with another note, P2, P3. R3: only P1. R4: P1 and P2 again. Tests must not change it."""
    folder = tmp_path_factory.mktemp("history")
    changed = [MARCH[0] | {"note": "second"}, MARCH[1], patrol("2020-03-17")]
    publish_case(folder, patrols=MARCH)
    publish_case(folder, patrols=changed)
    publish_case(folder, patrols=changed[:1])
    return publish_case(folder, patrols=changed[:2])


# Publishing


def test_the_same_facts_twice_publish_nothing(tmp_path):
    lake = publish_case(tmp_path, patrols=MARCH)
    files = sorted(path for path in lake.root.rglob("*"))
    outcome = load.build(lake, tmp_path / "case")
    assert (outcome.release, outcome.changes) == (None, [])
    assert sorted(path for path in lake.root.rglob("*")) == files


def test_the_order_of_rows_in_a_file_says_nothing(tmp_path):
    lake = publish_case(tmp_path, patrols=MARCH)
    lines = (tmp_path / "case" / "patrols.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "case" / "patrols.csv").write_text("".join([lines[0], *reversed(lines[1:])]), encoding="utf-8")
    assert load.build(lake, tmp_path / "case").release is None


def test_the_same_facts_make_the_same_bytes_in_any_lake(tmp_path):
    facts = write_case(tmp_path / "case", patrols=MARCH)
    one, other = (load.build(Lake(tmp_path / name), facts).release for name in ("one", "other"))
    assert (one.content_hash, one.tables) == (other.content_hash, other.tables)


def test_a_dry_run_says_what_would_change_and_publishes_nothing(tmp_path):
    lake = Lake(tmp_path / "lake")
    outcome = load.build(lake, write_case(tmp_path / "case", patrols=MARCH), dry_run=True)
    assert [change.record for change in outcome.changes if change.table == "patrols"] == ["P1", "P2"]
    assert outcome.release is None
    assert not lake.root.exists()


def test_a_change_publishes_the_next_release_after_its_parent(history):
    manifest = history.read_manifest(2)
    assert (manifest.name, manifest.parent) == ("R2", 1)


def test_a_record_keeps_the_release_in_which_it_first_appeared(history):
    assert read_patrols(history, 2) == [("P1", 1, None), ("P2", 1, None), ("P3", 2, None)]


def test_a_record_that_left_the_files_stays_marked_as_withdrawn(history):
    assert read_patrols(history, 3) == [("P1", 1, None), ("P2", 1, 3), ("P3", 2, 3)]


def test_a_withdrawn_record_is_not_counted_among_live_ones(history):
    assert open_release(history, 3).query("SELECT patrol_id FROM patrols")["patrol_id"].to_pylist() == ["P1"]


def test_a_record_that_returns_is_live_again_and_another_stays_withdrawn_by_the_release_that_withdrew_it(history):
    assert read_patrols(history, 4) == [("P1", 1, None), ("P2", 1, None), ("P3", 2, 3)]


def test_an_old_release_reads_as_it_was_published(history):
    assert read_patrols(history, 1, "patrol_id, note") == [("P1", "first"), ("P2", None)]
    assert read_patrols(history, 2, "patrol_id, note") == [("P1", "second"), ("P2", None), ("P3", None)]


def test_a_part_that_did_not_change_is_shared_by_releases(history):
    assert find_part(history, 1, "sources") == find_part(history, 4, "sources")
    assert find_part(history, 1, "patrols") != find_part(history, 2, "patrols")


def test_the_content_hash_does_not_see_when_records_came_and_went(tmp_path, history):
    # R4 has P1 and P2 as a lake with only them would, and the withdrawn P3.
    fresh = publish_case(tmp_path, patrols=[MARCH[0] | {"note": "second"}, MARCH[1]])
    assert fresh.read_manifest(1).content_hash == history.read_manifest(4).content_hash
    assert fresh.read_manifest(1).tables["patrols"].parts != history.read_manifest(4).tables["patrols"].parts


def test_the_manifest_says_by_whom_why_and_from_which_files(tmp_path):
    folder = write_case(tmp_path / "case")
    manifest = load.build(Lake(tmp_path / "lake"), folder, made_by="Ada", message="Why").release
    assert (manifest.made_by, manifest.message) == ("Ada", "Why")
    assert set(manifest.inputs) == {f"case/{path.name}" for path in folder.iterdir()}


def test_a_manifest_that_was_written_first_is_not_overwritten(tmp_path):
    lake = publish_case(tmp_path, patrols=MARCH)
    before = find_manifest_file(lake, 1).read_bytes()
    with pytest.raises(LakeUnusable, match="Another process published R1 meanwhile"):
        lake._write_manifest(replace(lake.read_manifest(1), message="late"))
    assert find_manifest_file(lake, 1).read_bytes() == before


def test_what_a_killed_writer_left_is_never_read_and_is_swept_by_the_next(tmp_path):
    lake = publish_case(tmp_path, patrols=MARCH)
    left = [lake.parts / ".tmp-1-patrols.parquet", lake.manifests / ".tmp-1.json"]
    for path in left:
        path.write_bytes(b"half")
    assert Lake(lake.root).list_numbers() == [1]
    assert Lake(lake.root).verify() == []
    assert read_patrols(lake, 1, "patrol_id") == [("P1",), ("P2",)]
    load.build(lake, write_case(tmp_path / "case", patrols=MARCH[:1]))
    assert [path for path in left if path.exists()] == []


# Damage


@pytest.fixture(scope="module")
def one_release(tmp_path_factory):
    return publish_case(tmp_path_factory.mktemp("one"), patrols=MARCH)


@pytest.fixture
def lake(one_release, tmp_path):
    """Publish a lake of one release, for one test to damage."""
    return Lake(shutil.copytree(one_release.root, tmp_path / "lake"))


def test_a_sound_lake_has_no_trouble(history):
    assert history.verify() == []


def test_verify_names_a_part_with_a_flipped_byte(lake):
    flip_a_byte(find_part(lake, 1, "patrols"))
    (trouble,) = lake.verify()
    assert trouble.startswith("Release R1 is damaged: a part of patrols (")


def test_verify_sees_damage_that_came_after_a_first_reading(lake):
    open_release(lake, 1)
    flip_a_byte(find_part(lake, 1, "sources"))
    assert len(lake.verify()) == 1


def test_verify_names_a_part_that_is_gone(lake):
    find_part(lake, 1, "patrols").unlink()
    (trouble,) = lake.verify()
    assert "a part of patrols" in trouble
    assert "cannot be read (No such file or directory)" in trouble


def test_a_flipped_byte_anywhere_in_a_manifest_is_seen(lake):
    whole = find_manifest_file(lake, 1).read_bytes()
    for place in random.Random(1).sample(range(len(whole)), 100):
        flip_a_byte(find_manifest_file(lake, 1), place)
        with pytest.raises(ReleaseDamaged, match="Release R1 is damaged"):
            lake.read_manifest(1)
        find_manifest_file(lake, 1).write_bytes(whole)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "{}", '{"sha256": ""}', "\x00" * 500])
def test_a_file_that_is_no_manifest_is_damage_and_not_a_crash(lake, text):
    find_manifest_file(lake, 1).write_text(text, encoding="utf-8")
    (trouble,) = lake.verify()
    assert trouble.startswith("Release R1 is damaged: its manifest R000001.json is not what was published")


def test_a_manifest_under_another_number_is_damage(lake):
    find_manifest_file(lake, 2).write_bytes(find_manifest_file(lake, 1).read_bytes())
    with pytest.raises(ReleaseDamaged, match=r"R000002\.json holds the manifest of R1"):
        lake.read_manifest(2)


def test_verify_names_a_release_that_is_missing_between_others(tmp_path):
    publish_case(tmp_path, patrols=MARCH)
    lake = publish_case(tmp_path, patrols=MARCH[:1])
    find_manifest_file(lake, 1).unlink()
    assert lake.verify() == ["There is no release R1, but there are later ones."]


@pytest.mark.parametrize("table", ["patrols", "sources", "corridors", "coverage"])
def test_a_damaged_release_is_refused_before_a_number_can_be_read(lake, table):
    flip_a_byte(find_part(lake, 1, table))
    with pytest.raises(ReleaseDamaged) as refused:
        open_release(Lake(lake.root), 1)
    assert (refused.value.number, refused.value.exit_code) == (1, 5)


def test_an_older_release_opens_when_the_newest_is_damaged(tmp_path):
    publish_case(tmp_path, patrols=MARCH)
    lake = publish_case(tmp_path, patrols=MARCH[:1])
    flip_a_byte(find_manifest_file(lake, 2))
    assert len(lake.verify()) == 1
    assert read_patrols(Lake(lake.root), 1, "patrol_id") == [("P1",), ("P2",)]


def test_damage_is_not_built_upon(lake, tmp_path):
    flip_a_byte(find_part(lake, 1, "patrols"))
    with pytest.raises(ReleaseDamaged):
        load.build(Lake(lake.root), write_case(tmp_path / "case", patrols=MARCH[:1]))
    assert lake.list_numbers() == [1]


def test_a_release_that_is_not_there_is_named(lake):
    with pytest.raises(ReleaseMissing, match="There is no release R7 in this lake"):
        open_release(lake, 7)


def test_a_lake_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with pytest.raises(LakeUnusable, match="cannot be written") as refused:
        load.build(Lake(tmp_path / "file" / "lake"), write_case(tmp_path / "case"))
    assert refused.value.exit_code == 5


def test_an_empty_lake_has_no_release(tmp_path):
    lake = Lake(tmp_path / "lake")
    assert (lake.list_numbers(), lake.find_newest(), lake.verify()) == ([], None, [])


def test_files_of_other_names_are_no_releases(lake):
    for name in ("R1.json", "R0000002.json", "R000002.json.bak", "notes.txt"):
        (lake.manifests / name).write_text("{}", encoding="utf-8")
    assert lake.list_numbers() == [1]


# Manifests and older schemas


def test_a_manifest_is_read_as_it_was_written(history):
    manifest = history.read_manifest(2)
    assert Manifest.from_bytes(manifest.to_bytes()) == manifest


def test_a_column_that_an_older_release_does_not_have_reads_as_unknown(lake):
    older = _write_part_without(lake, "patrols", "direction")
    manifest = lake.read_manifest(1)
    tables = manifest.tables | {"patrols": PublishedTable(older.rows, "", (older,))}
    find_manifest_file(lake, 2).write_bytes(replace(manifest, number=2, tables=tables).to_bytes())
    assert read_patrols(lake, 2, "patrol_id, direction, outcome") == [("P1", None, "full"), ("P2", None, "full")]


def test_a_column_that_one_of_two_parts_does_not_have_reads_as_unknown_in_its_rows(lake):
    manifest = lake.read_manifest(1)
    [newer], older = manifest.tables["patrols"].parts, _write_part_without(lake, "patrols", "outcome")
    for parts in ((newer, older), (older, newer)):
        table = PublishedTable(4, "", parts)
        with duckdb.connect() as con:
            lake.attach(con, replace(manifest, tables=manifest.tables | {"patrols": table}), "ever")
            counted = "SELECT count(*), count(outcome) FROM ever.patrols"
            assert con.execute(counted).fetchone() == (4, 2)


def test_the_largest_part_is_named_first_since_joins_are_planned_by_its_size(lake):
    manifest = lake.read_manifest(1)
    [part], other = manifest.tables["patrols"].parts, _write_part_without(lake, "patrols", "direction")
    for rows in (1, 3):
        table = PublishedTable(4, "", (part, replace(other, rows=rows)))
        first = lake.list_parts(replace(manifest, tables={"patrols": table}), "patrols")[0]
        assert first == lake.locate_part(part if rows < part.rows else other)


def test_a_query_of_parts_with_the_same_columns_is_planned_from_one_of_them(lake):
    manifest = lake.read_manifest(1)
    [part] = manifest.tables["patrols"].parts
    other = replace(part, sha256="0" * 64)
    lake.locate_part(other).write_bytes(lake.locate_part(part).read_bytes())
    with duckdb.connect() as con:
        files = [lake.locate_part(part), lake.locate_part(other)]
        query = select_rows(TABLES["patrols"], files, describe_columns(con, files))
        assert con.execute(f"SELECT count(*) FROM ({query})").fetchone() == (4,)
        files[1].write_bytes(b"no Parquet")
        con.execute(f"EXPLAIN {query}")


def test_a_table_that_an_older_release_does_not_have_reads_as_empty(lake):
    manifest = lake.read_manifest(1)
    tables = {name: table for name, table in manifest.tables.items() if name != "milestones"}
    with duckdb.connect() as con:
        lake.attach(con, replace(manifest, tables=tables), "ever")
        assert con.execute("SELECT count(*) FROM ever.milestones").fetchone() == (0,)
        assert con.execute("SELECT count(*) FROM ever.patrols").fetchone() == (2,)


def test_a_release_without_a_table_can_be_opened(lake):
    manifest = lake.read_manifest(1)
    tables = {name: table for name, table in manifest.tables.items() if name != "milestones"}
    find_manifest_file(lake, 2).write_bytes(replace(manifest, number=2, tables=tables).to_bytes())
    assert open_release(lake, 2).query("FROM milestones").num_rows == 0


@pytest.fixture(params=[1, 2, 3, 4, 5])
def older_lake(request, tmp_path):
    """R1 and R2, written by an older version.

    1: parts say neither whose they are nor what they sum up to. 2: sources say nothing of voice, side and origin.
    3: claims say nothing of what a document is cited for, corridors nothing of what their count holds or of their zone,
    incidents of no coded day; nothing is said of cells that could not be read.
    4: corridors say no unit, incidents no target by its name, effect or episode, suspensions no side; there is no exposure.
    5: parts have no sums.
    """
    kept = Path(__file__).parents[2] / "fixtures" / "lakes" / f"schema_{request.param}"
    return Lake(shutil.copytree(kept, tmp_path / "lake"))


def test_a_lake_of_every_older_schema_is_read(older_lake):
    assert older_lake.verify() == []
    assert read_patrols(older_lake, 2, "patrol_id, note") == [("P1", "second"), ("P2", None)]


def test_a_column_that_an_older_schema_does_not_have_is_empty(older_lake):
    release = open_release(older_lake, 2)
    sources = release.query("SELECT voice, side, origin FROM sources")
    assert sources.to_pylist() == [{"voice": None, "side": None, "origin": None}]
    assert release.query("SELECT count_holds FROM corridors").to_pylist() == [{"count_holds": None}]
    days = "SELECT DISTINCT zone, coded_day FROM corridors JOIN incidents USING (corridor)"
    [known] = release.query(days).to_pylist()
    assert known == {"zone": None, "coded_day": None}
    came_later = "SELECT DISTINCT unit, episode, target_name, effect FROM corridors JOIN incidents USING (corridor)"
    assert release.query(came_later).to_pylist() == [
        {"unit": None, "episode": None, "target_name": None, "effect": None}
    ]
    assert release.query("FROM exposure").num_rows == 0


def test_a_release_is_published_after_those_of_every_older_schema(older_lake, tmp_path):
    facts = {"patrols": [patrol("2020-03-15", note="third"), patrol("2020-03-16")],
             "incidents": [attack("2020-03-16", patrol_id="P2"), attack(None)]}  # fmt: skip
    release = load.build(older_lake, write_case(tmp_path / "case", **facts)).release
    assert (release.number, release.schema) == (3, SCHEMA)
    assert release.content_hash == publish_case(tmp_path / "fresh", **facts).read_manifest(1).content_hash
    assert read_patrols(older_lake, 3, "patrol_id, note, first_release") == [("P1", "third", 1), ("P2", None, 1)]


def _write_part_without(lake, table, column):
    """Write the part of a table without one column, as an older schema would have, and return it."""
    from etl.lake.storage.disk import hash_file

    file = lake.parts / "older.parquet"
    with duckdb.connect() as con:
        con.execute(
            f"COPY (SELECT * EXCLUDE ({column}) FROM '{find_part(lake, 1, table)}') TO '{file}' (FORMAT parquet)"
        )
    older = Part(hash_file(file), lake.read_manifest(1).tables[table].rows)
    file.rename(lake.parts / f"{older.sha256}.parquet")
    return older


def test_a_lake_in_a_folder_with_odd_signs_is_read(tmp_path):
    lake = publish_case(tmp_path / ODD, patrols=MARCH)
    assert open_release(lake, 1).query("FROM patrols").num_rows == 2


def test_withdrawn_records_of_a_lake_in_a_folder_with_odd_signs_are_read(tmp_path):
    lake = publish_case(tmp_path / ODD, patrols=MARCH)
    assert open_release(lake, 1).query("FROM ever.patrols").num_rows == 2
