"""The form of files, which is the first step of adding them."""

import io
from pathlib import Path

import streamlit as st

from etl.load.files.options import Options
from views.parts import tables
from views.sections.add import steps, words
from views.sections.add.draft import Draft, find_draft, keep_draft
from views.sections.add.questions import list_all_corridors
from views.server.adding.uploads import find_upload

KIND = "file"
CORRIDOR = "file-corridor"  # key of the field
ENDINGS = ["csv", "tsv", "tab", "txt", "xlsx", "xlsm", "xlsb", "xls", "ods", "json", "jsonl", "geojson", "kml", "gpx", "gpkg",
           "parquet", "dta", "zip"]  # fmt: skip


def show_file() -> None:
    """Ask for files, or show the progress of the dropped ones."""
    draft = find_draft(KIND)
    if draft is None:
        corridor = _ask_corridor()
        if files := _ask_files(words.DROPPED, "drop-file"):
            keep_draft(KIND, Draft(files, options=Options(corridor=corridor)))
            st.rerun()
        st.caption(words.KINDS_OF_FILES)
        tables.download_workbook(words.TEMPLATE, "patrolwatch-template.xlsx", _write_template)
        return
    steps.show_draft(KIND, draft)
    if draft.job.is_done and not draft.is_publishing:
        with st.expander("Add more files to the same release"):
            if files := _ask_files(words.DROPPED, f"drop-more-{len(draft.files)}"):
                draft.add(files)
                st.rerun()


def _write_template() -> bytes:
    from etl.feeds.common import template  # it imports openpyxl, which this page rarely needs

    buffer = io.BytesIO()
    template.make_workbook().save(buffer)
    return buffer.getvalue()


def begin_on(corridor: str) -> None:
    """Open the form of files for the records of a corridor. A file that is not published yet stays."""
    if (draft := find_draft(KIND)) and draft.is_publishing:
        keep_draft(KIND, None)
    st.session_state["way"], st.session_state[CORRIDOR] = KIND, corridor


def _ask_corridor() -> str | None:
    """Ask on which corridor the rows are, once it was chosen by `begin_on`. Otherwise the preview asks where it is open."""
    titles = {name: title for name, (title, _) in list_all_corridors().items()}
    if st.session_state.get(CORRIDOR) not in titles:
        return None
    chosen: str | None = st.selectbox(
        words.FIELDS["corridor"],
        [None, *titles],
        format_func=lambda name: titles[name] if name else words.NO_CORRIDOR,
        key=CORRIDOR,
    )
    return chosen


def _ask_files(label: str, key: str) -> list[Path]:
    """Ask for files, and return the paths of those that have been uploaded."""
    dropped = st.file_uploader(label, type=ENDINGS, accept_multiple_files=True, key=key)
    return [path for file in dropped if (path := find_upload(file.file_id))]
