"""The releases of a lake by number, as recorded in their manifests."""

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from etl.errors import LakeUnusable, ReleaseDamaged, ReleaseMissing
from etl.lake import private
from etl.lake.manifest import Manifest
from etl.lake.storage.addresses import find_copy, is_address
from etl.lake.storage.disk import FileState, read_state

if TYPE_CHECKING:
    from etl.lake.storage.objects import ObjectStorage

GONE = "The lake is gone: its folder is not there any more, or is empty. Bring it back (is its disk mounted?); no restart is needed."
FETCHES = "fetches.jsonl"  # the log of fetches
SUMS = "sums.jsonl"  # checksums of other lakes, for comparison
NO_RELEASES = {
    "lost+found",
    "lock",
    private.FOLDER,
    FETCHES,
    SUMS,
}  # may exist in the folder before the first release
WAY_OUT = "Restore the file from a copy, or open an earlier release."


class Releases:
    """The manifests in one folder, or in object storage with a copy in a folder. Thread-safe.

    `address` is where the lake is, `root` its folder on this machine.
    """

    def __init__(self, address: Path | str) -> None:
        self.address = str(address)
        self.objects = _open_storage(self.address) if is_address(self.address) else None
        self.root = find_copy(self.address) if self.objects else Path(address).absolute()
        self.parts = self.root / "parts"
        self.manifests = self.root / "releases"
        self._sound_manifests: dict[int, tuple[FileState, Manifest]] = {}
        self._has_held_releases = False

    def list_numbers(self) -> list[int]:
        """List the numbers of all releases, oldest first. The highest number ever published is always included.

        Raises LakeUnusable if the folder cannot be read, or has disappeared since this process last saw releases in it.
        """
        self._refuse_links()
        if self.objects:
            self.objects.copy_manifests(self.manifests)
        try:
            names = [re.fullmatch(r"R([0-9]{6})\.json", name, re.ASCII) for name in os.listdir(self.manifests)]
        except FileNotFoundError:
            names = []
        except OSError as error:
            raise LakeUnusable(f"The lake cannot be read ({error.strerror}).", f"The lake is in {self.root}.") from None
        numbers = sorted(int(name[1]) for name in names if name)
        if (newest := self.find_highest_number()) > max(numbers, default=0):
            numbers.append(newest)
        if numbers:
            self._has_held_releases = True
        elif self._has_held_releases:
            raise LakeUnusable(GONE, f"It was in {self.root}.")
        return numbers

    def find_highest_number(self) -> int:
        """Return the highest release number ever used in this lake, from the file `newest`. 0 if it does not tell."""
        try:
            read_state(self.root / "newest")
            return int((self.root / "newest").read_bytes())
        except (OSError, ValueError):
            return 0

    def is_new(self) -> bool:
        """Whether nothing was ever published here and the folder holds nothing else.

        Raises LakeUnusable as `list_numbers` does.
        """
        if self.list_numbers():
            return False
        try:
            others = {name for name in os.listdir(self.root) if not name.startswith(".")} - NO_RELEASES
        except FileNotFoundError:
            return True
        except OSError as error:
            raise LakeUnusable(f"The lake cannot be read ({error.strerror}).", f"The lake is in {self.root}.") from None
        # A publisher creates both folders first, so a killed one may leave them behind without a release.
        return not others or others == {"parts", "releases"}

    def find_newest(self) -> Manifest | None:
        """Read the newest release. Return None for an empty lake. Raises ReleaseDamaged."""
        numbers = self.list_numbers()
        return self.read_manifest(numbers[-1]) if numbers else None

    def read_manifest(self, number: int) -> Manifest:
        """Read one release. Raises ReleaseMissing or ReleaseDamaged.

        Reads the manifest again when its size, times or inode change.
        """
        path = self._manifest_path(number)
        if self.objects and not path.exists():
            self.objects.copy_manifests(self.manifests)
        try:
            state = read_state(path)
            seen, kept = self._sound_manifests.get(number, (None, None))
            if kept and seen == state:
                return kept
            read = Manifest.from_bytes(path.read_bytes())
        except FileNotFoundError:
            raise self._describe_missing_manifest(number) from None
        except OSError as error:
            raise ReleaseDamaged(
                number,
                f"Release R{number} is damaged: its manifest {path.name} cannot be read ({error.strerror}). {WAY_OUT}",
            ) from None
        except (ValueError, KeyError, TypeError) as error:
            raise ReleaseDamaged(
                number,
                f"Release R{number} is damaged: its manifest {path.name} is not what was published. {WAY_OUT}",
                f"Reading it gave {type(error).__name__}: {error}.",
            ) from None
        if read.number != number:
            raise ReleaseDamaged(
                number, f"Release R{number} is damaged: {path.name} holds the manifest of {read.name}. {WAY_OUT}"
            )
        manifest = kept if kept and read == kept else read  # one object per release makes comparison fast
        if state.is_settled:
            self._sound_manifests[number] = state, manifest
        self._has_held_releases = True
        return manifest

    def _describe_missing_manifest(self, number: int) -> LakeUnusable:
        if self._has_held_releases and not self.manifests.is_dir():
            return LakeUnusable(GONE, f"It was in {self.root}.")
        if number == self.find_highest_number():
            return ReleaseDamaged(
                number,
                f"Release R{number} is damaged: its manifest {self._manifest_path(number).name} is missing. Restore the file from "
                f"a copy, open an earlier release, or publish one again as R{number + 1}: patrolwatch revert.",
            )
        return ReleaseMissing(f"There is no release R{number} in this lake.")

    def refuse_link(self, folder: Path) -> None:
        """Raise LakeUnusable if a folder of the lake is a symbolic link."""
        if os.path.islink(folder):
            raise LakeUnusable(
                f"The folder “{folder.name}” of the lake is a symbolic link, which is not followed. Put the folder itself in "
                "its place.",
                f"The lake is in {self.root}.",
            )

    def _refuse_links(self) -> None:
        for folder in (self.parts, self.manifests):
            self.refuse_link(folder)

    def _manifest_path(self, number: int) -> Path:
        return self.manifests / f"R{number:06d}.json"


def _open_storage(address: str) -> "ObjectStorage":
    from etl.lake.storage.objects import ObjectStorage  # its library is only loaded where it is used

    return ObjectStorage(address)
