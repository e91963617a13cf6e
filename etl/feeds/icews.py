"""ICEWS and similarly coded data (Phoenix, POLECAT): actions of actors in news reports, classified by machine.

Most of it is statements. As for GDELT, the root of the CAMEO code decides what is an incident. POLECAT uses the words of PLOVER,
each of which corresponds to a root. Codes are from the codebooks of CAMEO, ICEWS and PLOVER; `docs/feeds.md` lists what is kept.
"""

from functools import partial
from typing import TYPE_CHECKING

from etl.feeds import Feed, Match, ReadingOptions, Shape
from etl.feeds.common import cameo, expressions
from etl.feeds.common.headers import find_header, restore_names

if TYPE_CHECKING:  # pages that only show records must not import the file readers
    from etl.formats import Preview

# The column names of Phoenix (daily and historical) and POLECAT.
RENAMED = {
    "eventid": "event_id", "eid": "event_id", "date": "event_date", "story_date": "event_date", "sourceactorfull": "source_name",
    "source": "source_name", "actor_name": "source_name", "targetactorfull": "target_name", "target": "target_name",
    "recipient_name": "target_name", "eventcode": "cameo_code", "code": "cameo_code", "cameo": "cameo_code", "lat": "latitude",
    "lon": "longitude", "locationname": "city", "placename": "city", "statename": "province", "countryname": "country",
    "newssources": "publisher", "urls": "url",
}  # fmt: skip
PLOVER = {
    "AGREE": "03", "CONSULT": "04", "SUPPORT": "05", "COOPERATE": "06", "AID": "07", "CONCEDE": "08", "YIELD": "08",
    "RETREAT": "08", "REQUEST": "10", "ACCUSE": "11", "REJECT": "12", "THREATEN": "13", "PROTEST": "14", "MOBILIZE": "15",
    "SANCTION": "16", "COERCE": "17", "ASSAULT": "18",
}  # fmt: skip


def recognise(preview: "Preview") -> Match | None:
    """Return a match if a table is of this feed."""
    found = find_header(preview, _is_header)
    if not found:
        return None
    names, skip = found
    what = "POLECAT" if "event_mode" in names else "ICEWS" if "cameo_code" in names else "CAMEO codes"
    return Match(restore_names(names, RENAMED), skip, f"{what}: news reports, coded by a machine")


def _is_header(names: set[str]) -> bool:
    if {"event_date", "event_type", "event_mode", "quad_code"} <= names:
        return True
    has_code = (
        names & {"cameo_code", "cameo"} or {"eventcode", "eventrootcode"} <= names or {"code", "root_code"} <= names
    )
    return "event_date" in restore_names(sorted(names), RENAMED) and bool(has_code)


def shape(names: list[str], options: ReadingOptions) -> Shape:
    """Map the columns of a file to ours."""
    cell = partial(expressions.read_cell, columns=names)
    words = expressions.match_words(cell("event_type"), PLOVER, None)
    has_codes = "cameo_code" in names
    root = "left(restored, 2)" if has_codes else f"coalesce({words}, {cell('event_type')})"
    parsed = {
        "day_read": "read_date(plain(event_date))",
        **cameo.parse_code(expressions.read_code("cameo_code", names)),
        # Named as in GDELT, whose words apply to the same codes.
        "eventbasecode": "left(restored, 3)",
        "eventrootcode": root,
        **expressions.read_degrees("latitude", "longitude", names),
    }
    read_kind = expressions.translate("gdelt", "kind", ("eventbasecode", "eventrootcode"), otherwise="other")
    text = cell("event_text") if "event_text" in names else expressions.match_words("eventrootcode", cameo.ROOTS, None)
    what = (
        f"'CAMEO ' || restored || coalesce(', ' || {text}, '')" if has_codes else f"'PLOVER ' || {cell('event_type')}"
    )
    # The place is a name found in the text. A city is treated as in GDELT, where the point is its centre.
    known_by = [("city", "exact"), ("district", "admin2"), ("province", "admin1"), ("country", "country")]
    precisions = " ".join(f"WHEN {cell(name)} IS NOT NULL THEN '{how}'" for name, how in known_by if name in names)
    precision = f"CASE {precisions} ELSE 'unknown' END" if precisions else "'unknown'"
    url = f"CASE WHEN lower({cell('url')}) SIMILAR TO 'https?://.*' THEN {cell('url')} END"
    return Shape(
        parsed,
        {
            "incidents": {
                # ICEWS reuses an id for events of several days; together with the day it is unique.
                "feed_id": f"{cell('event_id')} || ' ' || coalesce(day_read.first::VARCHAR, '')",
                "date": "day_read.first",
                "date_end": "day_read.last",
                "date_precision": "day_read.precision",
                "kind": cameo.read_kind(read_kind, "eventrootcode", options),
                "kind_detail": f"'news mentions: ' || {what}",
                "target": "'unknown'",
                "verification": "'unconfirmed'",
                "place": cell("city"),
                "admin1": cell("province"),
                "admin2": cell("district"),
                "country": cell("country"),
                **expressions.POINT,
                "geo_precision": f"CASE WHEN {expressions.HAS_POINT} THEN {precision} ELSE 'unknown' END",
                "actor1": cell("source_name"),
                "actor2": cell("target_name"),
                "reported_by": cell("publisher"),
                "url": url,
            }
        },
        refusals=expressions.refuse_day("event_date", "day_read"),
        unread=[
            *expressions.list_unread_degrees("latitude", "longitude", names),
            *cameo.list_unknown_roots("eventrootcode", "cameo_code" if has_codes else "event_type", options),
        ],
        read_otherwise=expressions.keep_half_points("latitude", "longitude", names),
        left_out=cameo.leave_out_roots("eventrootcode", "the root of its code", options),
        dates=("plain(event_date)",),
        may_lack_ids="event_id" not in names,
    )


FEED = Feed(
    "icews",
    "ICEWS",
    "Data: ICEWS Coded Event Data, Harvard Dataverse, or the maker of the file; mentions in the news, not checked.",
    recognise,
    shape,
)
