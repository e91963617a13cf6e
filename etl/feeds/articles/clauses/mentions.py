"""Finds what each clause of a report mentions: patrols, attacks, stops and milestones, before their days are known."""

import re
from dataclasses import replace
from itertools import pairwise

from etl.feeds.articles.clauses import attacks, patrols, stops
from etl.feeds.articles.clauses.listing import mention_item
from etl.feeds.articles.clauses.losses import casualties, tolls
from etl.feeds.articles.clauses.parts import A_FEW_WORDS, ATTACK, ATTACKER, RANK, THING, VICTIM, WEAPON, WORST
from etl.feeds.articles.clauses.patrol_mentions import mention_patrols
from etl.feeds.articles.clauses.speakers import find_announcer
from etl.feeds.articles.clauses.sums import PLURAL, PROTEST, SERIES, SEVERAL
from etl.feeds.articles.clauses.void import NO_ROLE, gives_account, is_negated, is_planned
from etl.feeds.articles.events import Event, Mention
from etl.feeds.articles.headings import HAPPENED
from etl.feeds.articles.language.words import find, has
from etl.feeds.articles.reading import Setting

# “It was the first deadly attack since November” compares an attack with earlier ones.
RANKED = re.compile(
    r"\W*(?:وبذلك|وبهذا|وتعد هذه|ويعد هذا|وكانت هذه|وهذه|وهذا)\b.*\b(?:أول|ثاني|ثالث|رابع)\b"
    r"|\W*Это (?:уже )?(?:перв|втор|трет|четверт)"
    rf"|\W*(?:It|This|That|The {ATTACK})\s+(?:was|is|marks|marked|comes as|became)\s+(?:only\s+|at least\s+)?"
    rf"(?:the|its|their|a)\s+{A_FEW_WORDS}(?:{RANK}|{WORST}|most|only)\b",
    re.IGNORECASE,
)
THE_VICTIM = re.compile(
    r"\W*(?:According to [^,.]{2,30},? (?=it ))?"
    rf"(?:They|He|She|[Ii]t|(?:The|Their|Its|His)\s+{A_FEW_WORDS}(?:{THING}|{VICTIM}|{ATTACKER}|{WEAPON}))\b"
)
THE_ATTACK = re.compile(
    r"(?:^|[.,:] )(?:söz konusu )?(?:saldırı|patlama|olay),? (?=.{0,60}\b(?:gerçekleşti|meydana geldi|düzenlendi|yaşandı))"
    r"|(?:وقع|وقعت|حصل|جاء|كان)\s+(?:الهجوم|الانفجار|الاستهداف|القصف)"
    rf"|\b(?:the|this|that|\w+day's|yesterday's|today's)\s+(?:[\w-]+\s+)?(?:{ATTACK}|clashes)\b"
    r"(?!\s+(?:on(?! (?:\w+day|\d|[A-Z]\w+ \d))|of|against|in which|that|near|at)\b|-)",
    re.IGNORECASE,
)
AFTER = re.compile(r"(?:after|following|since|عقب|بعد|إثر|после|sonra)(?!\w)", re.IGNORECASE)
NEXT_CHARACTERS = 30  # of the text after a clause, such as “and killed on Wednesday”
BECAUSE_OF_SOME = re.compile(
    r"\b(?:because of|due to|owing to|amid|in response to|respond(?:ed|ing|s) to|in retaliation for|retaliat(?:ed|ing) for)\s+(?:[\w-]+\s+){0,2}$",
    re.IGNORECASE,
)  # “because of heavy fighting”
A_THING = re.compile(
    rf"\b(?P<the>the|an?|their|his|its|one)\s+(?:[\w-]+\s+){{0,3}}?(?P<thing>{THING})\b",
    re.IGNORECASE,
)
THE_WORST = re.compile(
    rf"\W*(?:and )?(?:in )?the (?:most (?:serious|recent|severe)|latest|last|earliest|{WORST})"
    rf"(?: one| case| episode| {ATTACK}| of (?:these|them|all))?(?=,|$| (?:was|came|on|happened)\b)",
    re.IGNORECASE,
)
A_DAY_LONG = re.compile(
    r"hour|сут|ساع|(?:past|last) day\b", re.IGNORECASE
)  # “over the past 24 hours” is the period of a sum
REACH = 3  # most sentences from “patrols resumed” to “the column went”
LISTED = 3  # days in a list, each with one attack: “four times: on 14 July, 28 July, …”
MOURNING = re.compile(r"\b(?:mourning|mourned|half-mast|day of prayer)\b", re.IGNORECASE)
RETURN_FIRE = re.compile(r"\b(?:return(?:ed|ing) fire|(?:fired|fire|shot) back)\b", re.IGNORECASE)
# “Incident type: ATTACK”
LABEL = re.compile(r"\W*(?:[Ii]ncident|[Ee]vent|[Tt]ype|[Nn]ature)[\w /]{0,20}: [\w /-]{3,25}")
THE_DECISION = re.compile(
    r"\W*(?:The|This) (?:decision|measure|move|order|step|suspension|halt|pause|stop|announcement)\b", re.IGNORECASE
)
THE_RUN = re.compile(r"\b(?:the|this) (?:joint )?patroll?ing (?:was|had been)\b", re.IGNORECASE)
COMES = re.compile(
    rf"\W*(?:It|This|The {ATTACK})\s+(?:comes|came|follows|followed)\b",
    re.IGNORECASE,
)
ANOTHER_ONE = re.compile(
    r"\W*(?:Another|A second|A third)(?: one)?\s+(?:took place|was (?:held|carried out|run|conducted)|followed|ran|went)\b"
)
SOME_VEHICLES = r"(?:(?:Some|About) )?(?:[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine|[Tt]en|\d+) (?:armou?red |military )?vehicles"
THE_COLUMN = r"(?:The|A|Today's|\w+day's|This|Both) (?:joint |first |two-sided )?(?:convoys?|run|route|mission|column|two sides|forces|vehicles)"
IT = re.compile(
    rf"\W*(?:It|{SOME_VEHICLES}|{THE_COLUMN}|(?:\w+ )?(?:forces|troops|vehicles) (?:of|from) (?:both|the two))\b"
)


def mention_in(setting: Setting) -> list[Mention]:
    """List the events that a clause mentions."""
    if setting.sentence.text.rstrip(" \"'»”").endswith(("?", "؟")):
        return []
    if LABEL.fullmatch(setting.sentence.text):
        return []
    found = _mention_stop(setting)
    attack = _find_attack(setting)
    if (
        attack
        and (found or _follows_stop(setting) or BECAUSE_OF_SOME.search(setting.sentence.text[: attack.at]))
        and _is_reason(setting, attack)
    ):
        attack = None
    item = mention_item(setting, attack)
    if item:
        return [*found, *mention_patrols(setting, attack), item]
    runs = mention_patrols(setting, attack)
    found += [
        each
        for each in runs
        if each.number is not None or attack or not any(stop.kind == "suspension" for stop in found)
    ]
    if attack:
        found += _mention_attacks(setting, attack, [each for each in found if each.kind == "patrol"])
    elif not found:
        found += _mention_worst(setting) or _refer(setting)
    return found + _mention_milestone(setting, attack is not None)


def _is_reason(setting: Setting, attack: attacks.Attack) -> bool:
    """Return whether attacks are named only as the reason for a stop of patrols: “halted because of attacks”."""
    text, clause = setting.sentence.text, setting.clause
    before = text[clause.start : attack.at]
    start = clause.start if AFTER.match(before) else attack.at
    is_event_of_its_own = (
        any(claim.value for claim in casualties.find_claims(clause.text))
        or any(day.first and start <= day.start < clause.end + NEXT_CHARACTERS for day in setting.days)
        or (not PLURAL.match(text[attack.at :]) and bool(setting.reading.gazetteer.find(text[attack.at : clause.end])))
    )
    return not is_event_of_its_own and (has("because", before) or AFTER.match(before) is not None)


def _follows_stop(setting: Setting) -> bool:
    """Return whether the sentence says, before the clause, that patrols stopped or started."""
    before = setting.sentence.text[: setting.clause.start]
    return has("patrols", before) and (has("stop", before) or has("start", before))


def _mention_stop(setting: Setting) -> list[Mention]:
    found = setting.reading.found
    before_this = [event for event in (found.focus("suspension"), found.focus("resumption")) if event]
    before = setting.reading.sentences[setting.index - 1].text if setting.index else ""
    is_spoken_of = any(setting.index - event.mentions[-1].sentence <= 1 for event in before_this) or has(
        "patrols", before
    )
    stop = stops.find_stop(setting.sentence, setting.clause, is_spoken_of) if "denied" not in setting.void else None
    run = found.focus("patrol")
    is_of_run = (
        run is not None and 0 <= setting.index - run.mentions[-1].sentence <= 2 and THE_RUN.search(setting.clause.text)
    )
    if stop == "suspension" and run and is_of_run and not has("lasting", setting.sentence.text):
        return [
            Mention("patrol", setting.index, setting.clause.start, number=run.number, outcome="cut_short", is_same=True)
        ]
    speaker = find_announcer(setting) if stop else None
    return [Mention(stop, setting.index, setting.clause.start, announced_by=speaker)] if stop else []


def _find_attack(setting: Setting) -> attacks.Attack | None:
    """Return the attack that a clause reports, unless the clause only compares attacks or reports the end of one."""
    sentence, clause = setting.sentence, setting.clause
    has_day = any(
        day.is_short and not day.is_limit and not A_DAY_LONG.search(sentence.text[day.start : day.end])
        for day in setting.days_of_clause
    )
    days = [day for day in setting.days if not day.is_limit]
    is_listed = sum(day.continues(before, sentence.text) for before, day in pairwise(days)) >= LISTED - 1
    void = setting.void - {"sum"} if is_listed else setting.void
    attack = attacks.find_attack(sentence, clause, void, has_day, is_listed)
    if attack and (_is_mourned(setting, attack.at) or NO_ROLE.search(sentence.text[: attack.at][-60:])):
        return None
    if attack is None or setting.reading.found.focus("attack") is None:
        return attack
    if (RANKED.match(sentence.text) and not re.search(r"[:;]", sentence.text[: clause.start])) or (
        clause.start == 0 and COMES.match(clause.text)
    ):
        return None
    is_dated = any(day.first is not None and not day.is_of_statement for day in setting.days)
    return None if attack.is_toll and attack.kind == "attack" and not is_dated else attack


def _is_mourned(setting: Setting, at: int) -> bool:
    """Return whether a sentence names an attack only as the reason for mourning, without its day or toll."""
    text = setting.sentence.text
    is_dated = any(day.first and day.start > at for day in setting.days)
    return not is_dated and MOURNING.search(text[:at]) is not None and not casualties.find_claims(text[at:])


def _mention_attacks(setting: Setting, attack: attacks.Attack, hit: list[Mention]) -> list[Mention]:
    """List an attack, or one for each of several numbered patrols: “the 25th on 17 August and the 26th on 25 August”."""
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
    if milestone is None:
        return []
    day, at = milestone
    return [Mention("milestone", setting.index, start + at, day.first, day.last, has_days=True)]


def _mention_worst(setting: Setting) -> list[Mention]:
    """List an attack that a clause names only by a superlative: “the most serious, on 14 July, three Russians”."""
    if not THE_WORST.match(setting.clause.text) or setting.void & {"denied", "plan", "found"}:
        return []
    text = " ".join(each.text for each in setting.reading.sentences[max(0, setting.index - 1) : setting.index + 1])
    is_of_attacks = has("attack", text, "strong", "weak") and any(day.is_one_day for day in setting.days)
    return [Mention("attack", setting.index, setting.clause.start, is_another=True)] if is_of_attacks else []


def mention_by_evidence(setting: Setting) -> Mention | None:
    """Return the attack in a sentence that names a day, and weapons or people hurt, but that no other rule recognises."""
    sentence, text = setting.sentence, setting.sentence.text
    is_dated = any(day.is_short and not (day.is_limit or day.is_of_statement or day.is_due) for day in setting.days)
    if not is_dated or setting.void or has("void", text) or SEVERAL.search(text) or SERIES.search(text):
        return None
    if text.rstrip(" \"'»”").endswith(("?", "؟")):
        return None
    weapons = [
        hit for hit in find("weapon", text) if hit.meaning not in ("none", "attack", "violence_against_civilians")
    ]
    hurt = [claim for claim in casualties.find_claims(text) if claim.value]
    hit_by = bool(weapons) and (bool(hurt) or has("damage", text) or has("none", text) or _hits_another(text))
    if not hit_by and not (hurt and has("person", text)):
        return None
    at = weapons[0].start if weapons else hurt[0].at
    is_of_toll = tolls.TOLL.search(text) or tolls.LATER_DEATH.search(text)
    if (is_of_toll or THE_ATTACK.search(text)) and setting.reading.found.focus("attack"):
        return None  # “On Thursday the minister raised the toll to 29”
    if is_negated(text, at) or has("unsure", text) or PROTEST.search(text[:at]):
        return None
    kind, weapon = attacks.choose_weapon(weapons)
    targets = {hit.meaning for hit in find("object", text)} - {"vehicle", "armed_group"}
    clause = next(each for each in sentence.clauses if each.start <= at)
    return Mention("attack", setting.index, max(at, clause.start), attack_kind=kind, weapon=weapon,
                   target=targets.pop() if len(targets) == 1 else None)  # fmt: skip


def _hits_another(text: str) -> bool:
    """Return whether a text names something other than a patrol that may have been hit. Drones also fly above patrols."""
    return any(hit.meaning not in ("patrol", "vehicle") for hit in find("object", text))


def _refer(setting: Setting) -> list[Mention]:
    """List what a clause says about an event that it only refers to: “the incident happened”, “it started at”."""
    found, clause, index = setting.reading.found, setting.clause, setting.index
    hit, run, again = found.focus("attack"), found.focus("patrol"), found.focus("resumption")
    if hit and HAPPENED.search(clause.text) and index - hit.mentions[-1].sentence <= 2:
        is_same = clause.start < 3 and re.match(r"\W*(?:The (?:incident|attack)|It|This)\b", clause.text) is not None
        return [Mention("attack", index, clause.start, is_same=is_same)]
    if run and ANOTHER_ONE.match(clause.text) and index - run.mentions[-1].sentence == 1 and not _is_after(hit, run):
        who = next((each.who for each in run.mentions if each.who), None)
        return [Mention("patrol", index, clause.start, who=who, is_another=True)]
    halt = found.focus("suspension")
    if (
        halt
        and not halt.has_days
        and setting.days
        and THE_DECISION.match(setting.sentence.text)
        and index - halt.mentions[-1].sentence == 1
    ):
        return [Mention("suspension", index, clause.start, is_same=True)]
    outcome = patrols.find_outcome(clause.text)
    if is_planned(clause, clause.end):
        return []
    if RANKED.match(clause.text) or not (
        clause.start < 3 and IT.match(clause.text) and (outcome or has("run", clause.text))
    ):
        return []
    reach = 2 if run and all(each.is_title for each in run.mentions) else 1
    if run and index - run.mentions[-1].sentence <= reach and not _is_after(hit, run):
        return [Mention("patrol", index, clause.start, number=run.number, outcome=outcome)]
    is_of_patrols = again is not None and has(
        "object", setting.reading.sentences[again.mentions[-1].sentence].text, "patrol"
    )
    if not run and again and is_of_patrols and index - again.mentions[-1].sentence <= REACH:
        return [Mention("patrol", index, clause.start, *again.days, who="joint", outcome=outcome)]
    return []


def _is_known(setting: Setting, at: int) -> bool:
    """Return whether a clause is about an attack reported earlier: “the blast”, “the convoy was on its way when …”."""
    focus = setting.reading.found.focus("attack")
    if focus is None:
        return False
    if find("claim", setting.clause.text) and not setting.days:
        return True
    if any(each.start() <= at < each.end() for each in THE_ATTACK.finditer(setting.sentence.text)):
        return True
    if (
        RETURN_FIRE.search(setting.clause.text)
        and setting.index - focus.mentions[-1].sentence <= 1
        and not setting.days
    ):
        return True
    if (not setting.days or focus.days[0] is None) and _names_again(setting, focus):
        return True
    if gives_account(setting.sentence.text[:at], setting.index, focus) and all(
        day.is_of_statement for day in setting.days
    ):
        return True
    is_next = setting.index - focus.mentions[-1].sentence <= 1
    return is_next and bool(THE_VICTIM.match(setting.sentence.text)) and not setting.days


def _names_again(setting: Setting, focus: Event) -> bool:
    """Return whether a sentence names with “the” a thing that the sentence of an earlier attack named with “a” or “their”."""
    if setting.index - focus.mentions[-1].sentence > 1:
        return False
    before = {
        each["thing"].lower() for each in A_THING.finditer(setting.reading.sentences[focus.mentions[-1].sentence].text)
    }
    return any(
        each["thing"].lower() in before
        for each in A_THING.finditer(setting.sentence.text)
        if each["the"].lower() == "the"
    )


def _is_after(event: Event | None, other: Event) -> bool:
    return event is not None and event.mentions[-1].sentence >= other.mentions[-1].sentence
