"""The keys of an address, declared once for encoding, decoding, the OpenAPI description and docs/links.md."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from analysis.exposure import COUNTED, EXPOSURES
from analysis.links.versions import VERSION
from analysis.selection import COUNT_BY, GRAINS, PARTICIPANTS, TARGET_CHOICES, VERIFICATION_CHOICES, Choices
from etl.tables.vocabulary import FEEDS

DAY = {"type": "string", "format": "date"}
KILOMETRE = {"type": "number"}
SENT = "sent"


@dataclass(frozen=True)
class Key:
    """A key of an address.

    `schema` is the JSON Schema of its values, `choice` the field of Selection that it sets, and `offer` returns the words that
    a release offers for it on a corridor.
    """

    name: str
    meaning: str
    schema: Mapping[str, Any] = field(default_factory=dict)
    choice: str = ""
    offer: Callable[[Choices, str], Sequence[str]] | None = None


def _make_word(name: str, meaning: str, words: Sequence[str], default: str) -> Key:
    """Return a key whose values are the same words in every release."""
    return Key(name, meaning, {"enum": list(words), "default": default}, name, lambda choices, corridor: words)


VERSION_KEY = Key(
    "v",
    "The version of these keys, as links of the pages state it. Left out: the first.",
    {"enum": [str(version) for version in range(1, VERSION + 1)]},
)
SELECTION_KEYS = (  # of every page and table, in the order of a link
    Key(
        "release",
        "The release, such as R3. Left out, or `newest`: the newest.",
        {"type": "string", "pattern": "^(R[0-9]+|newest)$"},
        "release",
    ),
    Key(
        "corridor",
        "The corridor. Left out: the one with most patrols.",
        {"type": "string", "minLength": 1},
        "corridor",
    ),
    Key("feed", "Where the records come from. Left out: the first of the corridor.", {"enum": list(FEEDS)}, "feed"),
    Key("from", "First day. Left out: the first of complete coverage.", DAY, "from_day"),
    Key("to", "Last day, which is the as-of day. Left out: the last of complete coverage.", DAY, "to_day"),
    _make_word("grain", "The length of a period.", GRAINS, "month"),
    _make_word("target", "At whom the attacks and incidents were aimed.", TARGET_CHOICES, "any"),
    _make_word("verification", "Which attacks are counted.", tuple(VERIFICATION_CHOICES), "confirmed"),
    _make_word("participants", "Patrols of all parties of the corridor, or of any.", PARTICIPANTS, "joint"),
    Key(
        "sources",
        "Who must report an attack for it to count: any, independent, official, or side: with a party.",
        {"type": "string", "pattern": "^(any|independent|official|side:.+)$", "default": "any"},
        "sources",
        lambda choices, corridor: choices.list_sources(corridor),
    ),
    Key(
        "count",
        "What is counted: attacks, or episodes (attacks on one target within two days are one).",
        {"enum": list(COUNT_BY), "default": "attacks"},
        "count_by",
        lambda choices, corridor: choices.list_ways_to_count(corridor),
    ),
    Key("records_from", "First day of the records; it narrows no number.", DAY, "records_from"),
    Key("records_to", "Last day of the records.", DAY, "records_to"),
    Key("km_from", "First kilometre of a stretch; it narrows the records alone.", KILOMETRE, "km_from"),
    Key("km_to", "Last kilometre of the stretch, above the first.", KILOMETRE, "km_to"),
)
EXPOSURE_KEY = Key(
    "exposure",
    "What rates are divided by: patrols, kilometres (each that a patrol of known reach drove), or reached (patrols that reached a "
    "kilometre). Left out: patrols. A corridor whose exposure is counted has rates per 1,000 of its unit, and this alone: counted.",
    {"enum": [*EXPOSURES, COUNTED], "default": "patrols"},
)
REACHED_KEY = Key(
    "reached",
    "The kilometre that patrols must have reached. Left out: the first at which an attack on a patrol is recorded, or "
    "the middle of the corridor where none is placed within 5 km.",
    KILOMETRE,
)
PAGE_KEYS: Mapping[str, tuple[Key, ...]] = {  # by page path
    "risk": (
        Key("card", "The question that is open: worse, suspensions, sure, between, or all of them."),
        EXPOSURE_KEY,
        REACHED_KEY,
        Key("k", "Patrols in a block."),
        Key("window", "Days before and after a suspension; 0 is as many as it lasted."),
        Key("first_from", "First day of the first of two periods."),
        Key("first_to", "Last day of the first period."),
        Key("second_from", "First day of the second period."),
        Key("second_to", "Last day of the second period."),
    ),
    "compare": (
        Key("compare", "What is compared: suspensions, corridors, feeds or periods."),
        Key("with", "The corridors or feeds that are compared, with commas between them; at most four."),
        Key("align", "Corridors and feeds by `date`, or by the day of the last `suspension`."),
        Key("parts", "Into how many periods the chosen days are parted, from 2 to 4."),
    ),
    "road": (Key("stretch", "Length of a stretch, in km."),),
    "records": (
        Key("record", "The id of the record that is open."),
        Key("search", "Words that must all stand in a record; at most 50 characters."),
        Key("table", "The table that is listed."),
        Key("everywhere", "`yes`: incidents off the corridor too."),
    ),
    "data": (
        Key("before", "The earlier of two releases that are compared."),
        Key("after", "The later of the two."),
        Key("changed", "The table whose changes are listed."),
        Key("days", "Most days between two near-duplicates."),
        Key("km", "Most kilometres between two near-duplicates."),
    ),
    "add": (Key("way", "What is added: a file, an article, a record or a corridor."),),
    "review": (
        Key("show", "The list that is shown: duplicates, claims or entries."),
        Key("correct", "The id of the record to correct."),
    ),
    "guide": (
        Key("chapter", "The chapter that is open: methods, glossary, files or columns."),
        Key("section", "The section of it, or a word of the glossary. Left out: the contents."),
    ),
}

KEYS = {key.name: key for key in (VERSION_KEY, *SELECTION_KEYS)}


def list_page_keys(page: str) -> list[str]:
    """List the names of the keys that only the page with this path has."""
    return [key.name for key in PAGE_KEYS.get(page, ())]


def describe_keys() -> str:
    """Return the tables of docs/links.md: every key with its meaning."""
    lines = ["| key | meaning |", "| --- | --- |", *(f"| `{key.name}` | {key.meaning} |" for key in KEYS.values())]
    lines += ["", "| page | key | meaning |", "| --- | --- | --- |"]
    for page, keys in PAGE_KEYS.items():
        lines += [f"| {page.capitalize()} | `{key.name}` | {key.meaning} |" for key in keys]
    return "\n".join(lines)
