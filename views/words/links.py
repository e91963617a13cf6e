"""What a link is told with: the number it was sent with and what became of it, and why a record went. No Streamlit."""

from collections.abc import Sequence

from analysis.links.sent_number import SentNumber
from analysis.questions.changes import describe_records
from analysis.questions.records import Presence, Withdrawal
from etl.curated import facts as curated
from etl.lake.diff import Change

NOTHING_BEHIND_IT = "no record behind it changed"
FEW_IN_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def number(sent: SentNumber) -> str:
    return "no count" if sent.patrols is None else f"{sent.attacked:,} of {sent.patrols:,}"


def sent_and_now(sent: SentNumber, now: SentNumber) -> str:
    """`You were sent 4 of 24 (R7); in R9 it is 5 of 25`."""
    return f"You were sent {number(sent)} (R{sent.release}); in R{now.release} it is {number(now)}"


def memory(sent: SentNumber, now: SentNumber, changes: Sequence[Change]) -> str:
    """The same, with how many records of each kind came, changed and went."""
    return f"{sent_and_now(sent, now)}: {describe_records(changes) or NOTHING_BEHIND_IT}."


def memory_without_changes(sent: SentNumber, now: SentNumber, trouble: str) -> str:
    """The same where the release that it was sent from cannot be opened."""
    return f"{sent_and_now(sent, now)}. What changed cannot be shown: {trouble}"


def as_when_sent(sent: SentNumber) -> str:
    return f"{number(sent).capitalize()} attacked, as when the link was sent (R{sent.release})."


def not_what_was_sent(sent: SentNumber, then: SentNumber) -> str:
    return (
        f"sent: the link says {number(sent)} in R{sent.release}, which gives {number(then)} for these choices. The link was "
        "altered, or written by a Patrolwatch that counted otherwise; what it says was left aside."
    )


def withdrawn(gone: Withdrawal, feed: str) -> str:
    """When a record went, why, and that it counts no more."""
    made = ""
    if gone.manifest:
        message = f": “{gone.manifest.message}”" if gone.manifest.message else ""
        made = f", made on {gone.manifest.made_at[:10]}{message}"
    return f"This record was withdrawn by R{gone.release}{made}. {_why(gone, feed)} It stands in no number since."


def _why(gone: Withdrawal, feed: str) -> str:
    if gone.loads:
        files = " and ".join(_file(load) for load in gone.loads)
        return f"What that release was made from no longer holds it: {files}."
    if feed == curated.FEED:
        return "The fact files state the whole of what is known, and those of that release no longer hold it."
    return "Which file it went with is not known."


def _file(load: dict) -> str:
    release = f", release {load['feed_release']} of {load['feed']}" if load["feed_release"] else f", of {load['feed']}"
    options = f", read with {load['options']}" if load["options"] else ""
    return f"{load['file']}{release}{options} ({_few(load['withdrawn'], 'record')} withdrawn)"


def not_held(record_id: str, release: str, held: Presence | None, opened: int) -> str:
    """Where else a record is that the open release lacks."""
    lacks = f"record: release {release} holds no {record_id}"
    if held is None:
        return f"{lacks}, and neither does any other release of this lake."
    release = held.nearest(opened)
    if release.number > opened:
        return f"{lacks}. It came in {release.name}, made on {release.made_at[:10]}."
    return f"{lacks} any more. {release.name}, made on {release.made_at[:10]}, is the last that holds it."


def _few(count: int, one: str) -> str:
    words = FEW_IN_WORDS[count] if count < len(FEW_IN_WORDS) else f"{count:,}"
    return f"{words} {one if count == 1 else one + 's'}"
