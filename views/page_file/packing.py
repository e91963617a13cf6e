"""What a page file carries inside: compressed text, and the scripts that its policy allows by their hashes."""

import base64
import gzip
import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path

import plotly


def read_asset(name: str) -> str:
    """Read a file that lies beside this module."""
    return (files(__package__) / name).read_text(encoding="utf-8")


def pack(text: str) -> str:
    """Compress text for a script element of data; the same text gives the same characters."""
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()


@cache
def pack_plotly() -> tuple[str, str]:
    """Return Plotly's own script compressed, and its hash as a policy names it."""
    path = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    script = path.read_text(encoding="utf-8")
    return pack(script), hash_script(script)


def hash_script(script: str) -> str:
    """Return the SHA-256 of a script as a Content-Security-Policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
