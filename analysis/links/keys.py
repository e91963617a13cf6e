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
    "The version of the keys. Default: the first.",
    {"enum": [str(version) for version in range(1, VERSION + 1)]},
)
SELECTION_KEYS = (  # of every page and table, in the order of a link
    Key(
        "release",
        "The release, such as R3, or `newest`. Default: the newest.",
        {"type": "string", "pattern": "^(R[0-9]+|newest)$"},
        "release",
    ),
    Key(
        "corridor",
        "The corridor. Default: the one with most patrols.",
        {"type": "string", "minLength": 1},
        "corridor",
    ),
    Key("feed", "The feed. Default: the first of the corridor.", {"enum": list(FEEDS)}, "feed"),
    Key("from", "The first day. Default: the first day of complete coverage.", DAY, "from_day"),
    Key("to", "The last day, which is the as-of day. Default: the last day of complete coverage.", DAY, "to_day"),
    _make_word("grain", "The length of a period.", GRAINS, "month"),
    _make_word("target", "The target of the attacks and incidents.", TARGET_CHOICES, "any"),
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
    Key("records_from", "The first day of the lists of records; no number depends on it.", DAY, "records_from"),
    Key("records_to", "The last day of the lists of records.", DAY, "records_to"),
    Key("km_from", "The first kilometre of the lists of records; no number depends on it.", KILOMETRE, "km_from"),
    Key("km_to", "The last kilometre of the lists of records, above the first.", KILOMETRE, "km_to"),
)
EXPOSURE_KEY = Key(
    "exposure",
    "What rates are divided by: patrols, kilometres (each that a patrol of known reach drove), or reached (patrols that reached a "
    "kilometre). Default: patrols. A corridor whose exposure is counted has only `counted`: rates per 1,000 of its unit.",
    {"enum": [*EXPOSURES, COUNTED], "default": "patrols"},
)
REACHED_KEY = Key(
    "reached",
    "The kilometre that patrols must have reached. Default: the first at which an attack on a patrol is recorded, or "
    "the middle of the corridor if none is placed within 5 km.",
    KILOMETRE,
)
PAGE_KEYS: Mapping[str, tuple[Key, ...]] = {  # by page path
    "risk": (
        Key("card", "The question that is open: worse, suspensions, sure, between, or all of them."),
        EXPOSURE_KEY,
        REACHED_KEY,
        Key("k", "Patrols in a block."),
        Key("window", "Days before and after a suspension; 0 means as many as it lasted."),
        Key("first_from", "First day of the first period."),
        Key("first_to", "Last day of the first period."),
        Key("second_from", "First day of the second period."),
        Key("second_to", "Last day of the second period."),
    ),
    "compare": (
        Key("compare", "What is compared: suspensions, corridors, feeds or periods."),
        Key("with", "The corridors or feeds that are compared, separated by commas; at most four."),
        Key("align", "How corridors and feeds are aligned: by `date`, or by the day of the last `suspension`."),
        Key("parts", "Into how many periods the chosen days are divided, from 2 to 4."),
    ),
    "road": (Key("stretch", "Length of a stretch, in km."),),
    "records": (
        Key("record", "The id of the record that is open."),
        Key("search", "Words that a record must contain, all of them; at most 50 characters."),
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
        Key("section", "The section of the chapter, or a term of the glossary. Default: the contents."),
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
