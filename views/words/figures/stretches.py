"""Sentences about the stretches of a road."""

from typing import Any

from analysis.questions.route import count_unplaced
from analysis.selection import Selection
from etl.tables.labels import format_count, inflect
from views.words import rate_phrases
from views.words.figures.road import format_kilometres
from views.words.phrases import capitalise, join_words, name_patrols
from views.words.timeline import format_chosen_days

DRIVEN_HEADING = "Patrols that drove it"
RATES_HEADING = "Attacks on patrols / patrols, 95 % interval"
RECORDED_HEADING = "Attacks recorded, whatever the target"
STRETCH_METHOD = (
    "A patrol drove a stretch if it entered it, even if it turned back there. An attack is placed if its place is "
    "known at least as precisely as the stretch is long: exact places to 1 km, near ones to 5 km to either side. The "
    "interval is exact (Garwood) and assumes that attacks are independent. Stretches share patrols, so do not add their "
    "rates, nor compare them as if they were independent."
)


def describe_stretches_figure(rows: list[dict[str, Any]], selection: Selection) -> str:
    """Describe what the figure of the stretches shows, for readers who cannot see it."""
    stretches = format_count(len(rows), "stretch", "stretches")
    return (
        f"Patrols, attacks on patrols per patrol and recorded attacks on {stretches} of the road, "
        f"{format_chosen_days(selection)}. The table below the figure has the same numbers."
    )


def describe_stretch(row: dict[str, Any], places: list[dict[str, Any]]) -> str:
    """Describe what happened on a stretch: `km 10.4 to 20.9 (Musaybin, Ariha): 2 attacks on 17 patrols (0.12 per patrol, …)`."""
    name = f"{format_kilometres(row['km_from'], row['km_to'])}{_list_places(row, places)}"
    recorded = f"{format_count(row['recorded'], 'attack')} recorded, whatever the target"
    if row["patrols"] is None:
        return f"{name}: {recorded}"
    if not row["patrols"]:
        return f"{name}: no rate, since no patrol is known to have driven it{_explain_bounds(row)}; {recorded}"
    if row["rate"] is None:
        attacks, patrols = format_count(row["attacks_in_all"], "attack"), format_count(row["patrols"], "patrol")
        return f"{name}: {attacks} placed, {patrols}; no rate while other attacks are on no stretch; {recorded}"
    rate = rate_phrases.describe_rate(row["attacks"], row["patrols"])
    return f"{name}: {rate}{_explain_bounds(row)}; {recorded}"


def describe_bounds(row: dict[str, Any]) -> tuple[str, str]:
    """Return the least and the greatest rate that a stretch can have, whatever the patrols of unknown reach drove."""
    least, most = (
        rate_phrases.describe_plain_rate(row["attacks_in_all"], patrols)
        for patrols in (row["patrols_most"], row["patrols_least"])
    )
    return least, most


def _explain_bounds(row: dict[str, Any]) -> str:
    if not row["patrols_of_unknown_reach"] or row["rate_most"] is None:
        return ""
    least, most = describe_bounds(row)
    on_them = f", {row['attacks_of_unknown_reach']:,} of them on these" if row["attacks_of_unknown_reach"] else ""
    return f"; {least} if all of unknown reach drove it, {most} if no other did{on_them}"


def _list_places(row: dict[str, Any], places: list[dict[str, Any]], *, most: int = 3) -> str:
    names = [place["place"] for place in places if row["km_from"] <= place["km"] < row["km_to"]]
    more = ["…"] if len(names) > most else []
    return f" ({', '.join(names[:most] + more)})" if names else ""


def describe_stretches(
    rows: list[dict[str, Any]],
    totals: dict[str, Any],
    places: list[dict[str, Any]],
    length_km: float,
    selection: Selection,
) -> list[str]:
    """Describe what the stretches show together, and what is on none of them."""
    patrol, patrols = name_patrols(selection), totals["patrols"]
    recorded = _describe_recorded(totals, length_km)
    if patrols is None:
        return [
            f"No rate by stretch: the {patrol}s of this corridor, or the attacks on them, are not completely known "
            "on these days. Recorded attacks are counted; there may be more.",
            recorded,
        ]
    if patrols == 0:
        return [f"No rate by stretch: no {patrol} of known day ran on these days.", recorded]
    if unplaced := count_unplaced(rows, totals):
        return [describe_unplaced(unplaced, totals["attacks"], length_km), recorded]
    counted = format_count(patrols, patrol)
    reach = f"It is known how far all {counted} of known day got."
    if unknown := totals["patrols_of_unknown_reach"]:
        stand = inflect(unknown, "it counts", "they count")
        reach = (
            f"Of {counted} of known day, it is not known how far {unknown:,} got, so {stand} on no stretch. Each rate lies between two "
            "extremes: that all of them drove the stretch, and that only those attacked there did."
        )
    empty = ", ".join(format_kilometres(row["km_from"], row["km_to"]) for row in rows if row["patrols"] == 0)
    return [
        reach,
        _describe_placed(totals, length_km),
        *(f"{capitalise(describe_stretch(row, places))}." for row in rows if row["attacks_in_all"]),
        *_describe_quiet(rows),
        *([f"No rate, since no patrol is known to have driven there: {empty}."] if empty else []),
        recorded,
    ]


def describe_unplaced(unplaced: int, attacks: int, length_km: float) -> str:
    """Explain why no stretch has a rate: an attack on no known stretch may be on any."""
    lie = inflect(unplaced, "it may lie on any", "they may lie on any")
    return (
        f"No rate by stretch: of {format_count(attacks, 'attack')} on patrols, {unplaced:,} {inflect(unplaced, 'is', 'are')} placed on no "
        f"stretch of {length_km:.1f} km, and {lie}."
    )


def explain_lengths(left_out: list[str], attacks: int) -> str:
    """Explain why shorter stretches are not offered. Empty if all are."""
    if not left_out:
        return ""
    lengths = join_words([f"{length} km" for length in left_out])
    placed = "the attack on patrols is not" if attacks == 1 else f"none of the {attacks:,} attacks on patrols is"
    return f"{lengths}: not offered, since {placed} placed that precisely."


def _describe_placed(totals: dict[str, Any], length_km: float) -> str:
    attacks, missing = totals["attacks"], totals["attacks_not_placed"]
    if not attacks:
        return "No attack on them is recorded."
    placed = (
        f"{attacks - missing:,} {inflect(attacks - missing, 'is', 'are')} placed on stretches of {length_km:.1f} km"
    )
    why = f"; for {missing:,}, the place or how far the patrol got is not known well enough" if missing else ""
    return f"Of {format_count(attacks, 'attack')} on them, {placed}{why}."


def _describe_quiet(rows: list[dict[str, Any]]) -> list[str]:
    """Say on how many stretches with patrols no attack is placed, where there is one on others."""
    quiet = [row["patrols"] for row in rows if not row["attacks_in_all"] and row["patrols"]]
    if not quiet or not any(row["attacks"] for row in rows):
        return []
    fewest, most = min(quiet), max(quiet)
    driven = f"{fewest:,}" if fewest == most else f"{fewest:,} to {most:,}"
    others = format_count(len(quiet), "stretch", "stretches")
    each = "" if len(quiet) == 1 else " each"
    return [
        f"No attack on a patrol is placed on the other {others} with patrols, which {driven} {inflect(most, 'patrol')} drove{each}; "
        "where few drove, the absence of attacks says little."
    ]


def _describe_recorded(totals: dict[str, Any], length_km: float) -> str:
    number, off = totals["recorded"], totals["recorded_not_placed"]
    placed = f"; {off:,} of them cannot be placed on stretches of {length_km:.1f} km" if off else ""
    are = inflect(number, "is", "are")
    return (
        f"{format_count(number, 'attack')} on the corridor, whatever the target, {are} recorded on these days{placed}."
    )
