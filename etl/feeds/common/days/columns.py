"""Decides how the dates of a table are read, once, from all texts in all its columns of dates."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from etl.errors import Note
from etl.feeds.common.days.calendar import Days
from etl.feeds.common.days.headers import NAMES
from etl.feeds.common.days.numbers import NUMBER, read_numbers, read_serial
from etl.feeds.common.days.written import ORDERS, OrderNeeded, read
from etl.feeds.common.days.zones import find_local_days
from etl.tables.labels import format_count

SERIAL, SWAPPED = "serial", "swapped"
SEVERAL = 3  # so many days that are all up to 12 are rarely a coincidence
DATE_ORDERS = (*ORDERS, SWAPPED)


class DatesInDoubt(Exception):
    """The dates of a table are ambiguous. The sentence says why, and which `option` of a load settles it."""

    def __init__(self, sentence: str, option: str = "date-order"):
        super().__init__(sentence)
        self.option = option


@dataclass(frozen=True)
class PlainDates:
    """The numbers of plain dates that decide whether day and month were swapped.

    Of the dates written like 2020-08-25, a swap would change those with a day up to 12. Those with a day above 12 cannot be
    the result of a swap.
    """

    cells: int = 0
    days_up_to_12: int = 0
    days_above_12: int = 0


@dataclass(frozen=True)
class Dates:
    """How the dates of a table are read: the days of each text that is not plain, the order, and notes for the user."""

    days: dict[str, Days] = field(default_factory=dict)
    order: str | None = None
    notes: tuple[Note, ...] = ()


def read_texts(
    texts: Mapping[str, int],
    plain: PlainDates,
    chosen_order: str | None = None,
    zones: Collection[str] = (),
    of_header: str | None = None,
) -> Dates:
    """Read the texts of a table's dates, each with its number of cells. Raises DatesInDoubt.

    `chosen_order` is that given by the user, `of_header` that given in the column header, and `zones` are the time zones of the
    corridors. With `swapped`, the texts include the plain days.
    """
    if texts and not plain.cells and all(read_serial(text) for text in texts):
        return Dates({text: serial for text in texts if (serial := read_serial(text))}, SERIAL)
    numbers = [text for text in texts if NUMBER.fullmatch(text)]
    days, figures = _read_without_order(text for text in texts if not NUMBER.fullmatch(text))
    swapped = {}
    if chosen_order == SWAPPED:
        swapped = {text: back for text, known in days.items() if (back := _swap(text, known))}
    order = chosen_order if chosen_order in ORDERS else _decide_order(figures, texts, of_header)
    if not chosen_order:
        _refuse_swapped(figures, days, plain)
    in_order = {text: readings[order] for text, readings in figures.items() if order in readings} if order else {}
    unit, counted = read_numbers(numbers, are_all=len(numbers) == len(texts) and not plain.cells)
    found = days | swapped | in_order | counted
    moments = {text: each for text, each in found.items() if each.instant}
    local = find_local_days(moments, zones) if moments else None
    if local and local.doubt:
        raise DatesInDoubt(local.doubt, "zone")
    if local:
        found |= {text: Days(day, day, "day") for text, day in local.days.items()}
    sentences = (
        f"{sum(texts[text] for text in swapped):,} dates had day and month swapped, and were swapped back."
        if swapped
        else "",
        f"Its header says that dates are written {NAMES[of_header]}."
        if figures and of_header and not chosen_order
        else "",
        f"Its dates are {unit}." if unit else "",
    )
    notes = [*map(Note, filter(None, sentences)), *([local.note] if local and local.note else [])]
    return Dates(found, SWAPPED if chosen_order == SWAPPED else order, tuple(notes))


# Possible readings of a text by order of day, month and year.
Readings = dict[str, Days]


def _read_without_order(texts: Iterable[str]) -> tuple[dict[str, Days], dict[str, Readings]]:
    """Read the texts that need no order. For the others, list what they mean in each order."""
    days: dict[str, Days] = {}
    figures: dict[str, Readings] = {}
    for text in texts:
        try:
            if found := read(text):
                days[text] = found
        except OrderNeeded:
            readings = {order: found for order in ORDERS if (found := read(text, order))}
            if readings:
                figures[text] = readings
    return days, figures


def _decide_order(figures: Mapping[str, Readings], cells: Mapping[str, int], of_header: str | None) -> str | None:
    """Find the order in which all numeric dates are valid. Raises DatesInDoubt unless exactly one remains.

    The order given in the column header applies unless a row contradicts it.
    """
    if not figures:
        return None
    if of_header:
        others = sum(cells[text] for text, readings in figures.items() if of_header not in readings)
        if not others:
            return of_header
        raise DatesInDoubt(
            f"its header says that dates are written {NAMES[of_header]}, and {format_count(others, 'row')} cannot be. Choose the order with "
            "--date-order dmy, mdy or ymd; the other rows are then rejected."
        )
    if _may_begin_with_years(figures):
        if not any(all(_is_past(readings.get(order)) for readings in figures.values()) for order in ("dmy", "mdy")):
            return "ymd"
        raise DatesInDoubt(
            f"its dates are written in figures, such as {min(figures)}, and may begin or end with the year. Use "
            "--date-order ymd, dmy or mdy."
        )
    rows = {
        order: sum(cells[text] for text, readings in figures.items() if order in readings and other not in readings)
        for order, other in (("dmy", "mdy"), ("mdy", "dmy"))
    }
    if rows["dmy"] and rows["mdy"]:
        raise DatesInDoubt(
            f"its dates are written in figures, such as {min(figures)}, and {format_count(rows['dmy'], 'row')} can only be day before month "
            f"while {rows['mdy']:,} can only be month before day. Choose with --date-order dmy or --date-order mdy; "
            "the other rows are then rejected."
        )
    if rows["dmy"] or rows["mdy"]:
        return "dmy" if rows["dmy"] else "mdy"
    raise DatesInDoubt(
        f"its dates are written in figures, such as {min(figures)}, and no row shows whether the day or the month comes "
        "first. Choose with --date-order dmy or --date-order mdy."
    )


def _may_begin_with_years(figures: Mapping[str, Readings]) -> bool:
    """Whether all numeric dates may be year, month, day, with two-digit years that vary no more than the days."""
    by_year = [readings["ymd"] for readings in figures.values() if _is_past(readings.get("ymd"))]
    if len(by_year) < len(figures):
        return False
    return len({days.first.year for days in by_year}) <= len({days.first.day for days in by_year})


def _is_past(days: Days | None) -> bool:
    return days is not None and days.first.year <= datetime.now(UTC).year + 1


def _refuse_swapped(figures: Mapping[str, Readings], days: Mapping[str, Days], plain: PlainDates) -> None:
    """Raise DatesInDoubt if a spreadsheet expecting the other order converted some texts to wrong dates.

    Given 5/8/2020 and 25/8/2020, a spreadsheet set to month before day reads 8 May and leaves the second as text. Some cells may
    always have been text, such as “25 August 2020”. So the sign is that there are several real dates and all have a day up to 12.
    """
    if plain.days_above_12 or not plain.days_up_to_12:
        return
    spelled = [
        text for text, each in days.items() if each.precision == "day" and not each.instant and not text[:4].isdecimal()
    ]
    are_all_text = figures and all(not {"dmy", "mdy"} <= set(readings) for readings in figures.values())
    are_several = figures and plain.days_up_to_12 >= SEVERAL
    are_apart = len(spelled) >= SEVERAL <= plain.days_up_to_12 and all(days[text].first.day > 12 for text in spelled)
    if are_all_text or are_several or are_apart:
        order = "mdy" if figures and all("dmy" not in readings for readings in figures.values()) else "dmy"
        shown = min(figures or spelled)
        raise DatesInDoubt(
            f"its real dates all have a day up to 12, and others, such as {shown}, were left as text: a "
            "spreadsheet has probably swapped day and month of the real ones. Use --date-order swapped to swap them back, or "
            f"--date-order {order} if they are right."
        )


def _swap(text: str, days: Days) -> Days | None:
    """Return a plain day with day and month swapped, or None if it is not plain or the result is not in the calendar."""
    if not text[:4].isdecimal() or text[4:5] != "-" or days.precision != "day" or days.first.day > 12:
        return None
    day = date(days.first.year, days.first.day, days.first.month)
    return Days(day, day, "day")
