"""Recognises sums that report no single attack: “nine attacks in a month”, “a wave of bombings”, “of which two were hit”."""

import re

from etl.feeds.articles.clauses.parts import A_FEW_WORDS, ATTACK, ATTACKS, NUMBER, PERIODS
from etl.feeds.articles.language.day_names import is_month
from etl.feeds.articles.language.sentences import Clause, Sentence
from etl.feeds.articles.language.words import Hit

BETWEEN_MONTHS = re.compile(
    r"\b(?:between|from)\s+(?:early |mid-|late )?(?P<first>[A-Z]\w+)\s+(?:and|to|until)\s+(?:early |mid-|late )?(?P<last>[A-Z]\w+)"
)
COUNTED = re.compile(
    rf"\b(?:{NUMBER}|half|most|some|several|many) of (?:them|these|those|the patrols|which) "
    r"(?:were|was|came|have|had|attacked|hit|targeted)\b"
    rf"|(?<!result )\bof (?:which|whom|these|them),? (?:only |at least )?{NUMBER}\b"
    r"|\b(?:twice|three times|four times|\d+ times) (?:in|since|this|last|over)\b",
    re.IGNORECASE,
)
# Several attacks, none of them reported by itself.
SEVERAL = re.compile(
    r"\b(?:similar|such|other|more|further|previous|recent|repeated|past|earlier|these|most|many|all|of the deadliest|of the worst)"
    rf"\s+{A_FEW_WORDS}{ATTACKS}\b",
    re.IGNORECASE,
)
SUM_OF = re.compile(
    rf"\b(?:four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|\d{{1,3}})\s+{A_FEW_WORDS}"
    rf"(?:{ATTACKS}|patrols|convoys|bombs|ieds|killings|assassinations)\b"
    r"|\d обстрел|\b\d+ (?:communities|villages|settlements|locations|sites|towns|localities) (?:were|have been|came)\b",
    re.IGNORECASE,
)
SERIES = re.compile(
    rf"\b{PERIODS} of (?:\w+\s+){{0,2}}(?:clash|fight|attack|shell|bomb|violence|strike|raid|tension)\w*"
    rf"|\b(?:stepped up|steps up|intensified|intensifies|escalated|increased) (?:[\w'-]+ ){{0,3}}(?:{ATTACKS}|shelling|bombing|bombardments?|fire)\b"
    rf"|\b(?:killed|died|dead|wounded|injured|hurt) in (?:\w+ )?{PERIODS}\b"
    r"|\b(?:\d+|three|four|five|six|seven|eight|nine|ten|twelve|several|many|numerous|countless) (?:times|occasions)\b"
    rf"|\b(?:string|series|wave|spate|number|dozens|scores) of {A_FEW_WORDS}{ATTACKS}\b",
    re.IGNORECASE,
)
# “Amid clashes”, “despite explosions”: no single event is reported.
PLURAL = re.compile(
    r"clashes|skirmishes|explosions|blasts|(?:air )?strikes|airstrikes|raids|air raids|bombings|ambushes|assaults|bombardments?|gunfire|fighting",
    re.IGNORECASE,
)
# “Shelling stopped in the afternoon” reports only its end.
ENDED = re.compile(r"[^,;.]{0,50}\b(?:stopped|ceased|subsided|abated|died down|eased off|eased)\b", re.IGNORECASE)
# “A truce that halted heavy fighting”
END_OF = re.compile(
    r"\b(?:halt|end|stop|paus|ceas)(?:s|ed|ing|ped|ping)?\s+(?:to\s+)?(?:[\w-]+\s+){0,3}$", re.IGNORECASE
)
# “Shelling continued along the front lines”
GOES_ON = re.compile(
    r"\s+(?:has |have |had )?(?:continued|persisted|went on)\s+(?:to be (?:reported|recorded|registered)\s+)?(?:all )?(?:along|across|on|at) (?:the |both |all |several )?(?:[\w-]+ ){0,2}(?:front|line|contact)",
    re.IGNORECASE,
)
# “After the bombardment began on 20 November”: a campaign.
CAMPAIGN = re.compile(
    r"(?: on (?:the )?[\w-]+)?(?:\s+campaign)?\s+(?:had\s+)?(?:began|begun|started|intensified|escalated|resumed)\b",
    re.IGNORECASE,
)
# “The bombardment of the past week left eleven injured”
OF_A_PERIOD = re.compile(
    r"(?:shelling|bombardment|bombing|clashes|fighting|strikes|raids) (?:of|over|during|throughout) (?:the )?(?:past|last|this|recent)\b",
    re.IGNORECASE,
)
TWICE = re.compile(r"\s+(?:twice|\w+ times)\b", re.IGNORECASE)  # “in May they attacked twice”
PROTEST = re.compile(
    r"\b(?:against|condemn\w*|denounc\w*|silence (?:on|of|about)|protest\w* (?:at|over|about))\s(?:[\w']+\s+){0,5}$",
    re.IGNORECASE,
)
OF_SEVERAL = re.compile(r"\b(?:of|amid|despite|about|over|against|from)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
# “250 peacekeepers have lost their lives since 2013”
DIED = r"(?:killed|wounded|died|perished|been killed|been wounded|lost (?:his|her|their) (?:life|lives)|claimed|cost)"
RECENTLY = rf"(?:then|dawn|midnight|\w+day|yesterday|morning)\b|the {ATTACK}"
DEAD_SINCE = re.compile(
    rf"\b(?:has|have|had)\s+(?:\w+ly |now )?{DIED}\b[^.;]*\b(?:since (?!{RECENTLY})|(?:this|in the past|in the last|over the past) (?:year|\w+ (?:years|months))\b)"
    rf"|\bsince (?:[A-Z]?[\w ]{{3,40}},? )(?:\w+ ){{0,4}}(?:has|have) {DIED}\b",
    re.IGNORECASE,
)


def is_counted(text: str) -> bool:
    """Return whether a sentence counts events over months, or part of a number: “three of them were attacked”."""
    between = BETWEEN_MONTHS.search(text)
    is_over_months = between is not None and is_month(between["first"]) and is_month(between["last"])
    return is_over_months or COUNTED.search(text) is not None or DEAD_SINCE.search(text) is not None


def is_sum(sentence: Sentence, clause: Clause, trigger: Hit, has_day: bool) -> bool:
    """Return whether a clause mentions several attacks without reporting any single one."""
    text, before, after = clause.text, clause.text[: trigger.start], clause.text[trigger.end :]
    if SERIES.search(sentence.text if trigger.meaning == "toll" else text) or OF_A_PERIOD.match(text[trigger.start :]):
        return True
    if GOES_ON.match(after) and not has_day:
        return True
    if CAMPAIGN.match(after) and re.match(r"(?:after|since|before|when)\b", text, re.IGNORECASE):
        return True
    is_plural = PLURAL.fullmatch(trigger.text.split()[-1]) is not None
    is_protested = PROTEST.search(before) is not None and re.match(r"\s+(?:on|of|in)\b", after) is None
    if (is_plural or trigger.text.lower() == "shelling") and (
        ENDED.match(after) or END_OF.search(before) or is_protested
    ):
        return True
    is_several = (
        TWICE.match(after) or SEVERAL.search(text) or SUM_OF.search(text) or (is_plural and OF_SEVERAL.search(before))
    )
    return not has_day and bool(is_several)
