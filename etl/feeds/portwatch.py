"""IMF PortWatch: the number of ships crossing a chokepoint each day, from AIS signals. It has counts and no events.

Reads rows of its daily chokepoint data, as written by `etl.fetch.portwatch` or downloaded. The user names the corridor.
"""

from functools import partial
from typing import TYPE_CHECKING

from etl.feeds import Feed, Match, ReadingOptions, Refusal, Shape
from etl.feeds.common import expressions
from etl.feeds.common.headers import find_header
from etl.feeds.lexicon.names.corridors import is_corridor
from etl.tables.schema import quote_text

if TYPE_CHECKING:  # pages that only show records must not import the file readers
    from etl.formats import Preview

COLUMNS = ("date", "portid", "portname", "n_total")
COUNTER = "IMF PortWatch"
UNIT = "transits"


def recognise(preview: "Preview") -> Match | None:
    """Return a match if a table is of this feed."""
    found = find_header(preview, set(COLUMNS).issubset)
    return Match(*found, "daily transit calls of a chokepoint") if found else None


def shape(names: list[str], options: ReadingOptions) -> Shape:
    """Map the columns of a file to ours."""
    cell = partial(expressions.read_cell, columns=names)
    corridor, given = f"lower({cell('corridor')})", cell("n_total")
    return Shape(
        {
            "day_read": "read_date(plain(date))",
            "total": f"try_cast(regexp_extract({given}, '^(\\d{{1,9}})(\\.0+)?$', 1) AS INTEGER)",
            "the_corridor": corridor,
        },
        {
            "exposure": {
                "feed_id": f"concat_ws('/', the_corridor, {cell('portid')}, day_read.first)",
                "corridor": "the_corridor",
                "period_start": "day_read.first",
                "period_end": "day_read.last",
                "unit": quote_text(UNIT),
                "count": "total",
                "counted_by": quote_text(COUNTER),
                "note": cell("portname"),
            }
        },
        refusals=[
            *expressions.refuse_day("date", "day_read"),
            Refusal(
                f"NOT {is_corridor('the_corridor', options.corridors)}",
                "corridor" if "corridor" in names else None,
                "a count on no corridor of the release: name one with --corridor",
            ),
            Refusal(f"{given} IS NOT NULL AND total IS NULL", "n_total", "not a whole number"),
        ],
        left_out=[(f"{given} IS NULL", "no count for the day")],
        into="'exposure'",
        dates=("plain(date)",),
        extras={"named_corridor": "the_corridor"},
    )


FEED = Feed(
    "portwatch",
    "IMF PortWatch",
    "Data: IMF PortWatch, UN Global Platform; under the terms of the IMF, which you accept by fetching.",
    recognise,
    shape,
    later_files_replace=True,
    is_restricted=True,
)
