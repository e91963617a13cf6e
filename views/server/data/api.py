"""The API: the tables of the pages for programs, by the same keys and from the same functions. See docs/api.md.

It answers GET and HEAD, changes nothing, and does not let pages of other sites read it.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from analysis.export import writers
from analysis.limits import limit_seconds
from analysis.questions import holdings
from etl.errors import PatrolwatchError
from views import faults
from views.server import limits
from views.server.access import served_login
from views.server.base_path import ROOT
from views.server.data import atom, embed, page_files, preview
from views.server.data.gate import Gate, Gated
from views.server.data.negotiation import is_not_modified, respond_unless_known
from views.server.data.problems import HANDLERS, Problem, respond_in_json
from views.server.data.served_tables import TABLES, Table
from views.server.data.streaming import TableResponse, respond_with_head, run_in_thread, take_first_turn
from views.server.data.table_requests import open_newest_release, read_keys, read_request
from views.server.protection.other_sites import EMBED, EMBED_ON, find_sites
from views.state import cache as kept

Answer = Callable[[Request], Response]


def answer_with_table(table: Table, format: str) -> Answer:
    """Return an endpoint that answers with a table.

    The first batch is read before a byte is sent, so that errors can be reported.
    """

    def answer(request: Request) -> Response:
        with limit_seconds(limits.QUESTION_SECONDS):
            parsed = read_request(request, table, format)
            headers = parsed.make_headers()
            if is_not_modified(request, parsed.etag):
                return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
            headers["Content-Type"] = writers.FORMATS[format]
            if request.method == "HEAD":
                return respond_with_head(headers)
            turns = table.read_rows(parsed.opened, parsed.selection, parsed.more)
            first, later = take_first_turn(turns)
            if note := parsed.describe_attacks():
                headers["Patrolwatch-Note"] = note
        if len(turns) == 1:
            headers["Patrolwatch-Rows"] = str(first.num_rows)
        return TableResponse(first, later, writers.make_writer(first.schema, format), headers, parsed.is_compressed)

    return answer


def answer_with_json(make_value: Callable[[], Any]) -> Answer:
    """Return an endpoint that answers in JSON with a value that takes no key."""

    def answer(request: Request) -> Response:
        read_keys(request, ())
        return respond_unless_known(request, respond_in_json(make_value(), {}))

    return answer


def list_releases() -> list[dict[str, Any]]:
    """List every release of the lake, newest first."""
    releases: list[dict[str, Any]] = holdings.list_releases(kept.get_lake()).to_pylist()
    return releases


def describe() -> dict[str, Any]:
    """Describe all addresses in OpenAPI 3.1."""
    from views.server.data import openapi  # imported here, since only readers of the description need it

    return openapi.describe(open_newest_release())


def answer_health(request: Request) -> Response:
    """Answer whether data is available: the newest release can be opened.

    With a login, monitors and strangers may ask without one, but learn nothing more.
    """
    is_open_to_all = served_login.read() is None
    try:
        release = open_newest_release()
    except (Problem, PatrolwatchError) as error:
        if is_open_to_all:
            raise
        faults.explain(error)  # writes the error to the log
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, "No data can be read. Log in to see why.") from None
    newest = {"release": release.manifest.name} if is_open_to_all else {}
    return respond_in_json({"status": "ok"} | newest, {"Cache-Control": "no-store"})


def _make_route(path: str, answer: Answer, gate: Gate, is_described: bool = True) -> Route:
    async def endpoint(request: Request) -> Response:
        return await run_in_thread(answer, request)

    return Route(
        path, endpoint, methods=["GET"], middleware=[Middleware(Gated, gate=gate)], include_in_schema=is_described
    )


GATE = Gate()
FILE_GATE = Gate(
    limits.FILES_AT_ONCE,
    limits.FILES_AT_ONCE_OF_A_CLIENT,
    limits.FILES_WAITING,
    limits.SECONDS_TO_WAIT_FOR_A_FILE,
)
APP = Starlette(
    routes=[
        Route("/healthz", answer_health),
        _make_route(f"{ROOT}/releases", answer_with_json(list_releases), GATE),
        *([_make_route(EMBED, embed.answer_with_figure, GATE, is_described=False)] if find_sites(EMBED_ON) else []),
        _make_route(preview.PICTURE, preview.answer_with_picture, GATE, is_described=False),
        _make_route(f"{ROOT}/releases.atom", atom.answer_with_feed, GATE),
        _make_route(f"{ROOT}/openapi.json", answer_with_json(describe), GATE),
        _make_route(f"{page_files.FOLDER}{{key}}/{{name}}", page_files.send_file, FILE_GATE, is_described=False),
        *(
            _make_route(f"{ROOT}/{table.name}.{format}", answer_with_table(table, format), GATE)
            for table in TABLES.values()
            for format in writers.FORMATS
        ),
    ],
    exception_handlers=HANDLERS,
)
APP.router.redirect_slashes = False
