"""Decides which events of a report are not proposed, because such proposals were too often wrong in reports with answers."""

from dataclasses import dataclass
from datetime import timedelta

from etl.feeds.articles.events import Event
from etl.feeds.articles.reading import Reading
from etl.feeds.articles.undated import FLASH

LONGEST = timedelta(days=200)
REASONS = {
    "denied": "the report denies it",
    "sum": "it spans more than half a year, so it may be a sum of attacks",
    "vague": "the report does not give its day",
    "long": "the report gives no day for it, and is longer than a flash or a headline",
    "undated": "the report gives no day for it, but does for others: it may be one of these, or background",
}


@dataclass(frozen=True)
class LeftOut:
    """An event that is not proposed: its kind, the sentence of the report, and the reason (a key of `REASONS`)."""

    kind: str
    evidence: str
    reason: str

    def __str__(self) -> str:
        return f"{self.kind}: {REASONS[self.reason]}. “{self.evidence}”"


def find_reason(event: Event, reading: Reading, is_new: bool, has_dated: bool) -> str | None:
    """Return why an event of a report is left out, as a key of `REASONS`; None if it is proposed.

    `is_new` says that it is news, `has_dated` that the report dates other events.
    """
    first, last = event.days
    if event.is_denied:
        return "denied"
    if event.kind == "attack" and first and last and last - first > LONGEST:
        return "sum"
    if event.kind == "milestone" and (first is None or first != last):
        return "vague"
    if first is not None or reading.report.published is None or (event.kind == "suspension" and is_new):
        return None
    if has_dated:
        return "undated"
    return "long" if len(reading.sentences) > FLASH else None
