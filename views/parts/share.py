"""Share: two links to the page, and a citation."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analysis.export import citation
from analysis.export.terms import find_withheld
from analysis.links.codec import encode
from analysis.links.sent_number import make_sent_number
from analysis.links.sharing import LONGEST_LINK, format_link, make_links
from analysis.questions.changes import read_headline
from analysis.selection import Selection
from views.page_file import page as page_file
from views.parts import tables
from views.sections.drawings.embedded import FIGURES
from views.server.protection.other_sites import EMBED, EMBED_ON, find_sites
from views.server.reach import Reach, find_reach
from views.state import cache
from views.state.address import list_chosen, list_own_choices, read_page_address
from views.state.keys import QUERY, RELEASE, SELECTION, SHOWN_FIGURES
from views.words.links import describe_withheld, format_sent
from views.words.markup import escape_html, escape_markdown

TOO_LONG = f"No link: these choices do not fit into {LONGEST_LINK:,} characters. Search for fewer words."
SOURCE_HEIGHT = 130  # pixels of the lines under an embedded figure

REACHES: Mapping[Reach, str] = {
    "computer": "**These links open on this computer only.** A colleague can open the file below. For links that others can open, "
    "start Patrolwatch with `patrolwatch serve --lan` or behind a public address.",
    "network": "**These links open on computers of this network.** Others can open the file below.",
    "public": "**These links open for everyone who may open this address.**",
}


def fill_share(place: DeltaGenerator) -> None:
    """Offer the two links and the citation of the page."""
    opened, selection, query = RELEASE.get(), SELECTION.get(), QUERY.get()
    sent = make_sent_number(cache.answer(read_headline, opened, selection), opened.number)
    links = make_links(read_page_address(), list_chosen(), sent)
    with place.popover("Share", icon=":material/share:", key="share"):
        st.caption(REACHES[find_reach(st.get_option("server.address"))])
        if selection.feed in find_withheld():
            st.caption(escape_markdown(describe_withheld(selection.feed)))
        number = "" if sent.exposed is None else f" It is sent with {format_sent(sent)}."
        st.caption(
            f"**This release.** All choices, with {opened.manifest.name}: it always shows the same numbers.{number}"
        )
        _offer_copy(links.this_release)
        change = (
            ""
            if sent.exposed is None
            else f" If the number is no longer {format_sent(sent)}, the page says what changed."
        )
        st.caption(
            f"**Always the newest.** The same choices and days, with the newest release at the time it is opened.{change}"
        )
        _offer_copy(links.newest)
        st.caption("**A file for a colleague.** The chosen view as one page that opens offline, in any browser.")
        tables.download_page(
            "Page (HTML)",
            page_file.name_file(opened, selection),
            partial(page_file.write_page, opened, selection),
            *("page", opened.manifest.content_hash, selection),
            icon=":material/draft:",
            help="Headline, figure, records, caveats, method and citation. It makes no request to any host.",
        )
        if find_sites(EMBED_ON):
            _offer_frames(selection)
        st.caption("**To cite.** Release, choices, whose data it is, the link to this release, and today's date.")
        # Without the number: the citation gives the address of the page, and its text has no number either.
        link = format_link(read_page_address(), query)
        narrower = {key.replace("_", " ").capitalize(): value for key, value in list_own_choices().items()}
        cited = cache.answer(citation.cite_selection, opened, selection)
        cited = replace(cited, link=link, filters=cited.filters | narrower)
        st.code(citation.format_citation(cited, _read_today()), language=None, wrap_lines=True)


def _offer_frames(selection: Selection) -> None:
    """Offer code to embed a figure of the page on sites that are allowed to. If there are several, the reader picks one."""
    shown, own = SHOWN_FIGURES.get(), list_own_choices()
    if not shown:
        return
    name = next(iter(shown))
    if len(shown) > 1:
        name = st.selectbox("Figure to embed", list(shown), format_func=lambda each: shown[each][0])
    title, height = shown[name]
    keys = FIGURES[name].keys if name in FIGURES else ()
    query = encode(selection) | {"figure": name} | {key: own[key] for key in keys if key in own}
    address = format_link(read_page_address(EMBED.lstrip("/")), query)
    st.caption(escape_markdown(f"To embed “{title}” with its source line:"))
    st.code(
        f'<iframe src="{escape_html(address)}" title="{escape_html(title)}" width="100%" height="{height + SOURCE_HEIGHT}" '
        'style="border:0"></iframe>',
        language=None,
        wrap_lines=True,
    )


def _offer_copy(link: str | None) -> None:
    if link:
        st.code(link, language=None, wrap_lines=True)
    else:
        st.text(TOO_LONG)


def _read_today() -> date:
    """Return the current day in the reader's time zone."""
    return datetime.now(ZoneInfo(st.context.timezone or "UTC")).date()
