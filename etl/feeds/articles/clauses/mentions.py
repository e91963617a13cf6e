"""What each clause of a report mentions: patrols, attacks, stops and milestones, before their days are known."""

import re
from dataclasses import replace

from etl.feeds.articles.clauses import attacks, patrols, stops
from etl.feeds.articles.clauses.listing import mention_item
from etl.feeds.articles.clauses.patrol_mentions import mention_patrols
from etl.feeds.articles.events import Event, Mention
from etl.feeds.articles.language.words import find, has
from etl.feeds.articles.reading import Setting

HAPPENED = re.compile(
    r"\b(?:инцидент|взрыв|нападение|обстрел)\s+(?:произош|случил)|\b(?:olay|saldırı|patlama)\b.{0,60}\b(?:meydana geldi|gerçekleşti)|(?:وقع|وقعت|حصل)\s+(?:الهجوم|الانفجار|الحادث|الحادثة|الاستهداف)"
    r"|\b(?:incident|this|it|attack|blast|explosion|ambush|shooting|raid)\s+(?:happened|occurred|took place|came)\b|\bincident\b.{0,20}\b(?:happened|occurred|took place)",
    re.IGNORECASE,
)
# “It was the first deadly attack since November” says how an earlier attack compares, and when others began.
RANKED = re.compile(
    r"\W*(?:It|This|That|The (?:attack|blast|incident|ambush|raid|strike))\s+(?:was|is|marks|marked|comes as|became)\s+(?:only\s+|at least\s+)?"
    r"(?:the|its|their|a)\s+(?:[\w-]+\s+){0,2}?(?:first|second|third|fourth|fifth|\w+th|latest|deadliest|worst|biggest|largest|most|only|last|heaviest|bloodiest)\b",
    re.IGNORECASE,
)
THE_VICTIM = re.compile(
    r"\W*(?:They|He|She|It|(?:The|Their|Its|His)\s+(?:[\w-]+\s+){0,2}?(?:column|convoy|vehicles?|soldiers?|troops|victims?|unit|team|crew|ship"
    r"|vessel|tanker|bus|truck|car|two|three|four|men|attackers?|assailants?|gunm[ae]n|militants?|device|bomb|bomber|mine|rockets?|missiles?|drones?"
    r"|fighters|jihadists|patrol|group|travellers|passengers|driver))\b"
)
THE_ATTACK = re.compile(
    r"\b(?:the|this|that)\s+(?:[\w-]+\s+)?(?:attack|blast|explosion|ambush|bombing|raid|shelling|strike|assault|clashes|shooting|incident)\b"
    r"(?!\s+(?:on|of|against|in which|that|near|at)\b|-)",
    re.IGNORECASE,
)
SIGNED = re.compile(
    r"\W*(?:which (?:was|were) |that was |and )?(?:signed|reached|concluded|brokered|struck|agreed|sealed)\b",
    re.IGNORECASE,
)
COMES = re.compile(
    r"\W*(?:It|This|The (?:attack|blast|incident|ambush|raid|strike))\s+(?:comes|came|follows|followed)\b",
    re.IGNORECASE,
)
ANOTHER_ONE = re.compile(
    r"\W*(?:Another|A second|A third)(?: one)?\s+(?:took place|was (?:held|carried out|run|conducted)|followed|ran|went)\b"
)
IT = re.compile(
    r"\W*(?:It|The (?:convoy|run|route|mission|column|two sides|forces|vehicles)|(?:\w+ )?(?:forces|troops|vehicles) (?:of|from) (?:both|the two))\b"
)


def mention_in(setting: Setting) -> list[Mention]:
    """List what a clause mentions."""
    if setting.sentence.text.rstrip(" \"'»”").endswith(("?", "؟")):
        return []
    found = _mention_stop(setting)
    attack = _find_attack(setting)
    item = mention_item(setting, attack)
    if item:
        return [*found, *mention_patrols(setting, attack), item]
    found += mention_patrols(setting, attack)
    if attack:
        found += _mention_attacks(setting, attack, [each for each in found if each.kind == "patrol"])
    elif not found:
        found += _refer(setting)
    return found + _mention_milestone(setting, attack is not None)


def _mention_stop(setting: Setting) -> list[Mention]:
    spoken_of = setting.reading.found.focus("suspension")
    is_spoken_of = spoken_of is not None and setting.index - spoken_of.mentions[-1].sentence <= 1
    stop = stops.find_stop(setting.sentence, setting.clause, is_spoken_of) if "denied" not in setting.void else None
    speaker = _find_speaker(setting.sentence.text)
    return [Mention(stop, setting.index, setting.clause.start, announced_by=speaker)] if stop else []


def _find_attack(setting: Setting) -> attacks.Attack | None:
    """Return the attack that a clause tells of, and not only compares with others or tells the end of."""
    sentence, clause = setting.sentence, setting.clause
    has_day = any(day.is_one_day and not day.is_limit for day in setting.days_of_clause)
    attack = attacks.find_attack(sentence, clause, setting.void, has_day)
    if attack is None or setting.reading.found.focus("attack") is None:
        return attack
    if (RANKED.match(sentence.text) and not re.search(r"[:;]", sentence.text[: clause.start])) or (
        clause.start == 0 and COMES.match(clause.text)
    ):
        return None
    is_dated = any(day.first is not None and not day.is_said for day in setting.days)
    return None if attack.is_toll and attack.kind == "attack" and not is_dated else attack


def _mention_attacks(setting: Setting, attack: attacks.Attack, hit: list[Mention]) -> list[Mention]:
    """List an attack; of several numbered patrols that were hit, one for each: “the 25th on 17 August and the 26th on 25 August”."""
    mention = Mention("attack", setting.index, attack.at, attack_kind=attack.kind, weapon=attack.weapon, target=attack.target,
                      is_toll=attack.is_toll, is_same=_is_known(setting, attack.at))  # fmt: skip
    numbered = [each for each in hit if each.number] if attack.target in (None, "patrol") else []
    if not numbered or numbered[0] is not hit[0]:
        return [mention]
    more = [replace(mention, at=each.at, number=each.number) for each in numbered[1:] if attack.target == "patrol"]
    return [*more, replace(mention, number=numbered[0].number)]


def _mention_milestone(setting: Setting, is_attack: bool) -> list[Mention]:
    if "denied" in setting.void:
        return []
    start = setting.clause.start
    days = [replace(day, start=day.start - start, end=day.end - start) for day in setting.days_of_clause]
    milestone = stops.find_milestone(setting.clause.text, days, is_attack)
    before = setting.sentence.text[:start]
    if (
        milestone is None
        and days
        and days[0].first
        and SIGNED.match(setting.clause.text)
        and has("milestone", before, "noun")
    ):
        milestone = (days[0], 0)
    if milestone is None:
        return []
    day, at = milestone
    return [Mention("milestone", setting.index, start + at, day.first, day.last, has_days=True)]


def _refer(setting: Setting) -> list[Mention]:
    """List what a clause says of an event that it does not name: “the incident happened”, “it started at”."""
    found, clause, index = setting.reading.found, setting.clause, setting.index
    hit, run, again = found.focus("attack"), found.focus("patrol"), found.focus("resumption")
    if hit and HAPPENED.search(clause.text) and index - hit.mentions[-1].sentence <= 2:
        return [Mention("attack", index, clause.start)]
    if run and ANOTHER_ONE.match(clause.text) and index - run.mentions[-1].sentence == 1 and not _is_after(hit, run):
        who = next((each.who for each in run.mentions if each.who), None)
        return [Mention("patrol", index, clause.start, who=who, is_another=True)]
    outcome = patrols.find_outcome(clause.text)
    if not (clause.start < 3 and IT.match(clause.text) and (outcome or has("run", clause.text))):
        return []
    if run and index - run.mentions[-1].sentence == 1 and not _is_after(hit, run):
        return [Mention("patrol", index, clause.start, number=run.number, outcome=outcome)]
    if not run and again and index - again.mentions[-1].sentence == 1:
        return [Mention("patrol", index, clause.start, *again.days, who="joint", outcome=outcome)]
    return []


def _is_known(setting: Setting, at: int) -> bool:
    """Tell whether a clause speaks of an attack that an earlier one told of: “the blast”, “the convoy was on its way when …”."""
    focus = setting.reading.found.focus("attack")
    if focus is None:
        return False
    if any(each.start() <= at < each.end() for each in THE_ATTACK.finditer(setting.sentence.text)):
        return True
    is_next = setting.index - focus.mentions[-1].sentence <= 1
    return is_next and bool(THE_VICTIM.match(setting.sentence.text)) and not setting.days


def _is_after(event: Event | None, other: Event) -> bool:
    return event is not None and event.mentions[-1].sentence >= other.mentions[-1].sentence


def _find_speaker(text: str) -> str | None:
    """Return who speaks in a sentence, as printed; the first official, else the first of all."""
    hits = [hit for hit in find("speaker", text) if hit.meaning in ("turkish", "russian", "official")]
    if not hits:
        return None
    named = (
        re.match(r"(?: [A-Z][\w-]+){1,3}", text[hits[0].end :])
        if hits[0].text.lower().endswith(("admiral", "minister", "official"))
        else None
    )
    return hits[0].text + (named[0] if named else "")
