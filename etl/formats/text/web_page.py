"""Extracts the article of a web page, without menus, captions, comments and other stories. Asks no server."""

import re
from pathlib import Path
from typing import Any

from lxml.etree import tostring
from lxml.html import HtmlElement
from trafilatura import bare_extraction, extract_metadata, html2txt
from trafilatura.settings import Document, use_config
from trafilatura.utils import load_html

from etl.errors import FileRefused

TEXT = "text"
NO_TEXT = "this web page contains no text. Paste the text of the report."
# Captions describe older pictures as often as the news. The rest of the list is what short pages keep otherwise.
NOT_THE_ARTICLE = ["//nav", "//aside", "//footer", "//figcaption"]
DAY = re.compile(r"date|time|publi|creat|issue|canonical|ld\+json", re.IGNORECASE)  # the day may be in the address too
LATER_DAY = re.compile(r"modif|update", re.IGNORECASE)
FIRST_DAY = {"extensive_search": False, "original_date": True}  # of publication, not of the last change


def parse(path: Path, name: str, out: Path) -> dict[str, Any]:
    """Write the article of a page (in UTF-8) to a file in the folder. Raises FileRefused if it has none.

    Also returns what the page states about itself (`title`, `publisher`, `published` as ISO day, `url`; None where it does not), and
    `words_left_out`, the number of words that the page shows outside its article.
    """
    page = path.read_text(encoding="utf-8")
    if not re.search("<(?:html|body)", page, re.IGNORECASE):
        page = f"<html><body><div>{page}</div></body></html>"  # trafilatura refuses fragments
    tree = load_html(page)
    if tree is None:
        raise FileRefused(f"{name}: {NO_TEXT}")
    shown_words, day = _count_words(tree), _find_stated_day(tree)
    page = _unfold_layout(tree)
    # The balanced search misses lists where nothing marks the article, the generous one text between line breaks.
    article = max(
        (_extract(page, is_generous) for is_generous in (False, True)), key=lambda found: len(found.text or "")
    )
    text = article.text if article.text and article.text.strip() else html2txt(page)
    paragraphs = [part for line in text.splitlines() for part in _part_line(line)]
    if not paragraphs:
        raise FileRefused(f"{name}: {NO_TEXT}")
    (out / TEXT).write_text("\n\n".join(paragraphs), encoding="utf-8")
    return {
        TEXT: TEXT,
        "title": article.title,
        "publisher": article.sitename,
        "published": day,
        "url": article.url,
        "words_left_out": max(0, shown_words - sum(len(each.split()) for each in paragraphs)),
    }


def _part_line(line: str) -> list[str]:
    """Return the paragraphs in a line of trafilatura: an entry of a list, the cells of a row, or the line itself."""
    cells = line.split("|") if line.startswith("|") else [line.removeprefix("- ")]
    return [cell.strip() for cell in cells if cell.strip()]


def _unfold_layout(tree: HtmlElement) -> str:
    """Return a page with sections in place of tables that only lay it out: trafilatura reads a cell as one paragraph."""
    for table in tree.xpath("//table[.//p or .//br or .//div or .//table]"):
        for part in table.iter("table", "tbody", "tr", "td"):
            part.tag = "div"
    return str(tostring(tree, encoding="unicode", method="html"))


def _extract(page: str, is_generous: bool) -> Document:
    """Return what trafilatura takes for the article. Its text is None where it finds none."""
    config = use_config()
    config["DEFAULT"]["MIN_EXTRACTED_SIZE"] = "0"  # a flash of one sentence is an article too
    found = bare_extraction(
        page,
        include_comments=False,
        with_metadata=True,
        favor_recall=is_generous,
        prune_xpath=NOT_THE_ARTICLE,
        config=config,
    )
    return found if isinstance(found, Document) else Document()


def _count_words(tree: HtmlElement) -> int:
    """Count the words that a browser shows."""
    shown = "//body//text()[not(ancestor::script or ancestor::style or ancestor::noscript or ancestor::template)]"
    return len(" ".join(tree.xpath(shown)).split())


def _find_stated_day(tree: HtmlElement) -> str | None:
    """Return the day of publication (ISO) in the metadata of a page. Its text and pictures name other days too."""
    elements = filter(_states_day, tree.iter("meta", "link", "script", "time"))
    stated = "".join(tostring(each, encoding="unicode", with_tail=False) for each in elements)
    return extract_metadata(f"<html><head>{stated}</head><body></body></html>", date_config=FIRST_DAY).date


def _states_day(element: HtmlElement) -> bool:
    names = " ".join(value for name, value in element.attrib.items() if name not in ("content", "href"))
    return bool(DAY.search(names)) and not LATER_DAY.search(names)
