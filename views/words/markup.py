"""Text from data in HTML and SVG. No Streamlit."""

import html
import re

# What HTML and XML may not hold, or what turns round the direction of the words that follow it.
NEVER_SHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]")


def escape(text: str) -> str:
    """Text as it stands between tags or in an attribute; a replacement sign stands for what cannot be shown."""
    return html.escape(NEVER_SHOWN.sub("\N{REPLACEMENT CHARACTER}", text))
