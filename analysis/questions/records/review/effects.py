"""The effect of entries on the headlines."""

from collections.abc import Iterable

from analysis.questions.changes import HeadlineChange, compare_headlines
from analysis.questions.holdings import read_choices
from analysis.release import Release
from etl.review.entries import Entry
from etl.tables.records import REVIEWED_TABLES


def compare_headlines_of(before: Release, after: Release, entries: Iterable[Entry]) -> list[HeadlineChange]:
    """Compare the headlines of each corridor and feed that the entries touch, before and after.

    The choices are those of a page opened without any. Raises QueryStopped.
    """
    offered = read_choices(after)
    ids: dict[str, set[str]] = {}
    for entry in entries:
        ids.setdefault(entry.table, set()).update(filter(None, (entry.record_id, entry.other_id)))
    touched = set()
    for table, named in ids.items():
        key = REVIEWED_TABLES[table].id_column
        query = f"SELECT DISTINCT corridor, feed FROM ever.{table} WHERE {key} IN (SELECT unnest($ids::VARCHAR[]))"  # noqa: S608 - declared names
        for release in (before, after):
            rows = release.query(query, ids=sorted(named)).to_pylist()
            touched |= {(row["corridor"], row["feed"]) for row in rows}
    return [
        compare_headlines(before, after, offered.make_default(corridor, feed))
        for corridor, feed in sorted(touched, key=str)
        if (corridor, feed) in offered.days
    ]
