"""What one release changed in a number of another: the headline of both for the same choices, and the records behind the
difference.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date

from analysis.links.codec import encode
from analysis.questions import metrics
from analysis.release import Release
from analysis.selection import SOURCE_CHOICES, Selection
from etl.lake.diff import Change
from etl.tables.records import TABLES
from etl.tables.schema import quoted, record_id

# The fields by which a record decides whether a patrol is counted, or counted as attacked.
DECISIVE = {
    "patrols": ("feed", "corridor", "date", "date_precision", "participants", "outcome"),
    "incidents": ("feed", "corridor", "kind", "target", "patrol_id", "verification", "source_ids", "reported_by"),
    "sources": ("publisher", "voice", "side", "origin"),
    "claims": (),
    "corridors": ("parties",),
    "coverage": ("from", "through", "complete"),
}
# One of them and many; of the incidents only attacks decide.
NAMES = {
    "patrols": ("patrol", "patrols"),
    "incidents": ("attack", "attacks"),
    "sources": ("source", "sources"),
    "claims": ("claim", "claims"),
    "corridors": ("corridor", "corridors"),
    "coverage": ("span of coverage", "spans of coverage"),
}
ANY_SOURCE = SOURCE_CHOICES[0]


@dataclass(frozen=True)
class HeadlineChange:
    """The headline of two releases for the same choices (`metrics.headline` of each), and the changes of records that bear on
    the difference, by table and record.

    A record bears on it where, because of it, a patrol is counted in one release alone, or as attacked in one alone: the
    patrol, an attack that makes it an attacked one, the coverage or the corridor that lets it be counted, or the document or
    claim by which the attack is told. A second attack on a patrol that was attacked already does not.
    """

    selection: Selection
    before_release: str
    after_release: str
    before: dict
    after: dict
    records: tuple[Change, ...]

    @property
    def is_the_same(self) -> bool:
        """Whether both releases count as many patrols and as many attacked ones, of the same records or of others."""
        return all(self.before[name] == self.after[name] for name in ("patrols", "attacked"))

    def as_dict(self) -> dict:
        """What can be written as JSON: the choices as in an address, both headlines, the records, and all of it in words."""
        return {
            "choices": encode(replace(self.selection, release=int(self.after_release[1:]))),
            "before": self.before,
            "after": self.after,
            "records": [asdict(change) for change in self.records],
            "in_words": headline_in_words(self),
        }


def headline_change(before: Release, after: Release, selection: Selection) -> HeadlineChange:
    """What lies between the headline of `before` and that of `after`. Both are asked the same, on the same days, whatever
    release the selection names. Raises QueryStopped.
    """
    then, now = (_Counted.of(release, selection) for release in (before, after))
    records = tuple(_changes_that_bear(then, now, selection))
    return HeadlineChange(selection, before.manifest.name, after.manifest.name, then.headline, now.headline, records)


def headline_changes(before: Release, after: Release) -> list[HeadlineChange]:
    """The same for each corridor of either release, with the choices of a page opened without any: those of the newer release,
    or of the older one where the corridor is gone.
    """
    selections: dict[str, Selection] = {}
    for release in (after, before):
        offered = metrics.choices(release)
        for corridor in offered.corridors:
            selections.setdefault(corridor, offered.default(corridor))
    return [headline_change(before, after, selection) for selection in selections.values()]


def headline_in_words(change: HeadlineChange) -> str:
    """`4 of 24 joint patrols of known day in R1; 5 of 25 in R2: one patrol added, one attack changed.`"""
    which = " joint patrols of known day" if change.selection.participants == "joint" else " patrols of known day"
    then, now = _number(change.before, which), _number(change.after, "" if change.before["patrols"] else which)
    records = records_in_words(change.records)
    if not change.is_the_same:
        return f"{then} in {change.before_release}; {now} in {change.after_release}: {records}."
    both = f"{then} in {change.before_release} and in {change.after_release}"
    return f"{both}, though not of the same records: {records}." if records else f"{both}; nothing behind it changed."


def records_in_words(changes: Iterable[Change]) -> str:
    """`one patrol added, 2 attacks changed`: records, not fields."""
    records: dict[tuple[str, str], set[str]] = {}
    for change in changes:
        records.setdefault((change.table, change.what), set()).add(change.record)
    words = []
    for (table, what), ids in records.items():
        one, many = NAMES[table]
        words.append(f"one {one} {what}" if len(ids) == 1 else f"{len(ids):,} {many} {what}")
    return ", ".join(words)


def _number(headline: dict, which: str) -> str:
    if headline["patrols"] is None:
        return "No rate (the patrols, or the attacks on them, are not completely held)"
    if headline["patrols"] == 0:
        return "No rate (no patrol of known day ran)"
    return f"{headline['attacked']:,} of {headline['patrols']:,}{which}"


@dataclass(frozen=True)
class _Counted:
    """What the headline of a release counts: the day of each patrol, the attacks tied to a patrol, the days held completely."""

    release: Release
    headline: dict
    days: Mapping[str, date]
    attacks: Mapping[str, set[str]]
    held: tuple[date, date] | None

    @classmethod
    def of(cls, release: Release, selection: Selection) -> "_Counted":
        rows = release.query(metrics.sql("headline_records"), **selection.parameters()).to_pylist()
        held = release.query(
            "FROM complete_rates($feed, $corridor, $participants)", **selection.parameters()
        ).to_pylist()
        return cls(
            release,
            metrics.headline(release, selection),
            {row["patrol_id"]: row["day"] for row in rows if row["day"]},
            {row["patrol_id"]: set(row["attacks"]) for row in rows if row["attacks"]},
            (held[0]["from"], held[0]["through"]) if held else None,
        )

    @property
    def attacked(self) -> set[str]:
        return self.days.keys() & self.attacks.keys()

    def holds(self, day: date) -> bool:
        return self.held is not None and self.held[0] <= day <= self.held[1]


def _changes_that_bear(then: _Counted, now: _Counted, selection: Selection) -> Iterator[Change]:
    """See HeadlineChange. Nothing is read of what is counted alike, so that a large release costs little."""
    patrols = then.days.keys() ^ now.days.keys()
    none: set[str] = set()
    attacks = {
        attack
        for patrol in then.attacked ^ now.attacked
        for attack in then.attacks.get(patrol, none) ^ now.attacks.get(patrol, none)
    }
    other_days = (
        (then.headline["patrols"] is None) != (now.headline["patrols"] is None)
        or not all(now.holds(then.days[patrol]) for patrol in then.days.keys() - now.days.keys())
        or not all(then.holds(now.days[patrol]) for patrol in now.days.keys() - then.days.keys())
    )

    def changes(table: str, where: str, **parameters) -> Iterator[Change]:
        return _between(table, *(_as_stated(side.release, table, where, parameters) for side in (then, now)))

    if patrols:
        yield from changes("patrols", "patrol_id IN (SELECT unnest($ids::VARCHAR[]))", ids=sorted(patrols))
    if attacks:
        yield from changes("incidents", "incident_id IN (SELECT unnest($ids::VARCHAR[]))", ids=sorted(attacks))
    if attacks and selection.sources != ANY_SOURCE:
        documents = sorted({one for side in (then, now) for one in _documents_of(side.release, attacks)})
        yield from changes("sources", "source_id IN (SELECT unnest($ids::VARCHAR[]))", ids=documents)
        yield from changes(
            "claims",
            """"table" IN ('incidents', 'casualties')
            AND split_part(record_id, ' / ', 1) IN (SELECT unnest($ids::VARCHAR[]))""",
            ids=sorted(attacks),
        )
    if patrols or attacks:
        yield from changes("corridors", "corridor = $corridor", corridor=selection.corridor)
    if other_days:
        yield from changes(
            "coverage", "feed = $feed AND corridor = $corridor", feed=selection.feed, corridor=selection.corridor
        )


def _documents_of(release: Release, attacks: set[str]) -> list[str]:
    rows = release.query(
        "SELECT unnest(source_ids) AS source_id FROM incidents WHERE incident_id IN (SELECT unnest($ids::VARCHAR[]))",
        ids=sorted(attacks),
    )
    return rows["source_id"].to_pylist()


def _as_stated(release: Release, table: str, where: str, parameters: dict) -> dict[str, dict]:
    """What some records say, as text, by their names in a sentence: the decisive fields alone."""
    declared = TABLES[table]
    fields = "".join(f", {quoted(name)}::VARCHAR AS {quoted(name)}" for name in DECISIVE[table])
    rows = release.query(
        f"SELECT {record_id(declared)} AS the_record{fields} FROM {table} WHERE {where} ORDER BY the_record",  # noqa: S608 - words of this module and declared names
        **parameters,
    )
    return {row.pop("the_record"): row for row in rows.to_pylist()}


def _between(table: str, then: dict[str, dict], now: dict[str, dict]) -> Iterator[Change]:
    for record in sorted(then.keys() | now.keys()):
        if record not in then or record not in now:
            yield Change(table, record, "added" if record in now else "withdrawn")
            continue
        for field, old in then[record].items():
            if old != now[record][field]:
                yield Change(table, record, "changed", field, old, now[record][field])
