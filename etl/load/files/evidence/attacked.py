"""Refuses logs of patrols with a yes/no column for attacks: a row is one record, so the attacks would be lost."""

import re
from collections.abc import Mapping, Sequence

import duckdb

from etl.errors import FileRefused
from etl.feeds.common.free_words import find_record_column
from etl.feeds.lexicon.meaning import find_meaning
from etl.formats import Rows
from etl.load.sql import fetch_row
from etl.tables.schema import quote_identifier

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


def refuse_attacked(
    con: duckdb.DuckDBPyConnection, file: str, rows: Rows, names: Sequence[str], heads: Mapping[str, str]
) -> None:
    """Refuse a log of patrols if one of its columns says which were attacked, or how often. Raises FileRefused."""
    for name in names:
        head = heads.get(name, name)
        if not ATTACK_WORDS & set(re.findall(r"\w+", head.casefold().replace("_", " "))):
            continue
        yes = _find_yes(con, rows, name)
        if not yes or not _has_patrols(con, rows, names, name, yes):
            continue
        attacked, every = fetch_row(
            con, f"SELECT count(*) FILTER ({_select_yes(name)}), count(*) FROM {rows.relation}", [yes]
        )
        raise FileRefused(
            f"{file}: column “{head}” says of {attacked:,} of {every:,} patrols that they were attacked, and a row is one record "
            "here. Give each attack a row of its own: record=attack, with the date, corridor and number of its patrol and "
            "target=patrol, as `patrolwatch template` lays them out. --as-events loads the rows without it.",
            options=("as-events",),
        )


def _find_yes(con: duckdb.DuckDBPyConnection, rows: Rows, name: str) -> list[str]:
    """Return the cells of a column that mean yes or a positive number, or nothing if other cells are not answers."""
    cells = con.execute(f"SELECT DISTINCT {_fold(name)} FROM {rows.relation} LIMIT {ANSWERS}").fetchall()
    answers = {cell for (cell,) in cells if cell}
    figures = {answer for answer in answers if answer.isdecimal()} if "0" in answers else set()  # ids do not include 0
    if len(cells) == ANSWERS or answers - YES - NO - figures:
        return []
    return sorted(answers & YES | {figure for figure in figures if int(figure)})


def _has_patrols(
    con: duckdb.DuckDBPyConnection, rows: Rows, names: Sequence[str], column: str, yes: Sequence[str]
) -> bool:
    """Whether the rows that say yes are patrols.

    A separate column for the kind of record decides. If the yes/no column is that column, the table must have columns that only
    patrols have. Without any such column the rows are patrols, since a list of attacks would not contain a no.
    """
    record = find_record_column(names)
    if record in (column, None):
        return record is None or bool(OF_PATROLS & set(names))
    words = f"SELECT DISTINCT {quote_identifier(record)} FROM {rows.relation} WHERE {_select_yes(column)} LIMIT {KINDS_READ}"
    return any(find_meaning("record", word or "") == "patrol" for (word,) in con.execute(words, [yes]).fetchall())


def _select_yes(name: str) -> str:
    return f"list_contains(?::VARCHAR[], {_fold(name)})"


def _fold(name: str) -> str:
    return f"lower(trim({quote_identifier(name)}))"
