"""Converts moments to days. The day is the local one, so this needs the time zone of the place."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from etl.errors import Note
from etl.feeds.common.days.calendar import Days

MIDNIGHT = time()
NOON = time(12)
FEWEST_DAYS = 3  # so many days with the same hour are no coincidence


@dataclass(frozen=True)
class LocalDays:
    """The day of each text that is a moment, and a note about them. `doubt` is set if other days are possible."""

    days: dict[str, date]
    note: Note | None = None
    doubt: str = ""


def is_zone(name: str) -> bool:
    """Whether the tz database has a zone of this name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def find_local_days(moments: Mapping[str, Days], zones: Collection[str]) -> LocalDays:
    """Find the days of moments, given the time zones of the corridors.

    Moments that are all midnight as written are days. Others are converted to days in the corridors' zone. If all have the same
    hour, people entered days and a program stored midnights; if these are not midnights of the zone, the days may be those of
    another zone.
    """
    written = {text: days.first for text, days in moments.items()}
    if all(days.clock == MIDNIGHT for days in moments.values()):
        return LocalDays(written)
    instants = {text: days.instant for text, days in moments.items() if days.instant}
    zone = _choose_zone(instants, zones)
    local = _localise(instants, zone) if zone else written
    if zone and _are_midnights(instants, zone):
        places = " and ".join(name for name in sorted(zones) if _are_midnights(instants, name))
        return LocalDays(local, Note(f"Its times are midnight in {places}, so each is the day that begins there."))
    entered = _find_entered_days(instants)
    if entered and entered != local:
        example = next(iter(instants))
        ahead = _format_ahead(next(iter(instants.values())).time())
        return LocalDays(
            local,
            doubt=f"all its times are of one hour, such as {example}, which is midnight in {ahead}"
            f"{f' and not in {zone}' if zone else ''}: they may be days that were entered there. Give the time zone of its days "
            "with --zone, such as --zone Asia/Damascus.",
        )
    if zone:
        moved = sum(local[text] != written[text] for text in local)
        others = f"; for {moved:,} of {len(local):,} the day there differs from the one written" if moved else ""
        places = " and ".join(name for name in sorted(zones) if _localise(instants, name) == local)
        return LocalDays(local, Note(f"Times with a zone were read as days in {places}{others}."))
    sentence = "Times with a zone were read as the days written, since the corridors have no common time zone that is known. Use --zone to name one."
    return LocalDays(written, Note(sentence, options=("zone",)))


def _choose_zone(instants: Mapping[str, datetime], zones: Collection[str]) -> str | None:
    """Choose any zone if all give the same days, or otherwise if those in which all moments are midnight do."""
    for names in (sorted(zones), [name for name in sorted(zones) if _are_midnights(instants, name)]):
        if len({tuple(_localise(instants, name).values()) for name in names}) == 1:
            return names[0]
    return None


def _localise(instants: Mapping[str, datetime], zone: str) -> dict[str, date]:
    clock = ZoneInfo(zone)
    return {text: moment.astimezone(clock).date() for text, moment in instants.items()}


def _are_midnights(instants: Mapping[str, datetime], zone: str) -> bool:
    clock = ZoneInfo(zone)
    return all(moment.astimezone(clock).time() == MIDNIGHT for moment in instants.values())


def _find_entered_days(instants: Mapping[str, datetime]) -> dict[str, date] | None:
    """Find the days whose midnights are the moments, if all have one UTC hour, or two because of summer time."""
    clocks = sorted({moment.time() for moment in instants.values()})
    first, last = (clock.hour * 60 + clock.minute for clock in (clocks[0], clocks[-1]))
    is_one_hour = len(clocks) <= 2 and last - first in (0, 60) and all(clock.minute in (0, 30) for clock in clocks)
    is_one_hour = is_one_hour and all(clock.second == 0 for clock in clocks) and NOON not in clocks
    if not is_one_hour or len({moment.date() for moment in instants.values()}) < FEWEST_DAYS:
        return None
    # Before noon UTC it is midnight in the west on the same day, after noon in the east on the next day.
    return {text: moment.date() + timedelta(moment.time() > NOON) for text, moment in instants.items()}


def _format_ahead(clock: time) -> str:
    minutes = clock.hour * 60 + clock.minute
    sign, minutes = ("+", 24 * 60 - minutes) if clock > NOON else ("-", minutes)
    return f"UTC{sign}{minutes // 60}" + (f":{minutes % 60:02}" if minutes % 60 else "")
