"""ACLED: exports in any layout since 2015, with one row per event or per actor, and lists of deletions.

Layouts and words are from ACLED's codebooks and its R package; `docs/feeds.md` lists what is kept.
"""

from functools import partial
from typing import TYPE_CHECKING

from etl.feeds import Feed, Match, ReadingOptions, Refusal, Shape
from etl.feeds.common import expressions
from etl.feeds.common.headers import find_header, restore_names

if TYPE_CHECKING:  # pages that only show records must not import the file readers
    from etl.formats import Preview

# The column names of 2015 and 2016, mapped to those since.
OLD_NAMES = {"ally_actor_1": "assoc_actor_1", "ally_actor_2": "assoc_actor_2"}
# Shapefiles cut headers to ten letters, and number the second of two that become equal.
CUT_NAMES = {
    "event_id_c": "event_id_cnty", "event_id_n": "event_id_no_cnty", "time_preci": "time_precision", "disorder_t": "disorder_type",
    "sub_event": "sub_event_type", "assoc_acto": "assoc_actor_1", "assoc_ac_1": "assoc_actor_2", "interactio": "interaction",
    "civilian_t": "civilian_targeting", "geo_precis": "geo_precision", "source_sca": "source_scale", "deleted_ti": "deleted_timestamp",
}  # fmt: skip
# Names with spaces, which others also use. They count as ACLED's only if other columns show that the table is.
SPACED_NAMES = {
    "event_id": "event_id_cnty", "actor_1": "actor1", "actor_2": "actor2", "admin_1": "admin1", "admin_2": "admin2", "admin_3": "admin3",
    "inter_1": "inter1", "inter_2": "inter2", "associated_actor_1": "assoc_actor_1", "associated_actor_2": "assoc_actor_2",
}  # fmt: skip
GEO_PRECISION = {"1": "exact", "2": "near", "3": "admin1"}


def recognise(preview: "Preview") -> Match | None:
    """Return a match if a table is of this feed."""
    found = find_header(preview, _is_header)
    if not found:
        return None
    headers, skip = found
    names = restore_names(headers, CUT_NAMES)
    cut = ", headers cut after ten letters" if names != headers else ""
    names = restore_names([OLD_NAMES.get(name, name) for name in names], SPACED_NAMES)
    return Match(names, skip, f"ACLED, {_name_layout(set(names))}{cut}")


def _is_header(headers: set[str]) -> bool:
    names = set(restore_names(sorted(headers), CUT_NAMES))
    if {"event_id_cnty", "deleted_timestamp"} <= names:
        return True
    # HAPI and other feeds also have `event_type`. With an actor or a time precision, the table is ACLED's.
    return {"event_date", "event_type"} <= names and bool(names & {"actor1", "event_id_cnty", "sub_event_type"})


def _name_layout(names: set[str]) -> str:
    if "deleted_timestamp" in names:
        return "list of deletions"
    layout = (
        "layout of 2015 and 2016" if names & {"gwno", "ally_actor_1"}
        else "layout of 2018 to 2023" if "data_id" in names
        else "layout since 2023" if "disorder_type" in names
        else "a choice of columns"
    )  # fmt: skip
    return layout + ("" if "actor2" in names else ", one row an actor")


def _fill_incident(names: list[str]) -> dict[str, str]:
    cell = partial(expressions.read_cell, columns=names)
    time_precision = expressions.read_figure("time_precision", names)
    return {
        "feed_id": cell("event_id_cnty"),
        # 2: within a week, coded as its middle day; 3: within the month
        "date": f"CASE {time_precision} WHEN '2' THEN day.first - 3 "
        "WHEN '3' THEN date_trunc('month', day.first)::DATE ELSE day.first END",
        "date_end": f"CASE {time_precision} WHEN '2' THEN day.last + 3 "
        "WHEN '3' THEN last_day(day.first) ELSE day.last END",
        "date_precision": f"CASE {time_precision} WHEN '2' THEN 'range' WHEN '3' THEN 'month' ELSE day.precision END",
        "coded_day": f"CASE WHEN {time_precision} IN ('2', '3') THEN day.first END",
        "kind": expressions.translate("acled", "kind", names, otherwise="unknown"),
        "kind_detail": f"concat_ws(': ', {cell('event_type')}, {cell('sub_event_type')})",
        "target": expressions.translate("acled", "target", names, otherwise="unknown"),
        "verification": "'coded'",
        "place": cell("location"),
        "admin1": cell("admin1"),
        "admin2": cell("admin2"),
        "country": cell("country"),
        **expressions.POINT,
        "geo_precision": f"CASE WHEN {expressions.HAS_POINT} "
        f"THEN {expressions.match_words(expressions.read_figure('geo_precision', names), GEO_PRECISION, 'unknown')} ELSE 'unknown' END",
        "actor1": cell("actor1"),
        "actor2": cell("actor2"),
        "killed_best": "deaths.best",
        "killed_low": "deaths.low",
        "killed_high": "deaths.high",
        "note": cell("notes"),
        "reported_by": cell("source"),
        "feed_updated": f"try_cast({expressions.read_figure('timestamp', names)} AS INTEGER)",
    }


def shape(names: list[str], options: ReadingOptions) -> Shape:
    """Map the columns of a file to ours."""
    if "deleted_timestamp" in names:
        return Shape(
            {},
            {"incidents": {"feed_id": "words(event_id_cnty)"}},
            refusals=[Refusal("words(event_id_cnty) IS NULL", "event_id_cnty", "no id")],
            withdraws="words(event_id_cnty)",
        )

    latitude, longitude = expressions.find_degrees(names)
    return Shape(
        {
            "day": "read_date(plain(event_date))",
            "deaths": expressions.read_people("fatalities", names),
            **expressions.read_degrees(latitude, longitude, names),
        },
        {"incidents": _fill_incident(names)},
        refusals=expressions.refuse_day("event_date", "day"),
        unread=[
            *expressions.list_unread_people("fatalities", "deaths", names),
            *expressions.list_unread_degrees(latitude, longitude, names),
            *expressions.list_unknown_words("acled", ("event_type", "sub_event_type"), names),
        ],
        read_otherwise=expressions.keep_half_points(latitude, longitude, names),
        dates=("plain(event_date)",),
        one_row_per_actor="actor2" not in names,
        may_lack_ids="event_id_cnty" not in names,
    )


FEED = Feed(
    "acled",
    "ACLED",
    "Data: ACLED, acleddata.com; its terms forbid republishing the records.",
    recognise,
    shape,
    later_files_replace=True,
    rows_of_a_page=(500, 4999, 5000),
    is_restricted=True,
)
