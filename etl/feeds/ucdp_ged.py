"""UCDP GED: the yearly releases, each of which replaces those before it."""

from etl.feeds import Feed
from etl.feeds.common import ucdp

FEED = Feed(
    "ucdp_ged",
    "UCDP GED",
    "Data: UCDP Georeferenced Event Dataset, CC BY 4.0; Sundberg and Melander 2013.",
    ucdp.recognise_ged,
    ucdp.shape,
    ucdp.find_release,
    ucdp.find_whole_days,
    same_columns="ucdp_candidate",
    replaces_older=True,
    needs_release=True,
    later_files_replace=True,
    rows_of_a_page=(1000,),
)
