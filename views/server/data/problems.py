"""Error answers (RFC 9457): a sentence, and each part of the request that is not available, with the reason."""

import json
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from etl.errors import PatrolwatchError, ReleaseMissing
from views import faults
from views.server.base_path import ROOT

HTTP_SENTENCES = {
    404: f"There is nothing at this address; {ROOT}/openapi.json lists all addresses.",
    405: "Only GET and HEAD are answered here.",
}


class Problem(Exception):
    """An error answer. `errors` are pairs of a key in the request and the reason why its value is not available."""

    def __init__(
        self,
        status: int,
        detail: str,
        errors: Iterable[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ):
        super().__init__(detail)
        self.status, self.errors, self.headers = HTTPStatus(status), tuple(errors), dict(headers or {})

    def respond(self) -> Response:
        """Return the problem as an answer that must not be cached."""
        body: dict[str, object] = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": int(self.status),
            "detail": str(self),
        }
        if self.errors:
            body["errors"] = [{"key": key, "detail": reason} for key, reason in self.errors]
        headers = {"Cache-Control": "no-store"} | self.headers
        return respond_in_json(body, headers, self.status, "application/problem+json")


def refuse_wrong(wrong: Sequence[tuple[str, str]]) -> None:
    """Raise Problem if a request asks for values that are not available: pairs of a key and the reason."""
    if wrong:
        raise Problem(HTTPStatus.BAD_REQUEST, "Some of the requested values are not available.", wrong)


def respond_in_json(
    value: object, headers: Mapping[str, str], status: int = 200, media_type: str = "application/json"
) -> Response:
    """Return a value as JSON, indented for readers."""
    return Response(json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n", status, headers, media_type)


def respond_to_error(request: Request, error: Exception) -> Response:
    """Return the answer for any exception raised by a request."""
    match error:
        case Problem():
            problem = error
        case HTTPException(status_code=status):
            headers = {"Allow": "GET, HEAD"} if status == HTTPStatus.METHOD_NOT_ALLOWED else None
            problem = Problem(status, HTTP_SENTENCES.get(status, error.detail), headers=headers)
        case ReleaseMissing():
            problem = Problem(HTTPStatus.NOT_FOUND, faults.explain(error))
        case PatrolwatchError():
            problem = Problem(HTTPStatus.SERVICE_UNAVAILABLE, faults.explain(error))
        case _:
            problem = Problem(HTTPStatus.INTERNAL_SERVER_ERROR, faults.explain(error))
    return problem.respond()


HANDLERS = dict.fromkeys((Problem, PatrolwatchError, HTTPException, Exception), respond_to_error)
