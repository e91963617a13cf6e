"""The tables of Patrolwatch: every column is declared here, once.

The DuckDB schema, the casts from text, the checks of single columns, the references between tables and the data
dictionary in `docs/data-dictionary.md` are all derived from these declarations. Unknown is NULL, never 0.
"""

from dataclasses import dataclass, field
from typing import Literal

Type = Literal["VARCHAR", "VARCHAR[]", "DATE", "INTEGER", "DOUBLE", "BOOLEAN"]

VIOLENT_KINDS = (
    "ied", "rocket", "shooting", "shelling", "clash", "battle", "air_strike", "violence_against_civilians", "attack",
)  # fmt: skip
KINDS = (*VIOLENT_KINDS, "protest", "riot", "sabotage", "other", "unknown")
TARGETS = (
    "patrol", "party_forces", "government_forces", "armed_group", "civilian", "infrastructure", "other", "unknown",
)  # fmt: skip
OUTCOMES = ("full", "partial", "cut_short", "cancelled", "unknown")
VERIFICATIONS = ("confirmed", "coded", "disputed", "unconfirmed")
DATE_PRECISIONS = ("day", "range", "month", "year", "unknown")
GEO_PRECISIONS = ("exact", "near", "admin2", "admin1", "area_or_line", "country", "sea_or_air", "unknown")
VOICES = ("official", "monitor", "press")
FEEDS = ("curated", "analyst", "acled", "ucdp_ged", "ucdp_candidate", "gdelt", "gtd")
FATES = ("loaded", "changed", "duplicates", "left_out", "rejected", "blank")


@dataclass(frozen=True)
class Column:
    """One column of one table: its DuckDB type, what it means, and which values are wrong in it."""

    name: str
    type: Type
    meaning: str
    required: bool = False
    unit: str | None = None
    at_least: float | None = None
    at_most: float | None = None
    words: tuple[str, ...] | None = None
    names: str | None = None  # the table whose key this column names


@dataclass(frozen=True)
class Table:
    """One table: what one row is, its key, its columns.

    `tracked` tables keep a withdrawn record and say in which release it came and went. Tables `about_loads` say how
    records were loaded, not what happened on a road: they are not part of the content hash. A table with a `period` is
    cut into parts by the year of that day.
    """

    name: str
    row_is: str
    key: tuple[str, ...]
    declared: tuple[Column, ...] = field(repr=False)
    tracked: bool = False
    about_loads: bool = False
    period: str | None = None

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.declared + (RELEASE_COLUMNS if self.tracked else ())

    @property
    def sorted_by(self) -> tuple[str, ...]:
        """A total order of the rows."""
        return ((self.period,) if self.period else ()) + self.key

    @property
    def column_names(self) -> list[str]:
        return [column.name for column in self.columns]


def text(name: str, meaning: str, **rules) -> Column:
    return Column(name, "VARCHAR", meaning, **rules)


def texts(name: str, meaning: str, **rules) -> Column:
    return Column(name, "VARCHAR[]", meaning, **rules)


def day(name: str, meaning: str, **rules) -> Column:
    return Column(name, "DATE", meaning, **rules)


def whole(name: str, meaning: str, **rules) -> Column:
    return Column(name, "INTEGER", meaning, **{"at_least": 0, **rules})


def decimal(name: str, meaning: str, **rules) -> Column:
    return Column(name, "DOUBLE", meaning, **rules)


def yes_no(name: str, meaning: str, **rules) -> Column:
    return Column(name, "BOOLEAN", meaning, **rules)


RELEASE_COLUMNS = (
    whole("first_release", "Number of the release in which the record first stood.", required=True, at_least=1),
    whole("withdrawn_release", "Number of the release that withdrew the record; empty while it stands.", at_least=1),
)

FEED = text("feed", "Where the record comes from.", required=True, words=FEEDS)
FEED_RELEASE = text("feed_release", "The feed's own release or file date, where it names one.")
FEED_ID = text("feed_id", "The feed's own id of the record.")
SOURCE_IDS = texts("source_ids", "Documents that the record rests on.", names="sources")
AS_WRITTEN = text("as_written", "Cells that a stated rule read as something else than they say, as the file has them.")
NOTE = text("note", "What a reader should know, in our own words.")
DATE_PRECISION = text("date_precision", "How the date is known; `unknown`: no source names a day, and date to "
                      "date_end is all that its neighbours allow.", required=True, words=DATE_PRECISIONS)  # fmt: skip


def people(what: str) -> tuple[Column, Column, Column]:
    return (
        whole(f"{what}_low", f"Fewest people {what}: the least that a source confirms.", unit="people"),
        whole(f"{what}_best", f"Best single figure of people {what}; empty while a side's figure is unknown or "
              "disputed.", unit="people"),
        whole(f"{what}_high", f"Most people {what}, where a source gives an upper figure.", unit="people"),
    )  # fmt: skip


PATROLS = Table(
    "patrols", "one run on a corridor, by one or more parties", ("patrol_id",), tracked=True,
    declared=(
        text("patrol_id", "Id of the patrol.", required=True),
        FEED, FEED_RELEASE, FEED_ID,
        text("corridor", "The road that was patrolled.", required=True, names="corridors"),
        whole("number", "Number in the count that the corridor names as its own.", at_least=1),
        day("date", "First possible day of the run, local to the corridor."),
        day("date_end", "Last possible day of the run; equal to date where the day is known."),
        DATE_PRECISION,
        texts("participants", "Parties that took part; joint means all parties of the corridor.", required=True),
        text("outcome", "How far it came: full (whole corridor), partial (the end set for the day), cut_short "
             "(turned back before it), cancelled (not run), unknown.", required=True, words=OUTCOMES),
        text("direction", "Where it headed: outbound (rising kilometres) or return (falling kilometres).",
             words=("outbound", "return")),
        text("place_from", "Where it set out.", names="places"),
        text("place_to", "Where it ended or turned back.", names="places"),
        decimal("km_from", "Kilometre of place_from on the corridor.", unit="km", at_least=0),
        decimal("km_to", "Kilometre of place_to on the corridor.", unit="km", at_least=0),
        decimal("length_km", "Length as reported; never compared with km_to - km_from.", unit="km", at_least=0),
        NOTE, AS_WRITTEN, SOURCE_IDS,
    ),
)  # fmt: skip

INCIDENTS = Table(
    "incidents", "one security event on or near a corridor", ("incident_id",), tracked=True, period="date",
    declared=(
        text("incident_id", "Id of the incident.", required=True),
        FEED, FEED_RELEASE, FEED_ID,
        text("corridor", "The corridor it belongs to; empty off every corridor.", names="corridors"),
        decimal("km", "Kilometre on the corridor nearest to the place.", unit="km", at_least=0),
        decimal("offset_km", "Distance of the place from the drawn route.", unit="km", at_least=0),
        day("date", "First possible day, local to the place."),
        day("date_end", "Last possible day; equal to date where the day is known."),
        DATE_PRECISION,
        text("kind", f"What happened. Violent kinds, called attacks: {', '.join(VIOLENT_KINDS)}.",
             required=True, words=KINDS),
        text("kind_detail", "The feed's own word for the kind."),
        text("target", "At whom it was aimed; party_forces are a party's forces off patrol.",
             required=True, words=TARGETS),
        text("target_party", "The party that was hit, where one was."),
        text("patrol_id", "The patrol it happened to.", names="patrols"),
        text("verification", "confirmed: a party to the patrol, or two independent sources, say what happened, and "
             "no party denies it; coded: from a feed with coders; disputed; unconfirmed.",
             required=True, words=VERIFICATIONS),
        text("place", "Named place."),
        text("admin1", "Governorate or province."),
        text("admin2", "District."),
        text("country", "Country."),
        decimal("lat", "Latitude of the place, WGS84.", unit="degrees", at_least=-90, at_most=90),
        decimal("lon", "Longitude of the place, WGS84.", unit="degrees", at_least=-180, at_most=180),
        text("geo_precision", "How far the coordinates can be trusted.", required=True, words=GEO_PRECISIONS),
        text("actor1", "One side; the order says nothing about who attacked."),
        text("actor2", "The other side."),
        text("claimed_by", "Who claimed responsibility."),
        text("weapon", "Weapon or means, with the doubt about it."),
        *people("killed"), *people("wounded"),
        whole("vehicles_damaged", "Vehicles damaged or destroyed.", unit="vehicles"),
        NOTE, AS_WRITTEN,
        text("reported_by", "Who reported it, as the feed names them."),
        text("url", "Address of the report, where the feed gives one."),
        whole("feed_updated", "When the feed last changed its record.", unit="seconds since 1970, UTC"),
        SOURCE_IDS,
    ),
)  # fmt: skip

PATROL_NUMBERS = Table(
    "patrol_numbers", "the number of one patrol in a count other than the corridor's own", ("patrol_id", "counted_by"),
    declared=(
        text("patrol_id", "The patrol.", required=True, names="patrols"),
        text("counted_by", "Who counts.", required=True),
        whole("number", "Number in that count.", required=True, at_least=1),
        text("source_id", "Where the number stands; empty where no single document can be named.", names="sources"),
    ),
)  # fmt: skip

CASUALTIES = Table(
    "casualties", "the losses of one side in one incident", ("incident_id", "side"),
    declared=(
        text("incident_id", "The incident.", required=True, names="incidents"),
        text("side", "Whose losses: a party, or another group.", required=True),
        *people("killed"), *people("wounded"),
    ),
)  # fmt: skip

SUSPENSIONS = Table(
    "suspensions", "one announcement by an official that patrols stop", ("suspension_id",), tracked=True,
    declared=(
        text("suspension_id", "Id of the suspension.", required=True),
        FEED, FEED_ID,
        text("corridor", "The corridor.", required=True, names="corridors"),
        day("announced_on", "Day of the announcement."),
        day("start", "Day from which it holds; that day itself is before it.", required=True),
        day("end", "First day of patrols again; empty while open."),
        text("announced_by", "Who announced it.", required=True),
        text("reason", "Reason given."),
        NOTE, AS_WRITTEN, SOURCE_IDS,
    ),
)  # fmt: skip

MILESTONES = Table(
    "milestones", "one dated event for the time axis", ("milestone_id",),
    declared=(
        text("milestone_id", "Id of the milestone.", required=True),
        text("corridor", "The corridor it concerns; empty where it concerns all.", names="corridors"),
        day("date", "Day of the event.", required=True),
        text("title", "What happened, in a few words.", required=True),
        NOTE, SOURCE_IDS,
    ),
)  # fmt: skip

SOURCES = Table(
    "sources", "one document", ("source_id",),
    declared=(
        text("source_id", "Id of the source.", required=True),
        text("publisher", "Who published it, and whom it quotes.", required=True),
        text("title", "Title, in English where translated.", required=True),
        day("date", "Day of publication, where it is known."),
        text("url", "Address at which the text was indexed; it may be dead."),
        text("accessed_via", "How it was read.", required=True),
        text("voice", "Whose word it passes on: official (a ministry, an army or state media of a side, or a text that "
             "quotes them), monitor (a group that records events), press (other media); empty where it is not plain.",
             words=VOICES),
        text("side", "The side whose official word it passes on; empty for any other voice."),
        text("origin", "Who said it first, where it passes on the text of an agency or of another outlet; documents of "
             "one origin are one source. Empty: its publisher."),
    ),
)  # fmt: skip

CLAIMS = Table(
    "claims", "what one party or source says about one field of one record",
    ("table", "record_id", "field", "value", "claimed_by_side", "source_id"),
    declared=(
        text("table", "Table of the record.", required=True,
             words=("patrols", "incidents", "suspensions", "casualties", "patrol_numbers")),
        text("record_id", "Id of the record; of casualties and patrol_numbers `incident / side`, `patrol / counted_by`.",
             required=True),
        text("field", "The field spoken of.", required=True),
        text("value", "What is said of it.", required=True),
        text("claimed_by_side", "Who says so.", required=True),
        text("source_id", "Where; empty where no single document can be named.", names="sources"),
    ),
)  # fmt: skip

CORRIDORS = Table(
    "corridors", "one patrolled road", ("corridor",),
    declared=(
        text("corridor", "Short name of the corridor.", required=True),
        text("title", "Name for people.", required=True),
        texts("parties", "Who patrols it.", required=True),
        text("own_count", "Whose count of patrols numbers them.", required=True),
        text("place_from", "Place of the first kilometre post.", names="places"),
        text("place_to", "Place of the last kilometre post.", names="places"),
        decimal("km_from", "Kilometre of the first post.", unit="km", at_least=0),
        decimal("km_to", "Kilometre of the last post.", unit="km", at_least=0),
        text("route", "The drawn line between the posts, as WKT (longitude first); empty where none is drawn."),
        NOTE, SOURCE_IDS,
    ),
)  # fmt: skip

PLACES = Table(
    "places", "one named place", ("place",),
    declared=(
        text("place", "Name as used in the records.", required=True),
        texts("other_names", "Other spellings and scripts."),
        decimal("lat", "Latitude, WGS84.", unit="degrees", required=True, at_least=-90, at_most=90),
        decimal("lon", "Longitude, WGS84.", unit="degrees", required=True, at_least=-180, at_most=180),
        text("geo_precision", "How far the coordinates can be trusted.", required=True, words=GEO_PRECISIONS),
        SOURCE_IDS,
    ),
)  # fmt: skip

COVERAGE = Table(
    "coverage", "days for which a feed holds a corridor's records of one table", ("feed", "corridor", "table", "scope"),
    declared=(
        FEED,
        text("corridor", "The corridor.", required=True, names="corridors"),
        text("table", "patrols or incidents.", required=True, words=("patrols", "incidents")),
        text("scope", "Which of them: joint (patrols by all parties), patrol (attacks on patrols), or any.",
             required=True, words=("joint", "patrol", "any")),
        day("from", "First day covered.", required=True),
        day("through", "Last day covered: data-through.", required=True),
        yes_no("complete", "Whether every such record of these days is believed to be held.", required=True),
        whole("lag_days", "Days before `through` that are not yet fully reported.", required=True, unit="days"),
        NOTE,
    ),
)  # fmt: skip

PLACEMENTS = Table(
    "placements", "what the file of one incident says of where it belongs", ("incident_id",), about_loads=True,
    declared=(
        text("incident_id", "Id of the incident.", required=True, names="incidents"),
        text("corridor", "The corridor that the file names; empty where the nearest one is taken."),
        decimal("within_km", "How far from its route a point still belongs to a corridor.", required=True, unit="km", at_least=0),
        whole("number", "The number of the patrol that it happened to.", at_least=0),
        text("counted_by", "Whose count that number is; empty for the corridor's own."),
    ),
)  # fmt: skip

LOADS = Table(
    "loads", "one file loaded; rows = " + " + ".join(FATES), ("load_id",), about_loads=True,
    declared=(
        text("load_id", "Release and ordinal of the file in it.", required=True),
        whole("release", "Number of the release that the load made.", required=True, at_least=1),
        FEED, FEED_RELEASE,
        text("file", "Name of the file.", required=True),
        text("sha256", "SHA-256 of the file.", required=True),
        text("options", "What was asked for that changes how the file is read.", required=True),
        text("loaded_at", "When, UTC.", required=True),
        text("loaded_by", "By whom, where it was stated."),
        whole("rows", "Data records of the file, blank ones too.", required=True, unit="records"),
        whole("loaded", "Records that are new.", required=True, unit="records"),
        whole("changed", "Records that say something new of a record that stood.", required=True, unit="records"),
        whole("duplicates", "Records already known and unchanged, and second rows of one event.", required=True,
              unit="records"),
        whole("left_out", "Good records that a named rule keeps out.", required=True, unit="records"),
        whole("rejected", "Records that could not be read.", required=True, unit="records"),
        whole("blank", "Blank lines and rows of empty cells.", required=True, unit="records"),
        whole("withdrawn", "Records of the release before that the feed no longer holds.", required=True, unit="records"),
        whole("events", "Distinct events read and not left out.", required=True, unit="events"),
        day("first_date", "First day of these events."),
        day("last_date", "Last day of these events."),
        whole("killed_best", "Sum of the best figures of people killed in these events.", unit="people"),
        text("encoding", "Encoding of the file; empty for a binary one."),
        text("date_order", "Order of day and month that was used, where dates needed one.", words=("dmy", "mdy")),
        texts("warnings", "What a reader should know of the load."),
    ),
)  # fmt: skip

REJECTS = Table(
    "rejects", "one record of a file that could not be read", ("load_id", "record", "line", "column"), about_loads=True,
    declared=(
        text("load_id", "The load.", required=True, names="loads"),
        whole("record", "Number of the data record, from 1; head and blank lines are not counted.", at_least=1),
        whole("line", "Line of the file on which it begins.", at_least=1),
        text("column", "The column that could not be read; empty where it is the record."),
        text("reason", "Why.", required=True),
        text("text", "What the file has there."),
    ),
)  # fmt: skip

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        PATROLS, INCIDENTS, PATROL_NUMBERS, CASUALTIES, SUSPENSIONS, MILESTONES, SOURCES, CLAIMS, CORRIDORS, PLACES,
        COVERAGE, PLACEMENTS, LOADS, REJECTS,
    )
}  # fmt: skip
CASE_TABLES: dict[str, Table] = {name: table for name, table in TABLES.items() if not table.about_loads}
