"""One figure with its source line, for a frame on a named site: the Timeline as SVG, others with Plotly's script inline."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

import plotly.io
from starlette.requests import Request
from starlette.responses import Response

from analysis.export.terms import find_withheld
from analysis.exposure import read_unit
from analysis.limits import limit_seconds
from analysis.links.codec import encode
from analysis.links.refusal import refuse_word
from analysis.links.sharing import format_link
from analysis.questions.holdings import read_corridor
from analysis.questions.timeline import read_timeline
from views.briefing.page import draw_figure
from views.charts.style import LIGHT
from views.page_file.figures import NARROW_BELOW, ON_A_PHONE
from views.page_file.packing import hash_script, pack, pack_plotly, read_asset
from views.parts.figures import write_titles
from views.parts.view import View
from views.sections.drawings.embedded import FIGURES, Embedded, check_keys
from views.server import limits
from views.server.data.negotiation import respond_unless_known
from views.server.data.problems import Problem, refuse_wrong
from views.server.data.table_requests import check_exposure, read_selection
from views.server.public_url import find_public_url
from views.server.reach import find_base_path
from views.state import cache as kept
from views.words.figures.titles import title_figure
from views.words.markup import escape_html
from views.words.phrases import describe_source

TIMELINE = "timeline"
STYLE = (
    "body{margin:0;font:13px/1.4 system-ui,sans-serif;color:#1c2126;background:#fff}figure,p{margin:0 4px 4px 0}figure svg{max-width:100%}"
    "body>svg{display:block;width:100%;height:auto}a{color:#1f5f8b}"
)
STILL = "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups allow-popups-to-escape-sandbox"
MOVING = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; script-src {script} {plotly}; "
    "sandbox allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"
)
OWN_KEYS = sorted({key for embedded in FIGURES.values() for key in embedded.keys})


@dataclass(frozen=True)
class Framed:
    """A figure as HTML, and the content security policy that it needs."""

    html: str
    policy: str


def answer_with_figure(request: Request) -> Response:
    """Answer with the figure named by `figure`, for the choices in the address. Raises Problem."""
    with limit_seconds(limits.QUESTION_SECONDS):
        opened, selection, own, wrong = read_selection(request, ["figure", *OWN_KEYS])
        name = own.pop("figure", TIMELINE)
        if name not in (TIMELINE, *FIGURES):
            wrong.append(("figure", refuse_word("figure", name, (TIMELINE, *FIGURES)).reason))
        view = View(opened.withholding(find_withheld()), selection, LIGHT)
        wrong += [*check_exposure(own, opened, selection), *check_keys(view, own)]
        refuse_wrong(wrong)
        embedded = FIGURES.get(name)
        page, query = (embedded.page, {**embedded.opens, **own}) if embedded else ("", {})
        link = format_link(f"{find_public_url() or find_base_path()}/{page}", encode(selection) | query)
        framed = _draw(embedded, view, own, link) if embedded else _draw_timeline(view)
    body = _write_page(framed.html, view, link)
    policy = {"Content-Security-Policy": framed.policy}
    return respond_unless_known(request, Response(body, headers=policy, media_type="text/html"))


def _write_page(figure: str, view: View, link: str) -> str:
    manifest = view.opened.manifest
    unit = read_unit(view.ask(read_corridor))
    source = describe_source(manifest.name, manifest.made_at, view.selection, unit)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Patrolwatch</title><style>{STYLE}</style></head>\n<body>{figure}<p>{escape_html(source)} "
        f'<a href="{escape_html(link)}" target="_blank">Open it in Patrolwatch</a></p></body></html>\n'
    )


def _draw_timeline(view: View) -> Framed:
    answers = kept.answer(read_timeline, view.opened, view.selection)
    title = escape_html(title_figure(TIMELINE, answers.corridor))
    return Framed(f"<p><strong>{title}</strong></p>{draw_figure(answers, view.selection)}", STILL)


def _draw(embedded: Embedded, view: View, own: Mapping[str, str], link: str) -> Framed:
    """Draw a figure for wide screens and for phones. A script of ours picks one."""
    figures, alt, note = {}, "", ""
    for size, is_small in (("figure", False), (f"figure{ON_A_PHONE}", True)):
        drawing = embedded.draw(view, own, is_small)
        if drawing is None:
            raise Problem(HTTPStatus.NOT_FOUND, "There is nothing to draw in this figure for these choices.")
        write_titles(drawing, view.opened, view.selection, LIGHT, link, is_narrow=is_small)
        figures[size] = json.loads(plotly.io.to_json(drawing.figure))
        alt, note = drawing.alt, drawing.note
    script, (plotly_packed, plotly_hash) = read_asset("page.js"), pack_plotly()
    contents = {"data": pack(json.dumps({"figures": figures, "files": {}}, sort_keys=True)), "plotly": plotly_packed}
    html = (
        '<p id="plain" hidden>This browser cannot draw the figure.</p>'
        f'<figure id="figure" data-figure="figure" data-narrow-below="{NARROW_BELOW}" '
        f'aria-label="{escape_html(alt)}"></figure>{f"<p>{escape_html(note)}</p>" if note else ""}'
    )
    html += "".join(f'<script type="text/plain" id="{name}">{text}</script>' for name, text in contents.items())
    policy = MOVING.format(script=hash_script(script), plotly=plotly_hash)
    return Framed(f"{html}<script>{script}</script>", policy)
