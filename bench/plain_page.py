"""The page that an analyst would write without Patrolwatch: Streamlit and pandas on a CSV in ACLED's layout (see `bench.peers`)."""

import sys

import pandas
import plotly.express
import streamlit as st

ATTACKS = ("Battles", "Explosions/Remote violence", "Violence against civilians")


@st.cache_data
def read_attacks(file: str) -> pandas.DataFrame:
    columns = ["event_date", "event_type", "civilian_targeting"]
    rows = pandas.read_csv(file, usecols=columns)
    rows["event_date"] = pandas.to_datetime(rows["event_date"], format="%d %B %Y")
    return rows[rows["event_type"].isin(ATTACKS)].set_index("event_date")


attacks = read_attacks(sys.argv[1])
if st.radio("Target", ["All", "Civilians"]) == "Civilians":
    attacks = attacks[attacks["civilian_targeting"].notna()]
by_week = attacks.resample("W-MON", label="left", closed="left").size().rename("attacks").reset_index()
st.plotly_chart(plotly.express.bar(by_week, x="event_date", y="attacks", title=f"{len(attacks):,} attacks"))
