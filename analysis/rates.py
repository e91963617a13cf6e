"""Exact intervals of rates, and rates in words."""

import math
from dataclasses import dataclass

from scipy.special import betaincinv  # scipy.stats has it too, but takes two seconds longer to import

CONFIDENCE = 0.95
FEW = 5


@dataclass(frozen=True)
class Share:
    """A share of a count with its exact interval; without exposure there is no rate and all three are None."""

    share: float | None
    low: float | None
    high: float | None


def share_of(attacked: int, patrols: int) -> Share:
    """Patrols attacked of patrols run, with its exact 95 % interval by Clopper and Pearson.

    C. J. Clopper and E. S. Pearson (1934), The use of confidence or fiducial limits illustrated in the case of the
    binomial, Biometrika 26, 404-413. It covers the true share at least 95 times in 100 whatever it is; on few patrols
    it covers more often, so it is wide rather than bold.
    """
    if not 0 <= attacked <= patrols:
        raise ValueError(f"{attacked} attacked of {patrols} patrols")
    if patrols == 0:
        return Share(None, None, None)
    tail = (1 - CONFIDENCE) / 2
    low = 0.0 if attacked == 0 else float(betaincinv(attacked, patrols - attacked + 1, tail))
    high = 1.0 if attacked == patrols else float(betaincinv(attacked + 1, patrols - attacked, 1 - tail))
    return Share(attacked / patrols, low, high)


def share_in_words(attacked: int, patrols: int, *, precisely: bool = False) -> str:
    """`4 of 24 (17 %, 95 % interval 5 to 37 %)`; `1 of 4` where the patrols are few; `no rate` without any.

    `precisely` gives the interval to a tenth of a per cent.
    """
    if patrols == 0:
        return "no rate: no patrol ran"
    if patrols < FEW:
        return f"{attacked} of {patrols}"
    share = share_of(attacked, patrols)
    digits = 1 if precisely else 0
    low, high = percent(share.low, digits), percent(share.high, digits)
    return f"{attacked} of {patrols} ({percent(share.share)} %, 95 % interval {low} to {high} %)"


def percent(share: float, digits: int = 0) -> str:
    """A share as a percentage, rounded half up as a reader would by hand."""
    scaled = share * 100 * 10**digits
    return f"{math.floor(scaled + 0.5) / 10**digits:.{digits}f}"
