"""The section of the Records page with one record: fields, sources, claims, history, and a text to report an error."""

from typing import Any

import streamlit as st

from analysis.export.terms import is_withheld
from analysis.links import sharing
from analysis.links.refusal import quote_value
from analysis.questions.holdings import list_doubts
from analysis.questions.records import Record, find_other_releases, find_record, find_withdrawal
from etl.tables.labels import label_value
from views.parts import share, tables
from views.parts.view import View, write_note
from views.sections.review import entries
from views.state import cache
from views.state.address import read_page_address
from views.state.keys import HELD_ELSEWHERE, PAGE_VALUES, QUERY, RELEASE
from views.state.navigation import forget_picked, go_to_release
from views.state.refusals import refuse
from views.state.served_lake import get_lake
from views.words import records as words
from views.words.links import describe_withdrawal, describe_withheld, explain_not_held
from views.words.markup import escape_markdown
from views.words.phrases import format_days_known, format_value, label_target

SOURCES_IN_FULL = 12


def choose_record(record_id: str | None) -> None:
    """Open a record. None closes it."""
    forget_picked()
    st.session_state["record"] = record_id


def show_chosen_record(view: View) -> None:
    """Show the chosen record. If this release does not have it, offer one that does."""
    state = st.session_state
    record_id = state.setdefault("record", PAGE_VALUES.get().get("record"))
    if record_id:
        found = find_record(get_lake(), view.opened, record_id)
        HELD_ELSEWHERE.set(None if found else _refuse_record(view, record_id))
        if found:
            st.button("Close the record", on_click=choose_record, args=(None,), icon=":material/close:")
            _show_record(view, found)
    if elsewhere := HELD_ELSEWHERE.find():
        record_id, number = elsewhere
        st.button(f"Show {quote_value(record_id)} in R{number}", on_click=_show_in_release, args=elsewhere)


def _refuse_record(view: View, record_id: str) -> tuple[str, int] | None:
    """State that this release lacks a record. Return it with the nearest release that has it."""
    if is_withheld(record_id, view.opened.withheld):
        refuse("record", f"record: {describe_withheld(record_id.partition(':')[0])}")
        choose_record(None)
        return None
    presence = find_other_releases(get_lake(), record_id)
    refuse("record", explain_not_held(quote_value(record_id), view.opened.manifest.name, presence, view.opened.number))
    choose_record(None)
    return (record_id, presence.nearest(view.opened.number).number) if presence else None


def _show_in_release(record_id: str, number: int) -> None:
    go_to_release(number)
    choose_record(record_id)


def _show_record(view: View, found: Record) -> None:
    table, record_id = found.table.name, found.record_id
    fields = {name: value for name, value in found.fields.items() if name != "source_ids"}
    st.subheader(escape_markdown(words.name_record(table, record_id, fields)))
    write_note(words.name_kind_of_record(table, record_id))
    _show_withdrawal(view, found)
    for sentence in words.describe_record(table, fields, found.related["table"].to_pylist()):
        st.text(sentence)
    for what, doubtful_id, detail in cache.answer(list_doubts, view.opened):
        if doubtful_id == record_id:
            st.text(f"Doubt kept: {what} ({detail}).")
    entries.show_entries_on(view, found.table, record_id)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.caption("Fields when it was withdrawn" if fields.get("withdrawn_release") else "Current fields")
        cells = {name: list(map(escape_markdown, texts)) for name, texts in _list_fields(fields).items()}
        st.table(cells, border="horizontal", hide_index=True, hide_header=True, alt=f"The fields of {record_id}")
    with right:
        _show_rest(found)
    st.caption("A link to this record, in the newest release and with its history")
    link = sharing.make_record_link(read_page_address(), QUERY.get(), record_id)
    st.code(link or share.TOO_LONG, language=None, wrap_lines=True)
    with st.expander("Report an error"):
        st.caption(words.HOW_TO_REPORT)
        report = words.write_error_report(view.opened.manifest.name, table, record_id, found.fields)
        st.code(report, language=None, wrap_lines=True)


def _show_withdrawal(view: View, found: Record) -> None:
    gone = find_withdrawal(get_lake(), view.opened, found)
    if gone:
        st.info(escape_markdown(describe_withdrawal(gone, found.fields["feed"])), icon=":material/block:")
        if PAGE_VALUES.get().get("record") == found.record_id:
            withdrawn = f"was withdrawn by R{gone.release}; it is shown as it was"
            refuse("record", f"record: {quote_value(found.record_id)} {withdrawn}.")


def _show_rest(found: Record) -> None:
    """Show sources, casualties, claims, related records and history."""
    _show_sources(found)
    for title, rows, what, opens in (
        ("Losses by side", found.casualties, "casualties", False),
        ("Who says what", found.claims.drop_columns(["source_id"]), "claims", False),
        (f"Related records ({found.related.num_rows})", found.related, "related", True),
    ):
        if rows.num_rows:
            st.caption(title)
            key, alt = f"{what}-{found.record_id}", f"{title} of {found.record_id}"
            tables.show_table(rows, key, alt, on_select=choose_record if opens else None)
    st.caption("History over releases")
    for step in found.history:
        st.text(words.describe_step(step))


def _show_sources(found: Record) -> None:
    """Show each source in full, with links to its record and its address."""
    sources = found.sources.to_pylist()
    if not sources:
        return
    st.caption(f"Sources ({len(sources):,})")
    for source in sources[:SOURCES_IN_FULL]:
        name = source["source_id"]
        with st.container(key=f"source-{name}"):
            text, button = st.columns([8, 1], vertical_alignment="center")
            text.markdown(words.write_source(source))
            button.button(
                "Open",
                key=f"open-source-{name}",
                on_click=choose_record,
                args=(name,),
                type="tertiary",
                help=f"The record {name}",
            )
    if len(sources) > SOURCES_IN_FULL:
        title = f"All {len(sources):,} sources"
        tables.show_table(
            found.sources, f"documents-{found.record_id}", f"{title} of {found.record_id}", on_select=choose_record
        )


def _list_fields(fields: dict[str, Any]) -> dict[str, list[str]]:
    """List the filled fields with labels for readers. The possible days of a record are one field."""
    known = {name: label_value(name, value) for name, value in fields.items() if value is not None and value != []}
    if "target" in known:
        known["target"] = label_target(fields["target"], tables.read_open_unit())
    known.pop("note", None)  # shown in full above the fields
    if "corridor" in known:
        known["corridor"] = cache.list_choices(RELEASE.get()).titles.get(known["corridor"], known["corridor"])
    for name in {"patrol_id"} & known.keys() - {next(iter(fields))}:
        known[name] = cache.name_record(RELEASE.get(), known[name])
    if "first_release" in known:
        known["first_release"] = f"R{known['first_release']}"
    if known.get("feed_id") == next(iter(fields.values())):
        del known["feed_id"]
    if "date_precision" in known:
        day = format_days_known(fields["date"], fields["date_end"], fields["date_precision"])
        known = {
            name: day if name == "date_precision" else value
            for name, value in known.items()
            if name not in ("date", "date_end")
        }
    headers = [tables.label("date" if name == "date_precision" else name) for name in known]
    return {"field": headers, "value": list(map(format_value, known.values()))}
