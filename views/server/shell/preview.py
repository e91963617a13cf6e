"""Open Graph previews of links for chat programs: corridor, headline and a picture of the release that the link opens."""

from contextlib import suppress
from urllib.parse import parse_qs

from analysis.limits import limit_seconds
from analysis.links.codec import decode, encode, find_release
from analysis.links.sharing import LONGEST_LINK, format_link
from etl.errors import PatrolwatchError
from views.preview.composition import read_preview
from views.preview.picture import HEIGHT, WIDTH
from views.server import limits
from views.server.data.preview import PICTURE
from views.state import cache as kept
from views.words.markup import escape_html


def write_preview(query: str, site: str) -> str:
    """Return the head elements for a page with this query.

    Empty if the query is longer than a link, or the release cannot be opened.

    `site` is the public address of the server, from which the picture is requested.
    """
    if len(query) > LONGEST_LINK:
        return ""
    with suppress(PatrolwatchError), limit_seconds(limits.QUESTION_SECONDS):
        values = parse_qs(query)
        if not (numbers := kept.get_lake().list_numbers()):
            return ""
        opened = kept.get_release(find_release(values, numbers)[0])
        selection, _ = decode(values, kept.list_choices(opened))
        preview = read_preview(opened, selection)
        properties = {
            "og:type": "website",
            "og:site_name": "Patrolwatch",
            "og:title": preview.title,
            "og:description": f"{preview.headline} Release {opened.manifest.name}.",
            "og:image": format_link(f"{site}{PICTURE}", encode(selection)),
            "og:image:type": "image/png",
            "og:image:width": str(WIDTH),
            "og:image:height": str(HEIGHT),
            "og:image:alt": preview.headline,
        }
        elements = [f'<meta property="{name}" content="{escape_html(text)}">\n' for name, text in properties.items()]
        return "".join([*elements, '<meta name="twitter:card" content="summary_large_image">\n'])
    return ""
