"""Answers that are errors (RFC 9457): a sentence, and each part of the request that cannot be had with its reason."""

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from etl.errors import PatrolwatchError, ReleaseMissing
from views import faults
from views.server.tables import ROOT


class Problem(Exception):
    """An answer that is an error (RFC 9457): a sentence, and each part of the request that cannot be had with its reason."""

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        errors: Iterable[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ):
        super().__init__(detail)
        self.status, self.errors, self.headers = status, tuple(errors), headers


def json_response(
    value, headers: Mapping[str, str], status: int = 200, media_type: str = "application/json"
) -> Response:
    return Response(json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n", status, headers, media_type)


def _problem(status: int, detail: str, errors: Iterable[tuple[str, str]] = (), headers=None) -> Response:
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": int(status), "detail": detail}
    if errors := [{"key": key, "detail": reason} for key, reason in errors]:
        body["errors"] = errors
    headers = {"Cache-Control": "no-store"} | dict(headers or {})
    return json_response(body, headers, int(status), "application/problem+json")


def on_problem(request: Request, problem: Problem) -> Response:
    return _problem(problem.status, str(problem), problem.errors, problem.headers)


def on_error(request: Request, error: PatrolwatchError) -> Response:
    missing = isinstance(error, ReleaseMissing)
    return _problem(HTTPStatus.NOT_FOUND if missing else HTTPStatus.SERVICE_UNAVAILABLE, faults.explain(error))


def on_http(request: Request, error: HTTPException) -> Response:
    sentences = {
        404: f"There is nothing at this address; {ROOT}/openapi.json says what there is.",
        405: "Only GET and HEAD are answered here.",
    }
    headers = {"Allow": "GET, HEAD"} if error.status_code == 405 else None
    return _problem(error.status_code, sentences.get(error.status_code, error.detail), headers=headers)


def on_fault(request: Request, error: Exception) -> Response:
    return _problem(HTTPStatus.INTERNAL_SERVER_ERROR, faults.explain(error))


HANDLERS = {
    Problem: on_problem,
    PatrolwatchError: on_error,
    HTTPException: on_http,
    Exception: on_fault,
}
