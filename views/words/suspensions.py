"""Sentences on announced suspensions: what was observed of them, and what happened around them. No Streamlit."""

from itertools import groupby

from views.words import text
from views.words.rate_phrases import describe_share

SELECTION = (
    "After: patrols may have been resumed only once it was quieter, so the days after a suspension were chosen by those who "
    "patrol and are no fair sample (selection)."
)
REGRESSION = (
    "Before: suspensions follow attacks, so the days before one hold more of them than usual, and fewer would have followed "
    "anyway (regression to the mean). The table says what happened, not what a suspension did."
)
NO_EXPOSURE = (
    "Attacks on patrols fall to nothing while nobody patrols, since nobody is there to be attacked: without patrols there is no "
    "exposure and so no rate, which is not a rate of 0. Whether the road was quieter, only all attacks on the corridor can say, "
    "as far as they are recorded."
)
NO_WINDOWS = "No suspension is known on these days, so there is nothing before, during or after it to set side by side."
NO_COVERAGE = (
    "Before, during and after cannot be set side by side: the patrols of this corridor, or the attacks on them, are not "
    "completely held."
)


def observed(row: dict) -> str:
    """One suspension: announced, the last patrol before it, kept or not."""
    until = "still open" if row["is_open"] else f"to {text.day(row['end'])}"
    announced = (
        f"announced on {text.day(row['announced_on'])}" if row["announced_on"] else "day of announcement not known"
    )
    return (
        f"{row['suspension_id']} ({row['announced_by']}): {announced}, from {text.day(row['start'])}, {until}. {_last(row)} "
        f"{_kept(row)}"
    )


def _last(row: dict) -> str:
    if row["last_patrol"] is None:
        return "Which patrol was the last before it is not completely known."
    last = f"The last patrol of known day before the stop ran on {text.day(row['last_patrol'])}"
    if row["lag_days"] is None:
        return f"{last}."
    if row["lag_days"] == 0:
        return f"{last}, the day of the announcement."
    order = "after" if row["lag_days"] > 0 else "before"
    return f"{last}, {text.in_days(abs(row['lag_days']))} {order} the announcement."


def _kept(row: dict) -> str:
    if row["days_during"] == 0:
        return "It had no day between its start and its end, so there was nothing to keep."
    during = f"the {text.in_days(row['days_during'])} during it"
    if row["days_during"] == 1:
        during = "the one day during it"
    may = row["patrols_that_may"]
    doubt = f"; {text.count_of(may, 'patrol')} without a known day may have" if may else ""
    if row["kept"] is None:
        return f"Whether it was kept is not known: patrols are not completely held on {during}{doubt}."
    if row["kept"]:
        return f"Kept: no patrol of known day ran on {during}{doubt}."
    return f"Not kept: {text.count_of(row['patrols_during'], 'patrol')} of known day ran on {during}{doubt}."


def gaps(rows: list[dict], rule_days: int) -> list[str]:
    """The observed gaps that nobody announced."""
    unannounced = [row for row in rows if not row["announced"]]
    if not rows:
        return []
    found = f"Of {text.count_of(len(rows), 'gap')} of more than {text.in_days(rule_days)} between patrols"
    if not unannounced:
        return [f"{found}, each was announced."]
    return [
        f"{found}, {len(unannounced):,} {'was' if len(unannounced) == 1 else 'were'} announced by nobody:",
        *[text.gap(row, {}) for row in unannounced],
    ]


def around(rows: list[dict]) -> list[str]:
    """Each suspension in one sentence, then what a reader may take for an effect of it."""
    sentences = []
    for suspension_id, group in groupby(rows, key=lambda row: row["suspension_id"]):
        sentences.append(f"{suspension_id}: {'; '.join(map(_window, group))}.")
    if any(row["window"] == "during" and row["patrols"] == 0 for row in rows):
        sentences.append(NO_EXPOSURE)
    return sentences


def _window(row: dict) -> str:
    if not row["days"]:
        return f"{row['window']}, no day"
    cut = f", cut by {row['cut_by']}" if row["cut_by"] else ""
    rate = describe_share(row["attacked"], row["patrols"])
    attacked = "no patrol and no rate" if row["patrols"] == 0 else f"{rate} patrols attacked" if "(" not in rate else (
        f"{rate.replace(' (', ' patrols attacked (', 1)}"
    )  # fmt: skip
    return (
        f"{row['window']} ({text.in_days(row['days'])}{cut}), {attacked}, "
        f"{text.count_of(row['corridor_attacks'], 'attack')} recorded on the corridor"
    )


def window_name(row: dict) -> str:
    return f"{row['suspension_id']}, {row['window']}"
