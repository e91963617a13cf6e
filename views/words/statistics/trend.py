"""The trend over the order of the patrols, and the cut between two periods, in words."""

from collections.abc import Sequence
from typing import Any

from analysis.statistics.comparisons import Cut
from analysis.statistics.intervals import LEVEL
from etl.tables.labels import inflect
from views.words.phrases import join_words
from views.words.statistics.exposure import Exposed

HEADING = "Is it getting worse? Without a cut"
TITLE = "Trend over the order of the patrols"
ABOUT = (
    "p: twice the chance that attacks fall on patrols this late, or this early, if there is no trend. Reached: patrols that reached the "
    "kilometre chosen above are compared only with each other, and so are those that did not and those of unknown reach."
)
NO_TREND = "Nobody can say whether attacked patrols came later or earlier than others: none or all were attacked, or their order is not known."
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
        "reached": f"among patrols alike in whether they reached {reached.kilometre}",
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
        return f"Chance alone can explain which patrols were attacked, early or late, {never}.{ending}"
    parts = []
    if holding["always"]:
        parts.append(join_words(holding["always"]))
    if holding["partly"]:
        parts.append(f"only with some choices of records (see the table) {join_words(holding['partly'])}")
    if holding["never"]:
        parts.append(f"but not {join_words(holding['never'], 'or')}")
    return (
        f"Attacks hit {_find_direction(tested)} patrols more often than chance alone explains (p under 0.05): "
        f"{', '.join(parts)}.{ending}"
    )


def _find_direction(rows: list[dict[str, Any]]) -> str:
    """Find the direction of the trends that chance alone does not explain."""
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
        f"At {shown or 'none'} of {len(cuts):,} possible cuts of the chosen days, with at least {least} patrols on each side, the "
        f"difference is larger than chance alone explains, {exposed.alike}."
    )


def describe_range_of_cuts(cuts: Sequence[Cut]) -> str:
    """Give the p of all cuts, for the line of details; empty if there is no other."""
    if len(cuts) < 2:
        return ""
    values = [cut.p for cut in cuts]
    ends = " to ".join(f"{value:.3f}" for value in (max(values), min(values)))
    return f"all cuts: p {ends} over {len(cuts)} {inflect(len(cuts), 'cut')}"
