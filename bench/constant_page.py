"""The Timeline as a Streamlit page of constants: what `bench.pages` measures the real one against.

It draws the same widgets, texts, tiles, tables and the same figure from values that the real page gave beforehand, and
knows nothing of the project. It freezes the garbage collector as the real page does, so that the difference is the
price of asking the data.
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
def constants() -> dict:
    return pickle.loads(Path(os.environ["PATROLWATCH_BENCH_CONSTANTS"]).read_bytes())


@st.cache_resource
def figure(grain: str, verification: str) -> go.Figure:
    return plotly.io.from_json(constants()["figures"][grain, verification])


@st.cache_resource
def table(data: bytes) -> pa.Table:
    return pa.ipc.open_stream(data).read_all()


def nothing() -> None:
    """What a click calls here."""


def draw(node: dict) -> None:
    """Draw one element of the page, and what stands in it."""
    key, children = node.get("key"), node.get("children", [])
    match node["kind"]:
        case "title":
            st.title(node["body"])
        case "subheader":
            st.subheader(node["body"])
        case "caption":
            st.caption(node["body"])
        case "text":
            st.text(node["body"])
        case "metric":
            st.metric(node["label"], node["body"])
        case "date_input":
            first, last = date.fromisoformat(node["min"]), date.fromisoformat(node["max"])
            st.date_input(node["label"], value=None, min_value=first, max_value=last, format="YYYY-MM-DD", key=key)
        case "plotly_chart":
            st.plotly_chart(
                figure(st.session_state["grain"], st.session_state["verification"]), key="figure", on_select=nothing,
                selection_mode=("points", "box"), config=node["config"], alt=node["alt"],
            )  # fmt: skip
        case "dataframe":
            options = {"on_select": nothing, "selection_mode": "single-row"} if node["selects"] else {}
            st.dataframe(table(node["data"]), key=key, hide_index=True, column_config=node["columns"], alt=node["alt"],
                         placeholder="", **options)  # fmt: skip
        case "download_button":
            st.download_button(node["label"], lambda: b"", file_name="constant.csv", mime="text/csv", on_click="ignore",
                               icon=":material/download:", key=key)  # fmt: skip
        case "code":
            st.code(node["body"], language=None, wrap_lines=True)
        case "popover":
            with st.popover("Address of this table", icon=":material/link:", type="tertiary"):
                for child in children:
                    draw(child)
        case "expander":
            with st.expander(node["label"]):
                for child in children:
                    draw(child)
        case "grid":
            grid = st.grid(len(children), min_column_width=140, gap="small")
            for child in children:
                with grid.cell():
                    for element in child["children"]:
                        draw(element)
        case "columns":
            columns = st.columns([child["weight"] for child in children], vertical_alignment="bottom")
            for column, child in zip(columns, children, strict=True):
                with column:
                    for element in child["children"]:
                        draw(element)


def timeline() -> None:
    for node in constants()["pages"][st.session_state["grain"], st.session_state["verification"]]:
        draw(node)


def records() -> None:
    """It stands in the navigation and is not measured."""


freeze()
st.set_page_config(page_title="Constants", layout="wide")
page = st.navigation(
    [
        st.Page(timeline, title="Timeline", icon=":material/timeline:", default=True),
        st.Page(records, title="Records", icon=":material/table_rows:"),
    ],
    position="top",
)
with st.sidebar:
    offered = constants()["widgets"]
    first, last = map(date.fromisoformat, offered["days"])
    st.selectbox("Corridor", offered["corridors"])
    st.date_input("From", first, min_value=first, max_value=last, format="YYYY-MM-DD")
    st.date_input("To (as of)", last, min_value=first, max_value=last, format="YYYY-MM-DD")
    for kind, key in ((st.segmented_control, "grain"), (st.selectbox, "verification")):
        st.session_state.setdefault(key, offered[key]["chosen"])
        required = {"required": True} if key == "grain" else {}
        kind(
            key.capitalize(), list(offered[key]["labels"]), key=key, format_func=offered[key]["labels"].get, **required
        )
    st.selectbox("Participants", offered["participants"])
    st.selectbox("Target", offered["targets"])
    st.selectbox("Release", ["R1 (newest)"])
    st.button("Reset the choices", width="stretch")
page.run()
