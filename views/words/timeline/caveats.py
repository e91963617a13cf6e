"""Caveats about the numbers of the Timeline and the briefing, computed from the data."""

from typing import Any

from analysis.export.citation import describe_source_choice
from analysis.questions.lag import COVERAGE, KNOWN_SHARE, RECORDS_FOR_A_LAG, LagZone
from analysis.questions.timeline import TimelineAnswers
from analysis.selection import Selection
from etl.tables.labels import format_count, inflect
from views.words import rate_phrases
from views.words.phrases import (
    describe_completeness,
    format_day,
    format_days,
    format_delay,
    format_from_to,
    format_period,
    format_possible_days,
    join_words,
    name_patrol,
    name_patrols,
)
from views.words.timeline import counted, describe_totals, judge_patrolled

KNOWN_BY = {
    "releases": "judging by the first release that held them",
    "sources": "judging by the dates of the documents held",
}


def list_things_to_know(answers: TimelineAnswers, selection: Selection) -> list[str]:
    """List what qualifies the numbers of the page besides its headline, each once."""
    if answers.counted:
        return [*filter(None, [answers.unknown_kinds]), *list_caveats(answers, selection)]
    word, _, reason = judge_patrolled(answers.headline, answers.suspensions, selection)
    of_status = reason if word == "Unknown" else ""
    others = (of_status, answers.unknown_kinds, describe_totals(answers.totals, selection))
    return [*filter(None, others), *list_caveats(answers, selection)]


def list_caveats(answers: TimelineAnswers, selection: Selection) -> list[str]:
    """List what qualifies the numbers, computed from the data."""
    reviewed = _describe_reviewed(answers.caveats["records_reviewed"])
    if answers.counted:
        return [*counted.list_things_to_know(answers, selection), *reviewed]
    return [*describe_caveats(answers.caveats, answers.unknown_days, selection), describe_lag(answers.lag), *reviewed]


def _describe_reviewed(number: int) -> list[str]:
    """State how many of the records editors decided on; empty if none."""
    if not number:
        return []
    return [
        f"Editors corrected, withdrew or linked {format_count(number, 'record')} of these days. Each record's page, and the column "
        "“Corrected” in the lists, say what they changed, who and why."
    ]


def describe_untied_attacks(number: int) -> str:
    """State how many attacks on patrols cannot be tied to one of them; empty if none."""
    if not number:
        return ""
    named = inflect(number, "It names none, and on its day", "They name none, and on their days")
    return (
        f"{format_count(number, 'attack')} on {inflect(number, 'a patrol', 'patrols')} cannot be tied to any one patrol. {named} no single "
        "patrol is known to have run, so the share attacked may be larger. By period, stretch and block of patrols, "
        f"no patrol counts as attacked because of {inflect(number, 'it', 'them')}."
    )


def describe_unknown_attacks(number: int) -> str:
    """State for how many patrols the log does not say whether they were attacked; empty if none."""
    if not number:
        return ""
    return (
        f"For {format_count(number, 'patrol')} the log does not say whether {inflect(number, 'it was', 'they were')} attacked, so the share "
        f"attacked may be larger. By period, stretch and block of patrols, {inflect(number, 'it counts', 'they count')} as not attacked."
    )


def describe_attacks_tied_by_day(number: int) -> str:
    """State how many attacks are counted for the only patrol of their day; empty if none."""
    if not number:
        return ""
    return (
        f"{format_count(number, 'attack')} on {inflect(number, 'a patrol names', 'patrols name')} no patrol and "
        f"{inflect(number, 'is', 'are each')} counted for the only patrol that ran on {inflect(number, 'its', 'their')} day."
    )


def describe_caveats(row: dict[str, Any], unknown_days: list[dict[str, Any]], selection: Selection) -> list[str]:
    """Describe what is covered, what is left out, and what rests on one source; `unknown_days` are patrols without a known day."""
    if not row["complete"]:
        coverage = (
            "Records of this corridor's patrols, or of attacks on them, are incomplete. So there are no counts by period, no rates "
            "and no gaps, and the lists may lack patrols. If both are complete on some days, say so on the Add page, or "
            f"with patrolwatch load FILE --complete {selection.corridor} FROM..THROUGH."
        )
    else:
        complete = join_words([format_from_to(span["from"], span["through"]) for span in row["complete"]])
        data_through = format_day(row["data_through"])
        coverage = f"Records of patrols and of attacks on them are complete from {complete}; the last day covered is {data_through}."
        coverage += f" {describe_completeness(row['complete_means'])}"
    doubtful, by_others = row["attacks_left_out"], row["attacks_reported_by_others"]
    without_day, untied = row["attacks_without_day"], row["attacks_tied_to_no_patrol"]
    sentences = [
        _describe_unknown_days(unknown_days, selection),
        doubtful and f"{format_count(doubtful, 'disputed or unconfirmed attack')} {inflect(doubtful, 'is', 'are')} left out of the numbers "
        "and drawn hollow.",
        by_others and f"{format_count(by_others, 'attack')} not known to be reported by {describe_source_choice(selection.sources)} "
        f"{inflect(by_others, 'is', 'are')} left out of the numbers and drawn hollow.",
        without_day and f"{format_count(without_day, 'attack')} without a known day {inflect(without_day, 'counts', 'count')} in a "
        "period only if all possible days lie in it.",
        describe_attacks_tied_by_day(row["attacks_tied_by_day"]),
        describe_untied_attacks(untied),
        describe_unknown_attacks(row["patrols_attack_unknown"]),
    ]  # fmt: skip
    return [coverage, *filter(None, [*sentences, counted.describe_documents(row, ("patrols", "attacks"))])]


def _describe_unknown_days(patrols: list[dict[str, Any]], selection: Selection) -> str:
    if not patrols:
        return ""
    number = len(patrols)
    named = "; ".join(f"{name_patrol(patrol)}: {format_possible_days(patrol)}" for patrol in patrols)
    counted = format_count(number, name_patrols(selection))
    verbs = f"{inflect(number, 'has', 'have')} no known day and {inflect(number, 'is', 'are')} not counted"
    return f"{counted} {verbs} ({named})."


def describe_lag(zone: LagZone) -> str:
    """State which days are not yet fully reported, and how that is known."""
    shaded = ""
    if zone.first and zone.last:
        days = format_period({"start": zone.first, "end": zone.last})
        shaded = f"{days} {'is' if zone.first == zone.last else 'are'} shaded, since reports are still coming in"
    if zone.rule == COVERAGE:
        found = f"{format_count(zone.most, 'record')} with a known day of report {inflect(zone.most, 'is', 'are')} too few to show"
        too_few = f"{found} a reporting lag ({RECORDS_FOR_A_LAG} are needed)"
        if shaded:
            return f"{shaded}, as the coverage states; {too_few}."
        return f"No days are shaded as still being reported: the coverage names none, and {too_few}."
    known = f"{rate_phrases.format_percent(KNOWN_SHARE)} % of {zone.records:,} records were known {format_delay(zone.days)} of their day"
    known = f"{known}, {KNOWN_BY[zone.rule]}"
    if shaded:
        return f"{shaded}: {known}."
    made = (
        f", and the release was made {format_days(zone.idle_days)} after the last day covered"
        if zone.idle_days > 0
        else ""
    )
    return f"Reports of all chosen days should be in: {known}{made}."
