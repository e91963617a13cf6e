"""Looks up each distinct text of a column of free words once, and joins its meaning to the rows."""

from collections.abc import Mapping, Sequence
from itertools import count

import duckdb

from etl.feeds import FreeWords, WordMeaning
from etl.feeds.lexicon.meaning import NEITHER, NOTHING, Record
from etl.feeds.lexicon.user_meanings import Dictionary
from etl.load.sql import make_table
from etl.tables.schema import quote_identifier, quote_text
from etl.tables.vocabulary import VIOLENT_KINDS

LONGEST_WORD = 200  # longer texts are sentences
MOST_TEXTS = 100_000  # columns with more distinct texts do not contain words
RULES_NAMED, LONGEST_SHOWN = 20, 80
RULES = {
    NOTHING: "{column} says that nothing took place",
    NEITHER: "{column} says neither patrol, incident nor suspension",
}
RECORD_COLUMNS = (
    "meaning_of_record",
    "meaning_of_record_kind",
    "meaning_of_record_outcome",
    "meaning_of_record_rule",
    "is_record_given",
)
_ordinals = count()


def join_meanings(
    con: duckdb.DuckDBPyConnection,
    relation: str,
    words: Sequence[FreeWords],
    given: tuple[WordMeaning, ...],
    headers: Mapping[str, str],
) -> str:
    """Look up the texts of columns of free words and return the joins that add `meaning_of_<ours>` to the rows of `cells`.

    Creates a table of meanings for each column. `headers` maps columns to their names in the file.
    """
    if not words:
        return ""
    columns = dict.fromkeys(each.column for each in words)
    lists = ", ".join(
        f"list(DISTINCT {quote_identifier(column)}) FILTER (length({quote_identifier(column)}) <= {LONGEST_WORD})"
        for column in columns
    )
    (row,) = con.execute(f"SELECT {lists} FROM {relation}").fetchall()
    texts = {column: sorted(found or []) for column, found in zip(columns, row, strict=True)}
    dictionary = Dictionary(given)
    return "".join(_join(con, each, texts[each.column], dictionary, headers) for each in words)


def _join(
    con: duckdb.DuckDBPyConnection,
    words: FreeWords,
    texts: list[str],
    dictionary: Dictionary,
    headers: Mapping[str, str],
) -> str:
    key, name, more = f"text of {words.ours}", f"words_{next(_ordinals)}", ""
    columns: tuple[str, ...]
    if len(texts) > MOST_TEXTS:
        texts = []
    if words.ours == "record":
        found = {text: dictionary.read_record(text) for text in texts}
        columns, rows = (key, *RECORD_COLUMNS), _name_records(found, headers.get(words.column, words.column))
        says_more = any(record and record.what in ("patrol", "suspension", "exposure") for record in found.values())
        otherwise = quote_text(words.otherwise) if words.otherwise and not says_more else "NULL"
        more = f" CROSS JOIN (SELECT {otherwise}::VARCHAR AS otherwise_record)"
    else:
        columns = (key, f"meaning_of_{words.ours}")
        rows = [(text, dictionary.find(words.ours, text)) for text in texts]
        if words.ours == "outcome":  # “attacked” describes an event, not how far the patrol came
            columns += ("names_attack",)
            attacks = {text for text in texts if dictionary.find("kind", text) in VIOLENT_KINDS}
            rows = [(text, outcome, "yes" if text in attacks else None) for text, outcome in rows]
    make_table(con, name, dict.fromkeys(columns, "VARCHAR"), rows)
    return f" LEFT JOIN {name} ON {name}.{quote_identifier(key)} = cells.{quote_identifier(words.column)}{more}"


def _name_records(found: Mapping[str, Record | None], header: str) -> list[tuple[str | None, ...]]:
    """Return the meaning of each text, with the rule that excludes its rows. Only the first rules quote the text."""
    rows: list[tuple[str | None, ...]] = []
    rules = 0
    for text, record in found.items():
        if not record:
            continue
        rule = RULES.get(record.what)
        if rule:
            rules += 1
            shown = f" (“{' '.join(text.split())[:LONGEST_SHOWN]}”)" if rules <= RULES_NAMED else ""
            rule = rule.format(column=header) + shown
        rows.append((text, record.what, record.kind, record.outcome, rule, "yes" if record.is_given else None))
    return rows
