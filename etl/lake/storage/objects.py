"""Object storage that holds one lake for several machines, such as S3. Each machine keeps a copy of what it has read.

The storage has the names of a lake's folder: `parts/<sha256>.parquet`, `releases/R000007.json` and `newest`. Parts and manifests
never change, so a copy is never out of date. A manifest is put only if the storage has none of its name, so that of two
machines that publish the same number one is refused.
"""

import os
import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import S3Store

from etl import paths
from etl.errors import LakeUnusable
from etl.lake.storage.disk import UNFINISHED, keep_for_owner, sync_file

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig

ENDPOINT = "AWS_ENDPOINT_URL"  # environment variable with the address of a service other than Amazon's
NEVER = float("-inf")
SECONDS_BETWEEN_LISTINGS = 5.0  # pages list the releases on each click
CONNECT_TIMEOUT, TIMEOUT = timedelta(seconds=5), timedelta(minutes=10)
RETRIES: "RetryConfig" = {"max_retries": 3, "retry_timeout": timedelta(seconds=20)}
Answer = TypeVar("Answer")


class ObjectStorage:
    """A lake in object storage. Thread-safe. All methods raise LakeUnusable if the storage does not answer or refuses access."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self._listed_at = NEVER
        self._one_at_a_time = threading.Lock()

    def copy_manifests(self, folder: Path, is_urgent: bool = False) -> None:
        """Copy the manifests that a folder lacks, and the file `newest`. Lists them every few seconds at most, unless it is urgent."""
        with self._one_at_a_time:
            if not is_urgent and time.monotonic() - self._listed_at < SECONDS_BETWEEN_LISTINGS:
                return
            names = set(os.listdir(folder)) if folder.is_dir() else set()
            for name in sorted(self._list_manifests() - names):
                self.copy(f"{folder.name}/{name}", folder / name)
            with suppress(FileNotFoundError):
                self.copy("newest", folder.parent / "newest")
            self._listed_at = time.monotonic()

    def copy(self, name: str, file: Path) -> None:
        """Copy one object to a file atomically. Raises FileNotFoundError if there is no such object."""
        temporary = file.with_name(f"{UNFINISHED}{os.getpid()}-{threading.get_ident()}-{file.name}")

        def download() -> None:
            pieces = obstore.get(self._store, name).stream()
            file.parent.mkdir(parents=True, exist_ok=True)
            with open(temporary, "wb") as opened:
                for piece in pieces:
                    opened.write(piece)

        try:
            self._ask(download, may_lack=True)
            keep_for_owner(temporary)
            sync_file(temporary)
            os.replace(temporary, file)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise LakeUnusable(
                f"The copy of the lake on this machine cannot be written ({error.strerror}). Free some space, or set "
                f"{paths.COPIES_SETTING} to another folder.",
                f"The copy is in {file.parent}.",
            ) from None
        finally:
            with suppress(OSError):
                temporary.unlink()

    def put_part(self, file: Path) -> None:
        """Store a part, unless the storage has it already: parts are named by their content."""
        name = f"parts/{file.name}"
        try:
            self._ask(lambda: obstore.head(self._store, name), may_lack=True)
        except FileNotFoundError:
            self._ask(lambda: obstore.put(self._store, name, file))

    def put_manifest(self, name: str, content: bytes) -> None:
        """Store the manifest of a release. Raises FileExistsError if the storage has another one of that name."""
        path = f"releases/{name}"
        try:
            self._ask(lambda: obstore.put(self._store, path, content, mode="create", use_multipart=False))
        except AlreadyExistsError:
            # A repeated request whose first answer was lost finds its own manifest.
            if bytes(self._ask(lambda: obstore.get(self._store, path).bytes())) != content:
                self._listed_at = NEVER  # the next listing finds it
                raise FileExistsError(name) from None

    def put_newest(self, number: int) -> None:
        """Store the highest release number, so that it is not reused if its manifest is lost."""
        self._ask(lambda: obstore.put(self._store, "newest", f"{number}\n".encode()))

    def _list_manifests(self) -> set[str]:
        found = self._ask(lambda: obstore.list(self._store, "releases").collect())
        names = {each["path"].removeprefix("releases/") for each in found}
        return {name for name in names if re.fullmatch(r"R[0-9]{6}\.json", name, re.ASCII)}

    @cached_property
    def _store(self) -> S3Store:
        # An unencrypted connection is used only where the user names the service by such an address.
        is_plain = os.environ.get(ENDPOINT, "").startswith("http://")
        options: ClientConfig = {"connect_timeout": CONNECT_TIMEOUT, "timeout": TIMEOUT, "allow_http": is_plain}
        return S3Store.from_url(self.address, client_options=options, retry_config=RETRIES)

    def _ask(self, request: Callable[[], Answer], may_lack: bool = False) -> Answer:
        """Return the answer to a request. Raises FileNotFoundError only if the object may be missing."""
        try:
            return request()
        except AlreadyExistsError:
            raise
        except (BaseError, FileNotFoundError) as error:
            if may_lack and isinstance(error, FileNotFoundError):
                raise
            reason = str(error).partition("\n")[0]
            raise LakeUnusable(
                "The storage of the lake does not answer, or refuses access. Check its address, the key and the network.",
                f"The lake is in {self.address}. {reason}.",
            ) from None
