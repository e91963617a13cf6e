"""Only web addresses are links. Other addresses of records are shown as text."""

import pyarrow as pa
import pytest

from tests.hostile_strings import HOSTILE
from views.parts.tables import with_links_alone
from views.words.markup import is_web_address


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org",
        "http://example.org:8080/a?b=c#d",
        "HTTPS://Example.org/",
        "https://example.org/a;b,c|d'e(f)@g",
        "https://пример.рф/статья",
        "http://[::1]/",
    ],
)
def test_an_address_of_the_web_is_a_link(text):
    assert is_web_address(text)


@pytest.mark.parametrize(
    "text",
    [
        None, "", "example.org", "//example.org/a", "/a", "ftp://example.org", "vbscript:x", "javascript:alert(1)",
        "JaVaScRiPt:alert(1)", " javascript:alert(1)", "\x01javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x",
        "file:///etc/passwd", "mailto:a@example.org", "https:", "https://", "https:///a", "http:example.org", "https:\\\\example.org",
        " https://example.org", "https://example.org/a b", "https://example.org/\u202e", "https://a@example.org", "https://[x",
        "blob:https://example.org/x", "view-source:https://example.org", "https://:80/",
    ],
)  # fmt: skip
def test_anything_else_is_no_link(text):
    assert not is_web_address(text)


def test_no_hostile_text_is_a_link():
    assert [text for text in HOSTILE.values() if is_web_address(text)] == []


def test_in_a_table_other_addresses_than_links_are_text_in_a_separate_column():
    rows = pa.table(
        {"id": ["a", "b", "c"], "url": ["https://example.org", "javascript:alert(1)", None], "note": ["x"] * 3}
    )
    shown = with_links_alone(rows)
    assert shown.column_names == ["id", "url", "url_as_text", "note"]
    assert shown["url"].to_pylist() == ["https://example.org", None, None]
    assert shown["url_as_text"].to_pylist() == [None, "javascript:alert(1)", None]
    assert with_links_alone(rows.slice(0, 1)).column_names == ["id", "url", "note"]
