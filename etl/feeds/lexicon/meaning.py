"""Finds the meaning of a cell: its phrases, which of them are negated, and what applies if two disagree."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from etl.feeds.common.days.words import read_names as read_day_names
from etl.feeds.lexicon.folding import Word
from etl.feeds.lexicon.names.parties import read_names as read_party_names
from etl.feeds.lexicon.phrases import Hit, fold_words, read_index
from etl.tables.vocabulary import GEO_PRECISIONS, KINDS, OUTCOMES, TARGETS, VERIFICATIONS, VIOLENT_KINDS

NOTHING = "none"  # of a record, kind or outcome: nothing happened, or not yet
NEITHER = "neither"  # of a record: something else, such as a convoy
# How many words may be between a negation and what it negates, by its role in grammar.csv.
REACHES = {"negates_next": 3, "negates_previous": 3, "negates_both": 3, "negates_word": 0}

# The possible meanings in each column of the lexicon.
COLUMNS: dict[str, tuple[str, ...]] = {
    "record": ("patrol", "incident", "suspension", "exposure", NEITHER, NOTHING),
    "kind": (*KINDS, NOTHING),
    "target": TARGETS,
    "outcome": (*OUTCOMES, NOTHING),
    "verification": VERIFICATIONS,
    "geo_precision": GEO_PRECISIONS,
    "date_precision": ("day", "range", "week", "month", "year", "unknown"),
}
# Of two words in one cell, the one that claims less applies. Of a wider and a narrower word for the same thing, the narrower
# applies.
CLAIMS_LESS = {
    "verification": ("confirmed", "coded", "unconfirmed", "disputed"),
    "geo_precision": ("exact", "near", "admin2", "admin1", "country"),
    "date_precision": ("day", "week", "month", "year"),
    "outcome": ("full", "partial", "cut_short"),
}
NARROWER = {
    "kind": {"attack": set(VIOLENT_KINDS) - {"attack"}},
    "target": {"government_forces": {"patrol"}, "party_forces": {"patrol"}},
    "record": {"patrol": {"incident"}, NEITHER: {"incident"}},
}
UNINFORMATIVE = ("unknown", NOTHING)


@dataclass(frozen=True)
class Record:
    """The kind of row that a cell gives (a patrol, an incident, a suspension, `neither` or `none`), with further details."""

    what: str
    kind: str | None = None  # of an incident
    outcome: str | None = None  # of a patrol
    is_given: bool = field(default=False, compare=False)  # given by the user, not by the lexicon


def find_meaning(column: str, text: str) -> str | None:
    """Return our word for a text in a column, or None if it is unknown."""
    words, index = fold_words(text), read_index(column)
    if not words:
        return None
    whole = index.whole.get(tuple(word.text for word in words))
    if whole is not None:
        return whole or None
    hits = index.find(words)
    standing = [hit for hit in hits if hit.meaning == NOTHING or not _is_negated(hit, words, hits)]
    meaning = _settle(column, {hit.meaning for hit in standing})
    if column == "target" and meaning == "patrol" and not _is_all_known(text, column):
        return None
    if meaning is None and column in ("kind", "record"):
        # What follows these words is a place, victim or time: “attack on a protest”, “protest after an attack”.
        objects = [hit.start for hit in read_index("grammar").find(words) if hit.meaning == "object"]
        first = min(objects, default=len(words))
        meaning = _settle(column, {hit.meaning for hit in standing if hit.start < first})
    if meaning is None and column == "kind" and _are_violent(standing):
        return "attack"
    if meaning is None and column in ("kind", "record") and any(hit.meaning for hit in hits if hit not in standing):
        return NOTHING if not any(hit.meaning for hit in standing) else None
    return meaning


def read_record(text: str) -> Record | None:
    """Return the kind of row that a cell gives, or None if it is unknown."""
    kind, record = find_meaning("kind", text), find_meaning("record", text)
    has_kind = kind not in (None, NOTHING, "unknown") and not (kind == "other" and _is_ambiguous(text))
    if record == "suspension":
        return None if has_kind else Record(record)
    if has_kind:
        return Record("incident", kind)
    if record == "patrol":
        outcome = find_meaning("outcome", text)
        return (
            Record(record, outcome=None if outcome == "unknown" else outcome) if _is_all_known(text, "record") else None
        )
    if record == "incident":
        return Record(record)
    if NOTHING in (kind, record):
        return Record(NOTHING)
    if record and _is_all_of(text, record):
        return Record(record)
    # “Explosion” is an event, of whatever kind.
    return Record("incident") if kind is None and _names_event(text) else None


def _is_ambiguous(text: str) -> bool:
    """Whether a text contains a phrase that is not evidence of a patrol, such as “patrol boat found”."""
    return any(not hit.meaning for hit in read_index("record").find(fold_words(text)))


def _is_all_known(text: str, column: str) -> bool:
    """Whether every word beside the word for a patrol is known to leave its meaning unchanged: a “patrol dog” is not a patrol.

    Such words are outcomes of a patrol, negated events, parties, numbers and days, and whatever follows “on”, “near” or “from”.
    For a target they also include events that happened to it, and other clauses. For a record, a number before the word means
    several patrols.
    """
    words = fold_words(text)
    patrols, kinds = read_index(column).find(words), read_index("kind").find(words)
    grammar, outcomes = read_index("grammar").find(words), read_index("outcome").find(words)
    is_record = column == "record"
    if is_record and any(_is_counted(words, hit.start) for hit in patrols):
        return False
    befell = [hit for hit in kinds if not _is_negated(hit, words, kinds) and hit.meaning != NOTHING]
    said = _list_places((*grammar, *outcomes, *kinds))
    known = (said - _list_places(befell) if is_record else said) | _list_places(patrols)
    first = min(hit.end for hit in patrols)
    places = [hit for hit in grammar if hit.meaning == "object" and hit.start >= first]
    clauses = {words[hit.start].clause for hit in patrols if hit.meaning == "patrol"}
    return all(
        place in known
        or _names_little(word.text)
        or not (is_record or word.clause in clauses)
        or any(hit.end <= place and words[hit.start].clause == word.clause for hit in places)
        for place, word in enumerate(words)
    )


def _is_counted(words: tuple[Word, ...], place: int) -> bool:
    """Whether the number before a word is an amount: “2 patrols”, but not “M4 patrol”."""
    is_number = place > 0 and words[place - 1].text.isdecimal()
    return is_number and not (place > 1 and len(words[place - 2].text) == 1)


def _list_places(hits: Iterable[Hit]) -> set[int]:
    return {place for hit in hits for place in range(hit.start, hit.end)}


def _names_little(word: str) -> bool:
    """Whether a folded word is a number, a letter, a month, a day of the week or a patrolling party."""
    token = read_day_names().get(word)
    is_day = token is not None and token.role.startswith(("month", "weekday"))
    return word.isdecimal() or len(word) == 1 or is_day or word in _fold_parties()


@cache
def _fold_parties() -> frozenset[str]:
    return frozenset(word.text for name in read_party_names() for word in fold_words(name))


def _names_event(text: str) -> bool:
    """Whether a text has a phrase for a kind besides those for a record: a “patrol base” or “training patrol” is not an event."""
    words = fold_words(text)
    of_records = _list_places(read_index("record").find(words))
    return any(hit.start not in of_records for hit in read_index("kind").find(words))


def _is_all_of(text: str, record: str) -> bool:
    """Whether every word of a text belongs to a phrase for `record`: “total destruction” is not a total."""
    words = fold_words(text)
    hits = [hit for hit in read_index("record").find(words) if hit.meaning == record]
    return sum(hit.end - hit.start for hit in hits) == len(words)


def _settle(column: str, meanings: set[str]) -> str | None:
    """Return the only meaning that remains of several, or None if they disagree."""
    found = meanings - {""}
    if found - set(UNINFORMATIVE):
        found -= set(UNINFORMATIVE)
    for wider, narrower in NARROWER.get(column, {}).items():
        if found & narrower:
            found -= {wider}
    if len(found) == 1:
        return found.pop()
    order = CLAIMS_LESS.get(column, ())
    return max(found, key=order.index) if found and found <= set(order) else None


def _are_violent(hits: list[Hit]) -> bool:
    """Whether all phrases of a text are attacks of different kinds, so that it means an attack."""
    found = {hit.meaning for hit in hits} - {"", *UNINFORMATIVE}
    return len(found) > 1 and found <= set(VIOLENT_KINDS)


def _is_negated(hit: Hit, words: tuple[Word, ...], hits: list[Hit]) -> bool:
    """Whether a negation in the same clause applies to the phrase.

    Negations that are part of a longer phrase do not count. A negation reaches no further than a word such as “casualties” that
    takes it.
    """
    clause = words[hit.start].clause
    inside = {place for other in hits if other.meaning != NOTHING for place in range(other.start, other.end)}
    grammar = read_index("grammar").find(words)
    taking = [each.start for each in grammar if each.meaning == "takes_negation"]
    for sign in grammar:
        reach = REACHES.get(sign.meaning)
        if reach is None or words[sign.start].clause != clause or inside & set(range(sign.start, sign.end)):
            continue
        is_last = sign.end == len(words) or words[sign.end].clause != clause
        is_before = sign.meaning != "negates_previous" and 0 <= hit.start - sign.end <= reach
        is_after = (
            sign.meaning in ("negates_previous", "negates_both") or is_last
        ) and 0 <= sign.start - hit.end <= reach
        between = range(sign.end, hit.start) if is_before else range(hit.end, sign.start)
        if (is_before or is_after) and not any(place in between for place in taking):
            return True
    return False
