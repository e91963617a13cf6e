"""Finds columns of a log that tell of attacks which no column that is read says: a remark such as “Attacked near Ariha”."""

from collections.abc import Mapping, Sequence

import duckdb

from etl.errors import Note, NoteKind
from etl.feeds import Match, PatrolLog
from etl.feeds.common.free_words import assume_record, find_record_column
from etl.feeds.lexicon.answers import names_kind
from etl.formats import Rows
from etl.load.files.evidence.logs.find import select_yes
from etl.load.files.evidence.logs.split import describe_log
from etl.tables.labels import format_count
from etl.tables.schema import quote_identifier

CELLS_READ, LONGEST_SHOWN = 1000, 80


def describe_patrols(
    con: duckdb.DuckDBPyConnection, rows: Rows, match: Match, not_kept: Sequence[str], heads: Mapping[str, str]
) -> list[Note]:
    """State which patrols of a table were attacked, and which columns tell of attacks on patrols that count as not attacked."""
    log = match.log
    if not log and (find_record_column(match.names) or assume_record(match.names) != "patrol"):
        return []
    of_log = describe_log(con, rows, log, heads[log.column]) if log else []
    return of_log + _describe_untold(con, rows, log, [name for name in ("note", *not_kept) if name in heads], heads)


def _describe_untold(
    con: duckdb.DuckDBPyConnection, rows: Rows, log: PatrolLog | None, names: Sequence[str], heads: Mapping[str, str]
) -> list[Note]:
    is_patrol = f"record_2 = 'patrol' AND NOT {select_yes(log)}" if log else "true"
    notes = []
    for name in names:
        cell = quote_identifier(name)
        query = f"SELECT {cell}, count(*) FROM {rows.relation} WHERE {is_patrol} AND trim({cell}) <> '' GROUP BY 1 ORDER BY 1 LIMIT {CELLS_READ}"
        told = [(text, count) for text, count in con.execute(query).fetchall() if names_kind(text)]
        if told:
            patrols = format_count(sum(count for _, count in told), "patrol")
            tells = f"Column “{heads.get(name, name)}” tells of an attack on {patrols} (“{told[0][0][:LONGEST_SHOWN]}”)"
            if log:
                answers = heads.get(log.column, log.column)
                sentence = f"{tells}, and column “{answers}” does not say yes: none is counted there. Write yes where there was one."
                notes.append(Note(sentence, NoteKind.MISCOUNTED))
            else:
                sentence = f"{tells}, and none is counted. If this column says which patrols were attacked, say so with --map THEIRS=attacked."
                notes.append(Note(sentence, NoteKind.MISCOUNTED, ("map",)))
    return notes
