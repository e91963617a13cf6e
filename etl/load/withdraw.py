"""Records that the feed no longer holds: it lists them as deleted, or a file that holds all of some days lacks them."""

from collections.abc import Collection, Iterator, Sequence

from etl.lake import Cut
from etl.load.files.options import Complete
from etl.load.match import extract_year
from etl.load.sql import fetch_row, fill_in, has_rows, make_table
from etl.load.sql.relations import Batch, Cuts, Records
from etl.tables.columns import Table
from etl.tables.records import INCIDENTS, SUSPENSIONS
from etl.tables.schema import quote_identifier

OF_PERSONS = "analyst"  # the feed whose tables are edited by hand, and loaded again
IDS_SHOWN = 3


def withdraw(
    batch: Batch, cuts: Cuts, complete: Sequence[Complete], releases: Collection[str | None]
) -> tuple[Batch, Cuts, int]:
    """Mark the records that the feed no longer holds as withdrawn, in the cuts in which they stand.

    `complete` are the days that the files hold completely, `releases` those of the feed that they are of. Returns the
    number of records too.
    """
    if batch.deletions:
        withdrawn = batch.name(INCIDENTS, "withdrawn")
        batch.con.execute(
            f"CREATE TABLE {withdrawn} AS SELECT incident_id, {extract_year(INCIDENTS)} AS year "
            f"FROM ({batch.select_known(INCIDENTS)}) WHERE withdrawn_release IS NULL "
            f"AND feed_id IN (SELECT feed_id FROM {batch.deletions} WHERE fate IS NULL)"
        )
        return (batch, *_mark(batch, INCIDENTS, cuts, withdrawn))
    if not complete:
        return batch.warn(*_describe_lacking(batch)), cuts, 0
    corridors = list_corridors(batch)
    batch = batch.warn(
        *(
            f"--complete {scope.country}: no record is of this country and no corridor has this name, so nothing was withdrawn."
            for scope in complete
            if _is_unknown(batch, scope.country, corridors)
        )
    )
    scopes = f"{batch.schema}.complete"
    make_table(
        batch.con,
        scopes,
        {"corridor": "VARCHAR", "country": "VARCHAR", "first": "DATE", "through": "DATE"},
        [
            (
                scope.country if scope.country in corridors else None,
                scope.country.lower() if scope.country not in corridors else None,
                scope.first,
                scope.through,
            )
            for scope in complete
        ],
    )
    count = 0
    for records in batch.records.values():
        withdrawn = _find_withdrawn(batch, records, scopes, [release for release in releases if release])
        cuts, marked = _mark(batch, records.table, cuts, withdrawn)
        count += marked
    return batch, cuts, count


def _describe_lacking(batch: Batch) -> Iterator[str]:
    """Say which known records the later edition of a table lacks: it holds again most of what is known of its days."""
    if not any(records.fates for records in batch.records.values()) or batch.feed.name != OF_PERSONS:
        return
    for table, records in ((each.table, each) for each in batch.records.values() if each.fates):
        query = fill_in(
            "lacking",
            day=quote_identifier(table.day),
            rows=records.rows,
            key=records.key,
            known=batch.select_known(table),
        )
        held, lacking, first, last, ids = fetch_row(batch.con, query)
        if 0 < lacking < held:
            shown = ", ".join(ids[:IDS_SHOWN]) + (", …" if lacking > IDS_SHOWN else "")
            yield (
                f"Known {table.name} of its days that it lacks: {lacking:,} of {held + lacking:,} ({first} to {last}: {shown}). They stay. If they were "
                "taken out, withdraw them with `patrolwatch review`, or say with --complete that the file holds all."
            )


def list_corridors(batch: Batch) -> set[str]:
    """List the known corridors."""
    return {name for (name,) in batch.con.execute(f"SELECT corridor FROM {batch.schema}.corridors").fetchall()}


def _find_withdrawn(batch: Batch, records: Records, scopes: str, releases: list[str]) -> str:
    """Make a table of the live records of complete days that the files lack, by country or by corridor."""
    table = records.table
    in_scope = "scope.corridor = known.corridor"
    if table is INCIDENTS:  # no other table says a country
        in_scope += " OR scope.country IN ('all', lower(known.country))"
    newest_loaded = "list_max(list_transform($releases::VARCHAR[], lambda release: release_order(release)))"
    knows_releases = bool(releases) and table is not SUSPENSIONS
    query = fill_in(
        "withdrawn",
        key=records.key,
        year=extract_year(table),
        known=batch.select_known(table),
        scopes=scopes,
        day=_select_deciding_day(table),
        in_scope=in_scope,
        rows=records.rows,
        source=records.source,
        is_newer=f"coalesce(release_order(feed_release) > {newest_loaded}, false)" if knows_releases else "false",
    )
    withdrawn = batch.name(table, "withdrawn")
    batch.con.execute(f"CREATE TABLE {withdrawn} AS {query}", {"releases": releases} if knows_releases else None)
    return withdrawn


def _select_deciding_day(table: Table) -> str:
    """Return the expression of the day that decides whether a known record lies in complete days.

    A publisher cuts files by the day that is coded, not by the first day that the incident may have been.
    """
    if table is INCIDENTS:
        return 'coalesce(known.coded_day, known."date")'
    return "known." + quote_identifier(table.day)


def _mark(batch: Batch, table: Table, cuts: Cuts, withdrawn: str) -> tuple[Cuts, int]:
    """Return the cuts with the records that `withdrawn` names marked, and how many these are."""
    years = batch.con.execute(f"SELECT year, count(*) FROM {withdrawn} GROUP BY ALL").fetchall()
    if not years:
        return cuts, 0
    key, marked = quote_identifier(table.id_column), dict(cuts.get(table.name, {}))
    for year, _ in years:
        cut = Cut(batch.feed.name, year)
        rows = marked.get(cut) or batch.select_known(table, {year})
        marked[cut] = (
            f"SELECT * REPLACE (CASE WHEN withdrawn_release IS NULL AND {key} IN (SELECT {key} FROM {withdrawn}) "
            f"THEN {batch.known.next_number} ELSE withdrawn_release END AS withdrawn_release) FROM ({rows})"
        )
    return cuts | {table.name: marked}, sum(count for _, count in years)


def _is_unknown(batch: Batch, country: str, corridors: Collection[str]) -> bool:
    """Return whether neither a corridor nor a country of any record has this name."""
    if country == "all" or country in corridors:
        return False
    countries = f"SELECT country FROM ({batch.select_known(INCIDENTS)})"
    if incidents := batch.records.get(INCIDENTS.name):
        countries += f" UNION ALL SELECT country FROM {incidents.rows}"
    return not has_rows(batch.con, f"SELECT 1 FROM ({countries}) WHERE lower(country) = ?", [country.lower()])
