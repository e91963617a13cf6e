"""The manifest of a release: its parts, and the SHA-256 of its own body."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

SCHEMA = 7
# The lines of a manifest that hold its checksum and its tables. Those of parts and inputs are indented further.
CHECKSUM, TABLES = b'\n "sha256": "%s",', b'\n "tables": '


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
    sums: str = ""  # the SHA-256 of the file with the sums of its incidents, see `write_sums`; most parts have none
    places: str = ""  # the SHA-256 of the file with their sums by place, which a part with sums has too

    @property
    def hashes(self) -> tuple[str, ...]:
        """The SHA-256 of each of its files."""
        return tuple(filter(None, (self.sha256, self.sums, self.places)))

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
        body = json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
        return _add_checksum(body)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Manifest":
        """Read a manifest. Raises ValueError, KeyError or TypeError if a byte does not match its SHA-256, or its shape is wrong."""
        body = json.loads(data)
        checksum = CHECKSUM % str(body["sha256"]).encode()
        del body["sha256"]
        # Compare bytes, which also detects what a JSON parser ignores: changed white space or a repeated key.
        if data != _add_checksum(data.replace(checksum, b"", 1)):
            raise ValueError("its SHA-256 does not match")
        tables = {
            name: PublishedTable(**(table | {"parts": tuple(Part(**part) for part in table["parts"])}))
            for name, table in body.pop("tables").items()
        }
        hashes = [sha256 for table in tables.values() for part in table.parts for sha256 in part.hashes]
        if not all(re.fullmatch("[0-9a-f]{64}", sha256) for sha256 in hashes):
            raise ValueError("a part has no SHA-256")
        return cls(tables=tables, **body)


def read_clock() -> str:
    """Return this moment in UTC, as manifests and logs have it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _add_checksum(body: bytes) -> bytes:
    """Add the SHA-256 of a body before its tables, where it stands in the order of keys."""
    checksum = CHECKSUM % hashlib.sha256(body).hexdigest().encode()
    return body.replace(TABLES, checksum + TABLES, 1)
