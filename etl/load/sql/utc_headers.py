"""Columns of days and times that are in UTC according to their header, not their cells."""

import re
from collections.abc import Collection, Mapping

from etl.tables.schema import quote_identifier, quote_text

IN_UTC = re.compile(r"(?<![^\W_])(utc|gmt|zulu)(?![^\W_])", re.IGNORECASE)
TIME_OF_DAY = re.compile(
    r"(?<![^\W_])(time|hour|heure|uhrzeit|zeit|hora|saat|время|час|الساعة|الوقت)(?![^\W_])", re.IGNORECASE
)
CLOCK = r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?"
ENDS_WITH_TIME = r"\d[T ]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*$|^\d{8} \d{4}$"


def add_zone_of_headers(relation: str, names: Collection[str], headers: Mapping[str, str]) -> str:
    """Return the relation with a Z after each time of a column that is in UTC according to its header, but not to its cells.

    A time of UTC in a column of its own makes a moment of the day beside it. `names` are the columns of days.
    """
    of_utc = [name for name, header in headers.items() if IN_UTC.search(header)]
    replaced = [
        f"CASE WHEN regexp_matches({name}, {quote_text(ENDS_WITH_TIME)}) THEN concat(trim({name}), 'Z') ELSE {name} END AS {name}"
        for name in (quote_identifier(each) for each in of_utc if each in names)
    ]
    times = [name for name in of_utc if TIME_OF_DAY.search(headers[name])]
    if len(times) == 1 and "date" in names and "date" not in of_utc:
        time = f"trim({quote_identifier(times[0])})"
        is_time = f"regexp_full_match({time}, {quote_text(CLOCK)}) AND NOT contains(date, ':')"
        replaced.append(f"CASE WHEN {is_time} THEN concat(trim(date), ' ', {time}, 'Z') ELSE date END AS date")
    return f"(SELECT * REPLACE ({', '.join(replaced)}) FROM {relation})" if replaced else relation
