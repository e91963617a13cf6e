"""How far patrols came: the places that a table names, as the release knows them, and their kilometres.

A name is looked up among the places and their other names, whatever its case, accents and hyphens. One that is not found, or that
two places have, stays in the cell as it was written, and the load says so: it is neither guessed nor a reason to lose the patrol.
"""

from dataclasses import replace

from etl import geometry
from etl.load.sql import fill_in, open_schema
from etl.load.sql.relations import Batch
from etl.tables.records import PATROLS, PLACES

NAMES_SHOWN = 8


def find_reaches(batch: Batch) -> Batch:
    """Give the patrols of a batch the places and the kilometres from which and to which they ran."""
    patrols = batch.records.get(PATROLS.name)
    if not patrols:
        return batch
    named, ends = batch.name(PATROLS, "places_named"), batch.name(PATROLS, "ends")
    batch.con.execute(
        f"CREATE TABLE {named} AS " + fill_in("places_named", patrols=patrols.events, places=batch.known.select(PLACES))
    )
    if not batch.con.execute(f"SELECT 1 FROM {named} LIMIT 1").fetchall():
        return batch
    with open_schema(batch.con, batch.schema) as cursor:
        geometry.draw_routes(cursor)
        points = (
            f"SELECT DISTINCT place, corridor, lat, lon FROM {named} WHERE place IS NOT NULL AND corridor IS NOT NULL"
        )
        geometry.find_kilometres(cursor, ends, points)
    reached = batch.name(PATROLS, "reached")
    query = fill_in("patrols_reached", events=patrols.events, named=named, ends=ends)
    batch.con.execute(f"CREATE VIEW {reached} AS {query}")
    unknown = [
        name
        for (name,) in batch.con.execute(f"SELECT DISTINCT name FROM {named} WHERE place IS NULL ORDER BY 1").fetchall()
    ]
    if unknown:
        more = f" and {len(unknown) - NAMES_SHOWN:,} more" if len(unknown) > NAMES_SHOWN else ""
        batch = batch.warn(
            f"Places of patrols that the release does not know, or knows twice: {', '.join(unknown[:NAMES_SHOWN])}{more}. Where "
            "the table gives no km_from and km_to, it is not known how far these patrols came."
        )
    return batch.with_records(replace(patrols, events=reached))
