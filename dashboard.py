"""The door for the browser: the pages and nothing else. Run it with `streamlit run dashboard.py`."""

from pathlib import Path

import streamlit as st

from views import opening

# A picture of our own: an icon named here would be fetched from a font server.
st.set_page_config(page_title="Patrolwatch", page_icon=str(Path(__file__).parent / "views" / "icon.svg"), layout="wide")
page = st.navigation(
    [
        st.Page("views/timeline.py", title="Timeline", icon=":material/timeline:", default=True),
        st.Page("views/risk.py", title="Risk", icon=":material/percent:"),
        st.Page("views/road.py", title="Road", icon=":material/route:"),
        st.Page("views/records.py", title="Records", icon=":material/table_rows:"),
    ],
    position="top",
)
with opening.errors_in_plain_words():
    opening.open_page(page.url_path)
    page.run()
