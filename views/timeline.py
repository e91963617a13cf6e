"""Timeline: is the corridor patrolled, how often are patrols attacked, when did they stop."""

from dataclasses import replace
from datetime import date

import streamlit as st

from views import cache, charts, figures, filters, tables, text

filters.go_to_record_if_asked()
selection, opened = filters.selection(), filters.opened()


def ask(question: str, **changes):
    return cache.answer(question, opened, replace(selection, **changes) if changes else selection)


corridor = ask("corridor")
headline = ask("headline")
suspensions = ask("announced_suspensions").to_pylist()
gaps = ask("observed_gaps").to_pylist()
patrols = cache.listed("patrols", opened, selection)
all_patrols = cache.listed("patrols", opened, replace(selection, records_from=None, records_to=None)).to_pylist()
unknown_days = [row for row in all_patrols if row["date_precision"] != "day"]

# The figures at the top

st.title(text.escaped(corridor["title"]))
st.caption(text.escaped(f"As of {text.day(selection.to_day)} · release {opened.manifest.name} · feed {selection.feed}"))
patrolled, since_when, reason = text.patrolled_now(headline, suspensions, selection)
tiles = st.grid(5, min_column_width=140, gap="small")
for name, (value, explained) in {
    "Patrolled?": (patrolled, since_when),
    f"{text.which(selection).capitalize()}s": text.patrols_figure(headline, selection),
    "Of these attacked": text.attacked_figure(headline, selection),
    "Share attacked": text.share_figure(headline),
    "Since the last attack": text.since_figure(ask("since_last_attack")),
}.items():
    with tiles.cell():
        st.metric(name, value)
        st.caption(text.escaped(explained))
st.text(text.share_attacked(headline, selection))
st.text(reason)
if totals := text.totals(ask("totals_by_count").to_pylist()):
    st.text(totals)

# The figure

share_grain = ask("grain_of_shares")
shares = ask("share_attacked_by_period", grain=share_grain)
series = ask("share_attacked_by_period")
attacks = ask("attacks_by_period")
caveats = ask("caveats")
zone = ask("lag_zone")


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


figure = charts.timeline_chart(
    charts.Timeline(
        patrols=series.to_pylist(),
        attacks=attacks.to_pylist(),
        shares=shares.to_pylist(),
        share_grain=share_grain,
        suspensions=suspensions,
        gaps=gaps,
        milestones=ask("milestones").to_pylist(),
        unknown_days=unknown_days,
        recorded=all_patrols,
        lag=(zone.first, zone.last) if zone.first else None,
    ),
    selection,
    ink=figures.ink(),
)
figures.show(
    figure,
    "timeline",
    opened,
    selection,
    key=figure_key,
    alt=text.timeline_alt(headline, series.to_pylist(), suspensions, gaps, selection),
    on_select=narrow_to_what_was_picked,
    selection_mode=("points", "box"),
)
known = [*text.caveats(caveats, unknown_days, selection), text.lag_zone(zone)]
st.caption("\n".join(f"- {text.escaped(sentence)}" for sentence in known))

numbers = {row["patrol_id"]: row["number"] for row in all_patrols}
with st.expander(f"Announced suspensions ({len(suspensions)}) and observed gaps ({len(gaps)})"):
    for row in suspensions:
        st.text(text.suspension(row))
    for row in gaps:
        st.text(text.gap(row, numbers))
    if not suspensions and not gaps:
        st.text(text.NO_BANDS)
with st.expander("The numbers of the figure"):
    st.text(f"Patrols and share attacked by {selection.grain}; empty cells are outside complete coverage.")
    tables.show(series, "series", "Patrols, attacked patrols and share attacked by period")
    title = f"Patrols and share attacked by {selection.grain}"
    tables.download(series, f"patrols_by_{selection.grain}", opened, selection, one="row", title=title)
    st.text(f"Attacks by {selection.grain}; other attacks are those recorded, which need not be all.")
    tables.show(attacks, "attacks", "Attacks by period")
    title = f"Attacks by {selection.grain}"
    tables.download(attacks, f"attacks_by_{selection.grain}", opened, selection, one="row", title=title)
    milestones = ask("milestones")
    st.text("Milestones, drawn as thin lines.")
    tables.show(milestones, "milestones", "Milestones")

# The records below

st.subheader("Records")
st.caption(
    "A click on a mark, a box (its button stands over the figure), or these two days narrow the records. A tick before a "
    "row opens its record."
)
filters.records_days()


for table, rows, one in (
    ("patrols", patrols, "patrol"),
    ("incidents", cache.listed("incidents", opened, selection), "incident"),
):
    first, last = selection.records_days
    st.text(f"{text.count_of(rows.num_rows, one)} from {text.day(first)} to {text.day(last)}")
    if rows.num_rows == 0:
        st.info(
            f"No {one} is recorded on these days with these choices. Choose other days, or reset the choices at the side."
        )
        continue
    tables.show(rows, f"{table}-table", f"{table.capitalize()} of the chosen days", on_select=filters.open_record)
    tables.download(rows, table, opened, selection, one=one)

filters.write_address()
