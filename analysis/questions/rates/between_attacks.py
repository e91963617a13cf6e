"""The patrols and days between one attack and the next."""

import pyarrow as pa

from analysis.answer import declare_answer
from analysis.exposure import EVERY_PATROL, Exposure
from analysis.question import Queries
from analysis.release import Release
from analysis.selection import Selection
from etl.tables.records import INCIDENTS, PATROLS

QUERIES = Queries(__file__)
MOST_INTERVALS = 1_000
PATROLS_BETWEEN = declare_answer("interval patrol_id date is_open quiet first_ordinal last_ordinal", table=PATROLS)
DAYS_BETWEEN = declare_answer("incident_id interval start date days how", table=INCIDENTS)


def list_patrols_between_attacks(release: Release, selection: Selection, exposure: Exposure = EVERY_PATROL) -> pa.Table:
    """List the quiet exposed patrols before each attacked one, and those since the last.

    Columns: interval, patrol_id, date, is_open, quiet, first_ordinal, last_ordinal.
    """
    return QUERIES.ask("patrols_between_attacks", release, selection, **exposure.list_parameters())


def list_days_between_attacks(release: Release, selection: Selection) -> pa.Table:
    """List the newest thousand intervals between attacks on patrols, since there may be many more attacks than patrols.

    Columns: incident_id, interval, start, date, days, how (first, between, cut, open).
    """
    return QUERIES.ask("days_between_attacks", release, selection, intervals=MOST_INTERVALS)
