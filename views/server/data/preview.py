"""The picture of a link preview, for programs that show where a link leads."""

from starlette.requests import Request
from starlette.responses import Response

from analysis.limits import limit_seconds
from views.preview.composition import draw_preview
from views.server import limits
from views.server.base_path import ROOT
from views.server.data.negotiation import respond_unless_known
from views.server.data.problems import refuse_wrong
from views.server.data.table_requests import read_selection

PICTURE = f"{ROOT}/preview.png"


def answer_with_picture(request: Request) -> Response:
    """Answer with the picture for the choices in the address. Raises Problem."""
    with limit_seconds(limits.QUESTION_SECONDS):
        opened, selection, _, wrong = read_selection(request)
        refuse_wrong(wrong)
        picture = draw_preview(opened, selection)
    return respond_unless_known(request, Response(picture, media_type="image/png"))
