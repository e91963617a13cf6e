"""Sentences on suspensions and gaps: what was announced, what was observed, and what happened around it."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from analysis.exposure import PATROLS, Unit
from etl.tables.labels import format_count, inflect
from views.words import rate_phrases
from views.words.phrases import (
    format_day,
    format_days,
    format_when,
    join_days,
    mark_corrected,
    name_announcer,
    uncapitalise,
)

SELECTION = (
    "After: patrols may have resumed only once it was quieter, so the days after a suspension are not a fair sample "
    "(selection)."
)
REGRESSION = (
    "Before: suspensions follow attacks, so the days before one have more of them than usual, and fewer would have followed "
    "anyway (regression to the mean). The table says what happened, not what a suspension did."
)
NO_EXPOSURE = (
    "While nobody patrols, no patrol can be attacked: there is no exposure and so no rate, which is not a rate of 0. Only recorded "
    "attacks on any target can show whether the corridor was quieter."
)
NO_WINDOWS = "No suspension is known on these days, so there is nothing to compare before, during or after it."
NO_COVERAGE = "Before, during and after cannot be compared: records of this corridor's patrols, or of attacks on them, are incomplete."
AS_LONG = "Before and after are as long as the suspension itself."
WINDOW_HELP = "0: as long as the suspension itself. Each stops where complete coverage, the chosen days or the next suspension cuts it."


def describe_suspension(row: dict[str, Any], unit: Unit = PATROLS) -> str:
    """State who announced a suspension, what stops, when, and how long it lasts."""
    by = "" if row["announced_by"] == "unknown" else f" by {row['announced_by']}"
    on = f" on {format_day(row['announced_on'])}" if row["announced_on"] else " on an unknown day"
    announced = f", announced{by}{on}"
    if unit.is_counted and not row["announced_on"]:
        announced = f"{by}, not announced as far as is known"
    # Other passages went on meanwhile, and an announcement may end before the first patrol.
    resumed = ", when patrols resumed" if row["resumed"] and not unit.is_counted else ""
    until = "still open" if row["is_open"] else f"ended on {format_day(row['end'])}{resumed}"
    length = f"({format_days(row['days'])}).{_begins_before(row)}"
    what = f", suspension of {name_side(row['side'], unit)}" if unit.is_counted else ""
    return f"From {format_day(row['start'])}{what}{announced}; {until} {length}{mark_corrected(row)}"


def name_side(side: str, unit: Unit) -> str:
    """Name what a suspension stops: attacks, or what the corridor counts."""
    return "attacks" if side == "attacks" else unit.plural


def describe_gap(row: dict[str, Any], names: Mapping[str, str]) -> str:
    """State how long an observed gap lasts and what was announced; `names` are those of patrols and suspensions by their ids."""
    start, length = format_day(row["start"]), format_days(row["days"])
    if row["is_open"]:
        until = "still open"
        if row["covered_through"]:
            until = f"up to {format_day(row['covered_through'])}, where complete coverage ends"
        span = f"Since {start}, {length} without a patrol of known day, {until}"
    else:
        span = f"{length} between the patrols of {join_days(row['start'], row['end'], 'and')}"
    announced = [names.get(suspension, suspension) for suspension in row["announced"]]
    announcement = (
        f"announced: {', '.join(map(uncapitalise, announced))}" if announced else "no suspension was announced"
    )
    patrols = [names.get(patrol, patrol) for patrol in row["patrols_that_may_split"]]
    ran = " and ".join([*patrols[:1], *map(uncapitalise, patrols[1:])])
    split = f" {ran} may have run within it." if ran else ""
    return f"{span}; {announcement}.{split}{_begins_before(row)}"


def _begins_before(row: dict[str, Any]) -> str:
    return " It began before the chosen days." if row["begins_before"] else ""


def name_suspension(row: dict[str, Any]) -> str:
    """Return what a suspension is called beside its numbers."""
    return f"Suspension from {format_day(row['start'])}"


def name_window(row: dict[str, Any], names: Mapping[str, str]) -> str:
    """Return whether a window lies before, during or after which suspension; `names` are theirs by ids."""
    return f"{names.get(row['suspension_id'], row['suspension_id'])}, {row['window']}"


def describe_observed(row: dict[str, Any]) -> str:
    """Say of one suspension what was announced, which patrol was the last before it, and whether it was kept."""
    name = (
        f"{name_suspension(row)}, still open"
        if row["is_open"]
        else f"Suspension {format_when(row['start'], row['end'])}"
    )
    on = f" on {format_day(row['announced_on'])}" if row["announced_on"] else " on an unknown day"
    announced = f"announced by {name_announcer(row)}{on}"
    return f"{name}, {announced}. {_describe_last(row)} {_describe_kept(row)}"


def _describe_last(row: dict[str, Any]) -> str:
    if row["last_patrol"] is None:
        return "Records are incomplete, so the last patrol before it is not known for certain."
    last, lag = f"The last patrol of known day before the stop ran on {format_day(row['last_patrol'])}", row["lag_days"]
    if lag is None:
        return f"{last}."
    if lag == 0:
        return f"{last}, the day of the announcement."
    return f"{last}, {format_days(abs(lag))} {'after' if lag > 0 else 'before'} the announcement."


def _describe_kept(row: dict[str, Any]) -> str:
    days, before, may = row["days_during"], row["days_before_announced"], row["patrols_that_may"]
    if days == 0:
        return "No day lay between its start and its end, so it could be neither kept nor broken."
    bound = days - before
    during = "the one day during it" if bound == 1 else f"the {format_days(bound)} during it"
    during += " from its announcement on" if before else ""
    doubt = f"; {format_count(may, 'patrol')} without a known day may have" if may else ""
    ran = None if row["patrols_during"] is None else row["patrols_during"] - (row["patrols_before_announced"] or 0)
    if not bound:
        verdict = "It had ended before it was announced, so it could be neither kept nor broken."
    elif row["kept"] is None:
        verdict = f"Not known whether it was kept: records of patrols are incomplete for {during}{doubt}."
    elif row["kept"]:
        verdict = f"Kept: no patrol of known day ran on {during}{doubt}."
    else:
        verdict = f"Not kept: {format_count(ran or 0, 'patrol')} of known day ran on {during}{doubt}."
    return f"{verdict}{_describe_before_announced(row) if before else ''}"


def _describe_before_announced(row: dict[str, Any]) -> str:
    """State whether patrols ran before the suspension was announced, when nobody could keep it."""
    days, ran = row["days_before_announced"], row["patrols_before_announced"]
    span = "On the one day" if days == 1 else f"On the {format_days(days)}"
    counted = "whether any ran is not known" if ran is None else f"{format_count(ran, 'patrol') if ran else 'none'} ran"
    return f" {span} before it was announced, {counted}."


def describe_gaps(rows: list[dict[str, Any]], rule_days: int, names: Mapping[str, str]) -> list[str]:
    """State which observed gaps nobody announced; `names` are those of patrols by their ids."""
    if not rows:
        return []
    unannounced = [row for row in rows if not row["announced"]]
    found = f"Of {format_count(len(rows), 'gap')} of more than {format_days(rule_days)} between patrols"
    if not unannounced:
        return [f"{found}, each was announced."]
    number = len(unannounced)
    counted = f"{found}, {number:,} {inflect(number, 'was', 'were')} not announced:"
    return [counted, *[describe_gap(row, names) for row in unannounced]]


def describe_windows(rows: list[dict[str, Any]], names: Mapping[str, str]) -> list[str]:
    """Describe what happened around each suspension, then what a reader may take for an effect of it; `names` are theirs by ids."""
    sentences = [
        f"{names.get(suspension_id, suspension_id)}: {'; '.join(map(_describe_window, group))}."
        for suspension_id, group in groupby(rows, key=lambda row: row["suspension_id"])
    ]
    has_no_exposure = any(row["window"] == "during" and row["patrols"] == 0 for row in rows)
    return [*sentences, NO_EXPOSURE] if has_no_exposure else sentences


def _describe_window(row: dict[str, Any]) -> str:
    if not row["days"]:
        return f"{row['window']}, no day"
    cut = f", cut by {row['cut_by']}" if row["cut_by"] else ""
    interval = rate_phrases.describe_interval(row["attacked"], row["patrols"])
    counted = f"{row['attacked']} of {row['patrols']} patrols attacked{interval}"
    attacked = counted if row["patrols"] else "no patrol and no rate"
    recorded = f"{format_count(row['corridor_attacks'], 'attack')} recorded on the corridor"
    return f"{row['window']} ({format_days(row['days'])}{cut}), {attacked}, {recorded}"
