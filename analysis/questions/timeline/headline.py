"""The figures at the top of the Timeline."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from analysis.question import Queries
from analysis.questions.timeline.unsettled import Unsettled
from analysis.release import Release
from analysis.selection import Selection
from etl.tables.labels import format_count, inflect

QUERIES = Queries(__file__)


def count_headline(release: Release, selection: Selection) -> dict[str, Any]:
    """Count the patrols of known day in the chosen days and how many of them were attacked.

    Keys: patrols, attacked, attacks_tied_to_none, attack_unknown (all None if nothing is held completely), patrols_without_day,
    attacked_without_day, first_patrol, last_patrol, days_since_last_patrol. Each attack tied to none may have hit one more patrol,
    and each patrol whose log does not say whether it was attacked (attack_unknown) may have been.
    """
    return QUERIES.ask_row("headline", release, selection)


def count_most_attacked(headline: Mapping[str, Any]) -> int:
    """Count the patrols that may have been attacked at most, see `Unsettled`."""
    return int(min(headline["attacked"] + Unsettled.read(headline).patrols_at_most, headline["patrols"]))


def format_number_attacked(headline: Mapping[str, Any]) -> str:
    """Return the number of patrols attacked, `4`, or `3 to 4` if not all attacks are known or tied."""
    least, most = headline["attacked"], count_most_attacked(headline)
    return f"{least:,}" if least == most else f"{least:,} to {most:,}"


def list_totals_by_count(release: Release, selection: Selection) -> pa.Table:
    """List the joint patrols by each count up to the as-of day; the corridor's own count comes first.

    Columns: counted_by, is_party, lowest, highest, from_first, numbers_left_out, total, patrol_id, attacked.
    """
    return QUERIES.ask("totals_by_count", release, selection)


def find_last_attack(release: Release, selection: Selection) -> dict[str, Any] | None:
    """Find the last attack on a patrol, or None if none is known up to the as-of day.

    Keys: incident_id, last_attack, days_since, patrols_since, patrols_since_without_day.
    """
    rows = QUERIES.ask("since_last_attack", release, selection).to_pylist()
    return rows[0] if rows else None


def count_caveats(release: Release, selection: Selection) -> dict[str, Any]:
    """Count what qualifies the numbers: records without a day or with one source, attacks left out, incidents of unknown kind.

    caveats.sql lists the keys.
    """
    return QUERIES.ask_row("caveats", release, selection)


def describe_unknown_kinds(incidents: int) -> str:
    """Say that incidents of unknown kind do not count as attacks, and how to give their words a meaning. Empty if there are none."""
    if not incidents:
        return ""
    counted = f"{format_count(incidents, 'incident')} of a kind that is not known {inflect(incidents, 'is', 'are')}"
    return (
        f"{counted} not counted as {inflect(incidents, 'an attack', 'attacks')}: the Data page lists words that were not known, and "
        'patrolwatch load FILE --words kind:"WORD"=ied says what one means.'
    )
