"""Title, subtitle and source of the figures."""

from typing import Any

from analysis.export.citation import CREDITS
from analysis.exposure import UNITS_OF_A_RATE, Unit, read_unit
from analysis.selection import Selection
from views.words.phrases import capitalise, format_from_to, name_patrols

HASH_CHARACTERS = 8
SHORT_CREDITS = {"curated": "CC BY 4.0, GeoNames"}  # of other feeds the first part of the whole
WHAT = {  # a figure shows, by the name of its picture
    "timeline": "patrols and attacks",
    "rates-by-period": "share of patrols attacked",
    "rates-by-block": "share attacked by block of patrols",
    "patrols-between-attacks": "patrols between attacks",
    "days-between-attacks": "days between attacks",
    "forest": "how sure is the share attacked?",
    "around-suspensions": "before, during and after suspensions",
    "reporting-lag": "how soon records were known",
    "comparison": "share attacked, compared",
    "strip": "kilometre by date",
    "map": "where it happened",
    "stretches": "by stretch",
}


def name_corridor(corridor: dict[str, Any]) -> str:
    """Return the short name of a corridor: its title up to the first comma."""
    name: str = corridor["title"].partition(",")[0].strip()
    return name or corridor["corridor"]


def title_figure(what: str, corridor: dict[str, Any]) -> str:
    """Return the title of a figure: the corridor and what is shown, `M4 highway: patrols and attacks`."""
    unit = read_unit(corridor)
    of_counts = {
        "timeline": f"{unit.plural} and attacks",
        "rates-by-period": f"attacks per {UNITS_OF_A_RATE:,} {unit.plural}",
        "forest": "how sure is the rate?",
        "comparison": "rates compared",
    }
    shown = WHAT | (of_counts if unit.is_counted else {})
    return f"{name_corridor(corridor)}: {shown.get(what, what.replace('-', ' ').replace('_', ' '))}"


def describe_choices(selection: Selection, what: str, unit: Unit) -> str:
    """Return the subtitle of a figure: what is shown, the days, and which patrols and attacks are counted."""
    counted = "confirmed attacks" if selection.verification == "confirmed" else "all attacks, doubtful too"
    sources = {"any": "", "independent": "reported by two sources", "official": "reported by officials"}
    reported = sources.get(
        selection.sources, f"reported by the {capitalise(selection.sources.removeprefix('side:'))} side"
    )
    patrols = "" if selection.participants == "joint" else "by any party"
    exposure = unit.plural if unit.is_counted else f"{name_patrols(selection)}s {patrols}".strip()
    counted = counted.replace("attacks", selection.count_by)
    parts = (what, format_from_to(selection.from_day, selection.to_day), exposure, counted, reported)
    return " · ".join(filter(None, parts))


def describe_source_line(
    corridor: dict[str, Any], release: str, content_hash: str, selection: Selection, credit: str
) -> str:
    """Return the one line under a figure: `Patrolwatch · M4 highway · R1 569fd633 · CC BY 4.0, GeoNames`."""
    owed = SHORT_CREDITS.get(selection.feed) or _shorten(CREDITS[selection.feed])
    release = f"{release} {content_hash[:HASH_CHARACTERS]}"
    return " · ".join(filter(None, ("Patrolwatch", name_corridor(corridor), release, owed, credit)))


def _shorten(credit: str) -> str:
    return credit.partition(";")[0].removeprefix("Data: ").rstrip(".")
