"""Finds names of months and weekdays in a text, in every language that is read."""

import re
from collections.abc import Iterator
from functools import lru_cache

from etl.feeds.common.days.words import read_names, tidy

OPEN = "month or weekday"  # “Mar” with a capital is the month in every language read here
WORD = re.compile(r"[^\W\d_]+")
ARABIC_PREFIXES = ("", "و", "ب", "ل", "في")


def is_month(word: str) -> bool:
    """Return whether a word names a month."""
    return look_up(word, "month") is not None


@lru_cache(maxsize=20_000)
def look_up(word: str, role: str) -> int | None:
    """Return the month (from 1) or the weekday (from 0, Monday) that a word names."""
    if word == "باب":  # a gate, not “in August”
        return None
    for prefix in ARABIC_PREFIXES:
        if word.startswith(prefix):
            token = read_names().get(tidy(word[len(prefix) :]))
            is_role = token is not None and (
                token.role == role or (token.role == OPEN and role == "month" and word[0].isupper())
            )
            if token and is_role and len(token.numbers) == 1:
                return token.value if role == "month" else token.value - FIRST
    return None


FIRST = read_names()["monday"].value  # what the file calls Monday


def find_names(text: str, role: str) -> Iterator[tuple[int, int, int]]:
    """Yield the start, end and number of each name of a month or weekday."""
    words = list(WORD.finditer(text))
    skip = -1
    for index, word in enumerate(words):
        if index == skip:
            continue
        following = words[index + 1] if index + 1 < len(words) else None
        if following and following.start() - word.end() == 1 and not word[0].isascii():
            number = look_up(text[word.start() : following.end()], role)
            if number is not None:
                skip = index + 1
                yield word.start(), following.end(), number
                continue
        number = look_up(word[0], role)
        if number is not None:
            yield word.start(), word.end(), number
