"""The guide: the project's documents as pages, split at their headings, without project file names and pictures."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from itertools import groupby

from analysis.answer import label_column
from etl import paths
from etl.tables.labels import LABELS
from views.words.markup import escape_markdown

CHAPTERS = {
    "methods": ("How each number is made", "methods.md"),
    "glossary": ("What each word means", "glossary.md"),
    "files": ("Which files can be loaded", "feeds.md"),
    "columns": ("What each column holds", "data-dictionary.md"),
}
_CHAPTER_OF_FILE = {file: name for name, (_, file) in CHAPTERS.items()}
ABOUT = "Patrolwatch's documents, one chapter each. You can read them offline."
OWN_FILES = r"(?:etl|analysis|views|commands|tests|bench|docs|data)/[\w./-]+"


@dataclass(frozen=True)
class Section:
    """Part of a chapter under one heading. Level 2 includes the following sections of level 3; level 1 is the introduction."""

    title: str
    slug: str
    level: int
    text: str


@cache
def read_chapter(name: str) -> tuple[Section, ...]:
    """Read the sections of a chapter in order. The first is its introduction."""
    text = (paths.CHECKOUT / "docs" / CHAPTERS[name][1]).read_text(encoding="utf-8")
    text = _group_terms(text) if name == "glossary" else text
    sections = []
    for heading, body in _split_at_headings(_prepare(text, name)):
        level = len(heading) - len(heading.lstrip("#")) if heading else 1
        title = heading.lstrip("# ")
        sections.append(Section(title, make_slug(title), level, body.strip()))
    return tuple(sections)


def make_slug(title: str) -> str:
    """Return the name of a section in addresses: `attacks-per-patrol` for `Attacks per patrol`."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def find_section(name: str, slug: str) -> str:
    """Return the section in an address. For a glossary term, return the section that explains it. "" if there is none."""
    for section in read_chapter(name)[1:]:
        if section.slug == make_slug(slug) or (
            name == "glossary" and re.search(rf"^\*\*{slug.replace('-', '[ -]')}\*\*", section.text, re.M)
        ):
            return section.slug
    return ""


def write_section(name: str, slug: str) -> str:
    """Return a section with its subsections as Markdown."""
    sections = read_chapter(name)
    start = next(place for place, section in enumerate(sections) if section.slug == slug)
    level = sections[start].level
    end = next((place for place in range(start + 1, len(sections)) if sections[place].level <= level), len(sections))
    return "\n\n".join(f"{'#' * section.level} {section.title}\n\n{section.text}" for section in sections[start:end])


def _split_at_headings(text: str) -> list[tuple[str, str]]:
    parts = re.split(r"^(#{1,3} .*)$", text, flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def _group_terms(text: str) -> str:
    """Group the glossary terms by first letter."""
    head, *terms = re.split(r"\n\n(?=\*\*)", text.strip())
    letters = groupby(terms, key=lambda term: term[2].upper())
    return "\n\n".join([head, *(f"## {letter}\n\n" + "\n\n".join(group) for letter, group in letters)])


def _prepare(text: str, name: str) -> str:
    """Remove pictures, project file names and links into the source tree."""
    text = re.sub(r"\]\(#([\w-]+)\)", rf"](guide?chapter={name}&section=\1)", text)
    # Every second part is code, which has no links.
    parts = re.split(r"(```.*?```|`[^`\n]*`)", text, flags=re.DOTALL)
    text = "".join(part if place % 2 else _turn_links(part) for place, part in enumerate(parts))
    text = re.sub(rf"Made from `{OWN_FILES}` by [^;]*; do not edit by hand\. ", "", text)
    text = re.sub(rf",? ?\(`{OWN_FILES}`(?:, [^)]*)?\)", "", text)
    text = re.sub(rf"`{OWN_FILES}`", "the project", text)
    text = re.sub(r"By (?:the words of \w+ in )?words\.csv", "By its words", text)
    return _explain_columns(text) if name == "columns" else text


def _turn_links(text: str) -> str:
    text = re.sub(r"!\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"\[([^\]]+)\]\(([^)#\s]+)(?:#([^)]*))?\)", _turn_link, text)


def _turn_link(match: re.Match[str]) -> str:
    words, target, section = match.groups()
    if "://" in target or target.startswith("guide?"):
        return match.group()
    chapter = _CHAPTER_OF_FILE.get(target)
    if chapter:
        return f"[{words}](guide?chapter={chapter}{f'&section={section}' if section else ''})"
    return "the project" if re.search(r"[/.]", words) else words


def _explain_columns(text: str) -> str:
    """Add the label used on pages to each file column and each of its words."""
    lines = []
    for line in text.splitlines():
        cells = line.split(" | ")
        if line.startswith("| column | "):
            line = line.replace("| column | ", "| column of the files | on the pages | ", 1)
        elif line.startswith("| --- "):
            line += " --- |"
        elif line.startswith("| ") and len(cells) > 3:
            column = cells[0].removeprefix("| ")
            labels = LABELS.get(column, {})
            rest = re.sub(r"`(\w+)`", partial(_explain_word, labels=labels), " | ".join(cells[1:]))
            line = f"| `{column}` | {escape_markdown(label_column(column))} | {rest}"
        lines.append(line)
    return "\n".join(lines)


def _explain_word(match: re.Match[str], labels: Mapping[str, str]) -> str:
    word = match.group(1)
    label = labels.get(word, "")
    return f"`{word}` ({label})" if label and label.lower() != word else f"`{word}`"
