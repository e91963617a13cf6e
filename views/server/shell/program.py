"""The files of Streamlit's program, each compressed once and kept.

Streamlit sends them uncompressed, since it would have to compress them again for every reader. A browser that opens its first
page needs seven megabytes of them, or two if compressed.
"""

import gzip
from functools import cache
from pathlib import Path

import streamlit
from starlette.responses import Response

HERE = Path(streamlit.__file__).parent / "static"
FOLDER = "/static/"
MEDIA = {".js": "text/javascript", ".css": "text/css"}  # fonts are compressed already
HEADERS = {
    "Content-Encoding": "gzip",
    "Vary": "Accept-Encoding",
    "Cache-Control": "public, immutable, max-age=31536000",  # a file that changes gets another name
}


@cache
def list_compressible() -> frozenset[str]:
    """List the paths of the files that compression makes smaller."""
    files = HERE.joinpath(FOLDER.strip("/")).rglob("*")
    return frozenset(f"/{file.relative_to(HERE).as_posix()}" for file in files if file.suffix in MEDIA)


def respond_compressed(path: str) -> Response:
    """Return one of the compressible files. Compressing it for the first time takes up to 0.1 s."""
    return Response(_compress(path), headers=HEADERS, media_type=MEDIA[Path(path).suffix])


@cache
def _compress(path: str) -> bytes:
    return gzip.compress((HERE / path.lstrip("/")).read_bytes(), compresslevel=6, mtime=0)
