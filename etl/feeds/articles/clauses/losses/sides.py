"""The side of people whom a ministry calls its own: “our comrades”, “silah arkadaşlarımız”."""

import re
from collections.abc import Iterable

OURS = re.compile(
    r"\bour (?:[\w-]+ ){0,2}(?:soldiers?|comrades?|heroes|units?|elements|personnel|servicemen)\b|silah arkadaş|askerimiz|askerlerimiz",
    re.IGNORECASE,
)
MINISTRIES = {
    "turkish": re.compile(r"turk|türk|mill[iî] savunma|\bmsb\b", re.IGNORECASE),
    "russian": re.compile(r"russia|росси", re.IGNORECASE),
}


def find_own_side(texts: Iterable[str], publisher: str | None) -> str | None:
    """Return the side of a ministry whose report calls the people of some sentences its own; None for other reports."""
    if not publisher or not any(OURS.search(text) for text in texts):
        return None
    return next((side for side, names in MINISTRIES.items() if names.search(publisher)), None)
