"""Finds the people killed and wounded in a sentence: separate numbers of each, with their sides."""

import re
from dataclasses import dataclass, field, replace

from etl.feeds.articles.clauses.losses.tolls import LATER_DEATH, TOLL, Claim, find_tolls
from etl.feeds.articles.language.day_names import find_names, is_month
from etl.feeds.articles.language.numbers import SOME, find_numbers
from etl.feeds.articles.language.words import Hit, find, has

STOP = re.compile(
    r"[,;:()]|(?<!\.\w)\.(?!\w)|\b(?:in|on|at|near|by|when|were|was|is|are|have|has|had|with|for|after|from|who|which|that|to|as|while|during"
    r"|killed|wounded|injured|dead|hurt|died|killing|wounding|injuring|concussed)\b",
    re.IGNORECASE,
)
PASSIVE = re.compile(
    r"\b(?:was|were|been|being|are|is|be|got|left|leaving|reported|confirmed)\s+(?:\w+ly\s+|also\s+|reportedly\s+)?$",
    re.IGNORECASE,
)
BETWEEN = re.compile(
    r"[\s,]*(?:(?:at least|more than|up to|some|about|around|over|nearly|the|as many as|no fewer than|no less than|another|all|one of)\s*)*",
    re.IGNORECASE,
)
TO_VERB = re.compile(
    r"[\s,]*(?:(?:were|was|are|is|have|has|had|been|being|reported|reportedly|confirmed|slightly|lightly|seriously|others?|also|left|of them|more|as|severely|critically|badly|light|to have been)\s*)*",
    re.IGNORECASE,
)
SUBSET = re.compile(
    r"\b(?:including|among them|of them|of whom|two of which|بينهم|بينها|منهم|среди них|в том числе)\s+(?:at least\s+)?$",
    re.IGNORECASE,
)
# “Russian drone”, “civilian bus”: these are not people.
ADJECTIVE = re.compile(
    r"(?:russian|turk|civilian|rebel|militant|terrorist|jihadist|general|major|private|citizen|insurgent|police)$",
    re.IGNORECASE,
)
BEFORE_A_NOUN = re.compile(
    r"\s+(?!(?:was|were|is|are|has|have|had|who|killed|died|wounded|injured|lost|and|or|in|on|at|by|when|from|with|dead|officers?|fell)\b)[a-z]+",
    re.IGNORECASE,
)
ANOTHER = re.compile(r"(?:an)?other\b|\w+ (?:more|others?)\b|آخر|\w+ آخر(?:ون|ين|ان)|еще|ещё", re.IGNORECASE)
OTHERS = re.compile(r"\s*(?:آخرون|آخرين)")  # after a number it does not count anybody again
# “Two soldiers of the Turkish army”
OF_WHOM = re.compile(r"\s+(?:of|from|in|serving with|belonging to)\s+((?:[\w'-]+ ?){1,4})")
OF_ITS = re.compile(r"\b(?:its|their) (?:own )?(?:soldiers|servicemen|troops|personnel|men)\b")
AGED = re.compile(r"\baged (?:between )?(?:\d+ (?:and|to) )?$")
NOBODY = re.compile(
    r"\b(?:nobody|no one)\b[^,.;]{1,25}\b(?:was|were)\s+(?P<what>hurt|injured|wounded|killed|harmed)\b", re.IGNORECASE
)
CONDOLENCES = re.compile(r"\bcondolences\b", re.IGNORECASE)
# A Turkish verb follows the people that it is about.
VERB_LAST = re.compile(r"yara|öl|şeh|hay|yaş|can", re.IGNORECASE)
# Another subject, or the sum of several.
PARTED = re.compile(r"[;:]|\b(?:people|persons|of them|of whom|said|says)\b", re.IGNORECASE)
SOURCES = re.compile(r"\s*(?:[\w-]+ ){0,3}(?:sources?|officials?|witnesses|spokes\w+)\b", re.IGNORECASE)
LAST_WORD = re.compile(r"([^\W\d_]+)\.?\s+$")
IN_BRACKETS = re.compile(r"\([^()]{1,20}\)")
# “Major General Gladkikh, a senior adviser, was killed” is one person.
APPOSED = re.compile(
    r"\b(?:General|Admiral|Colonel|Major|Captain|Lieutenant|Sergeant|Corporal|Officer|Commander) (?:[A-Z][\w'-]+\s?){1,3},\s+"
    r"(?:(?:an?|the)\s+(?:\w+\s+){0,3})?$"
)
OR = re.compile(r"\s*(?:or|and/or|and)\s*", re.IGNORECASE)
AMONG = re.compile(
    r"^\s*(?:were\s+)?(?:reported\s+)?(?:among|on|for|to)\s+(?:the\s+|its\s+)?(?P<who>[\w' ]{3,40})", re.IGNORECASE
)


@dataclass
class _Group:
    start: int
    end: int
    value: int | str
    side: str | None
    is_people: bool
    is_subset: bool = False
    is_numbered: bool = True
    verb: str | None = None
    people: str = ""
    words: list[str] = field(default_factory=list)


def find_claims(text: str) -> list[Claim]:
    """List what a sentence says about people killed and wounded."""
    text = CONDOLENCES.split(text)[0]  # to the families of those already counted
    text = IN_BRACKETS.sub(lambda found: " " * len(found[0]), text)  # “two (a woman, a child) injured”
    claims, covered = _find_none(text)
    claims += find_tolls(text)
    verbs = [
        Hit(hit.start, hit.end, f"{what} {hit.meaning}", hit.text)
        for what in ("killed", "wounded")
        for hit in find(what, text)
        if not any(start <= hit.start < end for start, end in covered)
    ]
    verbs.sort(key=lambda verb: verb.start)
    if not verbs:
        return claims
    groups = [group for group in _find_groups(text) if not any(start <= group.start < end for start, end in covered)]
    _assign(text, verbs, groups)
    if LATER_DEATH.search(text) and all(group.is_subset for group in groups if group.verb == "killed"):
        groups = [
            replace(group, is_subset=group.is_subset and group.verb != "killed") for group in groups
        ]  # “one of them died of his wounds”
    return claims + _add_up(groups)


def _find_none(text: str) -> tuple[list[Claim], list[tuple[int, int]]]:
    claims, covered = [], []
    for hit in find("none", text):
        among = AMONG.match(text[hit.end : hit.end + 60])
        side = find_side(among["who"]) if among else None
        whats = ("killed", "wounded") if hit.meaning == "both" else (hit.meaning,)
        claims += [Claim(what, side, 0, hit.start) for what in whats]
        covered.append((hit.start, hit.end))
    for found in NOBODY.finditer(text):
        hurt = found["what"].lower()
        whats = ("killed", "wounded") if hurt in ("hurt", "harmed") else ("wounded",) if hurt == "injured" else (hurt,)
        claims += [Claim(what, None, 0, found.start()) for what in whats]
        covered.append(found.span())
    return claims, covered


def find_side(text: str) -> str | None:
    """Return the side that some words name; None if they name none, or more than one."""
    sides = {hit.meaning for hit in find("side", text)}
    if len(sides) > 1 and "civilian" in sides:
        sides -= {"other"}
    if sides == {"other"} and has("serving", text, "word") and not has("foreign", text):
        return "force"  # “three Nigerian soldiers”, at home
    return sides.pop() if len(sides) == 1 else None


def _find_side_behind(text: str, end: int, people: str) -> str | None:
    """Return the side named after people: “soldiers of the Turkish army”. For “two of its soldiers” it is that of the ministry."""
    if OF_ITS.search(people):
        speakers = {hit.meaning for hit in find("speaker", text[:end])} & {"turkish", "russian"}
        return speakers.pop() if len(speakers) == 1 else None
    behind = OF_WHOM.match(text[end:])
    side = find_side(behind[1]) if behind else None
    return side if side in ("turkish", "russian", "syrian_army", "armed_group") else None


def _find_groups(text: str) -> list[_Group]:
    weekdays = [(start, end) for start, end, _ in find_names(text, "weekday")]
    numbers = [
        number
        for number in find_numbers(text)
        if not any(start <= number.start < end for start, end in weekdays)  # “الاثنين” is Monday, and two
        and not OTHERS.fullmatch(text[number.start : number.end])
    ]
    groups: list[_Group] = []
    for index, number in enumerate(numbers):
        limit = numbers[index + 1].start if index + 1 < len(numbers) else len(text)
        window = text[number.end : min(limit, number.end + 70)]
        stop = STOP.search(window)
        words = window[: stop.start()] if stop else window
        people = find("person", words)
        month = re.match(r"\s*(?:of\s+)?([^\W\d_]+)", window)
        if month and is_month(month[1]) and month[1][0].isupper():
            continue  # “on 6 September gunmen …”
        named = LAST_WORD.search(text[: number.start])
        if not number.is_article and named and is_month(named[1]) and named[1][0].isupper():
            continue  # “on August 25 injured two”
        if SOURCES.match(window) or AGED.search(text[: number.start]):
            continue  # “two rebel sources said”
        if number.is_article and (
            not any(hit.meaning == "one" for hit in people)
            or APPOSED.search(text[: number.start])
            or _is_adjective(people[0], words)
        ):
            continue
        subset = bool(SUBSET.search(text[max(0, number.start - 24) : number.start])) or bool(
            re.match(r"\s+of (?:them|whom)\b", window)
        )
        end = number.end + (people[0].end if people else 0)
        of_people = words[: people[0].end + (14 if not people[0].text.isascii() else 0)] if people else words
        side = find_side(of_people) or _find_side_behind(text, end, of_people)
        is_people = bool(people) or OTHERS.match(words) is not None
        groups.append(_Group(number.start, end, number.value, side, is_people, subset, people=of_people, words=[words]))
    # “three Russian and several Turkish soldiers”: the last noun applies to all.
    for group, following in zip(reversed(groups[:-1]), reversed(groups[1:]), strict=True):
        between = group.words[0]
        if not group.is_people and following.is_people and re.search(r"(?:\band|,|و)\s*$", between) and group.side:
            group.is_people = True
    groups = sorted(groups + _find_unnumbered(text, groups), key=lambda group: group.start)
    for group, before in zip(groups[1:], groups, strict=False):  # “one soldier was killed and two others wounded”
        is_bare = not group.is_people or ANOTHER.match(text[group.start :]) is not None
        between = text[before.start : group.start]
        if group.side is None and before.side and is_bare and group.is_numbered and not PARTED.search(between):
            group.side = before.side
    return groups


def _find_unnumbered(text: str, groups: list[_Group]) -> list[_Group]:
    """List people without a number: a singular is one person, a plural that names a side is some."""
    found = []
    for hit in find("person", text):
        before = text[max(0, hit.start - 60) : hit.start]
        if _is_adjective(hit, text) or APPOSED.search(before):
            continue
        if any(
            group.start <= hit.start <= max(group.end, group.start + 45)
            and group.is_people
            and not _is_parted(text[group.end : hit.start])
            for group in groups
        ):
            continue
        around = text[max(0, hit.start - 22) : hit.end + (12 if not text[hit.start].isascii() else 0)]
        side = find_side(around)
        if hit.meaning == "one":
            found.append(_Group(hit.start, hit.end, 1, side, True, is_numbered=False, people=hit.text))
        elif hit.meaning == "two":
            found.append(_Group(hit.start, hit.end, 2, side, True, is_numbered=False, people=hit.text))
        elif side and hit.text.lower() not in ("of them", "of whom", "other", "others", "casualties"):
            found.append(_Group(hit.start, hit.end, SOME, side, True, is_numbered=False, people=hit.text))
    return found


def _is_parted(between: str) -> bool:
    """Return whether a verb stands between two people: “an officer was killed and his driver wounded”."""
    return bool(find("killed", between) or find("wounded", between))


def _is_adjective(hit: Hit, text: str) -> bool:
    """Return whether a word for a person describes a thing: “a civilian truck”."""
    return bool(ADJECTIVE.match(hit.text) and BEFORE_A_NOUN.match(text[hit.end :]))


def _assign(text: str, verbs: list[Hit], groups: list[_Group]) -> None:
    """Give each group its verb: those after an active verb, else those before a passive one."""
    edge = 0
    for index, verb in enumerate(verbs):
        what, kind = verb.meaning.split()
        following = verbs[index + 1] if index + 1 < len(verbs) else None
        limit = following.start if following else len(text)
        if following and OR.fullmatch(
            text[verb.end : following.start]
        ):  # “killed or wounded” does not say how many of each
            for group in groups:
                if group.verb is None and (
                    edge <= group.start < verb.start or verb.start < group.start < following.end + 30
                ):
                    group.verb = "unknown"
            edge = following.end
            continue
        inside = [
            group
            for group in groups
            if group.verb is None
            and group.start < verb.start
            and (group.is_people or TO_VERB.fullmatch(text[group.start : verb.start].partition(" ")[2]))
        ]
        ahead = [group for group in groups if group.verb is None and verb.end <= group.start < limit]
        is_near = bool(ahead) and BETWEEN.fullmatch(_drop_sides(text[verb.end : ahead[0].start])) is not None
        is_active = (
            is_near
            and not VERB_LAST.match(verb.text)
            and (
                kind == "ahead"
                or (
                    not PASSIVE.search(text[max(0, verb.start - 30) : verb.start])
                    and not _follows_number(text, verb, groups)
                )
            )
        )
        if is_active:
            for group in ahead:
                if group.is_people or not group.words[0].strip(" ."):
                    group.verb = what
        elif kind != "ahead" or not verb.text.isascii():
            for group in inside:
                if group.start >= edge and "unknown" not in (group.verb or ""):
                    group.verb = what
        for group in groups:  # the remaining groups have no verb
            if group.verb is None and group.start < verb.start and is_active:
                group.verb = "unknown"


def _drop_sides(text: str) -> str:
    return re.sub(r"\b(?:Russian|Turkish|Syrian|civilian|senior|military|ثلاثة)\b", "", text)


def _follows_number(text: str, verb: Hit, groups: list[_Group]) -> bool:
    """Return whether a number comes directly before a verb: “two killed, three wounded”."""
    return any(
        group.verb is None
        and (group.is_numbered or group.value != SOME)
        and group.start < verb.start
        and TO_VERB.fullmatch(text[_after_number(text, group) : verb.start])
        for group in groups
    )


def _after_number(text: str, group: _Group) -> int:
    if group.is_people:
        return group.end
    word = re.match(r"\S+", text[group.start :])
    return group.start + (word.end() if word else 0)


def _add_up(groups: list[_Group]) -> list[Claim]:
    claims: list[Claim] = []
    for what in ("killed", "wounded"):
        counted = [group for group in groups if group.verb == what]
        if any(group.is_numbered for group in counted):  # “attacks on civilians … killing 137 people”
            counted = [group for group in counted if group.is_numbered or group.value != SOME]
        whole = [group for group in counted if not group.is_subset]
        sides = {group.side for group in whole}
        # “six people, among them a woman” does not count all civilians
        counted = whole + [
            group for group in counted if group.is_subset and group.side not in sides and group.side != "civilian"
        ]
        by_side: dict[str, list[_Group]] = {}
        for group in counted:
            if group.side:
                by_side.setdefault(group.side, []).append(group)
        for side, groups_of_side in by_side.items():
            claims.append(Claim(what, side, _sum(groups_of_side), groups_of_side[0].start))
        if whole and all(isinstance(group.value, int) for group in whole) and any(not group.side for group in whole):
            people = " ".join(group.people for group in whole if not group.side)
            claims.append(Claim(what, None, sum(int(group.value) for group in whole), whole[0].start, people))
    return claims


def _sum(groups: list[_Group]) -> int | str:
    values = [group.value for group in groups]
    numbers = [value for value in values if isinstance(value, int)]
    return sum(numbers) if len(numbers) == len(values) else SOME


def gives_toll(text: str) -> bool:
    """Return whether a sentence mentions people hurt, or damage."""
    return TOLL.search(text) is not None or any(has(group, text) for group in ("killed", "wounded", "none", "damage"))
