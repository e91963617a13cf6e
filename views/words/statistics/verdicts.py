"""The verdict of each card of the Risk page: one or two sentences that answer its question, or say why nothing can."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from analysis.questions.timeline import Unsettled
from analysis.statistics.comparisons import compare_shares
from analysis.statistics.intervals import FEW_PATROLS, ChartLimits
from etl.tables.labels import format_count, inflect
from views.words import rate_phrases
from views.words.phrases import format_day

CARDS = {
    "worse": "Is it getting worse?",
    "suspensions": "Did suspensions help?",
    "sure": "How sure is this?",
    "between": "Between attacks",
    "all": "All four",
}
# The section of the guide that explains each card.
METHODS = {
    "worse": "the-last-k-patrols",
    "suspensions": "before-during-and-after",
    "sure": "how-many-patrols-were-there",
    "between": "patrols-between-attacks",
}
NOT_CAUSE = "This is what happened, not what a suspension caused."
NO_RATES = "Not known: records of this corridor's patrols, or of attacks on them, are incomplete."
REMEDY = (
    "To answer this, Patrolwatch needs every patrol of some days and every attack on them. If your files have them, say so when you load "
    "them: patrolwatch load FILE --complete {corridor} FROM..THROUGH."
)


def judge_without_rates(recorded: dict[str, Any], attacks: int, corridor: str) -> list[str]:
    """Describe what is known at least where there are no rates, and what it takes to have them."""
    least = f"At least {format_count(recorded['patrols'], 'patrol')} ran, with at least {format_count(attacks, 'attack')} on the corridor"
    return [f"{NO_RATES} {least}.", REMEDY.format(corridor=corridor)]


def judge_change(blocks: Sequence[dict[str, Any]], unsettled: Unsettled) -> str:
    """State whether more of the last patrols were attacked than of those before; `blocks` are newest first.

    What is not settled may concern patrols of either block: only a change that it cannot undo is stated.
    """
    if len(blocks) < 2:
        return "Not known: too few patrols to compare the last with those before."
    new, old = blocks[0], blocks[1]
    first, then = (
        f"{old['attacked']:,} of {old['patrols']:,} patrols",
        f"then {new['attacked']:,} of {new['patrols']:,}",
    )
    more_at_most = unsettled.patrols_at_most
    if more_at_most and not _is_shown_wherever(blocks, more_at_most):
        return f"Not known: {first} were attacked, {then}, but {_describe_either(unsettled, 'either')}."
    if min(new["patrols"], old["patrols"]) < FEW_PATROLS:
        return f"Too few to tell: {first} were attacked, {then}."
    found = compare_shares((old["attacked"], old["patrols"]), (new["attacked"], new["patrols"]))
    if found is None or not found.difference:
        return f"No change: {first} were attacked, {then}."
    more = "more" if found.difference > 0 else "fewer"
    if found.is_shown:
        return (
            f"{'Yes' if found.difference > 0 else 'No'}, {more} were attacked: {first}, {then}. Chance alone would make a difference "
            "this large less than one time in twenty."
        )
    return f"Not shown: {first} were attacked, {then}, but chance alone can explain a difference of this size."


def _is_shown_wherever(blocks: Sequence[dict[str, Any]], more: int) -> bool:
    """Whether the test shows a difference of one direction, also if `more` patrols were attacked in the new block, or in the old one."""
    new, old = ((row["attacked"], row["patrols"]) for row in blocks[:2])
    may_new, may_old = ((min(attacked + more, patrols), patrols) for attacked, patrols in (new, old))
    found = [compare_shares(before, after) for before, after in ((old, new), (old, may_new), (may_old, new))]
    return all(each and each.is_shown for each in found) and len({each.difference > 0 for each in found if each}) == 1


def _describe_either(unsettled: Unsettled, either: str) -> str:
    """Say what is not settled; of attacks alone also that they may have been on either of two sides."""
    said = rate_phrases.describe_unsettled(unsettled)
    return said if unsettled.attack_unknown else f"{said} and may have been on {either}"


def judge_suspensions(windows: Sequence[dict[str, Any]], starts: Mapping[str, date], unsettled: Unsettled) -> str:
    """State how many patrols were attacked before and after each suspension, where any ran on both sides.

    `starts` are the first days of the suspensions by their ids. What is not settled may belong to either side.
    """
    compared, patrols, number = [], list[int](), 0
    for suspension_id, group in groupby(windows, key=lambda row: row["suspension_id"]):
        number += 1
        rows = {row["window"]: row for row in group}
        before, after = rows.get("before"), rows.get("after")
        if before and after and before["patrols"] and after["patrols"]:
            patrols += [before["patrols"], after["patrols"]]
            counts = [f"{row['attacked']:,} of {row['patrols']:,}" for row in (before, after)]
            compared.append(
                f"{format_day(starts[suspension_id])}: {counts[0]} patrols attacked before, {counts[1]} after"
            )
    if not number:
        return "There is no suspension on these days."
    if not compared:
        return f"Nobody can tell: no patrols ran both before and after {inflect(number, 'the suspension', 'any suspension')}."
    few = "Too few patrols for a rate. " if max(patrols) < FEW_PATROLS else ""
    either = (
        f" Not known which side had more: {_describe_either(unsettled, 'either side')}."
        if unsettled.patrols_at_most
        else ""
    )
    return f"{few}{'; '.join(compared)}.{either}"


def judge_intervals(rows: Sequence[dict[str, Any]], limits: ChartLimits | None, unsettled: Unsettled) -> str:
    """State whether more quiet patrols ran between two attacks than chance explains.

    While anything is not settled, nobody knows which patrols were quiet.
    """
    if not rows:
        return "Not known: no patrol of known day ran on these days."
    if unsettled.patrols_at_most:
        return f"Nobody can tell: {rate_phrases.describe_unsettled(unsettled)}, so patrols drawn as quiet may have been attacked."
    if limits is None:
        return f"No attack among {format_count(rows[-1]['quiet'], 'patrol')}: there is no interval between attacks yet."
    attacked = sum(not row["is_open"] for row in rows)
    if (patrols := attacked + sum(row["quiet"] for row in rows)) < FEW_PATROLS:
        return f"Too few to tell: {attacked} of {format_count(patrols, 'patrol')} {inflect(attacked, 'was', 'were')} attacked."
    above = sum(row["quiet"] > limits.upper for row in rows)
    mean = f"{limits.mean:,.1f} quiet patrols ran for each attacked one"
    if above:
        return f"Attacks became rarer at least once: {mean}, and {format_count(above, 'pause')} {inflect(above, 'is', 'are')} longer than chance explains (over {limits.upper:,})."
    return f"No pause is longer than chance explains: {mean}, and none exceeds {limits.upper:,}."
