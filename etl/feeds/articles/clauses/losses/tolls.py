"""Finds total tolls: “the death toll rose to 18”, “a third soldier died of his wounds”."""

import re
from dataclasses import dataclass

from etl.feeds.articles.language.numbers import find_numbers

TOLL = re.compile(
    r"\b(?:death toll|toll|number of (?:the |its |their )?(?:dead|deaths|fatalities|(?:\w+ )?\w+ killed))\b[^.;,]{0,70}?\b(?:to|at|of|as)\s+(?:at least |about |around |some )?"
    r"(?=\d|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty)\b)",
    re.IGNORECASE,
)
# A wounded person who died later: this is about the previous attack.
LATER_DEATH = re.compile(
    r"\b(?:died|dies|succumbed|lost (?:his|her|their) (?:life|lives))\b[^.;]*\b(?:hospital|wounds|injuries)\b",
    re.IGNORECASE,
)
ORDINALS = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
NEXT_DEATH = re.compile(
    rf"\b(?:a|the) (?P<which>{'|'.join(ORDINALS)})\b[^,.;]{{0,40}}\b(?:died|dies|succumbed|lost)\b", re.IGNORECASE
)
EARLIER = re.compile(
    r"\b(?:earlier|previous|initial|first|up from|preliminary|had been|since(?! been))\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Claim:
    """A number of people killed or wounded, of one side or in all (None), and its position in the sentence."""

    what: str  # killed or wounded
    side: str | None
    value: int | str
    at: int
    people: str = ""  # the words for people of no side


def find_tolls(text: str) -> list[Claim]:
    """List the dead of tolls such as “the death toll rose to 18”, without tolls that were corrected."""
    claims = []
    for found in TOLL.finditer(text):
        if EARLIER.search(text[max(0, found.start() - 24) : found.end()]):
            continue
        # “to 29: fourteen gendarmes …” is not a time of day
        numbers = find_numbers(text[found.end() : found.end() + 24].partition(":")[0])
        if numbers and not text[found.end() : found.end() + numbers[0].start].strip(" ~"):
            claims.append(Claim("killed", None, numbers[0].value, found.end()))
    return claims


def find_next_death(text: str) -> Claim | None:
    """Return the toll after the death of a wounded person: “a third soldier died of his wounds” makes three."""
    found = NEXT_DEATH.search(text) if LATER_DEATH.search(text) else None
    return Claim("killed", None, ORDINALS.index(found["which"].lower()) + 2, found.start()) if found else None
