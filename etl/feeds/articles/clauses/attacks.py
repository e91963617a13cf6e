"""Attacks in a sentence: whether a clause tells of one, of which kind, with what and on whom; and what only looks like one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from etl.feeds.articles.clauses.casualties import find_claims
from etl.feeds.articles.clauses.patrols import find_outcome
from etl.feeds.articles.language.day_names import is_month
from etl.feeds.articles.language.sentences import Clause, Sentence
from etl.feeds.articles.language.words import Hit, find, has

KINDS = (
    "air_strike",
    "ied",
    "rocket",
    "shelling",
    "battle",
    "shooting",
    "clash",
    "violence_against_civilians",
    "attack",
)
DEEDS = ("battle", "violence_against_civilians")  # told by what was done
NO_WEAPON = re.compile(
    r"^(?:shelled|shelling|shot|shots|shots were fired|opened fire|open fire|opening fire|gunned down|shot dead|shooting|clash\w*|firefight|gunfight|shootout"
    r"|gunmen|gunman|under fire|exchange of fire|exchanged fire|bombardment|car bombing|fired (?:on|at|upon)|ateş açt?ıl?dı|ateş açtı|çatışma\w*|قصف\w*|إطلاق نار|اشتباك\w*"
    r"|обстрел\w*|drive-by shooting|suicide bombing|silahlı saldırı)$",
    re.IGNORECASE,
)
NEGATED = re.compile(r"\b(?:no|not|never|without(?: any)?|n't|n't been)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
NO_DENIAL = re.compile(
    r"\bden(?:ied|ies|ying)\s+(?!suffering|losing)[a-z]+ing\b|\bden(?:ied|ies|ying) that (?:[\w-]+ ){1,3}?(?:strikes?|targets?|attacks?|shells?|bombs?) (?:[a-z]+ ){0,2}(?:targets|civilians|areas|infrastructure|ships|patrols|hospitals)\b|\bden(?:ied|ies|ying)\s+(?:any\s+|all\s+)?(?:responsibility|involvement|role|having|carrying out|being behind|that (?:it|they) (?:was|were|had)|targeting|attacking|striking|shelling|bombing|killing)\b",
    re.IGNORECASE,
)
DENIED_TOLL = re.compile(
    r"\bden(?:ied|ies|ying)\s+(?:any\s+|that there were (?:any\s+)?|reports of\s+|suffering\s+(?:any\s+)?)?(?:casualties|losses)\b",
    re.IGNORECASE,
)
ONGOING = re.compile(
    r"warn|threat|fear|if$|plot|danger|risk|vowed|in case|in the event|tehdit|تهد|تحذ|угр", re.IGNORECASE
)
PASSIVE = re.compile(r"\b(?:was|were|been|being|is|are|came|come|got)\s+(?:\w+ly\s+|also\s+)?$", re.IGNORECASE)
WHICH_DENIED = re.compile(r"\bwhich (?:[\w-]+ ){1,3}den(?:y|ies|ied)\b", re.IGNORECASE)
DESTROYED = re.compile(r"destroyed|damaged|triggered|set off", re.IGNORECASE)
BETWEEN_MONTHS = re.compile(
    r"\b(?:between|from)\s+(?:early |mid-|late )?(?P<first>[A-Z]\w+)\s+(?:and|to|until)\s+(?:early |mid-|late )?(?P<last>[A-Z]\w+)"
)
COUNTED = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|most|some|several|many|\d{1,3}) of (?:them|these|those|the patrols|which) (?:were|was|came|have|had|attacked|hit|targeted)\b|\bof (?:which|whom|these|them),? (?:only |at least )?(?:one|two|three|four|five|six|seven|eight|nine|ten|\d{1,3})\b|\b(?:twice|three times|four times|\d+ times) (?:in|since|this|last|over)\b",
    re.IGNORECASE,
)
# “Convoy attacked near …”: a headline leaves out “was”.
SHORT = re.compile(r"\s*(?:$|(?:near|in|on|by|with|at|again|overnight)\b)", re.IGNORECASE)
SPEAKS = re.compile(r"\s+(?:say|said|says|told|reported|claimed|heard|confirmed)\b", re.IGNORECASE)
BY = re.compile(r"\b(?:by|from)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
# Attacks of which none is told for itself.
SEVERAL = re.compile(
    r"\b(?:similar|such|other|more|further|previous|recent|repeated|past|earlier|these|most|many|all|of the deadliest|of the worst)\s+(?:[\w-]+\s+){0,2}?"
    r"(?:attacks|bombings|ambushes|raids|air ?strikes|strikes|assaults|explosions|blasts|shootings|kidnappings|abductions)\b",
    re.IGNORECASE,
)
SUM_OF = re.compile(
    r"\b(?:four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|\d{1,3})\s+(?:[\w-]+\s+){0,2}?"
    r"(?:attacks|air ?strikes|strikes|raids|bombings|incidents|shellings|explosions|clashes|ambushes|patrols|convoys)\b",
    re.IGNORECASE,
)
SERIES = re.compile(
    r"\b(?:string|series|wave|spate|number|dozens|scores) of (?:[\w-]+\s+){0,2}?(?:attacks|bombings|raids|ambushes|strikes|explosions|blasts|incidents)\b",
    re.IGNORECASE,
)
# Soldiers who blow up a bomb have made it safe.
MADE_SAFE = re.compile(
    r"\b(?:army|forces|soldiers|troops|military|engineers?|sappers?|police|teams?|experts?|units?|side)\s+(?:had\s+)?(?:safely |then |later )?(?:detonated|exploded|blew up|destroyed)\s+"
    r"(?:[\w-]+\s+){0,4}?(?:ieds?|bombs?|devices?|mines?|explosives?|charges?|ordnance)\b",
    re.IGNORECASE,
)
REDUCED = re.compile(
    r"\b(?:soldiers?|generals?|officers?|servicem[ae]n|peacekeepers?|policem[ae]n|commander|adviser)\s+(?:killed|wounded)\s+(?:in|on|near|at)\b",
    re.IGNORECASE,
)
KILLED = re.compile(
    r"\b(?:killed|killing|wounded|wounding|injured|injuring|left [\w-]+ (?:people )?dead|claimed the li(?:fe|ves))\b",
    re.IGNORECASE,
)
HURT = re.compile(
    r"kill\w*|lost (?:his|her|their) li(?:fe|ves)|martyred|wounded|wounding|injured|injuring|murder\w*", re.IGNORECASE
)
ARMED = (
    r"(?:raiders|bandits|militants|jihadists|jihadis|insurgents|rebels|assailants|attackers|terrorists|extremists|militiamen|militia|tribesmen|pirates"
    r"|gunmen|fighters|armed men|armed group|al-shabaab|boko haram|iswap|isis|isil|daesh|islamic state|jnim|aqap|m23|adf|codeco|snipers?|houthis)"
)
AGENTS = re.compile(rf"\b{ARMED}\b(?:[\w' -]{{0,40}})$", re.IGNORECASE)
BY_AGENTS = re.compile(rf"\s+(?:and \w+ )?(?:[\w-]+ ){{0,4}}?by (?:[\w-]+ ){{0,4}}{ARMED}\b", re.IGNORECASE)
SOLDIERS = re.compile(
    r"\b(?:people|civilians?|villagers?|workers?|drivers?|passengers?|security men|members?|officers?|m[ae]n|wom[ae]n|children|travellers|traders|miners|farmers|shepherds?|protesters?|soldiers?|servicem[ae]n|troops?|peacekeepers?|gendarmes?|policem[ae]n|police officers?|security forces|guards?)\b(?!')",
    re.IGNORECASE,
)
BY_IT = re.compile(r"\bby\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
FOREIGN = re.compile(
    r"\b(?:us|u\.s\.|american|un|u\.n\.|united nations|peacekeeping|coalition|french|israeli|nato|british|minus\w+|unifil|monusco|unmiss|amisom|undof|barkhane|african union)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Attack:
    """An attack that a clause tells of: where its first word stands, and what the clause says."""

    at: int
    kind: str
    weapon: str | None
    target: str | None
    is_toll: bool = False  # only people killed or wounded tell of it


def find_void(sentence: Sentence) -> list[set[str]]:
    """Return for each clause why what it tells did not happen, or not as one event: plan, denied, drill, found, …"""
    clauses = sentence.clauses
    void: list[set[str]] = [set() for _ in clauses]
    whole = {hit.meaning for hit in find("void", sentence.text)} & {"drill", "accident"}
    if WHICH_DENIED.search(sentence.text):
        whole.add("denied")
    between = BETWEEN_MONTHS.search(sentence.text)
    if (between and is_month(between["first"]) and is_month(between["last"])) or COUNTED.search(sentence.text):
        whole.add("sum")
    running: set[str] = set()
    for index, clause in enumerate(clauses):
        if re.match(r"(?:but|while|whereas|however|yet)\b", clause.text, re.IGNORECASE):
            running = set()
        elif re.match(r"(?:after|following|since|in which)\b", clause.text, re.IGNORECASE):
            running -= {"plan", "found"}
        void[index] |= whole | running | ({"found"} if MADE_SAFE.search(clause.text) else set())
        for hit in find("void", clause.text):
            if hit.meaning == "denied":
                if NO_DENIAL.search(clause.text) or DENIED_TOLL.search(clause.text):
                    continue
                void[index].add("denied")
                running.add("denied")
            elif hit.meaning in ("found", "stones"):
                void[index].add(hit.meaning)
                running.add(hit.meaning)
            elif hit.meaning == "sum":
                void[index].add("sum")
            elif hit.meaning == "plan" and ONGOING.search(hit.text):
                running.add("plan")
    return void


def is_planned(clause: Clause, at: int) -> bool:
    """Tell whether words of intent stand before a sign of the sentence in its clause."""
    plans = [hit for hit in find("void", clause.text) if hit.meaning == "plan" and hit.text != "May"]  # the month
    plans = [hit for hit in plans if not re.match(r"\s+be (?:recalled|remembered)", clause.text[hit.end :])]
    return any(hit.start + clause.start < at for hit in plans)


def is_negated(text: str, at: int) -> bool:
    """Tell whether a negation stands directly before a sign."""
    return bool(NEGATED.search(text[max(0, at - 40) : at]))


def find_attack(sentence: Sentence, clause: Clause, void: set[str], has_day: bool) -> Attack | None:
    """Return the attack that a clause tells of; None where it tells of none."""
    text = clause.text
    weapons: Sequence[Hit] = find("weapon", text)
    objects = find("object", text)
    trigger = _find_trigger(text, weapons, objects, sentence.text[: clause.start], has_day)
    if trigger is None or _is_void(sentence, clause, trigger, void, weapons, has_day):
        return None
    at = clause.start + trigger.start
    if (
        is_negated(sentence.text, at)
        or is_planned(clause, at)
        or (SEVERAL.search(text) and not has_day)
        or (SUM_OF.search(text) and not has_day)
        or SERIES.search(sentence.text if trigger.meaning == "toll" else text)
    ):
        return None
    if not weapons and trigger.meaning != "toll":
        weapons = _find_near(sentence, clause)
    kind, weapon = choose_weapon(weapons)
    return Attack(at, kind, weapon, _choose_target(sentence, clause, trigger, objects), trigger.meaning == "toll")


def _find_trigger(text: str, weapons: Sequence[Hit], objects: Sequence[Hit], before: str, has_day: bool) -> Hit | None:
    figures = [hit for hit in find("void", text) if hit.meaning == "figure"]
    hits = [
        hit for hit in find("attack", text) if not any(figure.start <= hit.start < figure.end for figure in figures)
    ]
    hits.sort(key=lambda hit: hit.meaning != "strong")
    for hit in hits:
        meanings = {each.meaning for each in objects}
        if hit.meaning == "strong":
            return hit
        armed = weapons
        if hit.meaning == "weak" and (
            (has_day and hit.text.lower() in ("hit", "struck", "targeted") and PASSIVE.search(text[: hit.start]))
            or (KILLED.search(text) and not HURT.match(hit.text))
            or armed
            or meanings - {"vehicle"}
            or (meanings and hit.text.lower() in ("hit", "struck", "targeted"))
        ):
            return hit
        if (
            hit.meaning == "armed"
            and armed
            and not (
                DESTROYED.match(hit.text)
                and PASSIVE.search(text[: hit.start])
                and not any(each.start < hit.start and not BY.search(text[: each.start]) for each in objects)
            )
        ):
            return hit
        if (
            hit.meaning == "toll"
            and (armed or _is_killing(text, hit, before))
            and not re.search(r"\b(?:no|without)\s*$", text[: hit.start])
        ):
            return hit
    return None


def _is_killing(text: str, hit: Hit, before: str) -> bool:
    """Tell whether armed people are said to have killed or wounded, or soldiers to have been killed or wounded."""
    if not HURT.match(hit.text):
        return False
    if any(each.start() < hit.start < each.end() for each in REDUCED.finditer(text)):
        return True
    if PASSIVE.search(text[: hit.start]):
        who = before if re.match(r"(?:who|which|that|all of whom)\b", text) else text[: hit.start]
        return bool(BY_AGENTS.match(text[hit.end :])) or bool(SOLDIERS.search(who))
    return bool(AGENTS.search(before[-60:] + " " + text[: hit.start] if hit.start < 6 else text[: hit.start]))


def _is_void(
    sentence: Sentence, clause: Clause, trigger: Hit, void: set[str], weapons: Sequence[Hit], has_day: bool
) -> bool:
    if void & {"denied", "drill", "accident", "plan"}:
        return True
    if "found" in void and not _has_victims(clause.text):
        return True
    if "stones" in void and not weapons:
        return True
    return "sum" in void and not has_day


def _has_victims(text: str) -> bool:
    return any(claim.value for claim in find_claims(text))


def _find_near(sentence: Sentence, clause: Clause) -> Sequence[Hit]:
    """List the weapons of the clause before and after."""
    clauses = sentence.clauses
    index = clauses.index(clause)
    for other in (index + 1, index - 1):
        if 0 <= other < len(clauses):
            text = clauses[other].text
            if (
                other > index
                and find("attack", text)
                and not re.match(r"(?:when|after|as|with|using|in which|which|an?\b|by)", text)
            ):
                continue
            weapons = find("weapon", text)
            if weapons:
                return weapons
    return ()


def choose_weapon(weapons: Sequence[Hit]) -> tuple[str, str | None]:
    """Return the kind of an attack and its weapon as printed, by the weapons that are named."""
    for kind in KINDS:
        used = [hit for hit in weapons if hit.meaning == kind]
        if used:
            named = [hit.text for hit in used if not NO_WEAPON.match(hit.text)] if kind not in DEEDS else []
            return kind, max(named, key=len) if named else None
    return "attack", None


def _choose_target(sentence: Sentence, clause: Clause, trigger: Hit, objects: Sequence[Hit]) -> str | None:
    objects = [
        hit
        for hit in objects
        if not SPEAKS.match(clause.text[hit.end : hit.end + 12])
        and not (hit.meaning == "patrol" and is_negated(clause.text, hit.start))
    ]
    found = [
        hit
        for hit in objects
        if hit.meaning != "vehicle"
        and not _is_plural(hit)
        and not BY.search(clause.text[max(0, hit.start - 40) : hit.start])
    ]
    hunted = next(
        (
            hit
            for hit in objects
            if hit.meaning == "patrol"
            and not _is_plural(hit)
            and not BY_IT.search(clause.text[max(0, hit.start - 40) : hit.start])
        ),
        None,
    )
    if hunted:
        close = clause.text[max(0, hunted.start - 40) : hunted.start]
        return _name_patrolled(
            sentence.text[: clause.start] + close if re.search(r"\b(?:their|its|the)\s+$", close) else close
        )
    after = [hit for hit in found if hit.start >= trigger.end]
    before = [hit for hit in found if hit.end <= trigger.start]
    if PASSIVE.search(clause.text[: trigger.start]) and before:
        return before[-1].meaning
    if after:
        return after[0].meaning
    is_active = re.match(r"(?:attacked|opened|fired|shelled|bombed|clashed)", trigger.text, re.IGNORECASE)
    if before and (not is_active or SHORT.match(clause.text[trigger.end :])):
        return before[-1].meaning
    if before:  # the attackers
        return None
    if not found:
        around = [hit for hit in find("object", sentence.text) if hit.meaning != "vehicle" and not _is_plural(hit)]
        around = [
            hit
            for hit in around
            if not BY.search(sentence.text[max(0, hit.start - 40) : hit.start])
            and not SPEAKS.match(sentence.text[hit.end : hit.end + 12])
            and not is_negated(sentence.text, hit.start)
        ]
        if find_outcome(sentence.text) == "cancelled":
            around = [hit for hit in around if hit.meaning != "patrol"]
        if any(hit.meaning == "patrol" for hit in around):
            return "patrol"
        return around[0].meaning if len({hit.meaning for hit in around}) == 1 else None
    return found[0].meaning


def _name_patrolled(before: str) -> str:
    """Return the target that a patrol is, by the words before it: one of another army is no patrol of a corridor."""
    if has("who", before, "joint"):
        return "patrol"
    if FOREIGN.search(before):
        return "other"
    if has("who", before, "turkish", "russian"):
        return "patrol"
    return "government_forces" if has("who", before, "other") else "patrol"


def _is_plural(hit: Hit) -> bool:
    return hit.text.lower() in ("patrols", "patrolling") or hit.text in ("دوريات", "الدوريات")
