"""Timeline: is the corridor patrolled, how often are patrols attacked, when did they stop."""

from datetime import date
from functools import partial

import streamlit as st

from analysis.questions.periods import compute_series
from analysis.questions.records import read_records_in_batches
from analysis.questions.timeline import collect_answers
from views.briefing import page as briefing
from views.charts import timeline as charts
from views.parts import figures, tables
from views.state import cache, filters
from views.words import road as road_text
from views.words import text

filters.go_to_record_if_asked()
selection, opened = filters.selection(), filters.opened()


answers = collect_answers(
    selection,
    ask=lambda question, asked: cache.answer(question, opened, asked),
    list_records=lambda table, asked: cache.listed(table, opened, asked),
)

# The figures at the top

st.title(text.escaped(answers.corridor["title"]))
st.caption(text.escaped(f"As of {text.day(selection.to_day)} · release {opened.manifest.name} · feed {selection.feed}"))
tiles = st.grid(5, min_column_width=140, gap="small")
for name, (value, explained) in text.tiles(answers, selection).items():
    with tiles.cell():
        st.metric(name, value)
        st.caption(text.escaped(explained))
for sentence in text.in_short(answers, selection):
    st.text(sentence)

# The figure

figure_key = f"figure-{st.session_state.get('boxes_drawn', 0)}"


def narrow_to_what_was_picked() -> None:
    """A click narrows the records to the days of the mark, a box to its days; an emptied choice shows all again."""
    picked = st.session_state[figure_key]["selection"]
    days = [value for point in picked["points"] for value in (point.get("customdata") or []) if value]
    if picked["box"]:
        days = [str(edge)[:10] for box in picked["box"] for edge in box["x"]]
        # A figure that takes boxes takes no clicks, so a box is followed by a fresh figure.
        st.session_state["boxes_drawn"] = st.session_state.get("boxes_drawn", 0) + 1
    if not days:
        return filters.narrow_records(None, None)
    first, last = date.fromisoformat(min(days)), date.fromisoformat(max(days))
    filters.narrow_records(max(first, selection.from_day), min(last, selection.to_day))


figures.show(
    charts.timeline_chart(charts.Timeline.of(answers), selection, ink=figures.ink()),
    "timeline",
    opened,
    selection,
    key=figure_key,
    rows=answers.series.num_rows,
    alt=text.timeline_alt(answers.headline, answers.series.to_pylist(), answers.suspensions, answers.gaps, selection),
    on_select=narrow_to_what_was_picked,
    selection_mode=("points", "box"),
)
st.caption("\n".join(f"- {text.escaped(sentence)}" for sentence in text.to_know(answers, selection)))
st.download_button(
    "Briefing (HTML, two pages)",
    lambda: briefing.page(opened, selection),
    file_name=briefing.file_name(opened, selection),
    mime="text/html",
    on_click="ignore",
    icon=":material/summarize:",
    help="Headline, figure, table, caveats, method and citation in one file, to be sent or printed.",
)

bands = text.bands(answers)
with st.expander(f"Announced suspensions ({len(answers.suspensions)}) and observed gaps ({len(answers.gaps)})"):
    for sentence in bands or [text.NO_BANDS]:
        st.text(sentence)
with st.expander("The numbers of the figure"):
    st.text(f"Patrols, share attacked and attacks by {selection.grain}; empty cells are outside complete coverage.")
    st.text("Other attacks are those recorded, which need not be all.")
    periods = cache.answer(compute_series, opened, selection)
    tables.show(periods, "series", "Patrols, share attacked and attacks by period")
    title = f"Patrols, share attacked and attacks by {selection.grain}"
    tables.download(periods, f"series_by_{selection.grain}", opened, selection, one="row", title=title)
    tables.address("series", selection, {})
    st.text("Milestones, drawn as thin lines.")
    tables.show(answers.milestones, "milestones", "Milestones")

# The records below

st.subheader("Records")
st.caption(
    "A click on a mark, a box (its button stands over the figure), or these two days narrow the records. A tick before a "
    "row opens its record."
)
filters.records_days()


for table, one in (("patrols", "patrol"), ("incidents", "incident")):
    found = cache.newest(table, opened, selection)
    first, last = selection.records_days
    st.text(
        f"{text.count_of(found.total, one)} from {text.day(first)} to {text.day(last)}{road_text.narrowed(selection)}"
    )
    if found.total == 0:
        st.info(
            f"No {one} is recorded on these days with these choices. Choose other days, or reset the choices at the side."
        )
        continue
    tables.show_newest(
        found, f"{table}-table", f"{table.capitalize()} of the chosen days", on_select=filters.open_record
    )
    tables.download(
        found.rows,
        table,
        opened,
        selection,
        one=one,
        total=found.total,
        every=partial(read_records_in_batches, opened, table, selection),
    )

filters.write_address()
