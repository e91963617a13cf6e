"""Reporting lag: how long after its day a record becomes known, and which days are not fully reported yet."""

from analysis.questions.lag.reporting_lag import (
    COVERAGE,
    KNOWN_SHARE,
    RECORDS_FOR_A_LAG,
    compute_reporting_lag,
    find_days_until_known,
)
from analysis.questions.lag.zone import LagZone, find_lag_zone
