"""An empty Streamlit page with the Timeline's figure: what `bench.pages` measures the first open against."""

import os
import pickle
from pathlib import Path

import plotly.io
import streamlit as st

constants = pickle.loads(Path(os.environ["PATROLWATCH_BENCH_CONSTANTS"]).read_bytes())  # noqa: S301 - of the bench itself
st.set_page_config(page_title="Figure", layout="wide")
st.plotly_chart(plotly.io.from_json(constants["figures"][constants["first_figure"]]))
