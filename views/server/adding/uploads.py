"""Files that readers drop, written to the disk as they come, so that a large one takes no memory.

Streamlit would hold them in memory, at this very address, so we answer it: its manager gets an empty file of the same id, by which
the page knows what was dropped, and `find_upload` gives the path. A session holds one file at a time.
"""

import re
import shutil
import tempfile
import threading
from collections.abc import Callable, Mapping
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
TOO_LARGE = f"A file may have {limits.UPLOAD_BYTES // 2**20} MB. Load a larger one with: patrolwatch load\n"
NO_SESSION = "No open page of this server expects a file. Open the page again.\n"
NO_FILE = "This is not an upload from a page.\n"
FRAMING_BYTES = 2**16  # of a request around its file
LONGEST_NAME = 100

_files: dict[str, tuple[str, Path]] = {}  # by session: the id of its file, and where that lies
_lock = threading.Lock()


def find_upload(file_id: str) -> Path | None:
    """Find where the dropped file of an id lies; None where it is held no more, or a draft has taken it."""
    with _lock:
        return next((path for known, path in _files.values() if known == file_id and path.exists()), None)


def is_upload(path: str, cookies: Mapping[str, str]) -> bool:
    """Return whether this is where a page with these cookies sends a file, and may, below whatever path a proxy serves it."""
    return FOLDER in path and may_write(cookies)


async def receive_upload(path: str, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a page that sends a file to a path, or takes it back."""
    session, _, file_id = path.rpartition(FOLDER)[2].partition("/")
    if not Runtime.exists() or not Runtime.instance().is_active_session(session):
        response: Response = PlainTextResponse(NO_SESSION, HTTPStatus.NOT_FOUND)
    elif scope["method"] == "DELETE":
        _keep(session, None)
        response = Response(status_code=HTTPStatus.NO_CONTENT)
    else:
        response = await _take(Request(scope, _limit(receive)), session, file_id)
    await response(scope, receive, send)


async def _take(request: Request, session: str, file_id: str) -> Response:
    try:
        async with request.form(max_files=1) as form:  # which spools to the disk
            files = [value for value in form.values() if isinstance(value, UploadFile)]
            if len(files) != 1:
                return PlainTextResponse(NO_FILE, HTTPStatus.BAD_REQUEST)
            path = Path(tempfile.mkdtemp(prefix="upload-")) / _name_safely(files[0].filename or "")
            await to_thread.run_sync(_copy, files[0].file, path)
    except OverflowError:
        return PlainTextResponse(TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    except (HTTPException, ClientDisconnect):
        return PlainTextResponse(NO_FILE, HTTPStatus.BAD_REQUEST)
    _keep(session, (file_id, path))
    manager = Runtime.instance().uploaded_file_mgr
    manager.add_file(session, UploadedFileRec(file_id, path.name, "application/octet-stream", b""))  # type: ignore[attr-defined]
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _limit(receive: Receive) -> Callable[[], Any]:
    """Return what receives a request of as many bytes as a file may have. Raises OverflowError beyond."""
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
    """Return a name that leads to no other folder and keeps its ending."""
    name = re.sub(r"[\x00-\x1f/\\:]", "_", name).strip(". ")
    return name[-LONGEST_NAME:] or "file"


def _copy(source: Any, path: Path) -> None:
    with path.open("wb") as file:
        shutil.copyfileobj(source, file)


def _keep(session: str, file: tuple[str, Path] | None) -> None:
    """Let a session hold this file in place of the one that it held, and forget the files of sessions that have ended."""
    is_active = Runtime.instance().is_active_session
    with _lock:
        gone = {session, *(known for known in _files if not is_active(known))}
        folders = [_files.pop(each)[1].parent for each in gone if each in _files]
        if file:
            _files[session] = file
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
