"""Road: how far the patrols came, where attacks happened, and which stretches were driven how often."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pyarrow as pa
import streamlit as st

from analysis.questions.holdings import read_corridor
from analysis.questions.records import read_records_in_batches
from analysis.questions.road import (
    DRAWN_ONE_BY_ONE,
    LENGTHS_KM,
    choose_cell_grain,
    choose_stretch_length,
    compute_stretch_length,
    compute_stretches,
    count_attacks_by_stretch,
    count_on_road,
    count_patrols_by_stretch,
    count_stretch_totals,
    find_ends,
    find_stretch_populations,
    find_total_populations,
    list_incidents_by_point,
    list_incidents_on_road,
    list_newest_without_km,
    list_patrols_on_road,
    list_places,
    read_route,
    read_without_km_in_batches,
)
from analysis.questions.road.outlines import CREDIT
from analysis.questions.timeline import find_observed_gaps, list_announced_suspensions
from views.charts import map as map_chart
from views.charts import road as road_charts
from views.parts import behind, figures, tables
from views.parts.narrowing import draw_kilometre_fields
from views.state import cache, filters
from views.words import road as road_text
from views.words import text

filters.go_to_record_if_asked()
selection, opened = filters.selection(), filters.opened()
ink = figures.ink()


def ask(question: Callable, *more):
    return cache.answer(question, opened, selection, *more)


def narrow_to(key: str):
    """A callback: what was picked in a figure narrows the records to its days and kilometres."""

    def narrow() -> None:
        picked = st.session_state[key]["selection"]["points"]
        said = [point["customdata"] for point in picked if point.get("customdata")]
        if not said:
            return
        first, last, km_from, km_to = said[0]
        if first and last:
            days = date.fromisoformat(first), date.fromisoformat(last)
            filters.narrow_records(max(days[0], selection.from_day), min(days[1], selection.to_day))
        if posts and (km_from is not None or km_to is not None):
            filters.narrow_to_stretch(*inside(km_from, km_to))

    return narrow


def inside(km_from: float | None, km_to: float | None) -> tuple[float | None, float | None]:
    """A stretch as far as it lies on the corridor: an end of the corridor narrows nothing."""
    low, high = posts
    return (
        km_from if km_from is not None and low < km_from < high else None,
        km_to if km_to is not None and low < km_to < high else None,
    )


def draw(figure, key: str, alt: str, rows: int, credit: str = "") -> None:
    figures.show(
        figure,
        key,
        opened,
        selection,
        key=key,
        alt=alt,
        rows=rows,
        credit=credit,
        on_select=narrow_to(key),
        selection_mode="points",
    )


def listed(sentences: list[str]) -> None:
    if sentences:
        st.caption("\n".join(f"- {text.escaped(sentence)}" for sentence in sentences))


corridor = cache.answer(read_corridor, opened, selection)
posts = ask(find_ends)

st.title("Road")
st.caption(
    text.escaped(
        f"{corridor['title']} · as of {text.day(selection.to_day)} · release {opened.manifest.name} · feed {selection.feed}"
    )
)

if posts is None:
    st.info(road_text.NO_KILOMETRES)
else:
    usual = choose_stretch_length(*posts)
    lengths = [f"{length:g}" for length in LENGTHS_KM if usual / 5 <= length <= 5 * usual]
    filters.page_word("stretch", f"{usual:g}", lengths)
    length = float(st.session_state["stretch"])
    long_km = compute_stretch_length(posts, length)
    long = f"{long_km:.1f} km"
    counts, places = ask(count_on_road), ask(list_places).to_pylist()
    stretches = ask(compute_stretches, length)
    rows, totals = stretches.to_pylist(), ask(count_stretch_totals, length)

    # Kilometre by date

    many = {name for name, most in DRAWN_ONE_BY_ONE.items() if counts[name] > most}
    grain = choose_cell_grain(selection)
    patrols = None if "patrols" in many else ask(list_patrols_on_road)
    incidents = None if "incidents" in many else ask(list_incidents_on_road)
    patrol_cells = ask(count_patrols_by_stretch, length) if "patrols" in many else None
    attack_cells = ask(count_attacks_by_stretch, length) if "incidents" in many else None
    st.subheader("Kilometre by date")
    draw(
        road_charts.strip_chart(
            road_charts.Strip(
                posts=posts,
                patrols=patrols.to_pylist() if patrols else [],
                incidents=incidents.to_pylist() if incidents else [],
                patrol_cells=patrol_cells.to_pylist() if patrol_cells else None,
                attack_cells=attack_cells.to_pylist() if attack_cells else None,
                suspensions=cache.answer(list_announced_suspensions, opened, selection).to_pylist(),
                gaps=cache.answer(find_observed_gaps, opened, selection).to_pylist(),
                places=places,
            ),
            selection,
            ink,
        ),
        "strip",
        road_text.strip_alt(counts, posts, selection),
        sum(drawn.num_rows for drawn in (patrols, incidents, patrol_cells, attack_cells) if drawn),
    )
    listed(
        [
            *([road_text.HOW_TO_READ_RUNS] if patrols and patrols.num_rows else []),
            *([road_text.HOW_TO_READ_MARKS] if incidents and incidents.num_rows else []),
            *([road_text.HOW_TO_READ_BARS] if attack_cells and attack_cells.num_rows else []),
            *(road_text.sums_instead(what, counts[what], DRAWN_ONE_BY_ONE[what], grain, long) for what in sorted(many)),
            *road_text.reach(counts, selection),
        ]
    )
    with st.expander("The numbers of the figure"):
        for shown, what, one in ((patrols, "patrols_on_road", "patrol"), (incidents, "incidents_on_road", "incident")):
            if shown is not None:
                st.text(text.count_of(shown.num_rows, one))
                tables.show(shown, what, f"The {one}s of the figure", on_select=filters.open_record)
                tables.download(shown, what, opened, selection, one=one)
        for cells, what, population in (
            (patrol_cells, "patrols_by_stretch_and_period", "patrols"),
            (attack_cells, "attacks_by_stretch_and_period", "recorded"),
        ):
            if cells is not None:
                cells = cells.append_column("cell", pa.array([str(place) for place in range(cells.num_rows)]))
                cells = cells.select(["cell", *cells.column_names[:-1]])
                column = "attacks" if population == "recorded" else population
                behind.show(
                    cells,
                    what,
                    f"{column.capitalize()} by stretch and {grain}",
                    opened,
                    selection,
                    name=lambda row: f"{road_text.km_span(row['km_from'], row['km_to'])}, {text.period(row)}",
                    numbers=lambda row, column=column, population=population: {
                        column: find_stretch_populations(row, selection, posts, length)[population]
                    },
                    one="sum",
                )
        without = ask(list_newest_without_km)
        if without.total:
            st.text(f"{text.count_of(without.total, 'incident')} without a kilometre")
            tables.show_newest(
                without, "incidents_without_km", "Incidents without a kilometre", on_select=filters.open_record
            )
            tables.download(
                without.rows,
                "incidents_without_km",
                opened,
                selection,
                one="incident",
                total=without.total,
                every=partial(read_without_km_in_batches, opened, selection),
            )

    # Map

    st.subheader("Map")
    line = ask(read_route)
    if line:
        points = ask(list_incidents_by_point)
        draw(
            map_chart.map_chart(
                map_chart.Map(line=line, posts=posts, places=places, points=points.to_pylist(), stretches=rows),
                selection,
                ink,
            ),
            "map",
            road_text.map_alt(points.to_pylist(), places, selection),
            points.num_rows,
            CREDIT,
        )
        listed([road_text.MAP_CLICK, *road_text.not_on_the_map(points.to_pylist())])
        with st.expander("The numbers of the map"):
            st.text("Incidents by point, with how nearly it is known; the route is approximate.")
            tables.show(points, "points", "Incidents by point")
            tables.download(points, "incidents_by_point", opened, selection, one="point")
            st.text("Places on the road, and the incidents on the stretch that a click on them shows.")
            places_table = ask(list_places)
            tables.show(places_table, "places", "Places on the road")
            tables.download(places_table, "places_on_road", opened, selection, one="place")
    else:
        st.info("No route is drawn for this corridor, so there is no map of it.")

    # By stretch

    st.subheader("By stretch of road")
    st.segmented_control(
        "Length of a stretch, about",
        lengths,
        key="stretch",
        required=True,
        format_func=lambda value: f"{value} km",
    )
    draw(
        road_charts.stretch_chart(rows, places, posts, ink),
        "stretches",
        road_text.stretch_alt(rows, selection),
        len(rows),
    )
    for sentence in (sentences := road_text.stretches(rows, totals, places, long_km, selection)):
        st.text(sentence)
    with st.expander("Copy these sentences"):
        st.code("\n".join(sentences), language=None, wrap_lines=True)
    st.caption(text.escaped(road_text.STRETCH_METHOD))
    behind.show(
        stretches,
        "stretches_table",
        "Patrols, attacks and attacks per patrol by stretch",
        opened,
        selection,
        name=lambda row: road_text.km_span(row["km_from"], row["km_to"]).capitalize(),
        numbers=lambda row: find_stretch_populations(row, selection, posts, length),
    )
    behind.show(
        pa.Table.from_pylist([{"total": "All stretches"} | totals]),
        "stretch_totals",
        "What stands on the stretches, and what on none",
        opened,
        selection,
        name=lambda row: row["total"],
        numbers=lambda row: find_total_populations(selection, posts, length),
    )

# The records below

st.subheader("Records")
st.caption(text.escaped(road_text.WHAT_A_STRETCH_NARROWS) if posts else "These two days narrow the records.")
filters.records_days()
if posts:
    draw_kilometre_fields(*posts)
for table, one in (("patrols", "patrol"), ("incidents", "incident")):
    found = cache.newest(table, opened, selection)
    first, last = selection.records_days
    st.text(
        f"{text.count_of(found.total, one)} from {text.day(first)} to {text.day(last)}{road_text.narrowed(selection)}"
    )
    if found.total:
        tables.show_newest(found, f"road-{table}", f"{table.capitalize()} as narrowed", on_select=filters.open_record)
        tables.download(
            found.rows,
            table,
            opened,
            selection,
            one=one,
            total=found.total,
            every=partial(read_records_in_batches, opened, table, selection),
        )

filters.write_address(stretch=st.session_state.get("stretch") if posts else None)
