"""What each column of a file means: as declared for columns of records, as said here for those that are computed."""

from collections.abc import Sequence

from etl.records import INCIDENTS, MILESTONES, PATROLS, SOURCES, SUSPENSIONS, TABLES, Table

# Columns that a list of records has beside those that are declared.
LISTED = {
    PATROLS: {
        "other_numbers": "Its numbers in other counts than the corridor's own.",
        "attacked": "Whether an attack that is counted was on it.",
        "sources": "How many sources it rests on.",
    },
    INCIDENTS: {
        "attack": "Whether its kind is violent.",
        "counted": "Whether the chosen verifications count it.",
        "sources": "How many sources it rests on.",
    },
    SUSPENSIONS: {"sources": "How many sources it rests on."},
    SOURCES: {"records": "How many records rest on it."},
    MILESTONES: {},
}

COMPUTED = {
    "start": "First day of what the row counts, local to the corridor.",
    "end": "Last day of what the row counts.",
    "covered": "How much of the period lies within the chosen days and within complete coverage: full, part or none.",
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
    """The meaning of each column of a file, in its order. A list of records is known by its first column, their key."""
    listed = next((table for table in LISTED if columns[0] == table.key[0]), None)
    return {name: _meaning(name, listed) for name in columns}


def of_table(table: Table) -> dict[str, str]:
    """The meaning of each column of a table as it is held."""
    return {column.name: _declared(column) for column in table.columns}


def _meaning(name: str, listed: Table | None) -> str:
    if listed:
        if name in LISTED[listed]:
            return LISTED[listed][name]
        if column := _column(name, listed):
            return column
    if name in COMPUTED:
        return COMPUTED[name]
    return next(column for table in TABLES.values() if (column := _column(name, table)))


def _column(name: str, table: Table) -> str | None:
    return next((_declared(column) for column in table.columns if column.name == name), None)


def _declared(column) -> str:
    return f"{column.meaning} In {column.unit}." if column.unit else column.meaning
