"""Sentences on what hindered patrols: attacks and other things."""

from typing import Any

from etl.tables.labels import inflect, label_value
from views.words import rate_phrases
from views.words.statistics.exposure import Exposed

TITLE = "Attacked, obstructed, cut short"


def name_hindrance(row: dict[str, Any]) -> str:
    """Return what hindered the patrols of a row."""
    return str(label_value("hindrance", row["hindrance"]))


def describe_hindrances(rows: list[dict[str, Any]], exposed: Exposed) -> str:
    """State how many patrols were obstructed, beside those attacked that turned back; empty if none turned back."""
    found = {row["hindrance"]: row for row in rows}
    obstructed, attacked = found["obstructed"], found["attacked_and_cut_short"]["patrols"]
    other_reasons = found["cut_short_otherwise"]["patrols"]
    if not obstructed["of"] or not (obstructed["patrols"] or attacked or other_reasons):
        return ""
    interval = rate_phrases.describe_interval(obstructed["patrols"], obstructed["of"])
    others = (
        f", and {other_reasons:,} turned back for another reason or for none that is recorded" if other_reasons else ""
    )
    return (
        f"{obstructed['patrols']} of {obstructed['of']} patrols{exposed.of}{interval} {inflect(obstructed['patrols'], 'was', 'were')} obstructed: turned "
        "back at a protest, a roadblock or the like. "
        f"{attacked or 'None'} {inflect(attacked, 'was', 'were')} attacked and turned back{others}. A patrol that was both obstructed and "
        "attacked is in both counts."
    )
