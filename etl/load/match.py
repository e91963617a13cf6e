"""The same record again, changed, or new: the records of a load set against those of the release before."""

from dataclasses import replace

from etl.lake import Cut
from etl.load.place import tie_known_attacks
from etl.load.sql import fill_in, has_rows, list_names
from etl.load.sql.relations import Batch, Cuts, Known, Records, compared_columns
from etl.tables.columns import Table
from etl.tables.loads import LOADS
from etl.tables.records import CASE_TABLES, INCIDENTS
from etl.tables.schema import join_columns, quote_identifier


def match(batch: Batch) -> tuple[Batch, Cuts]:
    """Find the fate of each event, and the parts that have to be written anew: those that hold a new or changed record."""
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
    """Return whether the records are of a newer release than any known one, of a feed whose releases replace each other.

    Then the load is noted even where it changes no record: else an older release, loaded later, would be the newer one
    of the two that are known, and change some.
    """
    if not batch.feed.replaces_older or INCIDENTS.name not in batch.records:
        return False
    newer = f"len(release_order(feed_release)) = 2 AND release_order(feed_release) > ({_newest_release(batch)})"
    return has_rows(batch.con, f"SELECT 1 FROM ({batch.records[INCIDENTS.name].accepted}) WHERE {newer}")


def match_whole_feed(known: Known, feed: str) -> Cuts:
    """Make `release.<table>` where schema `read` states the whole of a feed, and schema `known` what it stated last.

    Tables that are not tracked are taken as read. Returns all cuts of the feed, those that it had and those that it has.
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
        held = known.release.tables.get(name) if known.release else None  # an older release does not have every table
        found = {part.cut for part in (held.parts if held else ()) if part.feed == feed}
        found |= {Cut(feed, year) for (year,) in years}
        cuts[name] = {cut: f"FROM release.{name} WHERE {is_in_year(table, cut.year)}" for cut in sorted(found, key=str)}
    return cuts


def extract_year(table: Table) -> str:
    """Return an expression for the year by which the rows of a table are cut."""
    return f"year({quote_identifier(table.period)})" if table.period else "NULL::INTEGER"


def is_in_year(table: Table, year: int | None) -> str:
    """Return the condition that a row lies in a cut; written with days, by which a reader of Parquet can skip rows."""
    if not table.period:
        return "true"
    day = quote_identifier(table.period)
    return f"{day} IS NULL" if year is None else f"{day} BETWEEN DATE '{year:04}-01-01' AND DATE '{year:04}-12-31'"


def _newest_release(batch: Batch) -> str:
    """Return a query for the newest release of the feed of which a file was loaded."""
    loads = batch.select_known(LOADS)
    return f"SELECT max(release_order(feed_release)) FROM ({loads}) WHERE len(release_order(feed_release)) = 2"


def _find_fates(batch: Batch, records: Records) -> Records:
    """Make the fates of the events of one table, unless none of them is known."""
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
    facts = [name for name in compared_columns(table) if name in table.facts]
    query = fill_in(
        "fates",
        key=key,
        new=list_names(compared_columns(table), "new."),
        old=list_names(compared_columns(table), "old."),
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
    """Return the condition that a record is older than the known one of its id."""
    declared, conditions = {column.name for column in table.declared}, ["false"]
    if "feed_updated" in declared:
        conditions.append("coalesce(new.feed_updated < old.feed_updated, false)")
        # What the feed has deleted comes back only when the feed has touched it again.
        conditions.append("old.withdrawn_release IS NOT NULL AND coalesce(new.feed_updated = old.feed_updated, false)")
    if "feed_release" in declared:
        conditions.append("coalesce(release_order(new.feed_release) < release_order(old.feed_release), false)")
    return " OR ".join(conditions)


def _cut(batch: Batch, records: Records) -> dict[Cut, str]:
    """Return the cuts in which a record is new or changed, or stood before it changed, with all their rows."""
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
