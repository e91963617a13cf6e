"""What chat programs show of a link: the road and the headline of the release that it opens, as Open Graph has it."""

from contextlib import suppress
from urllib.parse import parse_qs

from analysis.limits import limit_seconds
from analysis.links.codec import decode, find_release
from analysis.questions.timeline import read_timeline
from etl.errors import PatrolwatchError
from views.server import limits
from views.state import cache as kept
from views.words.markup import escape_html
from views.words.phrases import format_day
from views.words.timeline.headline import compose_headline


def write_preview(query: str) -> str:
    """Write the elements for the head of a page that is asked for with this query; none where the release cannot be opened."""
    with suppress(PatrolwatchError), limit_seconds(limits.QUESTION_SECONDS):
        values = parse_qs(query, max_num_fields=100)
        if not (numbers := kept.lake().numbers()):
            return ""
        opened = kept.release(find_release(values, numbers)[0])
        selection, _ = decode(values, kept.choices(opened))
        answers = kept.answer(read_timeline, opened, selection)
        said = {
            "og:site_name": "Patrolwatch",
            "og:title": f"{answers.corridor['title']}, as of {format_day(selection.to_day)}",
            "og:description": f"{compose_headline(answers, selection)} Release {opened.manifest.name}.",
        }
        return "".join(f'<meta property="{name}" content="{escape_html(text)}">\n' for name, text in said.items())
    return ""
