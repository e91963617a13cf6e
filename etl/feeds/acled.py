"""ACLED: exports of any layout since 2015, one row an event or one row an actor, and lists of deletions.

Layouts and words: the codebooks of ACLED and its own R package; `docs/feeds.md` says what is kept.
"""

from etl.feeds import Asked, Feed, Match, Refusal, Shape, heads, words
from etl.formats import Preview

# The names of 2015 and 2016, as today's.
OLD_NAMES = {"ally_actor_1": "assoc_actor_1", "ally_actor_2": "assoc_actor_2"}
GEO_PRECISION = {"1": "exact", "2": "near", "3": "admin1"}


def recognise(preview: Preview) -> Match | None:
    found = heads.find(preview, _is_head)
    if not found:
        return None
    names, skip = found
    return Match([OLD_NAMES.get(name, name) for name in names], skip, f"ACLED, {_layout(set(names))}")


def _is_head(names: set[str]) -> bool:
    if {"event_id_cnty", "deleted_timestamp"} <= names:
        return True
    # `event_type` stands in HAPI and in other feeds too; with an actor, or the precision of the time, it is ACLED's.
    return {"event_date", "event_type"} <= names and bool(names & {"actor1", "event_id_cnty", "sub_event_type"})


def _layout(names: set[str]) -> str:
    if "deleted_timestamp" in names:
        return "list of deletions"
    layout = (
        "layout of 2015 and 2016" if names & {"gwno", "ally_actor_1"}
        else "layout of 2018 to 2023" if "data_id" in names
        else "layout since 2023" if "disorder_type" in names
        else "a choice of columns"
    )  # fmt: skip
    return layout + ("" if "actor2" in names else ", one row an actor")


def shape(names: list[str], asked: Asked) -> Shape:
    if "deleted_timestamp" in names:
        return Shape(
            {},
            {"incidents": {"feed_id": "words(event_id_cnty)"}},
            refusals=[Refusal("words(event_id_cnty) IS NULL", "event_id_cnty", "no id")],
            withdraws="words(event_id_cnty)",
        )

    def cell(name: str) -> str:
        return words.cell(name, names)

    time_precision = words.tidy("time_precision", names)
    incident = {
        "feed_id": cell("event_id_cnty"),
        # 2: the week is known, and a day in its middle is written; 3: the month.
        "date": f"CASE {time_precision} WHEN '2' THEN date_trunc('week', day.first)::DATE "
        "WHEN '3' THEN date_trunc('month', day.first)::DATE ELSE day.first END",
        "date_end": f"CASE {time_precision} WHEN '2' THEN date_trunc('week', day.first)::DATE + 6 "
        "WHEN '3' THEN last_day(day.first) ELSE day.last END",
        "date_precision": f"CASE {time_precision} WHEN '2' THEN 'range' WHEN '3' THEN 'month' ELSE day.precision END",
        "kind": words.ours("acled", "kind", names, otherwise="unknown"),
        "kind_detail": f"concat_ws(': ', {cell('event_type')}, {cell('sub_event_type')})",
        "target": words.ours("acled", "target", names, otherwise="unknown"),
        "verification": "'coded'",
        "place": cell("location"),
        "admin1": cell("admin1"),
        "admin2": cell("admin2"),
        "country": cell("country"),
        **words.POINT,
        "geo_precision": f"CASE WHEN {words.HAS_POINT} "
        f"THEN {words.case(words.tidy('geo_precision', names), GEO_PRECISION, 'unknown')} ELSE 'unknown' END",
        "actor1": cell("actor1"),
        "actor2": cell("actor2"),
        "killed_best": "deaths.best",
        "killed_low": "deaths.low",
        "killed_high": "deaths.high",
        "note": cell("notes"),
        "reported_by": cell("source"),
        "feed_updated": f"try_cast({words.tidy('timestamp', names)} AS INTEGER)",
    }
    return Shape(
        {
            "day": "read_date(plain(event_date), $date_order)",
            "deaths": f"read_people({words.tidy('fatalities', names)})",
            **words.degrees("latitude", "longitude", names),
        },
        {"incidents": incident},
        refusals=[
            *words.refuse_day("event_date", "day"),
            *words.refuse_people("fatalities", "deaths", names),
            *words.refuse_point("latitude", "longitude", names),
        ],
        dates=("event_date",),
        one_row_per_actor="actor2" not in names,
    )


FEED = Feed("acled", "ACLED", recognise, shape)
