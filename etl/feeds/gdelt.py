"""GDELT events 1.0 and 2.0: events mentioned in news, coded by machine. Counts of it are counts of news, not of incidents.

Codes are from the GDELT and CAMEO codebooks; `docs/feeds.md` lists what is kept.
"""

import re
from functools import partial
from typing import TYPE_CHECKING

from etl.feeds import Feed, Match, ReadingOptions, Shape
from etl.feeds.common import cameo, expressions
from etl.feeds.common.headers import find_header

if TYPE_CHECKING:  # pages that only show records must not import the file readers
    from etl.formats import Preview


def _list_actor_columns(which: str) -> list[str]:
    parts = (
        "code", "name", "countrycode", "knowngroupcode", "ethniccode", "religion1code", "religion2code", "type1code",
        "type2code", "type3code",
    )  # fmt: skip
    return [which + part for part in parts]


def _list_place_columns(which: str, second: bool) -> list[str]:
    parts = [
        "type",
        "fullname",
        "countrycode",
        "adm1code",
        *(["adm2code"] if second else []),
        "lat",
        "long",
        "featureid",
    ]
    return [f"{which}geo_{part}" for part in parts]


def _list_columns(second: bool) -> list[str]:
    """List the columns of version 1.0, or of the second version, which also names districts."""
    return [
        *("globaleventid", "sqldate", "monthyear", "year", "fractiondate"),
        *_list_actor_columns("actor1"),
        *_list_actor_columns("actor2"),
        *("isrootevent", "eventcode", "eventbasecode", "eventrootcode", "quadclass", "goldsteinscale"),
        *("nummentions", "numsources", "numarticles", "avgtone"),
        *(name for which in ("actor1", "actor2", "action") for name in _list_place_columns(which, second)),
        *("dateadded", "sourceurl"),
    ]


# Before April 2013 there were no addresses. A wrong list of names would shift all places, and only the width shows which is
# right.
LAYOUTS = {
    57: ("GDELT 1.0 without addresses", _list_columns(second=False)[:-1]),
    58: ("GDELT 1.0", _list_columns(second=False)),
    61: ("GDELT 2.0", _list_columns(second=True)),
}
SHAPE_OF_VALUES = {
    "globaleventid": r"\d+",
    "sqldate": r"(19|20)\d{6}",
    "monthyear": r"(19|20)\d{4}",
    "year": r"(19|20)\d\d",
    "isrootevent": r"[01]",
    "eventrootcode": r"\d\d|--",
    "quadclass": r"[1-4]",
    "actiongeo_type": r"[0-5]",
    "dateadded": r"(19|20)\d{6}(\d{6})?",
}
HEADER = {"globaleventid", "sqldate", "eventcode"}
# For selections of columns that have only the code: its first digits.
OF_CODE = {"eventbasecode": "left(restored, 3)", "eventrootcode": "left(restored, 2)"}

GEO_PRECISION = {"1": "country", "2": "admin1", "3": "exact", "4": "exact", "5": "admin1"}


def recognise(preview: "Preview") -> Match | None:
    """Return a match if a table is of this feed."""
    # Look for an added header first: it is not a row of data, even if nearly all rows fit the layout.
    if found := find_header(preview, lambda names: names >= HEADER):
        names, skip = found
        return Match(names, skip, "GDELT, a choice of columns")
    title, layout = LAYOUTS.get(len(preview.rows[0]), (None, []))
    fitting = [_fits(layout, cells) for cells in preview.rows]
    if layout and sum(fitting) >= 0.9 * len(fitting):
        return Match(layout, 0, f"{title}, {len(layout)} columns without a header")
    return None


def _fits(layout: list[str], cells: tuple[str | None, ...]) -> bool:
    if len(cells) != len(layout):
        return False
    row = {name: (cell or "").strip() for name, cell in zip(layout, cells, strict=True)}
    return row["sqldate"].startswith(row["monthyear"]) and all(
        re.fullmatch(pattern, row[name]) for name, pattern in SHAPE_OF_VALUES.items()
    )


def shape(names: list[str], options: ReadingOptions) -> Shape:
    """Map the columns of a file to ours."""
    cell = partial(expressions.read_cell, columns=names)
    derived = {name: value for name, value in OF_CODE.items() if name not in names}
    if derived:
        derived = cameo.parse_code(expressions.read_code("eventcode", names)) | derived
    coded = [*names, *derived]
    root_of = "eventcode" if "eventrootcode" in derived else "eventrootcode"
    # Programs that read codes as numbers make 4 of 04. No root has a single digit, so the zero is certain.
    root = f"lpad({expressions.read_code('eventrootcode', coded)}, 2, '0')"
    geo_type = expressions.read_figure("actiongeo_type", names)
    added = expressions.read_figure("dateadded", names)
    address = f"CASE WHEN lower({cell('sourceurl')}) SIMILAR TO 'https?://.*' THEN {cell('sourceurl')} END"
    incident = {
        "feed_id": expressions.read_code("globaleventid", names),
        "date": "day_read.first",
        "date_end": "day_read.last",
        "date_precision": "day_read.precision",
        "kind": cameo.read_kind(expressions.translate("gdelt", "kind", coded, otherwise="other"), root, options),
        "kind_detail": f"'news mentions: CAMEO ' || {cell('eventcode')} || "
        f"coalesce(', ' || {expressions.match_words(root, cameo.ROOTS, None)}, '')",
        "target": expressions.translate("gdelt", "target", names, otherwise="unknown"),
        "verification": "'unconfirmed'",
        "place": cell("actiongeo_fullname"),
        # FIPS is not ISO: IS is Israel in FIPS and Iceland in ISO.
        "country": f"'FIPS ' || {cell('actiongeo_countrycode')}",
        **{name: f"CASE WHEN {geo_type} <> '0' THEN {point} END" for name, point in expressions.POINT.items()},
        "geo_precision": f"CASE WHEN {expressions.HAS_POINT} THEN {expressions.match_words(geo_type, GEO_PRECISION, 'unknown')} "
        "ELSE 'unknown' END",
        "actor1": f"coalesce({cell('actor1name')}, {cell('actor1code')})",
        "actor2": f"coalesce({cell('actor2name')}, {cell('actor2code')})",
        "note": f"'Mentions: ' || {cell('nummentions')} || ', articles: ' || {cell('numarticles')} || ', sources: ' || "
        f"{cell('numsources')} || '.'",
        # Some sources are not web pages; then the column has their name instead of an address.
        "reported_by": f"coalesce(nullif(regexp_extract(lower({address}), '^https?://(www\\.)?([^/:?#]+)', 2), ''), "
        f"{cell('sourceurl')})",
        "url": address,
        "feed_updated": f"try_cast(epoch(coalesce(try_strptime({added}, '%Y%m%d%H%M%S'), try_strptime({added}, '%Y%m%d'))) AS INTEGER)",
    }
    return Shape(
        {
            "day_read": "read_date(plain(sqldate))",
            **derived,
            **expressions.read_degrees("actiongeo_lat", "actiongeo_long", names),
        },
        {"incidents": incident},
        refusals=expressions.refuse_day("sqldate", "day_read"),
        unread=[
            *expressions.list_unread_degrees("actiongeo_lat", "actiongeo_long", names),
            *cameo.list_unknown_roots(root, root_of, options),
        ],
        read_otherwise=expressions.keep_half_points("actiongeo_lat", "actiongeo_long", names),
        left_out=cameo.leave_out_roots(root, "EventRootCode", options),
        may_lack_ids="globaleventid" not in names,
    )


FEED = Feed(
    "gdelt",
    "GDELT",
    "Data: the GDELT Project, gdeltproject.org; mentions in the news, not checked.",
    recognise,
    shape,
)
