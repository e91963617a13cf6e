"""The figures of the Map page. Functions return None if there is nothing to draw."""

from analysis.exposure import Unit
from analysis.questions import route
from analysis.questions.route import (
    compute_stretch_length,
    compute_stretches,
    count_attacks_by_stretch,
    count_on_route,
    count_patrols_by_stretch,
    list_incidents_by_point,
    list_incidents_on_route,
    list_patrols_on_route,
    list_places,
    list_places_around,
    read_route,
)
from analysis.questions.route.base_map import CREDIT, SHORT_CREDIT
from analysis.questions.timeline import find_observed_gaps, list_announced_suspensions
from views.charts.road.map import PHONE, WIDE, Map, draw_map
from views.charts.road.stretches import draw_stretches
from views.charts.road.strip import Strip, draw_strip
from views.parts.figures import Drawing
from views.parts.view import View
from views.words.figures import road as words
from views.words.figures import stretches as stretch_words

Posts = tuple[float, float]


def draw_road_map(view: View, posts: Posts, length_km: float, is_small: bool) -> Drawing | None:
    """Draw the road with its places and incidents, and its stretches by attacks."""
    line = view.ask(read_route)
    if not line:
        return None
    points, places = view.ask(list_incidents_by_point).to_pylist(), view.ask(list_places).to_pylist()
    stretches = view.ask(compute_stretches, length_km).to_pylist()
    return _draw_map(view, Map(line=line, posts=posts, places=places, points=points, stretches=stretches), is_small)


def draw_open_map(view: View, unit: Unit, is_small: bool) -> Drawing | None:
    """Draw the map of a corridor without a route: coast, islands, ports and places of attacks."""
    points, places = view.ask(list_incidents_by_point).to_pylist(), view.ask(list_places_around).to_pylist()
    drawn = Map(line=[], posts=(0, 0), places=places, points=points, stretches=[], target=unit.target)
    return _draw_map(view, drawn, is_small) if drawn.marked else None


def _draw_map(view: View, drawn: Map, is_small: bool) -> Drawing:
    alt = words.describe_map(drawn.points, drawn.places, view.selection)
    figure = draw_map(drawn, view.selection, view.ink, PHONE if is_small else WIDE)
    return Drawing(figure, "map", alt, len(drawn.points), credit=CREDIT, short_credit=SHORT_CREDIT)


def collect_strip(view: View, posts: Posts, length_km: float) -> Strip:
    """Collect the data of kilometre by date: single patrols and incidents, or sums if there are too many."""
    counts = view.ask(count_on_route)
    many = {name for name, most in route.DRAWN_ONE_BY_ONE.items() if counts[name] > most}
    return Strip(
        posts=posts,
        patrols=[] if "patrols" in many else view.ask(list_patrols_on_route).to_pylist(),
        incidents=[] if "incidents" in many else view.ask(list_incidents_on_route).to_pylist(),
        patrol_cells=view.ask(count_patrols_by_stretch, length_km).to_pylist() if "patrols" in many else None,
        attack_cells=view.ask(count_attacks_by_stretch, length_km).to_pylist() if "incidents" in many else None,
        suspensions=view.ask(list_announced_suspensions).to_pylist(),
        gaps=view.ask(find_observed_gaps).to_pylist(),
        places=view.ask(list_places).to_pylist(),
    )


def draw_road_strip(view: View, posts: Posts, length_km: float, is_small: bool) -> Drawing:
    """Draw kilometre by date."""
    strip = collect_strip(view, posts, length_km)
    alt = words.describe_strip_figure(view.ask(count_on_route), strip.posts, view.selection)
    drawn = (strip.patrols, strip.incidents, strip.patrol_cells, strip.attack_cells)
    figure = draw_strip(strip, view.selection, view.ink, is_small=is_small)
    return Drawing(figure, "strip", alt, sum(len(rows or ()) for rows in drawn))


def draw_road_stretches(view: View, posts: Posts, length_km: float) -> Drawing:
    """Draw the stretches with their patrols and attacks."""
    places, rows = view.ask(list_places).to_pylist(), view.ask(compute_stretches, length_km).to_pylist()
    return Drawing(
        draw_stretches(rows, places, posts, view.ink),
        "stretches",
        stretch_words.describe_stretches_figure(rows, view.selection),
        len(rows),
        subtitle=f"Stretches of {compute_stretch_length(posts, length_km):.1f} km",
    )
