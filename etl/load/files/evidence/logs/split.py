"""Reads each row of a log of patrols as a patrol, and if it says that there was an attack, also as that attack."""

from collections.abc import Collection
from dataclasses import replace

import duckdb

from etl.errors import Note, NoteKind
from etl.feeds import ROW_OF_LOG, Match, PatrolLog, Shape, UnreadCell
from etl.feeds.common.analyst_rules import ATTACKER_OF_A_PATROL
from etl.feeds.common.free_words import ATTACK_IN_OUTCOME, OF_INCIDENTS
from etl.formats import Rows
from etl.load.files.evidence.logs.find import ATTACKER, names_attackers, select_kind, select_unanswered, select_yes
from etl.load.sql import fetch_row
from etl.tables.labels import inflect
from etl.tables.records import PATROLS
from etl.tables.schema import quote_identifier, quote_text

# The columns of the patrol and of the attack. Both have the day, corridor, number, sources and note.
ONLY_OF_PATROLS = {"participants", "direction", "place_from", "place_to", "km_from", "km_to", "length_km", "outcome"}
ONLY_OF_ATTACKS = OF_INCIDENTS | {
    "target_party", "target_name", "effect", "episode", "killed_low", "killed_high", "wounded_low", "wounded_high", "vehicles_damaged",
    "attacker", "place", "lat", "lon", "point", "lat_lon", "lon_lat", "geo_precision", "other_claims",
}  # fmt: skip

UNKNOWN = "attack_unknown"
READ_AS_ATTACK = (ATTACK_IN_OUTCOME, ATTACKER_OF_A_PATROL)  # reasons that a log makes obsolete


def add_attacks(con: duckdb.DuckDBPyConnection, rows: Rows, match: Match, log: PatrolLog) -> Match:
    """Return how the rows of a log are read once `split` has added the attacks to them, or once its attackers have their name."""
    if names_attackers(con, rows, match.names, log):
        return replace(match, names=[ATTACKER if name == "actor" else name for name in match.names])
    given = tuple((name, "patrol") for name in ("record_2", "target") if name not in match.names)
    if log.kinds and "kind" not in match.names:
        given += (("kind", ""),)
    return replace(match, names=[*match.names, *(name for name, _ in given)], given=(*match.given, *given), log=log)


def split(rows: Rows, names: Collection[str], log: PatrolLog) -> Rows:
    """Read each row of a log as a patrol, and those that say yes once more, as an attack on that patrol."""

    def split_relation(relation: str) -> str:
        patrol = _replace(names, ONLY_OF_ATTACKS - {log.column}, record_2="'patrol'")
        of_attack = {"record_2": "'attack'", "target": "'patrol'"}
        if log.kinds:
            said = quote_identifier(log.column)
            of_attack["kind"] = (
                f"CASE WHEN {select_kind(log)} THEN {said} {'' if log.column == 'kind' else 'ELSE kind '}END"
            )
        if log.column == ATTACKER:
            of_attack[ATTACKER] = ATTACKER
        if "id" in names:
            of_attack["id"] = "id || ' attack'"
        # Without another column of parties, whoever is named beside each patrol ran it.
        of_patrols = ONLY_OF_PATROLS | ({"actor"} if "participants" not in names else set())
        attack = _replace(names, (of_patrols | {log.column}) - set(of_attack), **of_attack)
        return (
            f"(SELECT * REPLACE ({patrol}) FROM {relation} "
            f"UNION ALL SELECT * REPLACE ({attack}) FROM {relation} WHERE {select_yes(log)})"
        )

    return rows.change(split_relation)


def read_as_log(shape: Shape, log: PatrolLog, sheet: str | None) -> Shape:
    """Return the shape of a log. Answers that are neither yes nor no are kept, and each attack has the row of its patrol."""
    is_filled = f"trim({quote_identifier(log.column)}) <> ''"
    unanswered = UnreadCell(
        log.column,
        f"what = 'patrol' AND {is_filled} AND {select_unanswered(log)}",
        "neither yes nor no: the patrol counts as one that may have been attacked",
        is_word=True,
    )
    row_of_log = f"concat_ws('/', {quote_text(sheet or '')}, record)"
    unread = [cell for cell in shape.unread if log.column != cell.column or cell.reason not in READ_AS_ATTACK]
    patrols = shape.tables[PATROLS.name] | {UNKNOWN: select_unanswered(log)}
    return replace(
        shape,
        tables=shape.tables | {PATROLS.name: patrols},
        unread=[*unread, unanswered],
        hashed=shape.hashed | {UNKNOWN: "NULL::BOOLEAN"},  # a patrol stays the same record once the answer is known
        extras=shape.extras | {ROW_OF_LOG: row_of_log},
    )


def describe_log(con: duckdb.DuckDBPyConnection, rows: Rows, log: PatrolLog, header: str) -> list[Note]:
    """Say how many patrols of a log were attacked, and for how many it is unknown. `rows` are those after `split`."""
    attacks, patrols, unanswered = fetch_row(
        con,
        "SELECT count(*) FILTER (record_2 = 'attack'), count(*) FILTER (record_2 = 'patrol'), "
        f"count(*) FILTER (record_2 = 'patrol' AND {select_unanswered(log)}) FROM {rows.relation}",
    )
    counted = " These rows count twice, as a patrol and as an attack on it." if attacks else ""
    notes = [Note(f"A log of patrols: column “{header}” says that {attacks:,} of {patrols:,} were attacked.{counted}")]
    if unanswered:
        sentence = (
            f"For {unanswered:,} of {patrols:,} patrols, column “{header}” does not say whether there was an attack. The share attacked is a range, since "
            f"{inflect(unanswered, 'it', 'they')} may have been attacked. Write yes or no."
        )
        notes.append(Note(sentence, NoteKind.MISCOUNTED))
    return notes


def _replace(names: Collection[str], emptied: Collection[str], **others: str) -> str:
    """Return the REPLACE list that empties some columns of the table and gives others a value."""
    values = {name: "NULL::VARCHAR" for name in names if name in emptied} | others
    return ", ".join(f"{value} AS {quote_identifier(name)}" for name, value in values.items())
