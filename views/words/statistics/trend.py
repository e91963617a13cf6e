"""The trend over the order of the patrols, and the cut between two periods, in words."""

from collections.abc import Sequence
from typing import Any

from analysis.statistics.comparisons import Cut
from analysis.statistics.intervals import LEVEL
from views.words.phrases import format_count, inflect
from views.words.statistics.exposure import Exposed

HEADING = "Is it getting worse, without a cut"
TITLE = "Trend over the order of the patrols"
ABOUT = (
    "p: twice the chance that attacks fell on so late patrols, or so early ones, if there is no trend. Reached: patrols that came to the "
    "kilometre chosen above, those that did not, and those of unknown reach, each compared with each other alone."
)
NO_TREND = "Whether attacks came later or earlier in the order of the patrols cannot be told: none or all of them were attacked."
ENDINGS = ("", "_with_doubtful")


def describe_trends(rows: list[dict[str, Any]], reached: Exposed) -> str:
    """Say what a trend rests on: under which risks it holds, with whichever records, and under which it does not.

    `reached` says which kilometre the patrols compared with each other reached.
    """
    told = [row for row in rows if any(row[f"p{of}"] is not None for of in ENDINGS)]
    if not told:
        return NO_TREND
    suppose = {
        "patrols": "if every patrol ran the same risk",
        "kilometres": "if every kilometre driven was of the same risk",
        "reached": f"among patrols known to have reached {reached.kilometre}",
    }
    holding: dict[str, list[str]] = {"always": [], "partly": [], "never": []}
    for alike in dict.fromkeys(row["alike"] for row in rows):
        holding[_judge([row for row in rows if row["alike"] == alike])].append(suppose[alike])
    if not holding["always"] and not holding["partly"]:
        return f"Chance alone can explain where the attacks lie in the order of the patrols, {' and '.join(holding['never'])}."
    parts = []
    if holding["always"]:
        parts.append(" and ".join(holding["always"]))
    if holding["partly"]:
        parts.append(f"with some of the records alone (see the table) {' and '.join(holding['partly'])}")
    if holding["never"]:
        parts.append(f"but not {', nor '.join(holding['never'])}")
    return (
        f"Attacks came {_find_direction(told)} in the order of the patrols than chance alone puts them once in twenty times: "
        f"{', '.join(parts)}."
    )


def _find_direction(rows: list[dict[str, Any]]) -> str:
    """Find the way that the trends go of which the table says that chance alone does not explain them."""
    shown = {
        row[f"direction{of}"] for row in rows for of in ENDINGS if row[f"p{of}"] is not None and row[f"p{of}"] < LEVEL
    }
    return " or ".join(sorted(shown))


def _judge(rows: list[dict[str, Any]]) -> str:
    shown = [row[f"p{of}"] is not None and row[f"p{of}"] < LEVEL for row in rows for of in ENDINGS]
    return "always" if all(shown) else "partly" if any(shown) else "never"


def describe_cuts(cuts: Sequence[Cut], exposed: Exposed) -> str:
    """Say how much a comparison hangs on the cut between the periods; empty where there is no other."""
    if len(cuts) < 2:
        return ""
    shown = sum(cut.p < LEVEL for cut in cuts)
    least = min(cut.before for cut in cuts)
    return (
        f"Cut elsewhere, with {least} patrols or more on each side, chance alone can explain the difference at "
        f"{len(cuts) - shown or 'none'} of {format_count(len(cuts), 'cut')}, and not at {shown or 'any'}, {exposed.alike}."
    )


def describe_range_of_cuts(cuts: Sequence[Cut]) -> str:
    """Give the p of all cuts, for the line of details; empty where there is no other."""
    if len(cuts) < 2:
        return ""
    values = [cut.p for cut in cuts]
    ends = " to ".join(f"{value:.3f}" for value in (max(values), min(values)))
    return f"cut elsewhere: p {ends} over {len(cuts)} {inflect(len(cuts), 'cut')}"
