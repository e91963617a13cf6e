"""The sentences of the Timeline and the briefing where the exposure is counted: transits, flights."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from analysis.export.citation import describe_source_choice
from analysis.exposure import UNITS_OF_A_RATE, Unit
from analysis.questions.rates import CountedRates
from analysis.questions.timeline import TimelineAnswers
from analysis.selection import Selection
from etl.tables.labels import format_count, inflect
from views.words.phrases import (
    capitalise,
    format_day,
    format_days,
    format_from_to,
    format_period,
    format_span,
    format_when,
    join_words,
)
from views.words.statistics.counted import (
    CLOSE_PERIODS,
    count_events,
    describe_counters,
    describe_not_a_risk,
    describe_rate,
    describe_unknown_targets,
    explain_no_rate,
    format_interval,
    format_rate,
    name_events,
    name_rate,
)


def compose_headline(answers: TimelineAnswers, selection: Selection) -> str:
    """State how many attacks there were, the rate, and which was the last."""
    counted, unit = _counted(answers), answers.unit
    row, last = counted.overall, answers.since_last_attack
    more = counted.unknown_targets
    attacks = capitalise(f"{count_events(row['attacks'], counted, selection, more)} on {unit.targets}")
    rate = (
        "no rate on these days"
        if row["rate"] is None
        else f"{format_rate(row, more)} per {UNITS_OF_A_RATE:,} {unit.plural}"
    )
    surely = " certain one" * bool(more)
    ended = f", the last{surely} on {format_day(last['last_attack'])}" if last else ""
    return f"{attacks}: {rate}{ended}."


def make_tiles(answers: TimelineAnswers, selection: Selection) -> dict[str, tuple[str, str]]:
    """Return the tiles with the main figures: by name, a figure and its explanation."""
    counted, unit, row = _counted(answers), answers.unit, _counted(answers).overall
    more = counted.unknown_targets
    events = count_events(row["attacks"], counted, selection, more)
    interval = (
        f"{format_count(more, 'target')} not known" if more else format_interval(row) if row["rate"] is not None else ""
    )
    passed = (
        f"{row['exposed']:,} {unit.plural} by {answers.corridor['own_count']}" if row["exposed"] is not None else ""
    )
    rate = (
        (format_rate(row, more), f"{interval}; {events} in {passed}, not the risk of one {unit.singular}")
        if row["rate"] is not None
        else ("no rate", explain_no_rate(counted, unit))
    )
    return {
        capitalise(name_rate(counted, unit, selection)): rate,
        f"Most {name_events(selection)} on {unit.targets} in one {selection.grain}": _find_most(answers, selection),
        "Since last attack": _format_since(answers, unit),
    }


def _find_most(answers: TimelineAnswers, selection: Selection) -> tuple[str, str]:
    counted = _counted(answers)
    rows = counted.rates.to_pylist()
    most = max(rows, key=lambda row: row["attacks"] or 0, default=None)
    if counted.overall["attacks"] is None:
        return "–", f"not known: {explain_no_rate(counted, answers.unit)}"
    if not most or not most["attacks"]:
        return "–", f"no {name_events(selection, 1)} on {answers.unit.targets} is known on these days"
    number = most["attacks"]
    same = sum(row["attacks"] == number for row in rows) - 1
    more = f", and in {format_count(same, 'other')}" if same else ""
    return f"{number:,}", f"{format_span(*_clip(most, selection))}{more}"


def _clip(row: dict[str, Any], selection: Selection) -> tuple[date, date]:
    """Return the first and last chosen day of a period."""
    return max(row["start"], selection.from_day), min(row["end"], selection.to_day)


def _format_since(answers: TimelineAnswers, unit: Unit) -> tuple[str, str]:
    row = answers.since_last_attack
    if row is None:
        return "–", f"no attack on {unit.targets} of known day is recorded up to the as-of day"
    last = f"last on {format_day(row['last_attack'])}"
    if row["days_since"] is None:
        return "–", f"{last}; not covered since"
    return format_days(row["days_since"]), f"{last}, as far as is known"


def list_things_to_know(answers: TimelineAnswers, selection: Selection) -> list[str]:
    """List what qualifies the numbers, and what they cannot show."""
    counted, unit, caveats = _counted(answers), answers.unit, answers.caveats
    left_out, without_day = caveats["attacks_left_out"], caveats["attacks_without_day"]
    by_others = caveats["attacks_reported_by_others"]
    sentences = [
        describe_coverage(answers),
        describe_unknown_targets(counted.unknown_targets, unit),
        describe_not_a_risk(unit),
        describe_unit_of_counting(answers, selection),
        answers.corridor["note"] or "",
        left_out
        and f"{format_count(left_out, 'disputed or unconfirmed attack')} {inflect(left_out, 'is', 'are')} left out of the numbers; those on "
        f"{unit.targets} are drawn hollow.",
        by_others
        and f"{format_count(by_others, 'attack')} not known to be reported by {describe_source_choice(selection.sources)} "
        f"{inflect(by_others, 'is', 'are')} left out of the numbers; those on {unit.targets} are drawn hollow.",
        without_day
        and f"{format_count(without_day, 'attack')} without a known day {inflect(without_day, 'counts', 'count')} in a period only if "
        "all possible days lie in it.",
        describe_documents(caveats, ("attacks",), selection.count_by),
        *describe_counters(counted),
    ]
    return [sentence for sentence in sentences if sentence]


def describe_documents(caveats: dict[str, Any], tables: Sequence[str], attacks: str = "attacks") -> str:
    """State how many records of each table one document alone reports, and how many none; `attacks` is what attacks are called."""
    names = {"patrols": "patrols", "attacks": attacks}
    if all(caveats[name] == caveats[f"{name}_without_source"] for name in tables):
        return (
            f"No document that reports these {attacks} is held, so their sources cannot be counted."
            if caveats["attacks"]
            else ""
        )
    reported = [name for name in tables if caveats[name] > caveats[f"{name}_without_source"]]
    alone = [f"{_format_part(caveats[f'{name}_with_one_source'], caveats[name])} {names[name]}" for name in reported]
    unread = [name for name in tables if caveats[f"{name}_without_source"]]
    none = [f"{_format_part(caveats[f'{name}_without_source'], caveats[name])} {names[name]}" for name in unread]
    one_source = f"Resting on a single source: {join_words(alone)} counted." if alone else ""
    return " ".join(filter(None, [one_source, f"No known document reports {join_words(none)}." if none else ""]))


def _format_part(some: int, all_: int) -> str:
    return f"{some:,} of {all_:,}" if some else f"none of {all_:,}"


def describe_coverage(answers: TimelineAnswers) -> str:
    """State which days have rates, and that attacks need not be all."""
    caveats, counted, unit = answers.caveats, _counted(answers), answers.unit
    spans = join_words([format_from_to(span["from"], span["through"]) for span in caveats["complete"] or ()])
    counts = f"counts of {unit.plural} by {answers.corridor['own_count']} and records of attacks on {unit.targets}"
    held = f"Both {counts} are held from {spans}." if spans else f"No day has both {counts} in the chosen feed."
    if not counted.is_sourced:
        return f"{held} Records of attacks on these days are complete."
    return f"{held} Only attacks that could be sourced are known, so rates count sourced attacks. {CLOSE_PERIODS}"


def describe_unit_of_counting(answers: TimelineAnswers, selection: Selection) -> str:
    """State how far the numbers depend on counting attacks or episodes. Empty if no episode has several attacks."""
    counted = _counted(answers)
    pairs = [
        (row, other)
        for row, other in zip(counted.rates.to_pylist(), counted.other_rates.to_pylist(), strict=True)
        if row["attacks"] != other["attacks"]
    ]
    if not pairs:
        return ""
    row, other = max(pairs, key=lambda pair: abs((pair[0]["attacks"] or 0) - (pair[1]["attacks"] or 0)))
    attacks, episodes = sorted((row["attacks"] or 0, other["attacks"] or 0), reverse=True)
    return (
        f"These numbers count {selection.count_by}. An episode is all attacks on one {answers.unit.target} within "
        f"two days. The choice matters most for {format_span(*_clip(row, selection))}: {format_count(attacks, 'attack')}, "
        f"{format_count(episodes, 'episode')}."
    )


def name_rows(answers: TimelineAnswers, selection: Selection) -> list[str]:
    """Return the headings of the four rows."""
    rate = capitalise(name_rate(_counted(answers), answers.unit, selection))
    return [
        "Who stopped",
        f"{capitalise(answers.unit.plural)} by {selection.grain}",
        f"{capitalise(name_events(selection))} by {selection.grain}",
        f"{rate} (95 % interval)",
    ]


def describe_exposed(row: dict[str, Any], unit: Unit) -> str:
    """State how many passed in a period."""
    return f"{format_period(row)}: {row['exposed']:,} {unit.plural}"


def describe_period_rate(row: dict[str, Any], answers: TimelineAnswers, selection: Selection) -> str:
    """State the rate of a period."""
    return f"{format_period(row)}: {describe_rate(row, _counted(answers), answers.unit, selection)}"


def describe_figure(answers: TimelineAnswers, selection: Selection) -> str:
    """Describe what the figure shows, for readers who cannot see it."""
    unit, counted = answers.unit, _counted(answers)
    what = f"{capitalise(unit.plural)}, attacks and {name_rate(counted, unit, selection)} by {selection.grain}"
    days = format_when(selection.from_day, selection.to_day)
    return (
        f"{what} {days}. {capitalise(describe_rate(counted.overall, counted, unit, selection))}. The table below the figure "
        "has the same numbers."
    )


def describe_summary(answers: TimelineAnswers, selection: Selection) -> list[str]:
    """State the rate of all chosen days, what it cannot say, and the unit of counting, for the briefing."""
    counted, unit = _counted(answers), answers.unit
    overall = capitalise(describe_rate(counted.overall, counted, unit, selection))
    unknown_targets = describe_unknown_targets(counted.unknown_targets, unit)
    return list(
        filter(
            None,
            (
                f"{overall}.",
                unknown_targets,
                answers.unknown_kinds,
                describe_not_a_risk(unit),
                describe_coverage(answers),
            ),
        )
    )


def list_columns(answers: TimelineAnswers, selection: Selection) -> tuple[str, ...]:
    """List the columns of a briefing's table after the period."""
    events, unit = name_events(selection), answers.unit
    per = f"{capitalise(name_rate(_counted(answers), unit, selection))} (95 % interval)"
    return (
        capitalise(unit.plural),
        per,
        f"{capitalise(events)} on {unit.targets}",
        "In doubt",
        f"Other {events}",
        "In doubt",
    )


def list_methods(unit: Unit) -> tuple[str, ...]:
    """State how the numbers of a briefing are made."""
    return (
        f"A rate is attacks on {unit.targets} divided by {unit.plural}, per {UNITS_OF_A_RATE:,}. Its interval is the "
        "exact 95 % interval of "
        "Garwood (1936).",
        f"{capitalise(unit.plural)} are known as counts of some days. Days that counts do not fill have no rate, "
        "which is not a rate of zero; no count is split.",
        "A suspension is what somebody announced: that traffic stops, or that attacks stop.",
        "Days are as each source dates them. What depends on “now” is counted up to the as-of day, never up to today.",
    )


def explain_figure(answers: TimelineAnswers, selection: Selection) -> str:
    """Describe what the shapes of a briefing's figure mean."""
    events, unit = name_events(selection), answers.unit
    return (
        f"Bars: {unit.plural}. Dots: {name_rate(_counted(answers), unit, selection)}, with the exact 95 % interval; hollow: none known. "
        f"Diamonds: {events}, and how many; hollow: in doubt. Filled bands: {unit.plural} stopped; white bands: attacks stopped."
    )


def _counted(answers: TimelineAnswers) -> CountedRates:
    assert answers.counted is not None  # noqa: S101 - a mistake in the program, not in the data
    return answers.counted
