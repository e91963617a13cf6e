"""The tables of Patrolwatch. Every column is declared once: here, in `corridors.py`, or (for tables about loads) in `loads.py`.

The DuckDB schema, the casts from text, the checks of single columns, the references between tables and the data dictionary
`docs/data-dictionary.md` are derived from these declarations. Unknown is NULL, never 0.
"""

from etl.tables.columns import FEED, FEED_RELEASE, Column, Table, day, decimal, text, texts, whole, yes_no
from etl.tables.corridors import CORRIDORS, COVERAGE, NOTE, PLACES, SOURCE_IDS
from etl.tables.loads import LOADS, PLACEMENTS, REJECTS, REVIEW_ENTRIES, UNREAD_CELLS, WORD_MEANINGS
from etl.tables.vocabulary import (
    DATE_PRECISIONS,
    DIRECTIONS,
    EFFECTS,
    GEO_PRECISIONS,
    KINDS,
    OUTCOMES,
    SIDES,
    TARGETS,
    VERIFICATIONS,
    VIOLENT_KINDS,
    VOICES,
)

FEED_ID = text("feed_id", "The feed's own id of the record.")
AS_WRITTEN = text("as_written", "The original text of cells that were read differently from what they say, by a documented rule.",
                  is_fact=False)  # fmt: skip
DATE_PRECISION = text(
    "date_precision",
    "How the date is known; `unknown`: no source names a day, and date to date_end are the days that the records around it allow.",
    required=True,
    words=DATE_PRECISIONS,
)


def people(what: str) -> tuple[Column, Column, Column]:
    """Declare the lowest, best and highest figure of people killed or wounded."""
    return (
        whole(f"{what}_low", f"Fewest people {what}: the least that a source confirms.", unit="people"),
        whole(
            f"{what}_best",
            f"Best single figure of people {what}; empty if a side's figure is unknown or disputed.",
            unit="people",
        ),
        whole(f"{what}_high", f"Most people {what}, if a source gives an upper figure.", unit="people"),
    )


PATROLS = Table(
    "patrols",
    "one run on a corridor, by one or more parties",
    ("patrol_id",),
    tracked=True,
    declared=(
        text("patrol_id", "Id of the patrol.", required=True),
        FEED,
        FEED_RELEASE,
        FEED_ID,
        text("corridor", "The corridor that was patrolled.", required=True, names="corridors"),
        whole("number", "Number in the count that the corridor names as its own.", at_least=1),
        day("date", "First possible day of the run, local to the corridor."),
        day("date_end", "Last possible day of the run; equal to date if the day is known."),
        DATE_PRECISION,
        texts(
            "participants",
            "Parties that took part; joint means all parties of the corridor. Empty: unknown.",
            required=True,
        ),
        text(
            "outcome",
            "How far it came: full (whole corridor), partial (the end set for the day), cut_short "
            "(turned back before it), cancelled (not run), unknown.",
            required=True,
            words=OUTCOMES,
        ),
        yes_no(
            "attack_unknown",
            "True if its log does not say whether it was attacked. Empty if no log asks.",
            is_later=True,
        ),
        text(
            "direction",
            "Direction: outbound (rising kilometres) or return (falling kilometres).",
            words=DIRECTIONS,
        ),
        text("place_from", "Where it set out.", names="places"),
        text("place_to", "Where it ended or turned back.", names="places"),
        decimal("km_from", "Kilometre of place_from on the corridor.", unit="km", at_least=0),
        decimal("km_to", "Kilometre of place_to on the corridor.", unit="km", at_least=0),
        decimal("length_km", "Length as reported; never compared with km_to - km_from.", unit="km", at_least=0),
        NOTE,
        AS_WRITTEN,
        SOURCE_IDS,
    ),
)

INCIDENTS = Table(
    "incidents",
    "one security event on or near a corridor",
    ("incident_id",),
    tracked=True,
    period="date",
    together_by="corridor",
    declared=(
        text("incident_id", "Id of the incident.", required=True),
        FEED,
        FEED_RELEASE,
        FEED_ID,
        text("corridor", "The corridor it belongs to; empty if it is on none.", names="corridors"),
        decimal("km", "Kilometre on the corridor nearest to the place.", unit="km", at_least=0),
        decimal("offset_km", "Distance of the place from the drawn route.", unit="km", at_least=0),
        day("date", "First possible day, local to the place."),
        day("date_end", "Last possible day; equal to date if the day is known."),
        DATE_PRECISION,
        day(
            "coded_day",
            "Day from date to date_end that the feed assigns to an incident of unknown day; it decides whether the incident "
            "is within complete days. Empty if date decides.",
        ),
        text(
            "kind",
            f"What happened. Violent kinds, called attacks: {', '.join(VIOLENT_KINDS)}.",
            required=True,
            words=KINDS,
        ),
        text("kind_detail", "The feed's own word for the kind."),
        text(
            "target",
            "At whom it was aimed; party_forces are a party's forces off patrol.",
            required=True,
            words=TARGETS,
        ),
        text("target_party", "The party that was hit, if any."),
        text("patrol_id", "The patrol it happened to.", names="patrols"),
        text(
            "verification",
            "confirmed: a party to the patrol, or two independent sources, say what happened, and "
            "no party denies it; coded: from a feed with coders; disputed; unconfirmed.",
            required=True,
            words=VERIFICATIONS,
        ),
        text("place", "Named place."),
        text(
            "admin1", "Governorate or province.", is_fact=False
        ),  # where the place is the same, only its spelling changed
        text("admin2", "District.", is_fact=False),
        text("country", "Country."),
        decimal("lat", "Latitude of the place, WGS84.", unit="degrees", at_least=-90, at_most=90),
        decimal("lon", "Longitude of the place, WGS84.", unit="degrees", at_least=-180, at_most=180),
        text("geo_precision", "How far the coordinates can be trusted.", required=True, words=GEO_PRECISIONS),
        text("target_name", "What was attacked, by its name: a ship, a flight, a convoy.", is_later=True),
        text("effect", "What the attack did to its target.", words=EFFECTS, is_later=True),
        text(
            "episode",
            "Attacks on one target within two days are one episode: the id that they share. Empty: a separate episode.",
            is_later=True,
        ),
        text("actor1", "One side; the order says nothing about who attacked."),
        text("actor2", "The other side."),
        text("claimed_by", "Who claimed responsibility."),
        text("weapon", "Weapon or means, with any doubt about it."),
        *people("killed"),
        *people("wounded"),
        whole("vehicles_damaged", "Vehicles damaged or destroyed.", unit="vehicles"),
        NOTE,
        AS_WRITTEN,
        text("reported_by", "Who reported it, as the feed names them."),
        text("url", "Address of the report, if the feed gives one."),
        whole("feed_updated", "When the feed last changed its record.", unit="seconds since 1970, UTC", is_fact=False),
        SOURCE_IDS,
    ),
)

PATROL_NUMBERS = Table(
    "patrol_numbers",
    "the number of one patrol in a count other than the corridor's own",
    ("patrol_id", "counted_by"),
    declared=(
        text("patrol_id", "The patrol.", required=True, names="patrols"),
        text("counted_by", "Who counts.", required=True),
        whole("number", "Number in that count.", required=True, at_least=1),
        text("source_id", "The document with the number; empty if no single document can be named.", names="sources"),
    ),
)

CASUALTIES = Table(
    "casualties",
    "the losses of one side in one incident",
    ("incident_id", "side"),
    declared=(
        text("incident_id", "The incident.", required=True, names="incidents"),
        text("side", "Whose losses: a party, or another group.", required=True),
        *people("killed"),
        *people("wounded"),
    ),
)

SUSPENSIONS = Table(
    "suspensions",
    "one announcement that something stops: what could be attacked, or the attacks",
    ("suspension_id",),
    tracked=True,
    day="start",
    declared=(
        text("suspension_id", "Id of the suspension.", required=True),
        FEED,
        FEED_ID,
        text("corridor", "The corridor.", required=True, names="corridors"),
        day("announced_on", "Day of the announcement."),
        day("start", "Day from which it applies; that day itself is before it.", required=True),
        day("end", "First day on which it no longer applies; empty while open."),
        text("announced_by", "Who announced it.", required=True),
        text(
            "side",
            "What stops: exposure (patrols, or what passes through the corridor), or attacks. Empty: exposure.",
            words=SIDES,
            is_later=True,
        ),
        text("reason", "Reason given."),
        NOTE,
        AS_WRITTEN,
        SOURCE_IDS,
    ),
)

EXPOSURE = Table(
    "exposure",
    "how many passed through a corridor on some days, according to one counter; single passages are unknown",
    ("exposure_id",),
    tracked=True,
    period="period_start",
    day="period_start",
    together_by="corridor",
    declared=(
        text("exposure_id", "Id of the count.", required=True),
        FEED,
        FEED_RELEASE,
        FEED_ID,
        text("corridor", "The corridor.", required=True, names="corridors"),
        day("period_start", "First day counted, as the counter dates it.", required=True),
        day("period_end", "Last day counted.", required=True),
        text("unit", "What was counted: the unit of the corridor.", required=True),
        whole("count", "How many of the unit passed on these days.", required=True),
        text("counted_by", "Who counts. Counts of two counters are never added.", required=True),
        NOTE,
        AS_WRITTEN,
        SOURCE_IDS,
    ),
)

MILESTONES = Table(
    "milestones",
    "one dated event for the time axis",
    ("milestone_id",),
    declared=(
        text("milestone_id", "Id of the milestone.", required=True),
        text("corridor", "The corridor it concerns; empty if it concerns all.", names="corridors"),
        day("date", "Day of the event.", required=True),
        text("title", "What happened, in a few words.", required=True),
        NOTE,
        SOURCE_IDS,
    ),
)

SOURCES = Table(
    "sources",
    "one document",
    ("source_id",),
    declared=(
        text("source_id", "Id of the source.", required=True),
        text("publisher", "Who published it, and whom it quotes.", required=True),
        text("title", "Title, in English if translated.", required=True),
        day("date", "Day of publication, if known."),
        text("url", "Address at which the text was indexed; it may be dead."),
        text("accessed_via", "How it was read.", required=True),
        text(
            "voice",
            "Whose word it passes on: official (a ministry, an army or state media of a side, or a text that "
            "quotes them), monitor (a group that records events), press (other media); empty if it is unclear.",
            words=VOICES,
        ),
        text("side", "The side whose official word it passes on; empty for any other voice."),
        text(
            "origin",
            "Who said it first, if it passes on the text of an agency or another outlet; documents of "
            "one origin are one source. Empty: its publisher.",
        ),
    ),
)

CLAIMS = Table(
    "claims",
    "what one party or source says about one field of one record",
    ("table", "record_id", "field", "value", "claimed_by_side", "source_id"),
    declared=(
        text(
            "table",
            "Table of the record.",
            required=True,
            words=("patrols", "incidents", "suspensions", "exposure", "casualties", "patrol_numbers"),
        ),
        text(
            "record_id",
            "Id of the record; of casualties and patrol_numbers `incident / side`, `patrol / counted_by`.",
            required=True,
        ),
        text("field", "The field that it is about.", required=True),
        text("value", "The value that is claimed.", required=True),
        text("claimed_by_side", "Who says so.", required=True),
        text("source_id", "Where; empty if no single document can be named.", names="sources"),
        text(
            "cited_for",
            "What the document is cited for if it does not report the record: number (it gives or implies the number of a "
            "patrol, not its run), absence (it says that none ran on those days). Empty: it reports the record.",
            words=("number", "absence"),
        ),
    ),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        *(PATROLS, INCIDENTS, PATROL_NUMBERS, CASUALTIES, SUSPENSIONS, EXPOSURE, MILESTONES, SOURCES, CLAIMS),
        *(CORRIDORS, PLACES, COVERAGE, REVIEW_ENTRIES, PLACEMENTS, LOADS, REJECTS, UNREAD_CELLS, WORD_MEANINGS),
    )
}
HASHED_TABLES: dict[str, Table] = {name: table for name, table in TABLES.items() if not table.about_loads}
# The tables that fact files can have.
CASE_TABLES: dict[str, Table] = {name: table for name, table in HASHED_TABLES.items() if table is not REVIEW_ENTRIES}
# The tables whose records an editor can correct and withdraw, and those of them in which two rows may be one event.
REVIEWED_TABLES: dict[str, Table] = {table.name: table for table in (PATROLS, INCIDENTS, SUSPENSIONS, EXPOSURE)}
LINKED_TABLES: dict[str, Table] = {table.name: table for table in (PATROLS, INCIDENTS, SUSPENSIONS)}
