"""UCDP Candidate: events of the current year, by month or since January."""

from etl.feeds import Feed
from etl.feeds.common import ucdp

FEED = Feed(
    "ucdp_candidate",
    "UCDP Candidate",
    "Data: UCDP Candidate Events Dataset, CC BY 4.0; Hegre and others 2020.",
    # A user may have to choose between the two, so none of these tables is turned away. GED is tried first.
    ucdp.recognise,
    ucdp.shape,
    ucdp.find_release,
    ucdp.find_whole_days,
    rank=2,
    needs_release=True,
    later_files_replace=True,
    rows_of_a_page=(1000,),
)
