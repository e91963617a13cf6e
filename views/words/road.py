"""The Road page in words. All words that come from data go through `text.escaped` or `st.text` where they are shown."""

from analysis.questions.road import NEAR_KM
from analysis.selection import Selection
from views.words import text
from views.words.rate_phrases import describe_rate


def kind(word: str) -> str:
    """A kind of attack as a reader sees it; an empty word stands for incidents that are no attacks."""
    return word.replace("_", " ").capitalize() if word not in ("ied", "") else "IED" if word else "No attack"


def km_span(km_from: float | None, km_to: float | None) -> str:
    """`km 10.4 to 20.9`; an end that is left open is the corridor's own."""
    if km_from is None and km_to is None:
        return "the whole corridor"
    if km_from is None:
        return f"its first end to km {km_to:g}"
    return f"km {km_from:g} to {km_to:g}" if km_to is not None else f"km {km_from:g} to its last end"


def near(km: float | None) -> tuple[float | None, float | None]:
    """The stretch that a kilometre stands for when it is clicked."""
    return (None, None) if km is None else (round(km - NEAR_KM, 1), round(km + NEAR_KM, 1))


def run(row: dict) -> str:
    """One patrol of the strip chart: `Patrol number 17, 16 June 2020: partial, Trumba (km 0) to Ariha (km 18.9)`."""
    ends = [
        f"{row[f'place_{end}'] or 'unnamed'}" + (f" (km {row[f'km_{end}']:g})" if row[f"km_{end}"] is not None else "")
        for end in ("from", "to")
        if row[f"place_{end}"] or row[f"km_{end}"] is not None
    ]
    where = " to ".join(ends) if len(ends) == 2 else f"from {ends[0]}" if ends else ""
    unknown = "" if row["km_low"] is not None else "not known how far it came"
    struck = "attacked" if row["attacked"] else ""
    said = ", ".join(part for part in (row["outcome"].replace("_", " "), where, unknown, struck) if part)
    return f"Patrol {text.number_or_id(row)}, {text.possible_days(row)}: {said}"


def incident(row: dict) -> str:
    """One incident of the strip chart, with how nearly its place and its day are known."""
    place = row["place"] or "place not named"
    if row["km"] is None:
        where = f"{place}, no kilometre"
    elif row["radius_km"] is None:
        where = f"{place}, km {row['km']:g}, known no nearer than {row['geo_precision'].replace('_', ' ')}"
    else:
        where = f"{place}, km {row['km']:g} ± {row['radius_km']:g}"
    what = kind(row["kind"] if row["attack"] else "") if row["attack"] else row["kind"].replace("_", " ").capitalize()
    return f"{what} on {row['target'].replace('_', ' ')}, {text.possible_days(row)}: {where}; {row['verification']}"


def place(row: dict) -> str:
    """What a click on a place shows."""
    return f"{row['place']}, km {row['km']:g}: {text.count_of(row['incidents'], 'incident')} on {km_span(row['km_from'], row['km_to'])}"


def point(row: dict) -> str:
    """One mark of the map."""
    where = f"{row['place'] or 'place not named'} ± {row['radius_km']:g} km"
    counted = f"{text.count_of(row['attacks'], 'attack')} counted, {row['on_patrols']:,} of them on patrols"
    return f"{where}: {text.count_of(row['incidents'], 'incident')}; {counted}"


def cell(row: dict, column: str, one: str) -> str:
    on_patrols = f", {row['on_patrols']:,} of them on patrols" if row.get("on_patrols") else ""
    return (
        f"{km_span(row['km_from'], row['km_to']).capitalize()}, {text.period(row)}: "
        f"{text.count_of(row[column], one)}{on_patrols}"
    )


def places_of(row: dict, places: list[dict], *, most: int = 3) -> str:
    """` (Musaybin, Ariha)`: the places of a stretch, or nothing."""
    names = [place["place"] for place in places if row["km_from"] <= place["km"] < row["km_to"]]
    more = ["…"] if len(names) > most else []
    return f" ({', '.join(names[:most] + more)})" if names else ""


def stretch(row: dict, places: list[dict]) -> str:
    """`km 10.4 to 20.9 (Musaybin, Ariha): 2 attacks on 17 patrols (0.12 per patrol, …)`; without coverage what is recorded."""
    name = f"{km_span(row['km_from'], row['km_to'])}{places_of(row, places)}"
    recorded = f"{text.count_of(row['recorded'], 'attack')} recorded, whatever the target"
    if row["patrols"] is None:
        return f"{name}: {recorded}"
    if row["patrols"] == 0:
        return f"{name}: no rate: no patrol is known to have driven it; {recorded}"
    return f"{name}: {describe_rate(row['attacks'], row['patrols'])}; {recorded}"


def stretches(rows: list[dict], totals: dict, places: list[dict], length_km: float, selection: Selection) -> list[str]:
    """What the stretches say together, and what stands on none of them."""
    long = f"{length_km:.1f} km"
    said = [_recorded(totals, long)]
    if totals["patrols"] is None:
        return [
            f"No rate by stretch: the {text.which(selection)}s of this corridor, or the attacks on them, are not completely known "
            "on these days. What is recorded is counted, which need not be all.",
            *said,
        ]
    if totals["patrols"] == 0:
        return [f"No rate by stretch: no {text.which(selection)} of known day ran on these days.", *said]
    unknown, missing = totals["patrols_of_unknown_reach"], totals["attacks_not_placed"]
    reach = (
        f"Of {text.count_of(totals['patrols'], text.which(selection))} of known day, it is not known of {unknown:,} how far "
        f"{'it' if unknown == 1 else 'they'} came, so {'it stands' if unknown == 1 else 'they stand'} on no stretch."
        if unknown
        else f"Of all {text.count_of(totals['patrols'], text.which(selection))} of known day it is known how far they came."
    )
    placed = (
        f"Of {text.count_of(totals['attacks'], 'attack')} on them, {totals['attacks'] - missing:,} "
        f"{'is' if totals['attacks'] - missing == 1 else 'are'} placed on stretches of {long}"
        + (f"; of {missing:,} the place is not known so nearly, or not how far the patrol came." if missing else ".")
        if totals["attacks"]
        else "No attack on them is recorded."
    )
    struck = [row for row in rows if row["attacks"]]
    quiet = [row for row in rows if not row["attacks"] and row["patrols"]]
    empty = [row for row in rows if row["patrols"] == 0]
    sentences = [f"{_capital(stretch(row, places))}." for row in struck]
    if quiet and struck:
        fewest, most = min(row["patrols"] for row in quiet), max(row["patrols"] for row in quiet)
        range_ = f"{fewest:,}" if fewest == most else f"{fewest:,} to {most:,}"
        driven = f"which {range_} patrol{'' if most == 1 else 's'} drove" + ("" if len(quiet) == 1 else " each")
        sentences.append(
            f"No attack on a patrol is placed on the other {text.count_of(len(quiet), 'stretch', 'stretches')} with patrols, {driven}; "
            "where few drove, none attacked says little."
        )
    if empty:
        named = ", ".join(km_span(row["km_from"], row["km_to"]) for row in empty)
        sentences.append(f"No rate where no patrol is known to have come: {named}.")
    return [reach, placed, *sentences, *said]


def _recorded(totals: dict, long: str) -> str:
    off = totals["recorded_not_placed"]
    return (
        f"{_capital(text.count_of(totals['recorded'], 'attack'))} on the corridor, whatever the target, "
        f"{'is' if totals['recorded'] == 1 else 'are'} recorded on these days"
        + (f"; {off:,} of them cannot be placed on stretches of {long}." if off else ".")
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def reach(counts: dict, selection: Selection) -> list[str]:
    """What the strip chart cannot draw, or draws without knowing."""
    sentences = []
    if counts["patrols"] == 0:
        sentences.append(f"No {text.which(selection)} is recorded on these days.")
    elif counts["patrols_of_unknown_reach"]:
        some = counts["patrols_of_unknown_reach"]
        sentences.append(
            f"Of {text.count_of(counts['patrols'], text.which(selection))} that ran, or may have run, on these days, it is not known "
            f"of {some:,} how far {'it' if some == 1 else 'they'} came: dotted over the whole road."
        )
    if counts["patrols_without_days"]:
        sentences.append(
            f"{text.count_of(counts['patrols_without_days'], 'patrol')} could have run at any time and cannot be drawn."
        )
    if counts["incidents_without_km"]:
        some = counts["incidents_without_km"]
        sentences.append(
            f"{text.count_of(some, 'incident')} of the corridor {'has' if some == 1 else 'have'} no kilometre: in the lane over the "
            "road, and listed below."
        )
    if counts["incidents_placed_widely"]:
        some = counts["incidents_placed_widely"]
        sentences.append(
            f"Of {text.count_of(some, 'incident')} the place is known no nearer than a district: a bar over the whole road."
        )
    return sentences


NO_KILOMETRES = (
    "This corridor has no kilometre posts, so nothing can be placed on it: no strip, no map of the route and no stretch. "
    "What is recorded on it is listed below."
)

HOW_TO_READ_RUNS = (
    "A line is a patrol, from the dot where it set out to the head where it came: a full triangle for a full run, an open one for a "
    "partial run, a bar where it was cut short. Triangles point the way it went."
)
HOW_TO_READ_MARKS = (
    "Attacks on patrols are red and large, other attacks grey, by kind; hollow ones are disputed or unconfirmed; small circles are "
    "incidents that are no attacks. The thin bars say between which kilometres and days an incident may lie."
)


HOW_TO_READ_BARS = (
    "Each stretch stands on its first kilometre: the higher a bar on it, the more attacks of its period, whatever their kind; "
    "those on patrols are red."
)


def sums_instead(what: str, number: int, most: int, grain: str, long: str) -> str:
    """Why single records are not drawn."""
    return f"{number:,} {what} are more than the {most:,} that are drawn one by one, so they are summed by {grain} and stretch of {long}."


def narrowed(selection: Selection) -> str:
    """The stretch in the heading of the records; empty where none is chosen."""
    return f", on {km_span(selection.km_from, selection.km_to)}" if selection.is_on_a_stretch else ""


def left_off(row: dict) -> str:
    """What a choice of a stretch leaves out because nobody says where it belongs; empty where that is nothing."""
    parts = [
        f"{text.count_of(row['patrols'], 'patrol')} of unknown reach" if row["patrols"] else "",
        f"{text.count_of(row['incidents'], 'incident')} without a kilometre" if row["incidents"] else "",
    ]
    named = " and ".join(part for part in parts if part)
    return f"Not listed, since they may lie on any stretch: {named}." if named else ""


def strip_alt(counts: dict, posts: tuple[float, float], selection: Selection) -> str:
    return (
        f"Kilometre {posts[0]:g} to {posts[1]:g} by date, from {text.day(selection.from_day)} to {text.day(selection.to_day)}: "
        f"{text.count_of(counts['patrols'], 'patrol')} as lines and {text.count_of(counts['incidents'], 'incident')} as marks, over bands "
        "for suspensions and gaps. The same records stand in the tables below the figure."
    )


def map_alt(points: list[dict], places: list[dict], selection: Selection) -> str:
    incidents = sum(row["incidents"] for row in points)
    return (
        f"Map of the corridor with {text.count_of(len(places), 'named place')} and {text.count_of(incidents, 'incident')} from "
        f"{text.day(selection.from_day)} to {text.day(selection.to_day)}, with how nearly each place is known. The same numbers stand in "
        "the table below the map."
    )


def not_on_the_map(points: list[dict]) -> list[str]:
    """What the map leaves out, as counts: incidents known no nearer than an area, and the points with fewest incidents."""
    wide: dict[str, int] = {}
    for row in points:
        if row["geo_precision"] != "area_or_line" and (row["radius_km"] is None or row["lat"] is None):
            wide[row["geo_precision"]] = wide.get(row["geo_precision"], 0) + row["incidents"]
    named = ", ".join(f"{number:,} by {word.replace('_', ' ')}" for word, number in sorted(wide.items()))
    sentences = [f"Counted but not drawn, since the place is known no nearer: {named}."] if named else []
    if points and points[0]["points"] > len(points):
        sentences.append(f"Of {points[0]['points']:,} points the {len(points):,} with most incidents are drawn.")
    return sentences


def stretch_alt(rows: list[dict], selection: Selection) -> str:
    return (
        f"Patrols, attacks on patrols per patrol and recorded attacks on {text.count_of(len(rows), 'stretch', 'stretches')} of the road, from "
        f"{text.day(selection.from_day)} to {text.day(selection.to_day)}. The same numbers stand in the table below the figure."
    )


MAP_CLICK = (
    "A click on a place, a mark or the square of a stretch narrows the records on every page to what lies there; a place stands for "
    f"{NEAR_KM:g} km to either side. North is up, coasts are thin lines and borders dashed ones; the route is drawn through settlements and is not surveyed."
)
WHAT_A_STRETCH_NARROWS = (
    "A click on a figure or the map, or these fields, narrow the lists of patrols and incidents here, on the Timeline and under Records. "
    "Counts, rates and figures stay those of the whole corridor, save where they are stated by stretch."
)
STRETCH_METHOD = (
    "A patrol drove a stretch if it came into it, if only to turn back there. An attack is placed if its place is known as nearly as the "
    "stretch is long: exact places to 1 km, near ones to 5 km to either side. The interval is exact (Garwood) and takes attacks for "
    "independent. Stretches share patrols, so their rates must not be added, nor compared as if they were independent."
)
