"""Analysts' own tables: a row is a patrol, an incident, a suspension or a count of exposure, under any usual header.

`ALIASES` of `etl.feeds.lexicon.names.headers` lists the known headers; `--map theirs=ours` adds others. Our own names always work.
"""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from etl.errors import FileRefused, Note, NoteKind
from etl.feeds import Feed, Match, PointColumns, ReadingOptions, Shape
from etl.feeds.common import analyst_rules as rules
from etl.feeds.common import documents, expressions, free_words
from etl.feeds.common.analyst_rules import PEOPLE
from etl.feeds.common.documents import claims
from etl.feeds.common.expressions import read_cell, read_date_text, read_figure
from etl.feeds.common.headers import find_header
from etl.feeds.lexicon.answers import asks
from etl.feeds.lexicon.names.corridors import is_corridor, read_corridor_name
from etl.feeds.lexicon.names.headers import find_rivals, name_by_cells, name_headers, name_number, name_record
from etl.feeds.lexicon.names.parties import BOTH, JOINT, list_party_names, name_party
from etl.feeds.points.columns import POINTS, find_columns, name_point
from etl.tables.schema import quote_text

if TYPE_CHECKING:  # pages that only show records must not import the file readers
    from etl.formats import Preview

# The meaning of each column, for the template and for `docs/feeds.md`.
COLUMNS = {
    "record": "patrol, incident, suspension, exposure (how many passed in some days), or attack (an incident of kind attack). Without this "
              "column every row is an incident.",
    "id": "Your own id of the record. A row without one is identified by its content.",
    "date": "Day of the patrol or incident, first day of the suspension or of the days counted. 2020-08-25, 25 August 2020 or 25/08/2020; "
            "2020-08 if only the month is known.",
    "date_end": "Last possible day. For a suspension: the first day on which it no longer applies. For an exposure: the last day counted.",
    "year": "Year, if the date is in three columns.",
    "month": "Month of such a date; may be empty.",
    "day": "Day of such a date; may be empty.",
    "corridor": "Short name of the corridor, as in the release (m4).",
    "place": "Named place.",
    "lat": "Latitude: 35.81 or 35°48'30\"N.",
    "lon": "Longitude.",
    "point": "Both in one cell: 35.81, 36.61, POINT (36.61 35.81), 35°48'30\"N 36°36'35\"E, 37SBV8403765926.",
    "geo_precision": "How far the point can be trusted; exact if empty.",
    "date_precision": "How the day is known: day, month, year, or unknown; if empty, as the date is written.",
    "kind": "What happened.",
    "target": "At whom it was aimed.",
    "target_party": "The party that was hit.",
    "target_name": "Name of what was attacked: a ship, a flight.",
    "effect": "What the attack did to its target.",
    "episode": "The same for attacks on one target within two days, which are one episode.",
    "actor": "Who did it. For a patrol: the parties that took part. For a suspension: who announced it.",
    "attacker": "Who attacked. In a log of patrols: who attacked the patrol.",
    "actor2": "The other side.",
    "killed": "People killed: 3, 3-5, c. 12, at least 2, several. Empty: not known. 0: none.",
    "wounded": "People wounded, likewise.",
    "weapon": "Weapon or means.",
    "claimed_by": "Who claimed responsibility.",
    "verification": "confirmed, coded, disputed or unconfirmed; unconfirmed if empty.",
    "number": "Number of the patrol. For an incident: the number of the patrol it happened to.",
    "counted_by": "Whose count the number is; the corridor's own if empty. For an exposure: who counted.",
    "unit": "For an exposure: what was counted, in the unit of the corridor (transits).",
    "count": "For an exposure: how many of the unit passed on these days.",
    "outcome": "How far the patrol came.",
    "participants": "Parties that took part, with ; between them.",
    "direction": "outbound (rising kilometres) or return.",
    "place_from": "For a patrol: named place where it set out.",
    "place_to": "For a patrol: named place where it ended or turned back.",
    "km_from": "For a patrol: kilometre where it set out; if empty, that of place_from.",
    "km_to": "For a patrol: kilometre where it ended or turned back; if empty, that of place_to.",
    "length_km": "Length as reported.",
    "admin1": "Governorate or province.",
    "admin2": "District.",
    "country": "Country.",
    "vehicles_damaged": "Vehicles damaged or destroyed.",
    "announced_on": "Day on which the suspension was announced.",
    "announced_by": "Who announced the suspension.",
    "reason": "Reason given for the suspension.",
    "side": "For a suspension: exposure (patrols or traffic stop), or attacks (the attackers stop).",
    "other_claims": "Claims of others on the record, one per line or with ; between them: field | value | who says so | source (killed | 9 | HTS | Telegram).",
    "source": "Who reported it; several with ; between them.",
    "source_url": "Address of the report; several in the order of the sources.",
    "note": "What a reader should know.",
}  # fmt: skip
ALL_COLUMNS = (*COLUMNS, "attacked")  # the template has rows of their own for attacks

ASSUMED = {
    "incident": Note(
        "No column says what happened: every row was taken as an incident of unknown kind, which does not count as an attack. "
        "Name the column that says it with --map THEIRS=kind.",
        NoteKind.MISCOUNTED,
        ("map",),
    ),
    "patrol": Note("No column says what a row is: every row was taken as a patrol."),
    "suspension": Note("No column says what a row is: every row was taken as a suspension."),
}
OURS = {*ALL_COLUMNS, "lat_lon", "lon_lat", "killed_low", "killed_high", "wounded_low", "wounded_high"}
CONTENT = OURS - {  # many tables use these names for other things
    "id", "date", "date_end", "date_precision", "year", "month", "day", "record", "country", "source", "source_url", "unit", "count",
}  # fmt: skip
DAYS = ("date", "date_end", "year", "month", "day", "announced_on")
FIGURES = (*PEOPLE, "vehicles_damaged")


def make_names(names: list[str]) -> list[str]:
    """Rename the known headers to our names. No two columns get the same name."""
    return name_headers(names, OURS)


def _is_header(names: set[str]) -> bool:
    ours = {"record" if name == "record_2" else name for name in make_names(sorted(names))}
    asks_of_attacks = "number" in ours and any(map(asks, names))
    return (_has_date(names) and len(ours & CONTENT) + asks_of_attacks >= 2) or {"date", "record"} <= ours


def _has_date(names: set[str]) -> bool:
    ours = set(make_names(sorted(names)))
    return "date" in ours or {"year", "month"} <= ours


def recognise(preview: "Preview") -> Match | None:
    """Return a match if a table has dates and enough other known columns."""
    for is_header in (_is_header, _has_date):
        found = find_header(preview, is_header)
        if found:
            headers, skip = found
            names = name_point(make_names(headers), OURS, preview.rows[skip:])
            names = name_by_cells(names, preview.rows[skip:])
            if free_words.assume_record(names) == "patrol":
                names = name_record(names, OURS, preview.rows[skip:])
            names = name_number(names)
            # A date and a point are enough, whether the header or the cells show that it is a point.
            if is_header is _is_header or set(POINTS) & set(names):
                return Match(names, skip, "a table of an analyst")
    return None


def shape(names: list[str], options: ReadingOptions) -> Shape:
    """Map the columns of a file to ours. Raises FileRefused if it has no column of dates."""
    columns = set(names)
    if "date" not in columns and not {"year", "month"} <= columns:
        raise FileRefused(
            "The table has no column of dates. Rename one to “date”, or use --map THEIRS=date.", options=("map",)
        )
    points = find_columns(columns, options.columns.values(), options.utm)
    stated = columns - options.given
    record, assumed = free_words.find_record_column(columns), free_words.assume_record(stated)
    common = _fill_common(columns, options.corridors)
    tables = {"incidents": common | _fill_incident(columns)}
    if record or assumed != "incident":
        tables |= {
            "patrols": common | _fill_patrol(columns),
            "suspensions": _fill_suspension(columns, common),
            "exposure": _fill_exposure(columns, common),
        }
    return Shape(
        {"what": free_words.read_what(columns, stated)} | _parse(columns, options.corridors, points),
        tables,
        rules.refuse(columns, options.corridors),
        [*rules.list_unread(columns, options.corridors), *claims.list_unread(columns)],
        rules.keep_as_written(columns),
        free_words.list_free_words(columns, stated),
        left_out=free_words.leave_out_planned(columns),
        rule_of_words=free_words.read_rule(columns),
        into="CASE what WHEN 'patrol' THEN 'patrols' WHEN 'suspension' THEN 'suspensions' WHEN 'exposure' THEN 'exposure' "
        "ELSE 'incidents' END",
        dates=(
            read_date_text(columns),
            *(read_figure(name, columns) for name in ("date_end", "announced_on") if name in columns),
        ),
        extras={
            "patrol_number": "patrol_number",
            "counted_by": rules.read_counter(columns, options.corridors),
            "documents": f"list_concat(the_documents, {claims.make_documents_of_claims()})::{documents.TYPE}"
            if claims.COLUMN in columns
            else "the_documents",
            "claims": claims.make_claims(columns),
            "unpaired_addresses": documents.UNPAIRED,
            "named_corridor": rules.read_corridor(columns),
            "record_word": read_cell(record, columns) if record else "NULL::VARCHAR",
        },
        may_lack_ids=True,
        days=tuple(name for name in DAYS if name in columns),
        date_text=read_date_text(columns),
        stated_in={"number": "number", "patrol_id": "number", "counted_by": "counted_by", "source_ids": "source"},
        points=points,
        rivals={
            theirs: ours for theirs, ours in find_rivals(names, OURS).items() if ours not in options.columns.values()
        },
        figures=tuple(name for name in FIGURES if name in columns),
        measures=tuple(name for name in rules.KILOMETRES if name in columns),
        hashed=free_words.list_hashed(columns) | rules.list_hashed(columns, options.corridors),
        notes=() if record else (ASSUMED[assumed],),
    )


def _parse(columns: set[str], corridors: Mapping[str, Collection[str]], points: PointColumns) -> dict[str, str]:
    """Return the expressions that are computed once for each row."""
    return {
        "date_text": read_date_text(columns),
        "read_day": f"read_date({read_date_text(columns)})",
        "read_end": expressions.read_days("date_end", columns),
        "read_announced": expressions.read_days("announced_on", columns),
        "the_count": f"try_cast(regexp_replace(regexp_extract({read_figure('count', columns)}, "
        "'^(\\d{1,9}|\\d{1,3}([, ]\\d{3})+)(\\.0+)?$', 1), '[, ]', '', 'g') AS INTEGER)"
        if "count" in columns
        else "NULL::INTEGER",
        "patrol_number": f"read_patrol_number({read_figure('number', columns)})"
        if "number" in columns
        else "NULL::INTEGER",
        **{f"the_{name}": expressions.read_number(name, columns) for name in rules.KILOMETRES},
        "the_vehicles": expressions.read_people("vehicles_damaged", columns),
        "the_corridor": read_corridor_name(read_cell("corridor", columns), corridors)
        if "corridor" in columns
        else "NULL::VARCHAR",
        **_parse_parties(columns, corridors),
        **{f"the_{name}": expressions.read_people(name, columns) for name in PEOPLE},
        **expressions.read_any_point(points, columns),
        **documents.parse_documents(columns),
        **claims.parse_claims(columns),
    }


def _parse_parties(columns: set[str], corridors: Mapping[str, Collection[str]]) -> dict[str, str]:
    """Return expressions for the parties that a row names, and those of them that patrol its corridor.

    Omits columns that the file does not have, since DuckDB would still plan them.
    """
    column = rules.name_parties_column(columns)
    if column not in columns:
        return {"parties": "NULL::VARCHAR[]", "those_who_patrol": "[]::VARCHAR[]", "strangers": "[]::VARCHAR[]"}
    known = {party for each in corridors.values() for party in each}
    named = f"list_transform(parties, lambda party: {name_party('party')})"
    who_patrol = rules.list_parties(columns, corridors)
    every = f"{quote_text(JOINT)}, CASE WHEN len({who_patrol}) = 2 THEN {quote_text(BOTH)} END"
    patrol = f"list_filter({who_patrol}, lambda known: list_has_any({named}, [{every}, {name_party('known')}]))"
    return {
        "parties": list_party_names(read_cell(column, columns), known),
        "those_who_patrol": f"coalesce({patrol}, [])" if "corridor" in columns else "[]::VARCHAR[]",
        "strangers": rules.STRANGERS,
    }


def _fill_common(columns: set[str], corridors: Collection[str]) -> dict[str, str]:
    """Return the columns that patrols and incidents share, and suspensions except for the days."""
    day = free_words.read_days_with_precision(columns)
    corridor = rules.read_corridor(columns)
    return {
        "date": f"{day}.first",
        **free_words.read_last_day(day),
        "note": read_cell("note", columns),
        "source_ids": "nullif(list_transform(the_documents, lambda document: document.source_id), [])",
        # Programs that read ids as numbers write 7.0 for 7.
        "feed_id": f"regexp_replace({read_cell('id', columns)}, '^(\\d+)\\.0+$', '\\1')",
        "corridor": f"CASE WHEN {is_corridor(corridor, corridors)} THEN {corridor} END",
    }


def _fill_incident(columns: set[str]) -> dict[str, str]:
    precision = "coalesce(\"point precision\", 'exact')" if set(POINTS) & columns else "'exact'"
    named = ("place", "admin1", "admin2", "country", "target_name", "episode", "actor2", "claimed_by", "weapon")
    return {
        "kind": free_words.read_kind(columns),
        "kind_detail": read_cell("kind", columns),
        "target": f"coalesce({free_words.read_meaning('target', columns)}, 'unknown')",
        "effect": _choose_word("effect", columns),
        "target_party": f"trim(lower({read_cell('target_party', columns)}))",
        "verification": f"coalesce({free_words.read_meaning('verification', columns)}, 'unconfirmed')",
        **{name: read_cell(name, columns) for name in named},
        **expressions.POINT,
        "geo_precision": free_words.read_geo_precision(columns, precision),
        "actor1": rules.read_actor(columns),
        **{
            f"{what}_{end}": f"coalesce(the_{what}_{end}.best, the_{what}.{end})"
            for what in ("killed", "wounded")
            for end in ("low", "high")
        },
        "killed_best": "the_killed.best",
        "wounded_best": "the_wounded.best",
        "vehicles_damaged": "the_vehicles.best",
        "reported_by": read_cell("source", columns),
        "url": read_cell("source_url", columns),
    }


def _fill_patrol(columns: set[str]) -> dict[str, str]:
    return {
        "participants": "list_sort(those_who_patrol)",
        "outcome": free_words.read_outcome(columns),
        "direction": _choose_word("direction", columns),
        "place_from": read_cell("place_from", columns),
        "place_to": read_cell("place_to", columns),
        **{name: f"the_{name}" for name in rules.KILOMETRES},
    }


def _fill_suspension(columns: set[str], common: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in common.items() if not name.startswith("date")} | {
        "start": "read_day.first",
        "end": f"CASE WHEN {free_words.HAS_END} THEN read_end.first END",
        "announced_on": "read_announced.first",
        "announced_by": f"coalesce({read_cell('announced_by', columns)}, {read_cell('actor', columns)}, 'unknown')",
        "reason": read_cell("reason", columns),
        "side": rules.read_side(columns),
    }


def _fill_exposure(columns: set[str], common: dict[str, str]) -> dict[str, str]:
    """Return the columns of a count.

    Its id consists of counter, unit, corridor and days, so a new figure for these is a correction.
    """
    first, last = "read_day.first", "coalesce(read_end.last, read_day.last)"
    counter = read_cell("counted_by", columns)
    return {name: common[name] for name in ("note", "source_ids", "corridor")} | {
        "feed_id": f"coalesce({common['feed_id']}, concat_ws('/', the_corridor, lower({counter}), {first}, {last}))",
        "period_start": first,
        "period_end": last,
        "unit": f"lower({read_cell('unit', columns)})",
        "count": "the_count",
        "counted_by": counter,
    }


def _choose_word(name: str, columns: set[str]) -> str:
    """Return a column's word if it is one of ours, also if written with spaces or hyphens, otherwise NULL."""
    word = free_words.write_as_ours(name, columns)
    return f"CASE WHEN {word} IN ({rules.list_words(rules.OUR_WORDS_ALONE[name])}) THEN {word} END"


FEED = Feed(
    "analyst",
    "a table of an analyst",
    "Data of the analysts who keep this data store.",
    recognise,
    shape,
    rank=3,  # few of its columns are unique to it
    is_kept_by_people=True,
)
