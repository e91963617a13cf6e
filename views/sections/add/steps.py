"""The steps from a draft to a release: preview, answer questions, publish, and see what changed."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from analysis.questions.changes import describe_headline_change
from etl.errors import QueryStopped
from etl.fetch.hosts import HOSTS
from etl.load.jobs.folder import list_corridors
from etl.tables.labels import label_feed
from views.sections.add import preview, questions, words
from views.sections.add.draft import Draft, keep_draft
from views.state import cache, fields, kept
from views.state.keys import FORMS
from views.state.navigation import go_to_release
from views.state.person import find_reader
from views.words.markup import escape_markdown

POLL_SECONDS = 1.0


def show_draft(kind: str, draft: Draft) -> None:
    """Show the current step of a draft."""
    if not draft.job.is_done:
        watch(kind, draft)
        return
    if show_trouble(kind, draft):
        return
    result = draft.job.result
    if not result["files"]:
        _show_nothing_new(kind, result)
    elif draft.is_publishing and result["release"]:
        _show_published(kind, draft, result)
    elif draft.take_answers(questions.list_all_corridors()):
        st.rerun()
    else:
        _show_preview(kind, draft, result)


def show_trouble(kind: str, draft: Draft) -> bool:
    """Show why a load failed, and return whether it did. A draft overtaken by another release is previewed again."""
    result = draft.job.result
    if result.get("is_overtaken"):
        draft.make_preview(draft.options, note=result["error"])
        st.rerun()
    if "error" in result:
        st.error(escape_markdown(words.adapt_to_page(result["error"])))
        _offer_again(kind, draft)
    return "error" in result


@st.fragment(run_every=POLL_SECONDS)
def watch(kind: str, draft: Draft) -> None:
    """Show the progress of the load. The rest of the page stays usable."""
    if draft.job.is_done:
        st.rerun()
    step = draft.job.progress or "Waiting for other loads"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(f"{step} …", width="stretch")
        if not draft.is_publishing and st.button("Cancel", key=f"cancel-{kind}"):
            keep_draft(kind, None)
            st.rerun()


def _show_preview(kind: str, draft: Draft, result: dict[str, Any]) -> None:
    report = preview.add_up(result["files"])
    if draft.fetch:
        report["says"] = words.describe_fetched(HOSTS[draft.fetch["name"]].title, report)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(words.WOULD_CHANGE if draft.rows else escape_markdown(report["says"]), width="stretch")
        st.button(words.BACK.get(kind, "Discard"), on_click=_start_over, args=(kind,), key=f"over-{kind}")
    for note in filter(None, (draft.note, *result.get("notes", ()))):
        st.warning(escape_markdown(note))
    if len(draft.files) > 1:
        _list_files(kind, draft, result["files"])
    if report["rejects"] and draft.rows:
        for reject in report["rejects"]:
            record = draft.rows[(reject["line"] or 1) - 1]["record"]
            st.error(escape_markdown(words.describe_reject(record, reject)))
    elif report["refused"] and len(draft.files) == 1:
        refused = report["refused"]
        if draft.rows:  # their file is none of the reader's
            refused = refused.removeprefix(f"{report['file']}: ")
            refused = refused[:1].upper() + refused[1:]
        st.error(escape_markdown(words.adapt_to_page(refused)))
    else:
        preview.show_fates(report)
    if draft.rows:
        record = draft.rows[0]["record"] if len(draft.rows) == 1 else ""
        for cell in report["unread_cells"]:
            st.warning(escape_markdown(words.describe_unused(record, cell)))
        report["unread_cells"] = []
    if not draft.fetch:  # a service leaves no questions open
        questions.ask(kind, draft, report, draft.preview.rows)
    preview.show_rows(kind, draft.preview.rows, result["files"])
    preview.show_notes(report)
    if report["refused"]:
        return
    if not result["would_publish"] or draft.is_publishing:
        st.info(words.NO_CHANGE if report["rows"] else words.NO_ROWS)
    else:
        offer_release(kind, draft, result["compared_with"])


def _show_nothing_new(kind: str, result: Mapping[str, Any]) -> None:
    """State that a service had nothing new."""
    st.info(" ".join(map(escape_markdown, result["notes"])) or words.NOTHING_NEW)
    st.button("Back", on_click=_start_over, args=(kind,), key=f"over-{kind}")


def _list_files(kind: str, draft: Draft, reports: Sequence[Mapping[str, Any]]) -> None:
    """List several files, each with its contents or the reason for its refusal, and a button to leave it out."""
    for place, (file, report) in enumerate(zip(draft.files, reports, strict=True)):
        with st.container(horizontal=True, vertical_alignment="center"):
            if report["refused"]:
                st.error(escape_markdown(words.adapt_to_page(report["refused"])), width="stretch")
            else:
                st.markdown(escape_markdown(words.describe_load(report)), width="stretch")
            if st.button(f"Leave out {file.name}", key=f"leave-{kind}-{place}"):
                draft.leave_out(file)
                st.rerun()


def offer_release(kind: str, draft: Draft, newest: int) -> None:
    """Ask for the message of the next release, and publish it."""
    with st.form(f"publish-{kind}"):
        message = st.text_input("Message of the release: why", value=draft.message, max_chars=300)
        reader = find_reader()
        made_by = reader.name if reader else st.text_input("Your name (optional)", max_chars=100)
        if st.form_submit_button(f"Publish as R{newest + 1}", type="primary"):
            draft.publish(message, made_by)
            st.rerun()


def _offer_again(kind: str, draft: Draft) -> None:
    with st.container(horizontal=True):
        if st.button("Ask again" if draft.fetch else "Preview again", key=f"again-{kind}"):
            draft.make_preview(draft.options)
            st.rerun()
        st.button(words.BACK.get(kind, "Discard"), on_click=_start_over, args=(kind,), key=f"over-{kind}")


def _show_published(kind: str, draft: Draft, result: dict[str, Any]) -> None:
    """Open the release, and show its effect on the headline of each affected corridor, as far as this can be computed in time."""
    number = open_release(draft)
    st.success(f"R{number} is published.")
    for note in result.get("notes", ()):
        st.warning(escape_markdown(note))
    try:
        _show_effects(draft, result, number)
    except QueryStopped:
        st.warning(words.NO_EFFECTS)
    st.button("Add more", on_click=_begin_again, args=(kind,), key=f"more-{kind}")


def _show_effects(draft: Draft, result: dict[str, Any], number: int) -> None:
    before, after = draft.preview.result["compared_with"], cache.get_release(number)
    offered = cache.list_choices(after)
    feeds = {report["feed"]: None for report in result["files"]}
    corridors = list_corridors(draft.preview.rows)
    touched = [(corridor, feed) for feed in feeds for corridor in corridors if feed in offered.list_feeds(corridor)]
    if not touched:
        st.caption(words.NO_HEADLINE)
    for corridor, feed in touched:
        chosen = offered.make_default(corridor, feed)
        if before:
            change = cache.compare_kept_headlines(cache.get_release(before), after, chosen)
            st.subheader(escape_markdown(words.describe_share(change, offered.titles[corridor])))
            st.caption(escape_markdown(describe_headline_change(change)))
    with st.container(horizontal=True):
        for corridor, feed in touched:
            label = f"See {offered.titles[corridor]}" + (f", {label_feed(feed)}" if len(feeds) > 1 else "")
            if st.button(label, key=f"see-{corridor}-{feed}"):
                fields.set_choices(fields.make_default(offered, corridor, feed))
                st.switch_page("views/pages/timeline.py")


def open_release(draft: Draft) -> int:
    """Show the published release on all pages, and return its number."""
    number = int(draft.job.result["release"][1:])
    if not draft.is_shown:
        draft.is_shown = True
        go_to_release(number)
        st.rerun()
    return number


def _start_over(kind: str) -> None:
    """Discard the draft. For an article, its text and the answers to its proposals are kept."""
    keep_draft(kind, None)
    FORMS.set((FORMS.find() or 0) + 1)


def _begin_again(kind: str) -> None:
    """Discard everything about the published draft."""
    _start_over(kind)
    if kind == "article":
        kept.forget_article()
