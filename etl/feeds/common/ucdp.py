"""UCDP: yearly GED releases and Candidate events, in every layout since 2017.

Both have the same columns in varying order and number. Codes and words are from the GED codebook; `docs/feeds.md` lists what is
kept.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from etl.errors import Note
from etl.feeds import Match, ReadingOptions, Shape
from etl.feeds.common import expressions
from etl.feeds.common.headers import find_header

if TYPE_CHECKING:  # pages that only show records must not import the file readers
    from etl.formats import Preview

# A selection of columns is recognised by a day, its deaths, and one more column of UCDP. HAPI's sums, charts of single columns
# and tables of dyads do not have these together.
SIDES = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")  # the best estimate is their sum
DEATHS = {"best", *SIDES}
ITS_OWN = {
    "relid", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id", "conflict_name", "dyad_dset_id",
    "dyad_new_id", "dyad_name", "side_a", "side_b", "side_a_new_id", "side_b_new_id", "where_prec", "where_coordinates",
    "where_description", "adm_1", "adm_2", "geom_wkt", "priogrid_gid", "event_clarity", "date_prec", "source_office",
    "source_article", "gwnoa", "gwnob", *DEATHS,
}  # fmt: skip
ESTIMATES = {"best", "low", "high"}  # no other feed has all three together with `date_start`
OLD_NAMES = {f"{name}_{word}": name for name in ESTIMATES for word in ("est", "estimate")}

# The names under which UCDP publishes its files, and the minimum rows of a complete one (19.1: 152,616; a month: 2,500).
PUBLISHED = re.compile(r"gedevent_v\d\d_[\d_]+\.csv|ged\d{3}(-csv)?\.(csv|zip)|gedevent_v\d\d_[\d_]+-csv\.zip")
ROWS_OF_A_YEARLY_RELEASE = 100_000
ROWS_OF_A_CANDIDATE = 1_000

# The layout since 2021; also used to read a file without a header.
LAYOUT = [
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id",
    "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a",
    "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office", "source_date",
    "source_headline", "source_original", "where_prec", "where_coordinates", "where_description", "adm_1", "adm_2",
    "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region", "event_clarity",
    "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high",
    "low", "gwnoa", "gwnob",
]  # fmt: skip
SHAPE_OF_VALUES = {
    "id": r"\d+",
    "year": r"(19|20)\d\d",
    "code_status": r"Clear|Check|Unclear|",
    "type_of_violence": r"[123]",
    "where_prec": r"[1-7]",
    "latitude": r"-?\d{1,2}(\.\d+)?|",
    "longitude": r"-?\d{1,3}(\.\d+)?|",
    "date_prec": r"[1-5]",
    "date_start": r"\d{4}-\d\d-\d\d([T ].*)?",
    "date_end": r"\d{4}-\d\d-\d\d([T ].*)?",
    "best": r"\d+",
    "high": r"\d+",
    "low": r"\d+",
}

FIRST_DAY, LAST_DAY = "started.first", "CASE WHEN ended.last >= started.first THEN ended.last ELSE started.last END"
VIOLENCE = {"1": "state-based conflict", "2": "non-state conflict", "3": "one-sided violence"}
GEO_PRECISION = {
    "1": "exact", "2": "near", "3": "admin2", "4": "admin1", "5": "area_or_line", "6": "country", "7": "sea_or_air",
}  # fmt: skip


def recognise_ged(preview: "Preview") -> Match | None:
    """Return a match if a table is of a yearly release."""
    match = recognise(preview)
    return match if match and not _is_candidate(preview, match) else None


def recognise(preview: "Preview") -> Match | None:
    """Return a match if a table has the columns of UCDP, whether GED or Candidate events."""
    release = find_release(preview)
    layout = f"{{}} columns, release {release}" if release else "{} columns, no release in the name of the file"
    found = find_header(preview, _is_header)
    if found:
        names, skip = found
        return Match([OLD_NAMES.get(name, name) for name in names], skip, f"UCDP, {layout.format(len(names))}")
    if _is_headless(preview):
        return Match(LAYOUT, 0, f"UCDP, no header, {layout.format(len(LAYOUT))}")
    return None


def _is_header(header: set[str]) -> bool:
    names = {OLD_NAMES.get(name, name) for name in header}
    is_its_own = len(names & ITS_OWN) >= 2 or names >= ESTIMATES
    return "date_start" in names and bool(names & DEATHS) and is_its_own


def _is_headless(preview: "Preview") -> bool:
    """Whether the values fit the layout in nearly all rows, including the first, which could be a header."""
    fitting = [_fits(cells) for cells in preview.rows]
    return fitting[0] and sum(fitting) >= 0.9 * len(fitting)


def _fits(cells: tuple[str | None, ...]) -> bool:
    if len(cells) != len(LAYOUT):
        return False
    row = {name: (cell or "").strip() for name, cell in zip(LAYOUT, cells, strict=True)}
    if not all(re.fullmatch(pattern, row[name]) for name, pattern in SHAPE_OF_VALUES.items()):
        return False
    # Older layouts end in low, best, high. Only the sum shows which of the three is the best estimate.
    deaths = [row[f"deaths_{whose}"] for whose in ("a", "b", "civilians", "unknown")]
    return all(map(str.isdecimal, deaths)) and sum(map(int, deaths)) == int(row["best"])


def _is_candidate(preview: "Preview", match: Match) -> bool:
    release = find_release(preview)
    if release:
        return make_order(release) is None and not _is_syria(release)
    if match.skip == 0 or "code_status" not in match.names:
        return match.skip == 0
    place = match.names.index("code_status")
    statuses = {cells[place] for cells in preview.rows[match.skip :] if len(cells) > place}
    # The yearly release has only clear events.
    return not statuses <= {"Clear", None}


def find_release(preview: "Preview") -> str | None:
    """Read the release from the name of the file: 19.1 (yearly), 24.0.1 (a month), 25.01.25.09 (since January)."""
    name = re.sub(r"\.(csv|tsv|txt|zip|xlsx|json|geojson|parquet)$", "", preview.path.name.lower())
    if found := re.search(r"(?<!\d)(\d{3})[._-](\d{4})[._-](\d{4})(?!\d)", name):
        return ".".join(found.groups())
    begin = r"(?:ucdp|ged|events?|candidate|v)[ ._-]*"
    if found := re.search(begin + r"(\d\d)[._-](01)[._-](\1)[._-](\d\d)(?!\d)", name):
        return ".".join(found.groups())
    if found := re.search(begin + r"(\d\d)[._-]0[._-](\d\d?)(?!\d)", name):
        return f"{found[1]}.0.{int(found[2])}"
    if found := re.search(begin + r"(\d\d)[._-]?([1-9])(?!\d)", name):
        return f"{found[1]}.{found[2]}"
    return None


def _is_syria(release: str) -> bool:
    """Whether this is the separate Syria release that GED 17.1 to 19.1 lack. Its number is the country and two months."""
    return re.fullmatch(r"\d{3}\.\d{4}\.\d{4}", release) is not None


def make_order(release: str) -> tuple[int, ...] | None:
    """Return a sort key for yearly releases, each of which replaces earlier ones, or None for any other release."""
    found = re.fullmatch(r"(\d\d)\.([1-9])", release)
    return (int(found[1]), int(found[2])) if found else None


def find_whole_days(name: str, release: str | None, rows: int) -> tuple[date, date] | None:
    """Return the days of a complete release: a file with its original published name and at least the usual length.

    A part saved under another name, or one that is far too short, does not count. Before 20.1 Syria was a separate release.
    """
    if not release or not PUBLISHED.fullmatch(name.lower()):
        return None
    numbers = [int(number) for number in release.split(".")]
    year = 2000 + numbers[0]
    if make_order(release):
        return (date(1989, 1, 1), date(year - 1, 12, 31)) if rows >= ROWS_OF_A_YEARLY_RELEASE and year >= 2020 else None
    if rows < ROWS_OF_A_CANDIDATE or len(numbers) not in (3, 4):
        return None
    first, last = (1, numbers[3]) if len(numbers) == 4 else (numbers[2], numbers[2])
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def _fill_incident(names: list[str]) -> dict[str, str]:
    cell = partial(expressions.read_cell, columns=names)
    code = partial(expressions.read_code, columns=names)
    first, last = FIRST_DAY, LAST_DAY
    return {
        "feed_id": code("id"),
        "date": first,
        "date_end": last,
        # Precisions 4 and 5 also occur if the days are part of the month or year.
        "date_precision": f"""CASE
            WHEN {first} < {last} THEN CASE
                WHEN {code("date_prec")} = '4' AND {first} = date_trunc('month', {first}) AND {last} = last_day({first})
                    THEN 'month'
                WHEN {code("date_prec")} = '5' AND {first} = date_trunc('year', {first})
                    AND {last} = date_trunc('year', {first})::DATE + INTERVAL 1 YEAR - INTERVAL 1 DAY THEN 'year'
                ELSE 'range' END
            WHEN {"ended IS NOT NULL" if "date_prec" not in names else code("date_prec") + " = '1'"} THEN 'day'
            ELSE 'unknown' END""",
        "kind": expressions.translate("ucdp", "kind", names, otherwise="unknown"),
        "kind_detail": "concat_ws(': ', "
        f"{expressions.match_words(code('type_of_violence'), VIOLENCE, None)}, "
        f"coalesce({cell('conflict_name')}, {cell('dyad_name')}))",
        "target": expressions.translate("ucdp", "target", names, otherwise="unknown"),
        "verification": "'coded'",
        "place": cell("where_coordinates"),
        "admin1": cell("adm_1"),
        "admin2": cell("adm_2"),
        "country": cell("country"),
        **expressions.POINT,
        "geo_precision": f"CASE WHEN {expressions.HAS_POINT} "
        f"THEN {expressions.match_words(code('where_prec'), GEO_PRECISION, 'unknown')} ELSE 'unknown' END",
        "actor1": cell("side_a"),
        "actor2": cell("side_b"),
        "killed_best": "best_read",
        "killed_low": "low_read",
        "killed_high": "high_read",
        "note": "nullif(concat_ws(' ', "
        f"CASE WHEN {code('event_clarity')} = '2' THEN 'Sum over several incidents.' END, "
        f"CASE WHEN {cell('code_status')} <> 'Clear' THEN 'Status at UCDP: ' || {cell('code_status')} || '.' END, "
        f"coalesce({cell('where_description')}, {cell('source_headline')})), '')",
        "reported_by": f"coalesce({cell('source_office')}, {cell('source_article')})",
    }


def _list_what_is_missing(names: list[str]) -> Iterator[str]:
    """Yield what a selection of columns leaves unknown."""
    if "best" not in names:
        yield (
            "No column best: deaths are the sum of deaths_a, deaths_b, deaths_civilians and deaths_unknown."
            if set(SIDES) <= set(names)
            else "No column best, and not all four columns that add up to it: the number of deaths is unknown."
        )
    if "date_prec" not in names and "date_end" not in names:
        yield "No column date_prec or date_end: the precision of days is unknown."
    if "where_prec" not in names:
        yield "No column where_prec: the precision of places is unknown, so no record is placed on a corridor."


def shape(names: list[str], options: ReadingOptions) -> Shape:
    """Map the columns of a file to ours."""
    latitude, longitude = expressions.find_degrees(names)
    people = ("best", "low", "high")
    is_sum = "best" not in names and set(SIDES) <= set(names)
    sides = {f"{name}_read": f"figure({expressions.read_figure(name, names)})" for name in SIDES} if is_sum else {}
    return Shape(
        {
            **sides,
            "started": "read_date(plain(date_start))",
            "ended": expressions.read_days("date_end", names),
            **{f"{name}_read": f"figure({expressions.read_figure(name, names)})" for name in people},
            **({"best_read": " + ".join(sides)} if is_sum else {}),
            **expressions.read_degrees(latitude, longitude, names),
        },
        {"incidents": _fill_incident(names)},
        refusals=expressions.refuse_day("date_start", "started"),
        unread=[
            *expressions.list_unread_end("date_end", "ended", "started", names),
            *(
                cell
                for name in (*people, *(SIDES if is_sum else ()))
                for cell in expressions.list_unread_people(name, f"{name}_read", names)
            ),
            *expressions.list_unread_degrees(latitude, longitude, names),
        ],
        read_otherwise=expressions.keep_half_points(latitude, longitude, names),
        dates=tuple(f"plain({name})" for name in ("date_start", "date_end") if name in names),
        may_lack_ids="id" not in names,
        notes=tuple(map(Note, _list_what_is_missing(names))),
    )
