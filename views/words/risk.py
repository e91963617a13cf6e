"""The sentences of the Risk page, made from its numbers. No Streamlit."""

from datetime import date

from analysis.selection import Selection
from analysis.statistics.comparisons import find_stress
from analysis.statistics.intervals import FEW_PATROLS, ChartLimits
from views.words import text
from views.words.rate_phrases import (
    describe_caution,
    describe_difference,
    describe_p_values,
    describe_rate,
    describe_ratio,
    describe_share,
    describe_stress,
)


def headline(headline: dict, attacks: int | None, selection: Selection) -> list[str]:
    """What can be said of all chosen days; `attacks` are those on the patrols counted."""
    sentences = [text.share_attacked(headline, selection)]
    if headline["patrols"]:
        sentences += [describe_caution(headline["attacked"], headline["patrols"])]
        sentences += [f"Attacks per patrol: {describe_rate(attacks, headline['patrols'])}."]
    if headline["patrols_without_day"]:
        uncertain, attacked = headline["patrols_without_day"], headline["attacked_without_day"]
        sentences.append(
            f"{text.count_of(uncertain, 'more ' + text.which(selection))} that may have run on these days "
            f"{'has' if uncertain == 1 else 'have'} no known day and {'stands' if uncertain == 1 else 'stand'} in no rate; "
            f"{attacked or 'none'} of them {'was' if attacked == 1 else 'were'} attacked."
        )
    return [sentence for sentence in sentences if sentence]


def without_rates(caveats: dict, attacks: int, selection: Selection) -> list[str]:
    """What a corridor or feed without complete coverage can and cannot say; `attacks` are those on the corridor."""
    return [
        "This page cannot say how large a share of patrols was attacked, whether that changed, or how long patrols went "
        f"without an attack: for that, all {text.which(selection)}s and all attacks on them must be held.",
        f"It can say what is recorded on these days: {text.count_of(caveats['patrols'], text.which(selection))} and "
        f"{text.count_of(attacks, 'attack')} on the corridor. Fewer records in one period than in another may only mean fewer "
        "reports.",
    ]


def recorded(rows: list[dict], selection: Selection) -> str:
    """The attacks recorded by period, as counts alone."""
    most = max(rows, key=lambda row: row["corridor_attacks"])
    return (
        f"Attacks on the corridor, of any target, are recorded in {text.count_of(len(rows), selection.grain)}; most in one: "
        f"{most['corridor_attacks']:,}, {text.period(most)}. A {selection.grain} without a record need not have been quiet."
    )


def last_block(rows: list[dict]) -> str:
    """The newest block beside the one before it, each with its interval and without a test.

    A test of the newest patrols would be tried anew with every patrol, and so be wrong more often than it says.
    """
    newest = rows[0]
    words = f"Of the last {text.count_of(newest['patrols'], 'patrol')} {_attacked(newest)}"
    if len(rows) > 1:
        words += f"; of the {rows[1]['patrols']:,} before, {_attacked(rows[1])}"
    return f"{words}."


def _attacked(row: dict) -> str:
    _, _, interval = describe_share(row["attacked"], row["patrols"]).partition(" (")
    counted = f"{row['attacked']:,} {'was' if row['attacked'] == 1 else 'were'} attacked"
    return f"{counted} ({interval}" if interval else counted


def periods_overlap(first: tuple[date, date], second: tuple[date, date]) -> bool:
    return first[0] <= second[1] and second[0] <= first[1]


HOLLOW_FEW = f"Hollow marks rest on fewer than {FEW_PATROLS} patrols."
HOLLOW_OPEN = "The hollow mark is open."
HOLLOW_CUT = "Hollow marks are cut: the first by the beginning of the days, the last, which is open, by their end."
OVERLAP = "The two periods share days, so they share patrols: two shares or rates are compared only where they do not."
NO_RATE_IN_ONE = "At least one of the two periods has no day with rates, so there is nothing to compare."


def compared(first: dict, second: dict) -> list[str]:
    """How two periods compare, in sentences; each is a row of rates_of_days."""
    if first["patrols"] is None or second["patrols"] is None:
        return [NO_RATE_IN_ONE]
    if periods_overlap((first["start"], first["end"]), (second["start"], second["end"])):
        return [OVERLAP]
    shares = [(row["attacked"], row["patrols"]) for row in (first, second)]
    rates = [(row["attacks"], row["patrols"]) for row in (first, second)]
    sentences = [
        f"{name} period, {text.period(row)}: {_share_and_rate(row)}."
        for name, row in (("First", first), ("Second", second))
    ]
    words = describe_difference(*shares)
    sentences.append(words)
    if min(first["patrols"], second["patrols"]) >= FEW_PATROLS:
        sentences.append(describe_ratio(*rates))
    return sentences


def _share_and_rate(row: dict) -> str:
    if row["patrols"] == 0:
        return describe_share(0, 0)
    _, _, interval = describe_share(row["attacked"], row["patrols"]).partition(" (")
    share = f"{row['attacked']:,} of {text.count_of(row['patrols'], 'patrol')} attacked" + (
        f" ({interval}" if interval else ""
    )
    return f"{share}; {describe_rate(row['attacks'], row['patrols'])}"


def stress(first: dict, second: dict, in_doubt: int, without_day: tuple[int, int]) -> list[str]:
    """What would undo the difference.

    `in_doubt` are the attacked patrols of both periods that rest on doubtful records alone, `without_day` the patrols
    without a known day that may have run in each.
    """
    if first["patrols"] is None or second["patrols"] is None:
        return []
    if periods_overlap((first["start"], first["end"]), (second["start"], second["end"])):
        return []
    if min(first["patrols"], second["patrols"]) < FEW_PATROLS:
        return []
    shares = [(row["attacked"], row["patrols"]) for row in (first, second)]
    sentences = [describe_stress(*shares)]
    found = find_stress(*shares)
    if found and (uncertain := without_day[found.higher - 1]):
        sentences.append(
            f"{text.count_of(uncertain, 'patrol')} that may have run in that period {'has' if uncertain == 1 else 'have'} no "
            "known day and stand"
            f"{'s' if uncertain == 1 else ''} in no rate."
        )
    if in_doubt:
        sentences.append(
            f"{text.count_of(in_doubt, 'attacked patrol')} counted here {'rests' if in_doubt == 1 else 'rest'} on disputed or "
            "unconfirmed attacks alone."
        )
    return sentences


def p_values(first: dict, second: dict) -> str:
    """The line of details under a comparison; empty where nothing was compared."""
    if first["patrols"] is None or second["patrols"] is None:
        return ""
    if periods_overlap((first["start"], first["end"]), (second["start"], second["end"])):
        return ""
    return describe_p_values(*((row["attacked"], row["patrols"], row["attacks"]) for row in (first, second)))


def between_patrols(rows: list[dict], limits: ChartLimits | None) -> list[str]:
    """What the g-chart shows."""
    if not rows:
        return ["No patrol of known day ran on these days, so there is no interval between attacked ones."]
    since = rows[-1]["quiet"]
    if limits is None:
        return [
            f"None of {text.count_of(since, 'patrol')} was attacked, so there is no interval between attacked ones."
        ]
    attacked = len(rows) - 1
    above = sum(row["quiet"] > limits.upper for row in rows)
    longest = (
        "no interval lies above it"
        if above == 0
        else f"{above:,} interval{' lies' if above == 1 else 's lie'} above it, longer than chance makes them at this mean"
    )
    return [
        f"{text.count_of(attacked, 'attacked patrol')}, with {limits.mean:,.1f} quiet patrols between them on average; the "
        f"upper limit is {limits.upper:,.1f}, and {longest}. There is no lower limit: a short interval alone is no sign of a "
        "change.",
        f"Since the last attacked patrol, {text.count_of(since, 'patrol')} ran; that interval is open and can only grow.",
    ]


def between_days(rows: list[dict]) -> list[str]:
    if not rows:
        return ["No attack on a patrol of known day is counted on these days, so there are no days between attacks."]
    lengths = [row["days"] for row in rows if row["how"] == "between"]
    which = "two attacks" if rows[0]["interval"] == 1 else f"the newest {len(lengths) + 1:,} attacks"
    closed = (
        f"Between {which} on patrols passed {min(lengths):,} to {text.in_days(max(lengths))}. "
        if len(lengths) > 1
        else f"Between the two attacks on patrols passed {text.in_days(lengths[0])}. "
        if lengths
        else ""
    )
    return [
        f"{closed}{text.in_days(rows[-1]['days']).capitalize()} have passed since the last, up to "
        f"{text.day(rows[-1]['date'])}: an open interval. Days without a patrol count here too, and say nothing of the danger."
    ]


def rates_alt(what: str, rows: list[dict]) -> str:
    ran = [row for row in rows if row["patrols"]]
    return (
        f"Share attacked and attacks per patrol {what}, with 95 % intervals; {text.count_of(len(ran), 'mark')}. The same "
        "numbers stand in the table below the figure."
    )


def intervals_alt(sentences: list[str]) -> str:
    return f"{' '.join(sentences)} The same numbers stand in the table below the figure."
