"""Content negotiation: whether a client's ETag is current, and whether it accepts gzip (RFC 9110, sections 12 and 13).

Starlette compares ETags only for files on disk, does not support If-Match, reads one line of a header that may be repeated, and
compresses for clients that send `gzip;q=0`. So both decisions are made here.
"""

import hashlib
import re
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import NotModifiedResponse

from views.server.data.problems import Problem

_TAG = re.compile(r'(W/)?("[^"]*")')


def is_not_modified(request: Request, etag: str) -> bool:
    """Return whether the client already has the bytes of this ETag. Raises Problem if it accepts only other bytes.

    The bytes have no modification date, so conditions on dates are ignored.
    """
    tags = _read_list(request, "if-match")
    if tags not in ("", "*") and etag not in [tag for weak, tag in _TAG.findall(tags) if not weak]:
        raise Problem(HTTPStatus.PRECONDITION_FAILED, "The rows no longer match the ETag in If-Match.")
    known = _read_list(request, "if-none-match")
    return known == "*" or etag in [tag for _, tag in _TAG.findall(known)]


def respond_unless_known(request: Request, response: Response) -> Response:
    """Give a complete answer an ETag, and omit its bytes if the client has them. Raises as `is_not_modified` does."""
    etag = f'"{hashlib.sha256(bytes(response.body)).hexdigest()[:32]}"'
    response.headers["ETag"], response.headers["Cache-Control"] = etag, "private, no-cache"
    return NotModifiedResponse(response.headers) if is_not_modified(request, etag) else response


def accepts_gzip(request: Request) -> bool:
    """Return whether the client accepts gzip."""
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
