"""The route of a corridor, what happened along it, and its stretches."""

from analysis.questions.route.along import (
    DRAWN_ONE_BY_ONE,
    NEAR_KM,
    count_on_route,
    count_unplaced_records,
    list_incidents_by_point,
    list_incidents_on_route,
    list_newest_without_km,
    list_patrols_on_route,
    list_places,
    list_places_around,
    read_without_km_in_batches,
)
from analysis.questions.route.route import cut_route, find_ends, find_point, place_along, read_route
from analysis.questions.route.stretches.by_stretch import (
    choose_cell_grain,
    compute_stretches,
    count_attacks_by_stretch,
    count_patrols_by_stretch,
    count_stretch_totals,
    count_unplaced,
)
from analysis.questions.route.stretches.lengths import (
    LENGTHS_KM,
    choose_stretch_length,
    compute_stretch_length,
    list_edges,
)
from analysis.questions.route.stretches.stretch_populations import find_stretch_populations, find_total_populations
