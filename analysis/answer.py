"""The meaning, label and format of each column of an answer, declared once for pages, files and the API."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from etl.tables.columns import Table
from etl.tables.labels import label_word

Format = Literal["", "day", "share", "rate", "p"]


@dataclass(frozen=True)
class AnswerColumn:
    """What answers share about a column: its name in files and addresses, its meaning with the unit, and its label on a page.

    `format` is a day, a share (shown in per cent), a rate (three decimals), a p value (three significant digits), or unchanged.
    """

    name: str
    meaning: str = ""
    label: str = ""
    format: Format = ""


def declare_answer(names: str, table: Table | None = None, meanings: Mapping[str, str] | None = None) -> dict[str, str]:
    """Declare the columns of an answer by their names, in order, separated by spaces. Return the meaning of each.

    It comes from `meanings`, else from the table of its records, else from COLUMNS. Raises KeyError for a column without one.
    """
    known = {name: column.meaning for name, column in COLUMNS.items() if column.meaning}
    known |= describe_table(table) if table else {}
    known |= meanings or {}
    return {name: known[name] for name in names.split()}


def describe_table(table: Table) -> dict[str, str]:
    """Return the meaning of each column of a table of records, with its unit."""
    return {
        column.name: f"{column.meaning} In {column.unit}." if column.unit else column.meaning
        for column in table.columns
    }


def label_column(name: str) -> str:
    """Return the header of a column on a page: the declared label, or the name in words."""
    column = COLUMNS.get(name)
    return column.label if column and column.label else name.replace("_", " ").capitalize()


def label_field(field: str) -> str:
    """Return the header of a field in a claim or change. Casualties such as `killed_best turkish` give two words."""
    name, _, more = field.partition(" ")
    return f"{label_column(name)}, {label_word(more)}" if more else label_column(name)


def format_column(name: str) -> Format:
    """Return how a page shows the values of a column."""
    column = COLUMNS.get(name)
    return column.format if column else ""


def select_format(names: Sequence[str], format: Format) -> list[str]:
    """Return the columns that have a format, in order."""
    return [name for name in names if format_column(name) == format]


# A name has one label and one format everywhere. Meanings are listed here if several answers share them.
COLUMNS = {
    column.name: column
    for column in (
        AnswerColumn(
            "start", "First day of what the row counts, local to the corridor.", label="First day", format="day"
        ),
        AnswerColumn("end", "Last day of what the row counts.", label="Last day", format="day"),
        AnswerColumn(
            "covered",
            "How much of the period lies within the chosen days and within complete coverage: full, part or none.",
        ),
        AnswerColumn(
            "attacks_covered",
            "How much of the period lies within the chosen days and within complete coverage of attacks on patrols: full, part or none.",
        ),
        AnswerColumn(
            "patrols",
            "Patrols of known day exposed: all that ran, or those of known reach, or those that reached the kilometre. Empty where they "
            "are not completely held.",
        ),
        AnswerColumn(
            "attacked",
            "Patrols that were attacked; one attacked twice counts once.",
            label="Patrols attacked",
        ),
        AnswerColumn("attacks", "Attacks on these patrols; a patrol may be attacked twice."),
        AnswerColumn(
            "share",
            "Share attacked: attacked / patrols. Empty if no patrol ran: that is no rate, not zero.",
            label="Share attacked",
            format="share",
        ),
        AnswerColumn(
            "low",
            "Lower end of the exact 95 % interval of the share (Clopper and Pearson 1934).",
            label="Low (95 %)",
            format="share",
        ),
        AnswerColumn("high", "Upper end of the exact 95 % interval of the share.", label="High (95 %)", format="share"),
        AnswerColumn(
            "rate",
            "Attacks per patrol: attacks / patrols; per 100 kilometres where these are the exposure, and per 1,000 of what the corridor counts. "
            "Where coverage does not say that all attacks are held, those that could be sourced. Empty without exposure.",
            label="Attacks per exposure",
            format="rate",
        ),
        AnswerColumn(
            "rate_low",
            "Lower end of the exact 95 % interval of the rate (Garwood 1936).",
            label="Low (95 %) of this rate",
            format="rate",
        ),
        AnswerColumn(
            "rate_high",
            "Upper end of the exact 95 % interval of the rate.",
            label="High (95 %) of this rate",
            format="rate",
        ),
        AnswerColumn(
            "kilometres",
            "Patrol-kilometres: the kilometres of the route, one way, that patrols of known reach drove. In km.",
            label="Patrol-kilometres",
        ),
        AnswerColumn(
            "exposed",
            "How many of the corridor's unit (transits, flights) passed, by the counter that it names. Empty where single "
            "patrols are held, and where no counts fill the days.",
        ),
        AnswerColumn(
            "patrols_of_known_reach",
            "Patrols whose reach is known.",
            label="Of known reach",
        ),
        AnswerColumn("difference", format="share"),
        AnswerColumn("other_counter", label="Other count"),
        AnswerColumn("other_count", label="Its count"),
        AnswerColumn("period_start", label="First day", format="day"),
        AnswerColumn("period_end", label="Last day", format="day"),
        AnswerColumn("exposure_id", label="Record"),
        AnswerColumn("count", label="Passed"),
        AnswerColumn("attacked_that_may", label="Attacked patrols of unknown day"),
        AnswerColumn("none_in_second", label="0 in second", format="p"),
        AnswerColumn("one_in_second", label="1 in second", format="p"),
        AnswerColumn("two_in_second", label="2 in second", format="p"),
        AnswerColumn("three_in_second", label="3 in second", format="p"),
        AnswerColumn("alike", label="Same risk"),
        AnswerColumn("days_before_announced", label="Days before it was announced"),
        AnswerColumn("patrols_before_announced", label="Patrols before it was announced"),
        AnswerColumn("p", label="p", format="p"),
        AnswerColumn("p_with_doubtful", label="p, with doubtful attacks", format="p"),
        AnswerColumn(
            "on_targets",
            "Attacks on patrols, or on what the corridor counts, confirmed or coded. Empty where they are not completely held.",
        ),
        AnswerColumn(
            "on_targets_in_doubt", "The same, disputed, unconfirmed or not known to be reported by the chosen sources."
        ),
        AnswerColumn(
            "other", "Other attacks recorded on the corridor; there may have been more. Empty means not known."
        ),
        AnswerColumn(
            "other_in_doubt",
            "Other attacks on the corridor that the chosen verifications and sources leave out. Empty if none is recorded.",
        ),
        AnswerColumn(
            "corridor_attacks",
            "Attacks recorded on the corridor, whatever their target; there may have been others.",
            label="Attacks recorded on the corridor",
        ),
        AnswerColumn("block", "Number of the block of patrols, counted back from the last."),
        AnswerColumn(
            "first_ordinal",
            "Place of the first patrol among those of the chosen days, in the order in which they ran.",
            label="From patrol",
        ),
        AnswerColumn("last_ordinal", "Place of the last patrol in the same order.", label="To patrol"),
        AnswerColumn("interval", "Number of the interval, oldest first."),
        AnswerColumn("is_open", "Whether the interval still lasts on the as-of day.", label="Still open"),
        AnswerColumn(
            "quiet", "Patrols without an attack that ran before the attacked one.", label="Quiet patrols before"
        ),
        AnswerColumn("days", "Length in days."),
        AnswerColumn(
            "how",
            "first: no attack is known before it; between two attacks; cut: coverage ends before another; open: since the last, up to "
            "the as-of day.",
        ),
        AnswerColumn("sources", "How many sources it is based on."),
        AnswerColumn(
            "corrected",
            "What editors changed in it: the column, its value, what the feed states, who, when and why. Empty: nothing.",
        ),
        AnswerColumn("period", "Which of the two periods."),
        AnswerColumn("patrol_id", label="Patrol"),
        AnswerColumn(
            "tied_by_day",
            "Whether the record names no patrol, and is tied to this one because no other ran, or may have run, on its day.",
            label="Patrol known by day",
        ),
        AnswerColumn("incident_id", label="Incident"),
        AnswerColumn("suspension_id", label="Suspension"),
        AnswerColumn("source_id", label="Source"),
        AnswerColumn("other_numbers", label="Other counts"),
        AnswerColumn("date", label="Day", format="day"),
        AnswerColumn("date_end", label="Last possible day", format="day"),
        AnswerColumn("date_precision", label="Day known as"),
        AnswerColumn("km", label="Kilometre"),
        AnswerColumn("km_from", label="From km"),
        AnswerColumn("km_to", label="To km"),
        AnswerColumn("length_km", label="Length as reported, km"),
        AnswerColumn("url", label="Address"),
        AnswerColumn("attacks_on_targets", label="Attacks on patrols"),
        AnswerColumn("attacks_on_cut_days", label="Attacks on days cut off"),
        AnswerColumn("daily", label="Attacks on the corridor per day", format="rate"),
        AnswerColumn("daily_low", label="Low (95 %) per day", format="rate"),
        AnswerColumn("daily_high", label="High (95 %) per day", format="rate"),
        AnswerColumn("attacked_with_doubtful", label="Attacked, with doubtful attacks"),
        AnswerColumn("share_with_doubtful", label="Share, with doubtful attacks", format="share"),
        AnswerColumn("low_with_doubtful", label="Low (95 %), with doubtful attacks", format="share"),
        AnswerColumn("high_with_doubtful", label="High (95 %), with doubtful attacks", format="share"),
        AnswerColumn("days_during", label="Days during it"),
        AnswerColumn("last_patrol", label="Last patrol before the stop", format="day"),
        AnswerColumn("lag_days", label="Days still being reported"),
        AnswerColumn("patrols_that_may", label="Patrols of unknown day that may have run"),
        AnswerColumn("cut_by", label="Shortened by"),
        AnswerColumn("around", label="Window"),
        AnswerColumn("at_patrol", label="Found at"),
        AnswerColumn("first", label="First day", format="day"),
        AnswerColumn("last", label="Last day", format="day"),
        AnswerColumn("known", label="Known by then"),
        AnswerColumn("share_known", format="share"),
        AnswerColumn("attack", "Whether its kind is violent.", label="Violent"),
        AnswerColumn("geo_precision", label="Place known as"),
        AnswerColumn("offset_km", label="Off the route, km"),
        AnswerColumn("made_at", label="Made at (UTC)"),
        AnswerColumn("made_by", label="By"),
        AnswerColumn("url_as_text", label="Address, no link"),
        AnswerColumn("inputs", label="Made from"),
        AnswerColumn("loaded_at", label="Loaded at (UTC)"),
        AnswerColumn("loaded_by", label="By"),
        AnswerColumn("load_id", label="Load"),
        *(
            AnswerColumn(f"{harm}_{bound}", label=f"{harm.capitalize()} ({bound})")
            for harm in ("killed", "wounded")
            for bound in ("low", "best", "high")
        ),
        AnswerColumn("actor1", label="Actor"),
        AnswerColumn("actor2", label="Other actor"),
        AnswerColumn("stops", label="Who stops"),
        AnswerColumn("admin1", label="Province"),
        AnswerColumn("admin2", label="District"),
        AnswerColumn("record_id", label="Record"),
        AnswerColumn("sha256", label="SHA-256"),
        AnswerColumn("first_says", label="The first"),
        AnswerColumn("second_says", label="The second"),
        AnswerColumn("is_in_force", label="In force"),
        AnswerColumn("stated", label="Feed stated"),
        AnswerColumn("stated_now", label="Feed states now"),
        AnswerColumn("made_on", format="day"),
        AnswerColumn("through", label="Last day covered", format="day"),
        AnswerColumn("other_id", label="Other incident"),
        AnswerColumn("other_kind", label="Kind of the other"),
        AnswerColumn("other_feed", label="Feed of the other"),
        AnswerColumn("other_date", label="Day of the other", format="day"),
        AnswerColumn("km_apart", label="Kilometres apart"),
        AnswerColumn(
            "radius_km",
            "How far from its kilometre it may have been. Empty: farther than a kilometre can tell. In km.",
            label="May lie within, km",
        ),
        AnswerColumn("lat", label="Latitude"),
        AnswerColumn("lon", label="Longitude"),
        AnswerColumn("recorded", label="Attacks recorded"),
        AnswerColumn("patrols_of_unknown_reach", label="Of unknown reach"),
        AnswerColumn("attacks_of_unknown_reach", label="Attacks on those of unknown reach"),
        AnswerColumn("attacks_in_all", label="Attacks, including unknown reach"),
        AnswerColumn("patrols_least", label="Fewest patrols"),
        AnswerColumn("patrols_most", label="Most patrols"),
        AnswerColumn("rate_least", label="Attacks per patrol, if all drove it", format="rate"),
        AnswerColumn("rate_most", label="Attacks per patrol, if no other did", format="rate"),
        AnswerColumn("from_first", label="From number 1"),
        AnswerColumn("recorded_not_placed", label="Recorded, not placed"),
        AnswerColumn("announced_on", format="day"),
        AnswerColumn("scope", label="Which"),
        AnswerColumn("table", label="Records of"),
        AnswerColumn("claimed_by_side", label="Stated by"),
        AnswerColumn("accessed_via", label="Read in"),
        AnswerColumn("place_from", label="From"),
        AnswerColumn("place_to", label="To"),
        AnswerColumn("patrols_by", label="Patrols counted by"),
        AnswerColumn("counted_by", label="Count"),
        AnswerColumn("day", format="day"),
        AnswerColumn("day_before", format="day"),
        AnswerColumn("from", format="day"),
        AnswerColumn("first_date", format="day"),
        AnswerColumn("last_date", format="day"),
    )
}
