"""The meaning of each column in a file, as declared by its question or its table."""

from collections.abc import Sequence

from analysis.answer import COLUMNS, describe_table
from analysis.questions.denominators import numbers, shares
from analysis.questions.lag import reporting_lag
from analysis.questions.periods import by_period
from analysis.questions.populations import population
from analysis.questions.rates import between_attacks, blocks, counted, days, hindrances, trends
from analysis.questions.records import lists
from analysis.questions.route import along
from analysis.questions.route.stretches import by_stretch
from analysis.questions.suspensions import observed
from analysis.questions.timeline import bands
from analysis.statistics import missed
from etl.tables.columns import Table
from etl.tables.records import REVIEWED_TABLES

ANSWERS = (
    by_period.SERIES,
    by_period.PATROLS_BY_PERIOD,
    by_period.ATTACKS_BY_PERIOD,
    by_period.SHARE_BY_PERIOD,
    by_period.RATES_BY_PERIOD,
    by_period.CORRIDOR_ATTACKS,
    blocks.RATES_BY_BLOCK,
    days.ALL_DAYS,
    days.TWO_PERIODS,
    hindrances.HINDRANCES,
    counted.COUNTERS_COMPARED,
    counted.BY_PERIOD,
    counted.PERIODS,
    counted.WINDOWS,
    trends.TRENDS,
    missed.MISSED,
    between_attacks.PATROLS_BETWEEN,
    between_attacks.DAYS_BETWEEN,
    shares.BY_DENOMINATOR,
    shares.BY_SOURCES,
    numbers.DOUBTFUL_NUMBERS,
    reporting_lag.REPORTING_LAG,
    observed.ANNOUNCED,
    observed.WINDOWS,
    lists.PATROLS_LISTED,
    lists.INCIDENTS_LISTED,
    lists.SUSPENSIONS_LISTED,
    lists.EXPOSURE_LISTED,
    lists.SOURCES_LISTED,
    population.PATROLS_COUNTED,
    population.INCIDENTS_COUNTED,
    along.PATROLS_ON_ROUTE,
    along.INCIDENTS_ON_ROUTE,
    along.WITHOUT_KM,
    along.BY_POINT,
    along.PLACES_ON_ROUTE,
    by_stretch.STRETCHES,
    by_stretch.STRETCH_TOTALS,
    by_stretch.PATROL_CELLS,
    by_stretch.ATTACK_CELLS,
    bands.MILESTONES_LISTED,
)
_BY_NAMES = {tuple(answer): answer for answer in ANSWERS}


def define_columns(columns: Sequence[str]) -> dict[str, str]:
    """Return the meaning of each column of an answer. Raises KeyError if no question declares these columns."""
    return _BY_NAMES[tuple(columns)]


def define_table(table: Table) -> dict[str, str]:
    """Return the meaning of each column of a table, and of `corrected`."""
    return describe_table(table) | (
        {"corrected": COLUMNS["corrected"].meaning} if table.name in REVIEWED_TABLES else {}
    )
