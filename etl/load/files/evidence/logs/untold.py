"""Finds remarks in a log that contradict how its patrols are counted: “Attacked near Ariha”, “cancelled because of fog”."""

from collections.abc import Mapping, Sequence

import duckdb

from etl.errors import Note, NoteKind
from etl.feeds import Match, PatrolLog
from etl.feeds.common.free_words import assume_record, find_record_column
from etl.feeds.lexicon.answers import names_kind
from etl.feeds.lexicon.meaning import find_meaning
from etl.formats import Rows
from etl.load.files.evidence.logs.find import select_yes
from etl.load.files.evidence.logs.split import describe_log
from etl.tables.labels import format_count
from etl.tables.schema import quote_identifier

CELLS_READ, LONGEST_SHOWN = 1000, 80


def describe_patrols(
    con: duckdb.DuckDBPyConnection, rows: Rows, match: Match, not_kept: Sequence[str], headers: Mapping[str, str]
) -> list[Note]:
    """State which patrols of a table were attacked, and which remarks tell of attacks or cancellations that are not counted."""
    log = match.log
    if not log and (find_record_column(match.names) or assume_record(match.names) != "patrol"):
        return []
    of_log = describe_log(con, rows, log, headers[log.column]) if log else []
    notes = []
    for name in ("note", *not_kept):
        if name in headers:
            remarks = _count_remarks(con, rows, log, name)
            notes += _describe_attacks(remarks, log, name, headers)
            notes += [] if "outcome" in match.names else _describe_cancelled(remarks, headers.get(name, name))
    return of_log + notes


def _count_remarks(
    con: duckdb.DuckDBPyConnection, rows: Rows, log: PatrolLog | None, name: str
) -> list[tuple[str, int]]:
    """Count the cells of a column in rows that count as a patrol without an attack."""
    cell = quote_identifier(name)
    is_patrol = f"record_2 = 'patrol' AND NOT {select_yes(log)}" if log else "true"
    query = f"SELECT {cell}, count(*) FROM {rows.relation} WHERE {is_patrol} AND trim({cell}) <> '' GROUP BY 1 ORDER BY 1 LIMIT {CELLS_READ}"
    return con.execute(query).fetchall()


def _is_cancelled(remark: str) -> bool:
    """Whether a remark says that a patrol did not run, and not that an attack did not happen."""
    return find_meaning("outcome", remark) == "cancelled" and find_meaning("kind", remark) is None


def _describe_cancelled(remarks: Sequence[tuple[str, int]], header: str) -> list[Note]:
    told = [(text, count) for text, count in remarks if _is_cancelled(text)]
    if not told:
        return []
    patrols = format_count(sum(count for _, count in told), "patrol")
    return [
        Note(
            f"Column “{header}” seems to say that {patrols} did not run (“{told[0][0][:LONGEST_SHOWN]}”), but they count as run. "
            "If so, write cancelled in a column outcome.",
            NoteKind.MISCOUNTED,
        )
    ]


def _describe_attacks(
    remarks: Sequence[tuple[str, int]], log: PatrolLog | None, name: str, headers: Mapping[str, str]
) -> list[Note]:
    told = [(text, count) for text, count in remarks if names_kind(text)]
    if not told:
        return []
    patrols = format_count(sum(count for _, count in told), "patrol")
    tells = f"Column “{headers.get(name, name)}” tells of an attack on {patrols} (“{told[0][0][:LONGEST_SHOWN]}”)"
    if not log:
        sentence = f"{tells}, and none is counted. If this column says which patrols were attacked, say so with --map THEIRS=attacked."
        return [Note(sentence, NoteKind.MISCOUNTED, ("map",))]
    answers = headers.get(log.column, log.column)
    sentence = (
        f"{tells}, and column “{answers}” does not say yes: none is counted there. Write yes where there was one."
    )
    return [Note(sentence, NoteKind.MISCOUNTED)]
