"""Attacks counted by one sentence and reported one by one by the next: “Two bombs went off. The first hit nobody, the second …”."""

import re

from etl.feeds.articles.clauses.attacks import Attack
from etl.feeds.articles.events import Mention
from etl.feeds.articles.language.words import has
from etl.feeds.articles.language.written_days import Found
from etl.feeds.articles.reading import Reading, Setting

LIST = re.compile(
    r"\b(?:two|three|four|five|six|several|twin|2|3|4|5|6)\s+(?:[\w-]+\s+){0,3}?"
    r"(?:bombs|devices|explosions|blasts|attacks|incidents|mines|ieds|bombings|ambushes|strikes|charges)\b",
    re.IGNORECASE,
)
ITEM = re.compile(
    r"\W*(?:on [\w ]{3,20},\s+|in [\w' -]{3,30},\s+)?(?:the|a)\s+(?P<which>first|second|third|fourth|fifth|other|last|latter|former)\b"
    r"(?:\s+(?:one|blast|explosion|attack|bomb|device|bombing|incident|strike|mine|charge))?(?=,|\s+(?:was|went|hit|struck|on|in|at|near|happened|occurred|took|came"
    r"|wounded|killed|injured|damaged|slightly|lightly|caused|left|an|a|exploded|targeted)\b)",
    re.IGNORECASE,
)
# “… two bombs: one near Samawah, and another an hour later outside Diwaniyah”
ONE_OR_ANOTHER = re.compile(
    r"(?:and |while )?(?P<which>one|the first|another|an? second|the second|the other|a third)\b(?: one)?\s+"
    r"(?:in|near|at|on|outside|close|around|an hour|hours|minutes|later|followed|hit|struck|went|exploded|targeted|was|when|damaged|missed|caused|left|killed|wounded|injured)\b",
    re.IGNORECASE,
)
REACH = 3  # sentences
LISTED_DAYS = 2


def is_list(text: str) -> bool:
    """Return whether a sentence counts attacks."""
    return LIST.search(text) is not None


def mention_listed_days(reading: Reading, text: str, index: int, days: list[Found]) -> list[Mention]:
    """List attacks for which a sentence gives only their number and days: “Two were bombs (14 and 28 July)”."""
    listed = reading.listed
    single = [day for day in days if day.is_one_day and not (day.is_limit or day.is_of_statement or day.is_due)]
    if listed is None or index - listed.mentions[0].sentence != 1 or len(single) < LISTED_DAYS:
        return []
    if listed in reading.found.events or any(has(group, text) for group in ("void", "stop", "start", "milestone")):
        return []
    target = "patrol" if has("patrols", reading.sentences[index - 1].text) else None
    kinds = ("attack", "patrol") if target else ("attack",)
    return [
        Mention(kind, index, day.start, day.first, day.last, has_days=True, is_another=True,
                target=target if kind == "attack" else None)
        for day in single
        for kind in kinds
    ]  # fmt: skip


def mention_item(setting: Setting, attack: Attack | None) -> Mention | None:
    """Return the attack with which a sentence starts a list. Once it is reported, the sum above is not an event."""
    here = ONE_OR_ANOTHER.match(setting.clause.text)
    counted = setting.reading.listed
    is_of_list = is_list(setting.sentence.text[: setting.clause.start]) or (
        counted is not None and setting.clause.start > 0 and 0 < setting.index - counted.mentions[0].sentence <= REACH
    )
    if here and is_of_list and not setting.void & {"found", "denied", "plan"}:
        is_first = here["which"].lower() in ("one", "the first")
        return Mention("attack", setting.index, setting.clause.start, attack_kind=attack.kind if attack else None,
                       weapon=attack.weapon if attack else None, is_same=is_first, is_another=not is_first)  # fmt: skip
    listed, item = setting.reading.listed, ITEM.match(setting.sentence.text)
    clause = setting.clause
    if listed is None or item is None or not clause.start <= item.start("which") < clause.end:
        return None
    sum_of_all = listed.mentions[0]
    if not 0 < setting.index - sum_of_all.sentence <= REACH or setting.void & {"found", "denied", "plan"}:
        return None
    listed.is_listed_singly = listed.is_listed_singly or item["which"].lower() in ("first", "former")
    kind = attack.kind if attack and attack.kind != "attack" else sum_of_all.attack_kind
    return Mention("attack", setting.index, item.start("which"), attack_kind=kind, weapon=attack.weapon if attack else None,
                   target=attack.target if attack else None, is_item=True, is_another=True)  # fmt: skip
