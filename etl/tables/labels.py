"""Labels for readers: the label declared with a word, otherwise the word as plain text."""

from collections.abc import Mapping
from typing import Any

from etl.tables import vocabulary

COVERED = {"full": "Whole", "part": "In part", "none": "Not"}

# By the column that contains the words. An empty mapping means that the column has names of parties, groups or counts.
LABELS: Mapping[str, Mapping[str, str]] = {
    "kind": vocabulary.KIND_LABELS,
    "other_kind": vocabulary.KIND_LABELS,
    "target": vocabulary.TARGET_LABELS,
    "outcome": vocabulary.OUTCOME_LABELS,
    "effect": vocabulary.EFFECT_LABELS,
    "direction": vocabulary.DIRECTION_LABELS,
    "side": vocabulary.SIDE_LABELS,
    "stops": vocabulary.SIDE_LABELS,
    "verification": vocabulary.VERIFICATION_LABELS,
    "date_precision": vocabulary.DATE_PRECISION_LABELS,
    "geo_precision": vocabulary.GEO_PRECISION_LABELS,
    "voice": vocabulary.VOICE_LABELS,
    "feed": vocabulary.FEED_LABELS,
    "other_feed": vocabulary.FEED_LABELS,
    "table": vocabulary.TABLE_LABELS,
    "scope": vocabulary.SCOPE_LABELS,
    "action": vocabulary.REVIEW_ACTION_LABELS,
    "covered": COVERED,
    "attacks_covered": COVERED,
    "how": {
        "first": "Before it no attack is known",
        "between": "Between two attacks",
        "cut": "Cut: coverage ends",
        "open": "Since the last attack",
    },
    "basis": {"releases": "By release", "sources": "By dated document"},
    "patrols_by": {"known_day": "Patrols of known day", "any_day": "Those of unknown day too"},
    "hindrance": {
        "attacked": "Attacked",
        "obstructed": "Obstructed: turned back at a protest or a roadblock",
        "attacked_and_cut_short": "Attacked and turned back",
        "cut_short_otherwise": "Turned back, neither attacked nor obstructed as far as recorded",
    },
    "alike": {"patrols": "Every patrol", "kilometres": "Every kilometre", "reached": "Patrols of one group"},
    "days": {"known_day": "Known day", "any_day": "Unknown day too"},
    "sources": {
        "any": "Any source",
        "independent": "Two or more independent sources",
        "official": "Official sources",
    },
    "cited_for": {"number": "Its number only", "absence": "That none ran"},
    **{
        column: {}
        for column in (
            *("participants", "parties", "target_party", "claimed_by_side", "counted_by", "other_numbers"),
            *(
                "own_count",
                "count_holds",
                "doubt",
                "around",
                "window",
                "total",
                "period",
                "cut_by",
                "direction_with_doubtful",
            ),
        )
    },
}


def label_value(column: str, value: Any) -> Any:
    """Return what a reader sees for a value of a column: labels for words, lists joined, everything else unchanged."""
    if isinstance(value, list):
        return ", ".join(str(label_value(column, each)) for each in value)
    labels = LABELS.get(column)
    if labels is None or not isinstance(value, str):
        return value
    if value in labels:
        return labels[value]
    if column == "sources":
        return f"Sources of one side: {label_word(value.removeprefix('side:'))}"
    # Claims write lists like fact files do.
    return ", ".join(map(label_word, value.replace(";", ", ").split(", ")))


def label_word(word: str) -> str:
    """Return a word that has no label as plain text: `turkish_alone` becomes `Turkish alone`."""
    words = word.replace("_", " ")
    return words[:1].upper() + words[1:]


def label_feed(feed: str) -> str:
    """Return the display name of a feed: `compiled by hand`, `ACLED`."""
    label = vocabulary.FEED_LABELS.get(feed, label_word(feed))
    return "compiled by hand" if feed == "curated" else label


def inflect(number: int, one: str, many: str | None = None) -> str:
    """Return the form of a word that goes with a number: `patrol` or `patrols`, `was` or `were`."""
    return one if number == 1 else many or one + "s"


def format_count(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: `1 patrol`, `2,000 patrols`."""
    return f"{number:,} {inflect(number, one, many)}"
