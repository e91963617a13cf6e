"""The time of day in a tidied date, and its time zone."""

import re
from dataclasses import dataclass
from datetime import time, timedelta

# Time zone names that are unambiguous worldwide.
NAMED_ZONES = {"z": 0, "utc": 0, "gmt": 0, "ut": 0, "eet": 2, "eest": 3, "msk": 3, "trt": 3, "cet": 1, "cest": 2}
# Military letters: A is UTC+1, N is UTC-1, J is local time. H is UTC+8, but a single 1430h means hours.
LETTERS = {letter: hours for hours, letter in enumerate("abcdefghiklm", start=1)} | {"z": 0}
LETTERS |= {letter: -hours for hours, letter in enumerate("nopqrstuvwxy", start=1)}
MOST_HOURS = 14

HALF = r"(?:a\.?m\b\.?|p\.?m\b\.?|ص(?!\w)|م(?!\w)|صباحا|مساء)"
HOURS = r"(?:h|hrs?|hours?|uhr|ч)(?![^\W\d_])"
OFFSET = r"[+-]\d{2}(?::?\d{2})?(?!\d)"
ZONE = (
    rf"\(?(?:(?:utc|gmt|ut)(?:\ ?[+-]\ ?\d{{1,2}}(?::?\d{{2}})?)?|{OFFSET}|eest|eet|msk|trt|cest|cet|z)\)?"
    r"(?:\ \([^)]*\))?"
)
TIME = re.compile(
    rf"""(?:(?P<iso>(?<=\d)t)|(?:^|(?<=[ ,(]))(?:at\ |um\ |a\ |a\ las\ |в\ |о\ |@\ ?|الساعه\ |saat\ |vers\ |gegen\ )?)
    (?:
        (?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?::(?P<second>\d{{2}})(?:[.,]\d+)?)?(?:\ ?{HOURS})?
        |(?P<hour_h>\d{{1,2}})(?:h(?P<minute_h>\d{{2}})|\ ?{HOURS})
        |(?P<hour_4>[0-2]\d)(?P<minute_4>[0-5]\d)(?:\ ?{HOURS}|(?P<letter>[a-gik-z])(?![^\W\d_]))
        |(?P<hour_12>\d{{1,2}})(?=\ ?{HALF})
    )
    (?:\ ?(?P<half>{HALF}))?
    (?(iso)|(?(second)|(?P<until>\ ?-\ ?\d{{1,2}}:\d{{2}}(?!\d|:))?))
    (?:\ ?(?P<zone>{ZONE})(?![^\W\d_])|\ ?\(?(?:local(?:\ time)?|lt)\)?(?![^\W\d_]))?""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class TimeOfDay:
    """A time of day and its UTC offset, or None if no zone is given."""

    at: time
    ahead: timedelta | None


def take_times(text: str) -> tuple[list[TimeOfDay], str] | None:
    """Return the times of day in a tidied text, and the text without them. Return None if one of them is invalid."""
    times = []
    for found in TIME.finditer(text):
        read = _read_time(found)
        if read is None:
            return None
        times.append(read)
    return times, re.sub(r"\s+", " ", TIME.sub(" ", text)).strip(" ,;") if times else text


def _read_time(found: re.Match[str]) -> TimeOfDay | None:
    hour = int(found["hour"] or found["hour_h"] or found["hour_4"] or found["hour_12"])
    minute = int(found["minute"] or found["minute_h"] or found["minute_4"] or 0)
    second = int(found["second"] or 0)
    if half := (found["half"] or "").replace(".", ""):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in ("pm", "م", "مساء") else 0)
    # 10:00-12:00 is two times and 10:00:00-05:00 one with its zone; 10:00-05:00 may be either.
    if found["until"] and _ends_earlier(found["until"], hour, minute):
        return None
    ahead = _read_zone(found["zone"] or "") if found["zone"] else None
    if found["letter"]:
        ahead = timedelta(hours=LETTERS[found["letter"]])
    if hour > 23 or minute > 59 or second > 59 or (found["zone"] and ahead is None):
        return None
    return TimeOfDay(time(hour, minute, second), ahead)


def _ends_earlier(until: str, hour: int, minute: int) -> bool:
    last_hour, last_minute = (int(part) for part in until.strip(" -").split(":"))
    return (last_hour, last_minute) < (hour, minute)


def _read_zone(text: str) -> timedelta | None:
    text = re.sub(r" \(.*", "", text).strip("()").replace(" ", "")
    name = re.match(r"[a-z]*", text)
    named, offset = (name.group(), text[name.end() :]) if name else ("", text)
    ahead = timedelta(hours=NAMED_ZONES[named] if named else 0)
    if not offset:
        return ahead
    digits = offset[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:] or 0)
    if hours > MOST_HOURS or minutes not in (0, 15, 30, 45):
        return None
    return ahead + timedelta(hours=hours, minutes=minutes) * (-1 if offset[0] == "-" else 1)
