"""Handles two columns with the same header or meaning: asks which one counts, unless it makes no difference."""

from collections.abc import Mapping
from itertools import pairwise

import duckdb

from etl.errors import FileRefused
from etl.feeds import Match
from etl.feeds.common.headers import find_same_headers, make_names
from etl.feeds.lexicon import COLUMNS, find_meaning
from etl.formats import Preview, Rows
from etl.load.sql import fetch_row
from etl.tables.schema import quote_identifier

TEXT_SHOWN = 40
PAIRS_READ = 500
# 100 m: coordinates from a map and from columns are rounded differently.
ROUNDED_DEGREES = {
    "lat": 0.001,
    "lon": 0.001,
}


def choose_filled_column(
    con: duckdb.DuckDBPyConnection, preview: Preview, match: Match, rows: Rows, used: set[str]
) -> list[str]:
    """Return the column names so that, of two columns with one header, the feed reads the one that has values.

    Raises FileRefused if both have values that differ and the feed reads one of them.
    """
    names = list(match.names)
    for header, places in find_same_headers(preview, match.names, match.skip):
        read = [place for place in places if match.names[place] in used]
        if not read:
            continue
        columns = [f"nullif(trim({quote_identifier(match.names[place])}), '')" for place in places]
        counts = fetch_row(con, f"SELECT {', '.join(f'count({column})' for column in columns)} FROM {rows.relation}")
        filled = [place for place, count in zip(places, counts, strict=True) if count]
        if len(filled) == 1 and filled != read[:1]:
            names[read[0]], names[filled[0]] = names[filled[0]], names[read[0]]
        if len(filled) > 1:
            _refuse_difference(con, preview, match, rows, header, filled, places, read)
    return names


def choose_filled_rival(
    con: duckdb.DuckDBPyConnection,
    preview: Preview,
    names: list[str],
    rows: Rows,
    rivals: Mapping[str, str],
    headers: Mapping[str, str],
) -> list[str]:
    """Return the names so that, of two columns with one meaning, the one that has values is read; see `Shape.rivals`.

    Raises FileRefused if both have values that differ.
    """
    names = list(names)
    for theirs, ours in rivals.items():
        cells = [f"nullif(trim({quote_identifier(name)}), '')" for name in (ours, theirs)]
        counts = fetch_row(con, f"SELECT count({cells[0]}), count({cells[1]}) FROM {rows.relation}")
        if counts[1] and not counts[0]:
            [empty] = make_names((headers.get(ours, ours),))
            places = names.index(ours), names.index(theirs)
            names[places[0]], names[places[1]] = empty if empty not in names else theirs, ours
        if all(counts) and (texts := _find_difference(con, rows, ours, cells)):
            sheet = f", sheet {preview.sheet}" if preview.sheet else ""
            one, other = (headers.get(name, name) for name in (ours, theirs))
            shown = " and ".join(f"“{(text or '')[:TEXT_SHOWN]}”" for text in texts)
            raise FileRefused(
                f"{preview.path.name}{sheet}: columns “{one}” and “{other}” both mean {ours} here and differ ({shown}). Say which counts "
                f'with --map "{one}={ours}" or --map "{other}={ours}".',
                options=("map",),
            )
    return names


def _find_difference(
    con: duckdb.DuckDBPyConnection, rows: Rows, ours: str, cells: list[str]
) -> tuple[str | None, str | None] | None:
    """Return the first texts in which two columns differ. Words differ if their meanings do."""
    read = [f"coalesce(try_cast({cell} AS DOUBLE)::VARCHAR, lower({cell}))" for cell in cells]
    numbers = [f"try_cast({cell} AS DOUBLE)" for cell in cells]
    query = (
        f"SELECT DISTINCT {cells[0]}, {cells[1]} FROM {rows.relation} WHERE {read[0]} IS DISTINCT FROM {read[1]} "
        f"AND coalesce(abs({numbers[0]} - {numbers[1]}) > ?, true) ORDER BY ALL LIMIT {PAIRS_READ}"
    )
    found: list[tuple[str | None, str | None]] = con.execute(query, [ROUNDED_DEGREES.get(ours, 0)]).fetchall()
    if ours not in COLUMNS:
        return found[0] if found else None
    meanings = [[find_meaning(ours, text or "") for text in texts] for texts in found]
    if not any(other for _, other in meanings):  # a column of names or sentences
        return None
    return next((texts for texts, (one, other) in zip(found, meanings, strict=True) if one != other), None)


def _refuse_difference(
    con: duckdb.DuckDBPyConnection,
    preview: Preview,
    match: Match,
    rows: Rows,
    header: str,
    filled: list[int],
    places: list[int],
    read: list[int],
) -> None:
    cells = [f"trim(coalesce({quote_identifier(match.names[place])}, ''))" for place in filled]
    differ = " OR ".join(f"{one} <> {other}" for one, other in pairwise(cells))
    found = con.execute(
        f"SELECT line, {', '.join(cells)} FROM {rows.numbered_relation} WHERE {differ} ORDER BY record LIMIT 1"
    ).fetchone()
    if not found:
        return
    sheet = f", sheet {preview.sheet}" if preview.sheet else ""
    line, texts = found[0], " and ".join(f"“{text[:TEXT_SHOWN]}”" for text in found[1:])
    choices = " or ".join(f'--map "{header}#{places.index(place) + 1}={match.names[read[0]]}"' for place in filled)
    raise FileRefused(
        f"{preview.path.name}{sheet}: columns {' and '.join(str(place + 1) for place in filled)} both have the header “{header}” and "
        f"differ, first on line {line} ({texts}). Say which counts with {choices}, or delete the other.",
        options=("map",),
    )
