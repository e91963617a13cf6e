"""What a lake and a release contain and offer, and where it came from."""

from analysis.questions.holdings.contents import (
    find_near_duplicates,
    list_coverage,
    list_doubts,
    list_doubts_here,
    list_loads,
    list_rejects,
    list_uncovered,
    list_unread_cells,
    list_word_meanings,
)
from analysis.questions.holdings.offered import find_lender, list_corridors, list_routes, read_choices, read_corridor
from analysis.questions.holdings.releases import list_feeds, list_releases
