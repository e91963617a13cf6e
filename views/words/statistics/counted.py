"""Rates of a corridor whose exposure is counted (transits, flights), in the words of the corridor: names, pauses, comparisons."""

import math
from collections.abc import Mapping
from typing import Any

from analysis.exposure import UNITS_OF_A_RATE, Unit
from analysis.questions.rates import CountedRates
from analysis.selection import Selection
from analysis.statistics.comparisons import can_show_a_ratio, compare_rates
from analysis.statistics.intervals import LEVEL
from etl.tables.labels import format_count, inflect
from views.words import rate_phrases
from views.words.phrases import capitalise, format_days, format_period, join_words
from views.words.suspensions import name_side

NOT_CAUSE = (
    "This shows what came first, not what caused what: traffic, targets and the fight against the attackers change "
    "at the same time, and a pause may begin when attacks are already rare."
)
CLOSE_PERIODS = "Some periods are better documented than others: do not compare periods close together."
SOURCED = "sourced "  # before what a rate counts, where these need not be all
SMALL_RATE = 0.05  # what would be written as 0.0
COUNTERS = "Two counters of the same days"
BY_EACH = "Counts by two counters are never added; rates divide by the first."


def label_by_unit(column: str, unit: Unit, events: str) -> str:
    """Label a column in the words of a corridor whose exposure is counted; empty if its label is the same everywhere.

    `events` are what a rate counts, see `name_sourced`.
    """
    on_targets = f"{capitalise(events)} on {unit.targets}"
    labels = {
        "exposed": capitalise(unit.plural),
        "attacks": on_targets,
        "attacks_on_targets": on_targets,
        "on_targets": on_targets,
        "on_targets_in_doubt": "In doubt",
        "rate": f"{capitalise(events)} per {UNITS_OF_A_RATE:,} {unit.plural}",
        "rate_low": "Low (95 %)",
        "rate_high": "High (95 %)",
    }
    return labels.get(column, "") if unit.is_counted else ""


def name_events(selection: Selection, number: int = 2) -> str:
    """Name what is counted: attacks or episodes."""
    return selection.count_by[:-1] if number == 1 else selection.count_by


def name_sourced(selection: Selection, *, is_sourced: bool, number: int = 2) -> str:
    """Name what a rate counts: `sourced attacks` where these need not be all."""
    return SOURCED * is_sourced + name_events(selection, number)


def name_rate(counted: CountedRates, unit: Unit, selection: Selection) -> str:
    """Name the rate: `sourced attacks per 1,000 transits` where the attacks need not be all."""
    return f"{name_sourced(selection, is_sourced=counted.is_sourced)} per {UNITS_OF_A_RATE:,} {unit.plural}"


def count_events(number: int | None, counted: CountedRates, selection: Selection, unknown_targets: int = 0) -> str:
    """Count attacks or episodes: `96 sourced attacks`. None means that the chosen feed does not cover them.

    A range, if `unknown_targets` more may have been on what is counted.
    """
    if number is None:
        return f"an unknown number of {name_events(selection)}"
    if unknown_targets:
        return f"{number:,} to {number + unknown_targets:,} {name_sourced(selection, is_sourced=counted.is_sourced)}"
    return f"{number:,} {name_sourced(selection, is_sourced=counted.is_sourced, number=number)}"


def format_number(rate: float) -> str:
    """Return a rate to one digit after the point, and a smaller one to two that count, since 0.0 would say that there was none."""
    digits = 1 if rate == 0 or rate >= SMALL_RATE else 1 - math.floor(math.log10(rate))
    return f"{rate:,.{digits}f}"


def format_rate(row: dict[str, Any], unknown_targets: int = 0) -> str:
    """Return the rate of a row, or a range if more attacks may have been on what is counted."""
    if not unknown_targets:
        return format_number(row["rate"])
    most = UNITS_OF_A_RATE * (row["attacks"] + unknown_targets) / row["exposed"]
    return f"{format_number(row['rate'])} to {format_number(most)}"


def format_interval(row: dict[str, Any]) -> str:
    """Return the exact interval of a rate."""
    return f"95 % interval {format_number(row['rate_low'])} to {format_number(row['rate_high'])}"


def describe_rate(row: dict[str, Any], counted: CountedRates, unit: Unit, selection: Selection) -> str:
    """State the events, the exposure and the rate of some days, or why there is no rate."""
    events = count_events(row["attacks"], counted, selection)
    if row["rate"] is None:
        return f"{events}; no rate: {explain_no_rate(counted, unit)}"
    per = f"{format_rate(row)} per {UNITS_OF_A_RATE:,} ({format_interval(row)})"
    return f"{events} in {row['exposed']:,} {unit.plural}, {per}"


def explain_no_rate(counted: CountedRates, unit: Unit) -> str:
    """State why some days have no rate, and at which grain there is one."""
    if counted.overall["attacks"] is None:
        missing = f"has no counts of {unit.plural}" if counted.covers_days else "does not cover attacks"
        return f"the chosen feed {missing} on these days"
    at = f"; there are rates by {join_words([*counted.grains], 'or')}" if counted.grains else ""
    if not counted.covers_days:
        return f"attacks on {unit.targets} are not recorded for all of these days{at}"
    return (
        f"no counts of {unit.plural} fill these days{at}" if at else f"no count of {unit.plural} lies within these days"
    )


# What to know


def qualify_verdict(verdict: str, counted: CountedRates, unit: Unit) -> str:
    """Return a verdict with the attacks that it leaves out since nothing says what they were on; without the rest, if these may be all."""
    if counted.unknown_targets and not counted.overall["attacks"]:
        verdict = "Nobody can tell."
    return " ".join(filter(None, [verdict, describe_unknown_targets(counted.unknown_targets, unit)]))


def describe_unknown_targets(number: int, unit: Unit) -> str:
    """State how many attacks may have been on what is counted, since nothing says what they were on; empty if there are none."""
    if not number:
        return ""
    they = inflect(number, "it", "they")
    return (
        f"{format_count(number, 'attack')} on the corridor {inflect(number, 'is', 'are')} in no rate: no record says what {they} "
        f"targeted, which may have been {unit.targets}."
    )


def describe_not_a_risk(unit: Unit) -> str:
    """State that a rate over sums is not what one of them risks."""
    article = "an" if unit.target[:1].lower() in "aeio" else "a"
    return (
        f"A rate per {UNITS_OF_A_RATE:,} {unit.plural} is not the risk of one {unit.singular}: only totals are known, "
        f"not which {unit.plural} were attacked, and not every attack was on {article} {unit.target} in the count."
    )


def describe_counters(counted: CountedRates) -> list[str]:
    """State how far two counters differ on the same days; empty if there are not two."""
    rows = [row for row in counted.counters.to_pylist() if row["difference"] is not None]
    pairs = sorted({(row["counted_by"], row["other_counter"]) for row in rows})
    return [
        _describe_pair(
            counter,
            other,
            [row["difference"] for row in rows if (row["counted_by"], row["other_counter"]) == (counter, other)],
        )
        for counter, other in pairs
    ]


def _describe_pair(counter: str, other: str, differences: list[float]) -> str:
    low, high = (f"{100 * end:+.1f} %".replace("-", "−") for end in (min(differences), max(differences)))
    span = low if low == high else f"{low} to {high}"
    return f"In {format_count(len(differences), 'count')} of the same days, {counter} differs from {other} by {span}. The two are never added."


# What counts


def label_choice(row: dict[str, Any], selection: Selection) -> str:
    """Label a rate by the choice that differs: what counts, or who must report it."""
    if row["sources"] == selection.sources:
        return capitalise(row["count_by"])
    return {"any": "Any source", "independent": "Two sources", "official": "Officials"}.get(
        row["sources"], capitalise(row["sources"].removeprefix("side:"))
    )


def name_rate_by_choice(rows: list[dict[str, Any]], unit: Unit, *, is_sourced: bool) -> str:
    """Name the rates of several choices: `sourced attacks or episodes per 1,000 transits`."""
    ways = join_words(list(dict.fromkeys(row["count_by"] for row in rows)), "or")
    return f"{SOURCED * is_sourced}{ways} per {UNITS_OF_A_RATE:,} {unit.plural}"


def judge_choices(rows: list[dict[str, Any]], rate: str) -> str:
    """State between which rates the choices move it; `rate` is its name."""
    rates = [row["rate"] for row in rows]
    return f"It depends on what counts as an attack: from {format_number(min(rates))} to {format_number(max(rates))} {rate}."


def describe_choices(rows: list[dict[str, Any]], unit: Unit) -> str:
    """State each rate that a figure of them draws."""
    sentences = [
        f"{capitalise(row['count_by'])}, {row['verification']}, by {row['sources']} source: {row['attacks']:,} in {row['exposed']:,} "
        f"{unit.plural}, {format_rate(row)} per {UNITS_OF_A_RATE:,} ({format_interval(row)})."
        for row in rows
    ]
    return " ".join(sentences)


# Suspensions


def describe_windows(rows: list[dict[str, Any]], unit: Unit, events: str, names: Mapping[str, str]) -> list[str]:
    """Describe what happened before, during and after each suspension; `events` are what a rate counts, `names` are theirs by ids."""
    sentences: dict[str, list[str]] = {}
    for row in rows:
        name = names.get(row["suspension_id"], row["suspension_id"])
        sentences.setdefault(f"{name}, of {name_side(row['side'], unit)}", []).append(
            _describe_window(row, unit, events)
        )
    return [f"{name}: {'; '.join(windows)}." for name, windows in sentences.items()]


def _describe_window(row: dict[str, Any], unit: Unit, events: str) -> str:
    if not row["days"]:
        return f"{row['window']}, no covered day"
    cut = f", cut by {row['cut_by']}" if row["cut_by"] else ""
    counted = format_count(row["attacks_on_targets"], events[:-1])
    if row["rate"] is None:
        return f"{row['window']} ({format_days(row['days'])}{cut}), {counted}, no rate"
    return (
        f"{row['window']} ({format_days(row['days'])}{cut}), {counted} in {row['exposed']:,} {unit.plural}, "
        f"{format_rate(row)} per {UNITS_OF_A_RATE:,} ({format_interval(row)})"
        f"{_describe_cut(row['attacks_on_cut_days'])}"
    )


def _describe_cut(attacks: int) -> str:
    return f", without {format_count(attacks, 'attack')} on days that counts fill only in part" if attacks else ""


def explain_cut_days(rows: list[dict[str, Any]], unit: Unit) -> str:
    """State how many attacks before and during a suspension are in no rate, since a count goes beyond the window."""
    rated = [row for row in rows if row["rate"] is not None and row["attacks_on_cut_days"]]
    most = {
        row["window"]: row["attacks_on_cut_days"] for row in sorted(rated, key=lambda row: row["attacks_on_cut_days"])
    }
    told = [f"{number:,} {window}" for window in ("before", "during", "after") if (number := most.get(window))]
    if not told:
        return ""
    return (
        f"A count of {unit.plural} that extends beyond a window is left out, with the attacks on its days: up to {join_words(told)} a "
        "suspension. The table has them."
    )


def group_windows(
    rows: list[dict[str, Any]], unit: Unit, names: Mapping[str, str]
) -> list[tuple[str, list[dict[str, Any]]]]:
    """Put the windows of suspensions that have a rate in any of them under one name where all their numbers are the same."""
    windows: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        windows.setdefault(row["suspension_id"], []).append(row)
    groups: dict[tuple[Any, ...], list[str]] = {}
    for suspension_id, rows_of_suspension in windows.items():
        if any(row["rate"] is not None for row in rows_of_suspension):
            numbers = tuple((row["window"], row["attacks_on_targets"], row["exposed"]) for row in rows_of_suspension)
            groups.setdefault((rows_of_suspension[0]["side"], *numbers), []).append(suspension_id)
    return [
        (capitalise(_name_suspensions(name_side(key[0], unit), suspensions, names)), windows[suspensions[0]])
        for key, suspensions in groups.items()
    ]


def _name_suspensions(stops: str, suspensions: list[str], names: Mapping[str, str]) -> str:
    """Name suspensions by what they are to stop and their first days: `suspension of attacks from 2 January 2024`; many by their number."""
    starts = [names.get(name, name).removeprefix("Suspension ") for name in suspensions]
    if len(starts) < 3:
        return f"{inflect(len(starts), 'suspension')} of {stops} {join_words(starts)}"
    return f"{len(starts):,} suspensions of {stops} {starts[0].partition(' (')[0]}"


def judge_suspensions(rows: list[dict[str, Any]], unit: Unit, rate: str, names: Mapping[str, str]) -> str:
    """State the rates before and during each suspension that has both, `rate` is their name; what a pause did cannot be said."""
    before = {row["suspension_id"]: row for row in rows if row["window"] == "before"}
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        earlier = before.get(row["suspension_id"])
        if row["window"] == "during" and earlier and row["rate"] is not None and earlier["rate"] is not None:
            rates, stopped = f"{format_rate(earlier)} and {format_rate(row)}", name_side(row["side"], unit)
            found.setdefault((rates, stopped), []).append(row["suspension_id"])
    if not rows:
        return "There is no suspension on these days."
    if not found:
        return "Nobody can tell: on the chosen days, no suspension has a rate both before and during it."
    by_side = [
        f"{rates} ({_name_suspensions(stopped, suspensions, names)})" for (rates, stopped), suspensions in found.items()
    ]
    return f"{capitalise(rate)} before and during a suspension: {'; '.join(by_side)}."


# Two periods


def compare_periods(
    first: dict[str, Any], second: dict[str, Any], counted: CountedRates, unit: Unit, selection: Selection
) -> tuple[str, list[str]]:
    """State which of two periods has the higher rate, by the exact conditional test, and what it rests on: both exposures named."""
    rows = (first, second)
    sentences = [
        f"{name} period, {format_period(row)}: {describe_rate(row, counted, unit, selection)}."
        for name, row in zip(("First", "Second"), rows, strict=True)
    ]
    if any(row["rate"] is None for row in rows):
        return f"Not known: at least one of the two periods has no rate; {explain_no_rate(counted, unit)}.", sentences
    if first["start"] <= second["end"] and second["start"] <= first["end"]:
        return "The two periods share days, so they are not compared.", sentences
    one, other = ((row["attacks"], row["exposed"]) for row in rows)
    found = compare_rates(one, other)
    if found is None:
        return f"No {name_events(selection, 1)} in either period, so there is nothing to compare.", sentences
    pair = (
        f"{format_rate(first)} {name_rate(counted, unit, selection)} ({format_period(first)}), then {format_rate(second)} "
        f"({format_period(second)})"
    )
    interval = (
        f"ratio {rate_phrases.format_times(found.ratio)}, 95 % interval {rate_phrases.format_times(found.low)} to "
        f"{rate_phrases.format_times(found.high)}"
    )
    sentences.append(
        f"Exact conditional test of {one[0]:,} in {one[1]:,} against {other[0]:,} in {other[1]:,} {unit.plural}: "
        f"{interval}, p {rate_phrases.format_p(found.p)}."
    )
    if found.p >= LEVEL:
        few = "" if can_show_a_ratio(one, other) else " With so few, no difference could be shown."
        return f"Not shown: {pair}; chance alone can explain a difference of this size.{few}", sentences
    return f"{'Higher' if found.ratio > 1 else 'Lower'}: {pair}.", sentences
