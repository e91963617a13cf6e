"""Withdraws records that their feed no longer has: it lists them as deleted, or a complete file lacks them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from etl.errors import Note, NoteKind
from etl.feeds import ROW_OF_LOG
from etl.lake import Cut
from etl.load.files.options import Complete
from etl.load.match import extract_year
from etl.load.sql import fetch_row, fill_in, has_rows, make_table
from etl.load.sql.relations import Batch, Cuts, Records
from etl.tables.columns import Table
from etl.tables.records import INCIDENTS, PATROLS, SUSPENSIONS
from etl.tables.schema import quote_identifier

IDS_SHOWN = 3


def withdraw(
    batch: Batch, cuts: Cuts, complete: Sequence[Complete], releases: Collection[str | None]
) -> tuple[Batch, Cuts, int]:
    """Mark records that the feed no longer has as withdrawn, in the cuts that hold them.

    `complete` are the days that the files cover completely, `releases` the releases of the feed that the files are
    from. Also returns the number of withdrawn records.
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
        return batch.with_notes(*_describe_lacking(batch), *_describe_taken_back(batch)), cuts, 0
    corridors = list_corridors(batch)
    batch = batch.with_notes(
        *(
            Note(
                f"--complete {scope.country}: no record is of this country and no corridor has this name, so nothing was withdrawn.",
                options=("complete",),
            )
            for scope in complete
            if _is_unknown(batch, scope.country, corridors)
        )
    )
    scopes = _make_scopes(batch, complete, "complete")
    count = 0
    for records in batch.records.values():
        found = batch.patrols_withdrawn if records.table is PATROLS else None
        withdrawn = found or _find_withdrawn(batch, records, scopes, [release for release in releases if release])
        cuts, marked = _mark(batch, records.table, cuts, withdrawn)
        count += marked
    return batch, cuts, count


def find_withdrawn_patrols(batch: Batch, complete: Sequence[Complete]) -> Batch:
    """Find the known patrols that complete files lack, before anything is compared with them. Their numbers may be reused."""
    patrols = batch.records.get(PATROLS.name)
    if not complete or not patrols:
        return batch
    scopes = _make_scopes(batch, complete, "complete_for_patrols")
    return replace(batch, patrols_withdrawn=_find_withdrawn(batch, patrols, scopes, []))


def _make_scopes(batch: Batch, complete: Sequence[Complete], name: str) -> str:
    """Create a table of the complete days, each of a corridor or a country. Return its name."""
    corridors = list_corridors(batch)
    columns = {"corridor": "VARCHAR", "country": "VARCHAR", "first": "DATE", "through": "DATE"}
    rows = [
        (
            scope.country if scope.country in corridors else None,
            scope.country.lower() if scope.country not in corridors else None,
            scope.first,
            scope.through,
        )
        for scope in complete
    ]
    make_table(batch.con, f"{batch.schema}.{name}", columns, rows)
    return f"{batch.schema}.{name}"


def _describe_lacking(batch: Batch) -> Iterator[Note]:
    """Say which known records a later edition of a table lacks. An edition has most of the known records of its days."""
    if not batch.feed.is_kept_by_people:
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
            yield Note(
                f"Known {table.name} of its days that it lacks: {lacking:,} of {held + lacking:,} ({first} to {last}: {shown}). They stay. If they were "
                "taken out, withdraw them with `patrolwatch review`, or use --complete to say that the file has them all.",
                options=("complete",),
            )


def _describe_taken_back(batch: Batch) -> Iterator[Note]:
    """Say which known attacks are on patrols that their log no longer marks as attacked."""
    patrols, incidents = batch.records.get(PATROLS.name), batch.records.get(INCIDENTS.name)
    if (
        not patrols
        or not incidents
        or ROW_OF_LOG not in batch.extras
        or not batch.known.holds(INCIDENTS, batch.feed.name)
    ):
        return
    query = fill_in(
        "attacks_taken_back",
        known=batch.select_known(INCIDENTS),
        incidents=incidents.rows,
        patrols=patrols.rows,
        events=incidents.events,
    )
    found = batch.con.execute(query).fetchall()
    if found:
        shown = ", ".join(f"{day} {name}" for day, name in found[:IDS_SHOWN]) + (
            ", …" if len(found) > IDS_SHOWN else ""
        )
        counted = "1 known attack is on a patrol" if len(found) == 1 else f"{len(found):,} known attacks are on patrols"
        yield Note(
            f"{counted} that the log no longer marks as attacked ({shown}). {'It stays and counts' if len(found) == 1 else 'They stay and count'}. If "
            "there was no attack, withdraw it with `patrolwatch review`, or use --complete to say that the file has them all.",
            NoteKind.MISCOUNTED,
            ("complete",),
        )


def list_corridors(batch: Batch) -> set[str]:
    """Return the names of the known corridors."""
    return {name for (name,) in batch.con.execute(f"SELECT corridor FROM {batch.schema}.corridors").fetchall()}


def _find_withdrawn(batch: Batch, records: Records, scopes: str, releases: list[str]) -> str:
    """Create a table of the live records of complete days that the files lack, by country or by corridor."""
    table = records.table
    in_scope = "scope.corridor = known.corridor"
    if table is INCIDENTS:  # only incidents have a country
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
    """Return an expression for the day that decides whether a known record is within complete days.

    Publishers split files by the coded day, not by the first possible day of the incident.
    """
    if table is INCIDENTS:
        return 'coalesce(known.coded_day, known."date")'
    return "known." + quote_identifier(table.day)


def _mark(batch: Batch, table: Table, cuts: Cuts, withdrawn: str) -> tuple[Cuts, int]:
    """Return the cuts with the records in `withdrawn` marked as withdrawn, and their number."""
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
    """Return whether no corridor and no record's country has this name."""
    if country == "all" or country in corridors:
        return False
    countries = f"SELECT country FROM ({batch.select_known(INCIDENTS)})"
    if incidents := batch.records.get(INCIDENTS.name):
        countries += f" UNION ALL SELECT country FROM {incidents.rows}"
    return not has_rows(batch.con, f"SELECT 1 FROM ({countries}) WHERE lower(country) = ?", [country.lower()])
