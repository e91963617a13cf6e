"""Two columns of one head: which of them counts is asked for, unless it makes no difference."""

from itertools import pairwise

import duckdb

from etl.errors import FileRefused
from etl.feeds import Match
from etl.feeds.common.headers import find_same_heads
from etl.formats import Preview, Rows
from etl.load.sql import fetch_row
from etl.tables.schema import quote_identifier

TEXT_SHOWN = 40


def choose_filled_column(
    con: duckdb.DuckDBPyConnection, preview: Preview, match: Match, rows: Rows, used: set[str]
) -> list[str]:
    """Return the names of the columns so that of two with one head the feed reads the one that holds something.

    Raises FileRefused where both do, they differ, and the feed reads one of them.
    """
    names = list(match.names)
    for head, places in find_same_heads(preview, match.names, match.skip):
        read = [place for place in places if match.names[place] in used]
        if not read:
            continue
        columns = [f"nullif(trim({quote_identifier(match.names[place])}), '')" for place in places]
        counts = fetch_row(con, f"SELECT {', '.join(f'count({column})' for column in columns)} FROM {rows.relation}")
        filled = [place for place, count in zip(places, counts, strict=True) if count]
        if len(filled) == 1 and filled != read[:1]:
            names[read[0]], names[filled[0]] = names[filled[0]], names[read[0]]
        if len(filled) > 1:
            _refuse_difference(con, preview, match, rows, head, filled, places, read)
    return names


def _refuse_difference(
    con: duckdb.DuckDBPyConnection,
    preview: Preview,
    match: Match,
    rows: Rows,
    head: str,
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
    choices = " or ".join(f'--map "{head}#{places.index(place) + 1}={match.names[read[0]]}"' for place in filled)
    raise FileRefused(
        f"{preview.path.name}{sheet}: columns {' and '.join(str(place + 1) for place in filled)} both have the head “{head}” and "
        f"differ, first on line {line} ({texts}). Say which counts with {choices}, or delete the other."
    )
