"""Recognises headers of analysts' tables: listed ones, those in other languages (`headers.csv`), and either with extra words.

“Date of the incident”, “accident date” and “Date (dd/mm/yyyy)” are all dates.
"""

import re
from collections.abc import Collection, Sequence
from functools import cache
from itertools import chain
from pathlib import Path

from etl.feeds.common import read_word_list
from etl.feeds.common.days.headers import drop_order
from etl.feeds.common.free_words import OF_A_PATROL, OF_INCIDENTS
from etl.feeds.common.headers import NUMERALS, YES_OR_NO
from etl.feeds.lexicon import find_meaning, read_record
from etl.feeds.lexicon.meaning import NOTHING
from etl.feeds.points.columns import POINT_ALIASES, name_grid, name_pairs

FILE = Path(__file__).parent / "headers.csv"
ALIASES = {
    "record": ("record_2", "record_type", "type_of_record"),
    "id": ("incident_id", "event_id", "incident_number", "incident_no", "event_number", "event_no", "case_id", "case_number", "case_no"),
    "date": ("event_date", "incident_date", "date_of_incident", "date_of_event", "start_date", "date_start", "datum", "fecha",
             "التاريخ", "تاريخ", "تاريخ_الحادث", "dtg"),
    "date_end": ("end_date", "date_to", "enddate", "last_date"),
    "year": ("yr", "iyear", "السنة"),
    "month": ("mon", "imonth", "الشهر"),
    "day": ("iday", "اليوم"),
    "corridor": ("road", "route", "highway", "axis"),
    "place": ("location", "location_name", "city", "town", "village", "site", "ort", "lieu", "lugar", "placemark", "waypoint", "المكان", "الموقع"),
    "lat": ("latitude", "y", "lat_wgs84", "gps_lat", "خط_العرض"),
    "lon": ("long", "lng", "longitude", "x", "lon_wgs84", "gps_lon", "خط_الطول"),
    **POINT_ALIASES,
    "geo_precision": ("location_precision", "geo_accuracy", "location_accuracy"),
    "date_precision": ("time_precision", "date_accuracy"),
    "kind": ("event_type", "incident_type", "type", "attack_type", "type_of_incident", "نوع_الحادث"),
    "target": ("target_type", "victim"),
    "verification": ("verified", "verification_status", "confirmation_status"),
    "outcome": ("patrol_outcome", "patrol_status", "mission_outcome", "mission_status"),
    "actor": ("actor1", "actor_name", "responsible", "الجهة"),
    "attacker": ("perpetrator", "perpetrators", "attackers", "attacked_by", "who_attacked", "assailant", "assailants", "responsible_group",
                 "group_responsible", "suspected_perpetrator", "الفاعل"),
    "killed": ("deaths", "fatalities", "dead", "total_killed", "number_killed", "kia", "killed_best", "عدد_القتلى", "القتلى"),
    "wounded": ("injured", "injuries", "total_wounded", "total_injured", "number_wounded", "number_injured", "wia", "wounded_best", "عدد_الجرحى", "الجرحى"),
    "killed_low": ("killed_min", "min_killed", "deaths_min", "deaths_low"),
    "killed_high": ("killed_max", "max_killed", "deaths_max", "deaths_high"),
    "wounded_low": ("wounded_min", "min_wounded", "injured_min"),
    "wounded_high": ("wounded_max", "max_wounded", "injured_max"),
    "weapon": ("means", "means_of_attack", "weapon_type"),
    "claimed_by": ("claim", "claimed", "claimed_by_group", "responsibility_claimed_by"),
    "number": ("patrol_number", "patrol_no", "patrol"),
    "participants": ("parties",),
    "place_from": ("start_place", "departed_from"),
    "place_to": ("end_place", "turned_back_at"),
    "km_from": ("start_km", "km_start"),
    "km_to": ("end_km", "km_end"),
    "admin1": ("governorate", "province", "region", "المحافظة"),
    "admin2": ("district", "المنطقة"),
    "country": ("country_name", "الدولة"),
    "source": ("sources", "reported_by", "source_name", "المصدر"),
    "source_url": ("url", "link", "source_link", "الرابط"),
    "note": ("notes", "description", "comment", "comments", "remarks", "details", "summary", "الوصف", "ملاحظات"),
}  # fmt: skip
# Headers for the lowest or highest number, in any order and with these words in between.
_LOW, _HIGH, _BETWEEN = (
    "min|minimum|low|lowest|least",
    "max|maximum|high|highest|most",
    "(?:(?:no|number|of|people|persons|total|reported)_)*",
)
ENDS = {
    f"{what}_{end}": re.compile(f"(?:{words})_{_BETWEEN}(?:{nouns})|{_BETWEEN}(?:{nouns})_(?:{words})")
    for what, nouns in (("killed", "killed|deaths|dead|fatalities"), ("wounded", "wounded|injured|injuries"))
    for end, words in (("low", _LOW), ("high", _HIGH))
}
DECISIVE = {"date", "lat", "lon", "record", "kind", "target", "outcome", "verification", "killed", "wounded", *ENDS}
OF_A_GRID = {"x", "y"}  # if there are also latitude and longitude, these belong to another coordinate system
STATUS = {
    "status", "result", "patrol_result", "résultat", "resultat", "statut", "результат", "статус", "итог", "стан", "підсумок", "sonuç",
    "durum", "resultado", "estado", "ergebnis", "النتيجة", "الحالة",
}  # fmt: skip
# Headers with this meaning only beside one of others: elsewhere a start may be an hour, or the place where a patrol set out.
OF_SUSPENSIONS = {"announced_by", "announced_on", "reason", "side"}
BARE = (("start", "date"), ("end", "date_end"))
# Headers with this meaning only above days: elsewhere an end is an hour, or the place where a patrol ended.
OF_LAST_DAYS = {"end", "ended", "until"}
# Headers of the ends of a route, if words stand below them: elsewhere they are days or hours.
ENDS_OF_A_ROUTE = {
    "place_from": {
        "from", "start", "departure", "origin", "de", "départ", "depart", "lieu_de_départ", "desde", "salida", "origen", "von", "abfahrt",
        "nereden", "kalkış", "başlangıç", "откуда", "из", "отправление", "звідки", "відправлення", "من", "نقطة_الانطلاق", "الانطلاق",
    },
    "place_to": {
        "to", "destination", "arrival", "à", "a", "arrivée", "arrivee", "jusqu_à", "hasta", "llegada", "destino", "nach", "bis", "ziel", "ankunft",
        "nereye", "varış", "куда", "до", "прибытие", "куди", "прибуття", "إلى", "الى", "نقطة_الوصول", "الوصول",
    },
}  # fmt: skip
WORD = re.compile(r"[^\W\d_]{3}")
WHOLE_DATE = re.compile(r"\b\d{1,4}[-/. ]\w{1,9}[-/., ]+\d{2,4}\b")
# A unit after the header.
UNITS = re.compile(
    r"_(local|local_time|utc|gmt|people|persons|number|no|n|e|deg|degrees|"
    r"decimal|decimal_degrees|dd|dms|ddm|dm|wgs84|wgs_84|if_any|if_known)$"
)
ZONE_FIRST = re.compile(r"^(local|utc|gmt)_(?=.)")
# Words that add nothing in a table with one event per row. They are in the singular: “number of incidents” is a count.
FILLERS = {
    *("of", "the", "incident", "event", "accident", "attack", "occurrence"),
    *("how", "many", "did", "does", "was", "were", "it", "this", "happen", "occur"),  # of the questions of a form
    *("de", "du", "l", "d", "attaque", "événement", "evenement"),
    *("des", "der", "vorfalls", "ereignisses", "angriffs"),
    *("del", "incidente", "ataque"),
}
# Words that only say that a column is a number of people: “Number of deaths”, “Nb morts”, “Кількість загиблих”.
OF_A_NUMBER = {
    *("number", "no", "nr", "num", "total", "count", "people", "persons", "in"),
    *("nombre", "nb", "nbre", "total", "anzahl", "número", "numero", "sayısı", "toplam"),
    *("кількість", "число", "количество", "кол", "во", "всього", "всего", "عدد", "اعداد", "أعداد"),
}
# Words that make a number that of a patrol. A mission or convoy may be something else beside incidents.
PATROLS = {
    "patrol",
    "patrouille",
    "patrulla",
    "devriye",
    "патруля",
    "патрулирования",
    "патрулювання",
    "الدورية",
    "دورية",
}
RUNS = {"mission", "run", "convoy", "convoi", "konvoi", "konvoy", "convoyes", "конвоя", "القافلة"}
OF_ANOTHER_SUBJECT = {"record_2", "kind"}  # beside these, a bare number may count the rows


@cache
def read_headers() -> dict[str, str]:
    """Read the headers in the file and the column of ours that each means."""
    return {row["header"]: row["ours"] for row in read_word_list(FILE)}


@cache
def read_joined_headers() -> dict[str, str]:
    """Map each header of several words, written as one such as `EventDate`, to its meaning."""
    headers = {header: ours for ours, theirs in ALIASES.items() for header in (ours, *theirs)} | read_headers()
    return {header.replace("_", ""): ours for header, ours in headers.items() if "_" in header}


def shorten_header(name: str) -> str:
    """Return a folded header without units, date order and filler words: `date` for `date_of_incident_dd_mm_yyyy`."""
    if name.endswith(tuple(f"_{answers}" for answers in YES_OR_NO)):  # “Incident (Y/N)” has no unit
        return name
    without_order = drop_order(name)
    short = ZONE_FIRST.sub("", UNITS.sub("", without_order))
    words = [word for word in short.split("_") if word and word not in FILLERS]
    return "_".join(words) or (name if without_order == name else "date")


def name_headers(names: list[str], ours: Collection[str]) -> list[str]:
    """Rename the known headers to columns of `ours`. No two columns get the same name."""
    known = {*ours, *chain.from_iterable(ALIASES.values())}
    names = name_grid(name_pairs(names, known), known)
    taken = set(names) & set(ours)
    named = [_choose(name, _list_meanings(name), taken) for name in names]
    # Listed headers take precedence, wherever their columns are.
    for place, name in enumerate(named):
        if name not in ours:
            meanings = [meaning for part in _split_by_script(name) for meaning in _list_loose_meanings(part, ours)]
            named[place] = _choose(name, meanings, taken)
    for bare, meant in BARE if OF_SUSPENSIONS & set(named) else ():
        # if the start is no date, because another column is, the end is none either
        if bare in named and not {meant, "start", "year", "month"} & set(named) - {bare}:
            named[named.index(bare)] = meant
    if "day" in named and not {"date", "year", "month"} & set(named):
        named[named.index("day")] = "date"
    if "kind" not in named and "means_of_attack" in names:
        named[names.index("means_of_attack")] = "kind"
    # The reader reserves the names `record` and `line`.
    return ["record_2" if name == "record" else name for name in named]


def _list_loose_meanings(name: str, ours: Collection[str]) -> list[str]:
    short = shorten_header(name)
    joined = read_joined_headers().get(name)
    found = [read_headers().get(name), read_headers().get(short), short if short in ours else None, joined]
    of_patrols = ["number"] if _is_number_of(name, PATROLS) else []
    return [*filter(None, found), *of_patrols, *_list_meanings(short), *_list_people(short)]


def _is_number_of(name: str, things: Collection[str]) -> bool:
    """Whether a header is a number of one of these, such as `no_de_patrulla`. A number of several, `number_of_patrols`, is a count."""
    words = set(name.split("_")) - FILLERS
    return bool(words & NUMERALS) and bool(words & set(things)) and words <= {*NUMERALS, *things}


def name_number(names: list[str]) -> list[str]:
    """Rename a bare “No.” in a log of patrols, which has no column that says what a row is. In a list of incidents it counts the rows."""
    is_log = set(names) & OF_A_PATROL or {"outcome", "corridor"} <= set(names)
    if {"number", *OF_ANOTHER_SUBJECT} & set(names) or (set(names) & OF_INCIDENTS and not is_log):
        return names
    for place, name in enumerate(names):
        if name in NUMERALS or _is_number_of(name, RUNS):
            return [*names[:place], "number", *names[place + 1 :]]
    return names


def _list_people(name: str) -> list[str]:
    """Return the column of killed or wounded people that a header names, whatever the order of its words."""
    bare = "_".join(word for word in name.split("_") if word not in OF_A_NUMBER)
    meanings = [bare, read_headers().get(bare), *_list_meanings(bare)]
    return [meaning for meaning in meanings if meaning in ("killed", "wounded")]


def _split_by_script(name: str) -> list[str]:
    """Return a header, and each half of one that says the same in two scripts, such as `date_التاريخ`."""
    halves = ["_".join(re.findall(f"[{script}]+", name)) for script in ("a-z0-9", "\u0600-\u06ff", "\u0400-\u04ff")]
    scripts = [half for half in halves if len(half) > 2]
    return [name, *scripts] if len(scripts) > 1 else [name]


def find_rivals(names: Sequence[str], ours: Collection[str]) -> dict[str, str]:
    """Return columns with the same meaning as a column that is read, such as `deaths` beside `killed`: `{"deaths": "killed"}`.

    Only includes columns for which a wrong choice changes what is counted.
    """
    meanings = {name: name_headers([name], ours)[0] for name in names if name not in ours and name not in OF_A_GRID}
    return {name: meaning for name, meaning in meanings.items() if meaning in DECISIVE and meaning in names}


def _choose(name: str, meanings: Sequence[str], taken: set[str]) -> str:
    chosen = next((meaning for meaning in meanings if meaning not in taken), name)
    taken.add(chosen)
    return chosen


def _list_meanings(name: str) -> list[str]:
    meanings = [ours for ours, theirs in ALIASES.items() if name in theirs]
    return meanings + [ours for ours, header in ENDS.items() if header.fullmatch(name)]


def name_record(names: list[str], ours: Collection[str], rows: Sequence[Sequence[str | None]]) -> list[str]:
    """Give the name `record` to the column whose words say which rows of a log are patrols, such as “Patrol cancelled”.

    Its header is unknown, or suggests the number of a patrol although the cells are words.
    """
    if {"record_2", "kind"} & set(names):
        return names
    for place, name in enumerate(names):
        cells = [row[place] for row in rows if place < len(row) and row[place]]
        if name in ours and name != "number":
            continue
        records = [read_record(cell) for cell in cells if cell]
        known = [record.what for record in records if record]
        if "patrol" in known and len(known) * 2 > len(cells):
            return [*names[:place], "record_2", *names[place + 1 :]]
    return names


def name_status(names: list[str], rows: Sequence[Sequence[str | None]]) -> list[str]:
    """Rename a column `status` or `result` by its words: how far patrols came, or how certain a report is."""
    for place, name in enumerate(names):
        if name in STATUS:
            cells = {row[place] for row in rows if place < len(row) and row[place]}
            for ours in ("outcome", "verification"):
                # “planned” is no outcome of an incident
                little = {None, NOTHING} if "kind" in names else {None}
                if ours not in names and {find_meaning(ours, cell) for cell in cells if cell} - little:
                    return [*names[:place], ours, *names[place + 1 :]]
    return names


def find_end(name: str, cells: Sequence[str]) -> str | None:
    """Return the end of a patrol's route that a header means, if the cells below it are words, and neither days nor hours."""
    words = [cell for cell in cells if WORD.search(cell) and not WHOLE_DATE.search(cell)]
    means = (ours for ours, headers in ENDS_OF_A_ROUTE.items() if name in headers)
    return next(means, None) if len(words) * 2 > len(cells) else None


def name_ends(names: list[str], rows: Sequence[Sequence[str | None]]) -> list[str]:
    """Rename columns such as `from` and `to` whose cells are the places where patrols set out and ended."""
    named = list(names)
    for place, name in enumerate(names):
        cells = [row[place] for row in rows if place < len(row)]
        if (ours := find_end(name, [cell for cell in cells if cell and cell.strip()])) and ours not in named:
            named[place] = ours
    return named


def name_last_day(names: list[str], rows: Sequence[Sequence[str | None]]) -> list[str]:
    """Rename a column `end` beside one of days, if all of its filled cells are days: else a suspension would stay open."""
    if "date" not in names or "date_end" in names:
        return names
    for place, name in enumerate(names):
        cells = [row[place] for row in rows if place < len(row)] if name in OF_LAST_DAYS else []
        if (filled := [cell for cell in cells if cell and cell.strip()]) and all(map(WHOLE_DATE.search, filled)):
            return [*names[:place], "date_end", *names[place + 1 :]]
    return names


def name_by_cells(names: list[str], rows: Sequence[Sequence[str | None]]) -> list[str]:
    """Rename columns whose headers have several meanings, by the cells below them: a status, a last day, the ends of a route."""
    for name in (name_status, name_last_day, name_ends):
        names = name(names, rows)
    return names
