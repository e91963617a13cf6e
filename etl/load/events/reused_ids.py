"""Handles tables kept by people whose ids are those of other known events, since many people number each month from 1."""

from collections.abc import Sequence

from etl.load.report import FileReport
from etl.load.sql import fetch_row, fill_in
from etl.load.sql.relations import Batch
from etl.tables.records import INCIDENTS, PATROLS
from etl.tables.schema import quote_identifier

IDS_SHOWN = 3
# What distinguishes events of one day.
DISTINGUISHING = {
    INCIDENTS.name: ("kind", "place", "corridor"),
    PATROLS.name: ("number", "outcome", "corridor", "participants"),
}


def refuse_reused_ids(batch: Batch, reports: Sequence[FileReport]) -> None:
    """Refuse tables kept by people if most of their known ids belong to other events: many people number each month from 1.

    If fewer do, the reports name them.
    """
    if not batch.feed.is_kept_by_people:
        return
    for table, columns in DISTINGUISHING.items():
        records = batch.records.get(table)
        if not records or not records.fates:
            continue
        query = fill_in(
            "reused_ids",
            accepted=records.accepted,
            known=batch.select_known(records.table),
            key=records.key,
            day=quote_identifier(records.table.day),
            differs=" OR ".join(f"coalesce(new.{name} <> old.{name}, false)" for name in columns),
        )
        known, others, shown = fetch_row(batch.con, query)
        if not others:
            continue
        sentence = f"{others:,} of {known:,} known ids name other {table} here, of another day ({', '.join(shown[:IDS_SHOWN])})"
        for report in reports:
            if others > 1 and 2 * others > known:
                report.refuse(
                    f"{report.file}: {sentence}. Give each record an id that no other has, or use --newer if the known ones were wrong.",
                    ["newer"],
                )
            else:
                report.add_remarks(f"{sentence}: they take the place of the known ones.")
