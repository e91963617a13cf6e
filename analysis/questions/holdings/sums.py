"""Compares sums published by others with the attacks of a release in the same provinces and months."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Any

from analysis.question import Queries
from analysis.release import Release
from etl.fetch.sums import Sum

QUERIES = Queries(__file__)
COMPARED = "political_violence"  # it includes civilian targeting, so types are never added up
# Words beside the name of a province, and articles of Arabic names in Latin letters.
KINDS = {"governorate", "province", "region", "state", "department"}
ARTICLES = {"al", "ar", "as", "ash", "at", "ad", "an", "el"}
FEWEST_CONSONANTS = 3
# Consonants of two provinces of one country in ISO 3166-2: Tshopo and Tshuapa, Al Jufrah and Al Jafarah, Aksaray and Kayseri, Ranong
# and Rayong, Shanxi and Shaanxi, Bitola and Butel.
OF_TWO_PROVINCES = {"tshp", "jfr", "ksr", "rng", "shnx", "btl"}
Counts = dict[str, Counter[Any]]  # attacks by folded name of a province and month


def compare_sums(release: Release, sums: Sequence[Sum]) -> list[dict[str, Any]]:
    """Compare provincial sums of political violence with the attacks that each feed of the release has there.

    Newest month first, each with month, area, theirs, fatalities, and `ours` by feed: a number, or None if no record of the
    feed names the province.
    """
    compared = [each for each in sums if each.event_type == COMPARED and each.area]
    if not compared:  # counting reads the provinces of all incidents
        return []
    held: dict[str, Counts] = {}
    for row in release.query(QUERIES.read("attacks_by_province")).to_pylist():
        held.setdefault(row["feed"], {}).setdefault(_fold(row["area"]), Counter())[row["month"]] += row["attacks"]
    sounds = Counter(_drop_vowels(area) for area in {_fold(str(each.area)) for each in compared})
    alone = {sound for sound, areas in sounds.items() if areas == 1} - OF_TWO_PROVINCES
    compared.sort(key=lambda each: (-each.month.toordinal(), each.area))
    return [
        {
            "month": each.month,
            "area": each.area,
            "theirs": each.events,
            "fatalities": each.fatalities,
            "ours": {
                feed: _find(areas, _fold(str(each.area)), each.month, alone) for feed, areas in sorted(held.items())
            },
        }
        for each in compared
    ]


def _find(areas: Counts, area: str, month: Any, alone: set[str]) -> int | None:
    """Find the attacks in a province. Its name may have other vowels, if it is `alone` with its consonants."""
    sound = _drop_vowels(area)
    names = [name for name in areas if name == area or (sound in alone and _drop_vowels(name) == sound)]
    return sum(areas[name][month] for name in names) if names else None


def _fold(name: str) -> str:
    """Fold a name so that `Ar-Raqqa` and `ar raqqa governorate` are equal."""
    plain = unicodedata.normalize("NFKD", name).casefold().replace("'", "")
    words = re.findall(r"\w+", "".join(sign for sign in plain if not unicodedata.combining(sign)))
    return " ".join([word for word in words if word not in KINDS] or words)


def _drop_vowels(name: str) -> str:
    """Return the consonants of a folded name without articles, so that `idlib` and `idleb` are equal.

    A word with few consonants keeps its vowels: `est` and `ouest`, `east` and `south`, `yobe` and `abia` are not equal.
    """
    words = [word for word in name.split() if word not in ARTICLES] or name.split()
    return " ".join(map(_drop_vowels_of_word, words))


def _drop_vowels_of_word(word: str) -> str:
    bare, consonants = (re.sub(r"(.)\1+", r"\1", re.sub(left_out, "", word)) for left_out in ("h$", "[aeiouy]+|h$"))
    return consonants if len(consonants) >= FEWEST_CONSONANTS else bare or word
