"""Finds places in reports, and their corridor: the places of the M4 case with their other names, and `places.csv`."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from etl import paths
from etl.feeds.articles.language.words import Index, begins_with, read_rows
from etl.feeds.common import read_word_list

ARTICLES = r"(?:(?:al|el|ash|as|az|ad|an|ar|ez|Al|El|Ash|As|Az|Ad|An|Ar|At|Ez)[- ]|at-)"
NAME = rf"(?:{ARTICLES})?[A-Z][\w'’-]+(?:[ -](?:{ARTICLES}[A-Z][\w'-]+|al-[A-Z]\w+|[A-Z][\w'-]+)){{0,3}}"
UNKNOWN = re.compile(
    r"\b(?:shelled|shelling|bombed|bombing|bombarded|bombarding|pounded|pounding|overran|captured|recaptured|near|in|at|outside|around|towards|close to|left|of|from|between|north of|south of|east of|west of|reached|to|(?:fire|shelling|assault|air strike|attack) on)\s+"
    rf"(?:the\s+)?(?:(?:town|towns|village|villages|city|area|district|countryside|outskirts|edge|junction|vicinity)\s+of\s+|(?:town|village|city)\s+)?(?P<name>{NAME})"
)
ARABIC_UNKNOWN = re.compile(
    r"(?:بلدة|قرية|مدينة|بلدتي|قريتي|محيط|أطراف|قرب|قضاء|بوابة|معبر)\s+(?P<name>(?!بلدة|قرية|مدينة|محيط|أطراف|قرب|نقطة|حاجز|مفرق)\w{3,}(?:\s+ال\w+)?)"
)

TURKISH_UNKNOWN = re.compile(
    r"(?P<name>[A-ZÇĞİÖŞÜ][\wçğıöşü]+(?:[ -](?:[A-ZÇĞİÖŞÜ]\w+|el-?)){0,2})(?:'\w+)?\s+(?:köyü|yakınlar|yakınında|beldesi|kırsalı|kesimi|mevkii|ile [A-Z]\w+(?: [\w-]+)? arasında)"
)
# “18 Mar, Janaale: mortars fired at a base”
ENTRY = re.compile(rf"^\W*\d{{1,2}}(?: [A-Z][a-z]{{2,8}})?,? (?:[-–] )?(?P<name>{NAME})(?=[:.])")
RUSSIAN_UNKNOWN = re.compile(
    r"(?<!\w)(?:в районе|близ|вблизи|около|возле|у)\s+(?:(?:населенного пункта|населённого пункта|деревни|села|города|поселка)\s+)?(?P<name>[А-ЯЁ][а-яё]+(?:-[А-ЯЁа-яё]+)*)"
)
NO_PLACE = re.compile(
    r"[A-Z]{2,5}\b(?!-)|.*(?:\d|-flagged|(?:ian|ien|ese)$|\b(?:Corps|Brigades?|Battalions?|Division|Army|Front|Forces?|Guards?|Mission|Ministry)$)"
)

# How closely the words around a place tie it to what happened: “near Djibo in the Sahel region, officials in Ouagadougou said”.
NEAR = re.compile(
    r"\b(?:near|at|outside|close to|(?:town|village|settlement|city) of)\s+(?:the\s+)?(?:[a-z]+ ){0,2}$|(?:قرب|بلدة|قرية|قضاء|район[ае]|пункта|близ)\s+$",
    re.IGNORECASE,
)
NEAR_AFTER = re.compile(r"\s+(?:village|town)\b|'?\w*\s+(?:yakın|köyü)")
FAR = re.compile(
    r"\b(?:(?:north|south)?-?(?:east|west|north|south) of|(?:province|region|state|governorate) of)\s+$", re.IGNORECASE
)
FAR_AFTER = re.compile(
    r"\s+(?:state|province|region|governorate|oblast|territory|county|countryside|district)\b", re.IGNORECASE
)
OWNER_AFTER = re.compile(r"'s\s+(?:[a-z]+ )?[A-Z]")
OF_SPEAKERS = re.compile(
    r"\b(?:governor(?:'s office)?|ministry|ministers?|managers?|owners?|operators?|reporters|newsmen|journalists|diplomats?|officials?|spokes\w+|embassy|headquarters"
    r"|(?:to|in|at) (?:a |the )?(?:\w+ )?hospital)\s+(?:in|of|at)\s+$",
    re.IGNORECASE,
)

UNLISTED = (UNKNOWN, ARABIC_UNKNOWN, TURKISH_UNKNOWN, RUSSIAN_UNKNOWN, ENTRY)
ROAD_NUMBER = re.compile(r"\b[A-Z]{1,3} ?\d{1,3}\b")
WITH_OWN_WORDS = ("m4", "ne_border", "ne_kobani")  # corridors


@dataclass(frozen=True)
class Place:
    """A place as printed, and its hint: a corridor, `elsewhere`, `area` if it contains several corridors, or None if unknown."""

    start: int
    end: int
    text: str
    hint: str | None
    name: str | None
    is_wide: bool = False  # a province or a country
    remoteness: int = 1  # from 0 for “near Djibo” to 4 for “officials in Djibo”

    @property
    def is_broad(self) -> bool:
        """Whether it contains many settlements."""
        return self.is_wide or self.hint == "area"


@dataclass(frozen=True)
class KnownCorridor:
    """A corridor of the lake: its short name, and the words by which a text may name it."""

    name: str
    words: tuple[str, ...]


def list_known_corridors(titles: Mapping[str, str]) -> list[KnownCorridor]:
    """List the corridors with these titles by short name, except those for which the gazetteer has words of its own."""
    return [KnownCorridor(name, (title, name)) for name, title in titles.items() if name not in WITH_OWN_WORDS]


class Gazetteer:
    """The known places, and the corridors of the lake."""

    def __init__(self, corridors: Sequence[KnownCorridor] = ()) -> None:
        self._known = dict(_read_known())
        numbers = {corridor.name: set(ROAD_NUMBER.findall(corridor.words[0])) for corridor in corridors}
        bearers = Counter(number for each in numbers.values() for number in each)
        for corridor in corridors:
            # The number of a road does not name a corridor if several are on it.
            for word in (*corridor.words, *(number for number in numbers[corridor.name] if bearers[number] == 1)):
                self._known.setdefault(word.casefold(), (corridor.words[0], corridor.name))
        self._folded = {_fold(name): value for name, value in self._known.items()}
        self._index = Index(
            [
                (name, "en" if name[0].isascii() else "ar" if "\u0600" <= name[0] <= "\u06ff" else "other", name)
                for name in self._folded
            ]
        )

    def find(self, text: str) -> list[Place]:
        """List the places in a text: known ones, and names after a preposition that do not name anything else."""
        found = []
        for hit in self._index.find(text):
            if hit.text == hit.text.lower() and hit.text.isascii():
                continue  # a word that is not a name
            known, hint = self._folded[hit.meaning]
            word, _, wide = hint.partition(" ")
            start = hit.end - len(hit.meaning) if not hit.text.isascii() else hit.start  # without a joined preposition
            is_people = word == "people"
            found.append(
                Place(
                    start,
                    hit.end,
                    text[start : hit.end],
                    "elsewhere" if is_people else word or None,
                    None if is_people else known,
                    bool(wide),
                )
            )
        for name in (hit for pattern in UNLISTED for hit in pattern.finditer(text)):
            start, end = name.span("name")
            if not (begins_with("no_place", name["name"]) or NO_PLACE.match(name["name"])) and not any(
                start < each.end and each.start < end for each in found
            ):
                found.append(Place(start, end, name["name"], None, name["name"]))
        return [
            replace(place, remoteness=_rate_remoteness(text, place))
            for place in sorted(found, key=lambda place: place.start)
        ]


def _rate_remoteness(text: str, place: Place) -> int:
    """Return how remote a place is from what happened, by the words around it: from 0 for “near” to 4 for speakers."""
    before, after = text[max(0, place.start - 50) : place.start], text[place.end :]
    if OF_SPEAKERS.search(before):
        return 4
    if OWNER_AFTER.match(after):
        return 3
    if place.is_wide or FAR.search(before) or FAR_AFTER.match(after):
        return 2
    return 0 if NEAR.search(before) or NEAR_AFTER.match(after) else 1


def _fold(name: str) -> str:
    return name.casefold().replace("-", " ")


@cache
def _read_known() -> dict[str, tuple[str, str]]:
    others: dict[str, list[str]] = {}
    for row in read_word_list(paths.M4_CASE / "places.csv"):
        others[row["place"]] = [each for each in row["other_names"].split(";") if each]
    known = {}
    for row in read_rows("places"):
        for name in [row["place"], *row["other_names"].split(";"), *others.get(row["place"], [])]:
            if name:
                known[name.casefold()] = (row["place"], row["hint"])
    return known


def choose_place(places: list[Place]) -> Place | None:
    """Choose the place of an event: the least remote one, a settlement before a road, and a road before an area."""
    order = {"m4": 1, "ne-border": 1, "elsewhere": 1, None: 2, "area": 3}
    settled = [place for place in places if place.name not in ("M4", "Syria", None)]
    return min(settled, key=lambda place: (place.remoteness, place.is_wide, order.get(place.hint, 1)), default=None)


def choose_hint(places: list[Place]) -> str | None:
    """Return the corridor on which places lie, `elsewhere` if all known ones lie elsewhere, or None if unknown."""
    hints = [place.hint for place in places if place.hint not in (None, "area")]
    return next((hint for hint in hints if hint != "elsewhere"), hints[0] if hints else None)
