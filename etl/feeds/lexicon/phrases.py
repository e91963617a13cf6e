"""The phrases of the lexicon, and finding them in a text: whole words, the longest phrase first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from etl.feeds.common import read_word_list
from etl.feeds.lexicon.folding import Word, fold

HERE = Path(__file__).parent
WHOLE = "="  # before a phrase that must be the whole cell
STEM = "*"  # at the end of a word of which only the beginning must match


@dataclass(frozen=True)
class Phrase:
    """A row of the lexicon: consecutive words, and our word for them (empty: ambiguous)."""

    words: tuple[str, ...]
    meaning: str
    is_whole: bool = False


@dataclass(frozen=True)
class Hit:
    """A phrase found in a text, with the positions of its first word and after its last."""

    start: int
    end: int
    meaning: str


def read_rows(name: str) -> tuple[dict[str, str], ...]:
    """Read the rows of a lexicon file: phrase, language, meaning, source, note."""
    return read_word_list(HERE / f"{name}.csv")


@cache
def read_fillers() -> frozenset[str]:
    """Read the folded articles and auxiliary verbs, which no phrase depends on."""
    return frozenset(
        word.text for row in read_rows("grammar") if row["meaning"] == "filler" for word in fold(row["phrase"])
    )


def fold_words(text: str) -> tuple[Word, ...]:
    """Return the words of a text without fillers."""
    return fold(text, read_fillers())


def make_phrase(text: str, meaning: str) -> Phrase:
    """Make a phrase from the text of a row."""
    marked = text.removeprefix(WHOLE)
    words = tuple(word.text for word in fold_words(marked.replace(STEM, "")))
    stems = [part.endswith(STEM) for part in marked.split()]
    if any(stems):  # such phrases are written in plain words, which correspond one to one
        words = tuple(word + STEM if is_stem else word for word, is_stem in zip(words, stems, strict=True))
    return Phrase(words, meaning, text.startswith(WHOLE))


@cache
def read_index(name: str) -> "PhraseIndex":
    """Read a lexicon file as an index."""
    return PhraseIndex(make_phrase(row["phrase"], row["meaning"]) for row in read_rows(name))


class PhraseIndex:
    """Phrases indexed by their first word, or by the beginning of it."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self.whole: dict[tuple[str, ...], str] = {}
        self._by_word: dict[str, list[Phrase]] = {}
        self._by_stem: dict[str, list[Phrase]] = {}
        for phrase in phrases:
            first = phrase.words[0]
            if phrase.is_whole:
                self.whole.setdefault(phrase.words, phrase.meaning)
            elif first.endswith(STEM):
                self._by_stem.setdefault(first[:2], []).append(phrase)
            else:
                self._by_word.setdefault(first, []).append(phrase)

    def find(self, words: Sequence[Word]) -> list[Hit]:
        """Find the phrases of a text in order, preferring the longest, so that no word belongs to two.

        Of two equally long phrases, the ambiguous one takes precedence: a “joint patrol vehicle” is not a “joint patrol”.
        """
        texts = [word.text for word in words]
        found = sorted(
            self._list_matches(texts),
            key=lambda match: (-len(match[1].words), match[1].meaning != "", _count_stems(match[1]), match[0]),
        )
        taken: set[int] = set()
        hits = []
        for start, phrase in found:
            places = set(range(start, start + len(phrase.words)))
            if not places & taken:
                taken |= places
                hits.append(Hit(start, start + len(phrase.words), phrase.meaning))
        return sorted(hits, key=lambda hit: hit.start)

    def _list_matches(self, texts: list[str]) -> Iterator[tuple[int, Phrase]]:
        for start, text in enumerate(texts):
            for phrase in (*self._by_word.get(text, ()), *self._by_stem.get(text[:2], ())):
                part = texts[start : start + len(phrase.words)]
                if len(part) == len(phrase.words) and all(map(_fits, part, phrase.words)):
                    yield start, phrase


def _fits(text: str, word: str) -> bool:
    return text.startswith(word[:-1]) if word.endswith(STEM) else text == word


def _count_stems(phrase: Phrase) -> int:
    return sum(word.endswith(STEM) for word in phrase.words)
