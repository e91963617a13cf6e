"""Sentences on the basis of the numbers: who counts the patrols, who reports the attacks, when they became known."""

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import Any

from analysis.export.citation import describe_source_choice
from analysis.questions.denominators import WITH_DOUBTFUL
from analysis.questions.lag import KNOWN_SHARE, find_days_until_known
from analysis.questions.timeline import Unsettled
from analysis.selection import Selection
from analysis.statistics.intervals import FEW_PATROLS
from etl.tables.labels import format_count, inflect
from views.words import rate_phrases
from views.words.phrases import capitalise, format_day, format_delay, name_counter, name_patrols, uncapitalise

DENOMINATORS = {"known_day": "the patrols of known day", "any_day": "the patrols of known and unknown day"}
DENOMINATOR_LABELS = {"known_day": "Known day", "any_day": "Any day"}
SOURCES_LABELS = {"any": "Any source", "independent": "Independent", "official": "Official"}
MOST_NAMED = 5  # patrols in one sentence
LAG_HEADING = "Share of records known"
LAG_AXIS = "Days after the day of the record"
NO_COUNTS = (
    "Other counts number only joint patrols. So they are compared with the headline only for joint patrols, and for days that begin with "
    "complete coverage or before it."
)
NO_DENOMINATOR = (
    "Whoever counts, there is no share where records of patrols, or of attacks on them, are incomplete. The audit of numbers shows "
    "what each count states."
)
NO_SHARE = (
    "Whoever reports the attacks, there is no share where records of patrols, or of attacks on them, are incomplete."
)
ABOUT_SOURCES = "The choice of sources applies to every page. Here is the headline under each of them."
NO_NUMBERS = "No patrol of this corridor has a number up to the as-of day, so there is nothing to audit."
TICK_A_DOUBT = "Click a row to open the patrol where the doubt shows."

# Who counts the patrols


def name_denominator(row: dict[str, Any]) -> str:
    """Return how the patrols are counted: `the patrols of known day`, `the Turkish count`."""
    return DENOMINATORS.get(row["patrols_by"]) or f"the {_name_count(row)}"


def label_denominator(row: dict[str, Any]) -> str:
    """Return the same, short enough for an axis."""
    return DENOMINATOR_LABELS.get(row["patrols_by"]) or capitalise(_name_count(row))


def _name_count(row: dict[str, Any]) -> str:
    return f"{name_counter(row | {'counted_by': row['patrols_by']})} count"


def describe_denominator(row: dict[str, Any], of: str) -> str:
    """State the share by one denominator; `of` is the ending of the columns that count doubtful attacks, or empty."""
    counted = "disputed and unconfirmed too" if of else "confirmed and coded attacks"
    return f"{name_denominator(row)}, {counted}: {rate_phrases.describe_share(row[f'attacked{of}'], row['patrols'])}"


def judge_spread(rows: list[dict[str, Any]], unsettled: Unsettled) -> str:
    """State how far the share attacked depends on who counts and on what is counted; the figure has the intervals."""
    shares = [
        (row[f"share{of}"], row[f"attacked{of}"], row["patrols"])
        for row in rows
        for of in ("", WITH_DOUBTFUL)
        if row[f"share{of}"] is not None
    ]
    if not shares:
        return describe_denominators(rows)[-1]
    least, most = (_count_attacked(*pick(shares)[1:]) for pick in (min, max))
    if least == most:
        said = f"Whoever counts, and whatever counts as an attack: {least} patrols attacked."
    else:
        said = f"It depends on who counts the patrols and what counts as an attack: from {least} patrols attacked to {most}."
    if not unsettled.patrols_at_most:
        return said
    return f"{said} Up to {format_count(unsettled.patrols_at_most, 'more patrol')}, since {rate_phrases.describe_unsettled(unsettled)}."


def _count_attacked(attacked: int, patrols: int) -> str:
    percent = "" if patrols < FEW_PATROLS else f" ({rate_phrases.format_percent(attacked / patrols)} %)"
    return f"{attacked:,} of {patrols:,}{percent}"


def describe_denominators(rows: list[dict[str, Any]]) -> list[str]:
    """State the least and the most that the share attacked could be, by who counts and what is counted."""
    shares = [
        (row[f"share{of}"], row[f"attacked{of}"], row["patrols"], f"{name_denominator(row)}{with_doubtful}")
        for row in rows
        for of, with_doubtful in (("", ""), (WITH_DOUBTFUL, ", with disputed and unconfirmed attacks"))
        if row[f"share{of}"] is not None
    ]
    sentences = [sentence for row in rows if (sentence := _describe_numbers(row))]
    sentences += [
        f"{capitalise(name_denominator(row))} numbers {row['patrols']:,}, fewer than were attacked, so it gives no share."
        for row in rows
        if row["patrols"] < max(row["attacked"], row[f"attacked{WITH_DOUBTFUL}"])
    ]
    if not shares:
        return [*sentences, "No patrol ran on these days, so there is no share."]
    least, most = (
        f"{rate_phrases.describe_share(attacked, patrols)} by {words}"
        for _, attacked, patrols, words in (pick(shares, key=lambda entry: entry[0]) for pick in (min, max))
    )
    spread = f"It depends on who counts the patrols and what counts as an attack: from {least} to {most}."
    if len({(attacked, patrols) for _, attacked, patrols, _ in shares}) == 1:
        spread = f"Whoever counts, and whatever counts as an attack: {rate_phrases.describe_share(*shares[0][1:3])}."
    return [spread, *sentences]


def _describe_numbers(row: dict[str, Any]) -> str:
    """Explain how the total of a count is derived from its numbers, if it is not the highest one."""
    if row["from_first"] is None or (row["from_first"] and not row["numbers_left_out"]):
        return ""
    span = f"from {row['lowest']:,} to {row['highest']:,}"
    why = "" if row["from_first"] else ", since the covered days do not start with number 1"
    left_out = row["numbers_left_out"]
    without = f", without {format_count(left_out, 'number')} of cancelled runs or runs of one party" if left_out else ""
    return f"{capitalise(name_denominator(row))} is taken {span}{why}{without}."


# Who reports the attacks


def name_sources(row: dict[str, Any]) -> str:
    """Return a choice of sources."""
    return capitalise(describe_source_choice(row["sources"]))


def label_sources(row: dict[str, Any]) -> str:
    """Return the same, short enough for an axis."""
    return SOURCES_LABELS.get(row["sources"]) or f"{capitalise(row['sources'].removeprefix('side:'))} side"


def describe_sources_of(row: dict[str, Any]) -> str:
    """State the share by one choice of sources."""
    return f"{describe_source_choice(row['sources'])}: {rate_phrases.describe_share(row['attacked'], row['patrols'])}"


def describe_sources(rows: list[dict[str, Any]], selection: Selection) -> list[str]:
    """Describe what each choice of sources counts; empty if no share can be said."""
    (chosen,) = (row for row in rows if row["sources"] == selection.sources)
    if chosen["patrols"] is None:
        return []
    counted = "; ".join(f"{row['attacked']:,} by {describe_source_choice(row['sources'])}" for row in rows)
    patrols = format_count(chosen["patrols"], name_patrols(selection))
    sentences = [f"Of {patrols} of known day, these were attacked: {counted}."]
    if min(row["attacked"] for row in rows) < rows[0]["attacked"]:
        sentences.append(
            "A side that does not mention an attack does not deny it. Attacks left out are less well documented, not untrue."
        )
    return sentences


# Whose numbers are whole


def describe_count(row: dict[str, Any], doubts: list[dict[str, Any]]) -> str:
    """Describe what one count states, and how many of its numbers are in doubt."""
    name = capitalise(name_counter(row))
    stated = f"{name} count: {format_count(row['numbers'], 'number')} stated, {row['lowest']:,} to {row['highest']:,}"
    before = "" if row["lowest"] == 1 else f"; no number before {row['lowest']:,} is stated"
    missing = sum(doubt["last_number"] - doubt["number"] + 1 for doubt in doubts if doubt["doubt"] == "missing")
    twice, out_of_order = (sum(doubt["doubt"] == kind for doubt in doubts) for kind in ("twice", "out_of_order"))
    found = f"{missing or 'none'} missing, {twice or 'none'} given twice, {out_of_order or 'none'} out of order"
    return f"{stated}{before}; {found}."


def describe_doubtful_number(row: dict[str, Any], names: Mapping[str, str]) -> str:
    """Describe one missing, repeated or misplaced number, with the patrols around it. `names` maps their ids to names."""
    count = f"{capitalise(name_counter(row))} count"
    patrol_at, before = (
        _name_patrol(row[patrol], row[day], names) for patrol, day in (("at_patrol", "day"), ("before", "day_before"))
    )
    number, last = row["number"], row["last_number"]
    match row["doubt"]:
        case "twice":
            return f"{count}: {number:,} is given twice, to {before} and to {patrol_at}."
        case "out_of_order":
            return f"{count}: {number:,} of {patrol_at} comes after {row['number_before']:,} of {before}."
    span = f"{number:,} is" if number == last else f"{number:,} to {last:,} are"
    between = row["between"]
    ran = "no patrol without a number in this count is known to have run between them"
    if between:
        more = f" and {len(between) - MOST_NAMED:,} more" if len(between) > MOST_NAMED else ""
        patrols = format_count(len(between), "patrol")
        named = ", ".join(uncapitalise(names.get(patrol, patrol)) for patrol in between[:MOST_NAMED])
        ran = f"{patrols} without a number in this count may have run between them: {named}{more}"
    neighbours = f"{row['number_before']:,} of {before} and {row['number_after']:,} of {patrol_at}"
    return f"{count}: {span} missing between {neighbours}; {ran}."


def _name_patrol(patrol_id: str, day: date | None, names: Mapping[str, str]) -> str:
    return f"{uncapitalise(names.get(patrol_id, patrol_id))} ({format_day(day) if day else 'no known day'})"


# When records became known

BASES = {
    "releases": "By the first release that held them",
    "sources": "By the dates of the documents held",
}
TRUNCATED = (
    "Only known records can be counted. Since others are still to come, the lag of the newest days looks shorter than it is "
    "(right truncation)."
)
NO_RELEASES = (
    "Releases show no lag here: every record is older than the first release that held its feed on this corridor."
)
NO_DOCUMENTS = "Documents show no lag here: no record rests on a document dated on its day or after it."


def describe_reporting_lag(rows: list[dict[str, Any]]) -> list[str]:
    """State by when most records were known."""
    sentences = []
    for (basis, table), group in groupby(rows, key=lambda row: (row["basis"], row["table"])):
        lags = list(group)
        records = format_count(lags[-1]["of"], table.removesuffix("s"))
        if lags[-1]["of"] < FEW_PATROLS:
            sentences.append(f"{BASES[basis]}, {records}: too few to say.")
            continue
        most, all_ = format_delay(find_days_until_known(lags)), format_delay(lags[-1]["lag_days"])
        known = f"{rate_phrases.format_percent(KNOWN_SHARE)} % of {records} were known {most} of their day and all of them {all_}"
        sentences.append(f"{BASES[basis]}, {known}.")
    bases = {row["basis"] for row in rows}
    sentences += [
        words for basis, words in (("releases", NO_RELEASES), ("sources", NO_DOCUMENTS)) if basis not in bases
    ]
    return [*sentences, TRUNCATED] if rows else sentences


def name_lag(row: dict[str, Any]) -> str:
    """Return which records a lag is of, and how it is known."""
    return f"{capitalise(row['table'])} {BASES[row['basis']].lower()}"


def name_lag_line(basis: str, table: str) -> str:
    """Return the same, short enough for a legend."""
    return f"{capitalise(table)} by {basis}"


def describe_known(row: dict[str, Any]) -> str:
    """State how many records were known so soon."""
    known = inflect(row["known"], "its", "their")
    return f"{name_lag(row)}: {row['known']:,} of {row['of']:,} known {format_delay(row['lag_days'])} of {known} day"
