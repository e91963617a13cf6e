"""What happened to patrols beside attacks, in words."""

from typing import Any

from views.words import rate_phrases
from views.words.statistics.exposure import Exposed

TITLE = "Attacked, obstructed, cut short"
NAMES = {
    "attacked": "Attacked",
    "obstructed": "Obstructed: turned back at a protest or a block",
    "stopped_by_an_attack": "Attacked and turned back",
    "cut_short_otherwise": "Turned back, neither attacked nor obstructed as far as recorded",
}


def name_outcome(row: dict[str, Any]) -> str:
    """Return what happened to the patrols of a row."""
    return NAMES[row["outcome"]]


def describe_outcomes(rows: list[dict[str, Any]], exposed: Exposed) -> str:
    """Say how many patrols were obstructed, beside those that attacks stopped; empty where none turned back."""
    found = {row["outcome"]: row for row in rows}
    obstructed, stopped = found["obstructed"], found["stopped_by_an_attack"]
    otherwise = found["cut_short_otherwise"]["patrols"]
    if not obstructed["of"] or not (obstructed["patrols"] or stopped["patrols"] or otherwise):
        return ""
    counted, opening, interval = rate_phrases.describe_share(obstructed["patrols"], obstructed["of"]).partition(" (")
    others = f", and {otherwise:,} turned back for another reason or none that is recorded" if otherwise else ""
    return (
        f"Obstructed, that is turned back at a protest, a block or the like: {counted} patrols{exposed.of}{opening}{interval}. Attacks made "
        f"{stopped['patrols'] or 'none'} turn back{others}. Obstruction counts beside attacks, not among them; one that was "
        "both is in both counts."
    )
