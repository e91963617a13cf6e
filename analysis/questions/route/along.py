"""Patrols, incidents and places along the route on the chosen days."""

from typing import Any

import pyarrow as pa

from analysis.answer import declare_answer
from analysis.question import Queries
from analysis.questions.records.listing import Batches, Listing, list_newest_rows, read_in_batches
from analysis.release import Release
from analysis.selection import Selection
from etl.tables.corridors import PLACES
from etl.tables.records import INCIDENTS, PATROLS

QUERIES = Queries(__file__)
NEAR_KM = 2.5  # a place covers this much of the route on either side
DRAWN_ONE_BY_ONE = {"patrols": 400, "incidents": 1500}  # above this number they are drawn as sums by stretch and period
PLACES_SHOWN = 30
POINTS_SHOWN = 300
PATROLS_ON_ROUTE = declare_answer(
    "patrol_id number date date_end date_precision outcome direction place_from place_to km_from km_to "
    "km_low km_high attacked corrected",
    table=PATROLS,
    meanings={
        "km_low": "The lower end of its reach. Empty if the reach is unknown. In km.",
        "km_high": "The upper end of its reach. In km.",
        "attacked": "Whether a counted attack hit it.",
    },
)
INCIDENTS_ON_ROUTE = declare_answer(
    "incident_id date date_end date_precision kind attack target verification place km geo_precision radius_km corrected",
    table=INCIDENTS,
)
WITHOUT_KM = declare_answer(
    "incident_id date date_end date_precision kind target verification place geo_precision note", table=INCIDENTS
)
BY_POINT = declare_answer(
    "place lat lon km geo_precision radius_km incidents attacks on_targets attacks_in_doubt on_targets_in_doubt points corrected",
    table=PLACES,
    meanings={
        "km": "Kilometre on the corridor. In km.",
        "incidents": "Incidents recorded there on the chosen days, at the chosen targets.",
        "attacks": "How many of them are counted attacks.",
        "on_targets": "How many of the attacks were on patrols.",
        "attacks_in_doubt": "Attacks there that are not counted by the chosen verifications and sources.",
        "on_targets_in_doubt": "How many of these were on patrols.",
        "points": "The number of all such points; the list may have fewer.",
    },
)
PLACES_ON_ROUTE = declare_answer(
    "place km lat lon km_from km_to incidents",
    table=PLACES,
    meanings={
        "km": "Kilometre on the corridor. In km.",
        "km_from": "First kilometre of the stretch near it; empty at the end of the corridor. In km.",
        "km_to": "Last kilometre of the stretch near it; empty at the end of the corridor. In km.",
        "incidents": "Incidents recorded there on the chosen days, at the chosen targets.",
    },
)


def count_on_route(release: Release, selection: Selection) -> dict[str, Any]:
    """Count the records of the chosen days.

    Keys: patrols, patrols_of_unknown_reach, patrols_without_days, incidents, incidents_without_km, incidents_placed_widely.
    """
    return QUERIES.ask_row("route_counts", release, selection)


def count_unplaced_records(release: Release, selection: Selection) -> dict[str, Any]:
    """Count the records in the days of the records that are on no stretch. Keys: patrols, incidents."""
    return QUERIES.ask_row("left_off_stretches", release, selection)


def list_places(release: Release, selection: Selection) -> pa.Table:
    """List the named places on the route. Columns: place, km, lat, lon, km_from, km_to, incidents."""
    return QUERIES.ask("places_on_route", release, selection, near_km=NEAR_KM, places_shown=PLACES_SHOWN)


def list_places_around(release: Release, selection: Selection) -> pa.Table:
    """List the named places near incidents, for a corridor without a route. Columns: those of list_places."""
    return QUERIES.ask("places_around", release, selection, places_shown=PLACES_SHOWN)


def list_patrols_on_route(release: Release, selection: Selection) -> pa.Table:
    """List the patrols that ran, or may have run, on the chosen days, with their reach (km_low, km_high)."""
    return QUERIES.ask("patrols_on_route", release, selection)


def list_incidents_on_route(release: Release, selection: Selection) -> pa.Table:
    """List the incidents of the chosen days, with their maximum distance from their kilometre (radius_km)."""
    return QUERIES.ask("incidents_on_route", release, selection)


def list_incidents_by_point(release: Release, selection: Selection) -> pa.Table:
    """List the points with recorded incidents, those with most incidents first, at most 300.

    Columns: place, lat, lon, km, geo_precision, radius_km, incidents, attacks, on_targets, attacks_in_doubt, on_targets_in_doubt,
    points (the number of points), corrected.
    Empty for a feed with withheld records, since many points have a single record.
    """
    points = QUERIES.ask("incidents_by_point", release, selection, points_shown=POINTS_SHOWN)
    return points.slice(0, 0) if selection.feed in release.withheld else points


def read_without_km_in_batches(release: Release, selection: Selection) -> Batches:
    """Read the incidents of the chosen days that have no kilometre, oldest first, some days at a time."""
    return read_in_batches(release, QUERIES.read("incidents_without_kilometre"), **selection.list_parameters())


def list_newest_without_km(release: Release, selection: Selection) -> Listing:
    """List the newest of the same rows, with their total."""
    return list_newest_rows(release, QUERIES.read("incidents_without_kilometre"), **selection.list_parameters())
