"""The sentences of the Timeline and the briefing, made from their numbers."""

from collections.abc import Callable
from datetime import date
from typing import Any

from analysis.export.citation import describe_source_choice
from analysis.questions.timeline import (
    GAP_RULE_DAYS,
    TimelineAnswers,
    Unsettled,
    count_most_attacked,
    format_number_attacked,
)
from analysis.selection import Selection
from analysis.statistics.intervals import FEW_PATROLS
from etl.tables.labels import format_count, inflect
from views.words import rate_phrases
from views.words.phrases import (
    format_day,
    format_days,
    format_period,
    format_possible_days,
    format_when,
    name_announcer,
    name_around,
    name_counter,
    name_patrols,
)
from views.words.statistics.counted import NOT_CAUSE
from views.words.suspensions import describe_gap, describe_suspension
from views.words.timeline import counted

HOW_TO_NARROW = (
    "Click a mark, drag a box (its button is over the figure) or set these two days to narrow the records. Click a row to open its "
    "record."
)
NO_BANDS = "No suspension was announced and no gap was observed on these days."
NO_SUSPENSIONS = "No suspension was announced on these days."
NO_COUNTS_DRAWN = "not completely covered: no counts"
NO_RATES_DRAWN = "not completely covered: no rates"
NO_RATE_AT_GRAIN = "no counts fill these periods: no rates"
NARROWED = "Days of the records below"
AT_LEAST = " at least, not completely covered"
NOT_COUNTED = ("–", "not completely covered, so not counted")

# The headline


def make_tiles(answers: TimelineAnswers, selection: Selection) -> dict[str, tuple[str, str]]:
    """Return the tiles with the main figures: by name, a large figure and its explanation."""
    if answers.counted:
        return counted.make_tiles(answers, selection)
    patrolled, since_when, _ = judge_patrolled(answers.headline, answers.suspensions, selection)
    return {
        "Patrolled?": (patrolled, since_when),
        f"{name_patrols(selection).capitalize()}s": format_patrols(answers.headline),
        "Attacked": format_attacked(answers.headline, selection),
        "Share attacked": format_share(answers.headline),
        "Since last attack": format_since_attack(answers.since_last_attack),
    }


def describe_summary(answers: TimelineAnswers, selection: Selection) -> list[str]:
    """State the headline and what it may lack, whether the corridor is patrolled, and the totals by each count."""
    if answers.counted:
        return counted.describe_summary(answers, selection)
    _, _, reason = judge_patrolled(answers.headline, answers.suspensions, selection)
    headline, totals = describe_headline(answers.headline, selection), describe_totals(answers.totals, selection)
    return list(filter(None, (headline, answers.unknown_kinds, reason, totals)))


def judge_patrolled(
    headline: dict[str, Any], suspensions: list[dict[str, Any]], selection: Selection
) -> tuple[str, str, str]:
    """State whether the corridor is patrolled on the as-of day: a word, since when, and a sentence with the reason."""
    as_of, patrol = format_day(selection.to_day), name_patrols(selection)
    if headline["last_patrol"] is None:
        return "Unknown", "no patrol of known day", f"No {patrol} of known day is recorded up to {as_of}."
    last_day = format_day(headline["last_patrol"])
    last = f"The last {patrol} of known day ran on {last_day}"
    if headline["days_since_last_patrol"] is None:
        return (
            "Unknown",
            "not completely covered",
            f"{last}; records up to {as_of} are incomplete, so others may have run.",
        )
    since = f"{last}, {format_days(headline['days_since_last_patrol'])} before {as_of}"
    word = "Patrolled" if headline["days_since_last_patrol"] <= GAP_RULE_DAYS else "In a gap"
    row = find_open_suspension(suspensions, headline["last_patrol"], selection)
    if not row:
        return word, f"last on {last_day}", f"{since}; no announced suspension is open."
    start = format_day(row["start"])
    reason = f"{since}; a suspension announced by {name_announcer(row)} has been open since {start}."
    if headline["last_patrol"] > row["start"]:
        return word, f"last on {last_day}, although suspended since {start}", reason
    return "Suspended", f"since {start}", reason


def find_open_suspension(
    suspensions: list[dict[str, Any]], last_patrol: date | None, selection: Selection
) -> dict[str, Any] | None:
    """Find the suspension since which none is over, of those open on the as-of day: the earliest that began after the last patrol.

    If patrols ran in all of them, it is the earliest. One that begins on the as-of day has no day yet.
    """
    found = [row for row in suspensions if row["is_open"] and row["start"] < selection.to_day]
    kept = [row for row in found if last_patrol is None or row["start"] >= last_patrol]
    return next(iter(kept or found), None)


def describe_headline(headline: dict[str, Any], selection: Selection) -> str:
    """State the share attacked with its interval, for the page, the alternative text and a copy."""
    patrol, attacked, patrols = name_patrols(selection), headline["attacked"], headline["patrols"]
    if patrols is None:
        return (
            f"No rate: the {patrol}s of this corridor, or the attacks on them, are not completely known on these days."
        )
    if patrols == 0:
        return f"No rate: no {patrol} of known day ran {format_chosen_days(selection)}."
    most = count_most_attacked(headline)
    unsettled = rate_phrases.describe_unsettled(Unsettled.read(headline)) if most > attacked else ""
    was = "were" if most > attacked else inflect(attacked, "was", "were")
    share = rate_phrases.describe_share_between(attacked, most, patrols, f" {patrol}s of known day {was} attacked")
    return f"{share}: {unsettled}." if unsettled else f"{share}."


def describe_totals(rows: list[dict[str, Any]], selection: Selection) -> str:
    """Return `4 of 26 by the Turkish count, 4 of 25 by the local, …`; nothing without a count or coverage."""
    whole, later = ([row for row in rows if row["from_first"] is from_first] for from_first in (True, False))
    sentences = []
    if whole:
        named = _name_totals(whole, _count_of_total)
        sentences.append(f"Using each side's own total up to {format_day(selection.to_day)}: {named}.")
    if later:
        named = _name_totals(
            later, lambda row: f"{_count_of_total(row)} (numbers {row['lowest']:,} to {row['highest']:,})"
        )
        sentences.append(
            f"Where the covered days do not start with number 1, from the lowest to the highest number stated: {named}."
        )
    if left_out := sum(row["numbers_left_out"] for row in rows):
        sentences.append(
            f"{format_count(left_out, 'number')} of cancelled runs or runs of one party {inflect(left_out, 'is', 'are')} left out."
        )
    return " ".join(sentences)


def _count_of_total(row: dict[str, Any]) -> str:
    return f"{row['attacked']:,} of {row['total']:,}"


def _name_totals(rows: list[dict[str, Any]], describe: Callable[[dict[str, Any]], str]) -> str:
    first, *others = [f"{describe(row)} by the {name_counter(row)}" for row in rows]
    return ", ".join([f"{first} count", *others])


def format_share(headline: dict[str, Any]) -> tuple[str, str]:
    """Return the share as a large figure, and its interval."""
    patrols, attacked = headline["patrols"], headline["attacked"]
    if not patrols:
        return "no rate", "no patrol of known day ran" if patrols == 0 else "not completely covered"
    if patrols < FEW_PATROLS:
        return f"{format_number_attacked(headline)} of {patrols}", "too few for a percentage"
    return rate_phrases.format_shares_between(attacked, count_most_attacked(headline), patrols)


def format_patrols(headline: dict[str, Any]) -> tuple[str, str]:
    """Return the number of patrols in the chosen days, and how many may be missing from it."""
    uncertain = headline["patrols_without_day"]
    if headline["patrols"] is None:
        return NOT_COUNTED
    more = f"{uncertain} more {inflect(uncertain, 'has', 'have')} no known day" if uncertain else "all have a known day"
    return f"{headline['patrols']:,}", more


def format_attacked(headline: dict[str, Any], selection: Selection) -> tuple[str, str]:
    """Return the number of patrols attacked, and which attacks count."""
    if headline["attacked"] is None:
        return NOT_COUNTED
    counted = (
        "confirmed and coded attacks"
        if selection.verification == "confirmed"
        else "disputed and unconfirmed attacks too"
    )
    reported = "" if selection.sources == "any" else f" reported by {describe_source_choice(selection.sources)}"
    return format_number_attacked(headline), counted + reported


def format_since_attack(row: dict[str, Any] | None) -> tuple[str, str]:
    """Return the days since the last attack on a patrol, and the patrols since."""
    if row is None:
        return "–", "no attack on a patrol of known day counts up to the as-of day"
    last = f"last on {format_day(row['last_attack'])}"
    if row["days_since"] is None:
        return "–", f"{last}; not completely covered since"
    ran, may = row["patrols_since"], row["patrols_since_without_day"]
    since = f"{format_count(ran, 'patrol')} {inflect(ran, 'has', 'have')}" if ran else "no patrol has"
    more = f", {may} more may have" if may else ""
    return format_days(row["days_since"]), f"{last}; {since} run since{more}"


# Suspensions and gaps


def describe_bands(answers: TimelineAnswers) -> list[str]:
    """State every announced suspension and every observed gap, or that there is none."""
    names = name_around(answers.gaps)
    gaps = (describe_gap(row, names) for row in answers.gaps)
    suspensions = [describe_suspension(row, answers.unit) for row in answers.suspensions]
    none = NO_SUSPENSIONS if answers.counted else NO_BANDS
    return [*suspensions, *gaps] or [none]


def explain_bands(answers: TimelineAnswers) -> list[str]:
    """Describe what a pause does not prove, where the exposure is counted and there is one."""
    return [NOT_CAUSE] if answers.counted and answers.suspensions else []


# The figure


def name_rows(grain: str, share_grain: str, below: str = "n") -> list[str]:
    """Return the headings of the four rows; `below` names the numbers under the shares."""
    return [
        "Suspensions and gaps",
        f"Patrols by {grain}; attacked / run",
        f"Attacks by {grain}",
        f"Share attacked by {share_grain} (95 % interval, {below} below)",
    ]


def name_doubtful_patrol(row: dict[str, Any]) -> str:
    """Return the number of a patrol, if it has one, with a question mark where its day is not known."""
    return f"{row['number'] or ''}{'' if row['date_precision'] == 'day' else '?'}"


def describe_possible_days(name: str, row: dict[str, Any]) -> str:
    """State on which days a patrol may have run."""
    return f"Patrol {name}, {format_possible_days(row)}".replace("Patrol ?", "Patrol without a number")


def describe_patrols(row: dict[str, Any]) -> str:
    """State how many patrols ran in a period, and how many were attacked."""
    cut = "; partly covered" if row["covered"] == "part" else ""
    may = f"; {row['patrols_that_may']:,} more of unknown day may have run" if row["patrols_that_may"] else ""
    return f"{format_period(row)}: {format_count(row['patrols'], 'patrol')}, {row['attacked']} attacked{may}{cut}"


def describe_attacks(row: dict[str, Any], number: int, lane: str) -> str:
    """State how many attacks of a lane fell into a period."""
    return f"{format_period(row)}: {format_count(number, 'attack')}, {lane.lower()}"


def describe_share(row: dict[str, Any]) -> str:
    """State the share attacked of a period, and its second value where a patrol of unknown day may belong to it."""
    few = "; too few for a percentage" if row["patrols"] < FEW_PATROLS else ""
    return f"{format_period(row)}: {rate_phrases.describe_patrols_attacked(row)}{few}"


def describe_milestone(row: dict[str, Any]) -> str:
    """State the day and the title of a milestone."""
    return f"{format_day(row['date'])}: {row['title']}"


def name_milestones(rows: list[dict[str, Any]], to_day: date) -> list[tuple[str, str]]:
    """Name each milestone by its day and its title; all of one year, which the chosen days end in, need none."""
    is_one_year = {row["date"].year for row in rows} == {to_day.year}
    days = [f"{row['date'].day} {row['date']:%B}" if is_one_year else format_day(row["date"]) for row in rows]
    return [(day, row["title"]) for day, row in zip(days, rows, strict=True)]


def describe_figure(answers: TimelineAnswers, selection: Selection) -> str:
    """Describe what the figure shows, for readers who cannot see it."""
    if answers.counted:
        return counted.describe_figure(answers, selection)
    periods = answers.series.to_pylist()
    return describe_figure_of_patrols(answers.headline, periods, answers.suspensions, answers.gaps, selection)


def describe_figure_of_patrols(
    headline: dict[str, Any],
    periods: list[dict[str, Any]],
    suspensions: list[dict[str, Any]],
    gaps: list[dict[str, Any]],
    selection: Selection,
) -> str:
    """State the same where single patrols are held."""
    covered = [row for row in periods if row["patrols"] is not None]
    busiest = max(covered, key=lambda row: row["patrols"], default=None)
    most = ""
    if busiest and busiest["patrols"]:
        most = f" Most patrols in one {selection.grain}: {busiest['patrols']}, from {format_day(busiest['start'])}."
    bands = f"{format_count(len(suspensions), 'announced suspension')} and {format_count(len(gaps), 'observed gap')}"
    return (
        f"Patrols, attacks and share attacked by {selection.grain} {format_chosen_days(selection)}. "
        f"{describe_headline(headline, selection)}{most} {bands} are drawn as bands. The table below the figure has the same numbers."
    )


# The records below


def format_chosen_days(selection: Selection) -> str:
    """Return the first and the last of the chosen days: `from 15 March to 31 December 2020`."""
    return format_when(selection.from_day, selection.to_day)


def describe_records(total: int, one: str, selection: Selection, *, stretch: str = "") -> str:
    """State how many records are listed and of which days; `stretch` says to which part of the road they are narrowed."""
    return f"{format_count(total, one)} {format_when(*selection.records_days)}{stretch}"


def describe_no_records(one: str) -> str:
    """State that no record is listed, and what to do."""
    return f"No {one} is recorded on these days with these choices. Choose other days, or reset the choices under More."
