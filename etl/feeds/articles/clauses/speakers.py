"""Finds who announced that patrols stop or start, and who claimed an attack."""

import re

from etl.feeds.articles.clauses.parts import ATTACK
from etl.feeds.articles.language.words import Hit, find, has
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
# Not a name: the speaker is the subject, or unknown.
GENERIC = re.compile(
    r"spokes(?:man|woman|person)|(?:security|military) (?:sources?|officials?)|sources?|carrier|the company|company|agency|official|diplomat|представитель\w*|официальный представитель\w*(?: мид)?",
    re.IGNORECASE,
)
PARTY = re.compile(r"Russia|Turkey|Türkiye|Russians?|Turks|The Russians|The Turks|Both|Both sides", re.IGNORECASE)

# A claimant: a description, and its name, which begins with a capital letter.
CALLED = r"(?:so-called|armed|group|militant|jihadist|jihadi|calling itself|named|little-known|previously unknown|obscure|known as)"
NAME = r"(?:(?:al|el|ash|as)-)?[A-Z][\w'-]*(?:\s+(?:al-|ash-|as-|of\s+the\s+|of\s+|the\s+)?[A-Z][\w'-]*){0,5}"
CLAIMANT = rf"(?P<who>(?:the\s+)?(?:{CALLED}\s+)*[\"“]?{NAME})"
# Words between a name and its claim: “…, a cell of …, later published a statement in which it …”.
BODY = r"(?:group|squad|company|faction|militia|organi[sz]ation|movement|cell|brigades?|militants|rebels|has|have|had|later|also|which|then)\s+"
ASIDE = r"(?:which|who|a|an|in|on|through|via)\s[^,.]{0,60},\s+"
PUBLISHED = r"said in (?:a|an)\s[^,.]{0,40}?\sthat\s+|(?:published|issued|released|posted|distributed)\s[^,.]{0,40}?\s(?:in which|saying that|saying)\s+(?:it|they)\s+"
BEFORE_A_CLAIM = re.compile(rf"{CLAIMANT}[\"”]?,?\s+(?:{BODY}|{ASIDE}|{PUBLISHED})*$")
AFTER_A_CLAIM = re.compile(
    rf"^(?:\s+(?:on \w+|later|in a statement|online))?\s*(?:by\s+)?(?:a group (?:calling itself|named|called|known as)\s+)?{CLAIMANT}"
)
CLAIMED = re.compile(rf"\bclaimed\s+(?:[\w'-]+\s+){{0,4}}?(?:{ATTACK}|killing|targeting|operation)\b", re.IGNORECASE)
NO_NAME = ("The", "It", "They", "He", "No", "Responsibility", "This")
NOT_IN_A_NAME = re.compile(rf"^(?:The|the|A|a)\s+|^(?:{CALLED}\s+)+")
QUOTED = re.compile(r"[«\"“](?P<who>[^«»\"“”]{3,40})[»\"”]")
FOREIGN_NAME = re.compile(r"\s*[«\"“]?((?:[\w-]+\s?){1,4})")


def find_claimant(text: str) -> str | None:
    """Return who claims an attack in a sentence, as printed. A suspicion is not a claim."""
    claims = find("claim", text) or [Hit(hit.start(), hit.end(), "claimed", hit[0]) for hit in CLAIMED.finditer(text)]
    for hit in claims:
        before, after = text[max(0, hit.start - 120) : hit.start], text[hit.end : hit.end + 90]
        if has("suspect", before[-70:]) or has("suspect", after[:25]):
            continue
        who = AFTER_A_CLAIM.match(after) if hit.text.lower().endswith("by") else BEFORE_A_CLAIM.search(before)
        if who and who["who"] not in NO_NAME:
            return NOT_IN_A_NAME.sub("", who["who"]).strip('"“ ') or None
        if not hit.text.isascii() and (quoted := QUOTED.search(before[-70:]) or QUOTED.search(after)):
            return quoted["who"]
        foreign = None if hit.text.isascii() else FOREIGN_NAME.match(text[hit.end :])
        if foreign:
            return foreign[1].strip()
    return None


def find_announcer(setting: Setting) -> str | None:
    """Return who announced a stop or start: the speaker, or otherwise the subject of the verb, as in “BP paused its voyages”."""
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
    """Return the speaker in a sentence, as printed: the first official, or otherwise the first of all."""
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
