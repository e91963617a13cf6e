"""Two periods side by side, in words; each is a row of compute_rates_of_days."""

from collections.abc import Sequence
from typing import Any

from analysis.statistics.comparisons import find_stress
from analysis.statistics.intervals import FEW_PATROLS
from analysis.statistics.unconditional import Counts
from etl.tables.labels import format_count, inflect
from views.words import rate_phrases
from views.words.phrases import capitalise, format_day, format_period
from views.words.statistics.exposure import Exposed

Rate = tuple[int, float]  # events and exposure
OVERLAP = "The two periods share days, and so patrols. They are compared only if they do not."
NO_RATE_IN_ONE = "At least one of the two periods has no day with rates, so there is nothing to compare."
USUAL_PERIODS = (
    "By default, the days with rates are split where half of the patrols had run, whatever happened to them. Periods picked because they "
    "differ will differ."
)


USUAL_PERIODS_OF_COUNTS = (
    "By default, the days that counts fill are split where half of the exposure had passed, whatever happened. Days that cut a count have "
    "no rate. Periods picked because they differ will differ."
)


def name_two_periods(row: dict[str, Any]) -> str:
    """Return the name of one of the two periods."""
    return f"{row['period'].capitalize()} period"


def describe_swap(name: str) -> str:
    """State that the days of a period were exchanged."""
    return f"The {name} period ends before it begins; its days have been swapped."


def explain_no_comparison(first: dict[str, Any], second: dict[str, Any]) -> str:
    """State why two periods are not compared; empty if they are."""
    if first["patrols"] is None or second["patrols"] is None:
        return NO_RATE_IN_ONE
    return OVERLAP if first["start"] <= second["end"] and second["start"] <= first["end"] else ""


def compare(first: dict[str, Any], second: dict[str, Any], exposed: Exposed) -> list[str]:
    """State how two periods compare. Where each attack was on another patrol, rates say no more than shares, and are left out."""
    if refused := explain_no_comparison(first, second):
        return [refused]
    sentences = [
        f"{name} period, {format_period(row)}: {_describe_share_and_rate(row, exposed)}."
        for name, row in (("First", first), ("Second", second))
    ]
    if not exposed.is_by_distance or _is_few(first, second):
        sentences.append(rate_phrases.describe_difference(*_pair(first, second, "attacked"), exposed))
    if _has_rates(first, second, exposed) and not _is_few(first, second):
        sentences.append(rate_phrases.describe_ratio(*_pair_rates(first, second, exposed), exposed))
    return sentences


def _pair(first: dict[str, Any], second: dict[str, Any], column: str) -> tuple[Counts, Counts]:
    return (first[column], first["patrols"]), (second[column], second["patrols"])


def _pair_rates(first: dict[str, Any], second: dict[str, Any], exposed: Exposed) -> tuple[Rate, Rate]:
    amount = "kilometres" if exposed.is_by_distance else "patrols"
    return (first["attacks"], first[amount] or 0), (second["attacks"], second[amount] or 0)


def pair_periods(first: dict[str, Any], second: dict[str, Any], exposed: Exposed) -> tuple[Rate, Rate] | None:
    """Return what is compared of two periods, as (attacked, patrols) or (attacks, kilometres); None if nothing is."""
    if explain_no_comparison(first, second) or _is_few(first, second):
        return None
    return _pair_rates(first, second, exposed) if exposed.is_by_distance else _pair(first, second, "attacked")


def _has_rates(first: dict[str, Any], second: dict[str, Any], exposed: Exposed) -> bool:
    return any(rate_phrases.says_more_than_share(row, exposed) for row in (first, second))


def _is_few(first: dict[str, Any], second: dict[str, Any]) -> bool:
    return bool(min(first["patrols"], second["patrols"]) < FEW_PATROLS)


def _describe_share_and_rate(row: dict[str, Any], exposed: Exposed) -> str:
    if row["patrols"] == 0:
        return f"no rate: no patrol{exposed.of} ran"
    if exposed.is_by_distance:
        return rate_phrases.describe_rate_of(row, exposed)
    share = rate_phrases.describe_patrols_attacked(row, exposed.of)
    return (
        f"{share}; {rate_phrases.describe_rate_of(row, exposed)}"
        if rate_phrases.says_more_than_share(row, exposed)
        else share
    )


def compare_reached(rows: list[dict[str, Any]], reached: Exposed, of_one_origin: Sequence[dict[str, Any]]) -> str:
    """State how the halves of the patrols compare that reached a kilometre; `rows` are the rates of both.

    `of_one_origin` are those (number, date, publisher) of which documents of one origin alone say how far they came.
    """
    first, second = rows
    attacked, patrols = first["attacked"] + second["attacked"], first["patrols"] + second["patrols"]
    halves = (
        f"{first['attacked']} of the first {first['patrols']} and {second['attacked']} of the last {second['patrols']}"
    )
    opening = f"Of {format_count(patrols, 'patrol')}{reached.of}, {attacked} {inflect(attacked, 'was', 'were')} attacked: {halves}"
    verdict = (
        ", too few to compare."
        if _is_few(first, second)
        else f". {rate_phrases.describe_verdict_on_shares(*_pair(first, second, 'attacked'), reached)}"
    )
    rests = [f" Only {row['publisher']} says how far {_name_by_day(row)} got." for row in of_one_origin]
    return opening + verdict + "".join(rests)


def _name_by_day(patrol: dict[str, Any]) -> str:
    return f"patrol {patrol['number']}" if patrol["number"] else f"the patrol of {format_day(patrol['date'])}"


def describe_stress(
    first: dict[str, Any],
    second: dict[str, Any],
    in_doubt: int,
    without_day: tuple[int, ...],
    exposed: Exposed,
) -> list[str]:
    """Describe what would undo the difference.

    `in_doubt` are the attacked patrols of both periods that rest on doubtful records alone, `without_day` the patrols
    without a known day that may have run in each.
    """
    if explain_no_comparison(first, second) or _is_few(first, second) or exposed.is_by_distance:
        return []
    shares = _pair(first, second, "attacked")
    found = find_stress(*shares)
    sentences = [rate_phrases.describe_stress(found, *shares)]
    if found and (uncertain := without_day[found.higher - 1]):
        sentences.append(
            f"{format_count(uncertain, 'patrol')} may have run in that period but {inflect(uncertain, 'has', 'have')} no known day "
            f"and {inflect(uncertain, 'is', 'are')} not counted."
        )
    if in_doubt:
        rests = inflect(in_doubt, "rests", "rest")
        sentences.append(
            f"{format_count(in_doubt, 'attacked patrol')} counted here {rests} only on disputed or unconfirmed attacks."
        )
    return sentences


def describe_p_values(first: dict[str, Any], second: dict[str, Any], exposed: Exposed, *more: str) -> str:
    """Return the line of details under a comparison, with `more` of them; empty if nothing was compared."""
    if explain_no_comparison(first, second) or _is_few(first, second):
        return ""
    shares, rates = _pair(first, second, "attacked"), _pair_rates(first, second, exposed)
    details = rate_phrases.describe_p_values(
        None if exposed.is_by_distance else shares,
        rates if _has_rates(first, second, exposed) else None,
    )
    shown = "; ".join(filter(None, (details, *more)))
    return shown and f"Details: {shown}."


def label_period_day(key: str) -> str:
    """Return the label of a field: `First period from` for `first_from`."""
    return capitalise(key.replace("_", " period "))
