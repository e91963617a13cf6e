"""The headline of the Timeline, in sentences for every state of the data."""

from datetime import date, timedelta
from typing import Any

from analysis.questions.timeline import LastPatrols, TimelineAnswers, count_most_attacked, format_number_attacked
from analysis.selection import Selection
from etl.tables.labels import format_count, inflect
from views.words.phrases import format_day, format_span, name_patrols
from views.words.timeline import (
    counted,
    find_open_suspension,
    format_share,
    format_since_attack,
    judge_patrolled,
)


def compose_headline(answers: TimelineAnswers, selection: Selection) -> str:
    """State whether the corridor is patrolled, and what became of attacks: rose or fell only where the test shows it."""
    if answers.counted:
        return counted.compose_headline(answers, selection)
    return f"{_describe_status(answers, selection)}. {_describe_attacks(answers, selection)}."


def _describe_status(answers: TimelineAnswers, selection: Selection) -> str:
    word, since, _ = judge_patrolled(answers.headline, answers.suspensions, selection)
    if word in ("Suspended", "Patrolled"):
        return f"{word}{',' if word == 'Patrolled' else ''} {since}"
    last, patrol = answers.headline["last_patrol"], name_patrols(selection)
    if last is None:
        return f"No {patrol} of known day is recorded up to {format_day(selection.to_day)}"
    row = find_open_suspension(answers.suspensions, last, selection)
    if word == "In a gap":
        announced = f"suspended since {format_day(row['start'])}" if row else "and no suspension was announced"
        return f"No {patrol} since {format_day(last)}, {announced}"
    if row:
        return f"Suspended since {format_day(row['start'])}, as announced"
    return f"Last {patrol} recorded on {format_day(last)}"


def _describe_attacks(answers: TimelineAnswers, selection: Selection) -> str:
    patrols, attacked = answers.headline["patrols"], answers.headline["attacked"]
    if patrols is None:
        return f"At least {describe_recorded(answers, selection)}"
    if patrols == 0 and answers.headline["last_patrol"] is None:
        return "There is no rate"  # the status says that none ran
    if patrols == 0:
        return f"No {name_patrols(selection)} of known day ran on these days, so there is no rate"
    if answers.last_patrols is None or count_most_attacked(answers.headline) > attacked:
        counted = f"{format_number_attacked(answers.headline)} of {format_count(patrols, name_patrols(selection))}"
        return f"{counted} {'was' if count_most_attacked(answers.headline) == 1 == attacked else 'were'} attacked"
    return _compare(answers.last_patrols)


def _compare(compared: LastPatrols) -> str:
    (before, size), (last, of) = compared.before, compared.last
    if compared.direction:
        rose = "rose" if compared.direction > 0 else "fell"
        return f"Attacks {rose} from {before:,} of {size:,} patrols to {last:,} of {of:,}"
    return f"{last:,} of the last {of:,} patrols {inflect(last, 'was', 'were')} attacked, {before:,} of the {size:,} before"


def describe_recorded(answers: TimelineAnswers, selection: Selection) -> str:
    """State how many patrols are recorded and how many of them were attacked, if not all are known."""
    attacked = sum(bool(row["attacked"]) for row in answers.recorded)
    ran = format_count(answers.caveats["patrols"], name_patrols(selection))
    return f"{ran} ran, {format_attacked(attacked)}"


def format_attacked(attacked: int) -> str:
    """State how many patrols are known to have been attacked, which need not be all."""
    return f"{attacked:,} attacked" if attacked else "none known to be attacked"


def describe_window(
    answers: TimelineAnswers, selection: Selection, whole: dict[str, Any], first: date, last: date
) -> str:
    """State how the chosen days differ from all covered ones, of which `whole` is the headline; empty if they are those."""
    if (selection.from_day, selection.to_day) == (first, last) or not whole["patrols"]:
        return ""
    sentences = [
        _describe_in_window(answers, selection),
        *(_describe_suspension(row, selection) for row in answers.suspensions),
    ]
    known = f"{name_window(selection)} alone: {', '.join(filter(None, sentences))}; on" if any(sentences) else "On"
    attacked = f"{format_number_attacked(whole)} of {format_count(whole['patrols'], 'patrol')} attacked"
    return f"{known} all covered days, {format_span(first, last)}, {attacked}."


def describe_other_patrols(number: int, selection: Selection) -> str:
    """State how many patrols by some of the parties are recorded, where none by all of them is; empty if none."""
    if not number:
        return ""
    by_others = "by others, or not known by whom," if selection.has_one_party else "by some of the parties"
    return f"{format_count(number, 'patrol')} {by_others} {inflect(number, 'is', 'are')} recorded."


def describe_doubtful_attacks(number: int) -> str:
    """State how many attacks on patrols are in doubt, where no other is recorded; empty if none."""
    in_doubt = (
        "attack on a patrol is disputed or unconfirmed, and is"
        if number == 1
        else "attacks on patrols are disputed or unconfirmed, and are"
    )
    return f"{number:,} {in_doubt} not counted." if number else ""


def _describe_in_window(answers: TimelineAnswers, selection: Selection) -> str:
    patrols = answers.headline["patrols"]
    if patrols is None:
        return ""
    return "patrolled" if patrols else f"no {name_patrols(selection)} ran"


def _describe_suspension(row: dict[str, Any], selection: Selection) -> str:
    begins = "" if row["begins_before"] else f"from {_name_day(row['start'], selection)}"
    ends = "" if row["is_open"] else f"to {_name_day(row['end'], selection)}"
    return f"suspended {' '.join(filter(None, (begins, ends))) or 'throughout'}"


def name_window(selection: Selection) -> str:
    """Name the chosen days: a month by its name."""
    first, last = selection.from_day, selection.to_day
    if _is_in_one_month(selection) and first.day == 1 and (last + timedelta(days=1)).day == 1:
        return f"In {first:%B %Y}"
    return f"On {format_span(first, last)}"


def _name_day(day: date, selection: Selection) -> str:
    if not _is_in_one_month(selection) or (day.year, day.month) != (selection.to_day.year, selection.to_day.month):
        return format_day(day)
    ending = "th" if 10 < day.day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    return f"the {day.day}{ending}"


def _is_in_one_month(selection: Selection) -> bool:
    return (selection.from_day.year, selection.from_day.month) == (selection.to_day.year, selection.to_day.month)


def make_page_tiles(answers: TimelineAnswers, selection: Selection) -> dict[str, tuple[str, str]]:
    """Return the three tiles of the page: by name, a large figure and its explanation."""
    if answers.counted:
        return counted.make_tiles(answers, selection)
    patrolled, since, _ = judge_patrolled(answers.headline, answers.suspensions, selection)
    return {
        "Patrolled?": (patrolled, since),
        "Share attacked": _make_share_tile(answers, selection),
        "Since last attack": format_since_attack(answers.since_last_attack),
    }


def _make_share_tile(answers: TimelineAnswers, selection: Selection) -> tuple[str, str]:
    value, explained = format_share(answers.headline)
    patrols = answers.headline["patrols"]
    if patrols is None:
        return "no rate", f"at least {describe_recorded(answers, selection)}"
    if not patrols:
        return value, explained
    attacked = format_number_attacked(answers.headline)
    counted = f"{attacked} of {format_count(patrols, name_patrols(selection))}"
    return value, explained if value == f"{attacked} of {patrols}" else f"{counted}; {explained}"


def name_bands(answers: TimelineAnswers) -> str:
    """Name the sentences on suspensions and gaps by how many there are."""
    suspensions = format_count(len(answers.suspensions), "announced suspension")
    if answers.counted:
        return suspensions
    return f"{suspensions} and {format_count(len(answers.gaps), 'observed gap')}"
