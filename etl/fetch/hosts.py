"""The services by name, with what users should know before a fetch. Imports no client, so that pages need not load one."""

import os
from dataclasses import dataclass
from urllib.parse import urlsplit

OTHER_SERVER = "PATROLWATCH_SERVER"  # environment variable with another address for a service


@dataclass(frozen=True)
class Host:
    """A service: its feed, title and public address, the keys it needs, and how it names countries."""

    feed: str
    title: str
    server: str
    keys: tuple[str, ...]
    countries: str
    gives_sums: bool = False  # returns sums for comparison instead of records: see `etl.fetch.sums`
    counts_one: bool = False  # counts a single chokepoint, given in place of a country, for one corridor
    without_since: str = "everything"  # what a first fetch asks for if no day is given

    @property
    def name(self) -> str:
        """The host name shown to users."""
        return urlsplit(os.environ.get(OTHER_SERVER) or self.server).netloc


NAMES = "as the service names them, such as Syria"
HOSTS = {
    "acled": Host("acled", "ACLED", "https://acleddata.com", ("ACLED_USERNAME", "ACLED_PASSWORD"), NAMES),
    "ucdp": Host("ucdp_ged", "UCDP GED", "https://ucdpapi.pcr.uu.se", ("UCDP_TOKEN",), NAMES),
    "ucdp_candidate": Host("ucdp_candidate", "UCDP Candidate", "https://ucdpapi.pcr.uu.se", ("UCDP_TOKEN",), NAMES),
    # GDELT documents no https address. Its files are checked against MD5 sums, which its own server supplies.
    "gdelt": Host(
        "gdelt",
        "GDELT",
        "http://data.gdeltproject.org",
        (),
        "by their codes of FIPS, such as SY",
        without_since="the newest 15 minutes",
    ),
    "hapi": Host(
        "hapi",
        "HDX HAPI",
        "https://hapi.humdata.org",
        ("HAPI_APP_IDENTIFIER",),
        "by their ISO codes, such as SYR",
        gives_sums=True,
    ),
    "portwatch": Host(
        "portwatch",
        "IMF PortWatch",
        "https://services9.arcgis.com",
        (),
        "as the service names them, such as Bab el-Mandeb Strait",
        counts_one=True,
    ),
}
