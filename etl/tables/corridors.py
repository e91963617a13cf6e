"""The tables of corridors, places and coverage, and how names of parties are compared."""

import re

from etl.tables.columns import FEED, Table, day, decimal, text, texts, whole, yes_no
from etl.tables.vocabulary import GEO_PRECISIONS, SCOPE_LABELS

SOURCE_IDS = texts("source_ids", "Documents that the record is based on.", names="sources")
LONGEST_ABBREVIATION = 5  # letters
NOTE = text("note", "What a reader should know, in our own words.", is_fact=False)

CORRIDORS = Table(
    "corridors",
    "one road, strait or route on which something can be attacked",
    ("corridor",),
    declared=(
        text("corridor", "Short name of the corridor.", required=True),
        text("title", "Title that pages show.", required=True),
        texts("parties", "Who patrols it; empty if its exposure is known only as counts."),
        text(
            "own_count",
            "Whose count of patrols numbers them, or whose counts are the exposure of its rates.",
            required=True,
        ),
        text("unit", "What its exposure is counted in, in the plural: transits. Empty: it has single patrols."),
        text("unit_singular", "The unit in the singular: transit."),
        text("targets", "What is attacked, in the plural: ships."),
        text("target_singular", "The same in the singular: ship."),
        texts(
            "count_holds",
            "What that count numbers among the joint patrols though it is none: cancelled (runs that were cancelled), "
            "one_party (runs of one party). Empty: their numbers are taken off a total by count.",
            words=("cancelled", "one_party"),
        ),
        text("place_from", "Place of the first kilometre post.", names="places"),
        text("place_to", "Place of the last kilometre post.", names="places"),
        decimal("km_from", "Kilometre of the first post.", unit="km", at_least=0),
        decimal("km_to", "Kilometre of the last post.", unit="km", at_least=0),
        text("zone", "Time zone of its days, as the tz database names it (Asia/Damascus); empty if unknown."),
        text("route", "The drawn line between the posts, as WKT (longitude first); empty if none is drawn."),
        NOTE,
        SOURCE_IDS,
    ),
)

PLACES = Table(
    "places",
    "one named place",
    ("place",),
    declared=(
        text("place", "Name as used in the records.", required=True),
        texts("other_names", "Other spellings and scripts."),
        decimal("lat", "Latitude, WGS84.", unit="degrees", required=True, at_least=-90, at_most=90),
        decimal("lon", "Longitude, WGS84.", unit="degrees", required=True, at_least=-180, at_most=180),
        text("geo_precision", "How far the coordinates can be trusted.", required=True, words=GEO_PRECISIONS),
        SOURCE_IDS,
    ),
)

COVERAGE = Table(
    "coverage",
    "a span of days for which a feed holds a corridor's records of one table",
    ("feed", "corridor", "table", "scope", "from"),
    declared=(
        FEED,
        text("corridor", "The corridor.", required=True, names="corridors"),
        text("table", "patrols, incidents or exposure.", required=True, words=("patrols", "incidents", "exposure")),
        text(
            "scope",
            "Which of them: joint (patrols by all parties), patrol (attacks on patrols, or on what the corridor counts), or any.",
            required=True,
            words=tuple(SCOPE_LABELS),
        ),
        day("from", "First day covered.", required=True),
        day("through", "Last day covered.", required=True),
        yes_no("complete", "Whether every such record of these days is believed to be held.", required=True),
        whole("lag_days", "Days before `through` that are not yet fully reported.", required=True, unit="days"),
        NOTE,
    ),
)


def fold_party(name: str) -> str:
    """Normalise a party or count to lower case with single spaces.

    `Burkinabe  Army` and `burkinabe_army` become `burkinabe army`.
    """
    return re.sub(r"[\s_]+", " ", name).strip().lower()


def spell_party(name: str) -> str:
    """Return the name of a party as it is kept and shown: folded, except for abbreviations such as `VDP` or `VDP of Fada`.

    If all of several words are in capitals, none is taken for an abbreviation.
    """
    words = name.replace("_", " ").split()
    if len(words) > 1 and name.isupper():
        return fold_party(name)
    return " ".join(word if word.isupper() and len(word) <= LONGEST_ABBREVIATION else word.lower() for word in words)


def fold_party_in_sql(expression: str) -> str:
    """Return an SQL expression that normalises a text in the same way."""
    return f"trim(regexp_replace(lower({expression}), '[\\s_]+', ' ', 'g'))"
