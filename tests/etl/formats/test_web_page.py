"""Web pages with a report: the article without what stands around it, and what the page states about itself."""

import html
import re
import socket

import pytest

from etl.errors import FileRefused
from etl.formats.text import web_page
from tests.etl.feeds.articles.scoring import read_reports

WORDS = [
    "The 26th <b>joint</b> patrol was <a href=/p>attacked</a> near Ariha on Tuesday, the Russian Defence Ministry said in a statement.",
    "One vehicle was slightly damaged and nobody was hurt, according to the ministry, which named no attacker. Ankara did not comment.",
    "The patrols began in March.",
]
ARTICLE = [re.sub("<.*?>", "", words) for words in WORDS]
BODY = "".join(f"<p>{words}</p>" for words in WORDS)
OTHER_STORY = "<a href=/x>A rocket killed five soldiers near Saraqib on Sunday</a>"
MENU = f"<ul class=menu><li><a href=/>Home</a></li><li>{OTHER_STORY}</li></ul>"
# As the usual programs for websites write them; `{0}` stands for the first paragraph and `{1}` for the others.
PAGES = {
    "blog": f"<header class=site-header>{MENU}</header><div class=site-content><article class=post><header class=entry-header><h1>Hit"
    "</h1><div class=entry-meta>Posted on <time>25 August</time></div></header><div class=entry-content>{0}{1}<div class=jp-relatedposts>"
    f"<h3>Related</h3><p>{OTHER_STORY}</p></div></div></article><div class=comments-area><ol class=comment-list><li class=comment><p>I saw"
    f" an IED explode on 3 May</p></li></ol></div></div><div class=widget-area><h2>Recent posts</h2>{MENU}</div>",
    "agency": f"<div class=cookie-banner>We use cookies</div><nav>{MENU}</nav><main><h1>Hit</h1><figure><img src=/a.jpg><figcaption>A"
    f" rocket attack in July</figcaption></figure>{{0}}<aside>{OTHER_STORY}</aside>{{1}}</main>"
    f"<section class=related>{OTHER_STORY}</section><footer>Attacks of the week</footer>",
    "form around everything": f"<form><input type=hidden value=a><div id=menu>{MENU}</div><div class=news><h1>Hit</h1>{{0}}{{1}}</div></form>",
    "table around everything": f"<table><tr><td>{MENU}</td></tr><tr><td><b>Hit</b><br>{{0}}{{1}}</td></tr></table>",
    "no classes": f"<div><div>{MENU}</div></div><div><div><h1>Hit</h1></div>{{0}}{{1}}</div>",
    "line breaks": "<h1>Hit</h1>{0}{1}",
}
PARAGRAPHS = {"no classes": "<div><span>{}</span></div>", "line breaks": "{}<br><br>"}


def build_page(kind, paragraphs):
    """Return a page of a kind. The paragraphs are HTML."""
    first, *others = [PARAGRAPHS.get(kind, "<p>{}</p>").format(words) for words in paragraphs]
    return f"<!doctype html><html><head><title>Hit</title></head><body>{PAGES[kind].format(first, ''.join(others))}</body></html>"


@pytest.fixture
def read(tmp_path):
    """Read a web page as the child process does. Return its paragraphs, and what it states."""

    def read(page):
        path = tmp_path / "page"
        path.write_text(page, encoding="utf-8")
        found = web_page.parse(path, "page.html", tmp_path)
        return (tmp_path / found["text"]).read_text(encoding="utf-8").split("\n\n"), found

    return read


@pytest.mark.parametrize("kind", PAGES)
def test_an_article_is_read_without_menus_captions_comments_and_other_stories(kind, read):
    paragraphs, _ = read(build_page(kind, WORDS))
    assert " ".join(paragraphs).removeprefix("Hit ") == " ".join(ARTICLE)
    assert len(paragraphs) >= len(ARTICLE) - (kind == "no classes")


def test_the_words_that_a_page_shows_outside_its_article_are_counted(read):
    page = build_page("agency", WORDS).replace("<main>", "<script>attack(on, patrol)</script><main>")
    cookies, menu, caption, other_stories, footer = 3, 10, 5, 9 + 9, 4
    assert read(page)[1]["words_left_out"] == cookies + menu + caption + other_stories + footer
    assert read(build_page("line breaks", WORDS))[1]["words_left_out"] == 0


@pytest.mark.slow
@pytest.mark.parametrize("kind", PAGES)
def test_reports_come_back_from_a_page_as_they_were(kind, read):
    reports = [report["text"] for half in ("news", "styles", "unread") for report, _ in read_reports(half)][::8]
    changed = []
    for report in reports:
        words = report.split()
        linked = " ".join(f"<a href=/{place}>{html.escape(word)}</a>" if place % 9 == 5 else html.escape(word) for place, word in enumerate(words))  # fmt: skip
        text = " ".join(read(build_page(kind, [linked, *WORDS]))[0]).removeprefix("Hit ")
        changed += [] if text == " ".join([*words, *ARTICLE]) else [text]
    assert len(reports) > 30 and changed == []


def test_a_fragment_of_a_page_and_a_report_of_one_sentence_are_articles_too(read):
    assert read(f"<p>{WORDS[0]}</p>") == ([ARTICLE[0]], dict.fromkeys(("title", "publisher", "published", "url")) | {"text": "text", "words_left_out": 0})  # fmt: skip


def test_cells_and_entries_of_lists_are_paragraphs(read):
    entries = "<ul><li>The 24th patrol was hit on 10 August.</li><li>The 25th was not.</li></ul>"
    table = "<table><tr><td>Patrol 24</td><td>10 August</td></tr></table>"
    assert read(f"<html><body>{entries}{BODY}{table}</body></html>")[0] == [
        "The 24th patrol was hit on 10 August.", "The 25th was not.", *ARTICLE, "Patrol 24", "10 August",
    ]  # fmt: skip


def test_a_page_states_its_headline_publisher_day_and_address(read):
    head = (
        "<meta property='og:title' content='Patrol hit'><meta property='og:site_name' content='Agency'>"
        "<meta property='article:published_time' content='2020-08-25T20:00:00Z'>"
        "<meta property='article:modified_time' content='2020-08-27T20:00:00Z'><link rel=canonical href='https://agency.example/hit'>"
    )
    _, found = read(f"<html><head>{head}</head><body>{BODY}</body></html>")
    assert (found["title"], found["publisher"]) == ("Patrol hit", "Agency")
    assert (found["published"], found["url"]) == ("2020-08-25", "https://agency.example/hit")


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("", None),
        ("<meta name=description content='On 2020-05-05 the patrol set out, the public was told'>", None),
        ("<meta property='og:image' content='https://agency.example/2020/05/06/a.jpg'>", None),
        ("<meta property='article:modified_time' content='2020-08-27T20:00:00Z'>", None),
        ("<meta name=DC.date.issued content='2020-08-25'>", "2020-08-25"),
        ("<link rel=canonical href='https://agency.example/2020/08/25/hit'>", "2020-08-25"),
        ("<time class='entry-date published' datetime='2020-08-25T10:00:00'>yesterday</time>", "2020-08-25"),
        (
            '<script type=\'application/ld+json\'>{"datePublished": "2020-08-25T10:00:00", "dateModified": "2020-08-28"}</script>',
            "2020-08-25",
        ),
    ],
)
def test_only_the_metadata_of_a_page_states_its_day(head, day, read):
    _, found = read(
        f"<html><head>{head}</head><body><p>A patrol was hit on 3 May 2020.</p><p>And on 2020-05-07.</p></body></html>"
    )
    assert found["published"] == day


def test_no_server_is_asked_for_anything_that_a_page_names(read, monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    links = "<base href='https://a.example'><link rel=canonical href=/b><img src=c.png><script src=d.js></script><iframe src=e></iframe>"
    assert read(f"<html><head>{links}</head><body>{links}{BODY}</body></html>")[0] == ARTICLE


@pytest.mark.parametrize("page", ["<html><body></body></html>", "<div>" * 100_000, "<p><script>attack()</script>"])
def test_a_page_without_words_is_refused_in_a_sentence(page, read):
    with pytest.raises(FileRefused, match=r"page\.html: this web page contains no text\."):
        read(page)
