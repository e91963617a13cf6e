"""The `patrolwatch` command: what it prints, what it writes, and how it ends."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import click
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import patrolwatch
from etl.errors import LakeUnusable
from etl.lake import Lake
from tests.cases import patrol, publish_case, write_case

pytestmark = pytest.mark.slow

PATROLS = [patrol("2020-03-15", note="old"), patrol("2020-03-16", note="=1+1 إدلب")]


@pytest.fixture(scope="module")
def two_releases(tmp_path_factory):
    """R1: P1 and P2. R2: P1 with another note, P3 in the place of P2. Read only."""
    folder = tmp_path_factory.mktemp("cli")
    publish_case(folder, patrols=PATROLS)
    return publish_case(folder, patrols=[PATROLS[0] | {"note": "new"}, patrol("2020-03-17", patrol_id="P3")]).root


def run(*arguments, env=None):
    """Run the command; a traceback of its own would be an exception that is no SystemExit."""
    result = CliRunner().invoke(patrolwatch.main, [str(argument) for argument in arguments], env=env)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def read_sentence(result):
    (line,) = [line for line in result.stderr.splitlines() if not line.endswith("…")]
    return line


def test_build_publishes_a_case_and_says_what_it_holds(tmp_path):
    result = run("build", "--lake", tmp_path / "lake", "--case", write_case(tmp_path / "case", patrols=PATROLS))
    assert result.exit_code == 0
    assert (
        result.stdout == "Published R1: 2 patrols added, 1 source added, 1 corridor added, 2 spans of coverage added.\n"
    )
    assert Lake(tmp_path / "lake").list_numbers() == [1]


@pytest.mark.slow
def test_build_of_the_same_facts_says_that_nothing_is_new(two_releases, tmp_path):
    same = write_case(tmp_path / "case", patrols=[PATROLS[0] | {"note": "new"}, patrol("2020-03-17", patrol_id="P3")])
    result = run("build", "--lake", two_releases, "--case", same)
    assert (result.exit_code, result.stdout) == (0, "Nothing new: the newest release already has this content.\n")
    assert Lake(two_releases).list_numbers() == [1, 2]


def test_a_dry_run_says_what_it_would_publish(two_releases, tmp_path):
    result = run("build", "--lake", two_releases, "--case", write_case(tmp_path, patrols=PATROLS), "--dry-run")
    assert result.exit_code == 0
    assert result.stdout == "Would publish: 1 patrol changed: note only, 1 patrol added, 1 patrol withdrawn.\n"
    assert Lake(two_releases).list_numbers() == [1, 2]


def test_build_names_the_doubts(tmp_path):
    result = run("build", "--lake", tmp_path / "lake", "--case", write_case(tmp_path / "case", patrols=[patrol(None)]))
    assert result.stdout.startswith("doubt: patrols without a known day: P1 (no source names a day)\nPublished R1")


def test_build_writes_who_and_why_into_the_release(tmp_path):
    run(
        "build",
        "--lake",
        tmp_path / "lake",
        "--case",
        write_case(tmp_path / "case"),
        "--by",
        "Ada",
        "--message",
        "A reason",
    )
    listing = run("releases", "--lake", tmp_path / "lake").stdout
    assert " by Ada " in listing
    assert listing.endswith("  A reason\n")


def test_the_lake_may_be_set_in_the_environment(two_releases):
    assert run("verify", env={"PATROLWATCH_LAKE": str(two_releases)}).stdout == "2 releases, all as published.\n"


def test_releases_lists_them_oldest_first_with_their_rows(two_releases):
    lines = run("releases", "--lake", two_releases).stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["R1", "R2"]
    # P2 is withdrawn in R2 and still among its rows.
    assert "  2 patrols, 0 incidents, 0 suspensions  " in lines[0]
    assert "  3 patrols, 0 incidents, 0 suspensions  " in lines[1]


def test_releases_of_an_empty_lake_says_what_to_do(tmp_path):
    result = run("releases", "--lake", tmp_path)
    assert (result.exit_code, result.stdout) == (0, "There is no release yet. Run: patrolwatch build\n")


def test_diff_shows_each_field_that_changed_and_what_came_and_went(two_releases):
    assert run("diff", "R1", "R2", "--lake", two_releases).stdout.splitlines() == [
        "changed: note only patrols P1 note: old → new",
        "withdrawn patrols P2",
        "added     patrols P3",
        "R1 to R2: 1 patrol added, 1 patrol changed: note only, 1 patrol withdrawn.",
        "road: 0 of 2 joint patrols of known day in R1 and in R2, but other records make it up: one patrol withdrawn, one "
        "patrol added.",
    ]


def test_diff_says_the_same_as_json(two_releases):
    said = json.loads(run("diff", "R1", "R2", "--json", "--lake", two_releases).stdout)
    assert (said["before"], said["after"]) == ("R1", "R2")
    assert said["counts"] == [{"table": "patrols", "added": 1, "changed": 0, "note_only": 1, "withdrawn": 1}]
    assert [(change["what"], change["record"], change["after"]) for change in said["changes"]] == [
        ("note_only", "P1", "new"), ("withdrawn", "P2", None), ("added", "P3", None),
    ]  # fmt: skip
    (headline,) = said["headlines"]
    assert headline["choices"]["corridor"] == "road"
    assert [headline[side]["patrols"] for side in ("before", "after")] == [2, 2]
    assert [change["record"] for change in headline["records"]] == ["P2", "P3"]
    assert headline["in_words"].endswith("one patrol withdrawn, one patrol added.")


def test_diff_of_a_release_with_itself_says_that_there_is_none(two_releases):
    assert run("diff", "2", "R2", "--lake", two_releases).stdout.splitlines() == [
        "R2 to R2: no difference.",
        "road: 0 of 2 joint patrols of known day in R2 and in R2; nothing behind it changed.",
    ]


def test_diff_with_a_release_that_is_not_there_is_one_sentence(two_releases):
    result = run("diff", "R1", "R9", "--lake", two_releases)
    assert (result.exit_code, read_sentence(result)) == (2, "There is no release R9 in this lake.")


@pytest.mark.parametrize("text", ["latest", "R", "-1", "R1.5", "R²", "R" + "9" * 5000])
def test_a_text_that_is_no_release_is_a_fault_of_usage(two_releases, text):
    result = run("diff", "--lake", two_releases, "--", "R1", text)
    assert result.exit_code == 2
    assert f"“{text}” is not a release; write R1, R2, …" in result.stderr


def test_verify_ends_with_5_and_names_the_damage(tmp_path):
    lake = publish_case(tmp_path, patrols=PATROLS)
    (part,) = lake.read_manifest(1).tables["patrols"].parts
    (lake.parts / f"{part.sha256}.parquet").write_bytes(b"damaged")
    result = run("verify", "--lake", lake.root)
    assert result.exit_code == 5
    assert read_sentence(result).startswith("Release R1 is damaged: a part of patrols (")
    refused = run("export", "patrols", "--lake", lake.root)
    assert (refused.exit_code, refused.stdout_bytes) == (5, b"")


READERS = {
    "csv": lambda data: [row["patrol_id"] for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig")))],
    "json": lambda data: [row["patrol_id"] for row in json.loads(data)["records"]],
    "parquet": lambda data: pq.read_table(io.BytesIO(data))["patrol_id"].to_pylist(),
}


@pytest.mark.parametrize("format", READERS)
def test_export_writes_the_live_records_to_standard_output(two_releases, format):
    result = run("export", "patrols", "--lake", two_releases, "--format", format)
    assert result.exit_code == 0
    assert READERS[format](result.stdout_bytes) == ["P1", "P3"]


@pytest.mark.parametrize("format", READERS)
def test_export_writes_the_same_bytes_to_a_file(two_releases, format, tmp_path):
    common = ["export", "patrols", "--lake", two_releases, "--release", "R1", "--format", format]
    result = run(*common, "-o", tmp_path / "out")
    assert result.exit_code == 0
    assert result.stderr == f"2 patrols of R1 in {tmp_path / 'out'}\n"
    assert (tmp_path / "out").read_bytes() == run(*common).stdout_bytes


def test_export_makes_text_inert_and_keeps_arabic(two_releases):
    data = run("export", "patrols", "--lake", two_releases, "--release", "R1").stdout_bytes
    notes = [row["note"] for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig")))]
    assert notes == ["old", "'=1+1 إدلب"]


def test_export_of_a_table_that_is_not_there_is_a_fault_of_usage(two_releases):
    assert run("export", "vehicles", "--lake", two_releases).exit_code == 2


def test_export_from_an_empty_lake_says_what_to_do(tmp_path):
    result = run("export", "patrols", "--lake", tmp_path)
    assert (result.exit_code, read_sentence(result)) == (2, "There is no release yet. Run: patrolwatch build")


def test_export_to_a_file_that_cannot_be_written_is_one_sentence(two_releases, tmp_path):
    result = run("export", "patrols", "--lake", two_releases, "-o", tmp_path / "nowhere" / "out.csv")
    assert result.exit_code == 2
    assert read_sentence(result).endswith("out.csv cannot be written (No such file or directory).")


def test_a_file_that_is_refused_ends_with_3_and_one_sentence(tmp_path):
    result = run("build", "--lake", tmp_path / "lake", "--case", tmp_path / "nowhere")
    assert result.exit_code == 3
    assert read_sentence(result) == "patrols.csv: it cannot be read (No such file or directory)."


def test_a_check_that_fails_ends_with_4_and_one_sentence(tmp_path):
    folder = write_case(tmp_path / "case", patrols=[patrol("2020-03-15", number=0)])
    result = run("build", "--lake", tmp_path / "lake", "--case", folder)
    assert result.exit_code == 4
    assert read_sentence(result).startswith(
        "Nothing was published, because the facts contain patrols whose number is below 1"
    )


def test_a_lake_that_cannot_be_written_ends_with_5_and_one_sentence(tmp_path):
    # A folder below a file: root may write everywhere else.
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    result = run("build", "--lake", tmp_path / "file" / "lake", "--case", write_case(tmp_path / "case"))
    assert result.exit_code == 5
    assert "cannot be" in read_sentence(result)


# The words of each command: `corridor`, `review` and `token` are only the first of two.
GROUPS = ("corridor", "review", "token")
with click.Context(patrolwatch.main) as context:
    COMMANDS = {name: patrolwatch.main.get_command(context, name) for name in patrolwatch.main.list_commands(context)}
NAMES = [name for name in COMMANDS if name not in GROUPS]
NAMES += [f"{group} {name}" for group in GROUPS for name in COMMANDS[group].commands]


@pytest.mark.parametrize("name", NAMES)
def test_the_help_of_a_command_ends_with_an_example_of_it(name):
    result = run(*name.split(), "--help")
    assert result.exit_code == 0
    last = " ".join(result.stdout.rstrip().rpartition("\n\n")[2].split())  # a long example is broken into lines
    assert last.startswith(f"Example: patrolwatch {name}")


@pytest.mark.parametrize("name", [name for name in NAMES if name != "template"])
def test_every_command_that_knows_records_takes_a_lake(name):
    assert "--lake" in run(*name.split(), "--help").stdout


# A process of its own, as a reader starts it


def run_process(*arguments, **more):
    command = [sys.executable, Path(patrolwatch.__file__), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, timeout=60, **more)


@pytest.mark.slow
def test_a_process_writes_the_file_and_nothing_else_to_standard_output(two_releases):
    done = run_process("export", "patrols", "--lake", two_releases)
    assert (done.returncode, done.stderr) == (0, b"")
    assert READERS["csv"](done.stdout) == ["P1", "P3"]


@pytest.mark.parametrize(
    ("error", "beginning", "exit_code"),
    [
        (KeyError("patrols"), "Patrolwatch itself failed (KeyError: 'patrols'). Set PATROLWATCH_TRACEBACK=1", 1),
        (MemoryError(), "There is not enough memory for this.", 1),
        (
            PermissionError(13, "Permission denied", "/lake"),
            "The operating system reported an error: [Errno 13] Permission denied",
            1,
        ),
        (LakeUnusable("The lake is gone.", "It lay in /lake."), "The lake is gone. It lay in /lake.", 5),
    ],
)
def test_any_error_is_one_sentence_and_shows_where_it_came_from_on_request(
    monkeypatch, tmp_path, error, beginning, exit_code
):
    def failing(_):
        raise error

    monkeypatch.setattr(Lake, "verify", failing)
    result = run("verify", "--lake", tmp_path)
    assert result.exit_code == exit_code
    assert read_sentence(result).startswith(beginning)
    with pytest.raises(type(error)):
        CliRunner().invoke(patrolwatch.main, ["verify"], env={"PATROLWATCH_TRACEBACK": "1"}, catch_exceptions=False)


@pytest.mark.slow
def test_a_process_ends_with_the_exit_code_and_no_traceback(two_releases):
    done = run_process("diff", "R1", "R9", "--lake", two_releases, env={"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr.splitlines()) == (2, [b"There is no release R9 in this lake."])
