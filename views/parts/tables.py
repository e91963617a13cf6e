"""A table of records or numbers with its sentence and its download: the same rows in all three."""

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import pyarrow as pa
import streamlit as st

from analysis.answer import label_column, select_format
from analysis.export import citation, definitions, exports, files
from analysis.questions.records import Batches, Listing
from analysis.release import Release
from analysis.selection import Selection
from views.server import page_files
from views.server.limits import LONG_LIST
from views.server.page_files import PageFile
from views.server.tables import path
from views.state.address import make_late_link
from views.words.markup import is_web_address
from views.words.phrases import format_count


def label(column: str) -> str:
    return label_column(column)


def show(rows: pa.Table, key: str, alt: str, *, on_select=None, height: int | str = "auto") -> None:
    """Draw a table. With `on_select` a row can be chosen; it is called with the first column's value of that row."""
    config = {name: st.column_config.Column(label(name)) for name in rows.column_names}
    for name in select_format(rows.column_names, "share"):
        config[name] = st.column_config.NumberColumn(label(name), format="percent")
    for name in select_format(rows.column_names, "rate"):
        config[name] = st.column_config.NumberColumn(label(name), format="%.3f")
    for name in select_format(rows.column_names, "day"):
        config[name] = st.column_config.DateColumn(label(name), format="YYYY-MM-DD")
    if "url" in config:
        # Whatever stands in such a column can be clicked.
        rows = with_links_alone(rows)
        config |= {name: st.column_config.Column(label(name)) for name in rows.column_names if name not in config}
        config["url"] = st.column_config.LinkColumn(label("url"))
    options = {}
    if on_select:
        # The key carries the rows, so that another table never inherits the chosen row of this one.
        key = f"{key}-{hash(tuple(rows[0].to_pylist()))}"
        ids = rows[0].to_pylist()

        def chosen() -> None:
            picked = st.session_state[key]["selection"]["rows"]
            if picked:
                on_select(ids[picked[0]])

        options = {"on_select": chosen, "selection_mode": "single-row"}
    st.dataframe(
        rows, key=key, hide_index=True, column_config=config, alt=alt, height=height, placeholder="", **options
    )


def with_links_alone(rows: pa.Table) -> pa.Table:
    """Rows whose `url` holds web addresses alone; what else it held stands in `url_as_text`, where there is any."""
    urls = rows["url"].to_pylist()
    place = rows.column_names.index("url")
    links = pa.array([url if is_web_address(url) else None for url in urls], pa.string())
    others = pa.array([None if is_web_address(url) else url for url in urls], pa.string())
    rows = rows.set_column(place, "url", links)
    return rows if others.null_count == len(others) else rows.add_column(place + 1, "url_as_text", others)


def show_newest(found: Listing, key: str, alt: str, *, on_select=None, height: int | str = "auto") -> None:
    """Draw what a page shows of a list, and say so where it is not the whole of it."""
    show(found.rows, key, alt, on_select=on_select, height=height)
    if not found.is_whole:
        st.caption(
            f"The newest {found.rows.num_rows:,} of {found.total:,}. Narrow them to see others; the files have them all."
        )


def download(
    rows: pa.Table,
    what: str,
    opened: Release,
    selection: Selection,
    *,
    one: str,
    many: str | None = None,
    title: str = "",
    narrower: Mapping[str, str] | None = None,
    total: int | None = None,
    every: Callable[[], Batches] | None = None,
) -> None:
    """Buttons that save the rows above them: CSV, with how many they are, and a menu of files that say what they are.

    `what` names the file. `title` says what it holds, and `narrower` what of this page alone narrows it, in words. Of a list
    that is shown in part, `every` gives all its rows in turns, of which there are `total`, once a button is pressed:
    by then the page is gone, so it must hold all that it needs.
    """
    link = make_late_link()
    total = rows.num_rows if total is None else total
    turns = every or (lambda: [rows])

    def cited(rows: pa.Table) -> files.Cited:
        return files.Cited(
            rows,
            what,
            title or label(what),
            definitions.of_columns(rows.column_names),
            citation.of_selection(opened, selection, link=link(), narrower=narrower),
        )

    def button(format: str, words: str) -> None:
        name = exports.file_name(selection.corridor, what, opened.manifest.name, format=format)
        file = PageFile(
            name,
            files.FORMATS[format][1],
            turns,
            lambda schema: files.new_writer(cited(schema.empty_table()), format, total),
        )
        _save(
            words,
            file,
            total,
            lambda: files.write(cited(pa.concat_tables(turns())), format),
            (format, what, title, opened.manifest.content_hash, selection, narrower),
            is_first=format == "csv",
        )

    with st.container(horizontal=True, gap="small"):
        button("csv", f"CSV ({format_count(total, one, many)})")
        with st.popover("Other files"):
            st.caption("Each names its release, the choices, the credit and this address.")
            for format in files.offered(total):
                if format != "csv" and not (format == "xlsx" and total > LONG_LIST):
                    button(format, files.FORMATS[format][0])


def download_all(rows: Callable[[], pa.Table], *name: str, label: str, total: int) -> None:
    """A button that saves rows which are asked for only when it is pressed, as CSV: all of what is listed in part above it."""
    file = PageFile(
        exports.file_name(*name, format="csv"),
        exports.FORMATS["csv"],
        lambda: [rows()],
        lambda schema: exports.new_writer(schema, "csv"),
    )
    _save(label, file, total, lambda: exports.write(rows(), "csv"), name, is_first=True)


def _save(
    words: str, file: PageFile, total: int, data: Callable[[], bytes], told_apart_by: tuple, *, is_first: bool
) -> None:
    """Offer a file: of a short list by a button, whose bytes Streamlit keeps while the page is open, else by its address."""
    look = {"icon": ":material/download:" if is_first else None, "type": "secondary" if is_first else "tertiary"}
    if total > LONG_LIST:
        st.link_button(words, page_files.offer(file, *told_apart_by), **look)
        return
    st.download_button(
        words,
        data,
        file_name=file.name,
        mime=file.media_type,
        on_click="ignore",
        key=f"download-{file.name}",
        **look,
    )


def address(table: str, selection: Selection, more: Mapping[str, str]) -> None:
    """Where a program reads the rows above, by the choices of the page and `more` that the table takes."""
    here = urlsplit(st.context.url or "")
    site = f"{here.scheme}://{here.netloc}" if here.netloc else ""
    with st.popover("Address of this table", icon=":material/link:", type="tertiary"):
        st.caption("Excel, R, pandas and DuckDB read it as it stands, on this machine. Also as .json and .parquet.")
        st.code(site + path(table, "csv", selection, more), language=None, wrap_lines=True)
