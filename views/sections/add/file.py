"""The form of files, which is the first step of adding them."""

from pathlib import Path

import streamlit as st

from views.sections.add import steps, words
from views.sections.add.draft import Draft, find_draft, keep_draft
from views.server.adding.uploads import find_upload

KIND = "file"
ENDINGS = ["csv", "tsv", "tab", "txt", "xlsx", "xlsm", "xlsb", "xls", "ods", "json", "jsonl", "geojson", "kml", "gpx", "gpkg",
           "parquet", "dta", "zip"]  # fmt: skip


def show_file() -> None:
    """Ask for files, or show the progress of the dropped ones."""
    draft = find_draft(KIND)
    if draft is None:
        if files := _ask_files(words.DROPPED, "drop-file"):
            keep_draft(KIND, Draft(files))
            st.rerun()
        st.caption(words.KINDS_OF_FILES)
        return
    steps.show_draft(KIND, draft)
    if draft.job.is_done and not draft.is_publishing:
        with st.expander("Add more files to the same release"):
            if files := _ask_files(words.DROPPED, f"drop-more-{len(draft.files)}"):
                draft.add(files)
                st.rerun()


def _ask_files(label: str, key: str) -> list[Path]:
    """Ask for files, and return the paths of those that have been uploaded."""
    dropped = st.file_uploader(label, type=ENDINGS, accept_multiple_files=True, key=key)
    return [path for file in dropped if (path := find_upload(file.file_id))]
