"""A slow second implementation of the numbers of a corridor with counted exposure, in plain Python, day by day."""

from datetime import date, timedelta
from fractions import Fraction
from math import comb, exp, factorial

from analysis.exposure import UNITS_OF_A_RATE
from analysis.selection import VERIFICATION_CHOICES
from tests.analysis.alternative_implementations import find_least, list_days, list_days_of_period, split_into_spans

ONE_DAY = timedelta(days=1)
OWN = "a"  # the counter that the corridor names


def list_days_with_attacks(rows) -> set[date]:
    return {day for row in rows["coverage"] for day in list_days(row["from"], row["through"])}


def list_own_counts(rows) -> list[dict]:
    """List the counts by the counter that the corridor names on days for which attacks are held."""
    held = list_days_with_attacks(rows)
    return [
        row for row in rows["exposure"]
        if row["counted_by"] == OWN and held.issuperset(list_days(row["period_start"], row["period_end"]))
    ]  # fmt: skip


def find_covered_spans(rows) -> list[list[date]]:
    """Find the spans of days with counts and complete attacks."""
    counts = [row for row in rows["exposure"] if row["counted_by"] == OWN]
    counted = {day for row in counts for day in list_days(row["period_start"], row["period_end"])}
    return split_into_spans(counted & list_days_with_attacks(rows))


def sum_exposure(counts, first: date, last: date) -> int | None:
    """Sum the counts within some days, or return None unless they cover these exactly."""
    inside = [row for row in counts if first <= row["period_start"] and row["period_end"] <= last]
    filled = {day for row in inside for day in list_days(row["period_start"], row["period_end"])}
    return sum(row["count"] for row in inside) if filled == set(list_days(first, last)) else None


def count_events(rows, selection, first: date, last: date) -> int:
    """Count attacks, or the first counted one of each episode, of which every possible day is in these days and in one span."""
    runs, seen, number = [set(run) for run in find_covered_spans(rows)], set(), 0
    for row in sorted(rows["incidents"], key=lambda row: (row["date"], row["incident_id"])):
        if row["verification"] not in VERIFICATION_CHOICES[selection.verification]:
            continue
        possible = set(list_days(row["date"], row["date_end"]))
        is_first = row["episode"] is None or row["episode"] not in seen
        seen.add(row["episode"])
        if selection.count_by == "attacks" or is_first:
            number += first <= row["date"] and row["date_end"] <= last and any(possible <= run for run in runs)
    return number


def compute_rates_of_days(rows, selection, first: date, last: date) -> tuple:
    """Return attacks, exposure and rate of some days, all None if none of the days is covered."""
    if not any(first <= day <= last for run in find_covered_spans(rows) for day in run):
        return None, None, None
    number, passed = count_events(rows, selection, first, last), sum_exposure(list_own_counts(rows), first, last)
    return number, passed, UNITS_OF_A_RATE * number / passed if passed else None


def list_grains_with_rates(rows, selection) -> tuple[str, ...]:
    """List the grains with a period that counts cover exactly."""
    chosen = set(list_days(selection.from_day, selection.to_day))
    return tuple(
        grain
        for grain in ("day", "week", "month")
        if any(
            set(period) <= chosen and sum_exposure(list_own_counts(rows), period[0], period[-1]) is not None
            for period in (list_days_of_period(day, grain) for day in chosen)
        )
    )


def find_halves(rows, selection) -> list[tuple[date, date]]:
    """Split the counted days after the last count up to which at most half of all had passed."""
    inside = [
        row for row in list_own_counts(rows)
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


def compare_counters(rows, selection) -> set[tuple]:
    """Return each count whose days another counter covers exactly: days, counter, count, other counter, its count."""
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
            if (passed := sum_exposure(parts, first, last)) is None:
                continue
            is_same_span = any((each["period_start"], each["period_end"]) == (first, last) for each in parts)
            mine, theirs = (row["counted_by"], row["count"]), (other, passed)
            # The counter of the corridor comes second. Of two others with the same span, the second is the later by name.
            if row["counted_by"] == OWN:
                found.add((first, last, *theirs, *mine))
            elif other == OWN or not is_same_span or row["counted_by"] < other:
                found.add((first, last, *mine, *theirs))
    return found


def compare_windows(rows, selection, window_days: int | None) -> dict[tuple[str, str], tuple]:
    """Return first day, last day, exposure and attacks of each window of a suspension, from whole counts of one covered span."""
    chosen = set(list_days(selection.from_day, selection.to_day))
    runs = [run for run in ([day for day in run if day in chosen] for run in find_covered_spans(rows)) if run]
    found = {}
    for row in rows["suspensions"]:
        if row["start"] > selection.to_day or (row["end"] or date.max) < selection.from_day:
            continue
        others = [
            each for each in rows["suspensions"]
            if each is not row and each["side"] == row["side"] and each["start"] <= selection.to_day
            and (each["announced_by"] == row["announced_by"] or (row["side"] == "attacks" and _are_apart(each, row)))
        ]  # fmt: skip
        during = list_days(row["start"] + ONE_DAY, min((row["end"] or date.max) - ONE_DAY, selection.to_day))
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


def _are_apart(one, other) -> bool:
    """Whether one of two pauses ends before the other begins."""
    return (one["end"] or date.max) <= other["start"] or (other["end"] or date.max) <= one["start"]


def _narrow(rows, selection, window: list[date]) -> tuple:
    """Narrow a window to the counts within it, if there are any."""
    inside = [
        row for row in list_own_counts(rows) if window[0] <= row["period_start"] and row["period_end"] <= window[-1]
    ]
    first = min((row["period_start"] for row in inside), default=window[0])
    last = max((row["period_end"] for row in inside), default=window[-1])
    return (
        first,
        last,
        sum(row["count"] for row in inside) if inside else None,
        count_events(rows, selection, first, last),
    )


def find_garwood_interval(number: int, amount: float) -> tuple[float, float]:
    """Find by bisection the rates at which this many events or more, and this many or fewer, have a chance of 2.5 %."""

    def compute_at_most(most: int, mean: float) -> float:
        return exp(-mean) * sum(mean**n / factorial(n) for n in range(most + 1))

    least = find_least(lambda mean: 1 - compute_at_most(number - 1, mean) >= 0.025, most=200) if number else 0.0
    most = find_least(lambda mean: compute_at_most(number, mean) <= 0.025, most=200)
    return least / amount, most / amount


def compute_conditional_p(first: tuple[int, int], second: tuple[int, int]) -> float:
    """Compute twice the smaller tail of the events of the second, if each of all events falls there by its share of exposure."""
    number, share = first[0] + second[0], Fraction(second[1], first[1] + second[1])
    chances = [comb(number, n) * share**n * (1 - share) ** (number - n) for n in range(number + 1)]
    return float(min(1, 2 * min(sum(chances[: second[0] + 1]), sum(chances[second[0] :]))))
