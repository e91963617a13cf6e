"""Finds the side of people if their sentence does not name it: a ministry's “our comrades”, “soldiers” of an army named before."""

import re
from collections.abc import Iterable, Sequence

from etl.feeds.articles.language.words import find, has

OURS = re.compile(
    r"\bour (?:[\w-]+ ){0,2}(?:soldiers?|comrades?|heroes|units?|elements|personnel|servicemen)\b|silah arkadaş|askerimiz|askerlerimiz",
    re.IGNORECASE,
)
# “Turkish military post”, but not “Turkish drone” or “Turkish ministry”
UNIT = re.compile(
    r"\s+(?:[\w-]+\s+){0,3}?(?:soldiers?|troops|servicem[ae]n|personnel|patrol|convoy|column|post|outpost|base|point|vehicles?|truck|tank|carrier|car"
    r"|army|military|police|forces|position|checkpoint|unit|officers?|general|commander|adviser|bus)\b",
    re.IGNORECASE,
)
MINISTRIES = {
    "turkish": re.compile(r"turk|türk|mill[iî] savunma|\bmsb\b", re.IGNORECASE),
    "russian": re.compile(r"russia|росси", re.IGNORECASE),
}


def find_own_side(texts: Iterable[str], publisher: str | None) -> str | None:
    """Return the side of the ministry if its report calls the people in some sentences its own; otherwise None."""
    if not publisher or not any(OURS.search(text) for text in texts):
        return None
    return next((side for side, names in MINISTRIES.items() if names.search(publisher)), None)


def find_side_of_serving(people: Iterable[str], texts: Sequence[str], target: str | None, is_far: bool) -> str | None:
    """Return the side of soldiers, police or a crew without a nation: that of the only army whose units some sentences name.

    Far from Syria they belong to the government's forces, or to others if these were hit. Of the words for `people`, the first
    for people who serve apply.
    """
    said = (_find_kinds(words) for words in people)
    kinds = next((each for each in said if each and None not in each), set())
    if kinds == {"crew"} and target == "traffic":
        return "civilian"
    if target in ("patrol", "government_forces"):
        kinds = {"word" if kind == "guard" else kind for kind in kinds}  # of a border, not of a company
    if not kinds or kinds - {"word", "turkish"}:
        return None
    armies = (
        {side for text in texts for side in _find_armies(text)}
        or kinds & {"turkish"}
        or {side for text in texts for side in _find_ministries(text)}
    )
    if armies or not is_far:
        return armies.pop() if len(armies) == 1 else None
    is_foreign = target == "other" or (target is None and any(has("foreign", text) for text in texts))
    return "other" if is_foreign else "force"


def _find_kinds(people: str) -> set[str | None]:
    """List the kinds of people that words name, without words such as “two others”. None stands for people who do not serve."""
    found = [find("serving", hit.text) for hit in find("person", people)]
    return {hits[0].meaning if hits else None for hits in found} - {"any"}


def _find_ministries(text: str) -> set[str]:
    named = [hit for hit in find("speaker", text) if has("side", hit.text)]
    return {hit.meaning for hit in named} & {"turkish", "russian"}


def _find_armies(text: str) -> set[str]:
    """List the armies whose units a sentence names. A speaker is not a unit: “the Turkish army said”."""
    spoken = {
        at for hit in find("speaker", text) if hit.meaning in ("turkish", "russian") for at in range(hit.start, hit.end)
    }
    return {
        hit.meaning
        for hit in find("side", text)
        if hit.meaning == "syrian_army"
        or (
            hit.meaning in ("turkish", "russian")
            and (UNIT.match(text[hit.end :]) or not hit.text.isascii())
            and hit.start not in spoken
        )
    }
