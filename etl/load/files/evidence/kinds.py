"""Lists which words of a table count as attacks or patrols, since this decides the headline number."""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from etl.load.sql import fill_in
from etl.tables.labels import format_count
from etl.tables.schema import quote_text
from etl.tables.vocabulary import KINDS, VIOLENT_KINDS

WORDS_SHOWN, LONGEST_SHOWN = 6, 60


def describe_attacks(con: duckdb.DuckDBPyConnection, staged: Sequence[Path]) -> list[str]:
    """Describe which words for a kind count as attacks, if staged incidents use words that are not ours."""
    parts = ", ".join(quote_text(str(path)) for path in staged)
    found = con.execute(fill_in("words_of_kinds", parts=parts)).fetchall()
    are_ours = all(word is None or word.lower().replace(" ", "_") in KINDS for _, word, _ in found)
    # A column that is empty in some rows alone hides events of unknown kind.
    if are_ours and len({word is None for _, word, _ in found}) < 2:
        return []
    groups = {
        "Counted as attacks": [each for each in found if each[0] in VIOLENT_KINDS],
        "Incidents that are not attacks": [each for each in found if each[0] not in (*VIOLENT_KINDS, "unknown")],
        "Of unknown kind, which does not count as an attack": [each for each in found if each[0] == "unknown"],
    }
    return [" ".join(f"{what}: {_count(words)} ({_list(words)})." for what, words in groups.items() if words)]


def describe_patrols(con: duckdb.DuckDBPyConnection, staged: Sequence[Path]) -> list[str]:
    """Describe which words count as patrols, if staged patrols use words that are not ours."""
    parts = ", ".join(quote_text(str(path)) for path in staged)
    found = con.execute(fill_in("words_of_patrols", parts=parts)).fetchall()
    if all(word is None or word.lower() == "patrol" for _, word, _ in found):
        return []
    return [f"Counted as patrols: {_count(found)} ({_list(found)})."]


def _count(words: Sequence[tuple[str, str | None, int]]) -> str:
    count = sum(rows for *_, rows in words)
    return format_count(count, "row")


def _list(words: Sequence[tuple[str, str | None, int]]) -> str:
    shown = [
        f"“{word[:LONGEST_SHOWN]}” {rows:,}" if word else f"no word {rows:,}" for _, word, rows in words[:WORDS_SHOWN]
    ]
    return ", ".join(shown) + (f" and {len(words) - WORDS_SHOWN:,} more words" if len(words) > WORDS_SHOWN else "")
