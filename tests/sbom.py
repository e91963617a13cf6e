"""Write the bill of materials: every package of the lock with its version and hashes, in CycloneDX 1.6 as JSON.

    python -m tests.sbom > sbom.cdx.json

Packages that Patrolwatch runs with (requirements.txt) are `required`; those that only its tests and checks need
(requirements-dev.txt) are `excluded`, the format's word for what is not delivered. The file holds no time, no serial number and
no address of a registry, so the same lock gives the same bytes.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from etl import VERSION

CHECKOUT = Path(__file__).resolve().parent.parent
LOCKS = {"requirements.txt": "required", "requirements-dev.txt": "excluded"}
PINNED = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[\w.!+]+)(?: ; (?P<marker>[^\\]+))? \\")
HASH = re.compile(r"    --hash=sha256:([0-9a-f]{64})(?: \\)?")
NEEDED_BY = re.compile(r"    #(?: via)?\s+(?P<name>[a-z0-9-]+)(?P<project> \(pyproject\.toml(:dev)?\))?")
OPTIONS = {"-r requirements.txt", "--require-hashes", "--only-binary :all:"}


@dataclass
class Locked:
    """One line of a lock: a package, where it is needed, the SHA-256 of each of its files, and the packages that need it."""

    name: str
    version: str
    marker: str | None
    hashes: list[str]
    needed_by: list[str]

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{self.name}@{self.version}"


def read_lock(text: str) -> Iterator[Locked]:
    """Yield the packages of a lock that uv wrote. Raises ValueError at a line that is none of a lock's, such as an address."""
    package = None
    for line in text.splitlines():
        if pinned := PINNED.fullmatch(line):
            if package:
                yield package
            package = Locked(**pinned.groupdict(), hashes=[], needed_by=[])
        elif package and (found := HASH.fullmatch(line)):
            package.hashes.append(found[1])
        elif package and (found := NEEDED_BY.fullmatch(line)):
            package.needed_by.append("patrolwatch" if found["project"] else found["name"])
        elif line and line not in OPTIONS and not re.fullmatch(r"(    )?#.*", line):
            raise ValueError(f"a lock has no such line: {line}")
    if package:
        yield package


def read_locks() -> dict[str, tuple[Locked, str]]:
    """Return the packages of both locks with their scope, by package URL, in the order of names and versions."""
    found: dict[str, tuple[Locked, str]] = {}
    for name, scope in LOCKS.items():
        for package in read_lock((CHECKOUT / name).read_text(encoding="utf-8")):
            found.setdefault(package.purl, (package, scope))
    return dict(sorted(found.items()))


def make_bom() -> dict:
    packages = read_locks()
    root = f"pkg:pypi/patrolwatch@{VERSION}"
    needs: dict[str, list[str]] = {root: [], **{purl: [] for purl in packages}}
    versions = [(package.name, purl) for purl, (package, _) in packages.items()] + [("patrolwatch", root)]
    for purl, (package, _) in packages.items():
        for needing in package.needed_by:
            for ref in (ref for name, ref in versions if name == needing):
                needs[ref].append(purl)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application", "bom-ref": root, "name": "patrolwatch", "version": VERSION,
                "licenses": [{"license": {"id": "MIT"}}],
            },
        },
        "components": [
            {
                "type": "library", "bom-ref": purl, "name": package.name, "version": package.version, "scope": scope,
                "purl": purl, "hashes": [{"alg": "SHA-256", "content": each} for each in package.hashes],
                **({"properties": [{"name": "pip:marker", "value": package.marker}]} if package.marker else {}),
            }
            for purl, (package, scope) in packages.items()
        ],
        "dependencies": [{"ref": ref, "dependsOn": sorted(set(needed))} for ref, needed in needs.items()],
    }  # fmt: skip


if __name__ == "__main__":
    json.dump(make_bom(), sys.stdout, indent=1)
    sys.stdout.write("\n")
