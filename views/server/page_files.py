"""Files of long lists, at addresses of their own: sent as they are read, where a download button would hold them whole.

A page offers a file by how it is made, not by its bytes. The address holds for as long as the server runs and no more than
so many others were offered since; a page that is drawn again offers the same file at the same address.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

import pyarrow as pa
from starlette.requests import Request
from starlette.responses import Response

from analysis.export import exports
from analysis.limits import limit_seconds
from analysis.questions.records import Batches
from views.server import limits
from views.server.problems import Problem
from views.server.streaming import TableResponse, begin
from views.server.tables import ROOT


@dataclass(frozen=True)
class PageFile:
    """A file that is made when it is asked for: its name and media type, its rows in turns, and a writer of such rows."""

    name: str
    media_type: str
    turns: Callable[[], Batches | list[pa.Table]]
    new_writer: Callable[[pa.Schema], exports.Writer]


_offered: OrderedDict[str, PageFile] = OrderedDict()
_lock = threading.Lock()


def offer(file: PageFile, *what: object) -> str:
    """Return the address of a file; `what` tells it from every other file, of other choices too."""
    key = hashlib.sha256(repr((file.name, *what)).encode()).hexdigest()[:32]
    with _lock:
        _offered[key] = file
        _offered.move_to_end(key)
        while len(_offered) > limits.FILES_OFFERED:
            _offered.popitem(last=False)
    return f"{ROOT}/files/{key}"


def send(request: Request) -> Response:
    """The file at an address. Raises Problem where none is offered there, or not any more."""
    file = _offered.get(request.path_params["key"])
    if file is None:
        raise Problem(HTTPStatus.NOT_FOUND, "This file is not offered any more. Open its page again and save it there.")
    headers = {
        "Content-Type": file.media_type,
        "Content-Disposition": f'attachment; filename="{file.name}"',
        "Cache-Control": "no-store",
    }
    if request.method == "HEAD":
        return Response(headers=headers)
    with limit_seconds(limits.QUESTION_SECONDS):
        first, later = begin(file.turns())
    return TableResponse(first, later, file.new_writer(first.schema), headers)
