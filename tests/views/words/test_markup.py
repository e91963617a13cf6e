"""Text from data is shown as text, and never becomes markup."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from views.words.markup import NOTHING, escape_markdown, keep_numbers_together

HARMLESS = set(",;?%")  # ASCII characters that never have a meaning in Markdown


@given(st.text())
def test_escaped_text_shows_its_characters_and_has_no_sign_that_markdown_reads(words):
    escaped = escape_markdown(words).replace(NOTHING, "")
    assert re.sub(r"\\(.)", r"\1", escaped) == re.sub(r"\s+", " ", words)
    bare = re.sub(r"\\.", "", escaped)
    assert not set(bare) & set(string.punctuation) - HARMLESS


def test_no_line_ends_within_a_number_and_its_sign():
    gap = "\N{NO-BREAK SPACE}"
    assert keep_numbers_together("4 of 24 patrols, 17 %; 2 of them") == f"4{gap}of{gap}24 patrols, 17{gap}%; 2 of them"


@pytest.mark.parametrize(
    "words", ["1. a", "- a", "# a", "a\n\n    b", "    a", ":material/home:", "$x$", "a@b.example"]
)
def test_escaped_text_begins_no_block_and_no_directive(words):
    assert not re.search(r"^(\s{2,}|\d+[.)]|[-#>:])|\n|(?<!\\)[:$@/]", escape_markdown(words).replace(NOTHING, ""))


@pytest.mark.parametrize(
    ("words", "apart"),
    [
        ("http://a.example", ["http:", "//a.example"]),
        ("WWW.a.example", ["WWW", ".a.example"]),
        ("me@a.example", ["me@", "a.example"]),
        (":material_home: :smile:", [":", "material_home: :", "smile:"]),
        ("a -> b <-> c", ["a -", "> b <", "-", "> c"]),
        ("-- >= <= ~=", ["-", "- >", "= <", "= ~", "="]),
        ("M4-P17: number 17", ["M4-P17: number 17"]),
    ],
)
def test_what_is_looked_for_after_the_escapes_is_parted(words, apart):
    assert [re.sub(r"\\(.)", r"\1", part) for part in escape_markdown(words).split(NOTHING)] == apart
