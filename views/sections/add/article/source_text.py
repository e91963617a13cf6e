"""Words for readers about an article: where its text comes from, and the text itself with its evidence marked."""

import re
from collections.abc import Mapping
from typing import Any

from etl.tables.labels import format_count
from views.words.markup import escape_markdown
from views.words.phrases import format_day


def describe_web_page(stated: Mapping[str, Any], words_left_out: int) -> str:
    """Say what a web page states about its article where the reader stated nothing, and how many of its words are no part of it."""
    by = f" by {stated['publisher']}" if stated.get("publisher") else ""
    on = f" on {format_day(stated['published'])}" if stated.get("published") else ""
    published = f"The web page states that it was published{by}{on}. " if by or on else ""
    left_out = format_count(words_left_out, "word")
    return escape_markdown(
        f"{published}{left_out} outside the article (menus, captions, comments, other stories) were left out."
        if words_left_out
        else published.strip()
    )


def mark_sentences(text: str, sentences: list[str]) -> str:
    """Return a text as Markdown in which these sentences are marked, also across line breaks; all else shows as it stands."""
    patterns = {r"\s+".join(map(re.escape, each.split())) for each in sentences if each.strip()}
    parts, reached = [], 0
    for start, end in sorted(found.span() for pattern in patterns if (found := re.search(pattern, text))):
        if start >= reached:
            marked = escape_markdown(" ".join(text[start:end].split()))
            parts += [_write_paragraphs(text[reached:start]), f":yellow-background[{marked}]"]
            reached = end
    return " ".join([*parts, _write_paragraphs(text[reached:])])


def _write_paragraphs(text: str) -> str:
    return "\n\n".join(escape_markdown(paragraph) for paragraph in text.split("\n\n"))
