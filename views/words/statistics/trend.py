"""The trend over the order of the patrols, and the cut between two periods, in words."""

from collections.abc import Sequence
from typing import Any

from analysis.statistics.comparisons import Cut
from analysis.statistics.intervals import LEVEL
from etl.tables.labels import format_count, inflect
from views.words.phrases import join_words
from views.words.statistics.exposure import Exposed

HEADING = "Is it getting worse, without a cut"
TITLE = "Trend over the order of the patrols"
ABOUT = (
    "p: twice the chance that attacks fall on patrols this late, or this early, if there is no trend. Reached: patrols that came to the "
    "kilometre chosen above, those that did not, and those of unknown reach, each compared with each other alone."
)
NO_TREND = (
    "Whether attacked patrols came later or earlier in the order of the patrols cannot be said: none or all were attacked, or their "
    "order is not known."
)
APPROXIMATE = "p is approximate (saddlepoint)."
ENDINGS = ("", "_with_doubtful")


def describe_trends(rows: list[dict[str, Any]], reached: Exposed) -> str:
    """Describe what a trend rests on: under which risks it holds, with whichever records, and under which it does not.

    `reached` says which kilometre the patrols compared with each other reached.
    """
    tested = [row for row in rows if any(row[f"p{of}"] is not None for of in ENDINGS)]
    if not tested:
        return NO_TREND
    ending = "" if all(row["is_exact"] for row in tested) else f" {APPROXIMATE}"
    suppose = {
        "patrols": "if every patrol ran the same risk",
        "kilometres": "if every kilometre driven carried the same risk",
        "reached": f"comparing only patrols alike in whether they reached {reached.kilometre}",
    }
    untestable = {row["alike"] for row in rows} - {row["alike"] for row in tested}
    holding: dict[str, list[str]] = {"always": [], "partly": [], "never": []}
    for alike in dict.fromkeys(row["alike"] for row in tested):
        holding[_judge([row for row in rows if row["alike"] == alike])].append(suppose[alike])
    untested = [words for alike, words in suppose.items() if alike in untestable]
    if untested:
        ending = f" No patrols could be tested {join_words(untested, 'or')}.{ending}"
    if not holding["always"] and not holding["partly"]:
        never = join_words(holding["never"])
        return f"Chance alone can explain where the attacks lie in the order of the patrols, {never}.{ending}"
    parts = []
    if holding["always"]:
        parts.append(join_words(holding["always"]))
    if holding["partly"]:
        parts.append(f"with some choices of records only (see the table) {join_words(holding['partly'])}")
    if holding["never"]:
        parts.append(f"but not {join_words(holding['never'], 'or')}")
    return (
        f"Attacked patrols came {_find_direction(tested)} in the order of the patrols than chance alone explains (p under 0.05): "
        f"{', '.join(parts)}.{ending}"
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
    """State how much a comparison depends on the cut between the periods. Empty if there is no other."""
    if len(cuts) < 2:
        return ""
    shown = sum(cut.p < LEVEL for cut in cuts)
    least = min(cut.before for cut in cuts)
    return (
        f"Over all chosen days cut in two at {format_count(len(cuts), 'place')}, with at least {least} patrols on each side, the "
        f"difference is larger than chance alone explains at {shown or 'none'}, {exposed.alike}."
    )


def describe_range_of_cuts(cuts: Sequence[Cut]) -> str:
    """Give the p of all cuts, for the line of details; empty if there is no other."""
    if len(cuts) < 2:
        return ""
    values = [cut.p for cut in cuts]
    ends = " to ".join(f"{value:.3f}" for value in (max(values), min(values)))
    return f"all cuts: p {ends} over {len(cuts)} {inflect(len(cuts), 'cut')}"
