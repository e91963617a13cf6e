"""The embedded parts of a page file: compressed text, and scripts that its policy allows by hash."""

import base64
import gzip
import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path

import plotly


def read_asset(name: str) -> str:
    """Read a file beside this module."""
    return (files(__package__) / name).read_text(encoding="utf-8")


def pack(text: str) -> str:
    """Compress text for a data script element. The same text gives the same characters."""
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()


@cache
def pack_plotly() -> tuple[str, str]:
    """Return Plotly's script compressed, with its hash for the policy."""
    path = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    script = path.read_text(encoding="utf-8")
    return pack(script), hash_script(script)


def hash_script(script: str) -> str:
    """Return the SHA-256 of a script in the form of a Content-Security-Policy."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
