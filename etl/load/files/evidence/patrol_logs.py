"""Finds logs of patrols with a yes/no column for attacks."""

import re
from collections.abc import Collection, Mapping, Sequence

import duckdb

from etl.errors import FileRefused
from etl.feeds import PatrolLog
from etl.feeds.common.free_words import find_record_column
from etl.feeds.lexicon.meaning import find_meaning
from etl.formats import Rows
from etl.load.sql import fetch_row, has_rows
from etl.tables.schema import quote_identifier, quote_text

# Words in column heads that ask whether, or how often, there was an attack.
ATTACK_WORDS = {
    "attacked", "attack", "attacks", "ambushed", "ambush", "targeted", "hit", "incident", "incidents", "contact", "contacts",
    "attaquée", "attaqué", "attaque", "attaques", "incidente", "incidentes", "atacada", "atacado", "ataque", "ataques",
    "angegriffen", "angriff", "angriffe", "vorfall", "vorfälle", "saldırı", "saldırıya", "saldırılar", "атакован", "атака", "атаки",
    "нападение", "нападения", "напад", "напади", "атаковано", "инцидент", "інцидент", "هجوم", "هجمات", "لهجوم", "حادث",
}  # fmt: skip
YES = {"yes", "y", "true", "x", "✓", "✔", "oui", "да", "так", "evet", "sí", "si", "s", "ja", "j", "نعم"}
NO = {"no", "n", "false", "non", "нет", "ні", "hayır", "nein", "لا", "none", "-", "–", "—"}
OF_PATROLS = {"participants", "direction", "length_km", "number", "outcome"}
ANSWERS = 30  # a column with more distinct cells is not a yes/no column
KINDS_READ = 1000


def find_patrol_log(
    con: duckdb.DuckDBPyConnection, file: str, rows: Rows, names: Sequence[str], heads: Mapping[str, str]
) -> PatrolLog | None:
    """Find the column that says which patrols of a log were attacked. Return None if the table is no such log.

    Raises FileRefused if the column counts several attacks on a patrol, or if other rows of the table may be these attacks.
    """
    for name in names:
        head = heads.get(name, name)
        if not ATTACK_WORDS & set(re.findall(r"\w+", head.casefold().replace("_", " "))):
            continue
        yes = _find_yes(con, rows, name)
        if not yes:
            continue
        is_log = _is_log(con, rows, names, name, yes)
        if is_log and set(yes) <= YES | {"1"}:
            return PatrolLog(name, tuple(yes))
        if not is_log and not _may_have_patrols(con, rows, names, name, yes):
            continue
        attacked, every = fetch_row(
            con, f"SELECT count(*) FILTER ({select_yes(name, yes)}), count(*) FROM {rows.relation}"
        )
        raise FileRefused(
            f"{file}: column “{head}” says of {attacked:,} of {every:,} patrols that they were attacked, and it cannot be told which "
            "attacks these are. Give each attack a row of its own: record=attack, with the date, corridor and number of its patrol and "
            "target=patrol, as `patrolwatch template` lays them out. --as-events loads the rows without it.",
            options=("as-events",),
        )
    return None


def _find_yes(con: duckdb.DuckDBPyConnection, rows: Rows, name: str) -> list[str]:
    """Return the cells of a column that mean yes or a positive number, or nothing if other cells are not answers."""
    cells = con.execute(f"SELECT DISTINCT {_fold(name)} FROM {rows.relation} LIMIT {ANSWERS}").fetchall()
    answers = {cell for (cell,) in cells if cell}
    figures = {answer for answer in answers if answer.isdecimal()} if "0" in answers else set()  # ids do not include 0
    if len(cells) == ANSWERS or answers - YES - NO - figures:
        return []
    return sorted(answers & YES | {figure for figure in figures if int(figure)})


def _is_log(
    con: duckdb.DuckDBPyConnection, rows: Rows, names: Collection[str], column: str, yes: Sequence[str]
) -> bool:
    """Whether each row is a patrol, and whatever else it says of an attack is of one on that patrol."""
    if not OF_PATROLS & set(names):
        return False
    record = find_record_column(names)
    if record in (None, column):
        return True
    if record != "kind":
        return False  # other rows may be the attacks
    is_filled = f"coalesce({_fold(record)} NOT IN ('', {', '.join(map(quote_text, NO))}), false)"
    beside = f"SELECT 1 FROM {rows.relation} WHERE {is_filled} AND NOT {select_yes(column, yes)}"
    return not has_rows(con, beside) and not _names_patrols(con, rows, record, column, yes)


def _may_have_patrols(
    con: duckdb.DuckDBPyConnection, rows: Rows, names: Collection[str], column: str, yes: Sequence[str]
) -> bool:
    """Whether rows that say yes may be patrols. Without a kind of record they may, as a list of attacks has no row that says no."""
    record = find_record_column(names)
    return record is None or (record != column and _names_patrols(con, rows, record, column, yes))


def _names_patrols(con: duckdb.DuckDBPyConnection, rows: Rows, record: str, column: str, yes: Sequence[str]) -> bool:
    words = f"SELECT DISTINCT {quote_identifier(record)} FROM {rows.relation} WHERE {select_yes(column, yes)} LIMIT {KINDS_READ}"
    return any(find_meaning("record", word or "") == "patrol" for (word,) in con.execute(words).fetchall())


def select_yes(name: str, yes: Sequence[str]) -> str:
    """Return the condition that the cell of a column says yes."""
    return f"coalesce({_fold(name)} IN ({', '.join(map(quote_text, yes))}), false)"


def _fold(name: str) -> str:
    return f"lower(trim({quote_identifier(name)}))"
