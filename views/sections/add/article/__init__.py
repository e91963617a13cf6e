"""Adding from an article: its text with evidence marked, a card for each proposed record, and nothing added without consent."""

from datetime import date
from typing import Any

import streamlit as st

from analysis.questions.holdings import list_corridors
from etl.errors import FileRefused
from etl.feeds.articles.language.texts import Article, read_article
from etl.feeds.articles.left_out import REASONS, LeftOut
from etl.feeds.articles.places import list_known_corridors
from etl.feeds.articles.proposals import propose
from etl.feeds.articles.reading import Report
from etl.feeds.articles.records import make_row
from views import faults
from views.sections.add import form, steps, words
from views.sections.add.article.source_text import describe_web_page, mark_sentences
from views.sections.add.draft import Draft, find_draft, keep_draft
from views.server.adding.uploads import find_upload
from views.state import cache, kept
from views.state.fields import DAY_FORMAT
from views.state.keys import ARTICLE, RELEASE
from views.words.markup import escape_markdown

KIND = "article"
ENDINGS = ["txt", "html", "htm", "pdf", "docx"]
TEXT = "report-text"


def show_article() -> None:
    """Ask for an article, then for a decision on each proposed record, then show what the accepted ones would change."""
    if draft := find_draft(KIND):
        steps.show_draft(KIND, draft)
        return
    report = ARTICLE.find()
    if report is None:
        _ask_article()
        return
    _show_proposals(report)


def _ask_article() -> None:
    with st.form("article"):
        text = st.text_area("Paste the text", height=200, max_chars=300_000, key=TEXT)
        dropped = st.file_uploader(
            "Or drop a file: text, web page, PDF or Word document", type=ENDINGS, key="drop-article"
        )
        left, right = st.columns(2)
        report = {
            "publisher": left.text_input("Publisher", max_chars=200, key="report-publisher"),
            "published": right.date_input(
                "Day of publication",
                value=None,
                max_value=date.today(),
                format=DAY_FORMAT,
                help=words.WHY_DAY,
                key="report-published",
            ),
            "title": left.text_input("Headline, if the text does not begin with it", max_chars=500, key="report-title"),
            "url": right.text_input("Web address", max_chars=2000, key="report-url"),
        }
        if not st.form_submit_button("Propose records", type="primary"):
            return
    path = find_upload(dropped.file_id) if dropped else None
    if bool(text.strip()) == bool(path):
        st.info(
            "Paste the text of a report or drop a file, not both."
            if path
            else "Paste the text of a report, or drop a file."
        )
        return
    try:
        article = read_article(path) if path else Article(text)
    except FileRefused as refused:
        faults.show(refused)
        return
    stated = {name: getattr(article, name) for name in report if not report[name]}
    ARTICLE.set(report | stated | {"text": article.text, "source": describe_web_page(stated, article.words_left_out)})
    st.rerun()


def _show_proposals(fields: dict[str, Any]) -> None:
    corridors = cache.answer(list_corridors, RELEASE.get())
    others = list_known_corridors({name: title for name, (title, _) in corridors.items()})
    report = Report(fields["text"], fields["published"], fields["publisher"] or None, fields["title"] or None)
    found = propose(report, others)
    proposals = found.records
    parties = {name: parties for name, (_, parties) in corridors.items()}
    rows = [make_row(each, parties, publisher=fields["publisher"], url=fields["url"]) for each in proposals]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(words.count_proposals(sum(row is not None for row in rows)), width="stretch")
        st.button("Change the text or the day", on_click=_change, args=(fields,))
        st.button("Another article", on_click=kept.forget_article)
    if rows and not fields["published"]:
        st.warning(words.NO_DAY)
    cards, text = st.container(key="article").columns([3, 2], gap="large")
    with text:
        st.caption("The report, with the passages behind the records marked.")
        if fields.get("source"):
            st.caption(fields["source"])
        with st.container(height=600):
            whole = "\n\n".join(filter(None, (fields["title"], fields["text"])))
            st.markdown(mark_sentences(whole, [str(each["evidence"]) for each in proposals]))
    with cards:
        answers = fields.get("answers", {})  # answers given before, if the reader returns from the preview
        accepted = {
            place: filled
            for place, (proposal, row) in enumerate(zip(proposals, rows, strict=True))
            if (filled := _show_card(place, proposal, answers.get(place, row), place in answers))
        }
        if st.button(words.count_accepted(len(accepted)), type="primary", disabled=not accepted):
            ARTICLE.set(fields | {"answers": accepted})
            message = f"From {fields['publisher'] or 'an article'}"
            keep_draft(KIND, Draft.of_rows(list(accepted.values()), message, "from an article"))
            st.rerun()
        _list_left_out(found.left_out)


def _list_left_out(left_out: list[LeftOut]) -> None:
    if not left_out:
        return
    with st.expander(words.count_left_out(len(left_out))):
        for each in left_out:
            st.caption(f"{each.kind.capitalize()}: {REASONS[each.reason]}. “{escape_markdown(each.evidence)}”")


def _change(fields: dict[str, Any]) -> None:
    """Go back to the form of the article, with what was entered or read from a file."""
    ARTICLE.pop()
    kept.forget("article-", "yes-")
    for name in ("text", "publisher", "published", "title", "url"):
        st.session_state[f"report-{name}"] = fields[name]


def _show_card(
    place: int, proposal: dict[str, Any], row: dict[str, str] | None, was_accepted: bool
) -> dict[str, str] | None:
    """Show a proposal with its fields. Return its row if the reader accepts it."""
    with st.container(border=True):
        st.markdown(f"**{words.name_proposal(proposal)}**")
        st.caption(f"“{escape_markdown(str(proposal['evidence']))}”")
        if row is None:
            st.caption(words.NOT_A_ROW[proposal["kind"]])
            return None
        is_accepted = st.checkbox("Yes, add it", value=was_accepted, key=f"yes-{place}")
        with st.expander("Its fields", expanded=is_accepted):
            filled = form.ask_row(row["record"], row, f"article-{place}")
        if not is_accepted:
            return None
        if missing := form.list_missing(filled):
            st.warning(f"Still needed: {', '.join(missing)}.")
            return None
        return filled
