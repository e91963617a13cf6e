"""A slow second implementation of the numbers of a corridor whose exposure is counted: plain Python over its rows, a day at a time."""

from datetime import date, timedelta
from fractions import Fraction
from math import comb, exp, factorial

from analysis.exposure import UNITS_OF_A_RATE
from analysis.selection import VERIFICATION_CHOICES
from tests.analysis.alternative_implementations import days, find_least, period_days, spans

ONE_DAY = timedelta(days=1)
OWN = "a"  # the counter that the corridor names


def own_counts(rows) -> list[dict]:
    return [row for row in rows["exposure"] if row["counted_by"] == OWN]


def held_spans(rows) -> list[list[date]]:
    """The runs of days that are counted and whose attacks are held."""
    counted = {day for row in own_counts(rows) for day in days(row["period_start"], row["period_end"])}
    return spans(counted & {day for row in rows["coverage"] for day in days(row["from"], row["through"])})


def exposure(counts, first: date, last: date) -> int | None:
    """The sum of the counts that lie in some days; None unless they fill these."""
    inside = [row for row in counts if first <= row["period_start"] and row["period_end"] <= last]
    filled = {day for row in inside for day in days(row["period_start"], row["period_end"])}
    return sum(row["count"] for row in inside) if filled == set(days(first, last)) else None


def events(rows, selection, first: date, last: date) -> int:
    """The attacks that count, or the first of each episode that does, whose possible days all lie in those days and in one run."""
    runs, seen, number = [set(run) for run in held_spans(rows)], set(), 0
    for row in sorted(rows["incidents"], key=lambda row: (row["date"], row["incident_id"])):
        if row["verification"] not in VERIFICATION_CHOICES[selection.verification]:
            continue
        possible = set(days(row["date"], row["date_end"]))
        is_first = row["episode"] is None or row["episode"] not in seen
        seen.add(row["episode"])
        if selection.count_by == "attacks" or is_first:
            number += first <= row["date"] and row["date_end"] <= last and any(possible <= run for run in runs)
    return number


def rates_of_days(rows, selection, first: date, last: date) -> tuple:
    """Attacks, exposure and rate of some days; all empty where none of the days is held."""
    if not any(first <= day <= last for run in held_spans(rows) for day in run):
        return None, None, None
    number, passed = events(rows, selection, first, last), exposure(own_counts(rows), first, last)
    return number, passed, UNITS_OF_A_RATE * number / passed if passed else None


def grains(rows, selection) -> tuple[str, ...]:
    """The grains of which some period is filled by counts and has a day that is held."""
    held = {day for run in held_spans(rows) for day in run}
    chosen = set(days(selection.from_day, selection.to_day))
    return tuple(
        grain
        for grain in ("day", "week", "month")
        if any(
            set(period) <= chosen
            and exposure(own_counts(rows), period[0], period[-1]) is not None
            and set(period) & held
            for period in (period_days(day, grain) for day in chosen)
        )
    )


def halves(rows, selection) -> list[tuple[date, date]]:
    """The days that counts fill, split after the last count by which at most half of all had passed."""
    inside = [
        row for row in own_counts(rows)
        if selection.from_day <= row["period_start"] and row["period_end"] <= selection.to_day
    ]  # fmt: skip
    inside.sort(key=lambda row: row["period_start"])
    if len(inside) < 2:
        return []
    total, passed, split = sum(row["count"] for row in inside), 0, inside[0]["period_end"]
    for row in inside[:-1]:
        passed += row["count"]
        if 2 * passed <= total:
            split = row["period_end"]
    return [(inside[0]["period_start"], split), (split + ONE_DAY, inside[-1]["period_end"])]


def counters(rows, selection) -> set[tuple]:
    """Each count whose days those of another counter fill: days, counter, count, other counter, its count."""
    chosen = [
        row
        for row in rows["exposure"]
        if selection.from_day <= row["period_start"] and row["period_end"] <= selection.to_day
    ]
    found = set()
    for row in chosen:
        for other in {each["counted_by"] for each in chosen} - {row["counted_by"]}:
            parts = [each for each in chosen if each["counted_by"] == other]
            first, last = row["period_start"], row["period_end"]
            if (passed := exposure(parts, first, last)) is None:
                continue
            is_same_span = any((each["period_start"], each["period_end"]) == (first, last) for each in parts)
            mine, theirs = (row["counted_by"], row["count"]), (other, passed)
            # The counter that the corridor names comes second; of two others with the same span, the later of their names.
            if row["counted_by"] == OWN:
                found.add((first, last, *theirs, *mine))
            elif other == OWN or not is_same_span or row["counted_by"] < other:
                found.add((first, last, *mine, *theirs))
    return found


def windows(rows, selection, window_days: int | None) -> dict[tuple[str, str], tuple]:
    """Of each suspension and window its first and last day, exposure and attacks: whole counts of one run of held days."""
    chosen = set(days(selection.from_day, selection.to_day))
    runs = [run for run in ([day for day in run if day in chosen] for run in held_spans(rows)) if run]
    found = {}
    for row in rows["suspensions"]:
        if row["start"] > selection.to_day or (row["end"] or date.max) < selection.from_day:
            continue
        others = [
            each for each in rows["suspensions"]
            if each is not row and each["side"] == row["side"] and each["announced_by"] == row["announced_by"]
            and each["start"] <= selection.to_day
        ]  # fmt: skip
        during = days(row["start"] + ONE_DAY, min((row["end"] or date.max) - ONE_DAY, selection.to_day))
        length = len(during) if window_days is None else window_days
        before = [row["start"] - n * ONE_DAY for n in range(length)]
        after = [row["end"] + n * ONE_DAY for n in range(length)] if row["end"] else []
        before = [
            day
            for day in before
            if all((each["end"] or date.max) <= day for each in others if each["start"] <= row["start"])
        ]
        after = [
            day
            for day in after
            if all((each["end"] or date.max) <= day for each in others if each["start"] < row["end"])
            and all(day <= each["start"] for each in others if each["start"] >= row["end"])
        ]
        for name, asked in (("before", before), ("during", during), ("after", after)):
            inside = [part for part in ([day for day in run if day in asked] for run in runs) if part]
            found[row["suspension_id"], name] = (
                _narrow(rows, selection, inside[-1 if name == "before" else 0]) if inside else (None,) * 4
            )
    return found


def _narrow(rows, selection, window: list[date]) -> tuple:
    """Narrow a window to the counts that lie in it, if any does."""
    inside = [row for row in own_counts(rows) if window[0] <= row["period_start"] and row["period_end"] <= window[-1]]
    first = min((row["period_start"] for row in inside), default=window[0])
    last = max((row["period_end"] for row in inside), default=window[-1])
    return first, last, sum(row["count"] for row in inside) if inside else None, events(rows, selection, first, last)


def garwood(number: int, amount: float) -> tuple[float, float]:
    """The rates under which so many events, or fewer, and so many, or more, have a chance of 2.5 %; by halving."""

    def chance_of_at_most(most: int, mean: float) -> float:
        return exp(-mean) * sum(mean**n / factorial(n) for n in range(most + 1))

    least = find_least(lambda mean: 1 - chance_of_at_most(number - 1, mean) >= 0.025, most=200) if number else 0.0
    most = find_least(lambda mean: chance_of_at_most(number, mean) <= 0.025, most=200)
    return least / amount, most / amount


def conditional_p(first: tuple[int, int], second: tuple[int, int]) -> float:
    """Twice the smaller tail of the events of the second, of all events, each of which falls there by its share of the exposure."""
    number, share = first[0] + second[0], Fraction(second[1], first[1] + second[1])
    chances = [comb(number, n) * share**n * (1 - share) ** (number - n) for n in range(number + 1)]
    return float(min(1, 2 * min(sum(chances[: second[0] + 1]), sum(chances[second[0] :]))))
