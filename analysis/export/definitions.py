"""What each column of a file means: as declared for columns of records, as said here for those that are computed."""

from collections import ChainMap
from collections.abc import Sequence

from etl.tables.columns import Table
from etl.tables.records import INCIDENTS, MILESTONES, PATROLS, PLACES, SOURCES, SUSPENSIONS, TABLES

ONE_SOURCE_OR_MORE = "How many sources it rests on."

RADIUS = "How far from its kilometre it may have been. Empty: farther than a kilometre can tell. In km."
OF_STRETCHES = {
    "cell": "Number of the sum.",
    "stretch": "Number of the stretch of road, from the first end of the corridor.",
    "km_from": "First kilometre of the stretch, which lies in it. In km.",
    "km_to": "Last kilometre of the stretch, which lies in the next one, save at the end of the road. In km.",
    "patrols": "Patrols of known day and reach that drove the stretch, if only to turn back there.",
    "attacks": "Attacks that are placed on the stretch; beside a rate, those on the patrols alone.",
    "on_patrols": "Those of the attacks that were on patrols.",
    "recorded": "All recorded attacks of any target that are placed on it; they need not be all.",
}

# The kinds of rows that have columns of their own: the columns that tell the kind, the first of them first in the file; the
# table whose declarations hold for the rest; and what the columns mean that are declared nowhere, or mean something else here.
KINDS: tuple[tuple[tuple[str, ...], Table | None, dict[str, str]], ...] = (
    (
        ("at_patrol",),
        None,
        {
            "at_patrol": "The patrol at which the doubt shows.",
            "counted_by": "Whose count it is.",
            "doubt": "missing: no patrol has the number; twice: two have it; out_of_order: it is lower than that of the "
            "patrol before.",
            "number": "The number in doubt, in this count.",
            "last_number": "The last of the missing numbers.",
            "before": "The patrol before it.",
            "number_before": "The number of the patrol before it.",
            "day_before": "The day of the patrol before it.",
            "number_after": "The number of the patrol itself.",
            "day": "The day of the patrol itself.",
            "between": "Patrols without a number in this count that may have run between those two.",
        },
    ),
    (
        ("patrol_id",),
        PATROLS,
        {
            "km_low": "The lower end of its reach. Empty where nobody says how far it came. In km.",
            "km_high": "The upper end of its reach. In km.",
            "other_numbers": "Its numbers in other counts than the corridor's own.",
            "attacked": "Whether an attack that is counted was on it.",
            "sources": ONE_SOURCE_OR_MORE,
        },
    ),
    (
        ("incident_id",),
        INCIDENTS,
        {
            "attack": "Whether its kind is violent.",
            "radius_km": RADIUS,
            "counted": "Whether the choices count it.",
            "sources": ONE_SOURCE_OR_MORE,
        },
    ),
    (
        ("suspension_id", "kept"),
        SUSPENSIONS,
        {
            "is_open": "Whether it is open on the as-of day.",
            "days_during": "Days strictly between start and end, or up to the as-of day.",
            "last_patrol": "Day of the last patrol of known day up to the start. Empty where patrols are not held.",
            "lag_days": "Days from the announcement to that patrol; negative where it had run before.",
            "patrols_during": "Patrols of known day that ran during it. Empty where patrols are not held.",
            "patrols_that_may": "Patrols without a known day that may have run during it.",
            "kept": "Whether no patrol of known day ran during it. Empty where that is not known.",
        },
    ),
    (("suspension_id",), SUSPENSIONS, {"sources": ONE_SOURCE_OR_MORE}),
    (("source_id",), SOURCES, {"records": "How many records rest on it."}),
    (("milestone_id",), MILESTONES, {}),
    (("stretch",), None, OF_STRETCHES),
    (("cell",), None, OF_STRETCHES),
    (
        ("total",),
        None,
        {
            "total": "What is summed.",
            "patrols_of_unknown_reach": "Patrols of known day of which nobody says how far they came; they drove no stretch.",
            "attacks_not_placed": "Attacks on patrols whose place is not known nearly enough for a stretch.",
            "recorded": "All recorded attacks on the corridor, of any target; they need not be all.",
            "recorded_not_placed": "Those of them whose place is not known nearly enough for a stretch.",
        },
    ),
    (
        ("place",),
        PLACES,
        {
            "km": "Kilometre on the corridor. In km.",
            "km_from": "First kilometre of the stretch near it; empty at the end of the corridor. In km.",
            "km_to": "Last kilometre of the stretch near it; empty at the end of the corridor. In km.",
            "radius_km": RADIUS,
            "incidents": "Incidents recorded there on the chosen days, at the chosen targets.",
            "attacks": "Those of them that are attacks and counted.",
            "on_patrols": "Those of the attacks that were on patrols.",
            "points": "How many such points there are; the list may hold fewer.",
        },
    ),
    (
        ("around",),
        None,
        {
            "around": "The suspension and its window.",
            "suspension_id": "Id of the suspension.",
            "window": "before, during or after it.",
            "first": "First day of the window.",
            "last": "Last day of the window.",
            "cut_by": "What made the window shorter than asked for; empty: nothing.",
            "attacks_on_patrols": "Attacks on these patrols.",
            "daily": "All recorded attacks on the corridor per day of the window.",
            "daily_low": "Lower end of the exact 95 % interval of attacks per day (Garwood 1936).",
            "daily_high": "Upper end of the exact 95 % interval of attacks per day.",
        },
    ),
    (
        ("patrols_by",),
        None,
        {
            "patrols_by": "Who counts the patrols: known_day as in the headline, any_day with those of unknown day, or the count "
            "whose highest number is taken.",
            "is_party": "Whether a party counts.",
            "patrols": "Patrols by this count.",
            "attacked": "Patrols attacked, by confirmed and coded attacks.",
            "attacked_with_doubtful": "Patrols attacked, by disputed and unconfirmed attacks too.",
            "patrol_id": "The patrol that carries the highest number.",
            "share_with_doubtful": "attacked_with_doubtful / patrols.",
            "low_with_doubtful": "Lower end of its exact 95 % interval (Clopper and Pearson 1934).",
            "high_with_doubtful": "Upper end of its exact 95 % interval.",
        },
    ),
    (("sources",), None, {"sources": "By whom an attack must be told in order to count."}),
    (
        ("basis",),
        None,
        {
            "basis": "releases: known by the release in which it first stood; sources: by the first dated document on or after "
            "its day.",
            "table": "patrols or incidents.",
            "lag_days": "Days from the record's day until it was known.",
            "records": "Records with this lag.",
            "known": "Records with this lag or a shorter one.",
            "of": "All records of this basis and table.",
            "share_known": "known / of. Records that are yet to come stand in neither.",
        },
    ),
)

COMPUTED = {
    "start": "First day of what the row counts, local to the corridor.",
    "end": "Last day of what the row counts.",
    "covered": "How much of the period lies within the chosen days and within complete coverage: full, part or none.",
    "attacks_covered": "How much of the period lies within the chosen days and within complete coverage of attacks on patrols: full, part or none.",
    "patrols": "Patrols of known day that were run, which is the exposure. Empty where they are not completely held.",
    "attacked": "Those of the patrols that were attacked; one that was attacked twice counts once.",
    "attacks": "Attacks on these patrols; a patrol may be attacked twice.",
    "share": "Share attacked: attacked / patrols. Empty where no patrol ran, which is no rate and not zero.",
    "low": "Lower end of the exact 95 % interval of the share (Clopper and Pearson 1934).",
    "high": "Upper end of the exact 95 % interval of the share.",
    "rate": "Attacks per patrol: attacks / patrols. Empty where no patrol ran.",
    "rate_low": "Lower end of the exact 95 % interval of attacks per patrol (Garwood 1936).",
    "rate_high": "Upper end of the exact 95 % interval of attacks per patrol.",
    "on_patrols": "Attacks on patrols, confirmed or coded. Empty where they are not completely held.",
    "on_patrols_in_doubt": "Attacks on patrols, disputed or unconfirmed.",
    "other": "Other attacks on the corridor that are recorded, which need not be all. Empty means not known.",
    "corridor_attacks": "Attacks on the corridor that are recorded, whatever their target; they need not be all.",
    "block": "Number of the block of patrols, counted back from the last.",
    "first_ordinal": "Place of the first patrol among those of the chosen days, in the order in which they ran.",
    "last_ordinal": "Place of the last patrol in the same order.",
    "interval": "Number of the interval, oldest first.",
    "is_open": "Whether the interval still lasts on the as-of day.",
    "quiet": "Patrols without an attack that ran before the attacked one.",
    "days": "Length in days.",
    "how": "first: no attack is known before it; between two attacks; open: since the last, up to the as-of day.",
    "period": "Which of the two periods.",
}


def of_columns(columns: Sequence[str]) -> dict[str, str]:
    """The meaning of each column of a file, in its order."""
    table, own = next(
        ((table, own) for told_by, table, own in KINDS if columns[0] == told_by[0] and set(told_by) <= set(columns)),
        (None, {}),
    )
    meanings = ChainMap(own, of_table(table) if table else {}, COMPUTED, *map(of_table, TABLES.values()))
    return {name: meanings[name] for name in columns}


def of_table(table: Table) -> dict[str, str]:
    """The meaning of each column of a table as it is held."""
    return {
        column.name: f"{column.meaning} In {column.unit}." if column.unit else column.meaning
        for column in table.columns
    }
