"""The releases as an Atom feed (RFC 4287), with the change in each corridor's headline."""

from uuid import NAMESPACE_OID, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

from starlette.requests import Request
from starlette.responses import Response

from analysis.limits import limit_seconds
from analysis.links.codec import encode
from analysis.links.refusal import refuse_word
from analysis.links.sharing import format_link
from analysis.questions.changes import HeadlineChange, compare_all_headlines, describe_headline_change
from analysis.release import Release
from etl.errors import LakeUnusable
from views.server import limits
from views.server.data.problems import refuse_wrong
from views.server.data.table_requests import open_newest_release, read_keys
from views.server.public_url import find_public_url
from views.server.reach import find_base_path
from views.state import cache as kept

NAMESPACE = "http://www.w3.org/2005/Atom"
MOST_RELEASES = 20  # the newest
HEADERS = {"Cache-Control": "private, no-cache", "Content-Type": "application/atom+xml; charset=utf-8"}


def answer_with_feed(request: Request) -> Response:
    """Answer with the feed of all corridors, or of the one given as `corridor`. Raises Problem."""
    query, wrong = read_keys(request, ("corridor",))
    corridor, offered = query.get("corridor", [""])[0], kept.list_choices(open_newest_release()).corridors
    if corridor and corridor not in offered:
        wrong.append(("corridor", refuse_word("corridor", corridor, offered).reason))
    refuse_wrong(wrong)
    site = find_public_url() or f"{request.url.scheme}://{request.url.netloc}{find_base_path()}"
    feed = Element("feed", xmlns=NAMESPACE)
    _add(feed, "title", f"Patrolwatch: {corridor or 'all corridors'}")
    _add(feed, "id", f"{site}/api/v1/releases.atom" + (f"?corridor={corridor}" if corridor else ""))
    SubElement(_add(feed, "author"), "name").text = "Patrolwatch"
    opened = []
    with limit_seconds(limits.QUESTION_SECONDS):
        for number in reversed(kept.get_lake().list_numbers()[-MOST_RELEASES - 1 :]):
            try:
                opened.append(kept.get_release(number))
            except LakeUnusable:  # pages report a damaged release; the others can still be read
                continue
        _add(feed, "updated", opened[0].manifest.made_at)
        for after, before in zip(opened, [*opened[1:], None], strict=True):
            if before or after.manifest.parent is None:
                feed.append(_make_entry(after, before, corridor, site))
    return Response(tostring(feed, encoding="utf-8", xml_declaration=True), headers=HEADERS)


def _make_entry(after: Release, before: Release | None, corridor: str, site: str) -> Element:
    manifest, entry = after.manifest, Element("entry")
    changes = [
        change
        for change in (kept.answer(_compare, after, before) if before else [])
        if corridor in ("", change.selection.corridor)
    ]
    _add(entry, "title", f"{manifest.name}: {manifest.message}" if manifest.message else manifest.name)
    _add(entry, "id", f"urn:uuid:{uuid5(NAMESPACE_OID, f'{manifest.name} {manifest.made_at} {manifest.content_hash}')}")
    _add(entry, "updated", manifest.made_at)
    selection = kept.list_choices(after).make_default(*([corridor] if corridor else []))
    SubElement(entry, "link", href=format_link(f"{site}/", encode(selection)))
    titles = kept.list_choices(after).titles
    sentences = [f"{titles.get(change.selection.corridor)}: {describe_headline_change(change)}" for change in changes]
    _add(entry, "content", "\n".join(sentences) or "The first release.").set("type", "text")
    return entry


def _compare(after: Release, before: Release) -> list[HeadlineChange]:
    return compare_all_headlines(before, after)


def _add(parent: Element, name: str, text: str = "") -> Element:
    element = SubElement(parent, name)
    element.text = text or None
    return element
