"""What a client has, and takes: ETags that still stand, and compressed bytes (RFC 9110, sections 12 and 13).

Starlette compares ETags only for files on disk, knows no If-Match, reads one line of a header that may stand several times,
and compresses for a client that says `gzip;q=0`. So these two decisions are made here.
"""

import re
from http import HTTPStatus

from starlette.requests import Request

from views.server.data.problems import Problem

_TAG = re.compile(r'(W/)?("[^"]*")')


def is_not_modified(request: Request, etag: str) -> bool:
    """Return whether the client has the bytes of this ETag. Raises Problem where it accepts only those of another.

    There is no day on which the bytes changed, so conditions on a day say nothing.
    """
    wanted = _read_list(request, "if-match")
    if wanted not in ("", "*") and etag not in [tag for weak, tag in _TAG.findall(wanted) if not weak]:
        raise Problem(HTTPStatus.PRECONDITION_FAILED, "The rows are no longer those of the ETag in If-Match.")
    known = _read_list(request, "if-none-match")
    return known == "*" or etag in [tag for _, tag in _TAG.findall(known)]


def accepts_gzip(request: Request) -> bool:
    """Return whether the client takes bytes that are compressed with gzip."""
    qualities = {}
    for coding in request.headers.get("accept-encoding", "").lower().split(","):
        name, *parameters = (word.strip() for word in coding.split(";"))
        qualities[name] = _read_quality(parameters)
    return next((qualities[name] > 0 for name in ("gzip", "x-gzip", "*") if name in qualities), False)


def _read_list(request: Request, header: str) -> str:
    return ", ".join(request.headers.getlist(header)).strip()


def _read_quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            return float(value) if re.fullmatch(r"\s*[01](\.\d{0,3})?\s*", value) else 0
    return 1
