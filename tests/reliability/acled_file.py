"""Write a made-up file in ACLED's layout of 31 columns (2023 to 2024), of any number of rows. No row is ACLED's.

    python -m tests.reliability.acled_file 1000000 acled.csv

The number of a row determines its values, so the same call writes the same bytes. A million rows are about 400 MB and span
ten years. Every 997th note has a line break, as some real notes have.
"""

import sys
from pathlib import Path

import duckdb

from etl.tables.schema import quote_text

ROWS_A_YEAR = 100_000
QUERY = """
WITH numbered AS (
    SELECT i, hash(i) AS h, hash(i, 1) AS g, (i % {years})::INTEGER AS nth_year FROM range({rows}) AS rows(i)
),
drawn AS (
    SELECT *, make_date(2024 - nth_year, 1, 1) + (h % 365)::INTEGER AS day,
        [['Battles', 'Armed clash'], ['Explosions/Remote violence', 'Shelling/artillery/missile attack'],
         ['Explosions/Remote violence', 'Remote explosive/landmine/IED'], ['Explosions/Remote violence', 'Air/drone strike'],
         ['Violence against civilians', 'Attack'], ['Protests', 'Peaceful protest'], ['Riots', 'Mob violence'],
         ['Strategic developments', 'Looting/property destruction']][(h // 7 % 8)::INTEGER + 1] AS event,
        (h // 1000 % 5000)::INTEGER AS place
    FROM numbered
)
SELECT
    'XXA' || (1000000 + i) AS event_id_cnty,
    strftime(day, '%d %B %Y') AS event_date,
    year(day) AS year,
    CASE h // 13 % 20 WHEN 0 THEN 3 WHEN 1 THEN 2 ELSE 1 END AS time_precision,
    CASE WHEN event[1] IN ('Protests', 'Riots') THEN 'Demonstrations' WHEN event[1] LIKE 'Strategic%' THEN 'Strategic developments'
        ELSE 'Political violence' END AS disorder_type,
    event[1] AS event_type,
    event[2] AS sub_event_type,
    'Military Forces of Examplia (' || (2000 + g % 20) || '-)' AS actor1,
    CASE WHEN g % 5 = 0 THEN 'Police Forces of Examplia (2000-)' END AS assoc_actor_1,
    1 + g % 8 AS inter1,
    CASE WHEN event[2] <> 'Peaceful protest' THEN 'Unidentified Armed Group ' || (g // 8 % 300) || ' (Examplia)' END AS actor2,
    NULL AS assoc_actor_2,
    CASE WHEN event[2] <> 'Peaceful protest' THEN 1 + g // 9 % 8 ELSE 0 END AS inter2,
    10 * least(1 + g % 8, 1 + g // 9 % 8) + greatest(1 + g % 8, 1 + g // 9 % 8) AS interaction,
    CASE WHEN event[1] LIKE 'Violence against%' THEN 'Civilian targeting' END AS civilian_targeting,
    760 AS iso,
    'Middle East' AS region,
    'Examplia' AS country,
    'Governorate ' || (place % 14) AS admin1,
    'District ' || (place % 60) AS admin2,
    'Subdistrict ' || (place % 270) AS admin3,
    'Place ' || place AS location,
    printf('%.4f', 32.5 + place % 71 * 0.065) AS latitude,
    printf('%.4f', 35.7 + place // 71 * 0.09) AS longitude,
    1 + (h // 17 % 10 >= 7)::INTEGER + (h // 17 % 10 >= 9)::INTEGER AS geo_precision,
    'Example News; Observers' AS source,
    'National' AS source_scale,
    'On ' || strftime(day, '%d %B %Y') || ', ' || event[2] || ' took place in Place ' || place || ' (District ' || (place % 60)
        || CASE WHEN i % 997 = 0 THEN '),' || chr(10) || '' ELSE '), ' END
        || 'as "reported"' || CASE WHEN g % 3 = 0 THEN ' and cited' ELSE '' END || '. Number ' || i || '.' AS notes,
    CASE WHEN h // 19 % 3 = 0 THEN h // 23 % 12 ELSE 0 END AS fatalities,
    CASE WHEN event[1] = 'Protests' THEN 'crowd size=no report' END AS tags,
    1735689600 + i % 100000 AS timestamp
FROM drawn
"""


def make_winding_route() -> list[tuple[float, float]]:
    """Return the (lon, lat) points of a road that winds between the columns of places, within 6 km of each."""
    return [
        (round(35.7 + 0.09 * (2 * turn + 0.5), 4), lat)
        for turn in range(36)
        for lat in ((32.5, 37.05) if turn % 2 == 0 else (37.05, 32.5))
    ]


def write(rows: int, path: Path, where: str = "true", changed: str = "") -> None:
    """Write `rows` rows; `where` keeps some of them, `changed` (`expression AS column`) replaces columns."""
    query = QUERY.format(rows=rows, years=max(1, rows // ROWS_A_YEAR))
    replaced = f"REPLACE ({changed})" if changed else ""
    with duckdb.connect() as con:
        con.execute(
            f"COPY (SELECT * {replaced} FROM ({query}) WHERE {where}) TO {quote_text(str(path))} (FORMAT csv, HEADER)"
        )


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
