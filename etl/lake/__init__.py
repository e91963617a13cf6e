"""The lake: releases of all tables, immutable, published whole or not at all.

    parts/<sha256>.parquet     written once, named by content, shared by releases
    releases/R000007.json      the manifest of a release: which parts it holds; carries the SHA-256 of its own body
    newest                     the highest number that was ever published: it is not given again where a manifest is lost
    lock                       there while a process writes

A release exists once its manifest does. The manifest gets its name by a hard link (where there are none: a
rename), which is atomic, never overwrites and only ever shows a complete file; everything it names has reached the disk
before. Readers open what a manifest names and never list the folder of parts, so what a killed writer leaves behind is
never seen.
"""

from etl.lake.manifest import SCHEMA, Cut, Manifest, Part, PublishedTable
from etl.lake.parts import combined, content_hash, content_hashes
from etl.lake.publish import Lake

__all__ = [
    "SCHEMA",
    "Cut",
    "Lake",
    "Manifest",
    "Part",
    "PublishedTable",
    "combined",
    "content_hash",
    "content_hashes",
]
