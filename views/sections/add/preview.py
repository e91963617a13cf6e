"""A preview of a load: the numbers of rows by fate, and each row with the reason."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import streamlit as st

from etl.load.files.unread import UnreadText, describe_unread
from etl.load.jobs.folder import read_rows
from etl.tables.labels import format_count, label_value
from etl.tables.vocabulary import FATE_LABELS
from views.parts import tables
from views.sections.add import words
from views.state import cache
from views.words.links import describe_withheld
from views.words.markup import list_sentences

LISTED = 500
LABELS = FATE_LABELS | {"withdrawn": "Withdrawn"}
ICONS = {
    "loaded": ":material/add:", "changed": ":material/edit:", "withdrawn": ":material/remove:", "duplicates": ":material/content_copy:",
    "left_out": ":material/block:", "rejected": ":material/error:", "blank": ":material/check_box_outline_blank:",
}  # fmt: skip
ADDED = ("rows", "events", "counts", "rejected_without_corridor", *LABELS)
JOINED = ("rejects", "unread_cells", "unknown_words", "refused_options")


def add_up(reports: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Combine the reports of all files, with a summary in `says`. Each note and refusal names its file."""
    if len(reports) == 1:
        return {**reports[0], "says": words.describe_load(reports[0])}
    days = [report[name] for report in reports for name in ("first_date", "last_date") if report[name]]
    feeds = {report["feed"] for report in reports}
    return {
        "says": words.describe_files(reports),
        "file": "",
        "feed": feeds.pop() if len(feeds) == 1 else None,
        "refused": " ".join(report["refused"] for report in reports if report["refused"]),
        "first_date": min(days, default=None),
        "last_date": max(days, default=None),
        "notes": [
            note | {"sentence": f"{report['file']}: {note['sentence']}"}
            for report in reports
            for note in report["notes"]
        ],
        **{name: sum(report[name] for report in reports) for name in ADDED},
        "units": words.list_units(reports),
        **{name: [each for report in reports for each in report[name]] for name in JOINED},
        # An answer applies to a header in all files.
        "headers": list({header["theirs"]: header for report in reports for header in report["headers"]}.values()),
    }


def show_fates(report: Mapping[str, Any]) -> None:
    """Show the number of rows of each fate, and the records that the file would withdraw."""
    with st.container(horizontal=True, gap="medium", key="fates"):
        for fate, label in LABELS.items():
            if report[fate] or fate != "withdrawn":
                st.metric(label, f"{report[fate]:,}", width="content")


def show_rows(kind: str, rows: Path, reports: Sequence[Mapping[str, Any]]) -> None:
    """List the rows of one fate, the most important fate first. With several files, each row names its file.

    Of a feed whose records are withheld, a row tells what the file of the reader says, and not what is known already.
    """
    first = ("rejected", "changed", "withdrawn", "left_out", "loaded", "duplicates")
    counts = {fate: number for fate in first if (number := sum(report[fate] for report in reports))}
    if not counts or not rows.exists():
        return
    fate = st.pills(
        "Rows",
        list(counts),
        default=next(iter(counts)),
        required=True,
        format_func=lambda name: f"{ICONS[name]} {LABELS[name]} {counts[name]:,}",
        label_visibility="collapsed",
        key=f"fate-{kind}",
    )
    withheld = cache.find_withheld_here() & {report["feed"] for report in reports}
    for feed in sorted(withheld):
        st.caption(describe_withheld(feed))
    if withheld and (kind == "fetch" or fate == "withdrawn"):
        return
    found = read_rows(rows, str(fate), LISTED)
    if withheld and fate == "changed":
        found = found.drop_columns("why")  # how each field was before
    if not found.num_rows:
        st.caption("These rows are not listed one by one.")
        return
    names = [report["file"] for report in reports]
    found = name_files(found, names)
    found = found.set_column(
        found.column_names.index("what"), "what", [[label_value("kind", word) for word in found["what"].to_pylist()]]
    )
    # Rejected rows are no records yet, and often every day is known, or a single sheet was read.
    found = found.drop_columns([name for name in found.column_names if found[name].null_count == found.num_rows])
    tables.show_table(found, f"rows-{kind}-{fate}", f"Rows: {LABELS[str(fate)]}")
    if found.num_rows < counts[str(fate)]:
        st.caption(f"{found.num_rows:,} of {counts[str(fate)]:,} are listed.")


def name_files(rows: pa.Table, names: Sequence[str]) -> pa.Table:
    """Name the file of each row where there are several, in place of its number. A withdrawn record is in none."""
    of_rows = [None if number is None else names[number] for number in rows["file"].to_pylist()]
    if len(names) < 2 or not any(of_rows):
        return rows.drop_columns("file")
    return rows.set_column(rows.column_names.index("file"), "file", [of_rows])


def show_notes(report: Mapping[str, Any]) -> None:
    """Show notes on how the file was read: unfolded if a cell is not used, a note offers an option, or records are miscounted."""
    unread = list(describe_unread([UnreadText(**cell) for cell in report["unread_cells"]]))
    notes = [words.adapt_to_page(note) for note in (*(note["sentence"] for note in report["notes"]), *unread)]
    if notes:
        with st.expander(
            f"How it was read: {format_count(len(notes), 'note')}",
            expanded=bool(unread) or any(map(words.needs_action, report["notes"])),
        ):
            st.markdown(list_sentences(notes))
