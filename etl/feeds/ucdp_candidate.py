"""UCDP Candidate: events of this year, by month or since January."""

from etl.feeds import Feed
from etl.feeds.common import ucdp

FEED = Feed(
    "ucdp_candidate",
    "UCDP Candidate",
    "Data: UCDP Candidate Events Dataset, CC BY 4.0; Hegre and others 2020.",
    # What a table of these columns is may have to be said by a person, so none is turned away: GED is tried first.
    ucdp.recognise,
    ucdp.shape,
    ucdp.find_release,
    ucdp.find_whole_days,
    rank=2,
    needs_release=True,
    later_files_replace=True,
    rows_of_a_page=(1000,),
)
