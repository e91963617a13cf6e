"""What hollow marks mean, as the legends of figures say it."""

from analysis.statistics.intervals import FEW_PATROLS

FEW = f"Fewer than {FEW_PATROLS} patrols"
NO_ATTACK = "No attack known"
IN_DOUBT = "Attack in doubt"
WITH_DOUBTFUL = "Attacks in doubt counted too"
SINCE_LAST = "Since the last attack"
CUT = "Begins or ends without an attack"


def explain_few(patrols: int) -> str:
    """Say that a share is of few patrols. Empty if it is not."""
    return FEW if patrols < FEW_PATROLS else ""


def explain_no_attack(attacks: int) -> str:
    """Say that a rate is of no attack. Empty if it is not."""
    return "" if attacks else NO_ATTACK


def explain_doubtful(verification: str) -> str:
    """Say that attacks in doubt count too. Empty if only confirmed ones do."""
    return "" if verification == "confirmed" else WITH_DOUBTFUL
