"""The tables of the API: their names, the keys that each takes in addition to a page's choices, and their addresses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote, urlencode

import pyarrow as pa

from analysis.exposure import Exposure, read_unit
from analysis.links.codec import encode
from analysis.links.keys import EXPOSURE_KEY, REACHED_KEY, Key
from analysis.questions.holdings import read_corridor
from analysis.questions.periods import compute_rates_by_period, compute_series
from analysis.questions.rates import compute_trends, count_hindrances, find_usual_kilometre
from analysis.questions.records import Batches, read_records_in_batches
from analysis.release import Release
from analysis.selection import Selection
from views.server.base_path import ROOT
from views.server.reach import find_base_path
from views.state import cache as kept

SEARCH = Key("search", "Words that must all occur in a record, its places or its sources.", {"type": "string"})
EVERYWHERE = Key("everywhere", "Incidents on every corridor, and those on none.", {"enum": ["yes"]})

# Any free thread may make the next batch, and Arrow's usual allocator keeps memory for each thread.
pa.set_memory_pool(pa.system_memory_pool())

ReadRows = Callable[[Release, Selection, Mapping[str, str]], Batches | list[pa.Table]]


@dataclass(frozen=True)
class Table:
    """A table of the API. `read_rows` returns it in ordered batches; `file` is the name of its file, as on the page.

    A table that counts attacks also states the number of incidents of unknown kind.
    """

    name: str
    row_is: str
    file: str
    read_rows: ReadRows
    keys: tuple[Key, ...] = ()
    counts_attacks: bool = False


def find_path(table: str, format: str, selection: Selection, more: Mapping[str, str]) -> str:
    """Return the address of a table, with every choice written out."""
    return f"{find_base_path()}{ROOT}/{table}.{format}?{urlencode(encode(selection) | dict(more), quote_via=quote)}"


def _read_records(name: str, opened: Release, selection: Selection, more: Mapping[str, str]) -> Batches:
    everywhere = "everywhere" in more
    return read_records_in_batches(opened, name, selection, more.get("search", ""), everywhere=everywhere)


def _make_records_table(name: str, row_is: str, *keys: Key) -> Table:
    return Table(name, row_is, name, partial(_read_records, name), (SEARCH, *keys))


def _read_series(opened: Release, selection: Selection, more: Mapping[str, str]) -> list[pa.Table]:
    return [kept.answer(compute_series, opened, selection)]


def _read_rates(opened: Release, selection: Selection, more: Mapping[str, str]) -> list[pa.Table]:
    return [kept.answer(compute_rates_by_period, opened, selection, _read_exposure(opened, selection, more))]


def _read_hindrances(opened: Release, selection: Selection, more: Mapping[str, str]) -> list[pa.Table]:
    return [kept.answer(count_hindrances, opened, selection, _read_exposure(opened, selection, more))]


def _read_trends(opened: Release, selection: Selection, more: Mapping[str, str]) -> list[pa.Table]:
    return [kept.answer(compute_trends, opened, selection, _read_kilometre(opened, selection, more))]


def _read_exposure(opened: Release, selection: Selection, more: Mapping[str, str]) -> Exposure:
    unit = read_unit(kept.answer(read_corridor, opened, selection))
    if unit.is_counted:  # nothing else is known about counted exposure
        return unit.exposure
    by = more.get("exposure", "patrols")
    return Exposure(by, _read_kilometre(opened, selection, more) if by == "reached" else None)


def _read_kilometre(opened: Release, selection: Selection, more: Mapping[str, str]) -> float | None:
    if "reached" in more:
        return float(more["reached"])
    usual: float | None = kept.answer(find_usual_kilometre, opened, selection)
    return usual


TABLES = {
    table.name: table
    for table in (
        _make_records_table("patrols", "a patrol that ran, or may have run, on the days of the records"),
        _make_records_table(
            "incidents", "an incident that happened, or may have, on the days of the records", EVERYWHERE
        ),
        _make_records_table("suspensions", "an announced suspension that touches the days of the records"),
        _make_records_table("exposure", "a count of what passed the corridor that touches the days of the records"),
        _make_records_table("sources", "a document that records are based on"),
        Table(
            "series",
            "a day, ISO week or month, with everything that the Timeline draws for it",
            "series_by_{grain}",
            _read_series,
            counts_attacks=True,
        ),
        Table(
            "rates",
            "a day, ISO week or month, with its rates and their exact 95 % intervals",
            "rates_by_period",
            _read_rates,
            (EXPOSURE_KEY, REACHED_KEY),
            counts_attacks=True,
        ),
        Table(
            "hindrances",
            "a way in which patrols were hindered (attacked, obstructed, …), with its share and exact 95 % interval",
            "hindrances",
            _read_hindrances,
            (EXPOSURE_KEY, REACHED_KEY),
            counts_attacks=True,
        ),
        Table(
            "trends",
            "a way to compare patrols, with the exact test of a trend over their order",
            "trends",
            _read_trends,
            (REACHED_KEY,),
            counts_attacks=True,
        ),
    )
}
