"""The services by name, with what a person should read before a fetch. It imports no client, so that a page need not load one."""

import os
from dataclasses import dataclass
from urllib.parse import urlsplit

OTHER_SERVER = "PATROLWATCH_SERVER"  # the environment's address for a service, if not the public one


@dataclass(frozen=True)
class Host:
    """A service: whose records it gives, its title and public address, the keys it asks for, and how it names countries."""

    feed: str
    title: str
    server: str
    keys: tuple[str, ...]
    countries: str
    gives_sums: bool = False  # it gives no records, but sums to compare with: see `etl.fetch.sums`
    counts_one: bool = False  # it gives counts of one chokepoint, named in place of a country, for one corridor

    @property
    def name(self) -> str:
        """The host name that a person sees."""
        return urlsplit(os.environ.get(OTHER_SERVER) or self.server).netloc


NAMES = "as the service names them, such as Syria"
HOSTS = {
    "acled": Host("acled", "ACLED", "https://acleddata.com", ("ACLED_USERNAME", "ACLED_PASSWORD"), NAMES),
    "ucdp": Host("ucdp_ged", "UCDP GED", "https://ucdpapi.pcr.uu.se", ("UCDP_TOKEN",), NAMES),
    "ucdp_candidate": Host("ucdp_candidate", "UCDP Candidate", "https://ucdpapi.pcr.uu.se", ("UCDP_TOKEN",), NAMES),
    # It documents no address with https; its files are checked against MD5.
    "gdelt": Host("gdelt", "GDELT", "http://data.gdeltproject.org", (), "by their codes of FIPS, such as SY"),
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
