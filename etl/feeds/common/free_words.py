"""The free words of analysts' tables: expressions over the answers of the lexicon, and what is reported as unknown."""

from collections.abc import Collection

from etl.feeds import FreeWords, ReadOtherwise, Refusal, UnreadCell
from etl.feeds.common.expressions import HAS_POINT, read_cell, read_figure
from etl.feeds.lexicon.meaning import NEITHER, NOTHING
from etl.tables.schema import quote_identifier, quote_text
from etl.tables.vocabulary import GEO_PRECISIONS, KINDS, OUTCOMES, TARGETS, VERIFICATIONS

COLUMNS = ("kind", "target", "outcome", "verification", "geo_precision", "date_precision")
VOCABULARIES = {  # our words for the columns that identify a row without an id
    "kind": KINDS,
    "target": TARGETS,
    "outcome": OUTCOMES,
    "verification": VERIFICATIONS,
    "geo_precision": GEO_PRECISIONS,
}
OF_A_PATROL = {"participants", "direction", "length_km"}  # columns that no list of incidents has
ENDS = {"place_from", "place_to"}  # an incident may have one of them, as the place where a convoy turned back
OF_A_SUSPENSION = {"announced_by", "announced_on"}
OF_INCIDENTS = {"kind", "target", "verification", "killed", "wounded", "weapon", "claimed_by", "actor2"}
VICTIMS = ("killed", "wounded", "killed_low", "killed_high", "wounded_low", "wounded_high")
RECORD_UNKNOWN = 'not known as a patrol, an incident or a suspension: say which with --words record:"…"=patrol'
NO_RECORD = "the row does not say whether it is a patrol, an incident or a suspension"
# The report says elsewhere how to give a word its meaning.
NOT_KNOWN = {name: f'a word that is not known (--words {name}:"…"=…)' for name in COLUMNS}
ATTACK_IN_OUTCOME = "it mentions an attack, which counts only in a row of its own (record=attack)"
OUTCOME_OF_INCIDENT = "only a patrol has an outcome; --map THEIRS=effect reads what an attack did"
IS_READ = {"outcome": " AND names_attack IS NULL"}  # such a text is already kept, since it was not read as a whole
HAS_END = "read_end.last >= read_day.first"
IS_INCIDENT = "what = 'incident'"
NO_EVENT_WITH_VICTIMS = (
    'this word does not mean an event, but the row has victims: kept as an incident (--words record:"…"=…)'
)
# Our column of a word that a person can give a meaning, by the reason for which it was not read.
COLUMNS_OF_UNKNOWN_WORDS = {reason: name for name, reason in NOT_KNOWN.items()} | {
    RECORD_UNKNOWN: "record",
    NO_EVENT_WITH_VICTIMS: "record",
}
# A cell that says that there are victims, in digits or words.
SOME = r"[1-9]|\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|some|many|few|multiple|dozens?|scores?)\b"
DAYS_OF_A_WEEK = 6  # the day given may be the start, the end or the middle of a week


def find_record_column(columns: Collection[str]) -> str | None:
    """Find the column with the kind of row. Without a separate one, the column `kind` takes its place."""
    return next((name for name in ("record_2", "kind") if name in columns), None)


def assume_record(columns: Collection[str]) -> str:
    """Return the kind of all rows, for tables without a column for it."""
    if set(columns) & OF_A_SUSPENSION and not set(columns) & (OF_INCIDENTS | OF_A_PATROL):
        return "suspension"
    is_log = set(columns) & OF_A_PATROL or set(columns) >= ENDS or {"outcome", "corridor"} <= set(columns)
    return "patrol" if is_log and not set(columns) & OF_INCIDENTS else "incident"


def list_free_words(columns: Collection[str], stated: Collection[str]) -> list[FreeWords]:
    """List the columns that the lexicon reads. `stated` are those of the file, which show whether it is a list of incidents."""
    words = [FreeWords(name, name) for name in COLUMNS if name in columns]
    record = find_record_column(columns)
    if record:
        # In a list of incidents an unknown word is a kind. In a table with patrols it may be anything.
        is_list = record == "kind" and not set(stated) & OF_A_PATROL
        words.append(FreeWords(record, "record", otherwise="incident" if is_list else None))
    return words


def read_meaning(name: str, columns: Collection[str]) -> str:
    """Return our word for a column; NULL if the file does not have it."""
    return f"meaning_of_{name}" if name in columns else "NULL::VARCHAR"


def read_what(columns: Collection[str], stated: Collection[str]) -> str:
    """Return the kind of row. A row with victims is an incident even if its word is not an event: “Convoy”, 3 killed.

    `stated` are the columns of the file, which show the kind if no column says it.
    """
    if not find_record_column(columns):
        return quote_text(assume_record(stated))
    of_words = "coalesce(meaning_of_record, otherwise_record)"
    victims = [
        f"regexp_matches(lower({read_figure(name, columns)}), {quote_text(SOME)})"
        for name in VICTIMS
        if name in columns
    ]
    if not victims:
        return of_words
    is_no_event = f"meaning_of_record IN ({quote_text(NEITHER)}, {quote_text(NOTHING)}) AND is_record_given IS NULL"
    some = " OR ".join(f"coalesce({each}, false)" for each in victims)
    return f"CASE WHEN {is_no_event} AND ({some}) THEN 'incident' ELSE {of_words} END"


def read_rule(columns: Collection[str]) -> str:
    """Return the rule by which the word for a record leaves out the row; NULL if no column has such words."""
    return "CASE WHEN what = meaning_of_record THEN meaning_of_record_rule END" if find_record_column(columns) else ""


def read_kind(columns: Collection[str]) -> str:
    """Return the kind of an incident, from its own column or from the word for the record."""
    of_record = "meaning_of_record_kind" if find_record_column(columns) else "NULL"
    return f"coalesce(nullif(nullif({read_meaning('kind', columns)}, 'none'), 'unknown'), {of_record}, 'unknown')"


def read_outcome(columns: Collection[str]) -> str:
    """Return the outcome of a patrol, from its own column or from a word such as “cancelled patrol”."""
    of_record = "meaning_of_record_outcome" if find_record_column(columns) else "NULL"
    of_outcome = f"nullif(nullif({read_meaning('outcome', columns)}, 'unknown'), {quote_text(NOTHING)})"
    return f"coalesce({of_outcome}, {of_record}, 'unknown')"


def leave_out_planned(columns: Collection[str]) -> list[tuple[str, str]]:
    """Return the rule that leaves out patrols whose outcome says that they had not run yet."""
    is_planned = f"what = 'patrol' AND meaning_of_outcome = {quote_text(NOTHING)}"
    return [(is_planned, "planned patrols that are not said to have run")] if "outcome" in columns else []


def read_geo_precision(columns: Collection[str], of_point: str) -> str:
    """Return the precision of a point: `of_point` if nothing else gives it, and unknown if the word for it is unknown."""
    otherwise = f"CASE WHEN {read_cell('geo_precision', columns)} IS NULL THEN {of_point} ELSE 'unknown' END"
    return (
        f"CASE WHEN {HAS_POINT} THEN coalesce({read_meaning('geo_precision', columns)}, {otherwise}) ELSE 'unknown' END"
    )


def read_days_with_precision(columns: Collection[str]) -> str:
    """Return the days of a date whose precision is in a separate column, as `read_date` returns them."""
    if "date_precision" not in columns:
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
    precision_word = f"CASE WHEN {read_cell('date_precision', columns)} IS NULL THEN 'day' ELSE coalesce(meaning_of_date_precision, 'unknown') END"
    return f"(CASE WHEN read_end IS NULL AND read_day.precision = 'day' THEN CASE {precision_word} {cases} ELSE read_day END ELSE read_day END)"


def read_last_day(day: str) -> dict[str, str]:
    """Return the expressions for the last day and the precision of a record. `day` is the expression for its day without an end."""
    return {
        "date_end": f"CASE WHEN {HAS_END} THEN read_end.last ELSE {day}.last END",
        "date_precision": f"CASE WHEN {HAS_END} AND read_end.last <> read_day.last THEN 'range' ELSE {day}.precision END",
    }


def list_unread(columns: Collection[str]) -> list[UnreadCell]:
    """Return the unknown words without which a row is kept."""
    is_of = {"outcome": "what = 'patrol' AND names_attack IS NULL", "date_precision": "true"}
    is_not_known = {name: f"meaning_of_{name} IS NULL" for name in COLUMNS} | {
        "kind": "coalesce(meaning_of_kind, 'none') = 'none'"
    }
    # A list in which the kind names the record reports such a word by its kind.
    no_event = UnreadCell(
        "record_2", f"meaning_of_record <> what AND {IS_INCIDENT}", NO_EVENT_WITH_VICTIMS, is_word=True
    )
    attacked = UnreadCell("outcome", "what = 'patrol' AND names_attack IS NOT NULL", ATTACK_IN_OUTCOME, is_word=True)
    of_incident = UnreadCell("outcome", f"{IS_INCIDENT} AND {_is_filled('outcome')}", OUTCOME_OF_INCIDENT, is_word=True)
    cells = [cell for cell in (no_event, attacked, of_incident) if cell.column in columns]
    return cells + [
        UnreadCell(
            name,
            f"{is_of.get(name, IS_INCIDENT)} AND {is_not_known[name]} AND {_is_filled(name)}",
            NOT_KNOWN[name],
            is_word=True,
        )
        for name in COLUMNS
        if name in columns
    ]


def refuse_record(columns: Collection[str]) -> list[Refusal]:
    """Return the rules that reject a row of unknown kind."""
    record = find_record_column(columns)
    if not record:
        return []
    return [
        Refusal(f"what IS NULL AND NOT ({_is_filled(record)})", record, NO_RECORD),
        Refusal("what IS NULL", record, RECORD_UNKNOWN),
    ]


def list_read_otherwise(columns: Collection[str]) -> list[ReadOtherwise]:
    """Return the words that are read as one of ours; for kinds, `kind_detail` already has them."""
    return [
        ReadOtherwise(name, f"meaning_of_{name} <> {write_as_ours(name, columns)}{IS_READ.get(name, '')}", is_word=True)
        for name in COLUMNS
        if name in columns and name != "kind"
    ]


def list_hashed(columns: Collection[str]) -> dict[str, str]:
    """Return what columns of free words contribute to the id of a row without one: what they say without a lexicon.

    So a row stays the same record when one of its words becomes known, and as it was before there was a lexicon.
    """
    record = find_record_column(columns)
    attack = f"CASE WHEN lower({read_cell(record, columns)}) = 'attack' THEN 'attack' END" if record else "NULL"
    ours = {
        name: f"CASE WHEN {write_as_ours(name, columns)} IN ({', '.join(map(quote_text, words))}) THEN {write_as_ours(name, columns)} END"
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


def write_as_ours(name: str, columns: Collection[str]) -> str:
    """Return an expression for a column's words in our spelling: lower case, with _ for spaces and hyphens."""
    return f"regexp_replace(lower({read_cell(name, columns)}), '[ -]+', '_', 'g')"


def _is_filled(name: str) -> str:
    return f"known(plain({quote_identifier(name)})) IS NOT NULL"
