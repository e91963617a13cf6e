"""The sentences of the Map page, made from its numbers."""

from collections import defaultdict
from typing import Any

from analysis.exposure import Unit
from analysis.questions.route import NEAR_KM
from analysis.selection import Selection
from etl.tables.labels import format_count, inflect, label_value
from views.words.phrases import (
    PEN,
    capitalise,
    format_period,
    format_possible_days,
    mark_corrected,
    name_patrol,
    name_patrols,
)
from views.words.timeline import format_chosen_days

HOLLOW_INCIDENT = "Hollow: disputed or unconfirmed"
NO_KILOMETRE = "no kilometre"
NO_KILOMETRES = (
    "This corridor has no kilometre posts, so it has no strip, no map and no stretches. Its records are listed below."
)
NO_STRIP = "No kilometre strip and no stretches: {reason}the course of each {singular} is unknown."
NO_LINE = "{targets} do not follow a line with kilometre posts here, and "
NOWHERE = "No incident has a place precise enough for a map."
POINTS_ARE_NEAR = "A circle shows how far from its point an attack may have happened. A point computed from a distance and a bearing may be farther off."
NO_ROUTE = "No route is drawn for this corridor, so there is no map of it."
UNKNOWN_REACH_OR_DAY = "Not known how far it got, or on which day"
HOW_TO_READ_RUNS = (
    "A line is a patrol, from a dot at its start to a mark at its end: a full triangle for a full run, an open one for a partial run, "
    "a bar if it was cut short. Triangles point in its direction."
)
MARKS = (
    "A diamond is an attack, red on a patrol and grey on others; a small square is an incident that is not an attack. "
    f"A pen ({PEN}) marks what an editor corrected."
)
HOW_TO_READ_MARKS = f"{MARKS} Hollow marks are disputed or unconfirmed. Thin bars show between which kilometres and days an incident may lie."
HOW_TO_READ_BARS = (
    "A bar stands on the first kilometre of its stretch: the higher, the more attacks on any target in its period. Those on patrols "
    "are red."
)
MAP_CLICK = (
    "Click a place, a mark or the bar of a stretch to narrow the records on every page to that spot; a place takes in "
    f"{NEAR_KM:g} km to either side. North is up. Borders of countries are solid, those of provinces dotted; the route is drawn through "
    "settlements and is not surveyed."
)
POINTS_TABLE = "Incidents by point, with how precisely it is known; the route is approximate."
PLACES_TABLE = "Places on the road, and how many incidents a click on each of them shows."
DAYS_NARROW = "These two days narrow the records."
WHAT_A_STRETCH_NARROWS = (
    "Click a figure or the map, or set these fields, to narrow the lists of patrols and incidents here, on the "
    "Timeline and under Records. Counts, rates and figures still cover the whole corridor, except those by stretch."
)

# Kilometres


def format_kilometres(km_from: float | None, km_to: float | None) -> str:
    """Return a stretch: `km 10.4 to 20.9`. An end that is left open is the corridor's own."""
    if km_from is None and km_to is None:
        return "the whole corridor"
    if km_from is None:
        return f"start to km {km_to:g}"
    return f"km {km_from:g} to {km_to:g}" if km_to is not None else f"km {km_from:g} to the end"


def name_stretch(row: dict[str, Any]) -> str:
    """Return the kilometres of a stretch as the beginning of a sentence."""
    return capitalise(format_kilometres(row["km_from"], row["km_to"]))


def find_near(km: float | None) -> tuple[float | None, float | None]:
    """Return the stretch to which clicking a kilometre narrows the records."""
    return (None, None) if km is None else (round(km - NEAR_KM, 1), round(km + NEAR_KM, 1))


def describe_narrowing(selection: Selection) -> str:
    """Name the stretch in the heading of the records. Empty if none is chosen."""
    return f", on {format_kilometres(selection.km_from, selection.km_to)}" if selection.is_on_a_stretch else ""


def describe_left_off(row: dict[str, Any]) -> str:
    """Describe what a choice of stretch leaves out because its place is unknown. Empty if that is nothing."""
    parts = [
        format_count(row["patrols"], "patrol") + " of unknown reach" if row["patrols"] else "",
        format_count(row["incidents"], "incident") + " without a kilometre" if row["incidents"] else "",
    ]
    named = " and ".join(filter(None, parts))
    return f"Not listed, since they may belong to any stretch: {named}." if named else ""


# Marks of the figures


def name_kind(kind: str) -> str:
    """Return a kind of attack as a reader sees it; an empty one stands for incidents that are no attacks."""
    return str(label_value("kind", kind)) if kind else "No attack"


def describe_run(row: dict[str, Any]) -> str:
    """Describe one patrol: `Patrol 17, 16 June 2020: partial, Trumba (km 0) to Ariha (km 18.9)`."""
    ends = [
        f"{row[f'place_{end}'] or 'unnamed'}" + (f" (km {row[f'km_{end}']:g})" if row[f"km_{end}"] is not None else "")
        for end in ("from", "to")
        if row[f"place_{end}"] or row[f"km_{end}"] is not None
    ]
    where = " to ".join(ends) if len(ends) == 2 else f"from {ends[0]}" if ends else ""
    unknown = "" if row["km_low"] is not None else "not known how far it got"
    parts = (str(label_value("outcome", row["outcome"])).lower(), where, unknown, "attacked" if row["attacked"] else "")
    return f"{capitalise(name_patrol(row))}, {format_possible_days(row)}: {', '.join(filter(None, parts))}{mark_corrected(row)}"


def describe_incident(row: dict[str, Any]) -> str:
    """Describe one incident, with the precision of its place and day."""
    where = f"{row['place'] or 'place not named'}, "
    if row["km"] is None:
        where += NO_KILOMETRE
    elif row["radius_km"] is None:
        where += f"km {row['km']:g}, known only to {str(label_value('geo_precision', row['geo_precision'])).lower()}"
    else:
        where += f"km {row['km']:g} ± {row['radius_km']:g}"
    what, target = name_kind(row["kind"]), str(label_value("target", row["target"])).lower()
    return f"{what} on {target}, {format_possible_days(row)}: {where}; {row['verification']}{mark_corrected(row)}"


def describe_place(row: dict[str, Any]) -> str:
    """Describe what a click on a place shows."""
    if row["km"] is None:
        return str(row["place"])
    stretch = format_kilometres(row["km_from"], row["km_to"])
    return f"{row['place']}, km {row['km']:g}: {format_count(row['incidents'], 'incident')} on {stretch}"


def describe_point(row: dict[str, Any], target: str = "patrol") -> str:
    """Describe what happened at one point of the map."""
    where = f"{row['place'] or 'place not named'} ± {row['radius_km']:g} km"
    on_what = f", {row['on_targets']:,} of them on patrols" if target == "patrol" else ""
    counted = f"{format_count(row['attacks'], 'attack')} counted{on_what}"
    in_doubt = f"; {format_count(row['attacks_in_doubt'], 'attack')} in doubt" if row["attacks_in_doubt"] else ""
    return f"{where}: {format_count(row['incidents'], 'incident')}; {counted}{in_doubt}{mark_corrected(row)}"


def describe_cell(row: dict[str, Any], column: str, one: str) -> str:
    """State the sum of a stretch in a period."""
    on_targets = f", {row['on_targets']:,} of them on patrols" if row.get("on_targets") else ""
    return f"{name_cell(row)}: {format_count(row[column], one)}{on_targets}"


def name_cell(row: dict[str, Any]) -> str:
    """Return a stretch and a period."""
    return f"{name_stretch(row)}, {format_period(row)}"


def name_patrol_cells(most: int) -> str:
    """Return what the legend says of sums of patrols."""
    return f"Patrols that drove the stretch (darkest: {most:,})"


def name_attack_cells(most: int) -> str:
    """Return what the legend says of sums of attacks."""
    return f"Attacks by stretch (highest bar: {most:,})"


def name_unplaced(number: int) -> str:
    """Return what the legend says of incidents that are somewhere on the road."""
    return f"Somewhere on the corridor ({format_count(number, 'incident')})"


# Under the figures


def explain_sums(what: str, number: int, most: int, grain: str, length_km: float) -> str:
    """Explain why single records are not drawn."""
    summed = f"summed by {grain} and stretch of {length_km:.1f} km"
    return f"{number:,} {what} are too many to draw one by one (at most {most:,}), so they are {summed}."


def describe_doubt(counts: dict[str, Any], selection: Selection) -> list[str]:
    """Describe what the strip chart cannot draw, or draws with uncertainty."""
    unknown, undated = counts["patrols_of_unknown_reach"], counts["patrols_without_days"]
    without_km, wide = counts["incidents_without_km"], counts["incidents_placed_widely"]
    patrol = name_patrols(selection)
    sentences = [
        "" if counts["patrols"] else f"No {patrol} is recorded on these days.",
        counts["patrols"] and unknown
        and f"Of {format_count(counts['patrols'], patrol)} that ran, or may have run, on these days, {unknown:,} "
        f"{inflect(unknown, 'is', 'are')} dotted along the whole road: it is not known how far {inflect(unknown, 'it', 'they')} got.",
        undated and f"{format_count(undated, 'patrol')} could have run at any time and cannot be drawn.",
        without_km and f"{format_count(without_km, 'incident')} of the corridor {inflect(without_km, 'has', 'have')} no kilometre: drawn in "
        "the lane above the road, and listed below.",
        wide and f"The place of {format_count(wide, 'incident')} is known only to a district or wider area: drawn as a bar along the whole road.",
    ]  # fmt: skip
    return [sentence for sentence in sentences if sentence]


def describe_undrawn(points: list[dict[str, Any]]) -> list[str]:
    """Describe what the map leaves out: incidents whose place is known only to an area, and the points with fewest incidents."""
    wide: dict[str, int] = defaultdict(int)
    for row in points:
        if row["geo_precision"] != "area_or_line" and (row["radius_km"] is None or row["lat"] is None):
            wide[row["geo_precision"]] += row["incidents"]
    named = ", ".join(
        f"{format_count(number, 'incident')} ({str(label_value('geo_precision', word)).lower()})"
        for word, number in sorted(wide.items())
    )
    sentences = [f"Counted but not drawn, since the place is too vague: {named}."] if named else []
    if points and points[0]["points"] > len(points):
        sentences.append(f"Of {points[0]['points']:,} points the {len(points):,} with most incidents are drawn.")
    return sentences


def explain_no_strip(unit: Unit, *, has_kilometres: bool) -> str:
    """State why a corridor whose exposure is counted has no strip, though its line may have kilometres."""
    reason = "" if has_kilometres else NO_LINE.format(targets=unit.targets)
    return NO_STRIP.format(reason=reason, singular=unit.singular)


def describe_open_undrawn(points: list[dict[str, Any]]) -> list[str]:
    """Describe what a map without a route leaves out: incidents without a point, and those whose point is too coarse."""
    drawn = sum(row["incidents"] for row in points if row["lat"] is not None and row["radius_km"] is not None)
    held = sum(row["incidents"] for row in points)
    if drawn == held:
        return []
    verb = inflect(held - drawn, "is", "are")
    return [f"{held - drawn:,} of {format_count(held, 'incident')} {verb} not drawn, since the place is too vague."]


def describe_strip_figure(counts: dict[str, Any], posts: tuple[float, float], selection: Selection) -> str:
    """Describe what the strip chart shows, for readers who cannot see it."""
    lines, marks = format_count(counts["patrols"], "patrol"), format_count(counts["incidents"], "incident")
    return (
        f"Kilometre {posts[0]:g} to {posts[1]:g} by date, {format_chosen_days(selection)}: {lines} as lines and {marks} as marks, "
        "over bands for suspensions and gaps. The tables below the figure have the same records."
    )


def describe_map(points: list[dict[str, Any]], places: list[dict[str, Any]], selection: Selection) -> str:
    """Describe what the map shows, for readers who cannot see it."""
    named, incidents = format_count(len(places), "named place"), sum(row["incidents"] for row in points)
    return (
        f"Map of the corridor with {named} and {format_count(incidents, 'incident')} "
        f"{format_chosen_days(selection)}, and how precisely each place is known. The table below the map has the "
        "same numbers."
    )
