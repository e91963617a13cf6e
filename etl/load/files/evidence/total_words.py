"""Words for a total in many languages, and how to split a cell that begins or ends with one."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from etl.feeds.common import read_word_list
from etl.load.sql import fetch_row

WORDS_FILE = Path(__file__).parent / "total_words.csv"


@dataclass(frozen=True)
class TotalWords:
    """The words for a total, folded like cells.

    `are_sure` are words that cannot mean anything else. One pattern matches a folded cell that begins or ends with a
    word for a total, the other an unfolded cell that may contain one.
    """

    are_sure: dict[str, bool]
    pattern: str
    prefilter: str

    @property
    def values(self) -> dict[str, str]:
        """The patterns as query parameters."""
        return {"prefilter": self.prefilter, "pattern": self.pattern}

    def split_label(self, label: str) -> tuple[str, str]:
        """Split a folded cell into the longest word for a total at its start or end, and the rest."""
        for word in sorted(self.are_sure, key=len, reverse=True):
            if label == word or label.startswith(word + " "):
                return word, label.removeprefix(word).strip()
            if label.endswith(" " + word):
                return word, label.removesuffix(word).strip()
        return label, ""  # not reached: the pattern has matched one of the words


def read_total_words(con: duckdb.DuckDBPyConnection) -> TotalWords:
    """Read the words for a total, folded by the same macro as the cells."""
    rows = _read_file()
    (folded,) = fetch_row(
        con, "SELECT list_transform(?::VARCHAR[], lambda word: folded(word))", [[word for word, _ in rows]]
    )
    are_sure = {word: is_sure for word, (_, is_sure) in zip(folded, rows, strict=True)}
    words = "|".join(sorted(are_sure, key=len, reverse=True))
    stems = {word.split()[0] for word in (*folded, *(word for word, _ in rows))}
    return TotalWords(are_sure, f"^(({words})( .*)?|.* ({words}))$", f"(?i)({'|'.join(sorted(stems))})")


@cache
def _read_file() -> list[tuple[str, bool]]:
    return [(row["word"], row["alone"] == "yes") for row in read_word_list(WORDS_FILE)]
