"""Folds text to bare words, so that `I.E.D. attacks`, `IED-Attack` and `ied attack` are one phrase."""

import re
import unicodedata
from dataclasses import dataclass

# Symbols with a meaning of their own, and letters that differ only in spelling.
SIGNS = str.maketrans({"✓": " yes ", "✔": " yes ", "☑": " yes ", "✗": " no ", "✘": " no ", "☒": " no "})
LETTERS = str.maketrans({"ı": "i", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": None, "đ": "d", "ł": "l", "ø": "o"})
# “Attack No. 12” gives a number; it does not say that there was none.
NUMBER_SIGN = re.compile(r"(?:\b(?:no|nos|nr|num)[.:]?|\bn[°º]|№|#)\s*(?=\d)", re.IGNORECASE)
ACRONYM = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?")
SEAMS = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])|(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)|_")
PARTS = re.compile(r"[^\W_]+|[.,;!?()\[\]{}|\n؛،؟]")
ARTICLES = ("وال", "بال", "فال", "كال", "ال", "لل")  # the Arabic article, alone or joined with a preposition


@dataclass(frozen=True)
class Word:
    """A folded word and its clause, since a negation does not reach beyond its clause."""

    text: str
    clause: int


def fold(text: str, fillers: frozenset[str] = frozenset()) -> tuple[Word, ...]:
    """Return the words of a text without case, accents, plurals, hyphens and articles, omitting `fillers`.

    If there are only fillers, they are kept as words: “UN” is an article in French.
    """
    words = _split(text)
    return tuple(word for word in words if word.text not in fillers) or tuple(words)


def _split(text: str) -> list[Word]:
    text = NUMBER_SIGN.sub(" ", text.translate(SIGNS))
    text = ACRONYM.sub(lambda found: found[0].replace(".", ""), text)
    text = unicodedata.normalize("NFKD", SEAMS.sub(" ", text)).casefold()
    text = "".join(sign for sign in text if not unicodedata.combining(sign)).translate(LETTERS)
    words, clause = [], 0
    for part in PARTS.findall(text):
        if part[0].isalnum():
            words.append(Word(_cut_ending(_cut_article(part)), clause))
        else:
            clause += 1
    return words


def _cut_article(word: str) -> str:
    for article in ARTICLES:
        if word.startswith(article) and len(word) >= len(article) + 3:
            return word[len(article) :]
    return word


def _cut_ending(word: str) -> str:
    """Cut the plural ending of a word in Latin letters. It need not be correct, only the same for lexicon and text."""
    if len(word) < 4 or not word.isascii() or not word.endswith("s"):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "iones")):
        return word[:-2]
    return word if word.endswith(("ss", "us", "is")) else word[:-1]
