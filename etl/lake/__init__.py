"""The lake: immutable releases of all tables, each published whole or not at all.

    parts/<sha256>.parquet     written once, named by content, shared by releases
    releases/R000007.json      the manifest of a release: lists its parts and carries the SHA-256 of its own body
    newest                     the highest number ever published, so that it is not reused if its manifest is lost
    lock                       exists while a process writes

A release exists once its manifest does. The manifest gets its name by a hard link (or a rename, where hard links are not
supported). Either is atomic, never overwrites a file and only exposes a complete one. Everything the manifest names is synced to
disk first. Readers open only the parts that a manifest names, so they never see what a killed writer left behind.
"""

from etl.lake.manifest import SCHEMA, Cut, Manifest, Part, PublishedTable
from etl.lake.parts import combine_hashes, compute_content_hash
from etl.lake.publish import Lake
