"""Matches the records of a load with the release before: unchanged, changed or new."""

from dataclasses import replace

from etl.lake import Cut
from etl.load.place import tie_known_attacks
from etl.load.sql import fill_in, has_rows, list_names
from etl.load.sql.relations import Batch, Cuts, Known, Records, list_compared_columns
from etl.tables.columns import Table
from etl.tables.loads import LOADS
from etl.tables.records import CASE_TABLES, INCIDENTS
from etl.tables.schema import join_columns, quote_identifier


def match(batch: Batch) -> tuple[Batch, Cuts]:
    """Find the fate of each event and rewrite the cuts that hold a new or changed record."""
    if batch.feed.replaces_older and INCIDENTS.name in batch.records:
        older = f"len(release_order(feed_release)) = 2 AND release_order(feed_release) < ({_newest_release(batch)})"
        batch = batch.leave_out(INCIDENTS, "a newer release of the feed is known", older)
    cuts: Cuts = {}
    for records in batch.records.values():
        matched = _find_fates(batch, records)
        batch = batch.with_records(matched)
        if found := _cut(batch, matched):
            cuts[records.table.name] = found
    return tie_known_attacks(batch, cuts)


def is_newest_release(batch: Batch) -> bool:
    """Whether the records are of a newer release than any known one, for feeds whose releases replace each other.

    Such a load is recorded even if it changes nothing. Otherwise an older release loaded later would look newer than
    the latest one on record, and would change records.
    """
    if not batch.feed.replaces_older or INCIDENTS.name not in batch.records:
        return False
    newer = f"len(release_order(feed_release)) = 2 AND release_order(feed_release) > ({_newest_release(batch)})"
    return has_rows(batch.con, f"SELECT 1 FROM ({batch.records[INCIDENTS.name].accepted}) WHERE {newer}")


def match_whole_feed(known: Known, feed: str) -> Cuts:
    """Create `release.<table>` from schema `read`, the whole current feed, and schema `known`, its previous state.

    Tables that are not tracked are copied from `read`. Returns all cuts of the feed, former and current.
    """
    cuts: Cuts = {}
    known.con.execute("CREATE SCHEMA release")
    for name, table in CASE_TABLES.items():
        declared = [column.name for column in table.declared]
        query = f"SELECT {join_columns(table)} FROM read.{name}"
        if table.tracked:
            query = fill_in(
                "whole_feed",
                stated=f"read.{name}",
                known=f"known.{name}",
                key=list_names(table.key),
                number=known.next_number,
                stated_columns=list_names(declared, "stated."),
                known_columns=list_names(declared, "known."),
            )
        known.con.execute(f"CREATE TABLE release.{name} AS {query}")
        years = (
            known.con.execute(f"SELECT DISTINCT {extract_year(table)} FROM release.{name}").fetchall()
            if table.period
            else [(None,)]
        )
        published = known.release.tables.get(name) if known.release else None  # an older release may lack the table
        found = {part.cut for part in (published.parts if published else ()) if part.feed == feed}
        found |= {Cut(feed, year) for (year,) in years}
        cuts[name] = {cut: f"FROM release.{name} WHERE {is_in_year(table, cut.year)}" for cut in sorted(found, key=str)}
    return cuts


def extract_year(table: Table) -> str:
    """Return an expression for the year by which the rows of a table are cut."""
    return f"year({quote_identifier(table.period)})" if table.period else "NULL::INTEGER"


def is_in_year(table: Table, year: int | None) -> str:
    """Return the condition that a row is in a cut. It uses days, so that a Parquet reader can skip row groups."""
    if not table.period:
        return "true"
    day = quote_identifier(table.period)
    return f"{day} IS NULL" if year is None else f"{day} BETWEEN DATE '{year:04}-01-01' AND DATE '{year:04}-12-31'"


def _newest_release(batch: Batch) -> str:
    """Return a query for the newest release of the feed that was loaded."""
    loads = batch.select_known(LOADS)
    return f"SELECT max(release_order(feed_release)) FROM ({loads}) WHERE len(release_order(feed_release)) = 2"


def _find_fates(batch: Batch, records: Records) -> Records:
    """Find the fates of the events of one table, unless none of them is known."""
    table, key = records.table, records.key
    if not batch.known.holds(table, batch.feed.name):
        return records
    hits = batch.con.execute(
        f"SELECT DISTINCT {extract_year(table)} FROM ({batch.select_known(table)}) "
        f"SEMI JOIN ({records.accepted}) USING ({key})"
    ).fetchall()
    if not hits:
        return records
    fates = batch.name(table, "fates")
    facts = [name for name in list_compared_columns(table) if name in table.facts]
    query = fill_in(
        "fates",
        key=key,
        new=list_names(list_compared_columns(table), "new."),
        old=list_names(list_compared_columns(table), "old."),
        new_facts=list_names(facts, "new."),
        old_facts=list_names(facts, "old."),
        is_older=_is_older(table),
        year=extract_year(table),
        accepted=records.accepted,
        known=batch.select_known(table, {year for (year,) in hits}),
    )
    batch.con.execute(f"CREATE TABLE {fates} AS {query}")
    return replace(records, fates=fates)


def _is_older(table: Table) -> str:
    """Return the condition that a record is older than the known one with its id."""
    declared, conditions = {column.name for column in table.declared}, ["false"]
    if "feed_updated" in declared:
        conditions.append("coalesce(new.feed_updated < old.feed_updated, false)")
        # A record deleted by the feed comes back only if the feed has touched it since.
        conditions.append("old.withdrawn_release IS NOT NULL AND coalesce(new.feed_updated = old.feed_updated, false)")
    if "feed_release" in declared:
        conditions.append("coalesce(release_order(new.feed_release) < release_order(old.feed_release), false)")
    return " OR ".join(conditions)


def _cut(batch: Batch, records: Records) -> dict[Cut, str]:
    """Return the cuts that hold a new or changed record, or held it before, with all their rows."""
    table, number = records.table, batch.known.next_number
    years = f"SELECT DISTINCT {extract_year(table)} FROM ({records.accepted})"
    if records.fates:
        years = (
            f"SELECT {extract_year(table)} FROM ({records.accepted}) JOIN {records.fates} USING ({records.key}) "
            f"WHERE fate IN ('loaded', 'changed') UNION SELECT year_before FROM {records.fates} WHERE fate = 'changed'"
        )
    declared = list_names(column.name for column in table.declared)
    cuts = {}
    for (year,) in batch.con.execute(years).fetchall():
        known, in_cut = batch.select_known(table, {year}), is_in_year(table, year)
        if records.fates:
            rows = fill_in(
                "cut_of_matched",
                declared=declared,
                columns=join_columns(table),
                number=number,
                accepted=records.accepted,
                fates=records.fates,
                key=records.key,
                in_cut=in_cut,
                known=known,
            )
        else:
            rows = (
                f"SELECT {declared}, {number} AS first_release, NULL::INTEGER AS withdrawn_release "
                f"FROM ({records.accepted}) WHERE {in_cut} UNION ALL SELECT {join_columns(table)} FROM ({known})"
            )
        cuts[Cut(batch.feed.name, year)] = rows
    return cuts
