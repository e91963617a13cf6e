"""The form of a corridor: its line, name and parties, and a preview of the known incidents on it."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import pyarrow as pa
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analysis.questions.holdings import list_corridors, read_corridor
from analysis.questions.route import place_along
from analysis.questions.route.base_map import CREDIT, Line, Window, find_town
from etl.geometry import measure_km, parse_route
from etl.load.files.new_corridor import Counted
from views.charts.road.map import PHONE, WIDE, Map, draw_map
from views.parts import figures, tables
from views.parts.choosing import choose
from views.parts.screen import is_screen_narrow
from views.sections.add import file, steps, words
from views.sections.add.corridor import line_map
from views.sections.add.draft import Draft, find_draft, keep_draft
from views.server.adding.uploads import find_upload
from views.state import cache, fields, kept
from views.state.keys import LINE, RELEASE, SELECTION
from views.words.markup import escape_markdown

KIND = "corridor"
ENDINGS = ["geojson", "json", "kml", "gpx"]
TOWN_DEGREES = 0.3  # initial view around a town
START_MARGIN = 0.2
WORLD = Window(-170, -60, 170, 75)
RADIUS_KM = 1.0  # drawn around an exact point


def show_corridor() -> None:
    """Ask for a corridor, preview it, and publish it."""
    draft = find_draft(KIND)
    if draft is None:
        _ask()
    elif not draft.job.is_done:
        steps.watch(KIND, draft)
    elif steps.show_trouble(KIND, draft):
        pass
    elif draft.is_publishing:
        _show_published(draft, draft.corridor or {})
    else:
        _show_preview(draft, draft.preview.result)


def _ask() -> None:
    traffic = choose("What is known of the traffic", words.TRAFFIC, "corridor-traffic", default="patrols")
    lines = words.LINES if traffic == "patrols" else words.LINES | words.NO_LINE
    how = choose("How", lines, "corridor-line", default="draw")
    drawn = _draw() if how == "draw" else []
    with st.form("corridor"):
        pasted, dropped = "", None
        if how == "paste":
            pasted = st.text_area("Paste the line: GeoJSON, KML or GPX", height=120, max_chars=1_000_000)
            dropped = st.file_uploader("Or drop a file", type=ENDINGS, key="drop-route")
        left, right = st.columns(2)
        title = left.text_input("Name *", max_chars=200, key="corridor-title")
        name = right.text_input(
            "Short name, for tables and links",
            max_chars=40,
            placeholder="m5",
            help=words.SHORT_NAME,
            key="corridor-name",
        )
        stated = _ask_parties(left) if traffic == "patrols" else _ask_unit(left, right)
        zone = right.selectbox(
            "Time zone",
            ["", *sorted(available_timezones())],
            format_func=lambda zone: zone or words.NOT_SAID,
            key="corridor-zone",
        )
        posts = _ask_posts(left, right) if how != "none" else {}
        if not st.form_submit_button("Preview", type="primary"):
            return
    path = find_upload(dropped.file_id) if dropped else None
    if pasted.strip():
        path = _write_line("the pasted line", pasted.strip())
    if len(drawn) > 1:
        path = _write_line("the drawn line", json.dumps({"type": "LineString", "coordinates": drawn}))
    name = name.strip() or words.shorten_title(title)
    if missing := [
        what
        for what, is_there in (
            ("a name", title.strip()),
            ("a short name in Latin letters", name or not title.strip()),
            ("a line", path or how == "none"),
            ("a unit and who counts it", stated),
        )
        if not is_there
    ]:
        st.info(words.describe_missing(missing))
        return
    corridor = {
        "name": name,
        "title": title.strip(),
        "zone": zone or None,
        **(stated or {}),
        **posts,
    }
    keep_draft(KIND, Draft([path] if path else [], f"Corridor added: {title.strip()}", corridor=corridor))
    st.rerun()


def _ask_parties(column: DeltaGenerator) -> dict[str, Any]:
    parties = column.text_input(
        "Who patrols it or runs its convoys, separated by commas",
        max_chars=300,
        help=words.PARTIES,
        key="corridor-parties",
    )
    return {"parties": [party.strip() for party in parties.split(",") if party.strip()]}


def _ask_unit(left: DeltaGenerator, right: DeltaGenerator) -> dict[str, Any] | None:
    """Ask for the names of what is counted. Return None while a required one is missing."""
    unit = left.text_input("What is counted *", max_chars=40, placeholder="flights", key="corridor-unit")
    singular = right.text_input("One of them *", max_chars=40, placeholder="flight", key="corridor-singular")
    targets = left.text_input(
        "What is attacked there", max_chars=40, placeholder="aircraft", help=words.TARGETS, key="corridor-targets"
    )
    target = right.text_input("One of those attacked", max_chars=40, placeholder="aircraft", key="corridor-target")
    counted_by = left.text_input("Who counts it *", max_chars=100, help=words.COUNTED_BY, key="corridor-counted-by")
    names = [each.strip() for each in (unit, singular, targets or unit, target or targets or singular, counted_by)]
    if not all(names):
        return None
    return {"counted": asdict(Counted(*names))}


def _ask_posts(left: DeltaGenerator, right: DeltaGenerator) -> dict[str, float | None]:
    km_from = left.number_input("Kilometre at the start of the line", value=0.0, step=1.0, key="corridor-km-from")
    km_to = right.number_input(
        "Kilometre at its end; empty: the length of the line", value=None, step=1.0, key="corridor-km-to"
    )
    return {"km_from": km_from, "km_to": km_to}


def _draw() -> Line:
    """Let the reader draw the line, and show how many known incidents are near it."""
    town = st.text_input("Go to a town", max_chars=100, key="corridor-town")
    place = find_town(town) if town.strip() else None
    if town.strip() and not place:
        st.caption(words.NO_TOWN)
    start = Window(*place, *place).widen_by(TOWN_DEGREES) if place else _find_start()
    line = line_map.draw_line(RELEASE.get(), start, "drawn-line")
    st.caption(CREDIT)
    if len(line) >= line_map.MOST_TURNS:
        st.warning(words.LINE_IS_FULL.format(most=line_map.MOST_TURNS))
    if len(line) > 1:
        near = line_map.count_near(RELEASE.get(), line)
        st.markdown(f"**{words.describe_drawn(measure_km(line), near)}**")
    return line


def _find_start() -> Window:
    """Return the window around the chosen corridor; the whole world if it has no line."""
    row = read_corridor(RELEASE.get(), SELECTION.get()) if SELECTION.is_set() else {}
    if not row.get("route"):
        return WORLD
    lons, lats = zip(*parse_route(row["route"]), strict=True)
    return Window(min(lons), min(lats), max(lons), max(lats)).widen(START_MARGIN)


def _write_line(name: str, text: str) -> Path:
    path = Path(tempfile.mkdtemp(prefix="route-")) / name
    path.write_text(text, encoding="utf-8")
    return path


def _show_preview(draft: Draft, result: dict[str, Any]) -> None:
    row, found = result["corridor"], result["found"]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(escape_markdown(words.describe_found(row, found)), width="stretch")
        st.button(words.BACK[KIND], on_click=keep_draft, args=(KIND, None))
    if draft.note:
        st.warning(escape_markdown(draft.note))
    if "route" in row:
        ends = (row["km_from"], row["km_to"])
        drawn = Map(
            line=place_along(row["route"], ends),
            posts=ends,
            places=[],
            points=complete_points(result["points"]),
            stretches=[],
        )
        figure = draw_map(drawn, SELECTION.get(), figures.read_ink(), PHONE if is_screen_narrow() else WIDE)
        st.plotly_chart(figure, theme=None, alt=words.describe_found(row, found), config={"displayModeBar": False})
        st.caption(CREDIT)
        if note := _describe_neighbours(row["route"], result):
            st.markdown(escape_markdown(note))
    if rows := result["rows"]:
        tables.show_table(pa.Table.from_pylist(rows).drop_columns("corridor"), "found", "Known incidents on it")
        if found > len(rows):
            st.caption(f"{len(rows):,} of {found:,} are listed.")
    steps.offer_release(KIND, draft, result["compared_with"])


def _describe_neighbours(route: str, result: Mapping[str, Any]) -> str:
    """Describe which incidents the corridor would take from others, and which ones near it stay on another."""
    opened = cache.get_release(result["compared_with"])
    titles = {name: title for name, (title, _) in cache.answer(list_corridors, opened).items()}
    taken = {titles.get(name, name): count for name, count in result["taken"].items()}
    near = line_map.count_near(opened, parse_route(route))
    return words.describe_neighbours(taken, near - result["found"])


def _show_published(draft: Draft, corridor: Mapping[str, Any]) -> None:
    offered = cache.list_choices(cache.get_release(steps.open_release(draft)))
    st.success(words.describe_new_corridor(draft.job.result, corridor))
    with st.container(horizontal=True):
        st.button("Add its records from a file", on_click=file.begin_on, args=(corridor["name"],), type="primary")
        if corridor["name"] in offered.titles and st.button("See it on the Map page"):
            fields.set_choices(fields.make_default(offered, corridor["name"]))
            st.switch_page("views/pages/road.py")
        st.button("Add more", on_click=_begin_again)


def _begin_again() -> None:
    keep_draft(KIND, None)
    LINE.pop()
    kept.forget("corridor-")


def complete_points(points: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return points of a preview with the other columns of `list_incidents_by_point` that the map draws."""
    unknown: dict[str, Any] = {
        "km": None,
        "geo_precision": "exact",
        "radius_km": RADIUS_KM,
        "corrected": 0,
        "attacks_in_doubt": 0,
        "on_targets_in_doubt": 0,
    }
    return [unknown | dict(point) for point in points]
