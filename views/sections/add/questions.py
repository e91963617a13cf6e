"""Questions that a file leaves open: its columns, its words, the order of its dates and whatever else the loader asks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from analysis.answer import label_column
from analysis.questions.holdings import list_corridors
from etl.errors import NoteKind
from etl.feeds import WordMeaning, analyst, list_feed_names
from etl.feeds.lexicon.names.parties import JOINT
from etl.feeds.lexicon.user_meanings import MEANINGS
from etl.load.files.options import Complete, Options
from etl.load.jobs.folder import list_corridors as list_touched
from etl.tables.labels import format_count, label_feed, label_value
from views.sections.add import words
from views.sections.add.draft import Draft
from views.state import cache
from views.state.fields import DAY_FORMAT
from views.state.keys import RELEASE
from views.words.phrases import join_words

WORDS_SHOWN = 40
NEITHER = "—"
KEPT_ANSWERS = {
    "corridor": "its corridor",
    "participants": "who ran its patrols",
    "verification": "how certain its attacks are",
    "date_order": "the order of its dates",
}


def ask(kind: str, draft: Draft, report: Mapping[str, Any], rows: Path) -> None:
    """Ask the open questions in a form: unfolded if the file was refused because of them or a word is unknown, otherwise folded."""
    needed = set(report["refused_options"])
    unknown = words.count_unknown_words(report)
    if draft.rows:  # filled in on this page, where everything can be changed
        needed &= {"date-order"}
    if report["rejected_without_corridor"]:
        needed.add("corridor")
    offered = {option for note in report["notes"] for option in note["options"]}
    headers = [header for header in report["headers"] if not header["ours"] or report["refused"] or "map" in offered]
    if headers:
        offered.add("map")
    if report["feed"] == "analyst" and not report["refused"]:
        offered.add("complete")
        if lacks_corridor(report):
            offered.add("corridor")
    if any(header["ours"] in ("participants", "actor") for header in report["headers"]):
        offered.discard("participants")  # it only speaks for a table without such a column
    if any(header["ours"] == "verification" for header in report["headers"]):
        offered.discard("verification")  # likewise
    if draft.rows:
        headers, offered = [], offered & {"as-events"}
    if len({header["sheet"] for header in report["headers"]}) > 1:
        offered.add("sheets")
    open_now = bool(needed or unknown)
    for_a_rate = [
        "corridor" in offered and not draft.options.corridor,
        "participants" in offered and not draft.options.participants,
        "verification" in offered and not draft.options.verification,
        "complete" in offered and not draft.options.complete and _has_patrols(list_touched(rows)),
    ]
    if not open_now and not offered:
        return
    if draft.kept_answers:
        st.info(_describe_kept(draft.kept_answers, draft.kept_from, is_refused=bool(report["refused"])))
    label = words.label_questions(open_now=open_now, open_for_a_rate=sum(for_a_rate))
    with st.expander(label, expanded=open_now or any(for_a_rate)), st.form(f"questions-{kind}", border=False):
        options = draft.options
        if "map" in needed or (headers and not open_now):
            options = _ask_headers(
                report["headers"] if report["refused"] else headers, options, is_guessed="map" in needed
            )
        if unknown:
            options = _ask_words(unknown, options)
        asked = needed | (offered if not report["refused"] else set())
        options = _ask_fields(asked, options, report, rows, (draft.kept_answers or {}).get("complete"))
        if st.form_submit_button("Preview again", type="primary" if open_now else "secondary"):
            draft.make_preview(options)
            st.rerun()


def _describe_kept(kept: Mapping[str, str], release: str, *, is_refused: bool) -> str:
    """Say which fields are filled in as for the last file with the same headers, and which of them a person has to confirm."""
    applied = [label for name, label in KEPT_ANSWERS.items() if name in kept]
    said = f"Filled in as for a file with these headers in {release}: {join_words(applied)}. Change below what differs."
    complete = "That file was complete. If this one is too, press “Preview again”: it is filled in below."
    return " ".join([said] * bool(applied) + [complete] * ("complete" in kept and not is_refused))


def lacks_corridor(report: Mapping[str, Any]) -> bool:
    """Whether incidents of a table are on no corridor, and no column of it could say on which they are."""
    states_one = any(header["ours"] == "corridor" for header in report["headers"])
    return not states_one and any(note["kind"] == NoteKind.NO_CORRIDOR for note in report["notes"])


def _ask_fields(
    asked: set[str], options: Options, report: Mapping[str, Any], rows: Path, complete_before: str | None
) -> Options:
    given: dict[str, Any] = {}
    if "date-order" in asked or options.date_order:
        given["date_order"] = _choose("date-order", words.DATE_ORDERS, options.date_order)
    if "corridor" in asked or options.corridor:
        titles = {name: title for name, (title, _) in list_all_corridors().items()}
        given["corridor"] = _choose("corridor", titles, options.corridor, words.NO_CORRIDOR)
    if "participants" in asked or options.participants:
        chosen = {options.participants: options.participants} if options.participants else {}
        parties = chosen | _list_parties(list_touched(rows, unchanged=True))
        given["participants"] = _choose("participants", parties, options.participants, words.NO_PARTICIPANTS)
    if "verification" in asked or options.verification:
        given["verification"] = _choose("verification", words.CERTAINTIES, options.verification, words.NO_VERIFICATION)
    if "feed" in asked or options.feed:
        feeds = {feed: label_feed(feed) for feed in list_feed_names()}
        given["feed"] = _choose("feed", feeds, options.feed, "Recognise it by its columns")
    if "sheets" in asked or options.sheets:
        sheets = sorted({header["sheet"] for header in report["headers"] if header["sheet"]} | set(options.sheets))
        given["sheets"] = tuple(st.multiselect("Sheets to read", sheets, default=options.sheets or sheets))
    for name, field in (("feed-release", "feed_release"), ("utm", "utm"), ("zone", "zone")):
        if name in asked or getattr(options, field):
            given[field] = st.text_input(words.FIELDS[name], value=getattr(options, field) or "").strip() or None
    for name in ("allow-rejects", "newer", "hidden", "as-events"):
        field = name.replace("-", "_")
        if name in asked or getattr(options, field):
            given[field] = st.checkbox(words.FIELDS[name], value=getattr(options, field))
    if "complete" in asked:
        given["complete"] = _ask_complete(options, report, rows, complete_before)
    return replace(options, **given)


def _choose(field: str, labels: Mapping[str, str], chosen: str | None, nothing: str = "Choose") -> str | None:
    """Ask for one of several options by label. `nothing` is the label for none."""
    offered: list[str | None] = [None, *labels]
    return st.selectbox(
        words.FIELDS[field],
        offered,
        index=offered.index(chosen),
        format_func=lambda name: labels[name] if name else nothing,
    )


def list_all_corridors() -> dict[str, tuple[str, tuple[str, ...]]]:
    """List the corridors of the release, including empty ones, with titles and patrolling parties."""
    corridors: dict[str, tuple[str, tuple[str, ...]]] = cache.answer(list_corridors, RELEASE.get())
    return corridors


def _list_parties(touched: Sequence[str]) -> dict[str, str]:
    """List who may have run the patrols of these corridors: all parties together, or one of them. Labels by the cell to read."""
    parties = [list_all_corridors()[name][1] for name in touched if name in list_all_corridors()]
    single = {party: label_value("participants", party) for each in parties for party in each}
    return {JOINT: words.ALL_PARTIES, **single} if any(len(each) > 1 for each in parties) else single


def _has_patrols(touched: Sequence[str]) -> bool:
    """Whether one of these corridors has patrols, all of which a rate needs. A corridor that counts traffic has none."""
    corridors = list_all_corridors()
    return any(name in corridors and corridors[name][1] for name in touched)


def _ask_complete(options: Options, report: Mapping[str, Any], rows: Path, before: str | None) -> tuple[Complete, ...]:
    """Ask whether the file has all patrols of a corridor and all attacks on them, since rates need both.

    `before` is the corridor for which the last file with the same headers was complete.
    """
    # A file of nothing but known records may hold all of its days, too: what it lacks is withdrawn.
    touched, corridors = list_touched(rows, unchanged=True) if rows.exists() else [], list_all_corridors()
    if not touched or not report["first_date"]:
        return options.complete
    given = next(iter(options.complete), None)
    chosen = given.country if given else before
    first, last = (date.fromisoformat(report[name]) for name in ("first_date", "last_date"))
    corridor = st.selectbox(
        words.ALL_PATROLS if _has_patrols(touched) else words.ALL_ATTACKS,
        [None, *touched],
        index=[None, *touched].index(chosen) if chosen in touched else 0,
        format_func=lambda name: (
            f"Yes, of {corridors[name][0] if name in corridors else name}" if name else "No, or not known"
        ),
        help="Records of these days that an earlier table of yours held and this file lacks are withdrawn.",
    )
    left, right = st.columns(2)
    from_day = left.date_input("From", value=given.first if given else first, format=DAY_FORMAT)
    through = right.date_input("Through", value=given.through if given else last, format=DAY_FORMAT)
    return (Complete(corridor, from_day, through),) if corridor else ()


def _ask_words(unknown: Mapping[tuple[str, str], int], options: Options) -> Options:
    st.markdown(f"**{words.FIELDS['words']}**")
    meanings = {(word.column, word.word): word for word in options.words}
    label_word: Callable[[str, str], str] = lambda column, word: str(label_value(column, word))  # noqa: E731
    columns = st.columns(2)
    for place, ((column, text), rows) in enumerate(list(unknown.items())[:WORDS_SHOWN]):
        meaning = columns[place % 2].selectbox(
            f"{label_column(column)}: “{text[:80]}” ({format_count(rows, 'row')})".replace("[", "("),
            [NEITHER, *MEANINGS[column]],
            format_func=partial(label_word, column),
            key=f"word-{place}-{column}-{text}",
        )
        if meaning != NEITHER:
            meanings[column, text] = WordMeaning(column, text, meaning)
    if len(unknown) > WORDS_SHOWN:
        st.caption(f"{len(unknown) - WORDS_SHOWN:,} more words follow once you answer these.")
    return replace(options, words=tuple(meanings.values()))


def _ask_headers(headers: list[dict[str, Any]], options: Options, *, is_guessed: bool) -> Options:
    st.markdown(f"**{words.FIELDS['map']}**")
    chosen_columns = dict(options.columns)
    ours = [NEITHER, *analyst.ALL_COLUMNS]
    asked = {header["theirs"]: header for header in headers}  # an answer applies to a header in all sheets
    for place, header in enumerate(asked.values()):
        if place % 3 == 0:  # a row of its own keeps the order of the file on a phone, which stacks columns
            columns = st.columns(3)
        guess = (
            chosen_columns.get(header["theirs"])
            or ((header["guess"] or header["ours"]) if is_guessed else header["ours"])
            or NEITHER
        )
        chosen = columns[place % 3].selectbox(
            header["theirs"].replace("[", "("),
            ours,
            index=ours.index(guess) if guess in ours else 0,
            help=", ".join(header["examples"]) or None,
            format_func=lambda name: name.replace("_", " "),
            key=f"header-{place}-{header['theirs']}",
        )
        if chosen != NEITHER and chosen != header["ours"]:
            chosen_columns[header["theirs"]] = chosen
        elif chosen == NEITHER:
            chosen_columns.pop(header["theirs"], None)
    return replace(options, columns=tuple(chosen_columns.items()))
