"""The user's options for a load, and what a feed knows of the options and the release."""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from etl.errors import Note
from etl.feeds import ReadingOptions, Shape, WordMeaning
from etl.feeds.common.analyst_rules import name_parties_column
from etl.feeds.common.days.zones import is_zone
from etl.load.sql.relations import Known
from etl.tables.corridors import CORRIDORS
from etl.tables.records import INCIDENTS, PATROLS

WITHIN_KM = 6.0  # the security corridor agreed for the M4 on 5 March 2020: six kilometres on either side
PLACED_PRECISION = "exact"  # a less precise point cannot show on which side of a corridor's edge it is


CONSENTS = ("allow_rejects", "newer", "fetched")  # options that permit a load but do not change how a file is read


@dataclass(frozen=True)
class Complete:
    """Days for which files hold all events of a country, of every country (`all`), or all that concern a corridor."""

    country: str
    first: date
    through: date


def read_complete(scope: Mapping[str, str]) -> Complete:
    """Read what was written by `asdict` as JSON."""
    return Complete(scope["country"], *(date.fromisoformat(scope[day]) for day in ("first", "through")))


@dataclass(frozen=True)
class Options:
    """How to read and place files."""

    feed: str | None = None
    feed_release: str | None = None
    complete: tuple[Complete, ...] = ()
    date_order: str | None = None
    zone: str | None = None  # time zone of the days, if times have an offset from UTC
    utm: str | None = None  # UTM zone with its band, for eastings and northings
    columns: tuple[tuple[str, str], ...] = ()  # (theirs, ours)
    words: tuple[WordMeaning, ...] = ()
    roots: tuple[str, ...] = ("18", "19", "20")
    within_km: float = WITHIN_KM  # maximum distance of a point from the route of its corridor
    corridor_only: bool = False
    only_corridors: tuple[str, ...] = ()  # leave out what is on none of these
    allow_rejects: bool = False  # also load a file with more than half of its rows rejected
    newer: bool = False  # a file that looks older than the known records is newer
    hidden: bool = False  # also read hidden parts of a workbook
    corridor: str | None = None  # the corridor of all rows, for tables without a column for it
    participants: str | None = None  # who took part in all patrols, likewise; `joint`: all parties of the corridor
    verification: str | None = None  # how certain all incidents are, likewise
    sheets: tuple[str, ...] = ()  # sheets of a workbook to read; empty: all that hold records
    as_events: bool = False  # rows and tables that look like totals, copies or counts are events
    fetched: bool = False  # the files came complete from a service, with deletions later than events

    def to_json(self) -> str:
        """Return the options that affect how a file is read as JSON, for the table `loads`."""
        chosen = {name: value for name, value in asdict(self).items() if name not in CONSENTS}
        return json.dumps(chosen, default=str, sort_keys=True)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Options":
        """Return the options from what `asdict` wrote as JSON, with lists turned back into tuples."""
        given: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in values.items()
        }
        given["complete"] = tuple(read_complete(scope) for scope in given.get("complete", ()))
        given["columns"] = tuple((theirs, ours) for theirs, ours in given.get("columns", ()))
        given["words"] = tuple(WordMeaning(*word) for word in given.get("words", ()))
        return cls(**given)


DEFAULTS = Options()


def make_reading_options(
    known: Known, options: Options, columns: dict[str, str], feed_release: str | None
) -> tuple[ReadingOptions, list[Note]]:
    """Return the options for a feed's reader, and notes on corridor time zones that this machine does not know."""
    zones = _read_zones(known)
    reading = ReadingOptions(
        date_order=options.date_order,
        columns=columns,
        roots=options.roots,
        feed_release=feed_release,
        corridors=read_corridors(known),
        routes=_read_routes(known),
        zone=options.zone,
        zones={corridor: zone for corridor, zone in zones.items() if is_zone(zone)},
        utm=options.utm,
        as_events=options.as_events,
        corridor=options.corridor,
        participants=options.participants,
        verification=options.verification,
    )
    notes = [
        Note(
            f"The time zone of a corridor, “{zone}”, is not known on this machine: times were not read as days there. Use --zone.",
            options=("zone",),
        )
        for zone in sorted(set(zones.values()))
        if not options.zone and not is_zone(zone)
    ]
    return reading, notes


def list_given(names: Collection[str], shape: Shape, options: ReadingOptions) -> tuple[tuple[str, str], ...]:
    """List the cells that the user's options give to every row of a table that lacks their columns: (our column, cell)."""
    has_parties = name_parties_column(names) in names
    given = (
        ("corridor", options.corridor, "named_corridor" in shape.extras),
        ("participants", options.participants, PATROLS.name in shape.tables and not has_parties),
        ("verification", options.verification, INCIDENTS.name in shape.tables),
    )
    return tuple((name, cell) for name, cell, is_read in given if cell and is_read and name not in names)


def read_corridors(known: Known) -> dict[str, tuple[str, ...]]:
    """Return the parties that patrol each corridor of a release, by its short name."""
    query = f"SELECT corridor, parties FROM ({known.select(CORRIDORS)}) ORDER BY 1"
    return {name: tuple(parties or ()) for name, parties in known.con.execute(query).fetchall()}


def _read_zones(known: Known) -> dict[str, str]:
    """Return the time zone of each corridor of a release, by its short name."""
    query = f"SELECT corridor, zone FROM ({known.select(CORRIDORS)}) WHERE zone IS NOT NULL"
    return dict(known.con.execute(query).fetchall())


def _read_routes(known: Known) -> tuple[str, ...]:
    """Return the routes of the known corridors, which help to tell the order of coordinates."""
    if not known.release:
        return ()
    query = f"SELECT route FROM ({known.select(CORRIDORS)}) WHERE route IS NOT NULL ORDER BY corridor"
    return tuple(route for (route,) in known.con.execute(query).fetchall())
