"""Which texts of records are addresses that a reader may follow by a click. No Streamlit."""

from urllib.parse import urlsplit


def is_web_address(text: str | None) -> bool:
    """Whether a text is an http or https address with a host, and nothing hides in it: no blank, control or user name.

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
