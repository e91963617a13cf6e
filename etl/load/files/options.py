"""What the person who loads files asks for."""

import json
from dataclasses import asdict, dataclass
from datetime import date

from etl.feeds import SaidWord

WITHIN_KM = 6.0  # the security corridor agreed for the M4 on 5 March 2020: six kilometres on either side
PLACED_PRECISION = "exact"  # a point known less nearly does not say on which side of a corridor's edge it lies


CONSENTS = ("allow_rejects", "newer")  # they say that a file may be loaded, not how it is read


@dataclass(frozen=True)
class Complete:
    """Days for which files hold all events of a country, of every one (`all`), or all that concerns a corridor."""

    country: str
    first: date
    through: date


@dataclass(frozen=True)
class Options:
    """How files are to be read and placed."""

    feed: str | None = None
    feed_release: str | None = None
    complete: tuple[Complete, ...] = ()
    date_order: str | None = None
    zone: str | None = None  # time zone of the days, where times say how far they are from UTC
    columns: tuple[tuple[str, str], ...] = ()  # (theirs, ours)
    words: tuple[SaidWord, ...] = ()
    roots: tuple[str, ...] = ("18", "19", "20")
    within_km: float = WITHIN_KM  # how far from its route a point still belongs to a corridor
    corridor_only: bool = False
    allow_rejects: bool = False  # also a file of which more than half of the rows are rejected
    newer: bool = False  # a file that looks older than what is known is the newer one
    hidden: bool = False  # read what a workbook hides
    as_events: bool = False  # rows and tables that look like totals, copies or counts are events all the same

    def to_json(self) -> str:
        """Return the options that change how a file is read as JSON, for the table `loads`."""
        said = {name: value for name, value in asdict(self).items() if name not in CONSENTS}
        return json.dumps(said, default=str, sort_keys=True)


DEFAULTS = Options()
