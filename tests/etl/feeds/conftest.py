"""A file as text, and what a feed makes of it."""

import csv
import io
from dataclasses import dataclass

import duckdb
import pytest

from etl.checks import SQL
from etl.feeds import Asked, Match
from etl.paths import CHECKOUT
from etl.reading import peek, read
from etl.records import INCIDENTS
from etl.schema import column_checks, literal, quoted

MACROS = (CHECKOUT / "etl" / "sql" / "values.sql").read_text(encoding="utf-8")
SAMPLES = CHECKOUT.parent / "shared" / "samples"

# What the load fills in itself.
FILLED = {"incident_id": "record::VARCHAR", "feed": "'curated'", "first_release": "1"}


@dataclass
class Made:
    """What became of a file: a dict for each record, with `refused` (column, reason, cell) and `left_out` (the rule)."""

    match: Match
    records: list[dict]

    @property
    def good(self) -> list[dict]:
        return [record for record in self.records if not record["refused"] and not record["left_out"]]

    @property
    def refused(self) -> list[tuple]:
        return [record["refused"] for record in self.records if record["refused"]]

    def __getitem__(self, name: str):
        """The value of the only record."""
        [record] = self.records
        assert record["refused"] is None or name in ("refused", "left_out"), record["refused"]
        return record[name]


@pytest.fixture
def temporary(tmp_path):
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


@pytest.fixture
def file(tmp_path):
    """Write a file and return its path."""

    def write(content, name="table.csv"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def preview(file, temporary):
    """How a text begins, as the file of a name."""

    def peeked(content, name="table.csv"):
        [found] = peek(file(content, name), temporary)
        return found

    return peeked


@pytest.fixture
def made(file, temporary):
    """What a feed makes of a text, or of a file."""

    def make(feed, content, name="table.csv", date_order=None, **asked):
        path = content if hasattr(content, "open") else file(content, name)
        [preview] = peek(path, temporary)
        match = feed.recognise(preview)
        assert match, f"{feed.name} does not know {path.name}"
        shape = feed.shape(match.names, Asked(date_order=date_order, **asked))
        rows = read(preview, match.names, match.skip, temporary)
        assert rows.rejects == ()
        return Made(match, _run(shape, rows, date_order))

    return make


def _run(shape, rows, date_order) -> list[dict]:
    parsed = "".join(f", {expression} AS {quoted(name)}" for name, expression in shape.parsed.items())
    filled = shape.tables["incidents"]
    assert set(filled) <= set(INCIDENTS.column_names), set(filled) - set(INCIDENTS.column_names)
    columns = ", ".join(
        f"({(FILLED | filled).get(column.name, 'NULL')})::{column.type} AS {quoted(column.name)}"
        for column in INCIDENTS.columns
    )
    refused = " ".join(
        f"WHEN {rule.condition} THEN {{'column': {literal(rule.column) if rule.column else 'NULL'}, "
        f"'reason': {literal(rule.reason)}, 'text': {rule.text or (quoted(rule.column) if rule.column else 'NULL')}}}"
        for rule in shape.refusals
    )
    left_out = " ".join(f"WHEN {condition} THEN {literal(rule)}" for condition, rule in shape.left_out)
    query = (
        f"SELECT record, CASE {refused} END AS refused, {f'CASE {left_out} END' if left_out else 'NULL'} AS left_out, "
        f"{columns} FROM (SELECT *{parsed} FROM {rows.numbered_relation}) ORDER BY record"
    )
    with duckdb.connect() as con:
        con.execute(MACROS)
        order = literal(date_order) if date_order else "NULL"
        con.execute(f"CREATE TABLE made AS {query.replace('$date_order', order)}")
        con.execute(
            "CREATE TABLE incidents AS SELECT * EXCLUDE (record, refused, left_out) FROM made "
            "WHERE refused IS NULL AND left_out IS NULL"
        )
        _assert_sound(con)
        found = con.execute("FROM made ORDER BY record")
        names = [column[0] for column in found.description]
        records = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    for record in records:
        record["refused"] = tuple(record["refused"].values()) if record["refused"] else None
    return records


def _assert_sound(con) -> None:
    """No good record breaks a rule of the release."""
    queries = [(sentence, query) for sentence, query in column_checks(INCIDENTS) if "names no record" not in sentence]
    queries += [
        (path.stem, path.read_text(encoding="utf-8"))
        for path in (SQL / "checks").glob("incidents_*.sql")
        if " JOIN " not in path.read_text(encoding="utf-8")
    ]
    for sentence, query in queries:
        assert con.execute(query).fetchall() == [], sentence


@pytest.fixture(scope="session")
def sample():
    """The path of a real file, where this machine has them."""

    def find(name):
        path = SAMPLES / name
        if not path.is_file():
            pytest.skip(f"real files are not passed on with the project: {name}")
        return path

    return find


def as_csv(*rows: dict, delimiter: str = ",") -> str:
    """Rows that all have the columns of the first one, with a head."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
