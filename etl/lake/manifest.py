"""The manifest of a release: which parts it holds, and the SHA-256 of its own body."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from typing import Any

SCHEMA = 5


@dataclass(frozen=True)
class Cut:
    """What a part holds of its table: the records that one feed brought, of one year where the table is cut by years."""

    feed: str
    year: int | None = None


@dataclass(frozen=True)
class Part:
    """`content` sums up the live rows of a part, see `read_content`."""

    sha256: str
    rows: int
    feed: str = "curated"
    year: int | None = None
    content: str = ""

    @property
    def cut(self) -> Cut:
        """What the part holds of its table."""
        return Cut(self.feed, self.year)


@dataclass(frozen=True)
class PublishedTable:
    """One table of a release: its parts, and what they sum up to."""

    rows: int
    content_hash: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Manifest:
    """One release. `inputs` are the SHA-256 of the files it was made from, by name."""

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
        """Write the manifest as JSON that carries the SHA-256 of its own body."""
        return _sign(asdict(self))

    @classmethod
    def from_bytes(cls, data: bytes) -> "Manifest":
        """Read a manifest. Raises ValueError, KeyError or TypeError where the bytes are not a manifest as it was published."""
        body = json.loads(data)
        del body["sha256"]
        # Byte for byte, which also sees what a parser does not: other white space, a name that stands twice.
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
