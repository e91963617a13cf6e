"""Files of pages at their own addresses. Each is written when it is requested, and none is stored.

A page offers a file by how to write it, not by its bytes. The address has an unguessable key, derived from a secret of this
process, a session and a lake. A page that is drawn again offers its files at the same addresses. The oldest offers are dropped
when there are too many.
"""

import hmac
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

import pyarrow as pa
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from streamlit.runtime import Runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from analysis.export import writers
from analysis.limits import limit_seconds
from analysis.questions.records import Batches
from etl import paths
from views.server import limits
from views.server.base_path import ROOT
from views.server.data.problems import Problem
from views.server.data.streaming import (
    TableResponse,
    cut_bytes,
    give_back_memory,
    respond_with_head,
    run_in_thread,
    take_first_turn,
)
from views.server.reach import find_base_path

FOLDER = f"{ROOT}/files/"
_SECRET = secrets.token_bytes(32)


@dataclass(frozen=True)
class PageFile:
    """A file that is written when it is requested: `respond` returns the answer, given its headers."""

    name: str
    media_type: str
    respond: Callable[[dict[str, str]], Response]


@dataclass(frozen=True)
class _Offer:
    session: str
    files: Mapping[str, PageFile]
    held_bytes: int


_offers: OrderedDict[tuple[str, str], _Offer] = OrderedDict()  # by lake and key, oldest first
_gone_since: dict[str, float] = {}  # by session, since when it has been missing
_lock = threading.Lock()


def write_whole(write: Callable[[], bytes]) -> Callable[[dict[str, str]], Response]:
    """Return an answer with a file that is written before its first byte is sent."""

    def respond(headers: dict[str, str]) -> Response:
        with limit_seconds(limits.PAGE_SECONDS):
            data = write()
        headers = headers | {"Content-Length": str(len(data))}
        return StreamingResponse(
            cut_bytes(data), headers=headers, background=BackgroundTask(run_in_thread, give_back_memory)
        )

    return respond


def write_in_turns(
    list_turns: Callable[[], Batches | list[pa.Table]], make_writer: Callable[[pa.Schema], writers.Writer]
) -> Callable[[dict[str, str]], Response]:
    """Return an answer with a file that is sent while its rows are read."""

    def respond(headers: dict[str, str]) -> Response:
        with limit_seconds(limits.QUESTION_SECONDS):
            first, later = take_first_turn(list_turns())
        return TableResponse(first, later, make_writer(first.schema), headers)

    return respond


def offer_files(files: Sequence[PageFile], *identity: object, held_bytes: int = 0) -> list[str]:
    """Offer files to the session of the current page, and return their addresses.

    `identity` distinguishes them from all other files of the session, including those of other choices. `held_bytes` is the
    size of the rows that the files keep in memory while they are offered.
    """
    run = get_script_run_ctx(suppress_warning=True)  # tests and terminals have no session
    session, lake = run.session_id if run else "", paths.find_default_lake()
    names = [file.name for file in files]
    key = hmac.digest(_SECRET, repr((session, lake, names, *identity)).encode(), "sha256").hex()[:32]
    with _lock:
        _offers.pop((lake, key), None)
        _offers[lake, key] = _Offer(session, {file.name: file for file in files}, held_bytes)
        _drop_oldest(session)
    return [f"{find_base_path()}{FOLDER}{key}/{name}" for name in names]


def send_file(request: Request) -> Response:
    """Answer with the file at an address. Raises Problem if it is not, or no longer, offered."""
    offer = _offers.get((paths.find_default_lake(), request.path_params["key"]))
    file = offer and offer.files.get(request.path_params["name"])
    if not file:
        raise Problem(HTTPStatus.NOT_FOUND, "This file is no longer offered. Open its page again and save it there.")
    headers = {
        "Content-Type": file.media_type,
        "Content-Disposition": f'attachment; filename="{file.name}"',
        "Cache-Control": "no-store",
    }
    return respond_with_head(headers) if request.method == "HEAD" else file.respond(headers)


def _drop_oldest(session: str) -> None:
    """Drop excess offers: of one session, so that it does not displace those of others, and of all sessions together.

    Also drops the offers of ended sessions.
    """
    ended = _list_ended_sessions()
    for place in [place for place, offer in _offers.items() if offer.session in ended]:
        del _offers[place]
    own = [place for place, offer in _offers.items() if offer.session == session]
    for place in own[: -limits.OFFERS_OF_A_SESSION]:
        del _offers[place]
    held_bytes = sum(offer.held_bytes for offer in _offers.values())
    while len(_offers) > 1 and (len(_offers) > limits.OFFERS or held_bytes > limits.OFFERED_BYTES):
        held_bytes -= _offers.popitem(last=False)[1].held_bytes


def _list_ended_sessions() -> set[str]:
    """List the sessions with offers that have ended and cannot come back."""
    if not Runtime.exists():
        return set()
    is_active, now = Runtime.instance().is_active_session, time.monotonic()
    gone = {session for session in {offer.session for offer in _offers.values()} if not is_active(session)}
    for session in _gone_since.keys() - gone:
        del _gone_since[session]
    return {session for session in gone if now - _gone_since.setdefault(session, now) > limits.SECONDS_AFTER_A_SESSION}
