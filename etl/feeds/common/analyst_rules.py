"""Rules for analysts' tables: what happens to unreadable cells, and what a row must have."""

from collections.abc import Collection, Iterator, Mapping

from etl.feeds import ReadOtherwise, Refusal, UnreadCell
from etl.feeds.common import expressions, free_words
from etl.feeds.common.expressions import read_cell, read_figure
from etl.feeds.lexicon.names.corridors import is_corridor
from etl.feeds.lexicon.names.parties import BOTH, JOINT, name_party
from etl.feeds.points.columns import POINTS
from etl.tables.corridors import fold_party, fold_party_in_sql
from etl.tables.schema import quote_identifier, quote_text
from etl.tables.vocabulary import DIRECTIONS, EFFECTS

RECORDS = {
    "patrol": "patrols",
    "incident": "incidents",
    "attack": "incidents",
    "suspension": "suspensions",
    "exposure": "exposure",
}
NAMED = {"patrol": "a patrol", "suspension": "a suspension", "exposure": "a count of exposure"}
WITHOUT_CORRIDOR = {what: f"{named} without a corridor" for what, named in NAMED.items()}
PEOPLE = free_words.VICTIMS
# Parsed values of columns of numbers and days.
KILOMETRES = ("km_from", "km_to", "length_km")
NUMBERS = {**{name: f"the_{name}" for name in (*PEOPLE, *KILOMETRES)}, "vehicles_damaged": "the_vehicles",
           "number": "patrol_number"}  # fmt: skip
VICTIMS_OF_A_PATROL = "a patrol has no victims: put the attack in a separate row"
ATTACKER_OF_A_PATROL = "a patrol has no attacker: put the attack in a separate row"
OUR_WORDS_ALONE = {"effect": EFFECTS, "direction": DIRECTIONS}  # no lexicon reads these columns
DAYS_PARSED = {"date_end": "read_end", "announced_on": "read_announced"}


def read_corridor(columns: Collection[str]) -> str:
    """Return the expression for the corridor that a row names."""
    return "the_corridor" if "corridor" in columns else "NULL::VARCHAR"


def list_parties(columns: Collection[str], corridors: Mapping[str, Collection[str]]) -> str:
    """Return the expression for the parties that patrol the corridor named by a row."""
    cases = " ".join(
        f"WHEN {quote_text(name)} THEN [{list_words(parties)}]" for name, parties in corridors.items() if parties
    )
    return f"CASE {read_corridor(columns)} {cases} END" if cases else "NULL::VARCHAR[]"


def read_actor(columns: Collection[str]) -> str:
    """Return who did it: first the attacker, whose column never says who ran a patrol."""
    cells = [read_cell(name, columns) for name in ("attacker", "actor") if name in columns]
    return f"coalesce({', '.join(cells)})" if len(cells) > 1 else (cells or ["NULL::VARCHAR"])[0]


def read_counter(columns: Collection[str], corridors: Mapping[str, Collection[str]]) -> str:
    """Return the expression for who numbers a patrol: a party as its corridor spells it, or another name in small letters."""
    counter = f"lower({read_cell('counted_by', columns)})"
    parties = {party for each in corridors.values() for party in each if party != fold_party(party)}
    cases = " ".join(f"WHEN {quote_text(fold_party(party))} THEN {quote_text(party)}" for party in sorted(parties))
    return f"CASE {counter} {cases} ELSE {counter} END" if cases else counter


def list_words(words: Collection[str]) -> str:
    """Return words as an SQL list after IN."""
    return ", ".join(map(quote_text, words)) or "NULL"


def read_side(columns: Collection[str]) -> str:
    """Return the expression of what a suspension stops, as words.csv has it."""
    return expressions.translate("analyst", "side", columns, None)


def keep_as_written(columns: Collection[str]) -> list[ReadOtherwise]:
    """Return the cells that are read differently from what they say."""
    is_plain_day = "regexp_full_match(date_text, '\\d{4}-\\d{2}-\\d{2}')"
    is_as_written = f"({is_plain_day} AND read_day.first = try_cast(date_text AS DATE))"
    kept = [
        ReadOtherwise(
            "date" if "date" in columns else "year", f"NOT {is_as_written}", None if "date" in columns else "date_text"
        )
    ]
    for name in (*PEOPLE, "vehicles_damaged"):
        if name in columns:
            in_words = f"is_people_in_words(plain({quote_identifier(name)}))"  # the original cell: figures are read with the separators of the column
            kept.append(ReadOtherwise(name, f"{NUMBERS[name]} IS NOT NULL AND {in_words}"))
    for name, most in (("lat", 90), ("lon", 180)):
        if name in columns:
            is_plain = f"regexp_full_match(plain({quote_identifier(name)}), '-?\\d+(\\.\\d+)?')"
            kept.append(
                ReadOtherwise(name, f"abs({name}_read) <= {most} AND {expressions.HAS_POINT} AND NOT {is_plain}")
            )
    if "number" in columns:
        in_words = f"NOT regexp_full_match({read_figure('number', columns)}, '\\d+(\\.0+)?(st|nd|rd|th)?')"
        kept.append(ReadOtherwise("number", f"patrol_number IS NOT NULL AND {in_words}"))
    if "side" in columns:
        kept.append(
            ReadOtherwise(
                "side", f"what = 'suspension' AND {read_side(columns)} <> lower({read_cell('side', columns)})"
            )
        )
    kept += _keep_names(columns)
    for name in POINTS:
        if name in columns:
            is_pair = f"regexp_full_match(plain({quote_identifier(name)}), '[-+\\d.,; ]+')"
            kept.append(ReadOtherwise(name, f'"point lat" IS NOT NULL AND NOT {is_pair}'))
    return [*kept, *expressions.keep_half_points("lat", "lon", columns), *free_words.list_read_otherwise(columns)]


def _keep_names(columns: Collection[str]) -> list[ReadOtherwise]:
    """Return the names of corridors and parties that are read as ours. Unread names of parties are listed elsewhere."""
    parties = name_parties_column(columns)
    column, corridor = f"lower({read_cell('corridor', columns)})", "the_corridor"
    kept = [ReadOtherwise("corridor", f"{corridor} <> {column}")] if "corridor" in columns else []
    if parties in columns:
        kept.append(ReadOtherwise(parties, f"what = 'patrol' AND NOT {_HAS_STRANGERS} AND NOT ({_are_as_ours()})"))
    return kept


def list_hashed(columns: Collection[str], corridors: Mapping[str, Collection[str]]) -> dict[str, str]:
    """Return what names that were unknown in earlier versions contribute to the id of a row without one: their text as written.

    So the row stays the same record when its name becomes known.
    """
    if "corridor" not in columns:
        return {"corridor": "NULL::VARCHAR", "participants": "[]::VARCHAR[]"}
    column = f"lower({read_cell('corridor', columns)})"
    parties = f"CASE WHEN {is_corridor(column, corridors)} THEN list_sort({_LITERALLY}) ELSE [] END"
    return {
        "corridor": f"CASE WHEN {is_corridor(column, corridors)} THEN {column} END",
        "participants": parties,
    }


_IS_KNOWN = (
    f"party IN ('', CASE WHEN len(those_who_patrol) > 0 THEN {quote_text(JOINT)} END, "
    f"CASE WHEN len(those_who_patrol) = 2 THEN {quote_text(BOTH)} END) "
    f"OR list_contains(list_transform(those_who_patrol, lambda known: {name_party('known')}), party)"
)
STRANGERS = f"list_filter(list_transform(parties, lambda party: {name_party('party')}), lambda party: NOT coalesce({_IS_KNOWN}, false))"
_HAS_STRANGERS = "(len(strangers) > 0)"
_FOLDED = f"list_transform(parties, lambda party: {fold_party_in_sql('party')})"
_LITERALLY = f"list_filter(those_who_patrol, lambda known: list_contains({_FOLDED}, {fold_party_in_sql('known')}))"


def _are_as_ours() -> str:
    return f"len({_LITERALLY}) = len(those_who_patrol)"


def name_parties_column(columns: Collection[str]) -> str:
    """Return the column with the parties of a patrol."""
    return "participants" if "participants" in columns else "actor"


def list_unread(columns: Collection[str], corridors: Collection[str]) -> list[UnreadCell]:
    """Return the cells that may be unreadable, but without which a row is kept. `corridors` are those of the release."""
    parties = UnreadCell(
        name_parties_column(columns),
        f"what = 'patrol' AND {_HAS_STRANGERS}",
        "not only parties that patrol the corridor",
    )
    cells = [cell for cell in (*_list_unread(corridors), parties) if cell.column in columns]
    return [*cells, *expressions.list_unread_degrees("lat", "lon", columns), *free_words.list_unread(columns)]


def _list_unread(corridors: Collection[str]) -> Iterator[UnreadCell]:
    for name, parsed in NUMBERS.items():
        what = "number of people" if name in PEOPLE else "number of kilometres" if name in KILOMETRES else "number"
        yield UnreadCell(name, f"{parsed} IS NULL AND {read_figure(name, [name])} IS NOT NULL", f"not a {what}")
    for name in POINTS:
        yield UnreadCell(name, f'"point lat" IS NULL AND {read_figure(name, [name])} IS NOT NULL', "not a point")
    for name, parsed in DAYS_PARSED.items():
        yield UnreadCell(name, f"{parsed} IS NULL AND {read_figure(name, [name])} IS NOT NULL", "not a date")
    for name in PEOPLE:
        some = f"coalesce(regexp_matches(lower({read_figure(name, [name])}), {quote_text(free_words.SOME)}), false)"
        yield UnreadCell(name, f"what = 'patrol' AND {some}", VICTIMS_OF_A_PATROL, is_word=True)
    yield UnreadCell(
        "attacker",
        f"what = 'patrol' AND {read_cell('attacker', ['attacker'])} IS NOT NULL",
        ATTACKER_OF_A_PATROL,
        is_word=True,
    )
    for name, words in OUR_WORDS_ALONE.items():
        is_other = f"{free_words.write_as_ours(name, [name])} NOT IN ({list_words(words)})"
        yield UnreadCell(name, is_other, f"not one of {', '.join(words)}", is_word=True)
    yield UnreadCell("date_end", "read_end.last < read_day.first", "before the first day")
    yield UnreadCell("corridor", _is_unknown(["corridor"], corridors), "no corridor of the release")


def _is_unknown(columns: Collection[str], corridors: Collection[str]) -> str:
    named = read_corridor(columns)
    return f"({named} IS NOT NULL AND NOT {is_corridor(named, corridors)})"


def refuse(columns: Collection[str], corridors: Collection[str]) -> list[Refusal]:
    """Return the rules that reject a row. The first one that applies is the reason."""
    date, corridor = "date" if "date" in columns else "year", "corridor" if "corridor" in columns else None
    rules = [
        Refusal("date_text IS NULL", date, "no date"),
        Refusal(
            "read_day IS NULL AND regexp_matches(date_text, '(^|\\D)1[34]\\d\\d(\\D|$)')",
            date,
            "a year of another calendar: write the day as 2020-08-25",
            None if "date" in columns else "date_text",
        ),
        Refusal("read_day IS NULL", date, "not a date", None if "date" in columns else "date_text"),
    ]
    rules += free_words.refuse_record(columns)
    for what, named in NAMED.items():
        has_none, is_unknown = f"{read_corridor(columns)} IS NULL", _is_unknown(columns, corridors)
        rules.append(Refusal(f"what = '{what}' AND {has_none}", corridor, WITHOUT_CORRIDOR[what]))
        rules.append(Refusal(f"what = '{what}' AND {is_unknown}", corridor, f"{named} on no corridor of the release"))
    for name, why in (("unit", "in no unit"), ("counted_by", "by nobody who is named")):
        is_empty = f"{read_cell(name, columns)} IS NULL"
        rules.append(Refusal(f"what = 'exposure' AND {is_empty}", name if name in columns else None, f"a count {why}"))
    if "number" in columns:
        names_several = f"names_patrols({read_figure('number', columns)})"
        rules.append(
            Refusal(f"what = 'patrol' AND {names_several}", "number", "several patrols: give each a row of its own")
        )
    if "side" in columns:  # what stops decides which days a suspension is compared by
        is_other = f"{read_cell('side', columns)} IS NOT NULL AND {read_side(columns)} IS NULL"
        rules.append(Refusal(f"what = 'suspension' AND {is_other}", "side", "not known as exposure or attacks"))
    return [
        *rules,
        Refusal("what = 'exposure' AND the_count IS NULL", "count" if "count" in columns else None, "not a count"),
        Refusal(
            "what = 'suspension' AND read_day.precision <> 'day'",
            date,
            "a suspension needs the day on which it starts",
            None if "date" in columns else "date_text",
        ),
    ]
