"""Derives further tables from the records of a load, and publishes the release.

The records of a feed determine its coverage, the documents they cite, patrol numbers in other counts, and what each
incident says about its place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import duckdb

from etl import VERSION
from etl.lake import Cut, Manifest
from etl.lake.manifest import read_clock
from etl.lake.parts import PartWriter, write_parts
from etl.load.files.options import WITHIN_KM, Complete, Options
from etl.load.sql import fill_in, has_rows, list_names, make_table
from etl.load.sql.relations import Batch, Cuts, Known
from etl.tables.corridors import CORRIDORS, COVERAGE
from etl.tables.loads import LOADS, PLACEMENTS, REJECTS, UNREAD_CELLS, WORD_MEANINGS
from etl.tables.records import CLAIMS, EXPOSURE, INCIDENTS, PATROL_NUMBERS, PATROLS, SOURCES
from etl.tables.schema import join_columns, quote_identifier, quote_text

if TYPE_CHECKING:  # keeps modules that read files out of pages
    from etl.load.report import FileReport


NO_COMPLETE_DAYS = 'SELECT NULL::VARCHAR AS corridor, NULL::DATE AS "from", NULL::DATE AS through WHERE false'


def derive_tables(batch: Batch, cuts: Cuts, complete: Sequence[Complete], within_km: float) -> Cuts:
    """Return the cuts of a batch with those of the tables derived from its records.

    `complete` are the days of corridors that the files cover completely. New complete days are a change even if no
    record is new, changed or withdrawn. Without any change there are no cuts.
    """
    own, feed = Cut(batch.feed.name), batch.feed.name
    changed = bool(cuts)
    if placements := _make_placements(batch, within_km):
        cuts = cuts | {PLACEMENTS.name: {own: placements}}
    if claims := _select_claims(batch):
        cuts = cuts | {CLAIMS.name: {own: claims}}
    if not changed and not complete:
        return cuts | _cut_sources(batch) if claims else cuts
    coverage = f"{batch.schema}.coverage"
    scopes = f"{batch.schema}.complete_on_corridors"
    days = {"corridor": "VARCHAR", "from": "DATE", "through": "DATE"}
    make_table(batch.con, scopes, days, [(scope.country, scope.first, scope.through) for scope in complete])
    batch.con.execute(f"CREATE TABLE {coverage} AS {select_coverage(batch.known, feed, cuts, f'FROM {scopes}')}")
    known = f"SELECT {join_columns(COVERAGE)} FROM ({batch.select_known(COVERAGE)})"
    if not changed and not has_rows(batch.con, f"SELECT {join_columns(COVERAGE)} FROM {coverage} EXCEPT {known}"):
        return cuts
    cuts = cuts | {COVERAGE.name: {own: f"FROM {coverage}"}}
    if not changed:
        return cuts
    cuts |= _cut_sources(batch)
    if PATROLS.name in cuts:
        known, stated = batch.select_known(PATROL_NUMBERS), select_patrol_numbers(batch)
        numbers = f"{stated} UNION ALL BY NAME {known}" if stated else known
        cuts[PATROL_NUMBERS.name] = {
            own: fill_in("patrol_numbers_after", numbers=numbers, patrols=cuts[PATROLS.name][own])
        }
    return cuts


def _cut_sources(batch: Batch) -> Cuts:
    """Return the cut of the documents, with those that the records of a batch name. Empty if they name none."""
    sources = select_sources(batch, accepted=True)
    if not sources:
        return {}
    known, after = batch.select_known(SOURCES), f"{batch.schema}.sources"
    # For a known document, the new description applies.
    batch.con.execute(
        f"CREATE TABLE {after} AS SELECT * EXCLUDE (age) FROM (SELECT 1 AS age, * FROM ({known}) UNION ALL BY NAME "
        f"SELECT 0 AS age, * FROM ({sources})) QUALIFY row_number() OVER (PARTITION BY source_id ORDER BY age, title, url) = 1"
    )
    return {SOURCES.name: {Cut(batch.feed.name): f"FROM {after}"}}


def _select_claims(batch: Batch) -> str | None:
    """Return a query for the claims of the feed after this load, or None if they do not change.

    The claims of a record are replaced by those that it states now.
    """
    if "claims" not in batch.extras or not batch.records:
        return None
    stated = " UNION ALL ".join(
        f'SELECT {quote_text(records.table.name)} AS "table", {records.key} AS record_id, unnest(extra_claims) AS claim '
        f"FROM ({records.accepted})"
        for records in batch.records.values()
    )
    known, new = batch.select_known(CLAIMS), f"{batch.schema}.claims"
    columns = '"table", record_id, claim.field, claim.value, claim.claimed_by_side, claim.source_id, NULL::VARCHAR AS cited_for'
    batch.con.execute(f"CREATE TABLE {new} AS SELECT DISTINCT {columns} FROM ({stated})")
    names = join_columns(CLAIMS)
    if not has_rows(batch.con, f"SELECT {names} FROM {new} EXCEPT SELECT {names} FROM ({known})"):
        return None
    return (
        f'SELECT {names} FROM ({known}) ANTI JOIN {new} USING ("table", record_id) UNION ALL SELECT {names} FROM {new}'
    )


def select_sources(batch: Batch, accepted: bool = False) -> str | None:
    """Return a query for the documents that the rows of an analyst's table name, optionally only of accepted records."""
    if "documents" not in batch.extras or not batch.records:
        return None
    stated = {name: f"document.{name}" for name in ("source_id", "publisher", "title", "url")}
    stated["accessed_via"] = "'named in an analyst''s table'"
    columns = ", ".join(
        f"{stated.get(column.name, 'NULL')}::{column.type} AS {quote_identifier(column.name)}"
        for column in SOURCES.columns
    )
    named = " UNION ALL ".join(
        f"SELECT unnest(extra_documents) AS document FROM ({records.accepted if accepted else f'FROM {records.rows}'})"
        for records in batch.records.values()
    )
    return f"SELECT DISTINCT {columns} FROM ({named})"


def select_patrol_numbers(batch: Batch) -> str | None:
    """Return a query for the numbers of the patrols of a load in counts other than the corridor's own."""
    patrols = batch.records.get(PATROLS.name)
    if not patrols or not {"patrol_number", "counted_by"} <= set(batch.extras):
        return None
    return fill_in("patrol_numbers_stated", patrols=patrols.accepted, corridors=f"{batch.schema}.corridors")


def select_coverage(
    known: Known, feed: str, cuts: Mapping[str, Mapping[Cut, str]], complete: str = NO_COMPLETE_DAYS
) -> str:
    """Return a query for the coverage of a feed after some of its cuts are rewritten.

    `complete` is a query for the days (corridor, from, through) that files cover completely.
    """
    rows = {
        table.name: " UNION ALL BY NAME ".join(
            [known.select(table, feed, without=cuts.get(table.name, ())), *cuts.get(table.name, {}).values()]
        )
        for table in (PATROLS, INCIDENTS, EXPOSURE)
    }
    return fill_in(
        "coverage",
        feed=quote_text(feed),
        coverage=known.select(COVERAGE, feed),
        complete=complete,
        corridors=known.select(CORRIDORS),
        **rows,
    )


def _make_placements(batch: Batch, within_km: float) -> str | None:
    """Return a query for the placements of the feed after this load, or None if they do not change.

    An incident has a placement if its feed names corridors or patrols, or if its maximum distance from a route differs
    from that of the load that brought it.
    """
    incidents, known = batch.records.get(INCIDENTS.name), batch.select_known(PLACEMENTS)
    if not incidents:
        return None
    names_corridors, distances = "patrol_number" in batch.extras, _read_distances(batch)
    if not names_corridors and set(distances.values()) <= {within_km} and not has_rows(batch.con, known):
        return None
    stating = incidents.accepted
    if incidents.fates:
        stating = f"SELECT * FROM ({stating}) JOIN {incidents.fates} USING (incident_id) WHERE fate <> 'left_out'"
    if names_corridors:
        stated = f"named_corridor, $within_km, extra_patrol_number, extra_counted_by FROM ({stating})"
    elif incidents.fates:
        differing = [str(release) for release, distance in distances.items() if distance != within_km]
        stated = (
            f"NULL, $within_km, NULL, NULL FROM ({stating}) WHERE first_release IN ({', '.join(differing) or 'NULL'})"
        )
    else:
        return None
    after = f"{batch.schema}.placements"
    batch.con.execute(
        f"CREATE TABLE {after} AS SELECT * FROM ({known}) ANTI JOIN (SELECT incident_id FROM ({stating})) USING (incident_id) "
        f"UNION ALL SELECT incident_id, {stated}",
        {"within_km": within_km},
    )
    gone, new = f"(FROM ({known}) EXCEPT FROM {after})", f"(FROM {after} EXCEPT FROM ({known}))"
    return f"FROM {after}" if has_rows(batch.con, f"{gone} UNION ALL {new}") else None


def _read_distances(batch: Batch) -> dict[int, float]:
    """Return the maximum distances from a route that the feed's loads used, by the number of the release that each made."""
    loads = batch.select_known(LOADS)
    return dict(
        batch.con.execute(
            "SELECT release, coalesce(any_value(try_cast(options ->> 'within_km' AS DOUBLE)), ?) "
            f"FROM ({loads}) GROUP BY release",
            [WITHIN_KM],
        ).fetchall()
    )


def add_loads(known: Known, cuts: Cuts, reports: Sequence["FileReport"], options: Options, made_by: str) -> Cuts:
    """Return the cuts with the loads, their rejects, their unreadable cells and the meanings of words."""
    tables = (LOADS, REJECTS, UNREAD_CELLS, WORD_MEANINGS)
    noted_rows: dict[str, list[list[Any]]] = {table.name: [] for table in tables}
    for ordinal, report in enumerate(reports, start=1):
        load_id = f"R{known.next_number}/{ordinal}"
        values = report.as_dict() | {
            "load_id": load_id,
            "release": known.next_number,
            "options": options.to_json(),
            "loaded_at": read_clock(),
            "loaded_by": made_by or None,
            "unread_texts": [f"{cell.column}: “{cell.text}” ({cell.rows:,})" for cell in report.unread_cells],
        }
        noted_rows[LOADS.name].append([values[column.name] for column in LOADS.columns])
        for table, found in ((REJECTS, values["rejects"]), (UNREAD_CELLS, values["unread_cells"])):
            of_load = [{"load_id": load_id} | row for row in found]
            noted_rows[table.name] += [[row[column.name] for column in table.columns] for row in of_load]
        for word in (word for word in (*report.words, *report.named_headers) if word.load_id is None):
            row = asdict(word) | {"feed": report.feed, "load_id": load_id}
            noted_rows[WORD_MEANINGS.name].append([row[column.name] for column in WORD_MEANINGS.columns])
    known.con.execute("CREATE SCHEMA noted")
    for table in tables:
        columns = {column.name: column.type for column in table.columns}
        make_table(known.con, f"noted.{table.name}", columns, noted_rows[table.name])
        noted = {}
        for feed in sorted({report.feed for report in reports if report.feed}):
            of_feed = f"SELECT load_id FROM noted.loads WHERE feed = {quote_text(feed)}"
            noted[Cut(feed)] = (
                f"SELECT {join_columns(table)} FROM ({known.select(table, feed)}) "
                f"UNION ALL FROM noted.{table.name} WHERE load_id IN ({of_feed})"
            )
            if table is WORD_MEANINGS:
                noted[Cut(feed)] = fill_in(
                    "word_meanings_after",
                    columns=join_columns(table),
                    known=known.select(table, feed),
                    given=f"noted.{table.name}",
                    key=list_names(table.key),
                    of_feed=of_feed,
                )
        cuts = cuts | {table.name: noted}
    return cuts


def publish(
    known: Known,
    cuts: Cuts,
    *,
    message: str,
    made_by: str,
    inputs: Mapping[str, str],
    write: PartWriter = write_parts,
) -> Manifest:
    """Publish the release after the known one, with its rewritten cuts. Call within `lake.writing()`.

    `inputs` maps the names of the files it is made from to their SHA-256, `write` writes its parts.
    """
    return known.lake.publish(
        known.con,
        parent=known.release,
        rewritten=cuts,
        message=message,
        made_by=made_by,
        inputs=dict(inputs),
        versions={"patrolwatch": VERSION, "duckdb": duckdb.__version__},
        write=write,
    )
