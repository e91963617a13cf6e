-- One row for each corridor, table and scope: the days that the records of a feed cover, once some of its cuts are rewritten.
-- The days that its records on a corridor span are not said to be held completely; those named as complete are, for joint
-- patrols and attacks on patrols. What was named before stays named, unless it is named anew.
WITH records AS (
    SELECT 'patrols' AS "table", corridor, date, date_end, withdrawn_release FROM ({patrols})
    UNION ALL SELECT 'incidents', corridor, date, date_end, withdrawn_release FROM ({incidents})
),
named AS (
    SELECT 0 AS age, * FROM ({coverage}) WHERE complete
    UNION ALL BY NAME
    SELECT 1 AS age, {feed} AS feed, corridor, held.*, "from", through, true AS complete, 0 AS lag_days,
        'Named as complete when the files were loaded.' AS note
    FROM ({complete}), (VALUES ('patrols', 'joint'), ('incidents', 'patrol')) AS held("table", scope)
)
SELECT {feed} AS feed, corridor, "table", 'any' AS scope, min(date) AS "from", max(date_end) AS through, false AS complete,
    0 AS lag_days, NULL::VARCHAR AS note
FROM records
WHERE corridor IS NOT NULL AND withdrawn_release IS NULL AND date IS NOT NULL
GROUP BY corridor, "table"
UNION ALL BY NAME
SELECT * EXCLUDE (age) FROM named
QUALIFY row_number() OVER (PARTITION BY corridor, "table", scope ORDER BY age DESC, "from") = 1
