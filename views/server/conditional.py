"""What a client has, and takes: ETags that still stand, and compressed bytes (RFC 9110, sections 12 and 13)."""

import re
from http import HTTPStatus

from starlette.requests import Request

from views.server.problems import Problem

_TAG = re.compile(r'(W/)?("[^"]*")')


def is_known(request: Request, etag: str) -> bool:
    """Whether the client has the bytes of this ETag. Raises Problem where it wants those of another alone.

    There is no day on which the bytes changed, so conditions on a day say nothing.
    """
    wanted = _said(request, "if-match")
    if wanted not in ("", "*") and etag not in [tag for weak, tag in _TAG.findall(wanted) if not weak]:
        raise Problem(HTTPStatus.PRECONDITION_FAILED, "The rows are no longer those of the ETag in If-Match.")
    known = _said(request, "if-none-match")
    return known == "*" or etag in [tag for _, tag in _TAG.findall(known)]


def takes_gzip(accepted: str) -> bool:
    qualities = {}
    for coding in accepted.lower().split(","):
        name, *parameters = (word.strip() for word in coding.split(";"))
        qualities[name] = _quality(parameters)
    return next((qualities[name] > 0 for name in ("gzip", "x-gzip", "*") if name in qualities), False)


def _said(request: Request, header: str) -> str:
    """What a header that is a list says; it may stand several times."""
    return ", ".join(request.headers.getlist(header)).strip()


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            return float(value) if re.fullmatch(r"\s*[01](\.\d{0,3})?\s*", value) else 0
    return 1
