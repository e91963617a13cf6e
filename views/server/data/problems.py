"""Answers that are errors (RFC 9457): a sentence, and each part of the request that cannot be had with its reason."""

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from etl.errors import PatrolwatchError, ReleaseMissing
from views import faults
from views.server.data.served_tables import ROOT

HTTP_SENTENCES = {
    404: f"There is nothing at this address; {ROOT}/openapi.json says what there is.",
    405: "Only GET and HEAD are answered here.",
}


class Problem(Exception):
    """An answer that is an error; `errors` are pairs of a key of the request and why its value cannot be had."""

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
        """Return the problem as an answer, which no cache may keep."""
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


def respond_in_json(
    value: object, headers: Mapping[str, str], status: int = 200, media_type: str = "application/json"
) -> Response:
    """Return a value as an answer in JSON, indented so that a person can read it."""
    return Response(json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n", status, headers, media_type)


def respond_to_error(request: Request, error: Exception) -> Response:
    """Return the answer to whatever was raised while a request was answered."""
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
