"""Hidden parts of a workbook are named, and read only on request."""

import io
import random

import openpyxl
import pytest

from etl.errors import Note, NoteKind
from etl.formats import peek, read
from etl.formats.workbook.hidden import Hidden, Spans


@pytest.fixture
def path(file):
    """Write a sheet with two hidden rows below its head, and a hidden column between two others."""
    made = openpyxl.Workbook()
    for row in (
        ["id", "secret", "note"],
        [1, "x", "a"],
        [2, "y", "b"],
        [3, "z", "c"],
        [None, None, None],
        [4, "w", "d"],
    ):
        made.active.append(row)
    made.active.row_dimensions[3].hidden = made.active.row_dimensions[4].hidden = True
    made.active.column_dimensions["B"].hidden = True
    out = io.BytesIO()
    made.save(out)
    return file(out.getvalue())


def test_hidden_rows_and_columns_are_not_read(path, temporary):
    [preview] = peek(path, temporary)
    assert preview.rows[0] == ("id", "note")
    assert preview.notes == (
        Note("Column B is hidden and was not read; --hidden reads it.", NoteKind.HIDDEN, ("hidden",)),
    )
    rows = read(preview, ["id", "note"], 1, temporary)
    assert (rows.hidden, rows.blank, rows.rejects) == (2, 1, ())


def test_hidden_rows_and_columns_are_read_if_requested(path, temporary):
    [preview] = peek(path, temporary, hidden=True)
    assert preview.rows[0] == ("id", "secret", "note")
    assert preview.notes == ()
    rows = read(preview, ["id", "secret", "note"], 1, temporary)
    assert (rows.hidden, rows.blank) == (0, 1)


def test_a_workbook_of_hidden_sheets_says_what_to_do(file, temporary, read_refusal):
    made = openpyxl.Workbook()
    made.create_sheet("hidden").append(["a"])
    made["hidden"].sheet_state = "veryHidden"
    out = io.BytesIO()
    made.save(out)
    assert "--hidden" in read_refusal(file(out.getvalue()))


def test_spans_hold_what_was_added():
    dice = random.Random(7)
    spans, numbers, last = Spans(), set(), 0
    for _ in range(50):
        first = last + dice.randint(1, 4)
        last = first + dice.randint(0, 3)
        spans.add(first, last)
        numbers |= set(range(first, last + 1))
    assert [number for number in range(last + 5) if number in spans] == sorted(numbers)


def test_an_empty_hidden_column_is_not_named():
    hidden = Hidden()
    hidden.columns.add(27, 28)
    assert hidden.drop_columns([None] * 27 + ["x"]) == [None] * 26
    [note] = hidden.describe_columns()
    assert note.sentence == "Column AB is hidden and was not read; --hidden reads it."
