"""Escapes text from data for Markdown, HTML and SVG, and tells which text is a web address."""

import html
import re
from urllib.parse import urlsplit

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^=@/\"'])")

# Streamlit looks for these only after it has read the escapes: addresses (http://, www., a@b), icons and emoji (:name:), and
# arrows and signs (->, --, >=). An empty span, which shows nothing, parts them.
_PARTED = re.compile(r"(?<=:)(?=\S)|(?<=@)|(?<=www)(?=\.)|(?<=[<>=~-])(?=[<>=~-])", re.IGNORECASE)
NOTHING = ":color[]"
_WITHIN_A_NUMBER = re.compile(r"(?<=\d) (?=%|of \d)|(?<=\d of) (?=\d)")

# What HTML and XML may not hold, or what turns round the direction of the words that follow it.
NEVER_SHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]")


def escape_markdown(text: str) -> str:
    """Escape text for Markdown, so that it shows just its characters: no link, picture, colour or heading can come of it."""
    parts = _PARTED.split(re.sub(r"\s+", " ", text))
    return NOTHING.join(_MARKDOWN.sub(r"\\\1", part) for part in parts)


def keep_numbers_together(text: str) -> str:
    """Let no line end within “17 %” or “4 of 24”."""
    return _WITHIN_A_NUMBER.sub("\N{NO-BREAK SPACE}", text)


def escape_html(text: str) -> str:
    """Escape text for HTML or SVG, between tags or in an attribute; a replacement sign stands for what cannot be shown."""
    return html.escape(NEVER_SHOWN.sub("\N{REPLACEMENT CHARACTER}", text))


def list_sentences(sentences: list[str]) -> str:
    """Return sentences as a list in Markdown."""
    return "\n".join(f"- {escape_markdown(sentence)}" for sentence in sentences)


def is_web_address(text: str | None) -> bool:
    """Whether a text is an http or https address with a host, and without spaces, control characters and user names.

    Everything else (`javascript:`, `//host`, `file:` …) is shown as text. A user name before the host (`https://bank@host`) only
    serves to make one host look like another.
    """
    if not text or not text.isprintable() or any(character.isspace() or character == "\\" for character in text):
        return False
    try:
        address = urlsplit(text)
        return address.scheme in ("http", "https") and bool(address.hostname) and "@" not in address.netloc
    except ValueError:  # brackets that hold no IP address
        return False
