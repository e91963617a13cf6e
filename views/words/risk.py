"""The sentences of the Risk page, made from its numbers."""

from typing import Any

from analysis.selection import Selection
from analysis.statistics.intervals import FEW_PATROLS, ChartLimits, compute_share_at_a_stop
from etl.tables.labels import format_count, inflect
from views.words import rate_phrases
from views.words.phrases import capitalise, format_day, format_days, format_period, name_patrols
from views.words.statistics.counted import format_interval, format_rate
from views.words.statistics.exposure import PER_PATROL, Exposed
from views.words.timeline import describe_headline

name_period = format_period

SAME_NUMBERS = "The table below the figure has the same numbers."
SHARES_HEADING = "Share attacked (95 % interval, n below)"
BLOCKS_AXIS = "Patrols in the order in which they ran"
INTERVALS_AXIS = "Intervals in order; the last is open"
PATROLS_BETWEEN = "Quiet patrols between attacked ones"
DAYS_BETWEEN = "Days between attacks on patrols"
BLOCK_HELP = "Blocks are counted back from the last patrol of known day and share no patrol, so each is new evidence."
INTERVAL_RECORDS = "Click a row to open the attack that ends the interval; for the open one, the attack that began it."

# All chosen days


def describe_all_days(
    headline: dict[str, Any], rates: dict[str, Any], selection: Selection, exposed: Exposed
) -> list[str]:
    """Describe what can be said of all chosen days; `rates` are those of the patrols exposed, `headline` is that of all patrols.

    Where each attack was on another patrol, attacks per patrol say no more than the share, and are left out.
    """
    if not headline["patrols"]:
        sentences = [describe_headline(headline, selection)]
    elif not rates["patrols"]:
        sentences = [f"No rate: no {name_patrols(selection)} of known day{exposed.of} ran on these days."]
    elif exposed.is_by_distance:
        patrols = format_count(rates["patrols"], name_patrols(selection))
        by_distance = rate_phrases.describe_rate_by_distance(rates["attacks"], rates["patrols"], rates["kilometres"])
        sentences = [f"Attacks {exposed.per}: {by_distance}, driven by {patrols} of known day and reach."]
    else:
        sentences = [_describe_share(headline, rates, selection, exposed)]
        sentences.append(rate_phrases.describe_caution(rates["attacked"], rates["patrols"]))
        if rate_phrases.says_more_than_share(rates, exposed):
            rate = rate_phrases.describe_rate(rates["attacks"] or 0, rates["patrols"])
            sentences.append(f"Attacks {exposed.per}: {rate}.")
    if uncertain := headline["patrols_without_day"]:
        sentences.append(
            f"{format_count(uncertain, 'more ' + name_patrols(selection))} may have run on these days but "
            f"{inflect(uncertain, 'has', 'have')} no known day and {inflect(uncertain, 'is', 'are')} not counted; "
            f"{_describe_attacked_without_day(headline)}."
        )
    return [sentence for sentence in sentences if sentence]


def _describe_share(headline: dict[str, Any], rates: dict[str, Any], selection: Selection, exposed: Exposed) -> str:
    if exposed == PER_PATROL:
        return describe_headline(headline, selection)
    interval = rate_phrases.describe_interval(rates["attacked"], rates["patrols"])
    attacked = f"{inflect(rates['attacked'], 'was', 'were')} attacked{interval}"
    return f"{rates['attacked']} of {rates['patrols']} {name_patrols(selection)}s of known day{exposed.of} {attacked}."


def _describe_attacked_without_day(headline: dict[str, Any]) -> str:
    """State how many patrols without a known day were attacked; an attack that is tied to no patrol may have been on any of them."""
    attacked = headline["attacked_without_day"]
    if headline["attacks_tied_to_none"]:
        return f"{attacked or 'none'} of them {inflect(attacked or 1, 'is', 'are')} known to have been attacked"
    return f"{attacked or 'none'} of them {inflect(attacked, 'was', 'were')} attacked"


def describe_stop(rows: list[dict[str, Any]], exposed: Exposed) -> str:
    """Describe what a series that stopped at an attack overstates; empty if quiet patrols ran since, or none was attacked.

    `rows` are the patrols between attacks.
    """
    attacked = sum(not row["is_open"] for row in rows)
    if (
        not attacked or rows[-1]["quiet"] or len(rows) - attacked > 1
    ):  # of several spans of days only the last one stopped so
        return ""
    patrols = rows[-1]["last_ordinal"]
    share = compute_share_at_a_stop(attacked, patrols)
    if share.share is None:
        return ""
    one_less = f"{attacked - 1} of {patrols - 1}"
    if patrols > FEW_PATROLS:
        low, high = (rate_phrases.format_percent(end or 0) for end in (share.low, share.high))
        one_less += f" ({rate_phrases.format_percent(share.share)} %, 95 % interval {low} to {high} %)"
    return (
        f"The last of these patrols{exposed.of} was attacked and none ran after it. If patrols were to run until {attacked} had been "
        f"attacked, {attacked} of {patrols} would be too high on average; leaving out the last one corrects this (inverse sampling): {one_less}."
    )


def describe_without_rates(caveats: dict[str, Any], attacks: int, selection: Selection) -> list[str]:
    """Describe what can and cannot be said without complete coverage; `attacks` are those on the corridor."""
    patrol = name_patrols(selection)
    recorded = f"{format_count(caveats['patrols'], patrol)} and {format_count(attacks, 'attack')} on the corridor"
    return [
        "This page cannot say what share of patrols was attacked, whether that changed, or how long patrols went "
        f"without an attack: that needs records of all {patrol}s and all attacks on them.",
        f"Recorded on these days: {recorded}. Fewer records in one period than in another may only mean fewer reports.",
    ]


def describe_recorded(rows: list[dict[str, Any]], selection: Selection) -> str:
    """State how many attacks are recorded by period, as counts alone."""
    most = max(rows, key=lambda row: row["corridor_attacks"])
    return (
        f"Attacks on the corridor, on any target, are recorded in {format_count(len(rows), selection.grain)}; most in one: "
        f"{most['corridor_attacks']:,}, {format_period(most)}. A {selection.grain} without a record need not have been quiet."
    )


def describe_no_rates(what: str, exposed: Exposed) -> str:
    """State that no period or block has a rate; `what` is one of them."""
    return f"No patrol of known day{exposed.of} ran on these days, so no {what} has a rate."


# By period and by block


def name_block(row: dict[str, Any]) -> str:
    """Return which patrols a block holds, and of which days."""
    return f"Patrols {row['first_ordinal']:,} to {row['last_ordinal']:,}, {format_period(row)}"


def describe_rates(name: str, row: dict[str, Any], exposed: Exposed) -> str:
    """State the share attacked and the attacks per exposure of a period or block, as far as they differ."""
    if exposed.unit.is_counted:
        attacks = f"{row['attacks']:,} {exposed.events.lower()} in {row['exposed']:,} {exposed.unit.plural}"
        return f"{name}: {attacks}, {format_rate(row)} {exposed.per} ({format_interval(row)})"
    if exposed.is_by_distance:
        return f"{name}: {rate_phrases.describe_rate_of(row, exposed)}"
    shares = f"{name}: {rate_phrases.describe_patrols_attacked(row, exposed.of)}"
    return (
        f"{shares}; {rate_phrases.describe_rate_of(row, exposed)}"
        if rate_phrases.says_more_than_share(row, exposed)
        else shares
    )


def describe_last_block(rows: list[dict[str, Any]], exposed: Exposed) -> str:
    """Set the newest block beside the one before it, each with its interval and without a test.

    A test of the newest patrols would be tried anew with every patrol, and so be wrong more often than it says.
    """
    newest = rows[0]
    last = f"the last {format_count(newest['patrols'], 'patrol')}{exposed.of}"
    if exposed.is_by_distance:
        before = (
            f"; on the {rows[1]['patrols']:,} before, {rate_phrases.describe_rate_of(rows[1], exposed)}"
            if len(rows) > 1
            else ""
        )
        return f"On {last}: {rate_phrases.describe_rate_of(newest, exposed)}{before}."
    before = f"; of the {rows[1]['patrols']:,} before, {_describe_attacked(rows[1])}" if len(rows) > 1 else ""
    return f"Of {last}, {_describe_attacked(newest)}{before}."


def _describe_attacked(row: dict[str, Any]) -> str:
    interval = rate_phrases.describe_interval(row["attacked"], row["patrols"])
    return f"{row['attacked']:,} {inflect(row['attacked'], 'was', 'were')} attacked{interval}"


def draws_shares(exposed: Exposed) -> bool:
    """Whether a figure of rates includes the share attacked, which rates by distance do not have."""
    return exposed.has_shares


def draws_rates(rows: list[dict[str, Any]], exposed: Exposed) -> bool:
    """State whether a figure of rates has attacks per exposure: they say something beside the shares."""
    return exposed.unit.is_counted or any(rate_phrases.says_more_than_share(row, exposed) for row in rows)


def head_rates(exposed: Exposed) -> str:
    """Return the heading of attacks per exposure in a figure."""
    return f"{exposed.events} {exposed.per} (95 % interval)"


def describe_rates_figure(what: str, rows: list[dict[str, Any]], exposed: Exposed) -> str:
    """Describe what a figure of rates shows, for readers who cannot see it."""
    marks = format_count(sum(row["rate"] is not None for row in rows), "mark")
    shown = [f"share of patrols{exposed.of} attacked"] * draws_shares(exposed) + [
        f"{exposed.events.lower()} {exposed.per}"
    ] * draws_rates(rows, exposed)
    return f"{capitalise(' and '.join(shown))} {what}, with 95 % intervals; {marks}. {SAME_NUMBERS}"


# Between attacks


def describe_patrols_between(rows: list[dict[str, Any]], limits: ChartLimits | None, exposed: Exposed) -> list[str]:
    """Describe what the g-chart shows."""
    if not rows:
        return [f"No patrol of known day{exposed.of} ran on these days, so there is no interval between attacked ones."]
    since = format_count(rows[-1]["quiet"], "patrol")
    if limits is None:
        return [f"None of {since} was attacked, so there is no interval between attacked ones."]
    attacked = sum(not row["is_open"] for row in rows)
    if (patrols := attacked + sum(row["quiet"] for row in rows)) < FEW_PATROLS:
        few = f"{attacked} of {format_count(patrols, 'patrol')} attacked: too few for a mean or a limit."
        return [few, _describe_since(rows[-1]["quiet"])]
    above = sum(row["quiet"] > limits.upper for row in rows)
    passed = "no interval is above it"
    if above:
        passed = f"{format_count(above, 'interval')} {inflect(above, 'is', 'are')} above it"
    return [
        f"{format_count(attacked, 'attacked patrol')}, with {limits.mean:,.1f} quiet patrols for each on average. The "
        f"upper limit is {limits.upper:,}, and {passed}: at this mean, if every patrol{exposed.of} ran the same risk, chance alone would put at "
        f"least one of {format_count(len(rows), 'interval')} above it in {_describe_chance(limits.passed_by_chance)}. There is no lower limit: "
        "one short interval is no sign of a change.",
        _describe_since(rows[-1]["quiet"]),
    ]


def _describe_chance(chance: float) -> str:
    """`1 chart of 171`, or `9 % of such charts`."""
    if chance < 0.05:
        return f"1 chart of {1 / chance:,.0f}" if chance > 0 else "no chart"
    return f"{rate_phrases.format_percent(chance)} % of such charts"


def _describe_since(quiet: int) -> str:
    if not quiet:
        return "No patrol has run since the last attacked one: the open interval grows only if patrols run again."
    ran = f"{format_count(quiet, 'patrol')} {inflect(quiet, 'has', 'have')} run"
    return f"Since the last attacked patrol, {ran}; that interval is open, and grows only while patrols run."


def describe_days_between(rows: list[dict[str, Any]]) -> list[str]:
    """State how many days passed between attacks, and since the last."""
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
        f"{format_day(rows[-1]['date'])}: an open interval. Days without a patrol count here too, and say nothing about the danger."
    ]


def describe_quiet(row: dict[str, Any]) -> str:
    """State how many quiet patrols an interval holds."""
    if row["is_open"]:
        until = f"up to {format_day(row['date'])}, where coverage breaks off" if row["date"] else "still open"
        return f"{row['quiet']:,} since the last attacked patrol, {until}"
    day = format_day(row["date"])
    return f"{format_count(row['quiet'], 'quiet patrol')} before the one attacked on {day}"


def describe_interval(row: dict[str, Any]) -> str:
    """State how many days an interval holds, and from when to when."""
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
    """Describe what a figure of intervals shows, for readers who cannot see it."""
    return f"{' '.join(sentences)} {SAME_NUMBERS}"
