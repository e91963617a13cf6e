"""Finds the words of `words.csv` in a text, by their meaning.

A row has phrases of one language with the same meaning, separated by bars. In a phrase, `a/b` are two words for one, and a star is
the rest of a word. Each group of meanings (the part before the dot) is one pattern, so that a text is read once for each group.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from etl.feeds.common import read_word_list

HERE = Path(__file__).parent
# Arabic joins its article, “and” and one-letter prepositions to the following word.
ARABIC = "ar"
BLANKS = r"[\s-]{1,3}"
ARABIC_BEFORE = "(?:[وف]?(?:[بكل]?ال|لل|[بلك])?)"


@dataclass(frozen=True)
class Hit:
    """Words found in a text, and what they mean."""

    start: int
    end: int
    meaning: str
    text: str


def read_rows(name: str) -> tuple[dict[str, str], ...]:
    """Read the rows of a CSV file in this folder."""
    return read_word_list(HERE / f"{name}.csv")


def make_pattern(phrase: str, language: str) -> str:
    """Return the pattern of a phrase: whole words with any white space between them."""
    words = []
    for word in phrase.split():
        parts = [re.escape(part).replace(r"\*", r"\w*").replace("'", "['’]") for part in word.split("/")]
        words.append(f"(?:{'|'.join(parts)})" if len(parts) > 1 else parts[0])
    before = ARABIC_BEFORE if language == "ar" else ""
    joined = BLANKS.join(words)
    return rf"(?<!\w){before}{joined}(?!\w)"


WORD = re.compile(r"\w+")
KEY_CHARACTERS = 2


class Index:
    """The phrases of a group, by the start of their first word. Of two that begin at the same position, the longer matches."""

    def __init__(self, phrases: list[tuple[str, str, str]]) -> None:
        buckets: dict[str, list[tuple[str, str, str]]] = {}
        for phrase in phrases:
            for word in phrase[0].split()[0].split("/"):
                key = ARABIC if phrase[1] == "ar" else word[:KEY_CHARACTERS].rstrip("*").lower()
                buckets.setdefault(key if key[:1].isalnum() or key == ARABIC else key[:0], []).append(phrase)
        self._buckets = {key: _Bucket(found) for key, found in buckets.items()}

    def find(self, text: str) -> list[Hit]:
        """List the phrases in a text from left to right, without overlaps."""
        hits, edge = [], 0
        for word in WORD.finditer(text):
            if word.start() < edge:
                continue
            key = ARABIC if "\u0600" <= word[0][0] <= "\u06ff" else word[0][:KEY_CHARACTERS].lower()
            bucket = self._buckets.get(key)
            hit = bucket.match(text, word.start()) if bucket else None
            if hit:
                hits.append(hit)
                edge = hit.end
        return hits


class _Bucket:
    """Phrases with the same beginning, as one pattern."""

    def __init__(self, phrases: list[tuple[str, str, str]]) -> None:
        ordered = sorted(phrases, key=lambda phrase: -len(phrase[0]))
        self._meanings = [meaning for _, _, meaning in ordered]
        patterns = (f"({make_pattern(phrase, language)})" for phrase, language, _ in ordered)
        self._pattern = re.compile("|".join(patterns), re.IGNORECASE)

    def match(self, text: str, at: int) -> Hit | None:
        found = self._pattern.match(text, at)
        return Hit(found.start(), found.end(), self._meanings[(found.lastindex or 1) - 1], found[0]) if found else None


@cache
def read_index(group: str) -> Index:
    """Read the phrases whose meanings belong to a group."""
    return Index(
        [
            (phrase, row["language"], row["meaning"].partition(".")[2])
            for row in read_rows("words")
            if row["meaning"].partition(".")[0] == group
            for phrase in row["phrases"].split("|")
        ]
    )


@lru_cache(maxsize=4096)
def find(group: str, text: str) -> tuple[Hit, ...]:
    """Find the words of a group in a text."""
    return tuple(read_index(group).find(text))


def begins_with(group: str, text: str) -> bool:
    """Return whether a text begins with words of a group."""
    return any(hit.start == 0 for hit in find(group, text)[:1])


def is_phrase(group: str, text: str) -> bool:
    """Return whether a text is a phrase of a group, and nothing else."""
    return any(hit.end - hit.start == len(text) for hit in find(group, text)[:1])


def has(group: str, text: str, *meanings: str) -> bool:
    """Return whether a text has words of a group, optionally only with one of some meanings."""
    return any(not meanings or hit.meaning in meanings for hit in find(group, text))
