"""Recognises what a sentence mentions but did not happen: plans, denials, drills, defused bombs."""

import re

from etl.feeds.articles.clauses.losses.tolls import TOLL
from etl.feeds.articles.clauses.sums import is_counted
from etl.feeds.articles.events import Event
from etl.feeds.articles.language.sentences import Clause, Sentence
from etl.feeds.articles.language.words import find, has

NEGATED = re.compile(
    r"\b(?:no|not|not a single|never|without(?: any)?|n't|n't been|none of (?:the|our|its|their|his) \w+)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
NEGATED_OTHERWISE = re.compile(
    r"(?<!\w)(?:لم|لا|عدم|دون|بدون|أي|не было|без|не произошло|не зафиксировано|не отмечено|нет)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
NOT_AFTER = re.compile(
    r"\w*\s+(?:olmadı|yaşanmadı|gerçekleşmedi|meydana gelmedi|не было|не зафиксир\w+|не отмеч\w+)", re.IGNORECASE
)
DENY = r"den(?:ied|ies|ying)"
# Denying responsibility does not deny that it happened.
NO_DENIAL = re.compile(
    rf"\b{DENY}\s+(?!suffering|losing)[a-z]+ing\b"
    rf"|\b{DENY} that (?:[\w-]+ ){{1,3}}?(?:strikes?|targets?|attacks?|shells?|bombs?) (?:[a-z]+ ){{0,2}}"
    r"(?:targets|civilians|areas|infrastructure|ships|patrols|hospitals)\b"
    rf"|\b{DENY}\s+(?:any\s+|all\s+)?(?:responsibility|involvement|role|part in|having|being behind|(?:that )?(?:it|they) (?:was|were|had))\b",
    re.IGNORECASE,
)
# “They denied any role in either attack.”
NO_ROLE = re.compile(
    r"\bden(?:ied|ies|ying) (?:any |all )?(?:role|responsibility|involvement|part|hand)\b[^.;]*$", re.IGNORECASE
)
DENIED_TOLL = re.compile(
    r"\bden(?:ied|ies|ying)\s+(?:any\s+|that there were (?:any\s+)?|reports of\s+|suffering\s+(?:any\s+)?)?(?:casualties|losses)\b",
    re.IGNORECASE,
)
RISEN = re.compile(r"number of|(?:has )?risen to|rose to|br\w+ to", re.IGNORECASE)  # as in the toll of one attack
ONGOING = re.compile(
    r"warn|threat|fear|if$|plot|danger|risk|vowed|in case|in the event|tehdit|تهد|تحذ|угр", re.IGNORECASE
)
# “A boy was hit by an armoured vehicle”: an accident, unless it was loaded with explosives.
BY_VEHICLE = re.compile(
    r"\b(?:hit|struck|run over|knocked (?:down|over)) by (?:an? )?(?:[\w-]+ ){0,3}(?:vehicle|car|truck|lorry)\b",
    re.IGNORECASE,
)
# “(Corrects July 8 story to show that …)”, “Correction: an earlier version said …”
EDITORS_NOTE = re.compile(
    r"\W*(?:Corrects|Updates?|Adds|Recasts|Refiles|Repeats|Removes|Changes) [^.]*\)\W*$|\W*(?:Correction|Clarification|Editor's note)\b"
)
USED = re.compile(r"\bused (?:an?|the|\w+) (?:[\w-]+ ){1,4}$", re.IGNORECASE)  # “used a grenade launcher to target …”
WHICH_DENIED = re.compile(r"\bwhich (?:[\w-]+ ){1,3}den(?:y|ies|ied)\b", re.IGNORECASE)
ONE_OF = re.compile(r"(?:one|another|the other|an? (?:second|third|fourth))\b", re.IGNORECASE)
# “Yapılması planlanan devriye … icra edilmiştir”: the verb at the end says what happened.
PLANNED_AND_DONE = re.compile(
    r"\bplanlanan\b.*\b(?:icra edil|gerçekleştiril|yapıl|tamamlan)(?:di|dı|miş|mış)", re.IGNORECASE
)
PLACE_OF_DRILLS = re.compile(r"\s+(?:base|camp|centre|center|ground|facility|academy|school|site)s?\b", re.IGNORECASE)
# Soldiers who blow up a bomb defuse it.
SAPPERS = r"(?:army|forces|soldiers|troops|military|engineers?|sappers?|deminers?|police|teams?|experts?|units?|side|divers|navy|coast ?guard)"
BLEW_UP = r"(?:detonated|exploded|blew up|destroyed)"
MADE_SAFE = re.compile(
    rf"\b{SAPPERS}\s+(?:on \w+day\s+)?(?:had\s+)?(?:safely |then |later )?{BLEW_UP}\s+"
    r"(?:[\w-]+\s+){0,4}?(?:ieds?|bombs?|devices?|mines?|explosives?|charges?|ordnance)\b"
    rf"|\b(?:blown up|{BLEW_UP}) (?:\w+ly )?by (?:the )?(?:[\w-]+ )?{SAPPERS}\b"
    rf"|\b(?:that|which) (?:[\w-]+ )?{SAPPERS} (?:had |have )?{BLEW_UP}\b",
    re.IGNORECASE,
)
# “Asked about reports of a blast, he could not confirm that …”: nobody says that it happened.
UNCONFIRMED = re.compile(
    r"\basked (?:about|whether|if)\b|\b(?:could|can|would) (?:not|neither) (?:\w+ )?confirm\b.*\b(?:whether|if|that|reports?)\b|\bunable to confirm (?:whether|if|that|reports?)\b",
    re.IGNORECASE,
)
# “He said the men, who came in two cars, opened fire on their van”
ACCOUNT = re.compile(
    r"\b(?:he|she|it|they|spokes\w+|official|officer|commander|statement)(?:,[^,]{3,60},)?\s+(?:also\s+|later\s+)?"
    r"(?:said|added|told \w+|explained|stated|says)\s+(?:that\s+)?(?:the|its|their|his|they|he|it)\b",
    re.IGNORECASE,
)
REACH_OF_ACCOUNT = 3  # sentences


def find_void(sentence: Sentence) -> list[set[str]]:
    """Return for each clause why its events did not happen, or were not single events: plan, denied, drill, found, …"""
    clauses = sentence.clauses
    void: list[set[str]] = [set() for _ in clauses]
    hits = [hit for hit in find("void", sentence.text) if not PLACE_OF_DRILLS.match(sentence.text[hit.end :])]
    whole = {hit.meaning for hit in hits} & {"drill", "accident"}
    if WHICH_DENIED.search(sentence.text):
        whole.add("denied")
    if BY_VEHICLE.search(sentence.text) and not has("weapon", sentence.text):
        whole.add("accident")
    if UNCONFIRMED.search(sentence.text):
        whole.add("unconfirmed")
    if is_counted(sentence.text):
        whole.add("sum")
    running: set[str] = set()
    for index, clause in enumerate(clauses):
        if re.match(r"(?:but|while|whereas|however|yet)\b", clause.text, re.IGNORECASE):
            running = set()
        elif re.match(r"(?:after|following|since|in which)\b", clause.text, re.IGNORECASE):
            running -= {"plan", "found"}
        elif ONE_OF.match(clause.text):
            running -= {"found"}
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
            elif hit.meaning == "sum" and not (RISEN.fullmatch(hit.text) and TOLL.search(clause.text)):
                void[index].add("sum")
            elif hit.meaning == "plan" and ONGOING.search(hit.text):
                running.add("plan")
    return void


def is_planned(clause: Clause, at: int) -> bool:
    """Return whether words of intent come before a position of the sentence, in the same clause."""
    if PLANNED_AND_DONE.search(clause.text):
        return False
    plans = [hit for hit in find("void", clause.text) if hit.meaning == "plan" and hit.text != "May"]  # the month
    plans = [hit for hit in plans if not re.match(r"\s+be (?:recalled|remembered)", clause.text[hit.end :])]
    plans = [hit for hit in plans if not (hit.text.startswith("to ") and USED.search(clause.text[: hit.start]))]
    return any(hit.start + clause.start < at for hit in plans)


def is_negated(text: str, at: int) -> bool:
    """Return whether a negation comes directly before a position."""
    before = text[max(0, at - 50) : at]
    is_foreign = at < len(text) and not text.isascii()
    return bool(
        NEGATED.search(before) or (is_foreign and (NEGATED_OTHERWISE.search(before) or NOT_AFTER.match(text[at:])))
    )


def gives_account(sentence: str, index: int, attack: Event | None) -> bool:
    """Return whether a sentence is an account of an attack that an earlier sentence reported."""
    return (
        attack is not None
        and 0 < index - attack.mentions[-1].sentence <= REACH_OF_ACCOUNT
        and ACCOUNT.search(sentence) is not None
    )
