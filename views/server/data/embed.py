"""One figure with its source line, for a frame on a named site: a drawing without a script."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from analysis.export.terms import find_withheld
from analysis.limits import limit_seconds
from analysis.links.sharing import make_link
from analysis.questions.timeline import read_timeline
from views.briefing.page import draw_figure
from views.server import limits
from views.server.data.problems import Problem
from views.server.data.table_requests import read_selection
from views.server.public_url import find_public_url
from views.server.reach import find_base_path
from views.state import cache as kept
from views.words.markup import escape_html
from views.words.phrases import describe_source

STYLE = "body{margin:0;font:13px/1.4 system-ui,sans-serif;color:#1c2126;background:#fff}svg{display:block;width:100%;height:auto}a{color:#1f5f8b}"


def answer_with_figure(request: Request) -> Response:
    """Answer with the Timeline of the choices in the address. Raises Problem."""
    with limit_seconds(limits.QUESTION_SECONDS):
        opened, selection, _, wrong = read_selection(request)
        if wrong:
            raise Problem(HTTPStatus.BAD_REQUEST, "Some of what was asked for is not available.", wrong)
        answers = kept.answer(read_timeline, opened.withholding(find_withheld()), selection)
        figure = draw_figure(answers, selection)
    page = make_link(selection, f"{find_public_url() or find_base_path()}/")
    source = describe_source(opened.manifest.name, opened.manifest.made_at, selection)
    title = escape_html(answers.corridor["title"])
    body = (
        f'<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{title}</title><style>{STYLE}</style></head>\n'
        f'<body>{figure}<p>{escape_html(source)} <a href="{escape_html(page)}" target="_blank">Open it in Patrolwatch</a></p></body></html>\n'
    )
    return Response(body, media_type="text/html")
