"""The manifest of a release: its parts, and the SHA-256 of its own body."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from typing import Any

SCHEMA = 5


@dataclass(frozen=True)
class Cut:
    """The slice of a table that a part holds: the records of one feed, and of one year if the table is split by year."""

    feed: str
    year: int | None = None


@dataclass(frozen=True)
class Part:
    """One Parquet file of a table. `content` summarises its live rows, see `read_content`."""

    sha256: str
    rows: int
    feed: str = "curated"
    year: int | None = None
    content: str = ""

    @property
    def cut(self) -> Cut:
        """The slice of the table that this part holds."""
        return Cut(self.feed, self.year)


@dataclass(frozen=True)
class PublishedTable:
    """One table of a release: its parts and their combined content hash."""

    rows: int
    content_hash: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Manifest:
    """One release. `inputs` maps the names of the files it was made from to their SHA-256."""

    number: int
    parent: int | None
    made_at: str
    made_by: str
    message: str
    content_hash: str
    tables: dict[str, PublishedTable]
    inputs: dict[str, str]
    versions: dict[str, str]
    schema: int = SCHEMA

    @property
    def name(self) -> str:
        """The name of the release, such as R7."""
        return f"R{self.number}"

    def to_bytes(self) -> bytes:
        """Return the manifest as JSON, including the SHA-256 of its own body."""
        return _sign(asdict(self))

    @classmethod
    def from_bytes(cls, data: bytes) -> "Manifest":
        """Read a manifest. Raises ValueError, KeyError or TypeError if the bytes are not exactly what was published."""
        body = json.loads(data)
        del body["sha256"]
        # Compare bytes, which also detects what a JSON parser ignores: changed white space or a repeated key.
        if data != _sign(body):
            raise ValueError("its SHA-256 does not match")
        tables = {
            name: PublishedTable(**(table | {"parts": tuple(Part(**part) for part in table["parts"])}))
            for name, table in body.pop("tables").items()
        }
        if not all(re.fullmatch("[0-9a-f]{64}", part.sha256) for table in tables.values() for part in table.parts):
            raise ValueError("a part has no SHA-256")
        return cls(tables=tables, **body)


def _sign(body: dict[str, Any]) -> bytes:
    return _write_json(body | {"sha256": hashlib.sha256(_write_json(body)).hexdigest()})


def _write_json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
