"""Reads the headers and cells of a column that asks of each patrol whether it was attacked."""

import re

from etl.feeds.lexicon.meaning import NOTHING, find_meaning
from etl.tables.vocabulary import VIOLENT_KINDS

# Words in column headers that ask whether, or how often, there was an attack. Broad ones may ask for less than an attack.
BROAD_WORDS = {
    "incident", "incidents", "contact", "contacts", "incidente", "incidentes", "vorfall", "vorfälle", "инцидент", "інцидент", "حادث",
}  # fmt: skip
ATTACK_WORDS = BROAD_WORDS | {
    "attacked", "attack", "attacks", "ambushed", "ambush", "targeted", "hit", "tic", "tics", "engaged", "shelled", "fired",
    "attaquée", "attaqué", "attaque", "attaques", "embuscade", "accrochage", "atacada", "atacado", "ataque", "ataques", "emboscada",
    "angegriffen", "angriff", "angriffe", "saldırı", "saldırıya", "saldırılar", "pusu", "çatışma", "атакован", "атака", "атаки",
    "нападение", "нападения", "обстрел", "обстрелы", "обстрелян", "подрыв", "засада", "напад", "напади", "атаковано", "обстріл",
    "обстріляно", "підрив", "هجوم", "هجمات", "لهجوم", "الهجوم", "كمين", "لكمين", "هوجمت", "استهدفت", "استهداف", "اشتباك",
}  # fmt: skip
# Words that may stand beside them. A header with another word may ask something else, such as “Incident report filed”.
BESIDE = {
    "was", "were", "the", "a", "an", "any", "patrol", "patrols", "convoy", "under", "by", "on", "upon", "at", "came", "did", "is", "it", "en",
    "route", "enemy", "hostile", "during", "of", "number", "no", "yes", "y", "n", "yn", "or", "true", "false", "1", "0", "x", "type", "kind",
    "contact", "troops", "in", "with", "occurred", "happened", "reported", "la", "le", "une", "patrouille", "été", "elle", "o", "oui",
    "non", "sur", "de", "el", "patrulla", "fue", "sufrió", "sí", "si", "s", "wurde", "die", "ja", "nein", "j", "mi", "mı", "uğradı",
    "uğradi", "var", "yok", "e", "h", "evet", "hayır", "devriye", "devriyeye", "был", "было", "ли", "на", "патруль", "патруля", "да", "нет",
    "чи", "був", "так", "ні", "هل", "تعرضت", "تعرض", "الدورية", "للدورية", "نعم", "لا", "على", "وقع",
}  # fmt: skip
YES = {
    "yes", "y", "true", "x", "✓", "✔", "oui", "o", "да", "д", "так", "evet", "e", "var", "sí", "si", "s", "ja", "j", "نعم", "أجل",
}  # fmt: skip
NO = {
    "no", "n", "false", "non", "нет", "н", "ні", "hayır", "h", "yok", "nein", "لا", "كلا", "none", "nil", "nothing", "néant", "ras", "-", "–", "—",
}  # fmt: skip
UNCLEAR = {
    "?", "??", "???", "n/a", "na", "n/k", "n.k.", "nk", "unk", "tbc", "tbd", "unknown", "not known", "unclear", "not reported", "not stated",
    "not available", "unspecified", "unconfirmed", "not confirmed",
    "possibly", "possible", "probably", "maybe", "perhaps", "suspected", "alleged", "inconnu", "inconnue", "non connu", "peut-être", "non confirmé",
    "неизвестно", "неизвестен", "нет данных", "н/д", "возможно", "невідомо", "немає даних", "можливо", "bilinmiyor", "belirsiz", "belki", "desconocido", "desconocida", "se desconoce",
    "sin datos", "quizás", "posible", "unbekannt", "nicht bekannt", "k. a.", "k.a.", "unklar", "vielleicht", "غير معروف", "غير معروفة", "غير محدد", "غير مؤكد", "مجهول", "ربما",
}  # fmt: skip
# More than one attack: “yes (2 attacks)”, “attacked twice”. Two rockets, bombs or wounded may be of one attack.
SEVERAL = re.compile(
    r"\b(?:[2-9]|[1-9]\d+|two|three|four|five|deux|trois|quatre|dos|tres|cuatro|zwei|drei|vier|iki|üç|dört|два|две|три|четыре|дві|чотири|"
    r"ثلاثة|ثلاث|أربعة|أربع)\s+(?:\w+\s+)?(\w+)"
)
TWICE = re.compile(r"\b(?:twice|deux fois|dos veces|zweimal|iki (?:kez|kere|defa)|дважды|двічі|مرتين|هجومان|هجومين)\b")
LONG_ENOUGH = 2  # a letter alone is an answer only if nothing follows it


def list_words(header: str) -> set[str]:
    """Return the words of a header in lower case."""
    return set(re.findall(r"\w+", header.casefold().replace("_", " ")))


def may_ask(header: str) -> bool:
    """Whether a header may ask which patrols were attacked."""
    return bool(ATTACK_WORDS & list_words(header)) or names_kind(header)


def asks(header: str) -> bool:
    """Whether a header asks which patrols were attacked, and nothing else."""
    return bool(ATTACK_WORDS & list_words(header)) and list_words(header) <= ATTACK_WORDS | BESIDE


def is_broad(header: str) -> bool:
    """Whether a header may ask for less than an attack, such as “Incident”."""
    return not list_words(header) & (ATTACK_WORDS - BROAD_WORDS)


def names_kind(cell: str) -> bool:
    """Whether a cell says what kind of attack it was."""
    return find_meaning("kind", cell) in VIOLENT_KINDS


def tells_of_several(cell: str) -> bool:
    """Whether a cell in lower case tells of several attacks on a patrol."""
    return bool(TWICE.search(cell)) or any(word in ATTACK_WORDS for word in SEVERAL.findall(cell))


def read_answer(cell: str) -> str | None:
    """Return whether a cell in lower case means yes, no or unclear, or None if it is not an answer: “yes (IED)”, “none”, “RPG”, “?”."""
    if cell in UNCLEAR:
        return "unclear"
    if cell in YES | NO:
        return "yes" if cell in YES else "no"
    first, *others = re.findall(r"\w+", cell) or [""]
    if others and len(first) >= LONG_ENOUGH and first in YES | NO:
        return "yes" if first in YES else "no"
    if names_kind(cell):
        return "yes"
    meaning = find_meaning("kind", cell)
    return "no" if meaning == NOTHING else "unclear" if meaning else None
