"""Headers of tables that count events by day, week or month, in several languages."""

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path

from etl.feeds.common import read_word_list
from etl.feeds.lexicon.meaning import find_meaning
from etl.tables.vocabulary import KINDS

FILE = Path(__file__).parent / "count_words.csv"
OF_KINDS = set(KINDS) - {"other", "unknown"}
ALONE = {"count", "counts", "frequency", "freq", "event_count", "n_events", "number_of_events"}


@cache
def _read_words() -> dict[str, set[str]]:
    """Read the words by role: `many` are counts on their own, `one` needs a `number` beside it, `of one event` is never a count."""
    words: dict[str, set[str]] = {}
    for row in read_word_list(FILE):
        words.setdefault(row["meaning"], set()).add(row["word"])
    return words


def is_period(name: str) -> bool:
    """Whether a folded header names a day or a longer period."""
    return bool(_read_words()["period"] & set(name.split("_")))


def is_count(name: str) -> bool:
    """Whether a folded header is for a number of events: “patrols”, “IED attacks”, “number of incidents”, “عدد الهجمات”."""
    words, known = re.sub(r"_\d+$", "", name).split("_"), _read_words()
    if known["of one event"] & set(words):
        return False
    # “number of attacks” and “attack count” are counts; “attack number” is an id
    has_number = words[0] in known["number"] or words[-1] in known["number after"]
    return name in ALONE or bool(known["many"] & set(words)) or (has_number and bool(known["one"] & set(words)))


def name_counted(name: str) -> str:
    """Return what a folded header counts: “attacks” for “number of attacks”, “events” for “count”."""
    return "events" if name in ALONE else re.sub(r"^(number|no|num|total)_(of_)?", "", name).replace("_", " ")


def list_kinds(names: Collection[str]) -> list[str]:
    """List the folded headers that are kinds of events, where there are several: each counts the events of its kind."""
    kinds = [name for name in names if find_meaning("kind", name.replace("_", " ")) in OF_KINDS]
    return kinds if len(kinds) > 1 else []


def is_header(names: Collection[str]) -> bool:
    """Whether the headers include a period and a count."""
    return any(map(is_period, names)) and (any(map(is_count, names)) or bool(list_kinds(names)))
