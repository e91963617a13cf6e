"""A reader's connection refuses everything except one SELECT from the tables of its release."""

import hashlib
import os
from pathlib import Path

import duckdb
import pytest

from analysis.release import Release, open_release
from etl.lake import Lake
from tests.cases import attack, publish_case

SECRET = "what no reader may see"

# {part} is a part of the release, {elsewhere} a folder beside the lake, {secret} a file in it, {link} a symbolic link to it.
STATEMENTS = {
    "write a part": "COPY (SELECT 1) TO '{part}' (FORMAT parquet)",
    "write a part in its place": "COPY (SELECT 1) TO '{part}' (FORMAT parquet, USE_TMP_FILE false)",
    "write a part with its own rows": "COPY (FROM '{part}') TO '{part}' (FORMAT parquet)",
    "write a file": "COPY patrols TO '{elsewhere}/out.csv'",
    "write many files": "COPY patrols TO '{elsewhere}/out' (FORMAT parquet, PARTITION_BY (corridor))",
    "export all tables": "EXPORT DATABASE '{elsewhere}/out'",
    "import tables": "IMPORT DATABASE '{elsewhere}'",
    "attach a database": "ATTACH '{elsewhere}/out.db' AS other",
    "attach a part": "ATTACH '{part}' AS other",
    "install an extension": "INSTALL httpfs",
    "load an extension": "LOAD '{elsewhere}/evil.duckdb_extension'",
    "unlock by a setting": "SET lock_configuration = false",
    "open the file system": "SET GLOBAL enable_external_access = true",
    "take back a setting": "RESET allowed_paths",
    "unlock by a pragma": "PRAGMA enable_external_access = true",
    "profile into a file": "PRAGMA profiling_output = '{elsewhere}/out.json'",
    "log into a file": "FROM enable_logging(storage = 'file', storage_config = {{'path': '{elsewhere}/out'}})",
    "log by a call": "CALL enable_logging(storage = 'file', storage_config = {{'path': '{elsewhere}/out'}})",
    "read a text": "FROM read_text('{secret}')",
    "read bytes": "FROM read_blob('{secret}')",
    "read a table": "FROM read_csv('{secret}')",
    "find out about a table": "FROM sniff_csv('{secret}')",
    "read as a table by its name": "FROM '{secret}'",
    "read through a link": "FROM read_text('{link}')",
    "read a database": "FROM read_duckdb('{secret}')",
    "read what Parquet says of itself": "FROM parquet_metadata('{secret}')",
    "list a folder": "FROM glob('{elsewhere}/*')",
    "ask another machine": "FROM read_csv('https://127.0.0.1:9/secret.csv')",
    "read an object of the program": "FROM SECRET_TABLE",
    "read the surroundings": "SELECT getenv('HOME')",
    "make a table": "CREATE TABLE made AS SELECT 1",
    "make a macro": "CREATE OR REPLACE MACRO is_violent(kind) AS true",
    "make a secret": "CREATE SECRET (TYPE s3)",
    "change rows": "UPDATE patrols SET outcome = 'full'",
    "change rows inside of a SELECT": "WITH gone AS (DELETE FROM corridors RETURNING *) FROM gone",
    "drop a table": "DROP TABLE corridors",
    "two statements": "SELECT 1; COPY patrols TO '{elsewhere}/out.csv'",
    "two questions": "SELECT 1; SELECT 2",
    "nothing": "-- nothing",
    "prepare": "PREPARE written AS COPY patrols TO '{elsewhere}/out.csv'",
    "execute": "EXECUTE written",
    "a statement in a function": "FROM query('COPY (SELECT 1) TO ''{elsewhere}/out.csv''')",
    "a table by the name of a file": "FROM query_table('{secret}')",
    "carry out to explain": "EXPLAIN ANALYZE COPY (SELECT 1) TO '{elsewhere}/out.csv'",
    "call": "CALL pragma_version()",
    "vacuum": "VACUUM",
    "checkpoint": "CHECKPOINT",
    "force a checkpoint": "FROM force_checkpoint()",
    "begin": "BEGIN TRANSACTION",
    "use another schema": "USE information_schema",
}
# SELECT and the locked settings alone would allow these. Other defences stop them.
STOPPED_BY_THE_GATE_ALONE = {
    "write a part in its place", "attach a part", "make a table", "make a macro", "change rows", "change rows inside of a SELECT", "drop a table", "two questions", "call",
    "vacuum", "checkpoint", "force a checkpoint", "begin", "use another schema", "nothing", "execute", "prepare",
    "make a secret",
}  # fmt: skip


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Lake:
    return publish_case(tmp_path_factory.mktemp("kept"), incidents=[attack("2020-03-15"), attack("2020-03-16")])


@pytest.fixture(scope="module")
def places(kept, tmp_path_factory) -> dict[str, Path]:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "secret.csv").write_text(f"text\n{SECRET}\n", encoding="utf-8")
    os.symlink(elsewhere / "secret.csv", elsewhere / "link.parquet")
    [part] = kept.read_manifest(1).tables["incidents"].parts
    return {
        "part": kept.locate_part(part),
        "elsewhere": elsewhere,
        "secret": elsewhere / "secret.csv",
        "link": elsewhere / "link.parquet",
    }


@pytest.fixture(scope="module")
def release(kept) -> Release:
    return open_release(kept, 1)


def hash_files(*folders: Path) -> dict[Path, str]:
    return {
        file: hashlib.sha256(file.read_bytes()).hexdigest()
        for folder in folders
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


@pytest.mark.parametrize("what", STATEMENTS)
def test_a_reader_cannot(what, release, kept, places):
    SECRET_TABLE = release.query("SELECT 1 AS one")  # noqa: F841, what a replacement scan would find
    before = hash_files(kept.root, places["elsewhere"])
    with pytest.raises(duckdb.Error) as refused:
        release.query(STATEMENTS[what].format_map(places))
    assert SECRET not in str(refused.value)
    assert hash_files(kept.root, places["elsewhere"]) == before
    assert release.query("SELECT count(*) AS n FROM corridors").to_pylist() == [{"n": 1}]


@pytest.mark.parametrize("what", sorted(STATEMENTS.keys() - STOPPED_BY_THE_GATE_ALONE))
def test_the_locked_settings_refuse_what_touches_files_even_without_the_gate(what, release, kept, places):
    before = hash_files(kept.root, places["elsewhere"])
    with release.cursor() as con, pytest.raises(duckdb.Error):
        con.execute(STATEMENTS[what].format_map(places)).fetchall()
    assert hash_files(kept.root, places["elsewhere"]) == before


def test_a_question_may_begin_with_any_word_of_a_select(release):
    for question in ("FROM corridors", "(SELECT 1)", "WITH one AS (SELECT 1) FROM one", "VALUES (1)", "SELECT 1;"):
        assert release.query(question).num_rows == 1
