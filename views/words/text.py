"""Sentences from numbers, and text from data shown as text. No Streamlit."""

import re
from datetime import date

from analysis.export.citation import CREDITS, told_by
from analysis.questions.lag import COVERAGE, KNOWN_SHARE, RECORDS_FOR_A_LAG, LagZone
from analysis.questions.timeline import GAP_RULE_DAYS, TimelineAnswers
from analysis.selection import Selection
from analysis.statistics.intervals import FEW_PATROLS, compute_share
from views.words.rate_phrases import describe_share, format_percent

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^=@/\"'])")

# Streamlit looks for these only after it has read the escapes: addresses (http://, www., a@b), icons and emoji (:name:), and
# arrows and signs (->, --, >=). An empty span, which shows nothing, parts them.
_PARTED = re.compile(r"(?<=:)(?=\S)|(?<=@)|(?<=www)(?=\.)|(?<=[<>=~-])(?=[<>=~-])", re.IGNORECASE)
NOTHING = ":color[]"


def escaped(text: str) -> str:
    """Text as Markdown that shows just its characters: no link, picture, colour or heading can come of it."""
    parts = _PARTED.split(re.sub(r"\s+", " ", text))
    return NOTHING.join(_MARKDOWN.sub(r"\\\1", part) for part in parts)


def in_days(days: int) -> str:
    return f"{days:,} day" if days == 1 else f"{days:,} days"


def capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]


def count_of(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"


def period(row: dict) -> str:
    """`1 March 2020 to 31 March 2020`; one day alone is named once."""
    first, last = day(row["start"]), day(row["end"])
    return first if first == last else f"{first} to {last}"


def possible_days(row: dict) -> str:
    """The day of a record, or the days between which it lies, as far as it is known."""
    first, last = row["date"], row["date_end"]
    if row["date_precision"] == "day":
        return day(first)
    between = f"between {day(first)} and {day(last)}" if first and last else ""
    if row["date_precision"] == "unknown":
        return f"no source names a day; {between}" if between else "no source names a day"
    return between or f"day known as {row['date_precision']}"


def patrolled_now(headline: dict, suspensions: list[dict], selection: Selection) -> tuple[str, str, str]:
    """Whether the corridor is patrolled on the as-of day: a word, since when, and a sentence with the reason."""
    as_of = day(selection.to_day)
    if headline["last_patrol"] is None:
        return "Unknown", "no patrol of known day", f"No {which(selection)} of known day is recorded up to {as_of}."
    last = f"The last {which(selection)} of known day ran on {day(headline['last_patrol'])}"
    if headline["days_since_last_patrol"] is None:
        return "Unknown", "not completely covered", f"{last}; whether others ran up to {as_of} is not completely known."
    since = f"{last}, {in_days(headline['days_since_last_patrol'])} before {as_of}"
    open_ones = [row for row in suspensions if row["is_open"] and row["start"] < selection.to_day]
    if open_ones:
        row = open_ones[-1]
        return (
            "Suspended",
            f"since {day(row['start'])}",
            f"{since}; a suspension announced by {row['announced_by']} has been open since {day(row['start'])}.",
        )
    lately = headline["days_since_last_patrol"] <= GAP_RULE_DAYS
    return (
        "Patrolled" if lately else "In a gap",
        f"last on {day(headline['last_patrol'])}",
        f"{since}; no announced suspension is open.",
    )


def tiles(answers: TimelineAnswers, selection: Selection) -> dict[str, tuple[str, str]]:
    """What a reader needs in ten seconds: by its name a figure to read from afar, and what explains it."""
    patrolled, since_when, _ = patrolled_now(answers.headline, answers.suspensions, selection)
    return {
        "Patrolled?": (patrolled, since_when),
        f"{which(selection).capitalize()}s": patrols_figure(answers.headline, selection),
        "Of these attacked": attacked_figure(answers.headline, selection),
        "Share attacked": share_figure(answers.headline),
        "Since the last attack": since_figure(answers.since_last_attack),
    }


def in_short(answers: TimelineAnswers, selection: Selection) -> list[str]:
    """The headline, whether the corridor is patrolled, and the totals by each count, in sentences."""
    _, _, reason = patrolled_now(answers.headline, answers.suspensions, selection)
    said = [share_attacked(answers.headline, selection), reason, totals(answers.totals)]
    return [sentence for sentence in said if sentence]


def to_know(answers: TimelineAnswers, selection: Selection) -> list[str]:
    """What a reader of the numbers must know, computed from the data."""
    return [*caveats(answers.caveats, answers.unknown_days, selection), lag_zone(answers.lag)]


def which(selection: Selection) -> str:
    return "joint patrol" if selection.participants == "joint" else "patrol"


def share_attacked(headline: dict, selection: Selection) -> str:
    """The headline as a sentence with its interval, for the page, the alt text and a copy."""
    if headline["patrols"] is None:
        return f"No rate: the {which(selection)}s of this corridor, or the attacks on them, are not completely known on these days."
    if headline["patrols"] == 0:
        return f"No rate: no {which(selection)} of known day ran between {day(selection.from_day)} and {day(selection.to_day)}."
    words = describe_share(headline["attacked"], headline["patrols"])
    counted, _, interval = words.partition(" (")
    verb = "was" if headline["attacked"] == 1 else "were"
    return f"{counted} {which(selection)}s of known day {verb} attacked" + (f" ({interval}" if interval else "") + "."


def share_figure(headline: dict) -> tuple[str, str]:
    """The share as a figure to read from afar, and its interval."""
    patrols, attacked = headline["patrols"], headline["attacked"]
    if not patrols:
        return "no rate", "no patrol of known day ran" if patrols == 0 else "not completely covered"
    share = compute_share(attacked, patrols)
    if patrols < FEW_PATROLS:
        return f"{attacked} of {patrols}", "too few for a percentage"
    return (
        f"{format_percent(share.share)} %",
        f"95 % interval {format_percent(share.low)} to {format_percent(share.high)} %",
    )


def totals(rows: list[dict]) -> str:
    """`4 of 26 by the Turkish count, 4 of 25 by the local, 4 of 23 by the Russian`; empty without a count or coverage."""
    counts = [
        f"{row['attacked']} of {row['total']} by the {counter(row)}" for row in rows if row["attacked"] is not None
    ]
    if not counts:
        return ""
    return f"Of the highest number stated up to the as-of day, whatever is known of the days: {', '.join([counts[0] + ' count', *counts[1:]])}."


def counter(row: dict) -> str:
    """Who counts: a party's name has a capital, another count is a plain word."""
    word = row["counted_by"].replace("_", " ")
    return word.capitalize() if row["is_party"] else word


def suspension(row: dict) -> str:
    announced = f", announced on {day(row['announced_on'])}" if row["announced_on"] else ""
    until = "still open" if row["is_open"] else f"ended on {day(row['end'])}, the first day of patrols again"
    before = " It began before the chosen days." if row["begins_before"] else ""
    return (
        f"{row['suspension_id']}: from {day(row['start'])} by {row['announced_by']}{announced}; {until} "
        f"({in_days(row['days'])}).{before}"
    )


def gap(row: dict, numbers: dict[str, int | None]) -> str:
    """One observed gap; `numbers` gives the number of a patrol by its id."""
    if row["is_open"]:
        span = f"Since {day(row['start'])}, {in_days(row['days'])} without a patrol of known day, still open"
    else:
        span = f"{in_days(row['days'])} between the patrols of {day(row['start'])} and {day(row['end'])}"
    said = f"announced: {', '.join(row['announced'])}" if row["announced"] else "nothing was announced for it"
    names = [f"patrol {numbers.get(patrol) or patrol}" for patrol in row["patrols_that_may_split"]]
    split = f" P{' and '.join(names)[1:]}, if run, may fall inside it." if names else ""
    before = " It began before the chosen days." if row["begins_before"] else ""
    return f"{span}; {said}.{split}{before}"


def bands(answers: TimelineAnswers) -> list[str]:
    """Every announced suspension and every observed gap in a sentence."""
    return [*map(suspension, answers.suspensions), *(gap(row, answers.numbers) for row in answers.gaps)]


def caveats(row: dict, unknown_days: list[dict], selection: Selection) -> list[str]:
    """What a reader of the numbers must know, computed from the data. `unknown_days` are patrols without a known day."""
    sentences = []
    if row["complete_from"] is None:
        sentences.append(
            "The patrols of this corridor, or the attacks on them, are not completely held: there is no count by period, no "
            "rate and no gap, and what is listed is not all that ran."
        )
    else:
        sentences.append(
            f"Patrols and attacks on them are held completely from {day(row['complete_from'])} to "
            f"{day(row['complete_through'])}; data-through is {day(row['data_through'])}."
        )
    if unknown_days:
        named = "; ".join(f"{number_or_id(patrol)}: {possible_days(patrol)}" for patrol in unknown_days)
        verb = "has" if len(unknown_days) == 1 else "have"
        sentences.append(
            f"{count_of(len(unknown_days), which(selection))} {verb} no known day and "
            f"{'stands' if len(unknown_days) == 1 else 'stand'} in no period and in no rate ({named})."
        )
    if row["attacks_left_out"]:
        kept = "is" if row["attacks_left_out"] == 1 else "are"
        sentences.append(
            f"{count_of(row['attacks_left_out'], 'disputed or unconfirmed attack')} {kept} left out of the numbers; those on "
            "patrols are drawn hollow."
        )
    if row["attacks_told_by_others"]:
        kept = "is" if row["attacks_told_by_others"] == 1 else "are"
        sentences.append(
            f"{count_of(row['attacks_told_by_others'], 'attack')} {kept} left out of the numbers, not known to be told "
            f"by {told_by(selection.sources)}; those on patrols are drawn hollow."
        )
    if row["attacks_without_day"]:
        sentences.append(
            f"{count_of(row['attacks_without_day'], 'attack')} without a known day {_stand(row['attacks_without_day'])} in a period "
            "only where all possible days lie in it."
        )
    if row["attacks_tied_to_no_patrol"]:
        sentences.append(
            f"{count_of(row['attacks_tied_to_no_patrol'], 'attack')} on patrols {_stand(row['attacks_tied_to_no_patrol'])} for no "
            "patrol in particular, so the share attacked cannot count them."
        )
    sentences.append(
        f"On one source alone rest {_part(row['patrols_with_one_source'], row['patrols'])} patrols and "
        f"{_part(row['attacks_with_one_source'], row['attacks'])} attacks counted."
    )
    return sentences


KNOWN_BY = {
    "releases": "by the releases in which they first stood",
    "sources": "by the dates of the documents held",
}


def lag_zone(zone: LagZone) -> str:
    """Which days are not yet fully reported, and how that is known."""
    shaded = ""
    if zone.first:
        verb = "is" if zone.first == zone.last else "are"
        shaded = f"{period({'start': zone.first, 'end': zone.last})} {verb} not yet fully reported and shaded"
    if zone.rule == COVERAGE:
        too_few = (
            f"{count_of(zone.most, 'record')} with a known day of report {'is' if zone.most == 1 else 'are'} too few to learn a "
            f"reporting lag from (of {RECORDS_FOR_A_LAG})"
        )
        if shaded:
            return f"{shaded}, as the coverage states: {too_few}."
        return f"No lag zone is drawn: the coverage states none for these days, and {too_few}."
    known = (
        f"{format_percent(KNOWN_SHARE)} % of {zone.records:,} records were known {within(zone.days)} of their day, "
        f"{KNOWN_BY[zone.rule]}"
    )
    if shaded:
        return f"{shaded}: {known}."
    made = f", and the release was made {in_days(zone.idle_days)} after data-through" if zone.idle_days > 0 else ""
    return f"No chosen day lies in the lag zone: {known}{made}."


def within(days: int) -> str:
    return f"within {in_days(days)}" if days else "by the end"


def number_or_id(patrol: dict) -> str:
    return f"number {patrol['number']}" if patrol["number"] else patrol["patrol_id"]


def _stand(number: int) -> str:
    return "stands" if number == 1 else "stand"


def _part(some: int, all_: int) -> str:
    return f"{some:,} of {all_:,}" if some else f"none of {all_:,}"


def timeline_alt(
    headline: dict, periods: list[dict], suspensions: list[dict], gaps: list[dict], selection: Selection
) -> str:
    """The figure in words, for a reader who does not see it."""
    covered = [row for row in periods if row["patrols"] is not None]
    busiest = max(covered, key=lambda row: row["patrols"], default=None)
    most = (
        f" Most patrols in one {selection.grain}: {busiest['patrols']}, from {day(busiest['start'])}."
        if busiest and busiest["patrols"]
        else ""
    )
    return (
        f"Patrols, attacks and share attacked by {selection.grain} from {day(selection.from_day)} to {day(selection.to_day)}. "
        f"{share_attacked(headline, selection)}{most} {count_of(len(suspensions), 'announced suspension')} and "
        f"{count_of(len(gaps), 'observed gap')} are drawn as bands. The same numbers stand in the table below the figure."
    )


def report_an_error(release: str, table: str, record_id: str, fields: dict) -> str:
    """A text to fill in and send, or to keep beside a correction of the fact files."""
    stated = "\n".join(f"  {name}: {value(held)}" for name, held in fields.items() if held is not None)
    return (
        f"Patrolwatch {release}, {table}, record {record_id}\nAs it stands:\n{stated}\n\n"
        "What is wrong:\nWhat it should be:\nSource (title, date, address):\n"
    )


NO_BANDS = "No suspension was announced and no gap was observed on these days."


def patrols_figure(headline: dict, selection: Selection) -> tuple[str, str]:
    """The number of patrols in the chosen days, and those that may be missing from it."""
    uncertain = headline["patrols_without_day"]
    more = (
        f"{uncertain} more {'has' if uncertain == 1 else 'have'} no known day" if uncertain else "all have a known day"
    )
    if headline["patrols"] is None:
        return "–", "not completely covered, so not counted"
    return f"{headline['patrols']:,}", more


def attacked_figure(headline: dict, selection: Selection) -> tuple[str, str]:
    counted = (
        "confirmed and coded attacks"
        if selection.verification == "confirmed"
        else "disputed and unconfirmed attacks too"
    )
    if selection.sources != "any":
        counted += f" told by {told_by(selection.sources)}"
    if headline["attacked"] is None:
        return "–", "not completely covered, so not counted"
    return f"{headline['attacked']:,}", counted


def since_figure(row: dict | None) -> tuple[str, str]:
    """Days since the last attack on a patrol, and the patrols since."""
    if row is None:
        return "–", "no attack on a patrol of known day is recorded up to the as-of day"
    last = f"last on {day(row['last_attack'])}"
    if row["days_since"] is None:
        return "–", f"{last}; not completely covered since"
    more = f" and {row['patrols_since_without_day']} that may have" if row["patrols_since_without_day"] else ""
    ran = count_of(row["patrols_since"], "patrol") if row["patrols_since"] else "no patrol"
    return in_days(row["days_since"]), f"{last}; {ran}{more} ran since"


def source_line(release: str, made_at: str, selection: Selection) -> str:
    counted = "confirmed and coded" if selection.verification == "confirmed" else "all, disputed and unconfirmed too"
    if selection.sources != "any":
        counted += f", told by {told_by(selection.sources)}"
    return (
        f"Source: Patrolwatch {release} of {made_at[:10]}, feed {selection.feed}; {selection.participants} patrols; attacks: "
        f"{counted}; target: {selection.target}; days are local to the corridor. {CREDITS[selection.feed]}"
    )


def source_of_picture(
    release: str, made_at: str, content_hash: str, selection: Selection, rows: int, credit: str
) -> str:
    """The same for a figure, which leaves its page alone: with its days, the rows it draws and the content of the release."""
    source = source_line(release, made_at, selection)
    days = f"Days: {selection.from_day} to {selection.to_day}, {count_of(rows, 'row')}. Content {content_hash[:12]}."
    return " ".join(filter(None, (source, credit, days)))


def value(value) -> str:
    """A field as a reader sees it."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def title_of(table: str, record_id: str, fields: dict) -> str:
    """`Patrol M4-P17: number 17, 16 June 2020`."""
    match table:
        case "patrols":
            return f"Patrol {record_id}: {number_or_id(fields)}, {possible_days(fields)}"
        case "incidents":
            return f"Incident {record_id}: {fields['kind'].replace('_', ' ')}, {possible_days(fields)}"
        case "suspensions":
            return f"Suspension {record_id}: announced by {fields['announced_by']}, from {day(fields['start'])}"
    return f"Source {record_id}: {fields['title']}"


def record_in_words(table: str, fields: dict) -> list[str]:
    """What a reader most needs of a record, before its fields."""
    sentences = []
    stands = not fields.get("withdrawn_release")  # what is withdrawn is in no number, and its page says so
    if stands and table == "patrols" and fields["date_precision"] != "day":
        sentences.append("It has no known day, so it stands in no period and in no rate.")
    if stands and table == "incidents" and fields["verification"] in ("disputed", "unconfirmed"):
        sentences.append(f"It is {fields['verification']} and left out of the numbers unless they are asked for.")
    if fields.get("note"):
        sentences.append(fields["note"])
    return sentences


def history_step(step: dict) -> str:
    on = f"{step['release']} ({step['made_at'][:10]})"
    if step["field"] is None:
        return f"{on}: {step['after']}"
    before, after = ("empty" if side is None else value(side) for side in (step["before"], step["after"]))
    return f"{on}: {step['field']} changed from {before} to {after}"
