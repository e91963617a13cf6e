"""Detects an API answer that is only one of several pages, from the values beside its records."""

import re
from typing import Any

from etl.errors import Note

# Key names in use, in lower case without punctuation: of UCDP, ACLED, HDX, KoboToolbox, Esri, CKAN, OData, OGC and Spring.
NEXT = {
    "next", "nextpage", "nextpageurl", "nexturl", "nextlink", "odatanextlink", "nextcursor", "nextpagetoken", "nexttoken",
    "continuation", "continuationtoken", "resumptiontoken",
}  # fmt: skip
TOTALS = {
    "count", "total", "totalcount", "totalresults", "totalrecords", "totalrows", "totalhits", "totalelements", "totalitems",
    "recordstotal", "recordcount", "numbermatched", "numfound", "odatacount",
}  # fmt: skip
PAGES = {"totalpages", "pages", "pagecount", "numpages", "lastpage", "nbpages"}
MORE = {
    "hasmore", "hasnext", "hasnextpage", "more", "moreresults", "exceededtransferlimit", "incompleteresults", "istruncated",
    "truncated",
}  # fmt: skip
INSIDE = {
    "meta", "metadata", "pagination", "paging", "page", "pageinfo", "links", "properties", "info", "cursor",
    "response", "result", "data", "hits",
}  # fmt: skip


def describe_page(beside: dict[str, Any], rows: int) -> list[Note]:
    """Return a note if a list with this many records is one page of several, judging by the values `beside` it."""
    found_values = _gather(beside)
    total = max((number for name, number in found_values if name == "total"), default=0)
    pages = max((number for name, number in found_values if name == "pages"), default=0)
    names = {name for name, _ in found_values}
    found = [
        *([f"{rows:,} of {total:,} records"] if total > rows else []),
        *([f"{pages:,} pages"] if pages > 1 else []),
        *(["it names a next page"] if "next" in names else []),
        *(["it says that there is more"] if "more" in names else []),
    ]
    return [Note(f"The file is one page of many ({', '.join(found)}): fetch the others too.")] if found else []


def _gather(values: dict[str, Any], depth: int = 0) -> list[tuple[str, int]]:
    """Return what values say about pages: (total or pages, a number) and (next or more, 0)."""
    found = []
    for key, value in values.items():
        name = re.sub(r"[\W_]", "", key.lower())
        number = int(value) if isinstance(value, str) and re.fullmatch(r"\d{1,15}", value) else 0
        if name in TOTALS:
            found.append(("total", number))
        if name in PAGES:
            found.append(("pages", number))
        if name in NEXT and _is_address(value):
            found.append(("next", 0))
        if name in MORE and value is True:
            found.append(("more", 0))
        if name in INSIDE and isinstance(value, dict) and depth < 2:
            found += _gather(value, depth + 1)
        if name in INSIDE and isinstance(value, list):
            found += [("next", 0) for link in value if isinstance(link, dict) and link.get("rel") == "next"]
    return found


def _is_address(value: Any) -> bool:
    return bool(value.get("href") if isinstance(value, dict) else value) and value is not True
