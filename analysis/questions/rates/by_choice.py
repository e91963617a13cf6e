"""The rate of the chosen days by what counts as an attack, and by who must report it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from analysis.exposure import EVERY_UNIT
from analysis.questions.rates.days import compute_rates_of_days
from analysis.release import Release
from analysis.selection import VERIFICATION_CHOICES, Selection


def compute_rates_by_choice(
    release: Release, selection: Selection, ways_to_count: Sequence[str], sources_offered: Sequence[str]
) -> list[dict[str, Any]]:
    """Compute the rate of the chosen days by what counts as an attack, then by who must report it, each with every verification.

    Rows are those of `compute_rates_of_days` with count_by, sources and verification.
    """
    choices = [(count_by, selection.sources) for count_by in ways_to_count]
    choices += [(selection.count_by, sources) for sources in sources_offered if sources != selection.sources]
    rows = []
    for count_by, sources in choices:
        for verification in VERIFICATION_CHOICES:
            chosen = replace(selection, count_by=count_by, sources=sources, verification=verification)
            rates = compute_rates_of_days(release, chosen, chosen.from_day, chosen.to_day, EVERY_UNIT)
            rows.append({"count_by": count_by, "sources": sources, "verification": verification} | rates)
    return rows
