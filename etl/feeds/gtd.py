"""The Global Terrorism Database, as published or with column names that analysts use.

Codes and words are from its codebook; `docs/feeds.md` lists what is kept.
"""

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from etl.feeds import Feed, Match, ReadingOptions, ReadOtherwise, Refusal, Shape
from etl.feeds.common import expressions
from etl.feeds.common.headers import find_header, restore_names

if TYPE_CHECKING:  # pages that only show records must not import the file readers
    from etl.formats import Preview

RENAMED = {
    "year": "iyear",
    "month": "imonth",
    "day": "iday",
    "killed": "nkill",
    "kills": "nkill",
    "fatalities": "nkill",
    "deaths": "nkill",
    "wounded": "nwound",
    "injured": "nwound",
    "injuries": "nwound",
    "state": "provstate",
    "province": "provstate",
    "province_state": "provstate",
    "state_province": "provstate",
    "attacktype": "attacktype1_txt",
    "attack_type": "attacktype1_txt",
    "target_type": "targtype1_txt",
    "targettype": "targtype1_txt",
    "weapon_type": "weaptype1_txt",
    "weapontype": "weaptype1_txt",
    "group": "gname",
    "group_name": "gname",
    "groupname": "gname",
    "perpetrator_group": "gname",
    "terrorist_group": "gname",
}
ITS_ID, ID = {"event_id": "eventid"}, r"\s*(19|20)\d{10}\s*"  # other tables use this name for their ids too
# Used if the column has codes instead of words.
CODED = {
    "attacktype1_txt": "attacktype1",
    "targtype1_txt": "targtype1",
}
# Columns unique to GTD. If the columns of the date were renamed, some of these are required.
ITS_OWN = {
    "attacktype1", "attacktype1_txt", "gname", "nkillter", "nwoundte", "targtype1", "targtype1_txt", "weaptype1",
    "weaptype1_txt",
}  # fmt: skip
# Other tables use such names too, but these words are unique to GTD.
ATTACK_TYPES = {
    "assassination", "armed assault", "bombing/explosion", "hijacking", "hostage taking (barricade incident)",
    "hostage taking (kidnapping)", "facility/infrastructure attack", "unarmed assault", "unknown",
}  # fmt: skip
GEO_PRECISION = {"1": "exact", "2": "near", "3": "admin2", "4": "admin1", "5": "country"}


def recognise(preview: "Preview") -> Match | None:
    """Return a match if a table is of this feed."""
    found = find_header(preview, _is_header)
    if not found:
        return None
    names, skip = found
    renamed = restore_names(names, RENAMED | ITS_ID)
    columns = {name: {cells[place] for cells in preview.rows[skip:] if place < len(cells) and cells[place]}
               for place, name in enumerate(renamed)}  # fmt: skip
    if (
        "eventid" not in names
        and not ITS_OWN & set(names)
        and not _are_its_words(columns.get("attacktype1_txt", set()))
    ):
        return None
    if "event_id" in names and not all(re.fullmatch(ID, cell or "") for cell in columns["eventid"]):
        renamed = ["event_id" if name == "eventid" else name for name in renamed]
    holds_codes = {name for name in CODED if columns.get(name) and all(map(_is_code, columns[name]))}
    renamed = [CODED[name] if name in holds_codes and CODED[name] not in renamed else name for name in renamed]
    return Match(renamed, skip, "GTD" if renamed == names else "GTD, with columns renamed")


def _is_header(names: set[str]) -> bool:
    published = set(restore_names(sorted(names), RENAMED | ITS_ID))
    if {"iyear", "imonth", "iday"} <= names and published & ITS_OWN:
        return True
    return {"eventid", "iyear"} <= published or ("iyear" in published and len(published & ITS_OWN) >= 3)


def _are_its_words(cells: set[str | None]) -> bool:
    words = {cell.strip().lower() for cell in cells if cell}
    return bool(words & ATTACK_TYPES - {"unknown"}) and len(words & ATTACK_TYPES) >= len(words) / 2


def _is_code(cell: str | None) -> bool:
    return re.fullmatch(r"\s*\d{1,2}(\.0)?\s*", cell or "") is not None


def find_release(preview: "Preview") -> str | None:
    """Read the month of a distribution: 2018-07 from globalterrorismdb_0718dist.xlsx."""
    found = re.search(r"(?<!\d)(0[1-9]|1[0-2])(\d\d)dist", preview.path.name.lower())
    return f"20{found[2]}-{found[1]}" if found else None


def _fill_incident(names: list[str]) -> dict[str, str]:
    def cell(name: str) -> str:
        return f"known({expressions.read_cell(name, names)})"

    return {
        "feed_id": expressions.read_code("eventid", names),
        "date": "first_day",
        "date_end": "CASE date_known WHEN 'year' THEN make_date(year(first_day), 12, 31) "
        "WHEN 'month' THEN last_day(first_day) ELSE first_day END",
        "date_precision": "date_known",
        "kind": expressions.translate("gtd", "kind", names, otherwise="attack"),
        "kind_detail": f"coalesce({cell('attacktype1_txt')}, 'attack type ' || {read_number('attacktype1', names)})",
        "target": expressions.translate("gtd", "target", names, otherwise="unknown"),
        "verification": "'coded'",
        "place": cell("city"),
        "admin1": cell("provstate"),
        # `country` is a number unless somebody changed it.
        "country": f"coalesce({cell('country_txt')}, "
        f"CASE WHEN NOT regexp_full_match({cell('country')}, '-?[\\d.]+') THEN {cell('country')} END)",
        **expressions.POINT,
        "geo_precision": f"CASE WHEN {expressions.HAS_POINT} "
        f"THEN {expressions.match_words(read_number('specificity', names), GEO_PRECISION, 'unknown')} ELSE 'unknown' END",
        "actor1": cell("gname"),
        "claimed_by": f"CASE WHEN {read_number('claimed', names)} = '1' THEN {cell('gname')} END",
        "weapon": f"nullif(concat_ws(': ', {cell('weaptype1_txt')}, {cell('weapsubtype1_txt')}), '')",
        **_fill_people("killed"),
        **_fill_people("wounded"),
        "note": f"nullif(concat_ws(' ', 'Date as given: ' || {cell('approxdate')} || '.', {cell('summary')}), '')",
        "reported_by": f"coalesce({cell('scite1')}, {cell('dbsource')})",
    }


def shape(names: list[str], options: ReadingOptions) -> Shape:
    """Map the columns of a file to ours."""
    year, month, day = (f"try_cast({read_number(name, names)} AS INTEGER)" for name in ("iyear", "imonth", "iday"))
    month, day = f"nullif({month}, 0)", f"nullif({day}, 0)"
    # An unknown month means all months of the year, an unknown day all days of the month.
    first = f"try_cast(printf('%04d-%02d-%02d', {year}, coalesce({month}, 1), if({month} IS NULL, 1, coalesce({day}, 1))) AS DATE)"
    return Shape(
        {
            "first_day": first,
            "date_known": f"CASE WHEN {month} IS NULL THEN 'year' WHEN {day} IS NULL THEN 'month' ELSE 'day' END",
            "killed_read": _read_toll("nkill", names),
            "wounded_read": _read_toll("nwound", names),
            **expressions.read_degrees("latitude", "longitude", names, read_number),
        },
        {"incidents": _fill_incident(names)},
        refusals=[
            *_refuse_id(names),
            *_refuse_date(names),
        ],
        unread=[
            *expressions.list_unknown_words("gtd", ("attacktype1_txt", "targtype1_txt"), names),
            *expressions.list_unread_people("nkill", "killed_read", names, read_number),
            *expressions.list_unread_people("nwound", "wounded_read", names, read_number),
            *expressions.list_unread_degrees("latitude", "longitude", names, read_number),
        ],
        read_otherwise=[
            *(
                ReadOtherwise(name, f"{read} % 1 <> 0")
                for name, read in (("nkill", "killed_read"), ("nwound", "wounded_read"))
                if name in names
            ),
            *expressions.keep_half_points("latitude", "longitude", names),
        ],
        may_lack_ids="eventid" not in names,
    )


def read_number(name: str, columns: Collection[str]) -> str:
    """Return a column of numbers as text. -9 and -99 mean unknown."""
    return expressions.read_code(name, columns, unknown=r"-99?(\.0+)?")


def _read_toll(name: str, names: list[str]) -> str:
    text = read_number(name, names)
    return f"CASE WHEN regexp_full_match({text}, '\\d{{1,8}}(\\.\\d+)?') THEN try_cast({text} AS DOUBLE) END"


def _fill_people(what: str) -> dict[str, str]:
    """Return expressions for a number of people.

    GTD divides a shared toll among attacks, so a fraction is between two whole numbers.
    """
    read = f"{what}_read"
    return {
        f"{what}_low": f"CASE WHEN {read} % 1 <> 0 THEN floor({read})::INTEGER END",
        f"{what}_best": f"CASE WHEN {read} % 1 = 0 THEN {read}::INTEGER END",
        f"{what}_high": f"CASE WHEN {read} % 1 <> 0 THEN ceil({read})::INTEGER END",
    }


def _refuse_id(names: list[str]) -> list[Refusal]:
    """Reject damaged ids.

    An id has 12 digits (year, month, day and a number from 1), which spreadsheets and data frames may round.
    """
    if "eventid" not in names:
        return []
    text = expressions.read_code("eventid", names)
    return [
        Refusal(
            f"regexp_full_match({text}, '[\\d.,]+[eE][+]?\\d+') OR regexp_full_match({text}, '\\d{{8}}0000')",
            "eventid",
            "the id lost its last digits: it was saved as a rounded number",
        )
    ]


def _refuse_date(names: list[str]) -> list[Refusal]:
    year = read_number("iyear", names)
    rules = [
        Refusal(f"{year} IS NULL", "iyear", "no year"),
        Refusal(f"NOT regexp_full_match({year}, '(19|20)\\d\\d')", "iyear", "not a year"),
    ]
    for name, what, pattern in (("imonth", "month", "0?[0-9]|1[0-2]"), ("iday", "day", "[0-2]?[0-9]|3[01]")):
        if name in names:
            text = read_number(name, names)
            rules.append(Refusal(f"NOT regexp_full_match({text}, '{pattern}')", name, f"not a {what}"))
    # Year and month are valid at this point.
    rules.append(Refusal("first_day IS NULL", "iday" if "iday" in names else "iyear", "not a day of that month"))
    return rules


FEED = Feed(
    "gtd",
    "Global Terrorism Database",
    "Data: Global Terrorism Database, START, University of Maryland; its terms forbid republishing the records.",
    recognise,
    shape,
    find_release,
    later_files_replace=True,
    is_restricted=True,
)
