"""What an analyst's table says in free words: the expressions over what the lexicon answers, and what is named as not known."""

from collections.abc import Collection

from etl.feeds import FreeWords, ReadOtherwise, Refusal, UnreadCell
from etl.feeds.common.expressions import HAS_POINT, read_cell, read_figure
from etl.feeds.lexicon.meaning import NEITHER, NOTHING
from etl.tables.schema import quote_identifier, quote_text
from etl.tables.vocabulary import GEO_PRECISIONS, KINDS, OUTCOMES, TARGETS, VERIFICATIONS

COLUMNS = ("kind", "target", "outcome", "verification", "geo_precision", "date_precision")
VOCABULARIES = {  # our words for the columns that a row without an id is known by
    "kind": KINDS,
    "target": TARGETS,
    "outcome": OUTCOMES,
    "verification": VERIFICATIONS,
    "geo_precision": GEO_PRECISIONS,
}
OF_A_PATROL = {"participants", "direction", "length_km"}  # what no list of incidents has
OF_INCIDENTS = {"kind", "target", "verification", "killed", "wounded", "weapon", "claimed_by", "actor2"}
VICTIMS = ("killed", "wounded", "killed_low", "killed_high", "wounded_low", "wounded_high")
RECORD_UNKNOWN = 'not known as a patrol, an incident or a suspension: say which with --words record:"…"=patrol'
NO_RECORD = "no word says whether it is a patrol, an incident or a suspension"
# How to make a word known is said where it is listed.
NOT_KNOWN = {name: f'a word that is not known (--words {name}:"…"=…)' for name in COLUMNS}
ATTACK_IN_OUTCOME = "it tells of an attack, which needs a row of its own (record=attack) to count"
OUTCOME_OF_INCIDENT = "only a patrol has an outcome; --map THEIRS=effect reads what an attack did"
IS_READ = {"outcome": " AND is_attack_told IS NULL"}  # such a text is kept already, since it was not read as a whole
HAS_END = "read_end.last >= read_day.first"
IS_INCIDENT = "what = 'incident'"
NO_EVENT_WITH_VICTIMS = 'a word for what is no event, in a row with victims: kept as an incident (--words record:"…"=…)'
# A cell that says of victims that there are some, in figures or in words.
SOME = r"[1-9]|\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|some|many|few|multiple|dozens?|scores?)\b"
DAYS_OF_A_WEEK = 6  # a week may begin, end or have its middle on the day that is written


def find_record_column(held: Collection[str]) -> str | None:
    """Find the column that says what a row is; without one of its own the kind says it too."""
    return next((name for name in ("record_2", "kind") if name in held), None)


def assume_record(held: Collection[str]) -> str:
    """Say what every row of a table is in which no column says it."""
    is_log = set(held) & OF_A_PATROL or {"outcome", "corridor"} <= set(held)
    return "patrol" if is_log and not set(held) & OF_INCIDENTS else "incident"


def list_free_words(held: Collection[str]) -> list[FreeWords]:
    """List the columns that the lexicon reads."""
    words = [FreeWords(name, name) for name in COLUMNS if name in held]
    record = find_record_column(held)
    if record:
        # In a list of incidents a word that is not known is a kind; beside patrols nobody knows what it is.
        is_list = record == "kind" and not set(held) & OF_A_PATROL
        words.append(FreeWords(record, "record", otherwise="incident" if is_list else None))
    return words


def read_said_word(name: str, held: Collection[str]) -> str:
    """Return our word for a column, empty where the file does not have it."""
    return f"said_{name}" if name in held else "NULL::VARCHAR"


def read_what(held: Collection[str]) -> str:
    """Return what a row is. With victims it is an incident, whatever a word says that is no event: “Convoy”, 3 killed."""
    if not find_record_column(held):
        return quote_text(assume_record(held))
    of_words = "coalesce(said_record, otherwise_record)"
    victims = [
        f"regexp_matches(lower({read_figure(name, held)}), {quote_text(SOME)})" for name in VICTIMS if name in held
    ]
    if not victims:
        return of_words
    is_no_event = f"said_record IN ({quote_text(NEITHER)}, {quote_text(NOTHING)}) AND record_is_told IS NULL"
    some = " OR ".join(f"coalesce({each}, false)" for each in victims)
    return f"CASE WHEN {is_no_event} AND ({some}) THEN 'incident' ELSE {of_words} END"


def read_rule(held: Collection[str]) -> str:
    """Return the rule by which the word for a record leaves the row out; empty where no column has such words."""
    return "CASE WHEN what = said_record THEN said_record_rule END" if find_record_column(held) else ""


def read_kind(held: Collection[str]) -> str:
    """Return the kind of an incident, from its own column or from the word for the record."""
    of_record = "said_record_kind" if find_record_column(held) else "NULL"
    return f"coalesce(nullif(nullif({read_said_word('kind', held)}, 'none'), 'unknown'), {of_record}, 'unknown')"


def read_outcome(held: Collection[str]) -> str:
    """Return the outcome of a patrol, from its own column or from a word such as “cancelled patrol”."""
    of_record = "said_record_outcome" if find_record_column(held) else "NULL"
    return f"coalesce(nullif({read_said_word('outcome', held)}, 'unknown'), {of_record}, 'unknown')"


def read_geo_precision(held: Collection[str], of_point: str) -> str:
    """Return how far a point can be trusted: as `of_point` says where nothing else does, and not where the word is not known."""
    not_said = f"CASE WHEN {read_cell('geo_precision', held)} IS NULL THEN {of_point} ELSE 'unknown' END"
    return (
        f"CASE WHEN {HAS_POINT} THEN coalesce({read_said_word('geo_precision', held)}, {not_said}) ELSE 'unknown' END"
    )


def read_said_days(held: Collection[str]) -> str:
    """Return the days of a date whose precision stands in a column of its own, as `read_date` gives them."""
    if "date_precision" not in held:
        return "read_day"
    first = "read_day.first"
    spans = {
        "week": (f"{first} - {DAYS_OF_A_WEEK}", f"{first} + {DAYS_OF_A_WEEK}", "range"),
        "month": (f"date_trunc('month', {first})::DATE", f"last_day({first})", "month"),
        "year": (f"date_trunc('year', {first})::DATE", f"make_date(year({first}), 12, 31)", "year"),
        "range": (first, first, "unknown"),
        "unknown": (first, first, "unknown"),
    }
    cases = " ".join(
        f"WHEN {quote_text(word)} THEN days_of({start}, {end}, {quote_text(precision)})"
        for word, (start, end, precision) in spans.items()
    )
    said = f"CASE WHEN {read_cell('date_precision', held)} IS NULL THEN 'day' ELSE coalesce(said_date_precision, 'unknown') END"
    return f"(CASE WHEN read_end IS NULL AND read_day.precision = 'day' THEN CASE {said} {cases} ELSE read_day END ELSE read_day END)"


def read_last_day(day: str) -> dict[str, str]:
    """Return the expressions of the last day and the precision of a record, whose day without an end is the expression `day`."""
    return {
        "date_end": f"CASE WHEN {HAS_END} THEN read_end.last ELSE {day}.last END",
        "date_precision": f"CASE WHEN {HAS_END} AND read_end.last <> read_day.last THEN 'range' ELSE {day}.precision END",
    }


def list_unread(held: Collection[str]) -> list[UnreadCell]:
    """Return the words that are not known, and without which a row is kept."""
    is_of = {"outcome": "what = 'patrol' AND is_attack_told IS NULL", "date_precision": "true"}
    is_not_known = {name: f"said_{name} IS NULL" for name in COLUMNS} | {"kind": "coalesce(said_kind, 'none') = 'none'"}
    # A list whose kind says the record names such a word by its kind.
    no_event = UnreadCell("record_2", f"said_record <> what AND {IS_INCIDENT}", NO_EVENT_WITH_VICTIMS, is_word=True)
    attacked = UnreadCell("outcome", "what = 'patrol' AND is_attack_told IS NOT NULL", ATTACK_IN_OUTCOME, is_word=True)
    of_incident = UnreadCell("outcome", f"{IS_INCIDENT} AND {_is_said('outcome')}", OUTCOME_OF_INCIDENT, is_word=True)
    cells = [cell for cell in (no_event, attacked, of_incident) if cell.column in held]
    return cells + [
        UnreadCell(
            name,
            f"{is_of.get(name, IS_INCIDENT)} AND {is_not_known[name]} AND {_is_said(name)}",
            NOT_KNOWN[name],
            is_word=True,
        )
        for name in COLUMNS
        if name in held
    ]


def refuse_record(held: Collection[str]) -> list[Refusal]:
    """Return the rules that reject a row of which nobody knows what it is."""
    record = find_record_column(held)
    if not record:
        return []
    return [
        Refusal(f"what IS NULL AND NOT ({_is_said(record)})", record, NO_RECORD),
        Refusal("what IS NULL", record, RECORD_UNKNOWN),
    ]


def list_read_otherwise(held: Collection[str]) -> list[ReadOtherwise]:
    """Return the words that are read as one of ours; those of a kind stand in `kind_detail` already."""
    return [
        ReadOtherwise(name, f"said_{name} <> {write_as_ours(name, held)}{IS_READ.get(name, '')}", is_word=True)
        for name in COLUMNS
        if name in held and name != "kind"
    ]


def list_hashed(held: Collection[str]) -> dict[str, str]:
    """Return what makes the id of a row without one, for columns that free words fill: what they say without a lexicon.

    So a row stays the same record when a word of it becomes known, as it was before there was a lexicon.
    """
    record = find_record_column(held)
    attack = f"CASE WHEN lower({read_cell(record, held)}) = 'attack' THEN 'attack' END" if record else "NULL"
    ours = {
        name: f"CASE WHEN {write_as_ours(name, held)} IN ({', '.join(map(quote_text, words))}) THEN {write_as_ours(name, held)} END"
        for name, words in VOCABULARIES.items()
    }
    return {
        "kind": f"coalesce({ours['kind']}, {attack}, 'unknown')",
        "target": f"coalesce({ours['target']}, 'unknown')",
        "outcome": f"coalesce({ours['outcome']}, 'unknown')",
        "verification": f"coalesce({ours['verification']}, 'unconfirmed')",
        "geo_precision": f"CASE WHEN {HAS_POINT} THEN coalesce({ours['geo_precision']}, 'exact') ELSE 'unknown' END",
        "date": "read_day.first",
        **read_last_day("read_day"),
    }


def write_as_ours(name: str, held: Collection[str]) -> str:
    """Return a column's words as we write ours: in small letters, with _ in place of blanks and hyphens."""
    return f"regexp_replace(lower({read_cell(name, held)}), '[ -]+', '_', 'g')"


def _is_said(name: str) -> str:
    return f"known(plain({quote_identifier(name)})) IS NOT NULL"
