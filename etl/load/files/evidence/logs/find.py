"""Finds logs of patrols with a column that says which were attacked."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import duckdb

from etl.errors import FileRefused
from etl.feeds import PatrolLog
from etl.feeds.common.free_words import ENDS, OF_A_PATROL, assume_record, find_record_column
from etl.feeds.lexicon.answers import asks, is_broad, may_ask, names_kind, read_answer, tells_of_several
from etl.feeds.lexicon.meaning import find_meaning
from etl.formats import Rows
from etl.load.sql import fetch_row, has_rows
from etl.tables.schema import quote_identifier, quote_text

OF_PATROLS = OF_A_PATROL | ENDS | {"number", "outcome"}
ATTACKED, ATTACKER = "attacked", "attacker"
CELLS_READ = 1000  # a column with more distinct cells has no answers
CELLS_SHOWN = 3


class _Answers(NamedTuple):
    """What the cells of a column say, in lower case: yes, no, unclear, or something else; and whether they tell of several attacks on a patrol."""

    yes: list[str]
    no: list[str]
    unclear: list[str]
    others: list[str]
    are_several: bool


def find_patrol_log(
    con: duckdb.DuckDBPyConnection, file: str, rows: Rows, names: Sequence[str], headers: Mapping[str, str]
) -> PatrolLog | None:
    """Find the column that says which patrols of a log were attacked. Return None if the table is not such a log.

    Raises FileRefused if the column counts several attacks on a patrol, if it is not clear which column or cells say it, or if other
    rows of the table may be these attacks.
    """
    logs: dict[str, PatrolLog] = {}
    not_known: dict[str, list[str]] = {}
    for name in names:
        header, question = headers.get(name, name), _find_question(name, headers)
        if name == ATTACKER or not may_ask(question) or not (answers := _read_answers(con, rows, name)):
            continue
        if not _is_log(con, rows, names, name, answers):
            may_be = not answers.others and _may_have_patrols(con, rows, names, name, answers)
            if answers.yes and asks(question) and may_be:
                raise _refuse_attacks(con, file, rows, name, header, answers)
            continue
        if answers.are_several:
            raise _refuse_attacks(con, file, rows, name, header, answers)
        if answers.others:
            not_known[header] = answers.others
            continue
        kinds = tuple(cell for cell in answers.yes if names_kind(cell))
        logs[name] = PatrolLog(name, tuple(answers.yes), kinds, tuple(answers.unclear), bool(answers.no))
    log = _choose(con, file, rows, logs, headers)
    for header, others in not_known.items() if log is None else ():
        cells = ", ".join(f"“{cell}”" for cell in others[:CELLS_SHOWN])
        raise FileRefused(
            f"{file}: column “{header}” says which patrols were attacked, but it is unclear what {cells} means. Write yes or "
            "no there. --as-events loads the rows without it.",
            options=("as-events",),
        )
    return log or _find_attacks_in_outcomes(con, rows, names) or _find_attackers(con, rows, names)


def _find_attacks_in_outcomes(con: duckdb.DuckDBPyConnection, rows: Rows, names: Collection[str]) -> PatrolLog | None:
    """Find a log whose outcomes say which patrols were attacked: “attacked”, “IED - turned back”."""
    if "outcome" not in names or find_record_column(names) or assume_record(names) != "patrol":
        return None
    query = f"SELECT DISTINCT {_fold('outcome')} AS cell FROM {rows.relation} WHERE cell <> '' ORDER BY cell LIMIT {CELLS_READ}"
    attacks = tuple(cell for (cell,) in con.execute(query).fetchall() if names_kind(cell))
    return PatrolLog("outcome", attacks, attacks, says_no=False) if attacks else None


def _find_attackers(con: duckdb.DuckDBPyConnection, rows: Rows, names: Collection[str]) -> PatrolLog | None:
    """Find a log that names the attackers of patrols, and in which no other column says that there was an attack."""
    if ATTACKER not in names or find_record_column(names) or assume_record(names) != "patrol":
        return None
    query = f"SELECT DISTINCT {_fold(ATTACKER)} AS cell FROM {rows.relation} WHERE cell <> '' ORDER BY cell LIMIT {CELLS_READ}"
    said = {cell: read_answer(cell) for (cell,) in con.execute(query).fetchall()}
    unclear = tuple(cell for cell in said if said[cell] == "unclear")
    attacks = tuple(cell for cell in said if said[cell] in ("yes", None))
    return PatrolLog(ATTACKER, attacks, unclear=unclear, says_no=False) if attacks or unclear else None


def _choose(
    con: duckdb.DuckDBPyConnection, file: str, rows: Rows, logs: Mapping[str, PatrolLog], headers: Mapping[str, str]
) -> PatrolLog | None:
    """Choose the log whose column asks only about attacks. Raises FileRefused if there is none, or if two disagree."""
    clear = [name for name in logs if asks(_find_question(name, headers))]
    narrow = [name for name in clear if not is_broad(_find_question(name, headers))]
    # A column of kinds may stand beside the one that says whether there was an attack.
    chosen = [name for name in narrow if name != "kind"] or narrow or clear
    if not chosen:
        for name, log in logs.items():
            if log.yes:
                raise FileRefused(
                    f"{file}: column “{headers.get(name, name)}” may say which patrols were attacked. If it does, call it “attacked”, or say so with "
                    "--map THEIRS=attacked; if not, call it something else, or --as-events loads the rows without it.",
                    options=("map", "as-events"),
                )
        return None
    first, *others = (logs[name] for name in chosen)
    for other in others:
        differs = f"SELECT 1 FROM {rows.relation} WHERE {select_yes(first)} <> {select_yes(other)}"
        if has_rows(con, differs):
            columns = " and ".join(f"“{headers.get(log.column, log.column)}”" for log in (first, other))
            raise FileRefused(
                f"{file}: columns {columns} both say which patrols were attacked, and differ. Load a copy with one column that says it. "
                "--as-events loads the rows without them.",
                options=("as-events",),
            )
    return first


def _refuse_attacks(
    con: duckdb.DuckDBPyConnection, file: str, rows: Rows, name: str, header: str, answers: _Answers
) -> FileRefused:
    attacked, every = fetch_row(
        con, f"SELECT count(*) FILTER ({_select(name, answers.yes)}), count(*) FROM {rows.relation}"
    )
    return FileRefused(
        f"{file}: column “{header}” says that {attacked:,} of {every:,} patrols were attacked, but it is unclear which "
        "attacks these are. Give each attack a separate row: record=attack, with the date, corridor and number of its patrol and "
        "target=patrol, as `patrolwatch template` lays them out. --as-events loads the rows without it.",
        options=("as-events",),
    )


def _find_question(name: str, headers: Mapping[str, str]) -> str:
    """Return what may ask of attacks: the header, or the name that is made of it and of the group above it or that a user gave it."""
    header = headers.get(name, name)
    return name if name == ATTACKED or not may_ask(header) else header


def names_attackers(con: duckdb.DuckDBPyConnection, rows: Rows, names: Collection[str], log: PatrolLog) -> bool:
    """Whether the column of an actor, which may be whoever ran a patrol, is filled in for attacked patrols alone."""
    if "actor" not in names or {"participants", ATTACKER} & set(names):
        return False
    of_attacked, of_others, others = fetch_row(
        con,
        f"SELECT count(*) FILTER ({select_yes(log)} AND {_fold('actor')} <> ''), "
        f"count(*) FILTER (NOT {select_yes(log)} AND {_fold('actor')} <> ''), count(*) FILTER (NOT {select_yes(log)}) FROM {rows.relation}",
    )
    return bool(of_attacked and others and not of_others)


def _read_answers(con: duckdb.DuckDBPyConnection, rows: Rows, name: str) -> _Answers | None:
    """Return what the cells of a column say, or None if none of them says yes or no."""
    query = f"SELECT DISTINCT coalesce({_fold(name)}, '') FROM {rows.relation} ORDER BY 1 LIMIT {CELLS_READ}"
    cells = [cell for (cell,) in con.execute(query).fetchall()]
    if len(cells) == CELLS_READ:
        return None
    has_empty, cells = "" in cells, list(filter(None, cells))
    figures = [cell for cell in cells if cell.isdecimal()] if "0" in cells else []  # ids do not include 0
    said = {cell: read_answer(cell) for cell in cells if cell not in figures}
    yes, no, unclear, others = (
        [cell for cell in said if said[cell] == each] for each in ("yes", "no", "unclear", None)
    )
    some = [figure for figure in figures if int(figure)]
    is_list = not no and not has_empty and any(map(names_kind, yes))  # a list of attacks: each row names its kind
    if is_list or not (yes or no or figures):
        return None
    without = no + [figure for figure in figures if figure not in some]
    return _Answers([*yes, *some], without, unclear, others, bool(set(some) - {"1"}) or any(map(tells_of_several, yes)))


def _is_log(con: duckdb.DuckDBPyConnection, rows: Rows, names: Collection[str], column: str, answers: _Answers) -> bool:
    """Whether each row is a patrol, and anything that it says about an attack is about one on that patrol."""
    if not OF_PATROLS & set(names):
        return False
    record = find_record_column(names)
    if record is None:
        return True
    if record == column:  # a list of attacks also has a column of kinds, but no parties of a patrol
        # a list of attacks has no rows for patrols that were not attacked
        is_log = bool(OF_A_PATROL & set(names) or answers.no)
        return not answers.others and (is_log or not any(map(names_kind, answers.yes)))
    if record != "kind":
        return False  # other rows may be the attacks
    is_filled = f"coalesce({_fold(record)} <> '' AND NOT {_select(column, answers.yes)}, false)"
    query = f"SELECT DISTINCT {_fold(record)} FROM {rows.relation} WHERE {is_filled} LIMIT {CELLS_READ}"
    beside = [cell for (cell,) in con.execute(query).fetchall()]
    # A yes to another question, such as “Incident”, does not say what happened. It may have been a breakdown.
    is_of_patrols = bool(OF_A_PATROL & set(names)) and not any(
        find_meaning("record", cell) == "patrol" for cell in beside
    )
    says_nothing = all(
        (is_of_patrols or read_answer(cell) in ("no", "yes")) and not names_kind(cell) for cell in beside
    )
    return says_nothing and not _names_patrols(con, rows, record, column, answers)


def _may_have_patrols(
    con: duckdb.DuckDBPyConnection, rows: Rows, names: Collection[str], column: str, answers: _Answers
) -> bool:
    """Whether rows that say yes may be patrols. Without a kind of record they may, as a list of attacks has no row that says no."""
    record = find_record_column(names)
    return record is None or (record != column and _names_patrols(con, rows, record, column, answers))


def _names_patrols(con: duckdb.DuckDBPyConnection, rows: Rows, record: str, column: str, answers: _Answers) -> bool:
    """Whether rows that say yes are patrols: they are called so, or are beside patrols and not attacks, such as “Escort”."""
    query = f"SELECT DISTINCT coalesce({quote_identifier(record)}, ''), {_select(column, answers.yes)} FROM {rows.relation} LIMIT {CELLS_READ}"
    words = con.execute(query).fetchall()
    patrols = [says_yes for word, says_yes in words if find_meaning("record", word) == "patrol"]
    return any(patrols) or (bool(patrols) and any(says_yes and not names_kind(word) for word, says_yes in words))


def select_yes(log: PatrolLog) -> str:
    """Return the condition that a row of a log says yes."""
    return _select(log.column, log.yes)


def select_kind(log: PatrolLog) -> str:
    """Return the condition that the answer of a row names the kind of attack."""
    return _select(log.column, log.kinds)


def select_unanswered(log: PatrolLog) -> str:
    """Return the condition that a row of a log does not say whether the patrol was attacked.

    An empty cell does not say it, unless the column has no word for no: then only attacks are marked.
    """
    is_empty = f"coalesce({_fold(log.column)}, '') = ''"
    return f"({is_empty} OR {_select(log.column, log.unclear)})" if log.says_no else _select(log.column, log.unclear)


def _select(name: str, cells: Sequence[str]) -> str:
    return f"coalesce({_fold(name)} IN ({', '.join(map(quote_text, cells))}), false)" if cells else "false"


def _fold(name: str) -> str:
    return f"lower(trim({quote_identifier(name)}))"
