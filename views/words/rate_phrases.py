"""Rates, intervals and comparisons of two periods in words.

A period of shares is (attacked, patrols), one of rates (attacks, patrols).
"""

import math

from analysis.statistics.comparisons import (
    STRESS_AT_MOST,
    STRESS_ONE_BY_ONE,
    Counts,
    can_show_a_ratio,
    compare_rates,
    compare_shares,
    find_stress,
)
from analysis.statistics.intervals import FEW_PATROLS, bound_rate, bound_share

NO_RATE = "no rate: no patrol ran"


def describe_share(attacked: int, patrols: int, *, precisely: bool = False) -> str:
    """`4 of 24 (17 %, 95 % interval 5 to 37 %)`; `1 of 4` where the patrols are few; `no rate` without any.

    `precisely` gives the interval to a tenth of a per cent.
    """
    if patrols == 0:
        return NO_RATE
    if patrols < FEW_PATROLS:
        return f"{attacked} of {patrols}"
    low, high = (format_percent(end, 1 if precisely else 0) for end in bound_share(attacked, patrols))
    return f"{attacked} of {patrols} ({format_percent(attacked / patrols)} %, 95 % interval {low} to {high} %)"


def describe_caution(attacked: int, patrols: int) -> str:
    """Say what none attacked does not mean; empty where some were, or where the patrols are few."""
    if attacked or patrols < FEW_PATROLS:
        return ""
    _, high = bound_share(0, patrols)
    return f"None attacked does not mean safe: a share of up to {format_percent(high)} % fits these patrols too."


def describe_rate(attacks: int, patrols: int) -> str:
    """`4 attacks on 24 patrols (0.17 per patrol, 95 % interval 0.05 to 0.43)`; no rate where the patrols are few."""
    if patrols == 0:
        return NO_RATE
    counted = f"{_count(attacks, 'attack')} on {_count(patrols, 'patrol')}"
    if patrols < FEW_PATROLS:
        return counted
    low, high = bound_rate(attacks, patrols)
    digits = max(2, 1 - math.floor(math.log10(attacks / patrols or high)))
    rate, low_end, high_end = (_round(value, digits) for value in (attacks / patrols, low, high))
    return f"{counted} ({rate} per patrol, 95 % interval {low_end} to {high_end})"


def describe_plain_rate(attacks: int, patrols: int) -> str:
    """`4 attacks on 24 patrols (0.17 per patrol)`, where an interval would say more than is known; no rate of few patrols."""
    counted = f"{_count(attacks, 'attack')} on {_count(patrols, 'patrol')}"
    if patrols < FEW_PATROLS:
        return counted
    digits = max(2, 1 - math.floor(math.log10(attacks / patrols))) if attacks else 2
    return f"{counted} ({_round(attacks / patrols, digits)} per patrol)"


def describe_difference(first: Counts, second: Counts) -> str:
    """Say in two sentences how the share attacked of a second period compares with that of a first."""
    found = compare_shares(first, second)
    if (refused := _refuse_shares(first, second)) or found is None:
        return refused
    if found.difference == 0:
        size = "The share attacked is the same in both periods"
    else:
        direction = "higher" if found.difference > 0 else "lower"
        points = format_percent(abs(found.difference))
        size = (
            f"The share attacked is {points} percentage point{'' if points == '1' else 's'} {direction} in the second "
            "period than in the first"
        )
    return f"{size} (95 % interval {_describe_points(found.low, found.high)}). {_describe_verdict(found.is_shown)}"


def describe_ratio(first: Counts, second: Counts) -> str:
    """Say in two sentences how attacks per patrol of a second period compare with those of a first."""
    if refused := _refuse_few(first[1], second[1]):
        return refused
    found = compare_rates(first, second)
    if found is None:
        return "There was no attack in either period, so the attacks per patrol cannot be compared."
    if math.isinf(found.ratio):
        size = (
            "No attack in the first period, so the ratio of attacks per patrol has no upper end: the second is at least "
            f"{_format_times(found.low)} times the first (95 % interval)"
        )
    elif found.ratio == 0:
        size = (
            f"Attacks per patrol fell to none: at most {_format_times(found.high)} times the first period's "
            "(95 % interval)"
        )
    else:
        size = (
            f"Attacks per patrol are {_format_times(found.ratio)} times those of the first period (95 % interval "
            f"{_format_times(found.low)} to {_format_times(found.high)} times)"
        )
    if not can_show_a_ratio(first, second):
        return f"{size}. So few attacks could not show a difference of this kind, whatever it was."
    return f"{size}. {_describe_verdict(found.is_shown)}"


def describe_p_values(first: tuple[int, int, int], second: tuple[int, int, int]) -> str:
    """Give the details of a comparison; each period is (attacked, patrols, attacks). Empty where nothing is compared."""
    shares = compare_shares(first[:2], second[:2])
    if shares is None or _refuse_few(first[1], second[1]):
        return ""
    ratio = compare_rates((first[2], first[1]), (second[2], second[1]))
    words = [f"{shares.test}'s exact test of two shares: p {_format_p(shares.p)}"]
    if ratio:
        words.append(f"exact conditional test of two rates: p {_format_p(ratio.p)}")
    if shares.is_shown != (shares.low > 0 or shares.high < 0):
        words.append("test and interval of the shares differ on whether there is a difference, and the test decides")
    return "; ".join(words) + "."


def describe_stress(first: Counts, second: Counts) -> str:
    """Say what would undo the difference between the shares of two periods."""
    if refused := _refuse_shares(first, second):
        return refused
    found = find_stress(first, second)
    if found is None:
        return "No difference is shown between the two shares, so there is none to undo."
    period = "second" if found.higher == 2 else "first"
    attacked, patrols = second if found.higher == 2 else first
    if found.quiet is None:
        quiet = (
            f"More than {STRESS_AT_MOST * patrols:,} unreported quiet patrols in the {period} period would be needed"
        )
    else:
        number = f"{_about(found.quiet)}{_count(found.quiet, 'unreported quiet patrol')}"
        quiet = f"{number} in the {period} period would be enough"
    if found.not_attacked is None:
        less = "no number of its attacks taken out would undo it alone"
    else:
        verb = "" if found.not_attacked == 1 else "s"
        less = (
            f"so would {_about(found.not_attacked).lower()}{found.not_attacked:,} of its {attacked:,} attacked "
            f"patrol{verb if attacked == 1 else 's'} whose attack turned out to be none"
        )
    return f"{quiet} to undo this difference; {less}."


def format_percent(share: float, digits: int = 0) -> str:
    """Format a share as a percentage, rounded half up as a reader would by hand."""
    return _round(share * 100, digits)


def _refuse_few(first: int, second: int) -> str:
    if min(first, second) >= FEW_PATROLS:
        return ""
    return (
        f"Too few to say: two periods are compared from {FEW_PATROLS} patrols in each; here they have {first:,} and "
        f"{second:,}."
    )


def _refuse_shares(first: Counts, second: Counts) -> str:
    if refused := _refuse_few(first[1], second[1]):
        return refused
    attacked, patrols = first[0] + second[0], first[1] + second[1]
    if attacked == 0:
        return "No patrol was attacked in either period, which shows no difference and no safety."
    return "Every patrol was attacked in both periods." if attacked == patrols else ""


def _describe_verdict(is_shown: bool) -> str:
    return (
        "Chance alone makes so large a difference less than once in twenty times."
        if is_shown
        else "Chance alone can explain a difference of this size."
    )


def _describe_points(low: float, high: float) -> str:
    """`2 to 61 points higher`, or `5 points lower to 8 points higher`."""
    first, last = format_percent(abs(low)), format_percent(abs(high))
    if (low > 0) == (high > 0):
        return f"{first} to {last} points higher" if low > 0 else f"{last} to {first} points lower"
    return f"{first} points lower to {last} points higher"


def _format_times(ratio: float) -> str:
    return _round(ratio, 0 if ratio >= 10 else 1 if ratio >= 1 else 2)


def _format_p(p: float) -> str:
    return "under 0.001" if p < 0.001 else f"= {p:.3f}"


def _about(number: int) -> str:
    return "About " if number > STRESS_ONE_BY_ONE else ""


def _count(number: int, one: str) -> str:
    return f"{number:,} {one}" + ("" if number == 1 else "s")


def _round(value: float, digits: int) -> str:
    return f"{math.floor(value * 10**digits + 0.5) / 10**digits:,.{digits}f}"
