"""Finds the records that cause a patrol to be counted, or counted as attacked, in only one of two releases."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from analysis.exposure import EVERY_UNIT
from analysis.question import Queries
from analysis.questions.rates import compute_rates_of_days
from analysis.questions.timeline import count_headline
from analysis.release import Release
from analysis.selection import SOURCE_CHOICES, Selection
from etl.lake.diff import Change
from etl.tables.records import TABLES
from etl.tables.schema import name_record, quote_identifier

QUERIES = Queries(__file__)
# The fields of a record that decide whether a patrol is counted, or counted as attacked.
DECISIVE_FIELDS = {
    "patrols": ("feed", "corridor", "date", "date_precision", "participants", "outcome", "attack_unknown"),
    "incidents": ("feed", "corridor", "kind", "target", "patrol_id", "verification", "source_ids", "reported_by"),
    "sources": ("publisher", "voice", "side", "origin"),
    "claims": (),
    "corridors": ("parties",),
    "coverage": ("from", "through", "complete"),
    "exposure": ("period_start", "period_end", "count"),
}
CLAIMS_ABOUT_ATTACKS = """"table" IN ('incidents', 'casualties')
    AND split_part(record_id, ' / ', 1) IN (SELECT unnest($ids::VARCHAR[]))"""
# The counts that rates divide by: those of the counter that the corridor names, from the feed or from the one it borrows from.
OWN_COUNTS = """corridor = $corridor AND counted_by = (SELECT own_count FROM corridors WHERE corridor = $corridor)
    AND feed = coalesce((SELECT lender FROM lent_exposure WHERE corridor = $corridor AND feed = $feed), $feed)
    AND period_start >= $from_day AND period_end <= $to_day"""
TIED_TO_NONE = """SELECT incident_id
    FROM attacks_counted($feed, $corridor, $participants, $verifications, $sources, 'attacks', $from_day, $to_day)
    WHERE patrol_id IS NULL"""
ANY_SOURCE = SOURCE_CHOICES[0]


@dataclass(frozen=True)
class HeadlineRecords:
    """What the headline of a release counts: the day of each patrol, the attacks tied to a patrol, the complete days."""

    release: Release
    headline: dict[str, Any]
    days: Mapping[str, date]
    attacks: Mapping[str, set[str]]
    complete: tuple[tuple[date, date], ...]
    counted_attacks: frozenset[str]  # those tied to no patrol, or if the exposure is counted, all
    attack_unknown: frozenset[str]  # patrols of which it is not known whether they were attacked

    @classmethod
    def read(cls, release: Release, selection: Selection) -> "HeadlineRecords":
        """Read the records from a release."""
        rows = QUERIES.ask("headline_records", release, selection).to_pylist()
        query = "FROM complete_rates($feed, $corridor, $participants)"
        complete = release.query(query, **selection.list_parameters()).to_pylist()
        headline = read_headline(release, selection)
        if "exposed" in headline:
            attacks = QUERIES.ask("counted_attacks", release, selection)
        else:
            attacks = release.query(TIED_TO_NONE, **selection.list_parameters())
        return cls(
            release,
            headline,
            {row["patrol_id"]: row["day"] for row in rows if row["day"]},
            {row["patrol_id"]: set(row["attacks"]) for row in rows if row["attacks"]},
            tuple((span["from"], span["through"]) for span in complete),
            frozenset(attacks["incident_id"].to_pylist()),
            frozenset(row["patrol_id"] for row in rows if row["attack_unknown"] and not row["attacks"]),
        )

    @property
    def attacked(self) -> set[str]:
        return self.days.keys() & self.attacks.keys()

    def covers(self, days: Iterator[date]) -> bool:
        """Whether all these days are complete."""
        return all(any(first <= day <= through for first, through in self.complete) for day in days)


def find_decisive_changes(old: HeadlineRecords, new: HeadlineRecords, selection: Selection) -> Iterator[Change]:
    """Find the changes that explain the difference, see HeadlineChange.

    Records counted in the same way are not read, so that comparing large releases is fast.
    """
    patrols = old.days.keys() ^ new.days.keys()
    affected = old.attacked ^ new.attacked
    none: set[str] = set()
    differs_in_days = _differs_in_days(old, new)
    if differs_in_days:
        # On days complete in only one release, a record matters even if neither release counts it: a withdrawn patrol would be
        # counted if only the days had changed.
        counted = old.days.keys() | new.days.keys()
        affected = {patrol for patrol in counted if bool(old.attacks.get(patrol)) != bool(new.attacks.get(patrol))}
        patrols |= _list_patrols(old.release, selection) | _list_patrols(new.release, selection)
    attacks = {
        attack for patrol in affected for attack in old.attacks.get(patrol, none) ^ new.attacks.get(patrol, none)
    }

    def compare(table: str, where: str, **parameters: Any) -> Iterator[Change]:
        return _compare_rows(table, *(_read_as_text(side.release, table, where, parameters) for side in (old, new)))

    def compare_ids(table: str, name: str, ids: set[str]) -> Iterator[Change]:
        return compare(table, f"{name} IN (SELECT unnest($ids::VARCHAR[]))", ids=sorted(ids))

    if "exposed" in old.headline | new.headline or _differ(old, new, "attacks_tied_to_none"):
        attacks |= old.counted_attacks ^ new.counted_attacks
    if _differ(old, new, "attack_unknown"):
        patrols |= old.attack_unknown ^ new.attack_unknown
    if "exposed" in old.headline | new.headline:
        days = {name: getattr(selection, name) for name in ("corridor", "feed", "from_day", "to_day")}
        yield from compare("exposure", OWN_COUNTS, **days)
    if patrols:
        yield from compare_ids("patrols", "patrol_id", patrols)
    if attacks:
        yield from compare_ids("incidents", "incident_id", attacks)
    if attacks and selection.sources != ANY_SOURCE:
        documents = {document for side in (old, new) for document in _list_documents(side.release, attacks)}
        yield from compare_ids("sources", "source_id", documents)
        yield from compare("claims", CLAIMS_ABOUT_ATTACKS, ids=sorted(attacks))
    if patrols or attacks:
        yield from compare("corridors", "corridor = $corridor", corridor=selection.corridor)
    if differs_in_days:
        where = "feed = $feed AND corridor = $corridor"
        yield from compare("coverage", where, feed=selection.feed, corridor=selection.corridor)


def read_headline(release: Release, selection: Selection) -> dict[str, Any]:
    """Return `count_headline`, and if the exposure is counted also attacks, exposed and unit."""
    query = "SELECT unit FROM corridors WHERE corridor = $corridor AND unit IS NOT NULL"
    units = release.query(query, corridor=selection.corridor)["unit"].to_pylist()
    headline = count_headline(release, selection)
    if not units:
        return headline
    row = compute_rates_of_days(release, selection, selection.from_day, selection.to_day, EVERY_UNIT)
    return headline | {"attacks": row["attacks"], "exposed": row["exposed"], "unit": units[0]}


def _differ(old: HeadlineRecords, new: HeadlineRecords, name: str) -> bool:
    return bool(old.headline[name] != new.headline[name])


def _differs_in_days(old: HeadlineRecords, new: HeadlineRecords) -> bool:
    """Whether a number exists in only one release, or a patrol of one ran on a day that is not complete in the other."""
    return (
        (old.headline["patrols"] is None) != (new.headline["patrols"] is None)
        or not new.covers(old.days[patrol] for patrol in old.days.keys() - new.days.keys())
        or not old.covers(new.days[patrol] for patrol in new.days.keys() - old.days.keys())
    )


def _list_patrols(release: Release, selection: Selection) -> set[str]:
    """List the patrols of the chosen days, complete or not."""
    query = """SELECT patrol_id FROM patrols
        WHERE feed = $feed AND corridor = $corridor AND date BETWEEN $from_day AND $to_day"""
    return set(release.query(query, **selection.list_parameters())["patrol_id"].to_pylist())


def _list_documents(release: Release, attacks: set[str]) -> list[str]:
    query = "SELECT unnest(source_ids) AS id FROM incidents WHERE incident_id IN (SELECT unnest($ids::VARCHAR[]))"
    documents: list[str] = release.query(query, ids=sorted(attacks))["id"].to_pylist()
    return documents


def _read_as_text(release: Release, table: str, where: str, parameters: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Read the decisive fields of some records as text, by the names of the records in sentences."""
    fields = "".join(
        f", {quote_identifier(name)}::VARCHAR AS {quote_identifier(name)}" for name in DECISIVE_FIELDS[table]
    )
    name = name_record(TABLES[table])
    query = f"SELECT {name} AS the_record{fields} FROM {table} WHERE {where} ORDER BY the_record"  # noqa: S608 - words of this module and declared names
    return {row.pop("the_record"): row for row in release.query(query, **parameters).to_pylist()}


def _compare_rows(
    table: str, old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]]
) -> Iterator[Change]:
    for record in sorted(old.keys() | new.keys()):
        if record not in old or record not in new:
            yield Change(table, record, "added" if record in new else "withdrawn")
            continue
        for field, before in old[record].items():
            if before != new[record][field]:
                yield Change(table, record, "changed", field, before, new[record][field])
