"""Guide: how each number is made, the meaning of each word and column, and the files that can be loaded."""

import streamlit as st

from analysis.links.refusal import quote_value
from views.parts.choosing import choose
from views.parts.guide import link_to_guide
from views.parts.view import write_note
from views.sections import guide as words
from views.state.address import state_choices
from views.state.keys import PAGE_VALUES, make_page_key
from views.state.page_choices import settle_word
from views.state.refusals import refuse

SECTION = make_page_key("section")


def begin_chapter() -> None:
    """Open a chapter at its contents."""
    SECTION.set("")


def settle_section(chapter: str) -> str:
    """Settle the section to show. Without one, the contents are shown."""
    section = SECTION.get() if SECTION.is_set() else PAGE_VALUES.get().get("section", "")
    found = words.find_section(chapter, section) if section else ""
    if section and not found:
        refuse("section", f"section: there is no {quote_value(section)} in this chapter, so its contents are shown.")
    SECTION.set(found)
    state_choices(section=found or None)
    return found


def show_contents(chapter: str) -> None:
    """Show the introduction and a link to each section."""
    first, *sections = words.read_chapter(chapter)
    st.subheader("Contents")
    with st.container(horizontal=True, gap="small"):
        for section in sections:
            if section.level == 2:
                link_to_guide(section.title, chapter, section.slug, icon=None)
    st.markdown(first.text, width=900)


st.title("Guide")
write_note(words.ABOUT)
chapter = settle_word("chapter", "methods", list(words.CHAPTERS))
section = settle_section(chapter)
choose("Chapter", {name: title for name, (title, _) in words.CHAPTERS.items()}, "chapter", on_change=begin_chapter)
titles = {part.slug: ("– " if part.level == 3 else "") + part.title for part in words.read_chapter(chapter)[1:]}
st.selectbox("Section", ["", *titles], key="section", format_func=lambda slug: titles.get(slug, "Contents"))
if section:
    st.markdown(words.write_section(chapter, section), width=900)
else:
    show_contents(chapter)
