"""What became of the rows of each file of a load: the counts of its report, and what is said beside them."""

from typing import TYPE_CHECKING

from etl.load.identify import Events
from etl.load.normalise import in_order_of_the_file, rejects_of
from etl.load.place import PLACED_PRECISION, SQL
from etl.load.report import FileReport
from etl.tables.records import INCIDENTS, SUSPENSIONS
from etl.tables.schema import literal, quoted

if TYPE_CHECKING:
    from etl.load.batch import Today

REFUSED_ROWS = (SQL / "refused_rows.sql").read_text(encoding="utf-8")


def add_counts(batch: "Today", number: int, report: FileReport) -> None:
    """Add to the report of file `number` what became of its records."""
    con = batch.con
    # They are withdrawn by the load, not by one of its files: the first says so, so that a sum over files is right.
    report.withdrawn, batch.withdrawn = batch.withdrawn, 0
    if batch.withdraws:
        _count_deletions(batch, number, report)
        return
    spans = []
    for found in batch.records.values():
        if not found.rows:
            continue
        fate = "coalesce(m.fate, 'loaded')" if found.matched else "'loaded'"
        matched = f"LEFT JOIN {found.matched} AS m USING ({found.key})" if found.matched else ""
        if found.unique and not found.matched and not batch.refused_any():
            counts = con.execute(f"SELECT 'loaded', count(*) FROM {found.rows} WHERE file = {number}").fetchall()
        else:
            counts = con.execute(f"""
                SELECT CASE WHEN nth > 1 THEN 'duplicates' WHEN {batch.is_in(found, "refused")} THEN 'rejected'
                    WHEN {batch.is_in(found, "kept_out")} THEN 'left_out' ELSE {fate} END, count(*)
                FROM {found.rows} {matched} WHERE file = {number} GROUP BY ALL""").fetchall()
        for name, count in counts:
            setattr(report, name, getattr(report, name) + count)
        report.rejects += rejects_of(
            con,
            REFUSED_ROWS.format(
                rows=found.rows,
                key=found.key,
                refused=f"{batch.schema}.refused",
                file=number,
                table=literal(found.table.name),
                cells=found.cells,
            ),
        )
        if not found.unique:
            _say_what_is_alike(batch, found, f"{found.rows} {matched}", fate, number, report)
        day = quoted("date" if found.table is not SUSPENSIONS else "start")
        killed = "sum(killed_best)::BIGINT" if found.table is INCIDENTS else "NULL::BIGINT"
        spans.append(
            con.execute(f"""
            SELECT count(*), min({day}), max({day}), {killed} FROM {found.rows}
            WHERE file = {number} AND nth_in_file = 1
                AND NOT {batch.is_in(found, "refused")} AND NOT {batch.is_in(found, "kept_out")}""").fetchone()
        )
    report.rejects.sort(key=in_order_of_the_file)
    report.events = sum(span[0] for span in spans)
    report.first_date = min((span[1] for span in spans if span[1]), default=None)
    report.last_date = max((span[2] for span in spans if span[2]), default=None)
    report.killed_best = next((span[3] for span in spans if span[3] is not None), None)
    if (found := batch.records.get(INCIDENTS.name)) and found.rows:
        coarse = con.execute(f"""
            SELECT count(*) FROM {found.rows}
            WHERE file = {number} AND nth = 1 AND corridor IS NULL AND geo_precision <> {literal(PLACED_PRECISION)}""").fetchone()[
            0
        ]
        if coarse:
            report.warnings.append(f"{coarse:,} of no corridor, because their places are not known exactly.")
        for rule, count in con.execute(f"""
            SELECT rule, count(*) FROM {found.rows} JOIN {batch.schema}.kept_out ON key = {found.key} AND "table" = 'incidents'
            WHERE file = {number} AND nth = 1 GROUP BY ALL ORDER BY ALL""").fetchall():
            report.warnings.append(f"{count:,} left out: {rule}.")


def _say_what_is_alike(batch: "Today", found: Events, rows: str, fate: str, number: int, report: FileReport) -> None:
    """Say how rows without an id were counted of which others say the same, in this load or before it."""
    events, known = batch.con.execute(f"""
        SELECT count(*) FILTER ({fate} = 'loaded' AND alike > 1), count(*) FILTER ({fate} = 'duplicates')
        FROM {rows} WHERE file = {number} AND feed_id IS NULL AND NOT {batch.is_in(found, "refused")}""").fetchone()
    if events:
        report.warnings.append(
            f"{events:,} without an id say the same as another row of this load: each counts as an event of its own."
        )
    if known:
        report.warnings.append(
            f"{known:,} without an id say what a known record says, and count as duplicates: give an event that only looks "
            "the same an id."
        )


def _count_deletions(batch: "Today", number: int, report: FileReport) -> None:
    known = batch.before(INCIDENTS)
    for fate, count in batch.con.execute(f"""
        SELECT CASE WHEN nth > 1 THEN 'duplicates' WHEN b.feed_id IS NULL THEN 'left_out'
            WHEN b.withdrawn_release IS NOT NULL THEN 'duplicates' ELSE 'changed' END, count(*)
        FROM (
            SELECT file, feed_id, row_number() OVER (PARTITION BY feed_id ORDER BY file) AS nth
            FROM {batch.deleted} WHERE fate IS NULL
        ) AS d
        LEFT JOIN ({known}) AS b USING (feed_id) WHERE file = {number} GROUP BY ALL""").fetchall():
        setattr(report, fate, getattr(report, fate) + count)
        if fate == "left_out":
            report.warnings.append(f"{count:,} left out: the feed has deleted them, and they were never loaded.")
