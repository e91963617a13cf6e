"""The lake that this process serves. Does not import Streamlit, so that it can be opened before the pages run."""

import os
import tempfile
from contextlib import suppress
from functools import cache

from etl import paths
from etl.errors import LakeUnusable
from etl.lake import Lake
from etl.lake.watch import WATCH


def get_lake() -> Lake:
    """Return the lake of this process, the same object at every call."""
    return _open_lake(paths.find_default_lake())


def start() -> None:
    """Check the lake when the server starts.

    If the checkout is not writable, the lake is a temporary folder and the server shows the embedded cases. From then on a lake
    that disappears is noticed, and leftovers of a killed publisher are removed.
    """
    if is_temporary():
        os.environ[paths.LAKE_SETTING] = tempfile.mkdtemp(prefix="lake-")
    with suppress(LakeUnusable):  # the pages report what is wrong
        get_lake().list_numbers()
        get_lake().sweep_if_idle()


@cache
def is_temporary() -> bool:
    """Whether releases are lost when the server stops: no folder was named, and the checkout has no lake and is not writable."""
    folder = paths.LAKE_OF_CHECKOUT
    return not (os.environ.get(paths.LAKE_SETTING) or folder.exists() or os.access(folder.parent, os.W_OK))


@cache
def _open_lake(root: str) -> Lake:
    opened = Lake(root)
    WATCH.add(opened)
    return opened
