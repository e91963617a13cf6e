"""Read texts as files of a feed, and check the records."""

import csv
import io
from dataclasses import dataclass

import duckdb
import pytest

from etl.feeds import Match, ReadingOptions
from etl.formats import peek
from etl.load.normalise import MACROS, stage
from etl.paths import CHECKOUT
from etl.tables.checks import HERE
from etl.tables.records import INCIDENTS
from etl.tables.schema import list_column_checks, quote_identifier

SAMPLES = CHECKOUT.parent / "shared" / "samples"

# Columns that the load fills in.
FILLED = {"incident_id": "record::VARCHAR", "feed": "'curated'", "first_release": "1"}


@dataclass
class FeedResult:
    """The records of a file as dicts, with `refused` (column, reason, cell), `unread` (a list of the same) and `left_out` (the
    rule).
    """

    match: Match
    records: list[dict]

    @property
    def good(self) -> list[dict]:
        return [record for record in self.records if not record["refused"] and not record["left_out"]]

    @property
    def refused(self) -> list[tuple]:
        return [record["refused"] for record in self.records if record["refused"]]

    def __getitem__(self, name: str):
        """Return a value of the only record."""
        [record] = self.records
        assert record["refused"] is None or name in ("refused", "left_out"), record["refused"]
        return record[name]


@pytest.fixture
def preview(file, temporary):
    """Preview a text as a file with some name."""

    def peek_text(content, name="table.csv"):
        [found] = peek(file(content, name), temporary)
        return found

    return peek_text


@pytest.fixture(scope="session")
def database():
    """Open one database for all files."""
    with duckdb.connect(config={"threads": 1}) as con:
        con.execute(MACROS)
        yield con


@pytest.fixture
def read_feed(file, temporary, database):
    """Read a text or a file as a feed does, and return the records."""

    def make(feed, content, name="table.csv", date_order=None, **asked):
        path = content if hasattr(content, "open") else file(content, name)
        [preview] = peek(path, temporary)
        match = feed.recognise(preview)
        assert match, f"{feed.name} does not know {path.name}"
        with database.cursor() as con:
            # The optimizer takes longer than a file of one row. Tests of whole loads leave it on.
            con.execute("PRAGMA disable_optimizer")
            staged = stage(con, preview, feed, match, ReadingOptions(date_order=date_order, **asked), 0, temporary)
            assert staged.rejects == ()
            return FeedResult(match, _read_records(con, staged.parts["incidents"]))

    return make


def _read_records(con, part) -> list[dict]:
    held = {name for name, *_ in con.execute(f"DESCRIBE FROM '{part}'").fetchall()}
    columns = ", ".join(
        f"({FILLED.get(column.name) or (quote_identifier(column.name) if column.name in held else 'NULL')})::{column.type} "
        f"AS {quote_identifier(column.name)}"
        for column in INCIDENTS.columns
    )
    con.execute(
        "CREATE OR REPLACE TABLE made AS SELECT record, CASE WHEN fate = 'rejected' THEN faults[1] END AS refused, "
        f"CASE WHEN fate IS DISTINCT FROM 'rejected' THEN faults END AS unread, rule, fate, {columns} FROM '{part}'"
    )
    con.execute(
        "CREATE OR REPLACE TABLE incidents AS SELECT * EXCLUDE (record, refused, unread, rule, fate) FROM made WHERE fate IS NULL"
    )
    _assert_sound(con)
    found = con.execute(
        "SELECT * EXCLUDE (rule, fate), CASE fate WHEN 'left_out' THEN rule END AS left_out FROM made ORDER BY record"
    )
    names = [column[0] for column in found.description]
    records = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    for record in records:
        record["refused"] = tuple(record["refused"].values()) if record["refused"] else None
        record["unread"] = [tuple(cell.values()) for cell in record["unread"] or ()]
    return records


def _assert_sound(con) -> None:
    """Assert that no good record breaks a rule of the release."""
    queries = [
        (sentence, query) for sentence, query in list_column_checks(INCIDENTS) if "names no record" not in sentence
    ]
    queries += [
        (path.stem, path.read_text(encoding="utf-8"))
        for path in (HERE / "rules").glob("incidents_*.sql")
        if " JOIN " not in path.read_text(encoding="utf-8")
    ]
    for sentence, query in queries:
        assert con.execute(query).fetchall() == [], sentence


@pytest.fixture(scope="session")
def sample():
    """Find a real file, or skip the test on a machine without it."""

    def find(name):
        path = SAMPLES / name
        if not path.is_file():
            pytest.skip(f"real files are not part of the project: {name}")
        return path

    return find


def format_csv(*rows: dict, delimiter: str = ",") -> str:
    """Format rows with a header. All have the columns of the first one."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
