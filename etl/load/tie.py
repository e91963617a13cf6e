"""What the files of one load say of where incidents belong: the patrols that they name by number, and the placements kept.

See `etl/load/place.py` for corridors that come later than the incidents on them.
"""

from typing import TYPE_CHECKING

from etl.lake import Cut
from etl.load.identify import Events
from etl.load.place import SQL, TIES, distances_said
from etl.tables.loads import PLACEMENTS
from etl.tables.records import INCIDENTS, PATROL_NUMBERS, PATROLS
from etl.tables.schema import quoted

if TYPE_CHECKING:
    from etl.load.batch import Today

NUMBERS = (SQL / "patrols_by_number.sql").read_text(encoding="utf-8")


def number_patrols(batch: "Today") -> None:
    """Make `numbers`: which patrol of this feed, in this load or before, has which number in whose count."""
    con, patrols = batch.con, batch.records.get(PATROLS.name)
    loaded = f"FROM ({batch.live(patrols)})" if patrols else "FROM (SELECT NULL AS patrol_id) WHERE false"
    known = f"SELECT * FROM ({batch.before(PATROLS)}) ANTI JOIN (SELECT patrol_id {loaded}) USING (patrol_id) WHERE withdrawn_release IS NULL"
    others = batch.lake.rows_of(con, batch.parent, PATROL_NUMBERS.name, lambda part: part.feed == batch.feed.name)
    con.execute(NUMBERS.format(
        into=f"{batch.schema}.numbers", known=known, others=others, corridors=f"{batch.schema}.corridors",
        loaded=f"UNION ALL SELECT patrol_id, corridor, extra_patrol_number, extra_counted_by {loaded}" if patrols else "",
    ))  # fmt: skip


def tie_known(batch: "Today") -> None:
    """Tie the known attacks that name the number of a patrol of this load, and were loaded before it."""
    con = batch.con
    found = batch.records.setdefault(
        INCIDENTS.name, Events(INCIDENTS, quoted(INCIDENTS.id_column), "", "", unique=True)
    )
    known = f"({batch.before(INCIDENTS)})"
    if found.rows:  # those of this load have been tied
        known += f" ANTI JOIN (FROM {found.rows}) USING ({found.key})"
    ties = f"{batch.schema}.ties"
    con.execute(f"CREATE TABLE {ties} AS " + TIES.format(
        incidents=f"SELECT * FROM {known}", placements=batch.before(PLACEMENTS), numbers=f"{batch.schema}.numbers",
        patrols=batch.live(batch.records[PATROLS.name]),
    ))  # fmt: skip
    years = con.execute(f"SELECT year, count(*) FROM {ties} GROUP BY ALL").fetchall()
    for year, _ in years:
        cut = Cut(batch.feed.name, year)
        found.cuts[cut] = (
            "SELECT r.* REPLACE (coalesce(r.patrol_id, t.patrol_id) AS patrol_id) "
            f"FROM ({found.cuts.get(cut) or batch.before(INCIDENTS, {year})}) AS r LEFT JOIN {ties} AS t USING (incident_id)"
        )
    if tied := sum(count for _, count in years):
        batch.warnings.append(f"{tied:,} known attacks were tied to patrols of this load by their numbers.")
    if not (found.rows or found.cuts):
        del batch.records[INCIDENTS.name]


def placements(batch: "Today") -> str | None:
    """A query for the placements of the feed once this load is published; None where they stay as they are.

    An incident has one where its feed names corridors or patrols, or where it may lie otherwise far from a route than the load
    said that brought it.
    """
    found, known = batch.records.get(INCIDENTS.name), batch.before(PLACEMENTS)
    if not found or not found.rows:
        return None
    said = distances_said(batch.con, batch.lake, batch.parent, batch.feed.name)
    names_roads = "patrol_number" in batch.extras
    if not names_roads and set(said.values()) <= {batch.within_km} and not _has_any(batch, known):
        return None
    fate = f"JOIN {found.matched} USING ({found.key})" if found.matched else ""
    stating = f"({batch.live(found)}) {fate}" + (" WHERE fate <> 'left_out'" if found.matched else "")
    if names_roads:
        columns = (
            "named_corridor AS corridor, {} AS within_km, extra_patrol_number AS number, extra_counted_by AS counted_by"
        )
        stated = f"SELECT {found.key}, {columns.format(batch.within_km)} FROM {stating}"
    elif found.matched:
        differs = [str(release) for release, within_km in said.items() if within_km != batch.within_km]
        stated = (
            f"SELECT {found.key}, NULL::VARCHAR, {batch.within_km}, NULL::INTEGER, NULL::VARCHAR FROM {stating} "
            f"AND first_release IN ({', '.join(differs) or 'NULL'})"
        )
    else:
        return None
    after = f"{batch.schema}.placements"
    batch.con.execute(
        f"CREATE TABLE {after} AS SELECT * FROM ({known}) ANTI JOIN (SELECT {found.key} FROM {stating}) USING ({found.key}) "
        f"UNION ALL {stated}"
    )
    differ = " UNION ALL ".join(
        f"(FROM {one} EXCEPT FROM {other})" for one, other in ((after, f"({known})"), (f"({known})", after))
    )
    return f"FROM {after}" if _has_any(batch, differ) else None


def _has_any(batch: "Today", query: str) -> bool:
    return bool(batch.con.execute(f"SELECT 1 FROM ({query}) LIMIT 1").fetchall())
