"""What stands around every page: the first release, the notices on top, the choices at the side, errors in plain words."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import streamlit as st

from etl import paths
from etl.curated.build import build
from etl.errors import LakeUnusable, PatrolwatchError, ReleaseDamaged
from views import faults
from views.parts import sent as memory
from views.state import cache, filters
from views.words.text import escaped


def open_page(page: str) -> None:
    """Publish the first release where there is none, then read the choices. Raises PatrolwatchError."""
    cache.freeze()
    lake = cache.lake()
    if lake.is_new():
        with st.status("First start: publishing the M4 case as R1 …", expanded=True) as status:
            build(lake, paths.M4_CASE, progress=lambda step: status.write(escaped(step)))
            status.update(label="R1 is published.", state="complete", expanded=False)
    elif not lake.numbers():
        raise LakeUnusable(
            "The folder of the lake holds other files and no release, so none is published by itself. Name another folder in "
            "PATROLWATCH_LAKE, or run: patrolwatch build",
            f"The folder is {lake.root}.",
        )
    filters.choose(page)
    memory.show()
    try:
        newest = lake.manifest(lake.numbers()[-1])
    except LakeUnusable as error:
        # It is not the release that is open, which is read on.
        st.warning(escaped(faults.explain(error)), icon=":material/error:")
        return
    if newer := cache.newer_facts(newest):
        st.info(escaped(newer), icon=":material/update:")


@contextmanager
def errors_in_plain_words() -> Iterator[None]:
    """Show what went wrong as a sentence, and the release before it where a damaged one was asked for."""
    try:
        yield
    except ReleaseDamaged as error:
        faults.show(error)
        _offer_release_before(error.number)
    except PatrolwatchError as error:
        faults.show(error)


def _offer_release_before(damaged: int) -> None:
    numbers = []
    with suppress(LakeUnusable):
        numbers = cache.lake().numbers()
    for number in reversed([number for number in numbers if number < damaged]):
        try:
            cache.release(number)
        except LakeUnusable:
            continue
        st.button(f"Open R{number}, the release before", on_click=filters.go_to_release, args=(number,))
        return
    st.write("No earlier release of this lake can be opened.")
