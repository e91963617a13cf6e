"""The reader's choices as one value; to and from the address of a page."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from analysis.links.versions import VERSION, migrated
from etl.errors import NoCorridor
from etl.tables.vocabulary import TARGETS

GRAINS = ("day", "week", "month")
PARTICIPANTS = ("joint", "any")
VERIFICATION_CHOICES = {
    "confirmed": ("confirmed", "coded"),
    "any": ("confirmed", "coded", "disputed", "unconfirmed"),
}
TARGET_CHOICES = ("any", *TARGETS)
SOURCE_CHOICES = ("any", "independent", "official")  # and `side:` with each party of the corridor
LONGEST_VALUE = 200  # characters of one value in an address; no choice is written with more
LONGEST_QUOTED = 60


@dataclass(frozen=True)
class Selection:
    """What is asked of one release. `to_day` is the as-of day.

    `records_from` and `records_to` narrow the records alone, and so do `km_from` and `km_to`, the first and the last
    kilometre of a stretch of the corridor; without one of them the stretch ends where the corridor does.
    """

    release: int
    corridor: str
    feed: str
    from_day: date
    to_day: date
    grain: str = "month"
    target: str = "any"
    verification: str = "confirmed"
    participants: str = "joint"
    sources: str = "any"
    records_from: date | None = None
    records_to: date | None = None
    km_from: float | None = None
    km_to: float | None = None

    @property
    def is_on_a_stretch(self) -> bool:
        """Whether the records are narrowed to a stretch of the corridor."""
        return self.km_from is not None or self.km_to is not None

    @property
    def verifications(self) -> tuple[str, ...]:
        """The words of `incidents.verification` that the choice counts."""
        return VERIFICATION_CHOICES[self.verification]

    @property
    def records_days(self) -> tuple[date, date]:
        """First and last day of the records shown."""
        return self.records_from or self.from_day, self.records_to or self.to_day

    @property
    def of_all_records(self) -> "Selection":
        """The same choices, with the records of all chosen days and of the whole corridor."""
        return replace(self, records_from=None, records_to=None, km_from=None, km_to=None)

    def parameters(self) -> dict:
        """The values that the SQL of `metrics.py` binds."""
        records_from, records_to = self.records_days
        return {
            "corridor": self.corridor,
            "feed": self.feed,
            "from_day": self.from_day,
            "to_day": self.to_day,
            "grain": self.grain,
            "target": self.target,
            "verifications": list(self.verifications),
            "participants": self.participants,
            "sources": self.sources,
            "records_from": records_from,
            "records_to": records_to,
            "km_from": self.km_from,
            "km_to": self.km_to,
        }


@dataclass(frozen=True)
class Choices:
    """What one release offers: its corridors and feeds, and the days that records of a corridor span."""

    release: int
    days: Mapping[tuple[str, str], tuple[date, date]]  # (corridor, feed) -> first and last day of any coverage
    opening_days: Mapping[tuple[str, str], tuple[date, date]]  # the same -> days of a page opened without choices
    titles: Mapping[str, str]  # corridor -> its name for people; the corridor a page opens with comes first
    kilometres: Mapping[str, tuple[float, float]]  # corridor -> its first and last kilometre, where it has such
    parties: Mapping[str, Sequence[str]]  # corridor -> who patrols it

    @property
    def corridors(self) -> list[str]:
        return list(self.titles)

    @property
    def opening_corridor(self) -> str:
        """The corridor that a page opens with. Raises NoCorridor."""
        if not self.titles:
            raise NoCorridor(self.release)
        return self.corridors[0]

    def feeds(self, corridor: str) -> list[str]:
        return [feed for other, feed in self.days if other == corridor]

    def sources(self, corridor: str) -> list[str]:
        """By whom an attack may be told in order to count."""
        return [*SOURCE_CHOICES, *(f"side:{party}" for party in self.parties[corridor])]

    def default(self, corridor: str | None = None, feed: str | None = None) -> Selection:
        """The selection of a page opened without choices."""
        corridor = corridor or self.opening_corridor
        feed = feed or self.feeds(corridor)[0]
        first, last = self.opening_days[corridor, feed]
        return Selection(self.release, corridor, feed, first, last)


@dataclass(frozen=True)
class Refused:
    """A part of an address that cannot be had: its key, why, and what a page shows instead. `offered` says what there is."""

    key: str
    why: str
    instead: str
    offered: str = ""

    @property
    def reason(self) -> str:
        """For a reader who gets nothing instead."""
        return self._with("")

    def __str__(self) -> str:
        return self._with(self.instead)

    def _with(self, instead: str) -> str:
        return " ".join(filter(None, (f"{self.why}{instead}.", self.offered)))


def encode(selection: Selection) -> dict[str, str]:
    """The query keys of an address: every choice, always, so that a link keeps its meaning when a default changes.

    `v` is the version of the codec, see link_versions.py.
    """
    query = {"v": str(VERSION)}
    for field in fields(Selection):
        value = getattr(selection, field.name)
        if value is None:
            continue
        key = _key(field.name)
        query[key] = f"R{value}" if key == "release" else written(value)
    return query


def written(value: date | float | str) -> str:
    """A choice as it stands in an address."""
    match value:
        case date():
            return value.isoformat()
        case float():
            return f"{value:.3f}".rstrip("0").rstrip(".")
    return str(value)


def decode(query: Mapping[str, Sequence[str]], choices: Choices) -> tuple[Selection, list[str]]:
    """The selection that an address asks for, and a sentence for each part of it that cannot be had, see `read`."""
    selection, refused = read(query, choices)
    return selection, [str(part) for part in refused]


def read(query: Mapping[str, Sequence[str]], choices: Choices) -> tuple[Selection, list[Refused]]:
    """The selection that an address asks for, and each part of it that cannot be had.

    `query` holds the values of each key, as often as the key was given. The release is taken as resolved: see
    `asked_release`. read(encode(s)) gives s and refuses nothing, for every s that the choices allow.
    """
    refused: list[Refused] = []

    def refuse(*part: str) -> None:
        refused.append(Refused(*part))

    asked, refused_keys = one_each(query, KEYS)
    refused += refused_keys
    asked, refused_version = migrated(asked)
    if refused_version:
        refuse("v", refused_version, f", so it was read as one of version {VERSION}")

    def one_of(key: str, allowed: Sequence[str], otherwise: str) -> str:
        value = asked.get(key, otherwise)
        if value in allowed:
            return value
        there_is = f"There is {', '.join(allowed)}."
        refuse(key, f"{key}: there is no {quoted(value)} here", f", so “{otherwise}” is shown", there_is)
        return otherwise

    corridor = one_of("corridor", choices.corridors, choices.opening_corridor)
    feeds = choices.feeds(corridor)
    base = choices.default(corridor, one_of("feed", feeds, feeds[0]))
    covered_from, covered_to = choices.days[corridor, base.feed]

    def day(key: str, otherwise: date | None) -> date | None:
        value = asked.get(key)
        if value is None:
            return otherwise
        try:
            found = date.fromisoformat(value)
        except ValueError:
            found = None
        if found is None or found.isoformat() != value:
            refuse(key, f"{key}: {quoted(value)} is not a day written YYYY-MM-DD", ", so it was left aside")
            return otherwise
        if not covered_from <= found <= covered_to:
            nearest = min(max(found, covered_from), covered_to)
            outside = f"{key}: {found} is outside the days covered, {covered_from} to {covered_to}"
            refuse(key, outside, f"; {nearest} is shown")
            return nearest
        return found

    first, last = day("from", base.from_day), day("to", base.to_day)
    if first > last:
        refuse("from", f"from: {first} is after to, {last}", f"; {base.from_day} to {base.to_day} is shown")
        first, last = base.from_day, base.to_day

    def kilometre(key: str) -> float | None:
        """A kilometre between the ends of the corridor; an end itself narrows nothing."""
        value = asked.get(key)
        if value is None:
            return None
        if corridor not in choices.kilometres:
            refuse(key, f"{key}: this corridor has no kilometres", f", so {quoted(value)} was left aside")
            return None
        start, end = choices.kilometres[corridor]
        if not re.fullmatch(r"[0-9]{1,5}(\.[0-9]{1,3})?", value):
            refuse(key, f"{key}: {quoted(value)} is not a kilometre such as 12 or 12.5", ", so it was left aside")
            return None
        if not start <= float(value) <= end:
            outside = f"{key}: {value} is not on the corridor, which goes from {start:g} to {end:g}"
            refuse(key, outside, "; it was left aside")
            return None
        return float(value) if start < float(value) < end else None

    km_first, km_last = kilometre("km_from"), kilometre("km_to")
    if km_first is not None and km_last is not None and km_first >= km_last:
        refuse("km_from", "km_from is not before km_to", ", so the records are not narrowed to a stretch")
        km_first = km_last = None

    def narrower(key: str) -> date | None:
        """A day that narrows the records, which are those of the chosen days."""
        found = day(key, None)
        if found is None or first <= found <= last:
            return found
        refuse(key, f"{key}: {found} is outside the chosen days, {first} to {last}", "; it was left aside")
        return None

    records_first, records_last = narrower("records_from"), narrower("records_to")
    if (records_first or first) > (records_last or last):
        refuse("records_from", "records_from is after records_to", ", so the records are not narrowed")
        records_first = records_last = None
    return (
        replace(
            base,
            from_day=first,
            to_day=last,
            grain=one_of("grain", GRAINS, base.grain),
            target=one_of("target", TARGET_CHOICES, base.target),
            verification=one_of("verification", tuple(VERIFICATION_CHOICES), base.verification),
            participants=one_of("participants", PARTICIPANTS, base.participants),
            sources=one_of("sources", choices.sources(corridor), base.sources),
            records_from=records_first,
            records_to=records_last,
            km_from=km_first,
            km_to=km_last,
        ),
        refused,
    )


def one_each(query: Mapping[str, Sequence[str]], keys: Collection[str]) -> tuple[dict[str, str], list[Refused]]:
    """One value of each of these keys, and what else stands in a query: other keys, repeated ones, and values too long."""
    asked: dict[str, str] = {}
    refused = []
    for key, values in query.items():
        if key not in keys:
            refused.append(Refused(key, f"{quoted(key)} is not a choice of this page", " and was left aside"))
            continue
        if len(values) > 1:
            stands = f"“{key}” stands {len(values)} times in the address"
            refused.append(Refused(key, stands, f"; the first, {quoted(values[0])}, was taken"))
        if values and len(values[0]) > LONGEST_VALUE:
            long = f"{key}: {quoted(values[0])} is longer than the {LONGEST_VALUE} that a value may have"
            refused.append(Refused(key, long, ", so it was left aside"))
        elif values:
            asked[key] = values[0]
    return asked, refused


def quoted(value: str) -> str:
    """What an address says, to be read: in quotation marks, what does not print by its number, and a long one cut."""
    shown = "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in value[:LONGEST_QUOTED])
    return f"“{shown}”" if len(value) <= LONGEST_QUOTED else f"“{shown}…” ({len(value):,} characters)"


def asked_release(query: Mapping[str, Sequence[str]], numbers: Sequence[int]) -> tuple[int, list[str]]:
    """The number of the release that an address asks for, and a sentence where it cannot be had.

    `R7` is that release; `newest`, or nothing, is the newest. `numbers` are those in the lake, oldest first.
    """
    asked = (query.get("release") or ["newest"])[0]
    if asked == "newest":
        return numbers[-1], []
    for number in numbers:
        if asked == f"R{number}":
            return number, []
    return numbers[-1], [f"release: there is no {quoted(asked)} in this lake, so the newest, R{numbers[-1]}, is shown."]


def _key(field: str) -> str:
    return field.removesuffix("_day")


KEYS = frozenset({"v", *(_key(field.name) for field in fields(Selection))})
