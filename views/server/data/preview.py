"""The picture of a link preview, for programs that show where a link leads."""

import hashlib
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import NotModifiedResponse

from analysis.limits import limit_seconds
from views.preview.composition import draw_preview
from views.server import limits
from views.server.base_path import ROOT
from views.server.data.negotiation import is_not_modified
from views.server.data.problems import Problem
from views.server.data.table_requests import read_selection

PICTURE = f"{ROOT}/preview.png"


def answer_with_picture(request: Request) -> Response:
    """Answer with the picture for the choices in the address. Raises Problem."""
    with limit_seconds(limits.QUESTION_SECONDS):
        opened, selection, _, wrong = read_selection(request)
        if wrong:
            raise Problem(HTTPStatus.BAD_REQUEST, "Some of what was asked for is not available.", wrong)
        picture = draw_preview(opened, selection)
    etag = f'"{hashlib.sha256(picture).hexdigest()[:32]}"'
    response = Response(picture, headers={"ETag": etag, "Cache-Control": "private, no-cache"}, media_type="image/png")
    return NotModifiedResponse(response.headers) if is_not_modified(request, etag) else response
