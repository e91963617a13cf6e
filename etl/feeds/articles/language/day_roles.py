"""Finds the role of a day in its sentence: an event happened, something began or ended, was said, or was planned."""

import re
from dataclasses import replace
from datetime import date

from etl.feeds.articles.language.written_days import Found

LIMIT = re.compile(r"\b(since|until|till|from|by|before|after|through|starting|منذ|حتى|от|со?|beri)(?: the)?(?: early| late)?\s*$", re.IGNORECASE)  # fmt: skip
WITH_ITS_EVENT = re.compile(r",?\s+(?:when|in which|after|attack|blast)|'s\b")  # “since Sunday, when a bomb …”
AHEAD = re.compile(r"\b(?:before|until|till)(?: the)?\s*$", re.IGNORECASE)  # “before Wednesday's meeting”
# “The night from Monday to Tuesday” is two days.
NIGHT = re.compile(r"\bnight (?:of|from|between|to)\s+(?:the )?$", re.IGNORECASE)
SINCE = re.compile(
    r"\bمنذ(?: \w+){1,3} (?:في|بتاريخ)\s*$|\b(?:since|منذ|beri)(?: the(?: [\w-]+){1,3} (?:of|on))?(?: the)?\s*$|\bsince\b[^,.;]{0,60}\b(?:began|begun|started|start|launched|introduced)(?: in| on)?(?: the)?\s*$",
    re.IGNORECASE,
)
# The day of a statement is not the day of the event.
SAID = re.compile(
    r"\b(?:(?-i:said)|says|announced|told (?:reporters|journalists|the press|the agency)|confirmed|reported|stated|tweeted|added|wrote|claimed (?:the|this|responsibility for the) \w+|(?:confirmed|condemned|acknowledged|reported) (?:the|this) (?:attack|incident|blast|explosion|ambush|bombing|killing)|claimed on|claimed responsibility|took responsibility|(?:a|in a) statement|statement issued|briefing|had claimed|as saying|(?:report|bulletin|release|update|communiqué|note) (?:of|from|for|dated)|açıkladı|bildirdi)"
    r"(?:\s+(?:in a statement|late|early|here|in (?:Moscow|Ankara)))?,?(?:\s+on)?(?:\s+(?:late|early))?\s+$",
    re.IGNORECASE,
)
POSTED = re.compile(
    r"\b(?:posted|published|released|circulated|shared|uploaded|broadcast|issued|(?:statements?|messages?) (?:by|from|of|on (?:Telegram|Twitter|Facebook|social|its)))\b[^.;,:]*$",
    re.IGNORECASE,
)
# “Has been shelling the village since dawn” means the day of the report.
ONGOING = re.compile(r"\b(?:has|have) been \w+ing\b|\b(?:continu\w+|keeps?|kept)\b", re.IGNORECASE)
# “The ministry today condemned the attack”: the day of the statement.
SPOKEN = re.compile(
    r"(?: morning| afternoon| evening| night)?\s+(?:strongly |also |again )?"
    r"(?:condemned|denounced|deplored|paid tribute|said|announced|confirmed|denied|rejected|dismissed|accused|blamed|reported|put the|raised the)\b"
    r"|[\s،]+(?:بأن|أن|إن)\s"
)
DUE = re.compile(
    r"\b(?<!\bas )(?:due|scheduled|planned|set|expected|slated|was to \w+|were to \w+|should have \w+)(?: to \w+(?: \w+){0,2})?(?: (?:for|on))?\s+$",
    re.IGNORECASE,
)


def mark_role(text: str, found: Found, published: date | None) -> Found:
    """Return a day with its role in its sentence. `published` is the day of the report."""
    before = text[max(0, found.start - 40) : found.start]
    after = text[found.end : found.end + 30]
    is_ongoing = found.is_one_day and (found.first == published or ONGOING.search(text[: found.start]) is not None)
    is_since = SINCE.search(text[: found.start][-100:]) is not None
    is_limit = not (is_ongoing and is_since) and (
        (is_since and not (found.is_weekday and WITH_ITS_EVENT.match(text[found.end :])))
        or (
            bool(LIMIT.search(before))
            and not (text[: found.end].endswith("'s") and not AHEAD.search(before))
            and not WITH_ITS_EVENT.match(after)
        )
    )
    is_night = NIGHT.search(text[: found.start]) is not None
    return replace(
        found,
        is_limit=is_limit and not is_night,
        is_of_statement=bool(SAID.search(before) or POSTED.search(text[: found.start][-100:]) or SPOKEN.match(after)),
        is_due=bool(DUE.search(before)),
    )
