"""The pages with constants instead of data, with which `bench.pages` compares the real ones.

They draw the same widgets, texts, tiles, tables and figures from values taken from the real ones, and use no code of the
project. The garbage collector is frozen as for the real pages, so that the difference is the cost of querying the data.
"""

import gc
import os
import pickle
from datetime import date
from pathlib import Path

import plotly.graph_objects as go
import plotly.io
import pyarrow as pa
import streamlit as st


@st.cache_resource
def freeze() -> None:
    go.Figure(go.Scatter(x=[1], y=[1])).to_json()
    gc.collect()
    gc.freeze()


@st.cache_resource
def read_constants() -> dict:
    return pickle.loads(Path(os.environ["PATROLWATCH_BENCH_CONSTANTS"]).read_bytes())  # noqa: S301 - of the bench itself


@st.cache_resource
def read_figure(number: int) -> go.Figure:
    return plotly.io.from_json(read_constants()["figures"][number])


@st.cache_resource
def read_table(data: bytes) -> pa.Table:
    return pa.ipc.open_stream(data).read_all()


def do_nothing() -> None:
    """Do nothing on a click."""


def draw(node: dict, place: str) -> None:
    """Draw one element of the page and its children."""
    # Streamlit keeps its own ids to itself, and a key that holds one changes when the element of the page does.
    key, children = node.get("key") and f"constant-{node['key']}", node.get("children", [])
    match node["kind"]:
        case "title":
            st.title(node["body"])
        case "subheader":
            st.subheader(node["body"])
        case "caption":
            st.caption(node["body"])
        case "text":
            st.text(node["body"])
        case "info":
            st.info(node["body"])
        case "markdown":
            st.markdown(node["body"])
        case "html":
            st.html(node["body"])
        case "button":
            st.button(node["label"], key=key)
        case "page_link":
            st.page_link(pages[-1], label=node["label"])
        case "metric":
            st.metric(node["label"], node["body"])
        case "date_input":
            first, last = date.fromisoformat(node["min"]), date.fromisoformat(node["max"])
            st.date_input(node["label"], value=None, min_value=first, max_value=last, format="YYYY-MM-DD", key=key)
        case "number_input":
            whole = {"min_value": int(node["min"]), "max_value": int(node["max"])}
            st.number_input(node["label"], value=None, key=key, **whole)
        case "selectbox":
            st.selectbox(node["label"], node["options"], index=None, key=key, label_visibility="collapsed")
        case "button_group":
            st.segmented_control(node["label"], node["options"], key=key)
        case "plotly_chart":
            options = {"on_select": do_nothing, "selection_mode": ("points", "box")} if node["selects"] else {}
            st.plotly_chart(
                read_figure(node["figure"]), key=f"figure-{place}", config=node["config"], alt=node["alt"], **options
            )
        case "dataframe":
            options = {"on_select": do_nothing, "selection_mode": "single-row"} if node["selects"] else {}
            st.dataframe(read_table(node["data"]), key=key, hide_index=True, column_config=node["columns"], alt=node["alt"],
                         placeholder="", **options)  # fmt: skip
        case "link_button":
            st.link_button(node["label"], node["url"], icon=":material/download:")
        case "code":
            st.code(node["body"], language=None, wrap_lines=True)
        case "popover":
            with st.popover("Address of this table", icon=":material/link:", type="tertiary"):
                draw_all(children, place)
        case "expander":
            with st.expander(node["label"]):
                draw_all(children, place)
        case "grid":
            grid = st.grid(len(children), min_column_width=140, gap="small")
            for child in children:
                with grid.cell():
                    draw_all(child["children"], place)
        case "columns":
            columns = st.columns([child["weight"] for child in children], vertical_alignment="bottom", gap=node["gap"])
            for column, child in zip(columns, children, strict=True):
                with column:
                    draw_all(child["children"], place)
        case "row":
            with st.container(horizontal=True, gap="small"):
                draw_all(children, place)


def draw_all(nodes: list[dict], place: str) -> None:
    for number, node in enumerate(nodes):
        draw(node, f"{place}-{number}")


def timeline() -> None:
    draw_page("")


def risk() -> None:
    draw_page("risk")


def road() -> None:
    draw_page("road")


def draw_page(path: str) -> None:
    draw_all(read_constants()["pages"][path, st.session_state["grain"], st.session_state["verification"]], path)


def records() -> None:
    """Draw nothing: this page is in the navigation but not measured."""


freeze()
st.set_page_config(page_title="Constants", layout="wide")
# As wide as the real pages, since a wider figure has other dates on its axis.
st.html("<style>[data-testid=stMainBlockContainer] { max-width: 1600px; padding: 0 32px !important }</style>")
pages = [
    st.Page(timeline, title="Timeline", icon=":material/timeline:", default=True),
    st.Page(risk, title="Risk", icon=":material/percent:"),
    st.Page(road, title="Map", icon=":material/map:"),
    st.Page(records, title="Records", icon=":material/table_rows:"),
]
page = st.navigation(pages, position="hidden")
with st.container(horizontal=True, key="pages"):
    for each in pages:
        st.page_link(each)
offered = read_constants()["widgets"]
for key in ("grain", "verification"):
    st.session_state.setdefault(key, offered[key]["chosen"])
first, last = map(date.fromisoformat, offered["days"])
with st.container(horizontal=True, key="filters"):
    st.selectbox("Corridor", offered["corridors"])
    with st.popover("Days"):
        st.date_input("From", first, min_value=first, max_value=last, format="YYYY-MM-DD")
        st.date_input("To (as of)", last, min_value=first, max_value=last, format="YYYY-MM-DD")
    labels = offered["grain"]["labels"]
    st.segmented_control("Show by", list(labels), key="grain", format_func=labels.get, required=True)
    with st.popover("More", key="more"):
        labels = offered["verification"]["labels"]
        st.selectbox("Verification", list(labels), key="verification", format_func=labels.get)
        st.selectbox("Sources", offered["sources"])
        if offered["participants"]:  # nobody takes part in what is only counted
            st.selectbox("Participants", offered["participants"])
        st.selectbox("Target", offered["targets"])
        st.selectbox("Release", ["R1 (newest)"])
        st.button("Reset the choices", width="stretch")
page.run()
