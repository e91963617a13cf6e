"""What the files of one load say of one feed: its records, set against those that the release before holds.

A load meets three tables at most: patrols, incidents and suspensions. Each is matched by the ids of the feed; a record
without one is known by its content.
"""

from collections.abc import Collection

import duckdb

from etl import geometry as corridors
from etl.feeds import Feed
from etl.lake import Cut, Lake, Manifest
from etl.load import tie as ties
from etl.load.coverage import coverage_of
from etl.load.identify import Events, events_of, extras_of
from etl.load.match import fates, in_year, release_order, year_of
from etl.load.normalise import Staged, parquet
from etl.load.place import PLACED_PRECISION, WITHIN_KM
from etl.tables import checks
from etl.tables.columns import Table
from etl.tables.loads import PLACEMENTS
from etl.tables.records import CASE_TABLES, COVERAGE, INCIDENTS, PATROL_NUMBERS, PATROLS, SOURCES, SUSPENSIONS
from etl.tables.schema import column_list, literal, live_rows, quoted

MATCHED = (PATROLS, INCIDENTS, SUSPENSIONS)


class Today:
    """The records of one feed in one load. Call `place`, `check` and `match`, then ask for `rewritten`."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        lake: Lake,
        parent: Manifest | None,
        feed: Feed,
        staged: list[Staged],
        number: int,
    ):
        self.con, self.lake, self.parent, self.feed, self.number = con, lake, parent, feed, number
        self.schema = f"today_{feed.name}"
        self.withdraws = next((table.shape.withdraws for table in staged if table.shape.withdraws), None)
        self.extras = extras_of(staged)
        con.execute(f"CREATE SCHEMA {self.schema}")
        con.execute(
            f'CREATE TABLE {self.schema}.refused ("table" VARCHAR, key VARCHAR, reason VARCHAR, "column" VARCHAR, detail VARCHAR)'
        )
        con.execute(f'CREATE TABLE {self.schema}.kept_out ("table" VARCHAR, key VARCHAR, rule VARCHAR)')
        self.records = {
            table.name: events_of(con, self.schema, feed, table, source, staged)
            for table in MATCHED
            if not self.withdraws and (source := parquet(staged, table.name))
        }
        self.deleted = parquet(staged, INCIDENTS.name) if self.withdraws else None
        self.withdrawn = 0
        self.within_km = WITHIN_KM
        self.complete: list = []
        self.warnings: list[str] = []

    def _name(self, table: Table, what: str) -> str:
        return f"{self.schema}.{table.name}_{what}"

    # Placing

    def place(self, within_km: float, corridor_only: bool) -> None:
        """Say which incidents lie on which corridor, and tie to a patrol those that name one by its number."""
        con, self.within_km = self.con, within_km
        con.execute(f"CREATE VIEW {self.schema}.corridors AS {self.lake.rows_of(con, self.parent, 'corridors')}")
        if PATROLS.name in self.records:
            self._number_patrols()
            self._refuse({PATROLS.name})  # first: no incident may be tied to a patrol that is rejected
        if "patrol_number" in self.extras:
            ties.number_patrols(self)
        found = self.records.get(INCIDENTS.name)
        if not found:
            return
        con.execute(f"USE {self.schema}")
        corridors.draw_routes(con)
        placed = self._name(INCIDENTS, "placed")
        corridors.nearest(
            con,
            placed,
            f"SELECT {found.key} AS point_id, lat, lon, corridor AS given FROM {found.events} "
            f"WHERE lat IS NOT NULL AND geo_precision = {literal(PLACED_PRECISION)}",
            within_km,
        )
        con.execute("USE memory.main")
        replaced = "coalesce(e.corridor, p.corridor) AS corridor, p.km AS km, p.offset_km AS offset_km"
        tie = ""
        if "patrol_number" in self.extras:
            tie = f" LEFT JOIN {self.schema}.numbers AS n ON e.target = 'patrol' AND n.corridor = coalesce(e.corridor, p.corridor) AND n.number = e.extra_patrol_number AND n.counted_by = coalesce(e.extra_counted_by, n.own_count)"
            replaced += ", n.patrol_id AS patrol_id"
        con.execute(
            f"CREATE VIEW {self._name(INCIDENTS, 'located')} AS SELECT e.* REPLACE ({replaced}), e.corridor AS named_corridor "
            f"FROM {found.events} AS e LEFT JOIN {placed} AS p ON e.{found.key} = p.point_id{tie}"
        )
        found.events = self._name(INCIDENTS, "located")
        if corridor_only:
            if not self._corridors():
                self.warnings.append(
                    "This lake has no corridor yet, so --corridor-only leaves everything out: run `patrolwatch build` or "
                    "`patrolwatch corridor add`, then load again."
                )
            con.execute(
                f"INSERT INTO {self.schema}.kept_out SELECT 'incidents', {found.key}, 'it lies on no corridor' FROM {found.events} WHERE corridor IS NULL"
            )

    def _number_patrols(self) -> None:
        """The number of a patrol is the one in the corridor's own count; others stand in `patrol_numbers`."""
        patrols = self.records[PATROLS.name]
        if "patrol_number" not in self.extras:
            return
        own = f"SELECT corridor, own_count FROM {self.schema}.corridors"
        self.con.execute(
            f"CREATE VIEW {self._name(PATROLS, 'counted')} AS SELECT e.* REPLACE (CASE WHEN coalesce(extra_counted_by, own_count) = own_count "
            f"THEN extra_patrol_number END AS number) FROM {patrols.events} AS e LEFT JOIN ({own}) USING (corridor)"
        )
        patrols.events = self._name(PATROLS, "counted")

    def _patrol_numbers(self) -> str:
        """The numbers of today's patrols in counts other than the corridor's own."""
        return f"""
            SELECT patrol_id, extra_counted_by AS counted_by, extra_patrol_number AS number, source_ids[1] AS source_id
            FROM ({self.live(self.records[PATROLS.name])}) JOIN (SELECT corridor, own_count FROM {self.schema}.corridors) USING (corridor)
            WHERE extra_patrol_number IS NOT NULL AND extra_counted_by IS NOT NULL AND extra_counted_by <> own_count"""

    # Checking

    def check(self) -> None:
        """Reject the records that break a rule, alone or by what they name. Patrols were looked at when they were placed."""
        self._refuse(set(self.records) - {PATROLS.name})

    def _refuse(self, tables: Collection[str]) -> None:
        con, schema = self.con, f"live_{self.feed.name}"
        con.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        for name, table in CASE_TABLES.items():
            rows = []
            if found := self.records.get(name):
                rows.append(
                    f"SELECT {column_list(table)} FROM (SELECT *, {self.number} AS first_release, NULL::INTEGER AS withdrawn_release "
                    f"FROM ({self.live(found)}))"
                )
            # Incidents and suspensions that stand were checked when they came; patrols are named by incidents.
            if table not in (INCIDENTS, SUSPENSIONS):
                rows.append(self.lake.rows_of(con, self.parent, name))
            if name == SOURCES.name and self._has_sources:
                rows.append(self._sources())
            if name == PATROL_NUMBERS.name and self._has_numbers:
                rows.append(self._patrol_numbers())
            query = " UNION ALL BY NAME ".join(f"({row})" for row in rows) or f"({self.lake.rows_of(con, None, name)})"
            # Of a record that stood before, today's state counts.
            newest = " ORDER BY first_release DESC" if table.tracked else ""
            unique = (
                f"QUALIFY row_number() OVER (PARTITION BY {', '.join(map(quoted, table.key))}{newest}) = 1"
                if len(rows) > 1
                else ""
            )
            con.execute(f"CREATE OR REPLACE VIEW {schema}.{name} AS FROM ({query}) WHERE {live_rows(table)} {unique}")
        con.execute(f"USE {schema}")
        try:
            wrong = [
                (checks.about(sentence), record, sentence, checks.COLUMNS_AT_FAULT.get(sentence), detail)
                for sentence, query in checks.CHECKS
                if checks.about(sentence) in tables
                for record, detail in con.execute(query).fetchall()
            ]
        finally:
            con.execute("USE memory.main")
        if wrong:
            con.executemany(f"INSERT INTO {self.schema}.refused VALUES (?, ?, ?, ?, ?)", wrong)

    @property
    def _has_numbers(self) -> bool:
        return PATROLS.name in self.records and {"patrol_number", "counted_by"} <= set(self.extras)

    @property
    def _has_sources(self) -> bool:
        return "source" in self.extras

    def _sources(self, live: bool = False) -> str:
        """The documents that the rows of an analyst's table name, or those rows that became records."""
        stated = {
            "source_id": "source_ids[1]",
            "publisher": "extra_source",
            "title": "extra_source",
            "url": "extra_source_url",
            "accessed_via": "'named in an analyst''s table'",
        }
        columns = ", ".join(
            f"{stated.get(column.name, 'NULL')}::{column.type} AS {quoted(column.name)}" for column in SOURCES.columns
        )
        rows = " UNION ".join(
            f"SELECT {columns} FROM ({self.live(found) if live else f'FROM {found.rows}'}) WHERE source_ids IS NOT NULL"
            for found in self.records.values()
            if found.rows
        )
        return rows

    def files_with_refused_rows(self) -> set[int]:
        """The numbers of the files of which a check refused a record."""
        return {
            number
            for found in self.records.values()
            for (number,) in self.con.execute(
                f"SELECT DISTINCT file FROM {found.rows} WHERE {self.is_in(found, 'refused')}"
            ).fetchall()
        }

    def forget(self) -> None:
        """Drop what was made of the records, so that they can be looked at anew."""
        self.con.execute(f"DROP SCHEMA {self.schema} CASCADE; DROP SCHEMA live_{self.feed.name} CASCADE")

    # Matching

    def live(self, found: Events) -> str:
        """The events that are neither refused nor kept out."""
        if not self.refused_any():  # an empty list is still asked for each of a million records
            return f"SELECT * FROM {found.events}"
        return f"SELECT * FROM {found.events} WHERE NOT {self.is_in(found, 'refused')} AND NOT {self.is_in(found, 'kept_out')}"

    def is_in(self, found: Events, what: str) -> str:
        """The condition that a record is refused or kept out. The same id may stand in two tables."""
        return f'{found.key} IN (SELECT key FROM {self.schema}.{what} WHERE "table" = {literal(found.table.name)})'

    def match(self, complete: Collection, releases: Collection[str | None]) -> None:
        """Set the records against those of the release before, and find the parts that have to be written anew."""
        if self.withdraws:
            self._withdraw(INCIDENTS, f"feed_id IN (SELECT feed_id FROM {self.deleted} WHERE fate IS NULL)")
            return
        if self.feed.replaces_older:
            self._keep_older_releases_out()
        for found in list(self.records.values()):
            self._match(found)
        if PATROLS.name in self.records and "patrol_number" in self.extras:
            ties.tie_known(self)
        self.complete = [scope for scope in complete if scope.country in self._corridors()]
        self.warnings += [self._unknown_country(scope.country) for scope in complete if self._is_unknown(scope.country)]
        for found in [found for found in self.records.values() if found.rows and complete]:
            self._withdraw_what_is_not_held(found, complete, releases)

    def _is_unknown(self, country: str) -> bool:
        """Whether neither a corridor nor a country of any record has this name."""
        if country == "all" or country in self._corridors():
            return False
        rows = " UNION ALL ".join(
            f"SELECT country FROM ({rows})"
            for rows in [
                self.before(INCIDENTS),
                *(
                    f"FROM {found.rows}"
                    for name, found in self.records.items()
                    if name == INCIDENTS.name and found.rows
                ),
            ]
        )
        return not self.con.execute(
            f"SELECT 1 FROM ({rows}) WHERE lower(country) = {literal(country.lower())} LIMIT 1"
        ).fetchall()

    def _unknown_country(self, country: str) -> str:
        return f"--complete {country}: no record is of this country and no corridor has this name, so nothing was withdrawn."

    def _keep_older_releases_out(self) -> None:
        found = self.records[INCIDENTS.name]
        self.con.execute(
            f"INSERT INTO {self.schema}.kept_out SELECT 'incidents', {found.key}, 'a newer release of the feed is known' FROM {found.events} "
            f"WHERE len({release_order('feed_release')}) = 2 AND {release_order('feed_release')} < ({self._newest_known()})"
        )

    def _newest_known(self) -> str:
        """A query for the newest release of the feed of which a file was loaded."""
        loads = self.lake.rows_of(self.con, self.parent, "loads", lambda part: part.feed == self.feed.name)
        return (
            f"SELECT max({release_order('feed_release')}) FROM ({loads}) WHERE len({release_order('feed_release')}) = 2"
        )

    def is_newest_release(self) -> bool:
        """Whether the records are of a newer release than any known one, of a feed whose releases replace each other.

        Then the load is noted even where it changes no record: else an older release, loaded later, would be the newer one
        of the two that are known, and change some.
        """
        if not self.feed.replaces_older:
            return False
        order = release_order("feed_release")
        return bool(
            self.con.execute(
                f"SELECT 1 FROM ({self.live(self.records[INCIDENTS.name])}) WHERE len({order}) = 2 "
                f"AND {order} > ({self._newest_known()}) LIMIT 1"
            ).fetchall()
        )

    def _corridors(self) -> set[str]:
        rows = self.con.execute(
            f"SELECT corridor FROM ({self.lake.rows_of(self.con, self.parent, 'corridors')})"
        ).fetchall()
        return {name for (name,) in rows}

    def _withdraw_what_is_not_held(self, found: Events, complete: Collection, releases: Collection[str | None]) -> None:
        """Withdraw the records of complete days that the files lack, by country or by corridor."""
        day = "start" if found.table is SUSPENSIONS else "date"
        scopes = []
        for scope in complete:
            days = f"{quoted(day)} BETWEEN DATE '{scope.first}' AND DATE '{scope.through}'"
            if scope in self.complete:
                scopes.append(f"corridor = {literal(scope.country)} AND {days}")
            elif found.table is INCIDENTS:
                country = "true" if scope.country == "all" else f"lower(country) = {literal(scope.country.lower())}"
                scopes.append(f"{country} AND {days}")
        if not scopes:
            return
        # A record that was rejected or left out is in the file none the less.
        held = (
            f"{found.key} IN (SELECT {found.key} FROM {found.rows}) OR feed_id IN (SELECT feed_id FROM {found.source})"
        )
        # An older release does not know what came after it.
        loaded = ", ".join(f"{release_order(literal(release))}" for release in releases if release)
        knows = loaded and found.table is not SUSPENSIONS
        newer = f"coalesce({release_order('feed_release')} > list_max([{loaded}]), false)" if knows else "false"
        self._withdraw(found.table, f"({' OR '.join(scopes)}) AND NOT coalesce({held}, false) AND NOT {newer}")

    def before(self, table: Table, years: set | None = None) -> str:
        return self.lake.rows_of(
            self.con, self.parent, table.name,
            lambda part: part.feed == self.feed.name and (years is None or part.year in years),
        )  # fmt: skip

    def _match(self, found: Events) -> None:
        con, table, key = self.con, found.table, found.key
        live = self.live(found)
        fresh = f"SELECT {year_of(table)} FROM ({live})"
        hits = []
        if self.parent and any(part.feed == self.feed.name for part in self.parent.tables[table.name].parts):
            hits = con.execute(
                f"SELECT DISTINCT {year_of(table)} FROM ({self.before(table)}) SEMI JOIN ({live}) USING ({key})"
            ).fetchall()
        if hits:
            found.matched = self._name(table, "matched")
            before = self.before(table, {year for (year,) in hits})
            con.execute(f"CREATE TABLE {found.matched} AS {fates(table, live, before)}")
            # Only what is new or changed is written, and where a changed record stood before.
            fresh = (
                f"SELECT {year_of(table)} FROM ({live}) JOIN {found.matched} USING ({key}) WHERE fate IN ('loaded', 'changed') "
                f"UNION SELECT year_before FROM {found.matched} WHERE fate = 'changed'"
            )
        for (year,) in con.execute(f"SELECT DISTINCT * FROM ({fresh})").fetchall():
            found.cuts[Cut(self.feed.name, year)] = self._cut(found, live, year)

    def _cut(self, found: Events, live: str, year: int | None) -> str:
        """All rows of one cut: those that stay as they were, and those that are new or changed."""
        table, key = found.table, found.key
        ours = f"WHERE {in_year(table, year)}" if table.period else ""
        declared = ", ".join(quoted(column.name) for column in table.declared)
        if not found.matched:
            new = f"SELECT {declared}, {self.number} AS first_release, NULL::INTEGER AS withdrawn_release FROM ({live}) {ours}"
            return f"{new} UNION ALL SELECT {column_list(table)} FROM ({self.before(table, {year})})"
        return f"""
            SELECT {declared}, coalesce(first_release, {self.number}) AS first_release, NULL::INTEGER AS withdrawn_release
            FROM ({live}) JOIN (FROM {found.matched} WHERE fate IN ('loaded', 'changed')) USING ({key}) {ours}
            UNION ALL
            SELECT {column_list(table)} FROM ({self.before(table, {year})})
            ANTI JOIN (FROM {found.matched} WHERE fate = 'changed') USING ({key})"""

    def _withdraw(self, table: Table, which: str) -> None:
        """Mark the live records of this feed that fulfil a condition as withdrawn."""
        con = self.con
        gone = f"SELECT * FROM ({self.before(table)}) WHERE withdrawn_release IS NULL AND {which}"
        years = con.execute(f"SELECT {year_of(table)}, count(*) FROM ({gone}) GROUP BY ALL").fetchall()
        found = self.records.setdefault(table.name, Events(table, quoted(table.id_column), "", "", unique=True))
        for year, count in years:
            cut = Cut(self.feed.name, year)
            rows = found.cuts.get(cut) or self.before(table, {year})
            found.cuts[cut] = (
                f"SELECT * REPLACE (CASE WHEN withdrawn_release IS NULL AND {which} THEN {self.number} ELSE withdrawn_release END "
                f"AS withdrawn_release) FROM ({rows})"
            )
            self.withdrawn += count

    # What came of it

    def rewritten(self) -> dict[str, dict[Cut, str]]:
        """The parts to write anew, by table: none where no record is new, changed or withdrawn."""
        parts = {name: dict(found.cuts) for name, found in self.records.items() if found.cuts}
        own = Cut(self.feed.name)
        if placements := None if self.withdraws else ties.placements(self):
            parts[PLACEMENTS.name] = {own: placements}
        if not set(parts) - {PLACEMENTS.name}:
            return parts
        coverage = f"{self.schema}.coverage"
        days = coverage_of(self.con, self.lake, self.parent, self.feed.name, parts, self.complete)
        self.con.execute(f"CREATE TABLE {coverage} AS {days}")
        parts[COVERAGE.name] = {own: f"FROM {coverage}"}
        if self._has_sources:
            known = self.lake.rows_of(self.con, self.parent, SOURCES.name, lambda part: part.cut == own)
            parts[SOURCES.name] = {
                own: f"SELECT * FROM ({known} UNION ALL BY NAME {self._sources(live=True)}) QUALIFY row_number() OVER (PARTITION BY source_id ORDER BY title, url) = 1"
            }
        if PATROLS.name in parts:
            known = self.lake.rows_of(self.con, self.parent, PATROL_NUMBERS.name, lambda part: part.cut == own)
            numbers = f"{self._patrol_numbers()} UNION ALL BY NAME {known}" if self._has_numbers else known
            # A patrol that is withdrawn takes its numbers along.
            parts[PATROL_NUMBERS.name] = {
                own: f"SELECT * FROM ({numbers}) SEMI JOIN (SELECT patrol_id FROM ({parts[PATROLS.name][own]}) "
                "WHERE withdrawn_release IS NULL) USING (patrol_id) "
                "QUALIFY row_number() OVER (PARTITION BY patrol_id, counted_by ORDER BY number) = 1"
            }
        return parts

    def refused_any(self) -> bool:
        return any(
            self.con.execute(f"SELECT count(*) FROM {self.schema}.{name}").fetchone()[0]
            for name in ("refused", "kept_out")
        )
