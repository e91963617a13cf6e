"""The Timeline: how often patrols were attacked, when they stopped, and all other content of the page and the briefing."""

from analysis.questions.timeline.answers import TimelineAnswers, collect_answers, read_timeline
from analysis.questions.timeline.bands import (
    GAP_RULE_DAYS,
    find_observed_gaps,
    list_announced_suspensions,
    list_milestones,
)
from analysis.questions.timeline.change import LastPatrols
from analysis.questions.timeline.headline import (
    count_caveats,
    count_headline,
    count_most_attacked,
    describe_unknown_kinds,
    find_last_attack,
    format_number_attacked,
    list_totals_by_count,
)
from analysis.questions.timeline.unsettled import Unsettled
