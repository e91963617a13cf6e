"""Events on the time axis: announced suspensions, observed gaps, milestones."""

import pyarrow as pa

from analysis.answer import declare_answer
from analysis.question import Queries
from analysis.release import Release
from analysis.selection import Selection
from etl.tables.records import MILESTONES

QUERIES = Queries(__file__)
GAP_RULE_DAYS = 10
MILESTONES_LISTED = declare_answer("milestone_id date title note", table=MILESTONES)


def list_announced_suspensions(release: Release, selection: Selection) -> pa.Table:
    """List the announced suspensions that touch the chosen days.

    Columns: suspension_id, announced_on, start, end, is_open, begins_before, days, announced_by, side,
    reason, resumed, corrected.
    """
    return QUERIES.ask("announced_suspensions", release, selection)


def find_observed_gaps(release: Release, selection: Selection, gap_rule_days: int = GAP_RULE_DAYS) -> pa.Table:
    """Find the periods without a patrol that are longer than the rule, in days.

    Columns: start, end, is_open, covered_through, begins_before, days, patrols_that_may_split, numbers,
    announced, announced_from.
    """
    return QUERIES.ask("observed_gaps", release, selection, gap_rule_days=gap_rule_days)


def list_milestones(release: Release, selection: Selection) -> pa.Table:
    """List the milestones of the chosen days. Columns: milestone_id, date, title, note."""
    return QUERIES.ask("milestones", release, selection)
