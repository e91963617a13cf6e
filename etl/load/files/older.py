"""Refuses files that look older than the known records of their feed but do not name their release.

Such a file would undo later corrections and withdraw newer records, so the user has to say which is newer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from etl.load.report import FileReport
from etl.load.sql import fetch_row, fill_in
from etl.load.sql.relations import Batch, Records
from etl.tables.records import INCIDENTS


@dataclass(frozen=True)
class _Compared:
    """The files of a load compared with the known records of their feed in the same countries: see older.sql."""

    last_day: date | None
    last_known_day: date | None
    new: int
    lacking: int
    stamp: int | None
    known_stamp: int | None
    undated: int

    @property
    def is_older(self) -> bool:
        """Whether the files look older: by the feed's timestamps if there are any, otherwise by the last day, otherwise by ids."""
        if self.stamp is not None and self.known_stamp is not None:
            return self.stamp < self.known_stamp
        if self.last_day is None or self.last_known_day is None or self.last_day > self.last_known_day:
            return False
        return self.last_day < self.last_known_day or (self.lacking > 0 and self.new == 0)


def refuse_older(batch: Batch, reports: Sequence[FileReport]) -> None:
    """Refuse files that look older than the known records, if they would change or withdraw any.

    If all files and known records have named releases, the order of releases decides for each record, and none is refused.
    """
    incidents = batch.records.get(INCIDENTS.name)
    changed, withdrawn = (sum(getattr(report, count) for report in reports) for count in ("changed", "withdrawn"))
    if not batch.feed.later_files_replace or not incidents or not changed + withdrawn:
        return
    if _has_newest_stamp(batch, incidents):
        return
    query = fill_in("older", rows=incidents.rows, known=batch.select_known(INCIDENTS))
    compared = _Compared(*fetch_row(batch.con, query))
    for report in reports:
        if compared.is_older and not (report.feed_release and not compared.undated):
            report.refuse(_describe(batch, report, compared, changed, withdrawn), ["newer", "feed-release"])


def _has_newest_stamp(batch: Batch, incidents: Records) -> bool:
    """Whether the feed changed no known record of these days after the records of the files. Reads only the parts of these days."""
    span = f"SELECT min(date), max(date_end), max(feed_updated) FROM {incidents.rows} WHERE nth = 1"
    first, last, stamp = fetch_row(batch.con, span)
    known = f"SELECT max(feed_updated) FROM ({batch.select_known(INCIDENTS)}) WHERE withdrawn_release IS NULL AND date BETWEEN ? AND ?"
    (known_stamp,) = fetch_row(batch.con, known, [first, last])
    return stamp is not None and known_stamp is not None and stamp >= known_stamp


def _describe(batch: Batch, report: FileReport, compared: _Compared, changed: int, withdrawn: int) -> str:
    if compared.last_day != compared.last_known_day:
        why = f"its last day is {compared.last_day}, and {compared.last_known_day} is known for the same countries"
    elif compared.lacking and not compared.new:
        why = f"it holds nothing new, and lacks {compared.lacking:,} known records of its days"
    else:
        why = "the feed has since changed known records of its days"
    would = [f"{verb} {count:,}" for verb, count in (("change", changed), ("withdraw", withdrawn)) if count]
    return (
        f"{report.file}: it looks older than what is known of {batch.feed.title}: {why}. It would {' and '.join(would)} of the known "
        "records. If it is the newer one, use --newer; or name its release with --feed-release."
    )
