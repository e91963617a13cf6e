"""Tables of records or numbers with a sentence and downloads that all have the same rows."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Literal
from urllib.parse import urlsplit

import pandas as pd
import pyarrow as pa
import streamlit as st

from analysis.answer import label_column, select_format
from analysis.export import citation, cited_files, definitions, writers
from analysis.exposure import PATROLS, Unit, read_unit
from analysis.questions.holdings import read_corridor
from analysis.questions.rates.counted import is_sourced
from analysis.questions.records import Batches, Listing
from analysis.release import Release
from analysis.selection import Selection
from etl.tables.labels import format_count
from views.parts.display import Shown, list_ids, prepare_rows
from views.server.data.page_files import PageFile, offer_files, write_in_turns, write_whole
from views.server.data.served_tables import find_path
from views.server.limits import LONG_LIST
from views.state import cache
from views.state.address import make_late_link
from views.state.keys import RELEASE, SELECTION
from views.state.navigation import name_pickable
from views.words.markup import escape_markdown, is_web_address
from views.words.statistics.counted import label_by_unit, name_sourced

OnSelect = Callable[[Any], None]
PATROL_WIDTH = 96  # pixels
Height = int | Literal["auto", "content", "stretch"]


def name_attacks(opened: Release, selection: Selection) -> str:
    """Return the name of what a rate of counts counts: `sourced attacks` if no coverage says that all are held, or `episodes`."""
    return name_sourced(selection, is_sourced=cache.answer(is_sourced, opened, selection))


def label(column: str) -> str:
    """Return the label of a column in the words of the open corridor."""
    return _label_by_unit(column, read_open_unit())


def _label_by_unit(column: str, unit: Unit) -> str:
    if not unit.is_counted:
        return label_column(column)
    return label_by_unit(column, unit, name_attacks(RELEASE.get(), SELECTION.get())) or label_column(column)


def read_open_unit() -> Unit:
    """Return the unit of the open corridor."""
    opened = RELEASE.find()
    return read_unit(cache.answer(read_corridor, opened, SELECTION.get())) if opened else PATROLS


def show_table(
    rows: pa.Table, key: str, alt: str, *, on_select: OnSelect | None = None, height: Height = "auto"
) -> None:
    """Show a table for readers, see `prepare_rows`.

    With `on_select`, clicking anywhere in a row selects it and calls this function with the first value of the row.
    """
    ids = rows[0].to_pylist()
    if "url" in rows.column_names:
        rows = with_links_alone(rows)  # everything in such a column can be clicked
    shown = prepare_rows(rows, *_find_names(rows), read_open_unit())
    options: dict[str, Any] = {}
    if on_select:
        # The key includes the rows, so that another table never inherits the selected row. Its first word tells the script of
        # the page that a click anywhere or Enter opens a row, while arrow keys only move.
        key = name_pickable(f"opens-{key}-{hash(tuple(ids))}")

        def chosen() -> None:
            if rows := st.session_state[key]["selection"]["rows"]:
                on_select(ids[rows[0]])

        options = {"on_select": chosen, "selection_mode": "single-row"}
    config = _configure_columns(shown.rows.column_names)
    data = shown.rows
    if shown.days and "date" in config:
        config["date"], data = st.column_config.Column(label("date")), _style_days(shown)
    st.dataframe(
        data, key=key, hide_index=True, column_config=config, alt=alt, height=height, placeholder="", **options
    )
    if shown.note:
        st.caption(escape_markdown(shown.note))


def _find_names(rows: pa.Table) -> tuple[dict[str, str], dict[str, str]]:
    """Return the names of the records in some rows and the titles of corridors, from the open release."""
    opened = RELEASE.find()
    if not opened:
        return {}, {}
    names, ids = cache.read_names(opened), list_ids(rows)
    others = tuple(sorted(ids - names.keys()))
    return names | (cache.name_incidents(opened, others) if others else {}), dict(cache.list_choices(opened).titles)


def _configure_columns(names: list[str]) -> dict[str, Any]:
    label = partial(_label_by_unit, unit=read_open_unit())
    config: dict[str, Any] = {name: st.column_config.Column(label(name)) for name in names}
    if "attacked" in config and "patrols" not in config:
        config["attacked"] = st.column_config.Column("Attacked")  # a single patrol, not a count
    for name in select_format(names, "share"):
        config[name] = st.column_config.NumberColumn(label(name), format="%.1f %%")
    for name in select_format(names, "rate"):
        config[name] = st.column_config.NumberColumn(label(name), format="%.3f")
    for name in select_format(names, "p"):
        config[name] = st.column_config.NumberColumn(label(name), format="%.3g")
    for name in select_format(names, "day"):
        config[name] = st.column_config.DateColumn(label(name), format="D MMMM YYYY")
    # Otherwise the width is computed from other rows and cuts off the number.
    if "patrol_id" in names[1:]:
        config["patrol_id"] = st.column_config.Column(label("patrol_id"), width=PATROL_WIDTH)
    if "url" in config:
        config["url"] = st.column_config.LinkColumn(label("url"))
    return config


def _style_days(shown: Shown) -> Any:
    """Show the cells of the day as text that sorts as days."""
    frame = shown.rows.to_pandas(types_mapper=pd.ArrowDtype)
    floats = {
        name: _write_float
        for name in shown.rows.column_names
        if pa.types.is_floating(shown.rows.schema.field(name).type)
    }
    return frame.style.format(na_rep="").format({"date": shown.days.__getitem__} | floats, na_rep="")


def _write_float(value: float) -> str:
    return f"{value:g}"


def with_links_alone(rows: pa.Table) -> pa.Table:
    """Return the rows with only web addresses in `url`; other text moves to `url_as_text`, if there is any."""
    urls = rows["url"].to_pylist()
    place = rows.column_names.index("url")
    links = pa.array([url if is_web_address(url) else None for url in urls], pa.string())
    others = pa.array([None if is_web_address(url) else url for url in urls], pa.string())
    rows = rows.set_column(place, "url", links)
    return rows if others.null_count == len(others) else rows.add_column(place + 1, "url_as_text", others)


def show_newest(
    found: Listing, key: str, alt: str, *, on_select: OnSelect | None = None, height: Height = "auto"
) -> None:
    """Show the part of a list that fits a page, and say so if it is not all of it."""
    show_table(found.rows, key, alt, on_select=on_select, height=height)
    if not found.is_whole:
        st.caption(
            f"The newest {found.rows.num_rows:,} of {found.total:,}. Narrow the list to see others; the files have all of them."
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
    """Draw buttons that save the rows above: CSV, with their number, and a menu of self-describing files.

    `what` is used in the file name. `title` says what it contains, and `narrower` which choices of this page narrow it, in
    words. If only part of a list is shown, `every` returns all its rows in batches, `total` in number, when a button is
    pressed. The page no longer exists then, so `every` must hold everything that it needs.
    """
    link = make_late_link()
    total = rows.num_rows if total is None else total
    list_turns: Callable[[], Batches | list[pa.Table]] = every or (lambda: [rows])

    def cite(found: pa.Table) -> cited_files.Cited:
        return cited_files.Cited(
            found,
            what,
            title or label(what),
            definitions.define_columns(found.column_names),
            citation.cite_selection(opened, selection, link=link(), narrower=narrower),
        )

    def file(format: str) -> PageFile:
        respond = (
            write_whole(lambda: cited_files.write(cite(pa.concat_tables(list_turns())), format))
            if format == "xlsx"
            else write_in_turns(
                list_turns, lambda schema: cited_files.make_writer(cite(schema.empty_table()), format, total)
            )
        )
        name = writers.make_file_name(selection.corridor, what, opened.manifest.name, format=format)
        return PageFile(name, cited_files.FORMATS[format][1], respond)

    formats = cited_files.list_formats(total, LONG_LIST)
    csv, *others = offer_files(
        [file(format) for format in formats],
        *(what, title, opened.manifest.content_hash, selection, narrower),
        held_bytes=0 if every else rows.nbytes,
    )
    with st.container(horizontal=True, gap="small"):
        _draw_first_button(f"CSV ({format_count(total, one, many)})", csv)
        with st.popover("Other files"):
            st.caption("Each names its release, the choices, the credit and this address.")
            for format, address in zip(formats[1:], others, strict=True):
                st.link_button(cited_files.FORMATS[format][0], address, type="tertiary")


def download_all(rows: Callable[[], pa.Table], *name: str, label: str, total: int, held_bytes: int = 0) -> None:
    """Draw a button that saves all rows of a partly shown list as CSV. The rows are read when it is pressed.

    `held_bytes` is the size of what `rows` itself keeps in memory.
    """
    respond = write_in_turns(lambda: [rows()], lambda schema: writers.make_writer(schema, "csv"))
    file = PageFile(writers.make_file_name(*name, format="csv"), writers.FORMATS["csv"], respond)
    _draw_first_button(label, *offer_files([file], label, total, held_bytes=held_bytes))


def download_workbook(label: str, name: str, write: Callable[[], bytes]) -> None:
    """Draw a button that saves a workbook which is the same for everyone, written when it is pressed."""
    file = PageFile(name, cited_files.FORMATS["xlsx"][1], write_whole(write))
    _draw_first_button(label, *offer_files([file]))


def download_page(label: str, name: str, write: Callable[[], bytes], *identity: object, icon: str, help: str) -> None:
    """Draw a button that saves an HTML file, written when it is pressed. `identity` distinguishes it from others of its name."""
    (address,) = offer_files([PageFile(name, "text/html", write_whole(write))], *identity)
    st.link_button(label, address, icon=icon, help=help)


def _draw_first_button(words: str, address: str) -> None:
    st.link_button(words, address, icon=":material/download:")


def offer_address(table: str, selection: Selection, more: Mapping[str, str]) -> None:
    """Show where programs can read the rows above, with the choices of the page and `more` keys of the table."""
    address = urlsplit(st.context.url or "")
    site = f"{address.scheme}://{address.netloc}" if address.netloc else ""
    with st.popover("Address of this table", icon=":material/link:", type="tertiary"):
        st.caption("Excel, R, pandas and DuckDB can read it directly, on this machine. Also as .json and .parquet.")
        st.code(site + find_path(table, "csv", selection, more), language=None, wrap_lines=True)
