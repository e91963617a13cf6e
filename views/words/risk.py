"""The sentences of the Risk page, made from its numbers."""

from typing import Any

from analysis.selection import Selection
from analysis.statistics.comparisons import find_stress
from analysis.statistics.intervals import FEW_PATROLS, ChartLimits
from views.words import rate_phrases
from views.words.phrases import (
    capitalise,
    format_count,
    format_day,
    format_days,
    format_period,
    inflect,
    name_patrols,
)
from views.words.timeline import describe_headline

name_period = format_period

HOLLOW_FEW = f"Hollow marks rest on fewer than {FEW_PATROLS} patrols."
HOLLOW_OPEN = "The hollow mark is open."
HOLLOW_CUT = "Hollow marks are cut: the first by the beginning of the days, the last, which is open, by their end."
OVERLAP = "The two periods share days, so they share patrols. Shares and rates are compared only where they do not."
NO_RATE_IN_ONE = "At least one of the two periods has no day with rates, so there is nothing to compare."
SAME_NUMBERS = "The table below the figure has the same numbers."
SHARES_HEADING = "Share attacked (95 % interval, n below)"
RATES_HEADING = "Attacks per patrol (95 % interval)"
BLOCKS_AXIS = "patrols in the order in which they ran"
INTERVALS_AXIS = "intervals in their order; the last is open"
PATROLS_BETWEEN = "Quiet patrols between attacked ones"
DAYS_BETWEEN = "Days between attacks on patrols"
BLOCK_HELP = "Blocks are counted back from the last patrol of known day and share no patrol, so each is new evidence."
USUAL_PERIODS = (
    "Unless you choose others: the days with rates, split where half of the patrols had run, whatever happened to them. "
    "Periods picked because they differ will differ."
)
INTERVAL_RECORDS = "Tick a row to open the attack that ends the interval; for the open one, the attack that began it."
METHODS = "How each number is made, where the method comes from and when it misleads: docs/methods.md in the checkout."

# All chosen days


def describe_all_days(headline: dict[str, Any], attacks: int | None, selection: Selection) -> list[str]:
    """Say what can be said of all chosen days; `attacks` are those on the patrols counted."""
    sentences = [describe_headline(headline, selection)]
    if headline["patrols"]:
        sentences.append(rate_phrases.describe_caution(headline["attacked"], headline["patrols"]))
        sentences.append(f"Attacks per patrol: {rate_phrases.describe_rate(attacks or 0, headline['patrols'])}.")
    if uncertain := headline["patrols_without_day"]:
        attacked = headline["attacked_without_day"]
        sentences.append(
            f"{format_count(uncertain, 'more ' + name_patrols(selection))} may have run on these days but "
            f"{inflect(uncertain, 'has', 'have')} no known day and {inflect(uncertain, 'counts', 'count')} in no rate; "
            f"{attacked or 'none'} of them {inflect(attacked, 'was', 'were')} attacked."
        )
    return [sentence for sentence in sentences if sentence]


def describe_without_rates(caveats: dict[str, Any], attacks: int, selection: Selection) -> list[str]:
    """Say what can and cannot be said without complete coverage; `attacks` are those on the corridor."""
    patrol = name_patrols(selection)
    recorded = f"{format_count(caveats['patrols'], patrol)} and {format_count(attacks, 'attack')} on the corridor"
    return [
        "This page cannot say how large a share of patrols was attacked, whether that changed, or how long patrols went "
        f"without an attack: that takes all {patrol}s and all attacks on them.",
        f"It can say what is recorded on these days: {recorded}. Fewer records in one period than in another may only mean "
        "fewer reports.",
    ]


def describe_recorded(rows: list[dict[str, Any]], selection: Selection) -> str:
    """Say how many attacks are recorded by period, as counts alone."""
    most = max(rows, key=lambda row: row["corridor_attacks"])
    return (
        f"Attacks on the corridor, of any target, are recorded in {format_count(len(rows), selection.grain)}; most in one: "
        f"{most['corridor_attacks']:,}, {format_period(most)}. A {selection.grain} without a record need not have been quiet."
    )


def describe_no_rates(selection: Selection) -> str:
    """Say that no period has a rate."""
    return f"No patrol of known day ran on these days, so no {selection.grain} has a rate."


# By period and by block


def name_block(row: dict[str, Any]) -> str:
    """Return which patrols a block holds, and of which days."""
    return f"Patrols {row['first_ordinal']:,} to {row['last_ordinal']:,}, {format_period(row)}"


def describe_rates(name: str, row: dict[str, Any]) -> str:
    """Say the share attacked and the attacks per patrol of a period or block."""
    shares = rate_phrases.describe_share(row["attacked"], row["patrols"])
    return f"{name}: {shares}; {rate_phrases.describe_rate(row['attacks'], row['patrols'])}"


def describe_last_block(rows: list[dict[str, Any]]) -> str:
    """Set the newest block beside the one before it, each with its interval and without a test.

    A test of the newest patrols would be tried anew with every patrol, and so be wrong more often than it says.
    """
    newest = rows[0]
    words = f"Of the last {format_count(newest['patrols'], 'patrol')} {_describe_attacked(newest)}"
    before = f"; of the {rows[1]['patrols']:,} before, {_describe_attacked(rows[1])}" if len(rows) > 1 else ""
    return f"{words}{before}."


def _describe_attacked(row: dict[str, Any]) -> str:
    _, opening, interval = rate_phrases.describe_share(row["attacked"], row["patrols"]).partition(" (")
    return f"{row['attacked']:,} {inflect(row['attacked'], 'was', 'were')} attacked{opening}{interval}"


def describe_rates_figure(what: str, rows: list[dict[str, Any]]) -> str:
    """Say what a figure of rates shows, for a reader who does not see it."""
    marks = format_count(sum(bool(row["patrols"]) for row in rows), "mark")
    return f"Share attacked and attacks per patrol {what}, with 95 % intervals; {marks}. {SAME_NUMBERS}"


# Two periods side by side; each is a row of rates_of_days


def name_two_periods(row: dict[str, Any]) -> str:
    """Return the name of one of the two periods."""
    return f"{row['period'].capitalize()} period"


def describe_swap(name: str) -> str:
    """Say that the days of a period were exchanged."""
    return f"The {name} period ends before it begins; its days have been exchanged."


def explain_no_comparison(first: dict[str, Any], second: dict[str, Any]) -> str:
    """Say why two periods are not compared; nothing where they are."""
    if first["patrols"] is None or second["patrols"] is None:
        return NO_RATE_IN_ONE
    return OVERLAP if first["start"] <= second["end"] and second["start"] <= first["end"] else ""


def compare(first: dict[str, Any], second: dict[str, Any]) -> list[str]:
    """Say how two periods compare."""
    if refused := explain_no_comparison(first, second):
        return [refused]
    shares, rates = _pair(first, second, "attacked"), _pair(first, second, "attacks")
    sentences = [
        f"{name} period, {format_period(row)}: {_describe_share_and_rate(row)}."
        for name, row in (("First", first), ("Second", second))
    ]
    sentences.append(rate_phrases.describe_difference(*shares))
    return sentences if _is_few(first, second) else [*sentences, rate_phrases.describe_ratio(*rates)]


def _pair(first: dict[str, Any], second: dict[str, Any], column: str) -> list[tuple[int, int]]:
    return [(row[column], row["patrols"]) for row in (first, second)]


def _is_few(first: dict[str, Any], second: dict[str, Any]) -> bool:
    return bool(min(first["patrols"], second["patrols"]) < FEW_PATROLS)


def _describe_share_and_rate(row: dict[str, Any]) -> str:
    if row["patrols"] == 0:
        return rate_phrases.describe_share(0, 0)
    _, opening, interval = rate_phrases.describe_share(row["attacked"], row["patrols"]).partition(" (")
    share = f"{row['attacked']:,} of {format_count(row['patrols'], 'patrol')} attacked{opening}{interval}"
    return f"{share}; {rate_phrases.describe_rate(row['attacks'], row['patrols'])}"


def describe_stress(
    first: dict[str, Any], second: dict[str, Any], in_doubt: int, without_day: tuple[int, ...]
) -> list[str]:
    """Say what would undo the difference.

    `in_doubt` are the attacked patrols of both periods that rest on doubtful records alone, `without_day` the patrols
    without a known day that may have run in each.
    """
    if explain_no_comparison(first, second) or _is_few(first, second):
        return []
    shares = _pair(first, second, "attacked")
    sentences = [rate_phrases.describe_stress(*shares)]
    found = find_stress(*shares)
    if found and (uncertain := without_day[found.higher - 1]):
        sentences.append(
            f"{format_count(uncertain, 'patrol')} may have run in that period but {inflect(uncertain, 'has', 'have')} no known day "
            f"and {inflect(uncertain, 'counts', 'count')} in no rate."
        )
    if in_doubt:
        rests = inflect(in_doubt, "rests", "rest")
        sentences.append(
            f"{format_count(in_doubt, 'attacked patrol')} counted here {rests} on disputed or unconfirmed attacks alone."
        )
    return sentences


def describe_p_values(first: dict[str, Any], second: dict[str, Any]) -> str:
    """Return the line of details under a comparison; empty where nothing was compared."""
    if explain_no_comparison(first, second):
        return ""
    details = rate_phrases.describe_p_values(
        *((row["attacked"], row["patrols"], row["attacks"]) for row in (first, second))
    )
    return details and f"Details: {details}"


# Between attacks


def describe_patrols_between(rows: list[dict[str, Any]], limits: ChartLimits | None) -> list[str]:
    """Say what the g-chart shows."""
    if not rows:
        return ["No patrol of known day ran on these days, so there is no interval between attacked ones."]
    since = format_count(rows[-1]["quiet"], "patrol")
    if limits is None:
        return [f"None of {since} was attacked, so there is no interval between attacked ones."]
    above = sum(row["quiet"] > limits.upper for row in rows)
    longest = "no interval is above it"
    if above:
        longest = f"{format_count(above, 'interval')} {inflect(above, 'is', 'are')} above it, longer than chance makes them at this mean"
    return [
        f"{format_count(sum(not row['is_open'] for row in rows), 'attacked patrol')}, with {limits.mean:,.1f} quiet patrols between them on average. The "
        f"upper limit is {limits.upper:,.1f}, and {longest}. There is no lower limit: a short interval alone is no sign of a change.",
        f"Since the last attacked patrol, {since} ran; that interval is open and can only grow.",
    ]


def describe_days_between(rows: list[dict[str, Any]]) -> list[str]:
    """Say how many days passed between attacks, and since the last."""
    if not rows:
        return ["No attack on a patrol of known day is counted on these days, so there are no days between attacks."]
    lengths = [row["days"] for row in rows if row["how"] == "between"]
    newest = "" if rows[0]["interval"] == 1 else f"the newest {len(lengths) + 1:,} "
    closed = ""
    if len(lengths) > 1:
        closed = f"{min(lengths):,} to {format_days(max(lengths))} passed between {newest}attacks on patrols. "
    elif lengths:
        closed = f"{format_days(lengths[0])} passed between the two attacks on patrols. "
    return [
        f"{closed}{format_days(rows[-1]['days'])} {inflect(rows[-1]['days'], 'has', 'have')} passed since the last, up to "
        f"{format_day(rows[-1]['date'])}: an open interval. Days without a patrol count here too, and say nothing of the danger."
    ]


def describe_quiet(row: dict[str, Any]) -> str:
    """Say how many quiet patrols an interval holds."""
    if row["is_open"]:
        until = f"up to {format_day(row['date'])}, where coverage breaks off" if row["date"] else "still open"
        return f"{row['quiet']:,} since the last attacked patrol, {until}"
    day = format_day(row["date"])
    return f"{format_count(row['quiet'], 'quiet patrol')} before {row['patrol_id']}, attacked on {day}"


def describe_interval(row: dict[str, Any]) -> str:
    """Say how many days an interval holds, and from when to when."""
    start, end = format_day(row["start"]), format_day(row["date"])
    span = f"from {start} to {end}"
    if row["how"] == "first":
        span = f"from the first day, {start}, to the first attack, {end}"
    elif row["how"] == "cut":
        span = f"since the attack of {start}, up to {end}, where coverage breaks off"
    elif row["how"] == "open":
        span = f"since the last attack, {start}, up to {end}, still open"
    return f"{format_days(row['days'])}: {span}"


def describe_intervals_figure(sentences: list[str]) -> str:
    """Say what a figure of intervals shows, for a reader who does not see it."""
    return f"{' '.join(sentences)} {SAME_NUMBERS}"


def label_period_day(key: str) -> str:
    """Return the label of a field: `First period from` for `first_from`."""
    return capitalise(key.replace("_", " period "))
