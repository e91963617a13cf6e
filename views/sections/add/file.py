"""A file, dropped: the first step."""

import streamlit as st

from views.sections.add import steps, words
from views.sections.add.draft import Draft, find_draft, keep_draft
from views.server.adding.uploads import find_upload

WAY = "file"
ENDINGS = ["csv", "tsv", "tab", "txt", "xlsx", "xlsm", "xlsb", "xls", "ods", "json", "jsonl", "geojson", "kml", "gpx", "gpkg",
           "parquet", "dta", "zip"]  # fmt: skip


def show_file() -> None:
    """Ask for a file, or show how far the one that was dropped has come."""
    if draft := find_draft(WAY):
        steps.show_draft(WAY, draft)
        return
    dropped = st.file_uploader(words.DROPPED, type=ENDINGS, key="drop-file")
    st.caption(words.KINDS_OF_FILES)
    if dropped and (path := find_upload(dropped.file_id)):
        keep_draft(WAY, Draft([path], f"Loaded {path.name}"))
        st.rerun()
