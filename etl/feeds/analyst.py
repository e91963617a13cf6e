"""Tables that analysts keep themselves: a row a patrol, an incident or a suspension, under the names in use.

`ALIASES` lists the heads that are known; `--map theirs=ours` adds to them. Our own names always hold.
"""

from etl.errors import FileRefused
from etl.feeds import Asked, Feed, Match, Refusal, Shape, heads, words
from etl.feeds.words import cell, tidy
from etl.formats import Preview
from etl.tables.schema import literal, quoted
from etl.tables.vocabulary import GEO_PRECISIONS, KINDS, OUTCOMES, TARGETS, VERIFICATIONS

RECORDS = {"patrol": "patrols", "incident": "incidents", "attack": "incidents", "suspension": "suspensions"}

# What each column means, for the template and for `docs/feeds.md`.
COLUMNS = {
    "record": "patrol, incident, suspension, or attack (an incident of kind attack). Without this column every row is an incident.",
    "id": "Your own id of the record. A row without one is known by its content.",
    "date": "Day of the patrol or incident, first day of the suspension. 2020-08-25, 25 August 2020 or 25/08/2020; "
            "2020-08 where only the month is known.",
    "date_end": "Last possible day; of a suspension the first day of patrols again.",
    "year": "Year, where the date stands in three columns.",
    "month": "Month of such a date; may be empty.",
    "day": "Day of such a date; may be empty.",
    "corridor": "Short name of the road, as in the release (m4).",
    "place": "Named place.",
    "lat": "Latitude: 35.81 or 35°48'30\"N.",
    "lon": "Longitude.",
    "geo_precision": "How far the point can be trusted; exact where it is not said.",
    "kind": "What happened.",
    "target": "At whom it was aimed.",
    "target_party": "The party that was hit.",
    "actor": "Who did it; of a patrol the parties that took part, of a suspension who announced it.",
    "actor2": "The other side.",
    "killed": "People killed: 3, 3-5, c. 12, at least 2, several. Empty: not known. 0: none.",
    "wounded": "People wounded, likewise.",
    "weapon": "Weapon or means.",
    "claimed_by": "Who claimed responsibility.",
    "verification": "confirmed, coded, disputed or unconfirmed; unconfirmed where it is not said.",
    "number": "Number of the patrol; of an incident the number of the patrol it happened to.",
    "counted_by": "Whose count the number is; the corridor's own where it is not said.",
    "outcome": "How far the patrol came.",
    "participants": "Parties that took part, with ; between them.",
    "direction": "outbound (rising kilometres) or return.",
    "length_km": "Length as reported.",
    "admin1": "Governorate or province.",
    "admin2": "District.",
    "country": "Country.",
    "vehicles_damaged": "Vehicles damaged or destroyed.",
    "announced_on": "Day on which the suspension was announced.",
    "announced_by": "Who announced the suspension.",
    "reason": "Reason given for the suspension.",
    "source": "Who reported it.",
    "source_url": "Address of the report.",
    "note": "What a reader should know.",
}  # fmt: skip

ALIASES = {
    "record": ("record_2", "record_type", "type_of_record"),
    "id": ("incident_id", "event_id", "incident_number", "reference", "ref", "case_id", "code"),
    "date": ("event_date", "incident_date", "date_of_incident", "date_of_event", "start_date", "date_start", "datum", "fecha",
             "التاريخ", "تاريخ", "تاريخ_الحادث"),
    "date_end": ("end_date", "date_to", "enddate", "last_date"),
    "year": ("yr", "iyear", "السنة"),
    "month": ("mon", "imonth", "الشهر"),
    "day": ("iday", "اليوم"),
    "corridor": ("road", "route", "highway", "axis"),
    "place": ("location", "location_name", "city", "town", "village", "site", "ort", "lieu", "lugar", "المكان", "الموقع"),
    "lat": ("latitude", "y", "lat_wgs84", "gps_lat", "خط_العرض"),
    "lon": ("long", "lng", "longitude", "x", "lon_wgs84", "gps_lon", "خط_الطول"),
    "geo_precision": ("location_precision",),
    "kind": ("event_type", "incident_type", "type", "attack_type", "type_of_incident", "نوع_الحادث"),
    "target": ("target_type", "victim"),
    "actor": ("actor1", "perpetrator", "attacker", "actor_name", "responsible", "الفاعل"),
    "killed": ("deaths", "fatalities", "dead", "total_killed", "number_killed", "kia", "killed_best", "عدد_القتلى", "القتلى"),
    "wounded": ("injured", "injuries", "total_wounded", "total_injured", "wia", "wounded_best", "عدد_الجرحى", "الجرحى"),
    "killed_low": ("killed_min", "min_killed", "deaths_min", "deaths_low"),
    "killed_high": ("killed_max", "max_killed", "deaths_max", "deaths_high"),
    "wounded_low": ("wounded_min", "min_wounded", "injured_min"),
    "wounded_high": ("wounded_max", "max_wounded", "injured_max"),
    "weapon": ("means", "means_of_attack", "weapon_type"),
    "claimed_by": ("claim", "claimed"),
    "number": ("patrol_number", "patrol_no", "patrol"),
    "participants": ("parties",),
    "admin1": ("governorate", "province", "region", "المحافظة"),
    "admin2": ("district", "المنطقة"),
    "country": ("country_name", "الدولة"),
    "source": ("sources", "reported_by", "source_name", "المصدر"),
    "source_url": ("url", "link", "source_link", "الرابط"),
    "note": ("notes", "description", "comment", "comments", "remarks", "details", "summary", "الوصف", "ملاحظات"),
}  # fmt: skip
OURS = {*COLUMNS, "killed_low", "killed_high", "wounded_low", "wounded_high"}
CONTENT = OURS - {"id", "date", "date_end", "year", "month", "day", "record", "country", "source", "source_url"}


def our_names(names: list[str]) -> list[str]:
    """The names of a head as ours, as far as they are known; no two columns get the same."""
    taken = set(names) & OURS
    named = []
    for name in names:
        ours = next((ours for ours, theirs in ALIASES.items() if name in theirs and ours not in taken), name)
        # The reader keeps the names `record` and `line` for itself.
        taken.add(ours)
        named.append("record_2" if ours == "record" else ours)
    return named


def _is_head(names: set[str]) -> bool:
    ours = {"record" if name == "record_2" else name for name in our_names(sorted(names))}
    has_date = "date" in ours or {"year", "month"} <= ours
    return (has_date and len(ours & CONTENT) >= 2) or {"date", "record"} <= ours


def recognise(preview: Preview) -> Match | None:
    found = heads.find(preview, _is_head)
    if not found:
        return None
    names, skip = found
    return Match(our_names(names), skip, "a table of an analyst")


def shape(names: list[str], asked: Asked) -> Shape:
    held = set(names)
    if "date" not in held and not {"year", "month"} <= held:
        raise FileRefused("The table has no column of dates. Name it date, or say --map THEIRS=date.")
    has_date = "date" in held
    record = next((name for name in ("record_2", "kind") if name in held), None)
    what = f"lower({cell(record, held)})" if record else "NULL::VARCHAR"
    date_text = f"plain({quoted('date')})" if has_date else _three_columns(held)
    parsed = {
        "what": what,
        "date_text": f"known({date_text})",
        "read_day": f"read_date(known({date_text}), $date_order)",
        "read_end": words.days("date_end", held),
        "read_announced": words.days("announced_on", held),
        "patrol_number": f"try_cast(regexp_extract({tidy('number', held)}, '^(\\d{{1,6}})(\\.0+)?(st|nd|rd|th)?$', 1) AS INTEGER)",
        "parties": f"string_split_regex(lower({cell('participants', held)}), '\\s*[;,/&+]\\s*|\\s+and\\s+')"
        if "participants" in held
        else f"string_split_regex(lower({cell('actor', held)}), '\\s*[;,/&+]\\s*|\\s+and\\s+')",
        "the_killed": words.people("killed", held),
        "the_wounded": words.people("wounded", held),
        **{f"the_{what}_{end}": words.people(f"{what}_{end}", held)
           for what in ("killed", "wounded") for end in ("low", "high")},
        **words.degrees("lat", "lon", held),
        "the_source": f"coalesce({cell('source', held)}, {cell('source_url', held)})",
        "the_url": cell("source_url", held),
    }  # fmt: skip
    source_ids = "CASE WHEN the_source IS NOT NULL THEN ['analyst:' || left(md5(the_source || '|' || coalesce(the_url, '')), 12)] END"
    as_written = "nullif(concat_ws('; ', " + ", ".join(
        f"CASE WHEN {test} THEN {literal(name + ': ')} || {shown} END" for name, test, shown in [
            ("date", "NOT regexp_full_match(date_text, '\\d{4}-\\d{2}-\\d{2}')", "date_text"),
            *[(name, f"is_people_in_words({tidy(name, held)})", quoted(name)) for name in ("killed", "wounded") if name in held],
            *[(name, f"NOT regexp_full_match(plain({quoted(name)}), '-?\\d+(\\.\\d+)?')", quoted(name))
              for name in ("lat", "lon") if name in held],
        ]) + "), '')"  # fmt: skip
    kind = words_in("kind", KINDS, held)
    days = {
        "date": "read_day.first",
        "date_end": "CASE WHEN read_end IS NULL THEN read_day.last ELSE read_end.last END",
        "date_precision": "CASE WHEN read_end IS NULL OR read_end.last = read_day.last THEN read_day.precision ELSE 'range' END",
        "as_written": as_written,
        "note": cell("note", held),
        "source_ids": source_ids,
        "feed_id": cell("id", held),
        "corridor": f"lower({cell('corridor', held)})",
    }
    incident = days | {
        "kind": f"coalesce({kind}, CASE WHEN what = 'attack' THEN what END, 'unknown')",
        "kind_detail": cell("kind", held),
        "target": f"coalesce({words_in('target', TARGETS, held)}, 'unknown')",
        "target_party": f"lower({cell('target_party', held)})",
        "verification": f"coalesce({words_in('verification', VERIFICATIONS, held)}, 'unconfirmed')",
        "place": cell("place", held),
        "admin1": cell("admin1", held),
        "admin2": cell("admin2", held),
        "country": cell("country", held),
        **words.POINT,
        "geo_precision": f"CASE WHEN {words.HAS_POINT} THEN coalesce({words_in('geo_precision', GEO_PRECISIONS, held)}, 'exact') "
        "ELSE 'unknown' END",
        "actor1": cell("actor", held),
        "actor2": cell("actor2", held),
        "claimed_by": cell("claimed_by", held),
        "weapon": cell("weapon", held),
        **{f"{what}_{end}": f"coalesce(the_{what}_{end}.best, the_{what}.{end})"
           for what in ("killed", "wounded") for end in ("low", "high")},
        "killed_best": "the_killed.best",
        "wounded_best": "the_wounded.best",
        "vehicles_damaged": f"({words.people('vehicles_damaged', held)}).best",
        "reported_by": cell("source", held),
        "url": "the_url",
    }  # fmt: skip
    patrol = days | {
        "participants": "list_sort(list_distinct(list_filter(parties, lambda party: party <> '')))",
        "outcome": f"coalesce({words_in('outcome', OUTCOMES, held)}, 'unknown')",
        "direction": words_in("direction", ("outbound", "return"), held),
        "length_km": f"try_cast({tidy('length_km', held)} AS DOUBLE)",
    }
    suspension = {name: value for name, value in days.items() if not name.startswith("date")} | {
        "start": "read_day.first",
        "end": "read_end.first",
        "announced_on": "read_announced.first",
        "announced_by": f"coalesce({cell('announced_by', held)}, {cell('actor', held)})",
        "reason": cell("reason", held),
    }
    is_patrol, is_suspension = "what = 'patrol'", "what = 'suspension'"
    refusals = [
        Refusal("date_text IS NULL", "date" if has_date else "year", "no date"),
        Refusal("read_day IS NULL", "date" if has_date else "year", "not a date", "date_text"),
        *([Refusal(f"read_end IS NULL AND {tidy('date_end', held)} IS NOT NULL", "date_end", "not a date")] if "date_end" in held else []),
        Refusal("read_end.last < read_day.first", "date_end", "before the date") if "date_end" in held else None,
        *([Refusal(f"what IS NULL OR what NOT IN ({', '.join(map(literal, RECORDS))})", "record_2",
                   "none of patrol, incident, suspension, attack")] if record == "record_2" else []),
        *(rule for name in ("killed", "wounded", "killed_low", "killed_high", "wounded_low", "wounded_high")
          for rule in words.refuse_people(name, f"the_{name}", held)),
        *words.refuse_point("lat", "lon", held),
        Refusal(f"{is_patrol} AND {cell('corridor', held)} IS NULL", "corridor" if "corridor" in held else None,
                "a patrol without a corridor"),
        Refusal(f"{is_patrol} AND len(coalesce(parties, [])) = 0", "participants" if "participants" in held else None,
                "a patrol without participants (column participants or actor)"),
        Refusal(f"{is_suspension} AND {cell('corridor', held)} IS NULL", "corridor" if "corridor" in held else None,
                "a suspension without a corridor"),
        Refusal(f"{is_suspension} AND read_day.precision <> 'day'", "date" if has_date else "year",
                "a suspension needs the day on which it starts", "date_text"),
        Refusal(f"{is_suspension} AND coalesce({cell('announced_by', held)}, {cell('actor', held)}) IS NULL",
                None, "a suspension that nobody announced (column announced_by or actor)"),
    ]  # fmt: skip
    tables = {"incidents": incident}
    if record:
        tables |= {"patrols": patrol, "suspensions": suspension}
    return Shape(
        parsed,
        tables,
        [rule for rule in refusals if rule],
        into="CASE what WHEN 'patrol' THEN 'patrols' WHEN 'suspension' THEN 'suspensions' ELSE 'incidents' END",
        dates=tuple(name for name in ("date", "date_end", "announced_on") if name in held),
        extras={
            "patrol_number": "patrol_number",
            "counted_by": f"lower({cell('counted_by', held)})",
            "source": "the_source",
            "source_url": "the_url",
        },
        stated_in={"number": "number", "patrol_id": "number", "counted_by": "counted_by", "source_ids": "source"},
        warnings=() if record else ("No column says what a row is: every row was taken as an incident.",),
    )


def words_in(name: str, vocabulary: tuple[str, ...], held: set[str]) -> str:
    """A column's word where it is one of ours, written with blanks or hyphens too; else NULL."""
    word = f"regexp_replace(lower({cell(name, held)}), '[ -]+', '_', 'g')"
    return f"CASE WHEN {word} IN ({', '.join(map(literal, vocabulary))}) THEN {word} END"


def _three_columns(held: set[str]) -> str:
    year, month, day = (tidy(name, held) for name in ("year", "month", "day"))
    year, month, day = (f"regexp_replace({part}, '\\.0+$', '')" for part in (year, month, day))
    return (
        f"CASE WHEN regexp_full_match({month}, '\\d+') THEN concat_ws('-', {year}, lpad({month}, 2, '0'), lpad({day}, 2, '0')) "
        f"ELSE concat_ws(' ', {day}, {month}, {year}) END"
    )


FEED = Feed("analyst", "a table of an analyst", recognise, shape)
