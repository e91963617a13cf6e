"""Uploaded files, streamed to disk so that large ones use no memory.

Streamlit would keep them in memory at the same address, so this module answers it. Streamlit's manager gets an empty file with
the same id, from which the page knows what was uploaded; `find_upload` returns the path. All files of a session together may
have as many bytes as a single one.
"""

import re
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

from anyio import to_thread
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message, Receive, Scope, Send
from streamlit.runtime import Runtime
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from views.server import limits
from views.server.adding.permission import may_write

FOLDER = "/_stcore/upload_file/"
METHODS = ("PUT", "DELETE")
TOO_LARGE = (
    f"A page takes at most {limits.UPLOADS_OF_A_SESSION} files, with at most {limits.UPLOAD_BYTES // 2**20} MB together. "
    "Load more with: patrolwatch load\n"
)
NO_SESSION = "No open page of this server expects a file. Open the page again.\n"
NO_FILE = "This is not an upload from a page.\n"
FRAMING_BYTES = 2**16  # overhead of a request around its file
LONGEST_NAME = 100

_files: dict[str, dict[str, Path]] = {}  # by session: the path of each of its files by file id
_lock = threading.Lock()


def find_upload(file_id: str) -> Path | None:
    """Return the path of an uploaded file. None if it was removed, or moved to a draft."""
    with _lock:
        found = (files[file_id] for files in _files.values() if file_id in files)
        return next((path for path in found if path.exists()), None)


def is_upload(path: str, cookies: Mapping[str, str]) -> bool:
    """Return whether this is the address to which a page with these cookies may upload a file, below any base path of a proxy."""
    return FOLDER in path and may_write(cookies)


async def receive_upload(path: str, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a page that uploads or removes a file at a path."""
    session, _, file_id = path.rpartition(FOLDER)[2].partition("/")
    if not Runtime.exists() or not Runtime.instance().is_active_session(session):
        response: Response = PlainTextResponse(NO_SESSION, HTTPStatus.NOT_FOUND)
    elif scope["method"] == "DELETE":
        _forget(session, file_id)
        response = Response(status_code=HTTPStatus.NO_CONTENT)
    else:
        response = await _take(Request(scope, _limit(receive)), session, file_id)
    await response(scope, receive, send)


async def _take(request: Request, session: str, file_id: str) -> Response:
    try:
        async with request.form(max_files=1) as form:  # spools to disk
            files = [value for value in form.values() if isinstance(value, UploadFile)]
            if len(files) != 1:
                return PlainTextResponse(NO_FILE, HTTPStatus.BAD_REQUEST)
            path = Path(tempfile.mkdtemp(prefix="upload-")) / _name_safely(files[0].filename or "")
            await to_thread.run_sync(_copy, files[0].file, path)
    except OverflowError:
        return PlainTextResponse(TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    except (HTTPException, ClientDisconnect):
        return PlainTextResponse(NO_FILE, HTTPStatus.BAD_REQUEST)
    if not _keep(session, file_id, path):
        _remove([path])
        return PlainTextResponse(TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    manager = Runtime.instance().uploaded_file_mgr
    manager.add_file(session, UploadedFileRec(file_id, path.name, "application/octet-stream", b""))  # type: ignore[attr-defined]
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _limit(receive: Receive) -> Callable[[], Any]:
    """Return a `receive` limited to the size of one file. Raises OverflowError beyond it."""
    received = 0

    async def receive_limited() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > limits.UPLOAD_BYTES + FRAMING_BYTES:
            raise OverflowError
        return message

    return receive_limited


def _name_safely(name: str) -> str:
    """Return a name without any folder that keeps its extension."""
    name = re.sub(r"[\x00-\x1f/\\:]", "_", name).strip(". ")
    return name[-LONGEST_NAME:] or "file"


def _copy(source: Any, path: Path) -> None:
    with path.open("wb") as file:
        shutil.copyfileobj(source, file)


def _keep(session: str, file_id: str, path: Path) -> bool:
    """Add a file to a session, and return whether there is room for it. Removes the files of ended sessions."""
    is_active = Runtime.instance().is_active_session
    with _lock:
        gone = [other for known in list(_files) if not is_active(known) for other in _files.pop(known).values()]
        before = _files.get(session, {})
        kept = {known: other for known, other in before.items() if other.exists()}  # drafts move files away
        size = sum(other.stat().st_size for other in (*kept.values(), path))
        may_hold = size <= limits.UPLOAD_BYTES and len(kept) < limits.UPLOADS_OF_A_SESSION
        _files[session] = kept | ({file_id: path} if may_hold else {})
    _remove([*gone, *(other for other in before.values() if other not in kept.values())])
    return may_hold


def _forget(session: str, file_id: str) -> None:
    """Remove a file that a page has discarded."""
    with _lock:
        path = _files.get(session, {}).pop(file_id, None)
    if path:
        _remove([path])


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        shutil.rmtree(path.parent, ignore_errors=True)
