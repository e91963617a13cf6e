"""Days on a time axis: where periods and bands lie, whatever draws them."""

from datetime import date, datetime, time, timedelta

from analysis.selection import Selection

PERIODS_WITH_ROOM = 14  # in more periods a number over each has no room
BAND_LABEL_SHARE = 0.05  # of the axis: a shorter band has no room for its days


def in_view(rows: list[dict], selection: Selection) -> list[dict]:
    """Periods, each with the `first` and `last` of its days among those chosen: marks stand over these."""
    first, last = selection.from_day, selection.to_day
    return [row | {"first": max(row["start"], first), "last": min(row["end"], last)} for row in rows]


def band(row: dict, selection: Selection) -> tuple[datetime, datetime, str]:
    """Where a band is drawn and what stands in it. Its first day is before it; on its last, patrols ran again."""
    start = start_of(max(row["start"] + timedelta(days=1), selection.from_day))
    end = end_of(selection.to_day) if row["is_open"] else max(start_of(row["end"]), start)
    has_room = (end - start).days > BAND_LABEL_SHARE * (selection.to_day - selection.from_day).days
    label = f"{row['days']} d" if has_room else ""
    if row["begins_before"]:
        label = f"◂ {label or row['days']}"
    if row["is_open"]:
        label = f"{label or row['days']}, open ▸"
    return start, end, label


def runs_without_patrols(rows: list[dict]) -> list[dict]:
    """The first and last day of each run of periods in which no patrol ran, so that words stand once for all of it."""
    runs, run = [], []
    for row in [*rows, {"patrols": None}]:
        if row["patrols"] == 0:
            run.append(row)
        elif run:
            runs.append({"first": run[0]["first"], "last": run[-1]["last"]})
            run = []
    return runs


def start_of(value: date) -> datetime:
    return datetime.combine(value, time())


def end_of(value: date) -> datetime:
    return start_of(value) + timedelta(days=1)


def middle_of(row: dict) -> datetime:
    """The middle of the days `first` to `last`."""
    first, last = start_of(row["first"]), end_of(row["last"])
    return first + (last - first) / 2
