"""A log of patrols with a column of attacked ones is refused, since its attacks would be lost silently."""

import duckdb
import pytest

from etl.errors import FileRefused
from etl.formats import Rows
from etl.load.files.evidence.attacked import refuse_attacked


def refuse(head, cells, names=("participants",), **columns):
    """Apply the rule to a table with a column `head` and others."""
    name = "kind" if head == "Incident?" else "asked"
    columns = {name: cells} | dict.fromkeys(names, ["x"] * len(cells)) | columns
    with duckdb.connect() as con:
        con.execute(f"CREATE TABLE log ({', '.join(f'{column} VARCHAR' for column in columns)})")
        con.executemany(
            f"INSERT INTO log VALUES ({', '.join('?' * len(columns))})", list(zip(*columns.values(), strict=True))
        )
        refuse_attacked(con, "log.csv", Rows("log", False, "log", 0, (), None), list(columns), {name: head})


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        ("attacked", ["yes", "no", "no"]),
        ("Attacked (Y/N)", ["Y", "N", "N"]),
        ("Under attack?", ["TRUE", "FALSE", "FALSE"]),
        ("patrol_attacked", ["1", "0", "0"]),
        ("Attacks", ["2", "0", None]),
        ("Нападение", ["да", "нет", "нет"]),
        ("Attaquée", ["oui", "non", "non"]),
        ("Saldırı", ["evet", "hayır", "hayır"]),
        ("هجوم", ["نعم", "لا", "لا"]),
        ("Incident?", ["Y", "N", "N"]),
    ],
)
def test_patrols_that_were_attacked_by_a_column_are_refused(head, cells):
    with pytest.raises(FileRefused, match="says of 1 of 3 patrols that they were attacked"):
        refuse(head, cells)


@pytest.mark.parametrize(
    ("head", "cells", "columns"),
    [
        ("attacked", ["no", "no"], {}),
        ("attack", ["IED", "no"], {}),
        ("Incident no", ["1", "2"], {}),
        ("armoured", ["yes", "no"], {}),
        ("patrol attacked", ["yes", "no"], {"kind": ["IED", "RPG"]}),
    ],
)
def test_no_other_table_is(head, cells, columns):
    refuse(head, cells, **columns)


def test_of_rows_of_several_kinds_the_patrols_decide():
    with pytest.raises(FileRefused):
        refuse("attacked", ["yes", ""], kind=["Joint patrol", "IED"])
    refuse("attacked", ["", "yes"], kind=["Joint patrol", "IED"])
