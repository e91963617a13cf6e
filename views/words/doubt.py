"""Sentences on what the numbers rest on: who counts the patrols, who tells of the attacks, when they became known. No Streamlit."""

from itertools import groupby

from analysis.questions.denominators import WITH_DOUBTFUL
from analysis.questions.lag import KNOWN_SHARE, find_days_until_known
from analysis.selection import Selection
from analysis.statistics.intervals import FEW_PATROLS
from views.words import text
from views.words.rate_phrases import describe_share, format_percent

WAYS = {"known_day": "the patrols of known day", "any_day": "the patrols of known and unknown day"}
MOST_NAMED = 5  # patrols in one sentence

# Who counts the patrols


def way(row: dict) -> str:
    """How the patrols are counted: `the patrols of known day`, `the Turkish count`."""
    return WAYS.get(row["patrols_by"]) or f"the {text.counter(row | {'counted_by': row['patrols_by']})} count"


def denominators(rows: list[dict]) -> list[str]:
    """The least and the most that the share attacked could be, by who counts and what is counted; see shares_by_denominator."""
    ways = [
        (row["share" + of], row["attacked" + of], row["patrols"], f"{way(row)}{with_doubtful}")
        for row in rows
        for of, with_doubtful in (("", ""), (WITH_DOUBTFUL, ", with disputed and unconfirmed attacks"))
        if row["share" + of] is not None
    ]
    sentences = [
        f"{text.capitalised(way(row))} numbers {row['patrols']:,}, fewer than were attacked, so it gives no share."
        for row in rows
        if row["patrols"] < max(row["attacked"], row["attacked" + WITH_DOUBTFUL])
    ]
    if not ways:
        return [*sentences, "No patrol ran on these days, so there is no share to doubt."]
    least, most = (_choice(ways, pick) for pick in (min, max))
    spread = f"From {least} to {most}: so far the share attacked depends on who counts the patrols and on what is taken for an attack."
    return [spread, *sentences]


def _choice(ways: list[tuple], pick) -> str:
    _, attacked, patrols, words = pick(ways, key=lambda way: way[0])
    return f"{describe_share(attacked, patrols)} by {words}"


NO_COUNTS = (
    "Other counts number the joint patrols from the first one on, so they are set beside the headline only for joint patrols "
    "and days that begin with complete coverage, or before it."
)
NO_DENOMINATOR = (
    "Where patrols and attacks on them are not held completely there is no share, by whatever count: see the audit of numbers "
    "for what the counts state."
)

NO_SHARE = "Where patrols and attacks on them are not held completely there is no share, whoever tells of the attacks."

# Who tells of the attacks


def sources(rows: list[dict], selection: Selection) -> list[str]:
    """What each choice of sources counts; see shares_by_sources."""
    (chosen,) = (row for row in rows if row["sources"] == selection.sources)
    if chosen["patrols"] is None:
        return []
    counted = "; ".join(f"{row['attacked']:,} by {text.told_by(row['sources'])}" for row in rows)
    sentences = [f"Of {text.count_of(chosen['patrols'], text.which(selection))} of known day were attacked: {counted}."]
    fewest = min(rows, key=lambda row: row["attacked"])
    if fewest["attacked"] < rows[0]["attacked"]:
        sentences.append(
            "An attack of which a side says nothing is not denied by it: what a choice leaves out is less well told, not untrue."
        )
    return sentences


# Whose numbers are whole


def count_of_patrols(row: dict, doubts: list[dict]) -> str:
    """What one count states, and how many doubts there are about its numbers."""
    name = text.capitalised(text.counter(row))
    stated = f"{name} count: {text.count_of(row['numbers'], 'number')} stated, {row['lowest']:,} to {row['highest']:,}"
    before = "" if row["lowest"] == 1 else f"; of the numbers before {row['lowest']:,} nothing is stated"
    missing = sum(doubt["last_number"] - doubt["number"] + 1 for doubt in doubts if doubt["doubt"] == "missing")
    others = {kind: sum(doubt["doubt"] == kind for doubt in doubts) for kind in ("twice", "out_of_order")}
    found = [
        f"{number or 'none'} {words}"
        for number, words in (
            (missing, "missing"),
            (others["twice"], "given twice"),
            (others["out_of_order"], "out of order"),
        )
    ]
    return f"{stated}{before}; {', '.join(found)}."


def doubtful_number(row: dict) -> str:
    """One missing, repeated or misplaced number, with the patrols around it."""
    count = text.capitalised(text.counter(row))
    here = _patrol(row["at_patrol"], row["day"])
    before = _patrol(row["before"], row["day_before"])
    match row["doubt"]:
        case "twice":
            return f"{count} count: {row['number']:,} stands twice, of {before} and of {here}."
        case "out_of_order":
            return f"{count} count: {row['number']:,} of {here} comes after {row['number_before']:,} of {before}."
    span = (
        f"{row['number']:,}" if row["number"] == row["last_number"] else f"{row['number']:,} to {row['last_number']:,}"
    )
    between = row["between"]
    named = ", ".join(between[:MOST_NAMED]) + (
        f" and {len(between) - MOST_NAMED:,} more" if len(between) > MOST_NAMED else ""
    )
    ran = (
        f"{text.count_of(len(between), 'patrol')} without a number in this count may have run between them: {named}"
        if between
        else "no patrol without a number in this count is known to have run between them"
    )
    verb = "is" if row["number"] == row["last_number"] else "are"
    return (
        f"{count} count: {span} {verb} missing between {row['number_before']:,} of {before} and {row['number_after']:,} of "
        f"{here}; {ran}."
    )


def _patrol(patrol_id: str, day) -> str:
    return f"{patrol_id} ({text.day(day) if day else 'no known day'})"


# When records became known

BASES = {
    "releases": "By the releases in which they first stood",
    "sources": "By the dates of the documents held",
}
TRUNCATED = (
    "Only records that are held can be counted. One that is still to come stands in no share, so the lag of the newest days "
    "looks shorter than it is (right truncation)."
)
NO_RELEASES = (
    "Releases tell no lag here: no record has a day after the first release that held its feed on this corridor; all were "
    "loaded together, later."
)
NO_DOCUMENTS = "Documents tell no lag here: no record rests on a document dated on its day or after it."


def reporting_lag(rows: list[dict]) -> list[str]:
    """By when most records were known; see reporting_lag in analysis/questions/lag.py."""
    sentences = []
    for (basis, table), group in groupby(rows, key=lambda row: (row["basis"], row["table"])):
        lags = list(group)
        of = lags[-1]["of"]
        name = text.count_of(of, table[:-1])
        if of < FEW_PATROLS:
            sentences.append(f"{BASES[basis]}, {name}: too few to say.")
            continue
        sentences.append(
            f"{BASES[basis]}, {format_percent(KNOWN_SHARE)} % of {name} were known {text.within(find_days_until_known(lags))} of their day "
            f"and all of them {text.within(lags[-1]['lag_days'])}."
        )
    held = {row["basis"] for row in rows}
    sentences += [words for basis, words in (("releases", NO_RELEASES), ("sources", NO_DOCUMENTS)) if basis not in held]
    return [*sentences, TRUNCATED] if rows else sentences


def lag_name(row: dict) -> str:
    return f"{text.capitalised(row['table'])} {BASES[row['basis']].lower()}"
