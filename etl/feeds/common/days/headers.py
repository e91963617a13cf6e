"""Date orders given in column headers: `Date (dd/mm/yyyy)`, `Datum (TT.MM.JJJJ)`, `день.месяц.год`."""

import re
from collections.abc import Sequence

from etl.feeds.common.days.written import ORDERS

# The words and letters for day, month and year by language, since languages use some letters differently.
PARTS = {
    "en": ({"d", "dd", "day"}, {"m", "mm", "mmm", "mon", "month"}, {"y", "yy", "yyyy", "year"}),
    "fr": ({"j", "jj", "jour"}, {"m", "mm", "mois"}, {"a", "aa", "aaaa", "an", "année", "annee"}),
    "de": ({"t", "tt", "tag"}, {"m", "mm", "monat"}, {"j", "jj", "jjjj", "jahr"}),
    "es": ({"d", "dd", "día", "dia"}, {"m", "mm", "mes"}, {"a", "aa", "aaaa", "año", "ano"}),
    "it": ({"g", "gg", "giorno"}, {"m", "mm", "mese"}, {"a", "aa", "aaaa", "anno"}),
    "ru": ({"д", "дд", "день"}, {"м", "мм", "месяц"}, {"г", "гг", "гггг", "год"}),
    "uk": ({"д", "дд", "день"}, {"м", "мм", "місяць"}, {"р", "рр", "рррр", "рік"}),
    "tr": ({"g", "gg", "gün"}, {"a", "aa", "ay"}, {"y", "yy", "yyyy", "yıl"}),
    "ar": ({"ي", "يي", "يوم"}, {"ش", "شش", "شهر"}, {"س", "سس", "سسسس", "سنة"}),
}
NAMES = {"dmy": "day, month, year", "mdy": "month, day, year", "ymd": "year, month, day"}
WORD = re.compile(r"[^\W\d_]+")
RUN = re.compile(r"((.)\2*)")


def read_order(header: str) -> str | None:
    """Return the order that a header gives (dmy, mdy or ymd), or None."""
    found = _find(WORD.findall(header.lower()))
    return found[1] if found else None


def drop_order(name: str) -> str:
    """Return a folded header without its date order, or `date` if nothing else is left."""
    words = name.split("_")
    found = _find(words)
    if not found:
        return name
    place, _, length = found
    return "_".join(words[:place] + words[place + length :]) or "date"


def _find(words: Sequence[str]) -> tuple[int, str, int] | None:
    """Find the first words that give an order. Return their position, the order and their number."""
    for place, word in enumerate(words):
        runs = [run for run, _ in RUN.findall(word) if len(run) > 1]  # ddmmyyyy
        for parts, length in ((words[place : place + 3], 3), (runs if sum(map(len, runs)) == len(word) else [], 1)):
            if order := _name_order(parts):
                return place, order, length
    return None


def _name_order(parts: Sequence[str]) -> str | None:
    if len(parts) != 3:
        return None
    for of_language in PARTS.values():
        order = "".join(
            letter for part in parts for letter, names in zip("dmy", of_language, strict=True) if part in names
        )
        if order in ORDERS:
            return order
    return None
