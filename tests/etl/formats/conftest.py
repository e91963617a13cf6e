"""Read files, and collect their rows or the refusal."""

from types import SimpleNamespace

import duckdb
import pytest

from etl.errors import FileRefused
from etl.formats import peek, read


@pytest.fixture
def read_table(temporary):
    """Read the only table of a file, whose header is the last skipped row."""

    def read_table(path, skip=1, quick=False):
        [preview] = peek(path, temporary)
        names = [f"{name or 'column'} {number}" for number, name in enumerate(preview.rows[max(skip - 1, 0)])]
        return collect_rows(preview, read(preview, names, skip, temporary, quick))

    return read_table


@pytest.fixture
def read_refusal(temporary):
    """Return the sentence with which a file is refused."""

    def read_refusal(path, quick=False):
        with pytest.raises(FileRefused) as error:
            for preview in peek(path, temporary):
                read(preview, [f"c{number}" for number in range(len(preview.rows[0]))], 1, temporary, quick)
        sentence = str(error.value)
        assert sentence.startswith(path.name), sentence
        assert sentence.endswith("."), sentence
        assert "\n" not in sentence, sentence
        return sentence.removeprefix(path.name)

    return read_refusal


def collect_rows(preview, rows):
    with duckdb.connect() as con:
        numbered = con.execute(f"FROM {rows.numbered_relation}").fetchall()
        plain = con.execute(f"FROM {rows.relation}").fetchall()
    assert [row[: len(row) - 2] for row in numbered] == [row[:-2] if rows.numbered else row for row in plain]
    return SimpleNamespace(
        preview=preview,
        rows=rows,
        cells=[row[:-2] for row in numbered],
        numbers=[row[-2] for row in numbered],
        lines=[row[-1] for row in numbered],
        blank=rows.blank,
        rejects=rows.rejects,
        reasons=[(reject.record, reject.line, reject.reason) for reject in rows.rejects],
    )
