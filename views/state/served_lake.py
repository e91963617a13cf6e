"""The lake that this process serves. Imports nothing of Streamlit, so that it can be opened before the pages run."""

import os
import tempfile
from contextlib import suppress
from functools import cache

from etl import paths
from etl.errors import LakeUnusable
from etl.lake import Lake
from etl.lake.watch import WATCH


def lake() -> Lake:
    """Return the lake of this process, which is the same object at every call."""
    return _open_lake(str(paths.default_lake()))


def start() -> None:
    """Look at the lake once as the server starts.

    Where the checkout cannot be written, the lake is a temporary folder, and the server shows the embedded cases. A lake that held releases then is missed when it disappears later, and what a killed publisher left behind is removed.
    """
    if is_temporary():
        os.environ[paths.LAKE_SETTING] = tempfile.mkdtemp(prefix="lake-")
    with suppress(LakeUnusable):  # the pages say what is wrong
        lake().numbers()
        lake().sweep_if_idle()


@cache
def is_temporary() -> bool:
    """Tell whether releases go when the server stops: its checkout holds none and cannot be written, and no folder was named."""
    folder = paths.LAKE_OF_CHECKOUT
    return not (os.environ.get(paths.LAKE_SETTING) or folder.exists() or os.access(folder.parent, os.W_OK))


@cache
def _open_lake(root: str) -> Lake:
    opened = Lake(root)
    WATCH.add(opened)
    return opened
