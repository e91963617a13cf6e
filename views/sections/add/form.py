"""The fields of one record: lists for columns with a vocabulary, free text for all others."""

import re
from collections.abc import Callable, Mapping

import streamlit as st

from analysis.questions.holdings import list_corridors
from etl.feeds import analyst
from etl.feeds.common.documents import claims
from etl.tables import vocabulary
from etl.tables.labels import label_value
from views.sections.add import words
from views.state import cache
from views.state.keys import RELEASE

FIELDS = {
    "patrol": ("date", "corridor", "number", "participants", "place_from", "place_to", "outcome", "km_from", "km_to", "direction",
               "counted_by", "date_end"),
    "incident": ("date", "kind", "corridor", "place", "target", "number", "killed", "wounded", "weapon", "lat", "lon", "geo_precision",
                 "target_party", "vehicles_damaged", "actor", "claimed_by", "verification", "counted_by", "date_end"),
    "suspension": ("date", "corridor", "date_end", "announced_on", "announced_by", "reason", "side"),
    "exposure": ("date", "date_end", "corridor", "count", "unit", "counted_by"),
}  # fmt: skip
OF_ALL = ("source", "source_url", "note", "id")
NEEDED = {"patrol": ("date", "corridor"), "incident": ("date", "kind"), "suspension": ("date", "corridor"),
          "exposure": ("date", "corridor", "count", "unit", "counted_by")}  # fmt: skip
LISTS = {
    "kind": vocabulary.KINDS,
    "target": vocabulary.TARGETS,
    "outcome": vocabulary.OUTCOMES,
    "direction": vocabulary.DIRECTIONS,
    "verification": vocabulary.VERIFICATIONS,
    "geo_precision": vocabulary.GEO_PRECISIONS,
    "side": vocabulary.SIDES,
}
DAYS = ("date", "date_end", "announced_on")
A_DAY = "2022-08-25"
LONGEST = 2000
COLUMNS = 3


def ask_row(record: str, known: Mapping[str, str], key: str) -> dict[str, str]:
    """Ask for the fields of a record, prefilled with what is known. Return them as a row of an analyst's table."""
    row = {"record": record}
    names = (*FIELDS[record], *OF_ALL)
    for first in range(0, len(names), COLUMNS):  # row by row, to keep their order on a phone
        for column, name in zip(st.columns(COLUMNS), names[first : first + COLUMNS], strict=False):
            with column:
                row[name] = _ask(record, name, known.get(name, ""), f"{key}-{name}", row.get("corridor", ""))
    return {name: cell for name, cell in row.items() if cell}


def ask_claims(record: str, key: str) -> str:
    """Ask for claims of others on the record. Return them as a cell of an analyst's table, one claim per line."""
    st.button(words.ANOTHER_CLAIM, on_click=_add_line, args=(f"{key}-claims",), key=f"claim-{key}")
    lines = []
    for number in range(st.session_state.get(f"{key}-claims", 0)):
        asked = st.columns([2, 2, 2, 3])
        name = asked[0].selectbox(
            "Field",
            list(claims.FIELDS[record]),
            format_func=lambda name: words.label_field(record, name),
            key=f"{key}-claims-{number}-field",
        )
        parts = [
            column.text_input(label, max_chars=200, key=f"{key}-claims-{number}-{label}")
            for column, label in zip(asked[1:], words.PARTS_OF_A_CLAIM, strict=True)
        ]
        value, claimant, source = (" ".join(re.split(r"[|;\s]+", part)).strip() for part in parts)
        if value and claimant:
            lines.append(" | ".join(filter(None, (name, value, claimant, source))))
        elif value or claimant or source:
            st.caption(words.HALF_A_CLAIM)
    return "\n".join(lines)


def _add_line(key: str) -> None:
    st.session_state[key] = st.session_state.get(key, 0) + 1


def list_missing(row: Mapping[str, str]) -> list[str]:
    """Return the columns that a record lacks: the required ones, and the other half of a point."""
    half = [other for name, other in (("lat", "lon"), ("lon", "lat")) if row.get(name)]
    return [words.label_field(row["record"], name) for name in (*NEEDED[row["record"]], *half) if not row.get(name)]


def _ask(record: str, name: str, known: str, key: str, corridor: str) -> str:
    label, help_text = words.label_field(record, name), analyst.COLUMNS[name]
    if name in NEEDED[record]:
        label += " *"
    corridors = cache.answer(list_corridors, RELEASE.get())
    if name == "participants":
        parties = corridors.get(corridor, ("", ()))[1]
        chosen = [party for party in known.split("; ") if party in parties] if known else list(parties)
        picked = st.multiselect(
            label, parties, default=chosen, help=help_text, key=f"{key}-{corridor}", format_func=_label("participants")
        )
        return "; ".join(picked)
    offered = list(corridors) if name == "corridor" else LISTS.get(name)
    if offered is None:
        example = A_DAY if name in DAYS else None
        text = st.text_input(label, value=known, max_chars=LONGEST, help=help_text, key=key, placeholder=example)
        return text.strip()
    titles = {name: title for name, (title, _) in corridors.items()} if name == "corridor" else {}
    choices = ["", *offered]
    show = _label(name)
    chosen = st.selectbox(
        label,
        choices,
        index=choices.index(known) if known in choices else 0,
        format_func=lambda word: titles.get(word) or (show(word) if word else words.NOT_SAID),
        help=help_text,
        key=key,
    )
    return str(chosen)


def _label(column: str) -> Callable[[str], str]:
    return lambda word: str(label_value(column, word))
