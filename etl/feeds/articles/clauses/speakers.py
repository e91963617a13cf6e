"""Who announced that patrols stop or start."""

import re

from etl.feeds.articles.language.words import find, has
from etl.feeds.articles.reading import Setting

PEOPLE_OF = re.compile(r"\b(?:[A-Z]\w+(?:ish|ian|ean|an|ese|i)|US|U\.S\.|UN)\s+$")
# “… , a Russian officer told reporters”, “according to the ministry”
SAID_BY = re.compile(
    r"(?P<who>[^,;:\"]{2,70}?)(?:,\s[^,;]{3,80},)?\s+(?:(?:has|have|had|later|also|itself)\s+)*(?:said|says?|told|announced|announces|confirmed|stated|wrote|declared|informed|reports?|reported|explained|ordered|tells)\b"
    r"|\b(?:according to|ordered by|by order of|said)\s+(?P<after>[^,;:]{2,50})",
    re.IGNORECASE,
)
SUBJECT = re.compile(
    r"\W*(?:[Tt]he |An? )?(?P<who>(?!Since\b|When\b|While\b|As\b|It\b|They\b|We\b|He\b|She\b|Th|In\b|On\b|At\b|After\b)[A-Z][\w'-]*(?: [A-Z][\w'-]*){0,3}"
    r"|(?<=[Tt]he )(?!has|had|have)[a-z][\w-]+)(?: (?:on|late|early) \w+)?(?: (?:has|have|had|temporarily|again|also))*\s*$"
)
# Nobody's name: who speaks for it is the subject, or unknown.
GENERIC = re.compile(
    r"spokes(?:man|woman|person)|(?:security|military) (?:sources?|officials?)|sources?|carrier|the company|company|agency|official|diplomat|представитель\w*|официальный представитель\w*(?: мид)?",
    re.IGNORECASE,
)
PARTY = re.compile(r"Russia|Turkey|Türkiye|Russians?|Turks|The Russians|The Turks|Both|Both sides", re.IGNORECASE)


def find_announcer(setting: Setting) -> str | None:
    """Return who announced a stop or a start: who speaks in the sentence, else the subject of its verb, “BP paused its voyages”."""
    text, clause = setting.sentence.text, setting.clause.text
    named = [each["who"] or each["after"] for each in SAID_BY.finditer(text)]
    speaker = (
        next((who for who in map(_find_speaker, named) if who), None)
        if named
        else _find_speaker(text)
        if not text.isascii()
        else None
    )
    verbs = (*find("stop", clause), *find("start", clause))
    subject = SUBJECT.match(clause[: min((hit.start for hit in verbs), default=0)]) if verbs else None
    is_side = subject and (
        has("patrols", subject["who"]) or has("object", subject["who"], "patrol") or PARTY.fullmatch(subject["who"])
    )
    if (speaker and not GENERIC.fullmatch(speaker)) or subject is None or is_side:
        return None if speaker and GENERIC.fullmatch(speaker) else speaker
    return subject["who"]


def _find_speaker(text: str) -> str | None:
    """Return who speaks in a sentence, as printed; the first official, else the first of all."""
    hits = [hit for hit in find("speaker", text) if hit.meaning in ("turkish", "russian", "official")]
    hits = [hit for hit in hits if not GENERIC.fullmatch(hit.text)] or hits
    if not hits:
        return None
    named = (
        re.match(r"(?: [A-Z][\w-]+){1,3}", text[hits[0].end :])
        if hits[0].text.lower().endswith(("admiral", "minister", "official"))
        else None
    )
    before = PEOPLE_OF.search(text[: hits[0].start])
    where = re.match(r" in [A-Z][\w-]+", text[hits[0].end :]) if hits[0].text.lower().startswith("official") else None
    return (before[0] if before else "") + hits[0].text + (named[0] if named else where[0] if where else "")
