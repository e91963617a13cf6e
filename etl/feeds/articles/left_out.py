"""What a report mentions but is not proposed, because it was wrong too often in reports with answers, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from etl.feeds.articles.events import Event

LONGEST = timedelta(days=200)
REASONS = {
    "denied": "the report denies it",
    "sum": "it spans more than half a year, so it may be a sum of attacks",
    "vague": "the report does not give its day",
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


def find_reason(event: Event, events: Sequence[Event], published: date | None, is_new: bool) -> str | None:
    """Return why an event of a report is left out, as a key of `REASONS`; None if it is proposed. `is_new` says that it is news."""
    first, last = event.days
    if event.is_denied:
        return "denied"
    if event.kind == "attack" and first and last and last - first > LONGEST:
        return "sum"
    if event.kind == "milestone" and (first is None or first != last):
        return "vague"
    if first is not None or published is None or (event.kind in ("suspension", "resumption") and is_new):
        return None
    return "undated" if any(each.days[0] for each in events) else None
