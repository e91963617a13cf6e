"""Rates, intervals and comparisons of two periods in words.

A period of shares is (attacked, patrols), one of rates (attacks, patrols).
"""

import math
from collections.abc import Mapping
from typing import Any

from analysis.exposure import KILOMETRES_OF_A_RATE
from analysis.questions.timeline import Unsettled
from analysis.statistics.comparisons import (
    STRESS_AT_MOST,
    STRESS_ONE_BY_ONE,
    Stress,
    can_show_a_ratio,
    compare_rates,
    compare_shares,
)
from analysis.statistics.intervals import FEW_PATROLS, bound_rate, bound_share
from analysis.statistics.unconditional import Counts
from etl.tables.labels import format_count, inflect
from views.words.statistics.exposure import PER_PATROL, Exposed

NO_RATE = "no rate: no patrol ran"


def describe_share(attacked: int, patrols: int, *, precisely: bool = False) -> str:
    """`4 of 24 (17 %, 95 % interval 5 to 37 %)`; `1 of 4` where the patrols are few; `no rate` without any.

    `precisely` gives the interval to a tenth of a per cent.
    """
    if patrols == 0:
        return NO_RATE
    return f"{attacked} of {patrols}{describe_interval(attacked, patrols, precisely=precisely)}"


def describe_interval(attacked: int, patrols: int, *, precisely: bool = False) -> str:
    """` (17 %, 95 % interval 5 to 37 %)`, which follows a sentence on the patrols; empty where these are few."""
    if patrols < FEW_PATROLS:
        return ""
    low, high = (format_percent(end, 1 if precisely else 0) for end in bound_share(attacked, patrols))
    return f" ({format_percent(attacked / patrols)} %, 95 % interval {low} to {high} %)"


def describe_share_between(least: int, most: int, patrols: int, of: str = "") -> str:
    """`3 to 4 of 20 patrols (15 to 20 %, 95 % interval 3 to 44 %)`, with `of` for what follows the numbers, where it is not known whether further attacks hit further patrols.

    The interval reaches from the low end for the least to the high end for the most.
    """
    if least == most:
        return f"{least} of {patrols}{of}{describe_interval(least, patrols)}"
    counted = f"{least:,} to {most:,} of {patrols:,}{of}"
    return counted if patrols < FEW_PATROLS else f"{counted} ({', '.join(format_shares_between(least, most, patrols))})"


def format_shares_between(least: int, most: int, patrols: int) -> tuple[str, str]:
    """Return `15 to 20 %` and `95 % interval 3 to 44 %`, or one share and its interval if both are the same."""
    low, high = bound_share(least, patrols)[0], bound_share(most, patrols)[1]
    shares = dict.fromkeys(format_percent(attacked / patrols) for attacked in (least, most))
    return f"{' to '.join(shares)} %", f"95 % interval {format_percent(low)} to {format_percent(high)} %"


def describe_unsettled(unsettled: Unsettled) -> str:
    """Say why the number attacked is a range, as part of a sentence; empty if it is none."""
    attacks, patrols = unsettled.attacks_tied_to_none, unsettled.attack_unknown
    tied = f"{format_count(attacks, 'attack')} on {inflect(attacks, 'a patrol', 'patrols')} cannot be tied to any one patrol"
    unknown = f"it is not known whether {format_count(patrols, 'patrol')} {inflect(patrols, 'was', 'were')} attacked"
    return " and ".join([tied] * bool(attacks) + [unknown] * bool(patrols))


def describe_patrols_attacked(row: Mapping[str, Any], of: str = "") -> str:
    """`4 of 24 patrols attacked (17 %, 95 % interval 5 to 37 %)`, of a period or block; `of` follows the word `patrols`.

    A period that patrols without a known day may belong to has both values: `1 of 4 or 1 of 5 patrols attacked`.
    """
    attacked, patrols = row["attacked"], row["patrols"]
    both = count_both(row)
    noun = "patrol" if patrols == 1 and both == f"{attacked} of {patrols}" else "patrols"
    return f"{both} {noun}{of} attacked{describe_interval(attacked, patrols)}"


def count_both(row: Mapping[str, Any]) -> str:
    """Give the patrols attacked of those run, and the second value where patrols without a known day may belong to a period."""
    known, may = f"{row['attacked']:,} of {row['patrols']:,}", row.get("patrols_that_may") or 0
    if not may:
        return known
    most = f"{row['attacked'] + row['attacked_that_may']:,} of {row['patrols'] + may:,}"
    return f"{known} or {'' if may == 1 else 'up to '}{most}"


def describe_caution(attacked: int, patrols: int) -> str:
    """Describe what none attacked does not mean; empty if some were, or where the patrols are few."""
    if attacked or patrols < FEW_PATROLS:
        return ""
    _, high = bound_share(0, patrols)
    return (
        f"That none was attacked does not mean safe: a share of up to {format_percent(high)} % fits these patrols too."
    )


def describe_rate(attacks: int, patrols: int) -> str:
    """`4 attacks on 24 patrols (0.17 per patrol, 95 % interval 0.05 to 0.43)`; no rate where the patrols are few."""
    if patrols == 0:
        return NO_RATE
    counted = f"{format_count(attacks, 'attack')} on {format_count(patrols, 'patrol')}"
    return counted if patrols < FEW_PATROLS else f"{counted} ({_describe_interval(attacks, patrols, 'per patrol')})"


def describe_rate_by_distance(attacks: int, patrols: int, kilometres: float | None) -> str:
    """`4 attacks on 644 patrol-kilometres (0.62 per 100, 95 % interval 0.17 to 1.59)`; no rate where the patrols are few."""
    if not kilometres:
        return "no rate: no patrol of known reach ran"
    counted = f"{format_count(attacks, 'attack')} on {kilometres:,.0f} patrol-kilometres"
    if patrols < FEW_PATROLS:
        return counted
    return (
        f"{counted} ({_describe_interval(attacks, kilometres / KILOMETRES_OF_A_RATE, f'per {KILOMETRES_OF_A_RATE}')})"
    )


def describe_plain_rate(attacks: int, patrols: int) -> str:
    """`4 attacks on 24 patrols (0.17 per patrol)`, where an interval would say more than is known; no rate of few patrols."""
    counted = f"{format_count(attacks, 'attack')} on {format_count(patrols, 'patrol')}"
    if patrols < FEW_PATROLS:
        return counted
    digits = max(2, 1 - math.floor(math.log10(attacks / patrols))) if attacks else 2
    return f"{counted} ({_round(attacks / patrols, digits)} per patrol)"


def says_more_than_share(row: Mapping[str, Any], exposed: Exposed) -> bool:
    """Whether attacks per exposure say more than the share attacked: by distance, or where a patrol was attacked twice."""
    return exposed.is_by_distance or row["attacks"] != row["attacked"]


def describe_rate_of(row: Mapping[str, Any], exposed: Exposed) -> str:
    """State the attacks per exposure of a row of rates."""
    if exposed.is_by_distance:
        return describe_rate_by_distance(row["attacks"], row["patrols"], row["kilometres"])
    return describe_rate(row["attacks"], row["patrols"])


def _describe_interval(attacks: int, exposure: float, per: str) -> str:
    low, high = bound_rate(attacks, exposure)
    digits = max(2, 1 - math.floor(math.log10(attacks / exposure or high)))
    rate, low_end, high_end = (_round(value, digits) for value in (attacks / exposure, low, high))
    return f"{rate} {per}, 95 % interval {low_end} to {high_end}"


def describe_difference(first: Counts, second: Counts, exposed: Exposed = PER_PATROL) -> str:
    """Say in two sentences how the share attacked of a second period compares with that of a first, and by which exposure."""
    share = f"The share of patrols{exposed.of} that were attacked" if exposed.of else "The share attacked"
    found = compare_shares(first, second)
    if (refused := _refuse_shares(first, second)) or found is None:
        return refused
    if found.difference == 0:
        size = f"{share} is the same in both periods"
    else:
        direction = "higher" if found.difference > 0 else "lower"
        points = format_percent(abs(found.difference))
        size = (
            f"{share} is {points} percentage point{'' if points == '1' else 's'} {direction} in the second "
            "period than in the first"
        )
    return f"{size} (95 % interval {_describe_points(found.low, found.high)}). {_describe_verdict(found.is_shown, exposed)}"


def describe_verdict_on_shares(first: Counts, second: Counts, exposed: Exposed) -> str:
    """State whether chance alone can explain how the shares of two periods differ."""
    if refused := _refuse_shares(first, second):
        return refused
    found = compare_shares(first, second)
    return _describe_verdict(found.is_shown, exposed) if found else ""


def describe_ratio(first: tuple[int, float], second: tuple[int, float], exposed: Exposed = PER_PATROL) -> str:
    """Say in two sentences how attacks per exposure of a second period compare with those of a first."""
    if refused := _refuse_few(
        *((FEW_PATROLS, FEW_PATROLS) if exposed.is_by_distance else (int(first[1]), int(second[1])))
    ):
        return refused
    per, found = exposed.per_one, compare_rates(first, second)
    if found is None:
        return f"No attack in either period, so attacks {per} cannot be compared."
    if math.isinf(found.ratio):
        size = (
            f"No attack in the first period, so the ratio of attacks {per} has no upper end: the second is at least "
            f"{format_times(found.low)} times the first (95 % interval)"
        )
    elif found.ratio == 0:
        size = (
            f"Attacks {per} fell to none: at most {format_times(found.high)} times the first period's (95 % interval)"
        )
    else:
        size = (
            f"Attacks {per} are {format_times(found.ratio)} times those of the first period (95 % interval "
            f"{format_times(found.low)} to {format_times(found.high)} times)"
        )
    if not can_show_a_ratio(first, second):
        return f"{size}. With so few attacks, no difference of this kind could be shown."
    return f"{size}. {_describe_verdict(found.is_shown, exposed)}"


def describe_p_values(
    shares: tuple[Counts, Counts] | None, rates: tuple[tuple[int, float], tuple[int, float]] | None
) -> str:
    """Give the details of a comparison of two periods: of their shares, and of their rates; None is not compared."""
    words = []
    if shares and (found := compare_shares(*shares)):
        test = "Boschloo's exact test" if found.is_exact else "normal approximation to the test"
        words.append(f"{test} of two shares: p {format_p(found.p)}")
    if rates and (ratio := compare_rates(*rates)):
        words.append(f"exact conditional test of two rates: p {format_p(ratio.p)}")
    return "; ".join(words)


def describe_stress(found: Stress | None, first: Counts, second: Counts) -> str:
    """Describe what would undo the difference between the shares of two periods; `found` is that of find_stress."""
    if refused := _refuse_shares(first, second):
        return refused
    if found is None:
        return "No difference between the two shares is shown, so there is none to undo."
    period = "second" if found.higher == 2 else "first"
    attacked, patrols = second if found.higher == 2 else first
    if found.quiet is None:
        quiet = (
            f"More than {STRESS_AT_MOST * patrols:,} unreported quiet patrols in the {period} period would be needed"
        )
    else:
        number = f"{_about(found.quiet)}{format_count(found.quiet, 'unreported quiet patrol')}"
        quiet = f"{number} in the {period} period would be enough"
    if found.not_attacked is None:
        less = "removing its attacks would not undo it"
    else:
        were = inflect(found.not_attacked, "was", "were")
        less = (
            f"so would finding that {_about(found.not_attacked).lower()}{found.not_attacked:,} of its {attacked:,} attacked "
            f"{inflect(attacked, 'patrol')} {were} not attacked"
        )
    return f"{quiet} to undo this difference; {less}."


def format_percent(share: float, digits: int = 0) -> str:
    """Format a share as a percentage, rounded half up as a reader would by hand."""
    return _round(share * 100, digits)


def _refuse_few(first: int, second: int) -> str:
    if min(first, second) >= FEW_PATROLS:
        return ""
    return (
        f"Too few to say: a comparison needs at least {FEW_PATROLS} patrols in each period; here they have {first:,} and "
        f"{second:,}."
    )


def _refuse_shares(first: Counts, second: Counts) -> str:
    if refused := _refuse_few(first[1], second[1]):
        return refused
    attacked, patrols = first[0] + second[0], first[1] + second[1]
    if attacked == 0:
        return "No patrol was attacked in either period, which shows neither a difference nor safety."
    return "Every patrol was attacked in both periods." if attacked == patrols else ""


def _describe_verdict(is_shown: bool, exposed: Exposed) -> str:
    if is_shown:
        return f"Chance alone would make a difference this large less than one time in twenty {exposed.alike}."
    return f"Chance alone can explain a difference of this size {exposed.alike}."


def _describe_points(low: float, high: float) -> str:
    """`2 to 61 points higher`, or `5 points lower to 8 points higher`."""
    first, last = format_percent(abs(low)), format_percent(abs(high))
    if (low > 0) == (high > 0):
        return f"{first} to {last} points higher" if low > 0 else f"{last} to {first} points lower"
    return f"{first} points lower to {last} points higher"


def format_times(ratio: float) -> str:
    return _round(ratio, 0 if ratio >= 10 else 1 if ratio >= 1 else 2)


def format_p(p: float) -> str:
    return "under 0.001" if p < 0.001 else f"= {p:.3f}"


def _about(number: int) -> str:
    return "About " if number > STRESS_ONE_BY_ONE else ""


def _round(value: float, digits: int) -> str:
    return f"{math.floor(value * 10**digits + 0.5) / 10**digits:,.{digits}f}"
