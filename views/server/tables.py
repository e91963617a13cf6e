"""The tables at an address: their names, the keys that each takes beside the choices of the page, and where each lies."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import pyarrow as pa

from analysis.links.codec import encode
from analysis.questions.periods import compute_rates_by_period, compute_series
from analysis.questions.records import Batches, read_records_in_batches
from analysis.release import Release
from analysis.selection import Selection
from views.state import cache as kept

ROOT = "/api/v1"

# A piece of a long list is made by whichever thread is free, and Arrow's usual allocator keeps what each of them once held.
pa.set_memory_pool(pa.system_memory_pool())


@dataclass(frozen=True)
class Key:
    """A key that a table takes beside the choices of the page."""

    name: str
    meaning: str
    words: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Table:
    """A table at an address. `rows` gives it in turns, in order; `file` is the name of its file, as on the page."""

    name: str
    row_is: str
    file: str
    rows: Callable[[Release, Selection, Mapping[str, str]], Batches | list[pa.Table]]
    keys: tuple[Key, ...] = ()


def _records(name: str) -> Callable:
    def rows(opened: Release, selection: Selection, asked: Mapping[str, str]) -> Batches:
        everywhere = "everywhere" in asked
        return read_records_in_batches(opened, name, selection, asked.get("search", ""), everywhere=everywhere)

    return rows


def _series(opened: Release, selection: Selection, asked: Mapping[str, str]) -> list[pa.Table]:
    return [kept.answer(compute_series, opened, selection)]


def _rates(opened: Release, selection: Selection, asked: Mapping[str, str]) -> list[pa.Table]:
    return [kept.answer(compute_rates_by_period, opened, selection)]


SEARCH = Key("search", "Words that must all stand in a record, its places or its sources.")
EVERYWHERE = Key("everywhere", "Incidents of every corridor, and those off all of them.", ("yes",))
TABLES = {
    table.name: table
    for table in (
        Table("patrols", "a patrol that ran, or may have run, on the days of the records", "patrols",
              _records("patrols"), (SEARCH,)),
        Table("incidents", "an incident that happened, or may have, on the days of the records", "incidents",
              _records("incidents"), (SEARCH, EVERYWHERE)),
        Table("suspensions", "an announced suspension that touches the days of the records", "suspensions",
              _records("suspensions"), (SEARCH,)),
        Table("sources", "a document that records rest on", "sources", _records("sources"), (SEARCH,)),
        Table("series", "a day, ISO week or month, with all that the Timeline draws of it", "series_by_{grain}",
              _series),
        Table("rates", "a day, ISO week or month, with its rates and their exact 95 % intervals", "rates_by_period",
              _rates),
    )
}  # fmt: skip


def path(table: str, format: str, selection: Selection, more: Mapping[str, str]) -> str:
    """Where a table lies, every choice written out."""
    return f"{ROOT}/{table}.{format}?{urlencode(encode(selection) | dict(more), quote_via=quote)}"
