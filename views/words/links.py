"""Sentences about links: the number a link was sent with, how it changed, and why a record was withdrawn."""

from collections.abc import Sequence
from typing import Any

from analysis.links.sent_number import SentNumber
from analysis.questions.changes import describe_records
from analysis.questions.records import Presence, Withdrawal
from etl.curated import facts as curated
from etl.lake.diff import Change
from etl.tables.labels import inflect, label_feed

FEW_IN_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def format_sent(sent: SentNumber) -> str:
    """Return the number that a link was sent with."""
    if sent.exposed is None:
        return "no count"
    most = "" if sent.most is None else f" to {sent.most:,}"
    return f"{sent.attacks:,}{most} {'in' if sent.is_counted else 'of'} {sent.exposed:,} {sent.unit or ''}".rstrip()


def describe_sent_and_now(sent: SentNumber, now: SentNumber) -> str:
    """State both numbers: `You were sent 4 of 24 (R7); in R9 it is 5 of 25`."""
    return f"You were sent {format_sent(sent)} (R{sent.release}); in R{now.release} it is {format_sent(now)}"


def describe_memory(sent: SentNumber, now: SentNumber, changes: Sequence[Change]) -> str:
    """State both numbers, and how many records of each kind came, changed and went."""
    return f"{describe_sent_and_now(sent, now)}: {describe_records(changes) or 'no record behind it changed'}."


def describe_memory_without_changes(sent: SentNumber, now: SentNumber, trouble: str) -> str:
    """State both numbers where the release that the link was sent from cannot be opened."""
    return f"{describe_sent_and_now(sent, now)}. What changed cannot be shown: {trouble}"


def describe_unchanged(sent: SentNumber, now: SentNumber) -> str:
    """State that the number is still what it was."""
    return f"{format_sent(now)}{'' if now.is_counted else ' attacked'}, as when the link was sent (R{sent.release})."


def refuse_sent(sent: SentNumber, then: SentNumber) -> str:
    """Describe why the number in a link is wrong: its release gives another one."""
    return (
        f"sent: the link says {format_sent(sent)} in R{sent.release}, but for these choices that release gives {format_sent(then)}. "
        "The link was altered, or another version of Patrolwatch wrote it; its number was ignored."
    )


def describe_withdrawal(gone: Withdrawal, feed: str) -> str:
    """State when a record was withdrawn, why, and that no number counts it any more."""
    made = ""
    if gone.manifest:
        message = f": “{gone.manifest.message}”" if gone.manifest.message else ""
        made = f", made on {gone.manifest.made_at[:10]}{message}"
    return f"This record was withdrawn by R{gone.release}{made}. {_explain(gone, feed)} No number has counted it since."


def _explain(gone: Withdrawal, feed: str) -> str:
    if gone.entry:
        return "An editor decided this, as stated below."
    if gone.loads:
        files = " and ".join(_describe_file(load) for load in gone.loads)
        return f"The files of that release no longer hold it: {files}."
    if feed == curated.FEED:
        return "In that release, the fact files no longer hold it."
    return "It is not known which file left it out."


def _describe_file(load: dict[str, Any]) -> str:
    release = f", release {load['feed_release']} of {load['feed']}" if load["feed_release"] else f", of {load['feed']}"
    options = f", read with {load['options']}" if load["options"] else ""
    number = load["withdrawn"]
    few = FEW_IN_WORDS[number] if number < len(FEW_IN_WORDS) else f"{number:,}"
    return f"{load['file']}{release}{options} ({few} {inflect(number, 'record')} withdrawn)"


def explain_not_held(record_id: str, release: str, presence: Presence | None, opened: int) -> str:
    """Say where else a record is that the open release lacks."""
    lacks = f"record: {record_id} is not in release {release}"
    if presence is None:
        return f"{lacks}, nor in any other release here."
    nearest = presence.nearest(opened)
    if nearest.number > opened:
        return f"{lacks}. It first appears in {nearest.name}, made on {nearest.made_at[:10]}."
    return f"{lacks} any more. {nearest.name}, made on {nearest.made_at[:10]}, is the last that holds it."


TEMPORARY = (
    "This server has no disk to write to, so what is added here is lost when it stops. To keep it, set PATROLWATCH_LAKE "
    "to a writable folder and start the server again."
)


def describe_withheld(feed: str) -> str:
    """Explain why a reader sees no records of a feed."""
    return f"Others see only totals of {label_feed(feed)}: its terms forbid passing its records on."
