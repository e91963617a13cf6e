"""Encodes a selection as the keys of an address and decodes it. decode(encode(s)) is s for every s that the choices allow."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from analysis.links.keys import KEYS, SELECTION_KEYS, VERSION_KEY
from analysis.links.refusal import Refusal, quote_value, refuse_word
from analysis.links.versions import VERSION, migrate
from analysis.selection import Choices, Selection

KILOMETRE = re.compile(r"[0-9]{1,5}(\.[0-9]{1,3})?")
LONGEST_VALUE = 200  # characters of one value; no choice needs more


def encode(selection: Selection) -> dict[str, str]:
    """Return the keys of an address. Every choice is always included, so that a link keeps its meaning when a default changes."""
    query = {VERSION_KEY.name: str(VERSION)}
    for key in SELECTION_KEYS:
        value = getattr(selection, key.choice)
        if value is not None:
            query[key.name] = f"R{value}" if key.name == "release" else format_value(value)
    return query


def format_value(value: date | float | str) -> str:
    """Format a choice as in an address."""
    match value:
        case date():
            return value.isoformat()
        case float():
            return f"{value:.3f}".rstrip("0").rstrip(".")
    return str(value)


def decode(query: Mapping[str, Sequence[str]], choices: Choices) -> tuple[Selection, list[Refusal]]:
    """Return the selection that an address asks for, and each part of the address that is not available.

    `query` has the values of each key, as often as the key was given. The release is that of the choices; find_release returns
    the one that an address asks for.
    """
    values, refusals = pick_values(query, KEYS)
    values, clause = migrate(values)
    if clause:
        refusals.append(Refusal(VERSION_KEY.name, clause, f", so it was read as one of version {VERSION}"))
    reader = _Reader(values, choices, refusals)
    corridor = reader.read_word("corridor", choices.corridors, choices.opening_corridor)
    feeds = choices.list_feeds(corridor)
    base = choices.make_default(corridor, reader.read_word("feed", feeds, feeds[0]))
    first, last = reader.read_days(base)
    base = replace(base, from_day=first, to_day=last)
    km_from, km_to = reader.read_stretch(corridor)
    records_from, records_to = reader.read_records_days(base)
    base = replace(base, km_from=km_from, km_to=km_to, records_from=records_from, records_to=records_to)
    words: dict[str, Any] = {
        key.choice: reader.read_word(key.name, key.offer(choices, corridor), getattr(base, key.choice))
        for key in SELECTION_KEYS
        if key.offer
    }
    return replace(base, **words), refusals


def pick_values(query: Mapping[str, Sequence[str]], keys: Collection[str]) -> tuple[dict[str, str], list[Refusal]]:
    """Pick one value for each of these keys, and refuse the rest: other keys, repeated ones and values that are too long."""
    picked: dict[str, str] = {}
    refusals = []
    for key, values in query.items():
        if key not in keys:
            refusals.append(Refusal(key, f"{quote_value(key)} is not a choice of this page", " and was ignored"))
            continue
        if len(values) > 1:
            cause = f"“{key}” is in the address {len(values)} times"
            refusals.append(Refusal(key, cause, f"; the first, {quote_value(values[0])}, was used"))
        if values and len(values[0]) > LONGEST_VALUE:
            cause = f"{key}: {quote_value(values[0])} is longer than the {LONGEST_VALUE} that a value may have"
            refusals.append(Refusal(key, cause, ", so it was ignored"))
        elif values:
            picked[key] = values[0]
    return picked, refusals


def find_release(query: Mapping[str, Sequence[str]], numbers: Sequence[int]) -> tuple[int, list[str]]:
    """Return the release number that an address asks for, and a sentence if it is not available.

    `R7` is that release; `newest` or nothing is the newest. `numbers` are those in the lake, oldest first.
    """
    name = (query.get("release") or ["newest"])[0]
    if name == "newest":
        return numbers[-1], []
    for number in numbers:
        if name == f"R{number}":
            return number, []
    newest = f"so the newest, R{numbers[-1]}, is shown."
    return numbers[-1], [f"release: there is no {quote_value(name)} in this lake, {newest}"]


class _Reader:
    """Reads the values of an address one by one, and adds unavailable ones to the refusals."""

    def __init__(self, values: Mapping[str, str], choices: Choices, refusals: list[Refusal]):
        self.values, self.choices, self.refusals = values, choices, refusals

    def refuse(self, key: str, cause: str, instead: str, offered: str = "") -> None:
        self.refusals.append(Refusal(key, cause, instead, offered))

    def read_word(self, key: str, offered: Sequence[str], default: str) -> str:
        value = self.values.get(key, default)
        if value in offered:
            return value
        self.refusals.append(refuse_word(key, value, offered, default))
        return default

    def read_days(self, base: Selection) -> tuple[date, date]:
        first = self.read_day("from", base) or base.from_day
        last = self.read_day("to", base) or base.to_day
        if first <= last:
            return first, last
        self.refuse("from", f"from: {first} is after to, {last}", f"; {base.from_day} to {base.to_day} is shown")
        return base.from_day, base.to_day

    def read_records_days(self, base: Selection) -> tuple[date | None, date | None]:
        """Read the days that narrow the records. They must be within the chosen days."""
        first, last = self.read_records_day("records_from", base), self.read_records_day("records_to", base)
        if (first or base.from_day) <= (last or base.to_day):
            return first, last
        self.refuse("records_from", "records_from is after records_to", ", so the records are not narrowed")
        return None, None

    def read_records_day(self, key: str, base: Selection) -> date | None:
        found = self.read_day(key, base)
        if found is None or base.from_day <= found <= base.to_day:
            return found
        cause = f"{key}: {found} is outside the chosen days, {base.from_day} to {base.to_day}"
        self.refuse(key, cause, "; it was ignored")
        return None

    def read_day(self, key: str, base: Selection) -> date | None:
        """Read a day. A day that is not covered is replaced by the nearest covered one."""
        value = self.values.get(key)
        if value is None:
            return None
        found = parse_day(value)
        if found is None:
            cause = f"{key}: {quote_value(value)} is not a day written YYYY-MM-DD"
            self.refuse(key, cause, ", so it was ignored")
            return None
        first, last = self.choices.days[base.corridor, base.feed]
        nearest = min(max(found, first), last)
        if found != nearest:
            cause = f"{key}: {found} is outside the days covered, {first} to {last}"
            self.refuse(key, cause, f"; {nearest} is shown")
        return nearest

    def read_stretch(self, corridor: str) -> tuple[float | None, float | None]:
        first, last = self.read_kilometre("km_from", corridor), self.read_kilometre("km_to", corridor)
        if first is None or last is None or first < last:
            return first, last
        self.refuse("km_from", "km_from is not before km_to", ", so the records are not narrowed to a stretch")
        return None, None

    def read_kilometre(self, key: str, corridor: str) -> float | None:
        """Read a kilometre between the ends of the corridor. An end itself means no restriction."""
        value = self.values.get(key)
        if value is None:
            return None
        if corridor not in self.choices.kilometres:
            instead = f", so {quote_value(value)} was ignored"
            self.refuse(key, f"{key}: this corridor has no kilometres", instead)
            return None
        start, end = self.choices.kilometres[corridor]
        if not KILOMETRE.fullmatch(value):
            cause = f"{key}: {quote_value(value)} is not a kilometre such as 12 or 12.5"
            self.refuse(key, cause, ", so it was ignored")
            return None
        if not start <= float(value) <= end:
            cause = f"{key}: {value} is not on the corridor, which goes from {start:g} to {end:g}"
            self.refuse(key, cause, "; it was ignored")
            return None
        return float(value) if start < float(value) < end else None


def parse_number(value: str, least: int, most: int) -> int | None:
    """Parse a whole number in this range. Return None for anything else."""
    number = int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None
    return number if number is not None and least <= number <= most else None


def parse_kilometre(value: str, first: float, last: float) -> float | None:
    """Parse a kilometre of a corridor that goes from `first` to `last`. Return None for anything else."""
    return float(value) if KILOMETRE.fullmatch(value) and first <= float(value) <= last else None


def parse_day(value: str) -> date | None:
    """Parse a day written as YYYY-MM-DD. Return None for anything else."""
    try:
        found = date.fromisoformat(value)
    except ValueError:
        return None
    return found if found.isoformat() == value else None
