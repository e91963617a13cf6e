-- One row for each corridor, table, scope and span of days that a feed covers after some of its cuts are rewritten. The
-- days that its records on a corridor span are not known to be complete. Days named as complete are, for joint patrols
-- and attacks on patrols. They stay complete in later loads: spans that touch or overlap are joined whichever load
-- named them, and days between two spans belong to neither.
WITH records AS (
    SELECT 'patrols' AS "table", corridor, date, date_end, withdrawn_release FROM ({patrols})
    UNION ALL SELECT 'incidents', corridor, date, date_end, withdrawn_release FROM ({incidents})
    UNION ALL SELECT 'exposure', corridor, period_start, period_end, withdrawn_release FROM ({exposure})
),
named AS (
    SELECT corridor, "table", scope, "from", through, lag_days, note FROM ({coverage}) WHERE complete
    UNION ALL BY NAME
    SELECT corridor, held.*, "from", through, 0 AS lag_days, 'Named as complete when the files were loaded.' AS note
    FROM ({complete}), (VALUES ('patrols', 'joint'), ('incidents', 'patrol')) AS held("table", scope)
    -- A corridor with counted exposure has no single patrols to hold.
    WHERE held."table" <> 'patrols' OR corridor NOT IN (SELECT corridor FROM ({corridors}) WHERE unit IS NOT NULL)
),
ordered AS (
    SELECT *, max(through) OVER (PARTITION BY corridor, "table", scope ORDER BY "from", through
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS held_before
    FROM named
),
spans AS (
    SELECT *, count(*) FILTER (held_before IS NULL OR "from" > held_before + 1)
        OVER (PARTITION BY corridor, "table", scope ORDER BY "from", through) AS span
    FROM ordered
)
SELECT {feed} AS feed, corridor, "table", 'any' AS scope, min(date) AS "from", max(date_end) AS through, false AS complete,
    0 AS lag_days, NULL::VARCHAR AS note
FROM records
WHERE corridor IS NOT NULL AND withdrawn_release IS NULL AND date IS NOT NULL
GROUP BY corridor, "table"
UNION ALL BY NAME
SELECT {feed} AS feed, corridor, "table", scope, min("from") AS "from", max(through) AS through, true AS complete,
    max(lag_days)::INTEGER AS lag_days, string_agg(DISTINCT note, ' ' ORDER BY note) AS note
FROM spans
GROUP BY corridor, "table", scope, span
